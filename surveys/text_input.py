"""What may be stored of a text that a customer typed or a shop sent.

Letters of every script, emoji and markup stay as they are: they are text, and templates escape them. Removed is
only what no reader sees and what can mislead a page, a log or a database. Invariant: a cleaned text is NFC, has
no control character but tab and newline, and cleaning it again changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

COMMENT_LIMIT = 10_000

# C0 and C1 without tab and newline, and the characters that override or isolate the direction of writing. The
# plain marks U+200E and U+200F stay, right-to-left text needs them.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_BREAK: Final = re.compile("\r\n?")
# Normalisation takes the square of a run of combining marks, so a text that cannot fit is refused before it.
# No more than four code points become one: three in NFC, two in a line break.
_MOST_PER_CODE_POINT = 4


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that may be stored."""

    text: str


@dataclass(frozen=True, slots=True)
class TextProblem:
    """Why a text may not be stored.

    `limit` and `length` count code points; `length` is that of the cleaned text, or of the typed one when that is
    so long that it was not cleaned.
    """

    kind: Literal["too_long", "not_text"]
    limit: int
    length: int


def clean_text(raw: str, limit: int = COMMENT_LIMIT) -> CleanText | TextProblem:
    """Return `raw` as it may be stored, or what is wrong with it.

    `limit` is the highest number of code points after cleaning. "not_text" means half a surrogate pair, which
    no encoding can write.
    """
    if len(raw) <= limit and raw.isprintable() and unicodedata.is_normalized("NFC", raw):
        return CleanText(raw)
    if _LONE_SURROGATE.search(raw):
        return TextProblem("not_text", limit, len(raw))
    seen = _UNSEEN.sub("", _LINE_BREAK.sub("\n", raw))
    if len(seen) > _MOST_PER_CODE_POINT * limit:
        return TextProblem("too_long", limit, len(seen))
    text = unicodedata.normalize("NFC", seen)
    return CleanText(text) if len(text) <= limit else TextProblem("too_long", limit, len(text))


def field_text(fields: Mapping[str, str], name: str, longest: int) -> str:
    """Return a form field's words as they may be stored, cut to `longest`; "" where there are none."""
    cleaned = clean_text(fields.get(name, "").strip()[:COMMENT_LIMIT])
    return cleaned.text.strip()[:longest] if isinstance(cleaned, CleanText) else ""
