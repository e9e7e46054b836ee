"""The page of questions, as values: one comment, what the model says of it, and what the answers have brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from classifier.comments import CommentView, comment_views
from classifier.queue.asking import Because
from classifier.themes import ThemeName, theme_names
from classifier.why import places_of_model
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_number, format_percent, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from surveys.ports import Reader

KEYS: Final = 9
STEP: Final = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A theme with its key, "" where it has none."""

    code: str
    name: str
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was posted, or is chosen to begin with; ``other`` is what was typed of a theme's name."""

    themes: tuple[str, ...] = ()
    none: bool = False
    other: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One comment to answer; ``model_says`` and ``because`` are sentences; ``shown``: its newest correction."""

    comment: CommentView
    model_says: str
    because: str
    choices: tuple[Choice, ...]
    answer: Answer
    shown: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The last answer, which can be taken back."""

    comment: int
    sentence: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Context of queue/queue.html; ``steps``: what the last ten answers came to, () in between."""

    asked: Asked | None
    themes: tuple[str, ...]
    saved: Saved | None
    steps: tuple[str, ...]
    answers: int
    until_step: int
    skipped: str
    errors: tuple[FieldError, ...]
    room: str = "queue"


async def queue_page(
    viewer: Viewer,
    asked: Asked | None,
    saved_comment: int = 0,
    skipped: str = "",
    errors: Sequence[FieldError] = (),
) -> QueuePage:
    """Return the page around a question."""
    names = await theme_names(language())
    answers = await answers_of(viewer.id)
    saved = await _saved(saved_comment, viewer, names) if saved_comment else None
    return QueuePage(
        asked=asked,
        themes=tuple(theme.name for theme in names.values() if not theme.retired),
        saved=saved,
        steps=await _step(viewer) if saved and answers and answers % STEP == 0 else (),
        answers=answers,
        until_step=STEP - answers % STEP,
        skipped=skipped,
        errors=tuple(errors),
    )


async def answers_of(member_id: int) -> int:
    """Return how many answers a member has given."""
    rows = await fetch('SELECT COUNT(*) AS "answers" FROM "correction" WHERE "member_id" = ?', member_id)
    return int(rows[0]["answers"])


async def asked_page(
    comment: int,
    because: Because | None,
    viewer: Viewer,
    reader: Reader,
    frequent: Sequence[str],
    answer: Answer | None = None,
) -> Asked | None:
    """Return a comment as a question; None when there is no such current comment with a text.

    ``answer``: what was typed and could not be kept; None: what is known about the comment is chosen.
    """
    found = await comment_views([comment], viewer)
    rows = await fetch('SELECT "text", "language" FROM "comment" WHERE "id" = ?', comment)
    if not found or not rows[0]["text"]:
        return None
    view, text, spoken = found[0], rows[0]["text"], rows[0]["language"]
    names = await theme_names(language())
    guesses = await reader.guesses(text, spoken, most=KEYS)
    given = [chip.code for chip in view.themes]
    likely = [t for t in dict.fromkeys([*given, *(g.theme for g in guesses), *frequent]) if _live(t, names)]
    chosen = answer or Answer(tuple(given))
    places = await places_of_model(comment, text, spoken, reader)
    marked = await comment_views([comment], viewer, (), {comment: places}) if places else found
    return Asked(
        comment=marked[0],
        model_says=_model_says(view),
        because=_because(because) if because else "",
        choices=_choices(likely, chosen.themes, names),
        answer=chosen,
        shown=await newest_correction(comment),
    )


async def newest_correction(comment: int) -> int:
    """Return the id of a comment's newest correction, 0 when nobody has corrected it."""
    rows = await fetch('SELECT COALESCE(MAX("id"), 0) AS "newest" FROM "correction" WHERE "comment" = ?', comment)
    return int(rows[0]["newest"])


def _live(theme: str, names: Mapping[str, ThemeName]) -> bool:
    return theme in names and not names[theme].retired


def _choices(likely: Sequence[str], chosen: Collection[str], names: Mapping[str, ThemeName]) -> tuple[Choice, ...]:
    # What was ticked must never fall off the page, whatever its place.
    shown = [t for t in dict.fromkeys([*likely[:KEYS], *chosen]) if t in names]
    return tuple(
        Choice(t, names[t].name, str(number) if number <= KEYS else "", t in chosen)
        for number, t in enumerate(shown, 1)
    )


def _model_says(view: CommentView) -> str:
    said = [
        _("%(theme)s (%(sure)s sure)") % {"theme": chip.name, "sure": format_percent(chip.sure, 0)}
        for chip in view.themes
        if chip.sure is not None
    ]
    if said:
        return _("The model says: %(themes)s") % {"themes": ", ".join(said)}
    if view.foreign:
        return _("The model does not judge it: it is neither German nor English.")
    return _("The model finds no theme that fits.")


def _because(because: Because) -> str:
    return {
        Because.UNCOVERED: _("Asked because no theme covers this one and many like it."),
        Because.UNSURE: _("Asked because the model is unsure about this one and many like it."),
        Because.EDGE: _("Asked because the model was in two minds."),
        Because.RARE: _("Asked because this theme has few answers so far."),
    }[because]


async def _saved(comment: int, viewer: Viewer, names: Mapping[str, ThemeName]) -> Saved | None:
    rows = await fetch(
        'SELECT "member_id", "themes_after" FROM "correction" WHERE "comment" = ? ORDER BY "id" DESC LIMIT 1', comment
    )
    if not rows or rows[0]["member_id"] != viewer.id:
        return None
    themes = msgspec.json.decode(rows[0]["themes_after"], type=list[str])
    said = ", ".join(names[t].name if t in names else t for t in themes) or _("no theme")
    return Saved(comment, _("Saved: %(themes)s") % {"themes": said})


async def _step(viewer: Viewer) -> tuple[str, ...]:
    """Say what the last ten answers came to, and what the last measured ten brought."""
    rows = await fetch(
        'SELECT "themes_before", "themes_after" FROM "correction" WHERE "member_id" = ? ORDER BY "id" DESC LIMIT ?',
        viewer.id,
        STEP,
    )
    pairs = [(_themes(row["themes_before"]), _themes(row["themes_after"])) for row in rows]
    right = sum(before == after for before, after in pairs)
    said = ngettext(
        "Of your last ten, one was right as it stood.", "Of your last ten, %(num)s were right as they stood.", right
    )
    if not right:
        said = _("Of your last ten, none was right as it stood: these answers help most.")
    return (said % {"num": format_number(right)}, await _measured())


def _themes(stored: str) -> frozenset[str]:
    return frozenset(msgspec.json.decode(stored, type=list[str]))


async def _measured() -> str:
    rows = await fetch(
        'SELECT "labels", "held_out", "micro_before", "micro_after" FROM "label_step" ORDER BY "labels" DESC LIMIT 1'
    )
    if not rows:
        return _("What they improve is measured with the next training, on comments that nothing is learned from.")
    row = rows[0]
    return _(
        "Measured after %(labels)s answers, on %(held_out)s comments that nothing is learned from: "
        "hits %(before)s → %(after)s (F1)."
    ) % {
        "labels": format_number(row["labels"]),
        "held_out": format_number(row["held_out"]),
        "before": format_percent(row["micro_before"], 1),
        "after": format_percent(row["micro_after"], 1),
    }
