"""How long the search for new themes takes: ``python -m tests.benchmarks.discovery [comments]``.

Groups 10,000 comments that no theme covers, as the stage ``propose`` does, and prints seconds and peak memory beside
discovery alone and a plain k-means on TF-IDF over the same comments in the same run, each in a process of its own. The
comments are those of the starter corpus, the rest pairs of them, none twice; half of those that themes cover are made
the same way. The search must take 15 seconds at most.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.discovery import discover
from classifier.inbox.grouping import Texts, groups_of
from classifier.inbox.uncovered import COMPARED, NEWEST
from classifier.starter import starter_corpus
from classifier.text import language_of

MOST_SECONDS: Final = 15.0
CLUSTERS: Final = 60


def main() -> None:
    """Measure each way in a process of its own and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NEWEST
    print(f"{number:,} comments without a theme, {COMPARED:,} to compare with")
    print(f"{'':44} {'seconds':>8} {'of CPU':>7} {'peak MB':>8} {'groups':>7}")
    ways = ("idle", "search", "discover", "kmeans")
    seconds = {way: report(way, number) for way in ways}
    print(f"the search takes {seconds['search'] / seconds['kmeans']:.2f} times as long as plain k-means")
    if seconds["search"] > MOST_SECONDS:
        raise SystemExit(f"the search takes more than {MOST_SECONDS:.0f} s")


def report(way: str, number: int) -> float:
    """Run one way in its own process, print its line and return its seconds of CPU: others may be at work too."""
    command = [sys.executable, "-c", f"from tests.benchmarks.discovery import measure; measure({way!r}, {number})"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    found = json.loads(answer.stdout.splitlines()[-1])
    names = {
        "idle": "the comments in memory, nothing else",
        "search": "search for new themes",
        "discover": "of this, discovery alone",
        "kmeans": f"plain TF-IDF and k-means ({CLUSTERS} groups)",
    }
    print(f"{names[way]:44} {found['seconds']:8.2f} {found['cpu']:7.2f} {found['peak']:8.0f} {found['groups']:7}")
    return float(found["cpu"])


def measure(way: str, number: int) -> None:
    """Group the comments in one way and print what it took as JSON."""
    found, known = comments(number, 1), comments(COMPARED, 2)
    ways: dict[str, Callable[[], int]] = {
        "idle": lambda: 0,
        "search": lambda: len(groups_of(found, [True] * number, known)),
        "discover": lambda: len(discover(found.texts, found.languages).names),
        "kmeans": lambda: plain(found.texts),
    }
    started, worked = time.perf_counter(), time.process_time()
    groups = ways[way]()
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "cpu": worked, "peak": peak, "groups": groups}))


def comments(number: int, seed: int) -> Texts:
    """Return distinct comments: the corpus in another order, then pairs of it."""
    dice = random.Random(seed)
    corpus = [example.text for example in starter_corpus()]
    dice.shuffle(corpus)
    found = dict.fromkeys(corpus[:number])
    while len(found) < number:
        found[f"{dice.choice(corpus)} {dice.choice(corpus)}"] = None
    texts = list(found)
    return Texts(texts, [language_of(text) for text in texts])


def plain(texts: Sequence[str]) -> int:
    """Group as everybody would first: words, TF-IDF, k-means with a number of groups that somebody has guessed."""
    points = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(texts)
    labels = KMeans(CLUSTERS, n_init=1, random_state=0).fit_predict(points)
    return len(set(labels.tolist()))


if __name__ == "__main__":
    main()
