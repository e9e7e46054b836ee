"""Reading stored definitions, also those of the first shape, which asked one list of reasons and one scale. Pure.

Published versions are never changed, so the first shape stays readable for as long as answers to it are kept.
Invariant: it is read as the same questions in the same order; what was hidden behind "more" follows at once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from surveys.definition import Definition, ItemQuestions, Page, ReasonGroup, Scale, TextQuestion, Words

_ONLY_THEN: Final = frozenset({"reason", "item_comment", "csat", "comment"})
_FIRST_LIMIT: Final = 2_000


class _Reason(msgspec.Struct, frozen=True):
    words: Words
    codes: tuple[str, ...]
    more: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


class _Comment(msgspec.Struct, frozen=True):
    words: Words
    help: Words
    limit: int = _FIRST_LIMIT


class _Scale(msgspec.Struct, frozen=True):
    words: Words
    steps: tuple[Words, ...]


class _FirstDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Words
    intro: Words
    reason: _Reason | None = None
    item_comment: _Comment | None = None
    csat: _Scale | None = None
    comment: _Comment | None = None
    contact: bool = True


@lru_cache(maxsize=256)
def read_definition(text: str) -> Definition:
    """Return the definition that is stored as this JSON text; msgspec.DecodeError when it is none.

    Remembered by the text itself: a published version never changes, and every page of a form begins with it.
    """
    if not has_first_shape(text):
        return msgspec.json.decode(text, type=Definition)
    first = msgspec.json.decode(text, type=_FirstDefinition)
    return Definition(
        title=first.title, intro=first.intro, items=_items(first), pages=_pages(first), contact=first.contact
    )


def has_first_shape(text: str) -> bool:
    """Tell whether a stored definition is of the first shape."""
    return not _ONLY_THEN.isdisjoint(msgspec.json.decode(text, type=dict[str, msgspec.Raw]))


def _items(first: _FirstDefinition) -> ItemQuestions | None:
    if first.reason is None and first.item_comment is None:
        return None
    reason = first.reason or _Reason(Words(), ())
    # A block for each: they were never shuffled.
    codes = (*reason.codes, *reason.more)
    return ItemQuestions(
        words=reason.words,
        groups=tuple(ReasonGroup(code, block=place) for place, code in enumerate(codes, 1)),
        last=reason.last,
        comment=_text(first.item_comment),
    )


def _pages(first: _FirstDefinition) -> tuple[Page, ...]:
    scale = Scale("csat", first.csat.words, first.csat.steps) if first.csat is not None else None
    questions = tuple(question for question in (scale, _text(first.comment)) if question is not None)
    return (Page(first.title, questions),) if questions else ()


def _text(comment: _Comment | None) -> TextQuestion | None:
    return TextQuestion("comment", comment.words, comment.help, comment.limit) if comment is not None else None
