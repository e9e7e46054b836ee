"""What a group of comments is called until a member names it: its telling words as customers write them. Pure.

A word stands in its most frequent spelling, capitals included, because German nouns have them; no two forms of one
word, no stop words (wording.py leaves them out), no word that only one comment has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from classifier.inbox.wording import stem_of
from classifier.stopwords import Language
from classifier.text import tokens

MOST: Final = 3
FEWEST: Final = 2
SAME_ROOT: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+")


def title_of(texts: Sequence[str], language: Language, words: Sequence[str]) -> str:
    """Return at most three of the telling ``words`` (stems) of comments in one language; "" where none has any."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = set(words)
    for text in texts:
        for spelling in set(_WORD.findall(text)):
            root = stem_of(_token(spelling), language)
            if root in wanted:
                spellings[root][spelling] += 1
    ranked = sorted(spellings, key=lambda root: (-spellings[root].total(), words.index(root)))
    chosen: list[str] = []
    for root in ranked:
        if spellings[root].total() >= FEWEST and not any(_same(root, other) for other in chosen):
            chosen.append(root)
    return _joined([_spelled(spellings[root]) for root in chosen[:MOST]])


def _token(spelling: str) -> str:
    found = tokens(spelling)
    return found[0] if found else ""


def _same(root: str, other: str) -> bool:
    return root[:SAME_ROOT] == other[:SAME_ROOT] or root in other or other in root


def _spelled(spellings: Counter[str]) -> str:
    """Return the spelling most customers use, without shouting."""
    best = min(spellings, key=lambda word: (word.isupper() and len(word) > 1, -spellings[word], word))
    return best.lower().capitalize() if best.isupper() else best


def _joined(words: Sequence[str]) -> str:
    title = ", ".join(words)
    return title[:1].upper() + title[1:]
