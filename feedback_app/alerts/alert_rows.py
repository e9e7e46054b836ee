"""An alert as lists show it. Pure: cards in, rows out; what the tables know beside the card is handed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.views import AlertLine, AlertRow, Due
from feedback_app.foundation.charts import Spark
from feedback_app.foundation.languages import format_day, language
from feedback_app.foundation.languages import gettext as _

WAITING = ("new", "seen")
WEEK = timedelta(days=6)


def alert_row(
    card: AlertCard,
    now: datetime,
    zone: ZoneInfo,
    spark: Spark | None = None,
    children: tuple[AlertLine, ...] = (),
    selectable: bool = False,
) -> AlertRow:
    """Return an alert as lists show it."""
    said = sentences.sentence(card)
    headline = sentences.headline(card)
    figures = said.removeprefix(headline).removeprefix(":").strip()
    return AlertRow(
        id=card.id,
        url=f"/alerts/{card.id}",
        sentence=headline,
        figures=figures[:1].upper() + figures[1:],
        kind=card.kind,
        severity=card.severity,
        state=card.state,
        team=card.team_name.in_language(language()),
        owner=card.owner_name,
        since=card.since,
        days=card.days,
        observed=card.observed,
        expected=card.expected,
        lower=card.lower,
        upper=card.upper,
        exposure=card.exposure,
        share=card.share,
        usual_share=card.usual_share,
        due=due_of(card, now, zone),
        spark=spark,
        children=children,
        selectable=selectable,
        closed_at=card.closed_at,
    )


def alert_line(card: AlertCard) -> AlertLine:
    """Return an alert in few words."""
    return AlertLine(f"/alerts/{card.id}", sentences.headline(card), card.state)


def due_of(card: AlertCard, now: datetime, zone: ZoneInfo) -> Due | None:
    """Return until when somebody must take an alert on; None once somebody has."""
    if card.due_at is None or card.state not in WAITING:
        return None
    due, today = card.due_at.astimezone(zone), now.astimezone(zone).date()
    words = {"time": due.strftime("%H:%M"), "day": _day(due.date(), today)}
    if due.date() == today:
        said = _("since %(time)s today") if card.due_at < now else _("by %(time)s today")
    else:
        said = _("since %(day)s") if card.due_at < now else _("by %(day)s, %(time)s")
    late = card.due_at < now
    return Due((_("Overdue %(since)s") if late else _("Due %(since)s")) % {"since": said % words}, late)


def _day(due: date, today: date) -> str:
    return format_day(due, "EEEE" if abs(due - today) <= WEEK else _("d MMM"))


def severity_words() -> dict[str, str]:
    """Return what the steps of severity are called."""
    return {"low": _("Low"), "medium": _("Medium"), "high": _("High"), "critical": _("Critical")}
