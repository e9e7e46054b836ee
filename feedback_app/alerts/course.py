"""An alert over time: its counts against the expected band, and beside them how many answered at all.

The denominator has a chart of its own, so that a campaign (many more answers) is not taken for a complaint. Reads only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.foundation.charts import BandChart, Spark, band_chart, spark
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import format_number, format_percent
from feedback_app.foundation.languages import gettext as _

VOLUME_HEIGHT: Final = 110
SPARK_DAYS: Final = 28
CAMPAIGN: Final = 0.25
"""Change of the answers a day from which the page says that they changed, not only by how much."""

Days = Mapping[date, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Course:
    """Counts and denominator over the last eight weeks; ``volume`` None where no whole day is known."""

    chart: BandChart
    volume: BandChart | None
    volume_sentence: str


async def course_of(card: AlertCard, today: date) -> Course:
    """Return the charts of an alert; today has only begun and is left out of the denominator's."""
    rows = await _days(card)
    whole = {day: row for day, row in rows.items() if day < today}
    return Course(_chart(card, rows, await _deeds(card.id)), _volume(card, whole), _volume_sentence(card, whole))


async def sparks_of(cards: Sequence[AlertCard]) -> dict[int, Spark]:
    """Return a small line of the last four weeks for each alert; one of which nothing is known is left out."""
    if not cards:
        return {}
    last = max(card.last_day for card in cards)
    keys = sorted({card.series.key for card in cards})
    rows = await fetch(
        f"SELECT series, day, observed FROM trend WHERE day > ? AND series IN ({marks(keys)})",  # noqa: S608 question marks only
        last - timedelta(days=SPARK_DAYS + WINDOW_DAYS), *keys,
    )  # fmt: skip
    counts: dict[str, dict[date, float]] = {}
    for row in rows:
        counts.setdefault(row["series"], {})[row["day"]] = float(row["observed"])
    return {card.id: line for card in cards if (line := _spark(counts.get(card.series.key, {}), card.last_day))}


def _spark(counts: Mapping[date, float], last: date) -> Spark | None:
    line = [counts.get(last - timedelta(days=ago)) for ago in reversed(range(SPARK_DAYS))]
    return spark(line, width=112, height=28) if any(value is not None for value in line) else None


async def lately(card: AlertCard) -> list[int | None]:
    """Return the counts of the last four weeks of an alert's series, oldest first; None for a day without answers."""
    rows = await fetch(
        "SELECT day, observed FROM trend WHERE series = ? AND day > ? AND day <= ?",
        card.series.key, card.last_day - timedelta(days=SPARK_DAYS), card.last_day,
    )  # fmt: skip
    counts = {row["day"]: int(row["observed"]) for row in rows}
    return [counts.get(card.last_day - timedelta(days=ago)) for ago in reversed(range(SPARK_DAYS))]


async def _days(card: AlertCard) -> Days:
    rows = await fetch(
        "SELECT day, observed, exposure, expected, lower, upper FROM trend WHERE series = ? AND day BETWEEN ? AND ?",
        card.series.key,
        card.last_day - timedelta(days=WINDOW_DAYS - 1),
        card.last_day,
    )
    return {row["day"]: row for row in rows}


async def _deeds(alert_id: int) -> tuple[date, ...]:
    rows = await fetch("SELECT started_on FROM action WHERE alert = ? ORDER BY started_on", alert_id)
    return tuple(row["started_on"] for row in rows)


def _chart(card: AlertCard, rows: Days, deeds: Sequence[date]) -> BandChart:
    days = _calendar(card.last_day)

    def line(name: str) -> list[Any]:
        return [rows[day][name] if day in rows else None for day in days]

    words = _("%(subject)s: pieces back per day") if card.kind == "rate" else _("%(subject)s: answers per day")
    return band_chart(
        days, line("observed"), line("expected"), line("lower"), line("upper"), card.since,
        words % {"subject": sentences.subject(card)}, marks=deeds,
    )  # fmt: skip


def _volume(card: AlertCard, rows: Days) -> BandChart | None:
    """Return the denominator on the days of the chart above it, so that both can be read as one."""
    if not rows:
        return None
    days = _calendar(card.last_day)
    nothing = [None] * len(days)
    counted = [int(rows[day]["exposure"]) if day in rows else None for day in days]
    return band_chart(days, counted, nothing, nothing, nothing, card.since, _whole(card), height=VOLUME_HEIGHT)


def _volume_sentence(card: AlertCard, rows: Days) -> str:
    """Say how many answered per day, and whether that alone changed."""
    during = [row["exposure"] for day, row in rows.items() if day >= card.since]
    before = [row["exposure"] for day, row in rows.items() if day < card.since]
    if not during or not before:
        return _whole(card)
    now, then = sum(during) / len(during), sum(before) / len(before)
    said = _("%(whole)s: %(now)s since the start, %(before)s before.") % {
        "whole": _whole(card),
        "now": format_number(now),
        "before": format_number(then),
    }
    return f"{said} {_judged(now, then)}"


def _judged(now: float, then: float) -> str:
    change = now / then - 1 if then else 0.0
    if change >= CAMPAIGN:
        return _("That is %(change)s more, e.g. after a campaign; what is expected has been raised with it.") % {
            "change": format_percent(change, 0)
        }
    if change <= -CAMPAIGN:
        return _("That is %(change)s less; what is expected has been lowered with it.") % {
            "change": format_percent(-change, 0)
        }
    return _("So the rise does not come from more of them.")


def _whole(card: AlertCard) -> str:
    return _("All pieces due back per day") if card.kind == "rate" else _("All answers per day")


def _calendar(last: date) -> list[date]:
    return [last - timedelta(days=number) for number in reversed(range(WINDOW_DAYS))]
