"""The context objects of templates/editor. Values only; overview.py and listing.py fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from feedback_app.foundation.pages import FieldError
from surveys.editor.controls import Control, Option


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey in the list. ``version`` 0: never published; ``answers``: of the current version."""

    code: str
    title: str
    version: int
    published_at: datetime | None
    answers: int
    draft_at: datetime | None


@dataclass(frozen=True, slots=True)
class SurveyList:
    """Context of editor/index.html."""

    rows: tuple[SurveyRow, ...]
    may_edit: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class NewSurvey:
    """Context of editor/new.html."""

    de: str
    en: str
    starts: tuple[Option, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A sentence that leads to the place it speaks of."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part in the overview. ``what`` and ``key`` name it for the buttons in ``moves``.

    ``de`` and ``en``: its words side by side; ``facts``: type, condition, code …
    """

    what: str
    key: str
    name: str
    url: str
    de: str
    en: str
    facts: tuple[str, ...]
    missing: bool
    moves: frozenset[str]


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One step of the form with its questions."""

    row: PartRow
    number: int
    questions: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class ReasonBlock:
    """Groups that are shuffled among themselves."""

    number: int
    groups: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class ItemsBlock:
    """What is asked about each item. ``new_groups``: groups that are not offered yet."""

    row: PartRow
    blocks: tuple[ReasonBlock, ...]
    last: tuple[str, ...]
    new_groups: tuple[Option, ...]
    follow_ups: tuple[PartRow, ...]
    helps: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type of question that can be added."""

    tag: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class EditPage:
    """Context of editor/edit.html. ``announce``: what was just done, read out after a swap.

    ``published``: some version is, so that results can be looked at;
    ``test_link``: the preview's whole address, to be passed on to other members.
    """

    code: str
    title: str
    state: str
    published: bool
    has_draft: bool
    outdated: bool
    missing: tuple[Pointer, ...]
    faults: tuple[Pointer, ...]
    basics: tuple[PartRow, ...]
    items: ItemsBlock | None
    pages: tuple[PageBlock, ...]
    types: tuple[TypeChoice, ...]
    test_link: str
    announce: str = ""


@dataclass(frozen=True, slots=True)
class PartPage:
    """Context of editor/part.html. ``seen``: fingerprint of what stood there when the form was opened.

    ``conflict``: somebody else saved this part meanwhile.
    """

    survey: str
    survey_title: str
    title: str
    lead: str
    code: str
    action: str
    back: str
    controls: tuple[Control, ...]
    hidden: tuple[tuple[str, str], ...]
    seen: str
    errors: tuple[FieldError, ...] = ()
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class PublishPage:
    """Context of editor/publish.html. ``newest``: the current version; ``outdated``: the draft does not know it."""

    code: str
    title: str
    newest: int
    has_draft: bool
    outdated: bool
    faults: tuple[Pointer, ...]
    missing: tuple[Pointer, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version and what it changed."""

    version: int
    published_at: datetime
    answers: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Context of editor/versions.html."""

    code: str
    title: str
    rows: tuple[VersionRow, ...]
    may_edit: bool
    has_draft: bool
    zone: ZoneInfo
