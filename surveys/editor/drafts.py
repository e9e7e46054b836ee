"""Drafts of surveys: kept apart from the published versions until they are published.

Invariants: reading writes nothing; each change is one transaction on the newest draft, so that two members who edit
different parts lose nothing; a draft is never published over a version that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from feedback_app.foundation import dialect
from feedback_app.foundation.database import transaction
from surveys.definition import Definition
from surveys.editor.editing import codes_of
from surveys.editor.faults import Faults
from surveys.surveys import SurveyVersion, publish, versions
from surveys.tables import Survey, SurveyDraft

Edit = Callable[["Working"], Definition | Faults]


@dataclass(frozen=True, slots=True)
class Working:
    """What is edited: the draft, or the current version while nobody has changed anything.

    ``based_on``: the version it was taken from, 0 = none. ``changed_at``: None without a draft. ``versions``: the
    published ones, the newest first.
    """

    code: str
    definition: Definition
    based_on: int
    changed_at: datetime | None
    versions: tuple[SurveyVersion, ...]

    @property
    def newest(self) -> int:
        """The number of the current version, 0 before the first."""
        return self.versions[0].version if self.versions else 0

    @property
    def outdated(self) -> bool:
        """True when somebody published a version that the draft does not know."""
        return self.changed_at is not None and self.based_on != self.newest

    @property
    def published(self) -> Definition | None:
        """The current version's definition."""
        return self.versions[0].definition if self.versions else None

    def taken_codes(self) -> frozenset[str]:
        """Return the codes that a new question must not have: those of the draft and of all versions."""
        old = (code for version in self.versions for code in codes_of(version.definition))
        return frozenset((*codes_of(self.definition), *old))


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in the list of surveys."""

    code: str
    definition: Definition
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Outdated:
    """Not published: somebody was quicker. The draft is kept."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such draft any more: it was published or thrown away meanwhile."""


async def working(code: str) -> Working | None:
    """Return what is edited under a code; None when there is neither a draft nor a version."""
    draft = await SurveyDraft.select().where(SurveyDraft.code == code).first()
    published = await versions(code)
    if draft is not None:
        return Working(code, _read(draft["definition"]), draft["based_on"], draft["changed_at"], published)
    if not published:
        return None
    return Working(code, published[0].definition, published[0].version, None, published)


async def change(code: str, now: datetime, edit: Edit) -> Working | Faults | None:
    """Apply an edit to the newest draft and keep the result; begins a draft where there is none. None: no survey."""
    async with transaction():
        await _take_turns(code)
        known = await working(code)
        if known is None:
            return None
        changed = edit(known)
        if isinstance(changed, Faults):
            return changed
        if changed == known.definition:
            return known
        await _keep(code, changed, known.based_on, now, known.changed_at is None)
        return Working(code, changed, known.based_on, now, known.versions)


async def begin(code: str, definition: Definition, now: datetime) -> bool:
    """Begin a new survey under a code; False when the code is taken."""
    async with transaction():
        await _take_turns(code)
        if code in await all_codes():
            return False
        await _keep(code, definition, 0, now, True)
        return True


async def discard(code: str) -> None:
    """Throw a draft away; the published versions stay."""
    async with transaction():
        await _take_turns(code)
        await SurveyDraft.delete().where(SurveyDraft.code == code)


async def publish_draft(
    code: str, now: datetime, check: Callable[[Definition], Faults | None]
) -> SurveyVersion | Faults | Outdated | Gone:
    """Make a draft the next version, unless ``check`` finds faults or somebody published meanwhile."""
    async with transaction():
        await _take_turns(code)
        known = await working(code)
        if known is None or known.changed_at is None:
            return Gone()
        if known.outdated:
            return Outdated()
        faults = check(known.definition)
        if faults is not None:
            return faults
        made = await publish(code, known.definition, now)
        await SurveyDraft.delete().where(SurveyDraft.code == code)
        return made


async def rebase(code: str, version: int, now: datetime) -> bool:
    """Say that a draft knows this version and shall replace it; False when that is not the newest any more."""
    async with transaction():
        await _take_turns(code)
        known = await working(code)
        if known is None or known.changed_at is None or known.newest != version:
            return False
        await _keep(code, known.definition, version, now, False)
        return True


async def open_drafts() -> tuple[DraftRow, ...]:
    """Return all drafts in alphabetical order of their codes."""
    rows = await SurveyDraft.select().order_by(SurveyDraft.code)
    return tuple(DraftRow(row["code"], _read(row["definition"]), row["changed_at"]) for row in rows)


async def all_codes() -> frozenset[str]:
    """Return the codes of all surveys and drafts."""
    published = await Survey.select(Survey.code).distinct()
    drafts = await SurveyDraft.select(SurveyDraft.code)
    return frozenset(row["code"] for row in (*published, *drafts))


async def _take_turns(code: str) -> None:
    await dialect.take_turns(f"survey {code}")


async def _keep(code: str, definition: Definition, based_on: int, now: datetime, new: bool) -> None:
    text = msgspec.json.encode(definition).decode()
    if new:
        await SurveyDraft(code=code, definition=text, based_on=based_on, changed_at=now).save()
        return
    await SurveyDraft.update(definition=text, based_on=based_on, changed_at=now).where(SurveyDraft.code == code)


def _read(text: str) -> Definition:
    return msgspec.json.decode(text, type=Definition)
