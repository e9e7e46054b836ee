"""The parts that a page of the form is put together from: context objects of the partials in templates/surveys.

Every part knows the names of its fields, its words in the reader's language, and what stands in it already.
``marks`` and ``shown_by`` are numbers that the style sheet joins: a part with ``shown_by`` 3 is shown while an answer
marked 3 is chosen; 0 is always shown. Browsers that cannot do that show everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveys.form.view import PhotoShown

Layout = Literal["columns", "list", "signs", "many_signs", "nps"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: a radio or a tick."""

    value: str
    label: str
    chosen: bool = False
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpPart:
    """One more question about a reason; without ``options`` a line of text."""

    field: str
    question: str
    options: tuple[Option, ...]
    text: str
    limit: int
    shown_by: int


@dataclass(frozen=True, slots=True)
class HelpPart:
    """A short answer that may spare the return. ``url`` "": no more to read."""

    field: str
    text: str
    url: str
    helped: bool
    shown_by: int


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A first-level reason and what opens below it. ``field``: of its children, and the id of their group."""

    option: Option
    field: str
    children: tuple[Option, ...]
    follow_ups: tuple[FollowUpPart, ...]
    helps: tuple[HelpPart, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A suggested theme to tick."""

    theme: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChipsPage:
    """Context of surveys/_chips.html. ``kept``: codes that were ticked and whose names are not known any more."""

    place: str
    chips: tuple[Chip, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentPart:
    """A text field with its counter; ``chips`` None: no suggestions below it."""

    field: str
    question: str
    help: str
    text: str
    limit: int
    chips: ChipsPage | None = None
    suggest_url: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """Pictures. ``skip_field`` "": nobody insists, else a tick "no picture" that is shown by ``asked_by``."""

    field: str
    question: str
    help: str
    shown: tuple[PhotoShown, ...]
    shown_by: int = 0
    skip_field: str = ""
    skipped: bool = False
    asked_by: int = 0


@dataclass(frozen=True, slots=True)
class ItemPart:
    """One returned item. ``after``: follow-ups and helps of reasons in several groups."""

    key: str
    name: str
    variant: str
    quantity: int
    pieces: int
    question: str
    groups: tuple[GroupPart, ...]
    not_stated: Option
    after: tuple[FollowUpPart, ...]
    after_helps: tuple[HelpPart, ...]
    comment: CommentPart | None
    photo: PhotoPart | None
    wishes: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ItemTick:
    """One item of the order on the first step."""

    key: str
    name: str
    variant: str
    quantity: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One value of a scale. ``curve``: where the mouth of a face bends to, 0 (down) to 1 (up)."""

    value: int
    label: str
    chosen: bool
    marks: tuple[int, ...]
    curve: float


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question of a page; which of the last fields is set depends on ``kind``."""

    kind: Literal["scale", "choice", "multi_choice", "yes_no", "text", "photo"]
    field: str
    question: str
    help: str
    shown_by: int
    layout: Layout = "columns"
    style: str = ""
    steps: tuple[ScaleStep, ...] = ()
    options: tuple[Option, ...] = ()
    comment: CommentPart | None = None
    photo: PhotoPart | None = None


@dataclass(frozen=True, slots=True)
class ContactPart:
    """The consent to be told. ``known``: an address is stored already and is not shown again."""

    wanted: bool
    email: str
    known: bool


@dataclass(frozen=True, slots=True)
class CallPart:
    """The wish to be called, with consent. ``known``: a number is stored already and is not shown again."""

    wanted: bool
    phone: str
    known: bool
