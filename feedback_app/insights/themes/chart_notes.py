"""What members write on a day of a chart, e.g. that a campaign began: read, added and taken away.

Invariants: a note is never changed, only taken away by whoever wrote it or by an admin; its text is shown as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from feedback_app.foundation.access import ACTING, Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day
from feedback_app.insights.tables import ChartNote
from feedback_app.insights.views import Span

LONGEST_TEXT: Final = 200
FURTHEST: Final = timedelta(days=366)
"""How far in the future a note may lie: for what is planned."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note. everywhere: it stands on all charts. mine: this member may take it away."""

    id: int
    day: date
    text: str
    by: str
    everywhere: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class NoteForm:
    """What a member typed. everywhere: on the charts of all themes, not only on this one."""

    day: str
    text: str
    everywhere: bool = False


async def notes_in(span: Span, viewer: Viewer, theme: str = "", product: str = "") -> tuple[Note, ...]:
    """Return the notes of a span that stand on the chart of a theme or a product, oldest first."""
    found = await fetch(
        """
        SELECT * FROM "chart_note" WHERE "day" BETWEEN ? AND ?
        AND ("theme" = '' OR "theme" = ?) AND ("product" = '' OR "product" = ?) ORDER BY "day", "id"
        """,
        span.since,
        span.until,
        theme,
        product,
    )
    return tuple(
        Note(
            row["id"],
            row["day"],
            row["text"],
            row["member_name"],
            not row["theme"] and not row["product"],
            _may_take_away(viewer, row["member_id"]),
        )
        for row in found
    )


def note_form(form: Mapping[str, str]) -> NoteForm:
    """Read the form as it was sent."""
    return NoteForm(form.get("day", "").strip(), form.get("text", "").replace("\0", "").strip(), "everywhere" in form)


def errors_of(form: NoteForm, today: date) -> tuple[FieldError, ...]:
    """Return what is wrong with a note; () when it may be kept."""
    found, day = [], parse_day(form.day)
    if day is None:
        found.append(FieldError("note-day", _("Please choose the day that the note is about.")))
    elif not today - timedelta(days=20 * 366) <= day <= today + FURTHEST:
        found.append(FieldError("note-day", _("This day is too far away for a note.")))
    if not form.text:
        found.append(FieldError("note-text", _("Please write what happened on this day.")))
    elif len(form.text) > LONGEST_TEXT:
        text = _("A note has room for %(most)s characters; yours has %(length)s.")
        found.append(FieldError("note-text", text % {"most": LONGEST_TEXT, "length": len(form.text)}))
    return tuple(found)


async def add_note(form: NoteForm, viewer: Viewer, now: datetime, theme: str = "", product: str = "") -> None:
    """Keep a note that has no errors; the same note sent twice is kept once."""
    day = date.fromisoformat(form.day)
    place = ("", "") if form.everywhere else (theme, product)
    async with transaction():
        known = await fetch(
            """
            SELECT 1 FROM "chart_note"
            WHERE "day" = ? AND "theme" = ? AND "product" = ? AND "text" = ? AND "member_id" = ?
            """,
            day,
            *place,
            form.text,
            viewer.id,
        )
        if not known:
            note = ChartNote(day=day, theme=place[0], product=place[1], text=form.text, created_at=now)
            note.member_id, note.member_name = viewer.id, viewer.name
            await note.save()


async def take_away(note: int, viewer: Viewer) -> bool:
    """Take a note away; False when it exists but belongs to somebody else. One that is gone already is taken away."""
    async with transaction():
        row = await ChartNote.objects().get(ChartNote.id == note)
        if row is None:
            return True
        if not _may_take_away(viewer, row.member_id):
            return False
        await ChartNote.delete().where(ChartNote.id == note)
    return True


def may_write(viewer: Viewer) -> bool:
    """Tell whether this member may write notes."""
    return viewer.role in ACTING


def _may_take_away(viewer: Viewer, author: int) -> bool:
    return may_write(viewer) and (viewer.id == author or viewer.role == Role.ADMIN)
