"""A theme over time: counts per day in their expected band, with what happened marked: alerts, actions, members' notes.

Invariant: a day on which nobody answered is missing, not zero. Spans of more than ``MOST_DAYS`` are shown by weeks,
for which nothing was expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import msgspec
import numpy as np

from feedback_app.alerts import reading
from feedback_app.alerts.sentences import headline
from feedback_app.foundation.charts import BandChart, band_chart
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_day
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.queries import Expectation, expectations
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.themes.chart_notes import Note
from feedback_app.insights.themes.figures import lines_of, on_lines, per_step
from feedback_app.insights.views import Span, View

MOST_DAYS: Final = 366
WEEK: Final = 7
Kind = Literal["alert", "action", "note"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day of the chart. left: percent of the plot; url: "" for a note."""

    number: int
    kind: Kind
    day: date
    left: float
    text: str
    url: str = ""
    by: str = ""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Context of themes/_course.html. ``content``: the same figures as JSON, for the script that lets readers zoom."""

    chart: BandChart
    marks: tuple[Mark, ...]
    content: str
    weekly: bool


@dataclass(frozen=True, slots=True)
class _Event:
    kind: Kind
    day: date
    text: str
    url: str = ""
    by: str = ""
    note: Note | None = None


async def course_of(theme: str, code: int | None, view: View, cut: Cut, notes: Sequence[Note]) -> Course:
    """Lay out a theme's course; ``code`` is its number in the packed columns, None for one that was never told."""
    chart = await chart_of(theme, code, view, cut)
    weekly = view.span.days > MOST_DAYS
    events = [*await _alerts(theme, view.span), *await _actions(theme, view.span)]
    events += [_Event("note", note.day, note.text, by=note.by, note=note) for note in notes]
    marks = _marks(sorted(events, key=lambda event: event.day), view.span)
    return Course(chart, marks, _content(chart, marks), weekly)


async def chart_of(theme: str, code: int | None, view: View, cut: Cut) -> BandChart:
    """Return the counts per day against what was expected; per week where the span is long."""
    span = view.span
    if span.days > MOST_DAYS:
        first = span.until - timedelta(days=span.days // WEEK * WEEK - 1)
        days = [first + timedelta(days=WEEK * number) for number in range(span.days // WEEK)]
        return _chart(days, _observed(code, cut, days, WEEK), {}, _("Answers with this theme per week"))
    days = [span.since + timedelta(days=number) for number in range(span.days)]
    usual = await expectations(theme, span, view.slices)
    return _chart(days, _observed(code, cut, days, 1), usual, _("Answers with this theme per day"))


def _observed(code: int | None, cut: Cut, days: Sequence[date], length: int) -> list[int | None]:
    first = days[0].toordinal()
    lines = lines_of([[code]] if code else [], (code or 0) + 1)
    counts = per_step(cut, on_lines(cut, lines), 1, first, len(days), length)[0]
    of_day = (cut.column("day")[cut.column("comment") > 0].astype(np.int64) - first) // length
    answers = np.bincount(of_day[of_day >= 0], minlength=len(days))
    return [count if answers[number] else None for number, count in enumerate(counts.tolist())]


def _chart(
    days: Sequence[date], observed: Sequence[int | None], usual: Mapping[date, Expectation], title: str
) -> BandChart:
    return band_chart(
        days,
        observed,
        [usual[day].expected if day in usual else None for day in days],
        [usual[day].lower if day in usual else None for day in days],
        [usual[day].upper if day in usual else None for day in days],
        None,
        title,
    )


async def _alerts(theme: str, span: Span) -> list[_Event]:
    cards = await reading.cards(
        "WHERE theme = ? AND since BETWEEN ? AND ? AND parent IS NULL ORDER BY since, id", theme, span.since, span.until
    )
    return [_Event("alert", card.since, headline(card), f"/alerts/{card.id}") for card in cards]


async def _actions(theme: str, span: Span) -> list[_Event]:
    found = await fetch(
        """
        SELECT m."alert", m."measure", m."started_on" FROM "action" m JOIN "alert" a ON a."id" = m."alert"
        WHERE (m."theme" = ? OR m."theme" = '' AND a."theme" = ?) AND m."started_on" BETWEEN ? AND ?
        ORDER BY m."started_on", m."id"
        """,
        theme,
        theme,
        span.since,
        span.until,
    )
    return [_Event("action", row["started_on"], row["measure"], f"/alerts/{row['alert']}") for row in found]


def _marks(events: Sequence[_Event], span: Span) -> tuple[Mark, ...]:
    return tuple(
        Mark(number, event.kind, event.day, _left(event.day, span), event.text, event.url, event.by, event.note)
        for number, event in enumerate(events, 1)
    )


def _left(day: date, span: Span) -> float:
    return round(100 * (day - span.since).days / (span.days - 1), 2) if span.days > 1 else 50.0


def _content(chart: BandChart, marks: Sequence[Mark]) -> str:
    """Return what the script draws from; days as the reader writes them, for the line that is read out."""
    rows = chart.rows
    content = {
        "days": [row.day.isoformat() for row in rows],
        "words": [format_day(row.day) for row in rows],
        "observed": [row.observed for row in rows],
        "expected": [row.expected for row in rows],
        "lower": [row.lower for row in rows],
        "upper": [row.upper for row in rows],
        "marks": [
            {"number": mark.number, "kind": mark.kind, "day": mark.day.isoformat(), "text": mark.text} for mark in marks
        ],
    }
    return msgspec.json.encode(content).decode()
