"""How good the built-in model is on its first day: ``python -m tests.benchmarks.day_one [split|writers|FILE.csv]``.

``split``: learnt from "train", asked about "test". ``writers``: every author's comments are asked of a model that
learnt only from the others', the honest measure, because comments of one author are alike. A file has the columns
text, themes and lang, and is asked of the model that learnt from everything. Without an argument: split, then writers.

F1 counts every comment; the interval (95 %) comes from drawing comments with replacement (Efron 1979). "unassigned" is
the share of comments without a theme that get none, "coverage" the share of the others that get one.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.starter import Example, starter_corpus, train_starter
from classifier.starter_themes import starter_themes

Counts = NDArray[np.int64]

FEWEST_COMMENTS = 30
DRAWS = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """Comments and what the model said of them."""

    examples: list[Example]
    themes: list[tuple[str, ...]]

    def only(self, language: str) -> Asked:
        """Return the comments in one language."""
        kept = [i for i, e in enumerate(self.examples) if e.language == language]
        return Asked([self.examples[i] for i in kept], [self.themes[i] for i in kept])


def main() -> None:
    """Measure and print."""
    what = sys.argv[1:] or ["split", "writers"]
    print(f"{'':22}{'n':>6}  {'micro-F1':>18}  {'macro-F1':>9}  {'unassigned':>13}  coverage")
    for name in what:
        if name == "split":
            asked = split(starter_corpus())
        elif name == "writers":
            asked = each_writer(starter_corpus())
        else:
            asked = ask(starter_corpus(), read(Path(name)))
        show(name, asked)
        for language in ("de", "en"):
            show(f"  {language}", asked.only(language))
        by_theme(asked)


def split(corpus: list[Example]) -> Asked:
    """Learn from "train", ask about "test"."""
    return ask([e for e in corpus if e.split == "train"], [e for e in corpus if e.split == "test"])


def each_writer(corpus: list[Example]) -> Asked:
    """Ask about each author what was learnt from the others; all answers together."""
    parts = []
    for writer in sorted({e.writer for e in corpus}):
        own = [e for e in corpus if e.writer == writer]
        parts.append(ask([e for e in corpus if e.writer != writer], own))
        show(f"  without writer {writer}", parts[-1])
    return Asked([e for p in parts for e in p.examples], [t for p in parts for t in p.themes])


def ask(lessons: list[Example], questions: list[Example]) -> Asked:
    """Train on some comments and ask about others."""
    model = train_starter(lessons)
    return Asked(questions, model.predict([e.text for e in questions], [e.language for e in questions]))


def read(path: Path) -> list[Example]:
    """Read labelled comments of other authors."""
    with path.open(encoding="utf-8", newline="") as source:
        return [
            Example(row["text"], tuple(t for t in row["themes"].split("|") if t), row["lang"], "test", path.stem)
            for row in csv.DictReader(source)
        ]


def show(name: str, asked: Asked) -> None:
    """Print one line of figures."""
    counts = counted(asked)
    silent = [not given for given, e in zip(asked.themes, asked.examples, strict=True) if not e.themes]
    found = [bool(given) for given, e in zip(asked.themes, asked.examples, strict=True) if e.themes]
    line = f"{name:22}{len(asked.examples):6}"
    if len(found) >= FEWEST_COMMENTS:
        micro, low, high = micro_with_interval(counts)
        line += f"  {micro:6.3f} [{low:.3f}, {high:.3f}]  {macro(counts):9.3f}"
    else:
        line += " " * 32
    line += f"  {sum(silent):5}/{len(silent):<4}{share(silent):4.0%}" if silent else " " * 16
    print(line + (f"  {share(found):8.0%}" if found else ""), flush=True)


def by_theme(asked: Asked) -> None:
    """Print F1 per theme, the weakest first."""
    right, said, true = counted(asked).sum(axis=0)
    scores = 2 * right / np.maximum(said + true, 1)
    codes = [t.code for t in starter_themes()]
    for at in np.argsort(scores).tolist():
        if true[at]:
            print(f"    {codes[at]:20} F1 {scores[at]:.2f}  n {true[at]}")


def counted(asked: Asked) -> Counts:
    """Count per comment and theme: right, said, true; shape (n_comments, 3, n_themes)."""
    column = {t.code: i for i, t in enumerate(starter_themes())}
    said, true = (np.zeros((len(asked.examples), len(column)), dtype=np.int64) for _ in range(2))
    for row, (given, example) in enumerate(zip(asked.themes, asked.examples, strict=True)):
        said[row, [column[t] for t in given]] = 1
        true[row, [column[t] for t in example.themes]] = 1
    return np.stack([said * true, said, true], axis=1)


def micro_with_interval(counts: Counts) -> tuple[float, float, float]:
    """Return micro-F1 and its interval."""
    rows = counts.sum(axis=2)
    chance = np.random.default_rng(0)
    drawn = [micro(rows[chance.integers(0, len(rows), len(rows))]) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return micro(rows), float(low), float(high)


def micro(rows: Counts) -> float:
    """Return micro-F1 of (right, said, true) per comment."""
    right, said, true = rows.sum(axis=0)
    return float(2 * right / max(said + true, 1))


def macro(counts: Counts) -> float:
    """Return the mean F1 of all themes that occur."""
    right, said, true = counts.sum(axis=0)
    return float(np.mean((2 * right / np.maximum(said + true, 1))[true > 0]))


def share(flags: Sequence[bool]) -> float:
    """Return the share of True, 0..1."""
    return sum(flags) / max(len(flags), 1)


if __name__ == "__main__":
    main()
