"""How fast one comment is read and one correction shows: ``python -m tests.benchmarks.reading [COMMENTS]``.

Reads comments of the corpus one by one with the starter model, words never seen before included, and teaches it
corrections one by one, each followed by reading the same text again. Goals: reading p95 5 ms, correction 20 ms. The
anchor in the same run is scikit-learn's own vectoriser with a linear classifier on the same comments.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from classifier.starter import starter_corpus, train_starter

COMMENTS = 500
CORRECTIONS = 50
READ_GOAL, CORRECT_GOAL = 5.0, 20.0


def milliseconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def line(name: str, times: list[float], goal: float | None = None) -> float:
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    wanted = f"{goal:8.1f}" if goal else "       –"
    print(f"{name:44} {p50:8.2f} {p95:8.2f} {p99:8.2f} {wanted}")
    return float(p95)


def main(comments: int) -> int:
    """Print the table; exit status 1 where a goal is missed."""
    examples = starter_corpus()
    asked = [e for e in examples if e.split == "test"][:comments]
    model = train_starter([e for e in examples if e.split == "train"])
    words = [e.text for e in examples if e.split == "train"]
    themes = MultiLabelBinarizer().fit_transform([e.themes for e in examples if e.split == "train"])
    plain = make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LinearSVC())).fit(words, themes)
    model.answers([asked[0].text], [asked[0].language])
    print(f"{'milliseconds':44} {'p50':>8} {'p95':>8} {'p99':>8} {'goal p95':>8}")
    read = line(
        "one comment", [milliseconds(lambda e=e: model.answers([e.text], [e.language])) for e in asked], READ_GOAL
    )
    line("  anchor: TfidfVectorizer and LinearSVC", [milliseconds(lambda e=e: plain.predict([e.text])) for e in asked])
    taught = []
    for e in asked[:CORRECTIONS]:
        begin = time.perf_counter()
        model = model.corrected([e.text], [e.themes], [e.language])
        model.answers([e.text], [e.language])
        taught.append((time.perf_counter() - begin) * 1000)
    shown = line("one correction, and reading the text again", taught, CORRECT_GOAL)
    return int(read > READ_GOAL or shown > CORRECT_GOAL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else COMMENTS))
