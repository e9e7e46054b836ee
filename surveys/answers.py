"""What a customer said, as values that can be stored. Pure.

Invariant: everything here was read and checked against a definition; texts are not redacted yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Fields = Mapping[str, tuple[str, ...]]
"""What stands in a form's fields, by field name: several values for tick boxes."""


@dataclass(frozen=True, slots=True)
class Item:
    """One returned item as the form knows it: ``key`` is part of its fields' names, ``kind`` is of kinds.py."""

    key: str
    name: str
    variant: str = ""
    kind: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to one question; ``item`` is an item's key or "" for the order as a whole.

    ``number``: scale or NPS value; ``codes``: chosen answers, ("yes",) or ("no",); ``text``: of a hidden field or a
    follow-up without choices.
    """

    question: str
    item: str = ""
    number: int | None = None
    codes: tuple[str, ...] = ()
    text: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A free text about the order as a whole, or about nothing in particular."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is said about one returned item.

    ``reason`` is the finest code that was chosen ("" = not stated), ``group`` the first-level code; positions are where
    each stood for this customer, from 1, or None. ``themes`` are those the customer confirmed. ``help_shown`` names the
    self-help that was offered ("" = none).
    """

    key: str
    reason: str = ""
    comment: str = ""
    group: str = ""
    group_position: int | None = None
    reason_position: int | None = None
    quantity: int = 1
    wish: str = ""
    themes: tuple[str, ...] = ()
    help_shown: str = ""
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """A form that can be stored. ``items`` are those that come back; ``rating`` is the first CSAT scale's value.

    ``wants_news`` and ``wants_call`` are separate consents, never ticked beforehand.
    """

    items: tuple[ItemAnswer, ...] = ()
    given: tuple[Given, ...] = ()
    said: tuple[Said, ...] = ()
    rating: int | None = None
    wants_news: bool = False
    email: str = ""
    wants_call: bool = False
    phone: str = ""


class ProblemKind(StrEnum):
    """Why a field was not accepted."""

    UNKNOWN_CHOICE = "unknown_choice"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NO_ADDRESS = "no_address"
    NO_PHONE = "no_phone"
    ADDRESS_MISSING = "address_missing"
    MOVED = "moved"
    PHOTO_MISSING = "photo_missing"
    PHOTO_UNREADABLE = "photo_unreadable"
    PHOTO_TOO_LARGE = "photo_too_large"
    PHOTO_TOO_MANY = "photo_too_many"
    PHOTO_AGAIN = "photo_again"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that needs another look. ``field`` is the id of its control; ``excess`` counts characters too many.

    ``step`` is the key of the step (steps.py) where the field stands.
    """

    field: str
    kind: ProblemKind
    excess: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    """What was wrong, in the order of the form."""

    problems: tuple[Problem, ...]
