"""What a survey asks, as typed definitions, and how a posted form becomes answers. Pure: values in, values out.

Invariants: nothing is mandatory, so an empty form is a valid answer; codes decide, never labels; when something is
wrong, everything typed comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from surveys.text_input import TextProblem, clean_text

NO_ANSWER: Final = "none"
KEPT: Final = "kept"
COMMENT_LIMIT: Final = 2_000
EMAIL_LIMIT: Final = 254
_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}"
)


class Words(msgspec.Struct, frozen=True):
    """One text in both languages; an empty one falls back to the other."""

    de: str
    en: str

    def said(self, language: str) -> str:
        """Return the text in a language."""
        return (self.en or self.de) if language == "en" else (self.de or self.en)


class ReasonQuestion(msgspec.Struct, frozen=True):
    """Why an item comes back. ``codes`` are offered at once, ``more`` after a tap; both are codes of the catalogue."""

    words: Words
    codes: tuple[str, ...]
    more: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


class CommentQuestion(msgspec.Struct, frozen=True):
    """A free text of at most ``limit`` characters."""

    words: Words
    help: Words
    limit: int = COMMENT_LIMIT


class ScaleQuestion(msgspec.Struct, frozen=True):
    """Satisfaction; ``steps`` names 1 (worst) to n (best)."""

    words: Words
    steps: tuple[Words, ...]


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All questions of one version of a survey. ``reason`` and ``item_comment`` are asked for each returned item."""

    title: Words
    intro: Words
    reason: ReasonQuestion | None = None
    item_comment: CommentQuestion | None = None
    csat: ScaleQuestion | None = None
    comment: CommentQuestion | None = None
    contact: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One returned item as the form knows it: ``key`` is part of its fields' names."""

    key: str
    name: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is said about one item; an empty ``reason`` means not stated."""

    key: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A form that can be stored. ``items`` leaves out what the customer keeps.

    ``wants_news`` is the tick, ``email`` a valid address or "" (an address without the tick is dropped).
    """

    items: tuple[ItemAnswer, ...] = ()
    rating: int | None = None
    comment: str = ""
    wants_news: bool = False
    email: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, right or wrong. ``reasons`` and ``comments`` by item key."""

    reasons: Mapping[str, str]
    comments: Mapping[str, str]
    rating: str = ""
    comment: str = ""
    wants_news: bool = False
    email: str = ""


class ProblemKind(StrEnum):
    """Why a field was not accepted."""

    UNKNOWN_CHOICE = "unknown_choice"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NO_ADDRESS = "no_address"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that needs another look. ``field`` is the id of its control; ``excess`` counts characters too many."""

    field: str
    kind: ProblemKind
    excess: int = 0


@dataclass(frozen=True, slots=True)
class Problems:
    """What was wrong, in the order of the form, and everything that was typed."""

    problems: tuple[Problem, ...]
    typed: Typed


def parse_answers(definition: Definition, form: Mapping[str, str], items: Sequence[Item]) -> Answers | Problems:
    """Read a posted form: fields ``reason-<key>``, ``comment-<key>``, ``csat``, ``comment``, ``tell_me``, ``email``.

    Fields that the definition does not ask for are ignored.
    """
    typed = typed_in(form, items)
    problems: list[Problem] = []
    answered = tuple(_item(definition, item.key, typed, problems) for item in items)
    rating = _rating(definition, typed, problems)
    comment = _comment("comment", definition.comment, typed.comment, problems)
    email = _email(typed, problems) if definition.contact else ""
    if problems:
        return Problems(tuple(problems), typed)
    return Answers(
        items=tuple(answer for answer in answered if answer is not None),
        rating=rating,
        comment=comment,
        wants_news=definition.contact and typed.wants_news,
        email=email,
    )


def typed_in(form: Mapping[str, str], items: Sequence[Item]) -> Typed:
    """Return what stands in the fields, to fill the form again."""
    return Typed(
        reasons={item.key: form.get(f"reason-{item.key}", "") for item in items},
        comments={item.key: form.get(f"comment-{item.key}", "") for item in items},
        rating=form.get("csat", "").strip(),
        comment=form.get("comment", ""),
        wants_news=form.get("tell_me", "") == "yes",
        email=form.get("email", "").strip(),
    )


def _item(definition: Definition, key: str, typed: Typed, problems: list[Problem]) -> ItemAnswer | None:
    chosen = typed.reasons[key].strip()
    if definition.reason is None and definition.item_comment is None:
        return None
    if not _may_choose(definition.reason, chosen):
        problems.append(Problem(f"reason-{key}", ProblemKind.UNKNOWN_CHOICE))
    comment = _comment(f"comment-{key}", definition.item_comment, typed.comments[key], problems)
    if chosen == KEPT and not comment:
        return None
    return ItemAnswer(key, "" if chosen in {NO_ANSWER, KEPT} else chosen, comment)


def _may_choose(question: ReasonQuestion | None, chosen: str) -> bool:
    if not chosen or question is None:
        return True
    return chosen in {NO_ANSWER, KEPT, *question.codes, *question.more, *question.last}


def _rating(definition: Definition, typed: Typed, problems: list[Problem]) -> int | None:
    if definition.csat is None or not typed.rating:
        return None
    steps = {str(value): value for value in range(1, len(definition.csat.steps) + 1)}
    if typed.rating not in steps:
        problems.append(Problem("csat", ProblemKind.UNKNOWN_CHOICE))
    return steps.get(typed.rating)


def _comment(field: str, question: CommentQuestion | None, raw: str, problems: list[Problem]) -> str:
    if question is None:
        return ""
    cleaned = clean_text(raw.strip(), question.limit)
    if isinstance(cleaned, TextProblem):
        kind = ProblemKind.TOO_LONG if cleaned.kind == "too_long" else ProblemKind.UNREADABLE
        problems.append(Problem(field, kind, max(0, cleaned.length - cleaned.limit)))
        return ""
    return cleaned.text


def _email(typed: Typed, problems: list[Problem]) -> str:
    if not typed.wants_news or not typed.email:
        return ""
    if len(typed.email) > EMAIL_LIMIT or not _EMAIL.fullmatch(typed.email):
        problems.append(Problem("email", ProblemKind.NO_ADDRESS))
        return ""
    return typed.email
