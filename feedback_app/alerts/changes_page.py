"""What the public page "What we have changed" and its desk show: typed contexts, and the form of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from feedback_app.alerts.action_forms import FARTHEST, LONGEST_TEXT
from feedback_app.alerts.change_notes import Entry, Words
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError, parse_day
from surveys.text_input import field_text

LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as everybody reads it."""

    id: int
    title: str
    paragraphs: tuple[str, ...]
    day: date
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Context of changes/changes.html and changes/feed.xml. Addresses are whole."""

    changes: tuple[Change, ...]
    url: str
    feed_url: str
    shop: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One entry in the team's list."""

    id: int
    title: str
    day: date
    public: bool
    relapsed: bool


@dataclass(frozen=True, slots=True)
class NotesPage:
    """Context of changes/notes.html. ``on``: the page is public; ``by_itself``: customers are told unreleased."""

    notes: tuple[NoteRow, ...]
    on: bool
    by_itself: bool
    url: str


@dataclass(frozen=True, slots=True)
class NotePage:
    """Context of changes/note.html: an entry as typed; ``id`` 0 for a new one."""

    action: str
    id: int
    about: int
    title_de: str
    text_de: str
    title_en: str
    text_en: str
    day: str
    public: bool = False
    errors: tuple[FieldError, ...] = ()


def change_of(entry: Entry) -> Change:
    """Return a published entry in the reader's language."""
    title, text = entry.said(language())
    assert entry.published_at is not None
    return Change(entry.id, title, tuple(text.split("\n")), entry.words.day, entry.published_at)


def row_of(entry: Entry) -> NoteRow:
    """Return an entry for the team's list."""
    title = entry.said(language())[0]
    return NoteRow(entry.id, title, entry.words.day, entry.published_at is not None, entry.relapsed)


def page_of(action: str, note_id: int, about: int, words: Words, public: bool = False) -> NotePage:
    """Return the form of an entry."""
    return NotePage(
        action, note_id, about, words.title_de, words.text_de, words.title_en, words.text_en,
        words.day.isoformat(), public,
    )  # fmt: skip


def read_note(
    fields: Mapping[str, str], today: date, action: str, note_id: int, about: int, public: bool = False
) -> tuple[NotePage, Words | None]:
    """Return the form as typed, and the words it means; None when something is wrong."""
    german = _texts(fields, "de")
    english = _texts(fields, "en")
    typed = fields.get("day", "").strip()[:20]
    day = parse_day(typed)
    errors = []
    if not all(german) and not all(english):
        errors.append(FieldError("title_de", _("Please write a title and a text in at least one language.")))
    if day is None or abs(day - today) > 10 * FARTHEST:
        errors.append(FieldError("day", _("Please give the day since when it holds.")))
    page = NotePage(action, note_id, about, *german, *english, typed, public, tuple(errors))
    return page, None if errors or day is None else Words(*german, *english, day)


def _texts(fields: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return title and text of one language."""
    return field_text(fields, f"title_{language}", LONGEST_TITLE), field_text(fields, f"text_{language}", LONGEST_TEXT)
