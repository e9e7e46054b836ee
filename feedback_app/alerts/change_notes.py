"""The entries of the public page "What we have changed": written or approved by the team, published and withdrawn.

Invariants: nothing is public that nobody published; an entry has a title and a text in at least one language; a
withdrawn entry keeps its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from feedback_app.alerts import reading
from feedback_app.alerts.cards import Names
from feedback_app.alerts.effect_desk import action_rows
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.slices import parse_series
from feedback_app.alerts.tables import ChangeNote
from feedback_app.alerts.telling import sound_shares
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_percent, speaking
from feedback_app.foundation.languages import gettext as _

MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Words:
    """What an entry says; a language without title or text is shown in the other one."""

    title_de: str
    text_de: str
    title_en: str
    text_en: str
    day: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with its state. ``relapsed``: the action that it praises did not last."""

    id: int
    words: Words
    published_at: datetime | None
    action: int | None
    relapsed: bool = False

    def said(self, code: str) -> tuple[str, str]:
        """Return title and text for ``de`` or ``en``, in the other language where one is missing."""
        german, english = (self.words.title_de, self.words.text_de), (self.words.title_en, self.words.text_en)
        first, second = (german, english) if code == "de" else (english, german)
        return first if all(first) else second


async def published() -> list[Entry]:
    """Return what is public, the newest change first."""
    return await _entries("WHERE n.published_at IS NOT NULL ORDER BY n.day DESC, n.id DESC LIMIT ?", MOST_SHOWN)


async def everything() -> list[Entry]:
    """Return all entries for the team, drafts first."""
    return await _entries(
        "ORDER BY CASE WHEN n.published_at IS NULL THEN 0 ELSE 1 END, n.day DESC, n.id DESC LIMIT ?", 2 * MOST_SHOWN
    )


async def entry(note_id: int) -> Entry | None:
    """Return one entry, None when there is none."""
    found = await _entries("WHERE n.id = ?", note_id)
    return found[0] if found else None


async def draft_of(action_id: int, today: date) -> Words:
    """Return words for an action, to be edited; empty for an unknown one. Numbers only where they are sound."""
    rows = await action_rows("WHERE a.id = ?", action_id)
    if not rows:
        return Words("", "", "", "", today)
    theme = parse_series(rows[0]["scope"] or rows[0]["series"]).theme
    names = (await reading.theme_names()).get(theme, Names(theme, theme))
    texts = {code: _draft_text(code, rows[0]) for code in ("de", "en")}
    return Words(names.de, texts["de"], names.en, texts["en"], rows[0]["started_on"])


async def save(house: House, note_id: int, words: Words, action_id: int | None, demo: bool) -> int:
    """Write an entry's words, a new draft for ``note_id`` 0; returns its id. AlertError: 404, or 422 without words."""
    if not (words.title_de and words.text_de) and not (words.title_en and words.text_en):
        raise AlertError("an entry needs a title and a text", 422)
    columns: dict[Any, Any] = {
        ChangeNote.title_de: words.title_de,
        ChangeNote.text_de: words.text_de,
        ChangeNote.title_en: words.title_en,
        ChangeNote.text_en: words.text_en,
        ChangeNote.day: words.day,
    }
    async with transaction():
        if note_id:
            saved = await ChangeNote.update(columns).where(ChangeNote.id == note_id).returning(ChangeNote.id)
            if not saved:
                raise AlertError("there is no such entry", 404)
            return note_id
        note = ChangeNote({**columns, ChangeNote.action: action_id, ChangeNote.created_at: house.now()}, demo=demo)
        await note.save()
    return int(note.id)


async def publish(house: House, note_id: int) -> None:
    """Show an entry to everybody; one that is public keeps its moment. AlertError: 404 no such entry."""
    await _set(note_id, "COALESCE(published_at, ?)", house.now())


async def withdraw(note_id: int) -> None:
    """Take an entry off the public page; its words stay. AlertError: 404 no such entry."""
    await _set(note_id, "NULL")


async def _set(note_id: int, value: str, *arguments: object) -> None:
    async with transaction():
        rows = await execute(
            f"UPDATE change_note SET published_at = {value} WHERE id = ? RETURNING id",  # noqa: S608 our own words
            *arguments,
            note_id,
        )
    if not rows:
        raise AlertError("there is no such entry", 404)


async def _entries(clause: str, *arguments: object) -> list[Entry]:
    rows = await fetch(
        "SELECT n.id, n.title_de, n.text_de, n.title_en, n.text_en, n.day, n.published_at, n.action, e.relapsed_on"  # noqa: S608 clauses are ours
        f" FROM change_note n LEFT JOIN effect e ON e.action = n.action {clause}",
        *arguments,
    )
    return [
        Entry(
            row["id"],
            Words(row["title_de"], row["text_de"], row["title_en"], row["text_en"], row["day"]),
            row["published_at"],
            row["action"],
            row["relapsed_on"] is not None,
        )
        for row in rows
    ]


def _draft_text(code: str, row: Mapping[str, Any]) -> str:
    shares = sound_shares(row) if row["verdict"] == "improved" and row["relapsed_on"] is None else None
    with speaking(code):
        if shares is None:
            return str(row["measure"])
        result = _("Rarer since then: %(after)s instead of %(before)s of all answers.")
        return f"{row['measure']}\n{result % {'after': format_percent(shares[1]), 'before': format_percent(shares[0])}}"
