"""How fast themes are suggested under a comment: ``python -m tests.benchmarks.suggestions [texts]``.

Prints the time from the call to the chips on a migrated SQLite database, for distinct short texts in both languages as
they grow while somebody types, beside the bare ``predict_proba`` of a plain TF-IDF with logistic regression that
learnt from the same corpus; then the first call of a process, calls in parallel, and the memory of a process with the
model. Suggestions must stay under 150 ms.
"""

from __future__ import annotations

import asyncio
import logging
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import structlog
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from classifier.reader import ThemeReader
from classifier.starter import starter_corpus
from classifier.themes import install_themes
from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.languages import speaking

PARALLEL = 10
TRAIN = "import pathlib, sys; from classifier.starter import starter_model; starter_model(pathlib.Path(sys.argv[1]))"
Text = tuple[str, str]


async def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        # In a process of its own, as the worker does it: training would blur the memory of this one.
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", TRAIN, str(models)], check=True)
        async with database.connect(f"sqlite:///{folder}/feedback.db"):
            await schema.migrate()
            await install_themes()
            await measured(models, typed_texts(number))


async def measured(models: Path, texts: list[Text]) -> None:
    """Time our suggestions and the anchor's answers on the same texts."""
    before = memory()
    reader = ThemeReader(models)
    started = time.perf_counter()
    await reader.refresh()
    loaded = time.perf_counter() - started
    print(f"{len(texts):,} distinct texts, half German, {np.mean([len(text) for text, _ in texts]):.0f} characters")
    print(f"{'':44} {'p50':>8} {'p99':>8} {'max':>8}  ms")
    report("suggestions, first call of the process", await times(reader, texts[:1]))
    report("suggestions, one after another", await times(reader, texts[1:]))
    after = memory()
    report("the same texts again", await times(reader, texts[1:]))
    another = ThemeReader(models)
    await another.refresh()
    report(f"suggestions, {PARALLEL} at once", await times(another, texts, PARALLEL))
    anchor = plain()
    report("bare TF-IDF + logistic regression", [timed(lambda t=text: anchor([t])) for text, _ in texts])
    print(
        f"model loaded beside the loop in {loaded * 1000:.0f} ms; memory {before:.0f} MB without it, {after:.0f} with"
    )
    await reader.stop()
    await another.stop()


def typed_texts(number: int) -> list[Text]:
    """Return beginnings of the corpus' comments, cut at a word as a pause while typing would, none twice."""
    dice = random.Random(1)
    examples = starter_corpus()
    found: dict[Text, None] = {}
    for language in ("de", "en"):
        texts = [e.text for e in examples if e.language == language]
        wanted = len(found) + number // 2
        while len(found) < wanted:
            words = dice.choice(texts).split()
            found[" ".join(words[: dice.randint(2, max(2, len(words)))]), language] = None
    texts_of_both = list(found)
    dice.shuffle(texts_of_both)
    return texts_of_both


async def times(reader: ThemeReader, texts: list[Text], at_once: int = 1) -> list[float]:
    """Return the seconds of each call, ``at_once`` of them running together."""
    seconds: list[float] = []
    waiting = iter(texts)

    async def customer() -> None:
        for text, language in waiting:
            seconds.append(await timed_call(reader.guesses, text, language))

    with speaking("de"):
        await asyncio.gather(*(customer() for _ in range(at_once)))
    return seconds


async def timed_call(call: Callable[[str, str], Awaitable[object]], text: str, language: str) -> float:
    """Return the seconds of one call."""
    started = time.perf_counter()
    await call(text, language)
    return time.perf_counter() - started


def timed(call: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def plain() -> Callable[[list[str]], object]:
    """Return what everybody would write first: words, TF-IDF, one logistic regression per theme."""
    examples = starter_corpus()
    words = TfidfVectorizer()
    themes = MultiLabelBinarizer().fit_transform([e.themes for e in examples])
    model = OneVsRestClassifier(LogisticRegression(max_iter=1000))
    model.fit(words.fit_transform([e.text for e in examples]), themes)
    return lambda texts: model.predict_proba(words.transform(texts))


def report(name: str, seconds: list[float]) -> None:
    """Print one line of the table."""
    ms = np.array(seconds) * 1000
    print(f"{name:44} {np.quantile(ms, 0.5):8.2f} {np.quantile(ms, 0.99):8.2f} {ms.max():8.2f}")


def memory() -> float:
    """Return what the process holds now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    asyncio.run(main())
