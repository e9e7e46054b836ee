"""How well dangerous comments are found: ``python -m tests.benchmarks.safety [more.csv …]``.

Prints recall and the share of false alarms with 95 % intervals (Wilson 1927): on the half of the written lists that was
set aside before a word of the list was written; on the second and the third list, which were written later to be hard
and read once before the words were widened (docs/decisions/0013 has what was found then); and on the starter corpus,
which others wrote. Then the time for one text. More files with a column ``text`` are only counted: how many of their
texts are flagged.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from classifier.safety import dangers
from classifier.safety_list import known_words
from feedback_app.foundation.intervals import score_interval

TESTS = Path(__file__).parents[1] / "classifier"
CORPUS = Path(__file__).parents[2] / "classifier" / "corpus"
LANGUAGES = ("de", "en")
Z = 1.959964


def main(more: Sequence[str]) -> None:
    """Print all figures."""
    for split in ("aside", "second", "third"):
        for language in LANGUAGES:
            _written(language, split)
    for language in LANGUAGES:
        _corpus(language)
    for path in more:
        texts = [row["text"] for row in _rows(Path(path))]
        print(f"{Path(path).name}: flagged {_share(sum(map(_is_flagged, texts)), len(texts))}")
    _speed()


def _written(language: str, split: str) -> None:
    rows = [row for row in _rows(TESTS / f"safety_{language}.csv") if row["split"] == split]
    dangerous, harmless = ([r["text"] for r in rows if bool(r["danger"]) == yes] for yes in (True, False))
    found, false = sum(map(_is_flagged, dangerous)), sum(map(_is_flagged, harmless))
    print(f"written list {language}, {split}: recall {_share(found, len(dangerous))}")
    if harmless:
        print(f"written list {language}, {split}: false alarms {_share(false, len(harmless))}")
        print(f"written list {language}, {split}: precision {_share(found, found + false)}")


def _corpus(language: str) -> None:
    """The corpus was read by its flags and by a wide net of stems; what it holds besides is not known."""
    known = {row["id"]: row["found_at_first"] for row in _rows(TESTS / "safety_corpus.csv")}
    rows = list(_rows(CORPUS / f"starter_{language}.csv"))
    flagged = {row["id"] for row in rows if _is_flagged(row["text"])}
    dangerous = {row["id"] for row in rows if row["id"] in known}
    first = sum(known[one] == "yes" for one in dangerous)
    print(f"corpus {language}: recall before its misses were looked at {_share(first, len(dangerous))}")
    print(f"corpus {language}: recall now {_share(len(flagged & dangerous), len(dangerous))}")
    print(f"corpus {language}: precision {_share(len(flagged & dangerous), len(flagged))}")
    print(f"corpus {language}: false alarms {_share(len(flagged - dangerous), len(rows) - len(dangerous), 2)}")


def _speed() -> None:
    texts = [row["text"] for language in LANGUAGES for row in _rows(CORPUS / f"starter_{language}.csv")]
    known_words.cache_clear()
    for name in ("first reading", "known words"):
        started = time.process_time()
        for text in texts:
            dangers(text, known_words())
        print(f"speed, {name}: {(time.process_time() - started) / len(texts) * 1e6:.0f} microseconds per text")


def _is_flagged(text: str) -> bool:
    return bool(dangers(text, known_words()))


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _share(count: int, of: int, digits: int = 1) -> str:
    low, high = score_interval(count / of, of)
    return f"{count / of:.{digits}%} ({low:.{digits}%} to {high:.{digits}%}), {count} of {of}"


if __name__ == "__main__":
    main(sys.argv[1:])
