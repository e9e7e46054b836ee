"""Codes of questions, choices and surveys, made from their words. Pure.

Invariants: a code is ``[a-z0-9_]``, at most 48 characters, and never one that is taken or that a form needs for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from surveys.definition import Words

_LONGEST_WORDS: Final = 40
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_CODE: Final = re.compile(r"[a-z0-9_]{1,48}")
# What a link or a form says for itself: a hidden field of this name would be read as something else.
RESERVED: Final = frozenset(
    (
        "call_me",
        "comment",
        "edit",
        "email",
        "embed",
        "go",
        "item",
        "kiosk",
        "lang",
        "new",
        "nonce",
        "none",
        "other",
        "phone",
        "score",
        "step",
        "tell_me",
        "website",
    )
)


def code_from(words: Words, taken: Collection[str] = (), fallback: str = "question") -> str:
    """Return a new code from the English or else the German words, numbered when it is taken."""
    start = _slug(words.en) or _slug(words.de) or fallback
    if start not in taken:
        return start
    number = 2
    while f"{start}_{number}" in taken:
        number += 1
    return f"{start}_{number}"


def is_code(text: str) -> bool:
    """Tell whether a text may be a code."""
    return bool(_CODE.fullmatch(text))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_GERMAN)).encode("ascii", "ignore").decode()
    found = "_".join(re.findall(r"[a-z0-9]+", plain))
    if len(found) <= _LONGEST_WORDS:
        return found
    cut = found[: _LONGEST_WORDS + 1]
    return (cut[: cut.rfind("_")] if "_" in cut else cut[:_LONGEST_WORDS]).strip("_")
