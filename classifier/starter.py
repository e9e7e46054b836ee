"""The built-in starter model: return reasons in German and English, from the first day, without a label of the shop.

It learns from the corpus that ships with the package, and from names, definitions and turns of phrase of its themes.
Its version is a fingerprint of everything that decides what it answers: corpus, phrases, theme names, library versions
and the code of the modules in `METHOD`. A trained model is kept in a cache directory under its version; two processes
may train at once, the one that finishes later replaces the equal model of the other.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.clues import clue_phrases
from classifier.errors import ClassifierError, ModelError
from classifier.model import ThemeModel
from classifier.starter_themes import CATALOGUE, starter_themes
from classifier.storage import FORMAT, library_versions, load_model, save_model

SEED: Final = 0
HOME: Final = Path(__file__).resolve().parent
CORPORA: Final = (HOME / "corpus" / "starter_de.csv", HOME / "corpus" / "starter_en.csv")
PHRASES: Final = HOME / "corpus" / "starter_phrases.csv"
METHOD: Final = (
    "calibration",
    "clues",
    "clues_de",
    "clues_en",
    "concepts",
    "denial",
    "features",
    "formal",
    "latent",
    "learned",
    "learning",
    "lexicon",
    "memory",
    "model",
    "novelty",
    "separators",
    "stopwords",
    "stream",
    "text",
    "words",
)
"""The modules that decide what is learned from the same corpus."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled comment of the starter corpus; `split` is "train" or "test", `writer` a letter per author."""

    text: str
    themes: tuple[str, ...]
    language: str
    split: str
    writer: str


def starter_model(cache_dir: Path | None = None) -> tuple[ThemeModel, str]:
    """Return the starter model and its version "starter-<12 hex>".

    Reads it from `cache_dir` if it is there, else trains it (some seconds) and keeps it there. None: no cache. A
    cache that is damaged or cannot be written costs time, never an error.
    """
    name = starter_version()
    if cache_dir is None:
        return train_starter(starter_corpus()), name
    try:
        return load_model(cache_dir / name), name
    except ModelError:
        model = train_starter(starter_corpus())
    try:
        save_model(model, cache_dir / name)
    except ModelError:
        return model, name
    return model, name


def starter_version() -> str:
    """Return the version of the model that this corpus, this code and these libraries lead to."""
    digest = hashlib.sha256(f"{FORMAT} {sorted(library_versions().items())}".encode())
    code = (HOME / f"{module}.py" for module in METHOD)
    for path in (*CORPORA, PHRASES, CATALOGUE, *code):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"starter-{digest.hexdigest()[:12]}"


def train_starter(examples: list[Example]) -> ThemeModel:
    """Train the starter model on the given examples of the corpus, and on names and turns of phrase of all themes."""
    phrases = starter_phrases()
    taught = [*examples, *(p for p in phrases if not p.themes)]
    return ThemeModel().fit(
        [e.text for e in taught],
        [e.themes for e in taught],
        [e.language for e in taught],
        theme_names=_told(phrases),
        random_state=SEED,
    )


def starter_phrases() -> list[Example]:
    """Read the turns of phrase: each has one theme, or none where it tells no reason."""
    with PHRASES.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return [Example(r["text"], (r["theme"],) if r["theme"] else (), r["lang"], "train", PHRASES.stem) for r in rows]


def _told(phrases: list[Example]) -> dict[str, str]:
    """Return what each theme is called and how people put it, one text per line."""
    clues = clue_phrases()
    return {
        theme: "\n".join((called, *clues[theme], *(p.text for p in phrases if theme in p.themes)))
        for theme, called in starter_names().items()
    }


def starter_names() -> dict[str, str]:
    """Return for every starter theme its names and definitions in both languages, one per line."""
    return {t.code: "\n".join((t.name_de, t.definition_de, t.name_en, t.definition_en)) for t in starter_themes()}


def starter_corpus() -> list[Example]:
    """Read the corpus in both languages; raises ClassifierError where a row names a theme that does not exist."""
    known = {t.code for t in starter_themes()}
    examples: list[Example] = []
    for path in CORPORA:
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                themes = tuple(t for t in row["themes"].split("|") if t)
                if not known.issuperset(themes):
                    raise ClassifierError(f"{path.name}, {row['id']}: unknown theme in {row['themes']!r}")
                examples.append(Example(row["text"], themes, row["lang"], row["split"], row["writer"]))
    return examples
