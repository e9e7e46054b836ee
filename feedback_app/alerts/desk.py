"""Builds the pages about alerts from the tables: reads only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from classifier.comments import comment_views
from feedback_app.alerts import evidence, reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.causes import cause_sentence, causes_of, chance_sentence
from feedback_app.alerts.history import history_of
from feedback_app.alerts.series import WINDOW_DAYS
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.views import (
    ActionForm,
    ActionView,
    AlertList,
    AlertPage,
    AlertRow,
    EffectView,
    FilterLink,
    Pages,
    Work,
)  # fmt: skip
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.charts import BandChart, Spark, band_chart, spark
from feedback_app.foundation.dialect import fetch, typed
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, language
from feedback_app.foundation.languages import gettext as _

PER_PAGE = 20
URGENT_FIRST = """
    ORDER BY CASE state WHEN 'new' THEN 0 WHEN 'seen' THEN 1 WHEN 'assigned' THEN 2 ELSE 3 END, score DESC, id DESC
"""
# The teams whose alerts a role acts on; nobody else's role owns the service team, so both may.
ACTS_FOR = {
    Role.ADMIN: TEAMS,
    Role.PRODUCT: ("product", "service"),
    Role.LOGISTICS: ("logistics", "service"),
    Role.SERVICE: ("service",),
    Role.VIEWER: (),
}


def may_act_for(viewer: Viewer, team: str) -> bool:
    """Tell whether a member's role acts on a team's alerts."""
    return team in ACTS_FOR[viewer.role]


async def alert_list(viewer: Viewer, view: str, team: str, page: int) -> AlertList:
    """Return one part of the alerts: ``view`` is open, mine or closed; ``team`` "" is all; ``page`` counts from 1."""
    where, arguments = _chosen(viewer, view, team)
    total = int((await fetch(f"SELECT COUNT(*) AS n FROM alert WHERE {where}", *arguments))[0]["n"])  # noqa: S608 question marks and our own names only
    order = "ORDER BY closed_at DESC, id DESC" if view == "closed" else URGENT_FIRST
    skipped = (page - 1) * PER_PAGE
    cards = await reading.cards(f"WHERE {where} {order} LIMIT ? OFFSET ?", *arguments, PER_PAGE, skipped)
    return AlertList(
        views=tuple(FilterLink(label, _url(one, team), one == view) for one, label in _views()),
        teams=await _teams(view, team),
        alerts=tuple(alert_row(card) for card in cards),
        pages=pages_of(page, len(cards), total, _url(view, team), PER_PAGE),
        checked_day=await _checked_day(),
        showing_open=view == "open" and not team and not total,
    )


def alert_row(card: AlertCard) -> AlertRow:
    """Return an alert as lists show it."""
    return AlertRow(
        id=card.id,
        url=f"/alerts/{card.id}",
        sentence=sentences.headline(card),
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
    )


async def alert_page(
    house: House, viewer: Viewer, card: AlertCard, form: ActionForm | None = None, announce: str = ""
) -> AlertPage:
    """Return everything about one alert; ``form`` is a filled form that did not validate."""
    shown = evidence.from_json(await reading.evidence_text(card.id))
    days = await _days(card)
    # Today has only begun: beside whole days its answers would look like a drop.
    whole = {day: row for day, row in days.items() if day < house.today()}
    return AlertPage(
        alert=alert_row(card),
        theme_name=card.theme_name.in_language(language()),
        theme_url=f"/themes/{card.series.theme}",
        chart=_chart(card, days),
        volume=_volume(whole),
        volume_sentence=_volume_sentence(card, whole),
        cause_sentence=await cause_sentence(card, shown),
        chance_sentence=chance_sentence(shown),
        causes=await causes_of(shown),
        comments=await comment_views(shown.comments, viewer, shown.words),
        work=_work(house, viewer, card, form, announce),
        actions=await _actions(card.id),
        history=await history_of(card.id),
        zone=house.zone,
    )


def pages_of(page: int, shown: int, total: int, url: str, per_page: int) -> Pages:
    """Return where a numbered part of a list stands."""
    first = (page - 1) * per_page + 1
    mark = "&" if "?" in url else "?"
    return Pages(
        first=first,
        last=first + shown - 1,
        total=total if shown else 0,
        earlier_url=f"{url}{mark}page={page - 1}" if page > 1 else "",
        later_url=f"{url}{mark}page={page + 1}" if page * per_page < total else "",
    )


def _views() -> tuple[tuple[str, str], ...]:
    return (("open", _("Open")), ("mine", _("Mine")), ("closed", _("Closed")))


def _chosen(viewer: Viewer, view: str, team: str) -> tuple[str, list[object]]:
    where, arguments = {
        "open": ("closed_at IS NULL", []),
        "mine": ("closed_at IS NULL AND owner_id = ?", [viewer.id]),
        "closed": ("closed_at IS NOT NULL", []),
    }[view]
    return (f"{where} AND team = ?", [*arguments, team]) if team else (where, [*arguments])


def _url(view: str, team: str) -> str:
    query = {name: value for name, value in (("view", view), ("team", team)) if value and value != "open"}
    return f"/alerts?{urlencode(query)}" if query else "/alerts"


async def _teams(view: str, team: str) -> tuple[FilterLink, ...]:
    names = await reading.team_names()
    each = (FilterLink(name.in_language(language()), _url(view, code), code == team) for code, name in names.items())
    return (FilterLink(_("All teams"), _url(view, ""), not team), *each) if names else ()


async def _checked_day() -> date | None:
    rows = await fetch(f"SELECT {typed('MAX(day)', 'day', 'date')} FROM detected_day")  # noqa: S608 fixed text
    found = rows[0]["day"]
    return found if isinstance(found, date) else None


def _work(house: House, viewer: Viewer, card: AlertCard, form: ActionForm | None, announce: str) -> Work:
    mine, state = may_act_for(viewer, card.team), card.state
    return Work(
        may_see=mine and state == "new",
        may_take=mine and state in {"new", "seen"},
        may_act=mine and state != "closed",
        may_close=mine and state == "watching",
        may_dismiss=mine and state != "closed",
        form=form or ActionForm(started_on=house.today().isoformat()),
        announce=announce,
    )


async def _days(card: AlertCard) -> dict[date, Mapping[str, Any]]:
    rows = await fetch(
        "SELECT day, observed, exposure, expected, lower, upper FROM trend WHERE series = ? AND day BETWEEN ? AND ?",
        card.series.key,
        card.last_day - timedelta(days=WINDOW_DAYS - 1),
        card.last_day,
    )
    return {row["day"]: row for row in rows}


def _chart(card: AlertCard, rows: Mapping[date, Mapping[str, Any]]) -> BandChart:
    days = _calendar(card.last_day)

    def line(name: str) -> list[Any]:
        return [rows[day][name] if day in rows else None for day in days]

    return band_chart(
        days, line("observed"), line("expected"), line("lower"), line("upper"), card.since,
        _("%(subject)s: answers per day") % {"subject": sentences.subject(card)},
    )  # fmt: skip


def _calendar(last: date) -> list[date]:
    return [last - timedelta(days=number) for number in reversed(range(WINDOW_DAYS))]


def _volume(rows: Mapping[date, Mapping[str, Any]]) -> Spark | None:
    if not rows:
        return None
    days = _calendar(max(rows))
    return spark([float(rows[day]["exposure"]) if day in rows else None for day in days], width=160)


def _volume_sentence(card: AlertCard, rows: Mapping[date, Mapping[str, Any]]) -> str:
    """Say how many answered per day, so that a campaign is not taken for a complaint."""
    during = [row["exposure"] for day, row in rows.items() if day >= card.since]
    before = [row["exposure"] for day, row in rows.items() if day < card.since]
    if not during or not before:
        return _("All answers per day")
    return _("All answers per day: %(now)s since the start, %(before)s before") % {
        "now": format_number(sum(during) / len(during)),
        "before": format_number(sum(before) / len(before)),
    }


async def _actions(alert_id: int) -> tuple[ActionView, ...]:
    rows = await fetch(
        """
        SELECT a.id, a.cause, a.measure, a.started_on, a.member_name, e.verdict, e.before_count, e.before_answers,
            e.after_count, e.after_answers, e.ratio, e.lower, e.upper, e.days_after, e.final
        FROM action a LEFT JOIN effect e ON e.action = a.id WHERE a.alert = ? ORDER BY a.id DESC
        """,
        alert_id,
    )
    return tuple([await _action(row) for row in rows])


async def _action(row: Mapping[str, Any]) -> ActionView:
    effect = await _effect(row) if row["verdict"] else None
    return ActionView(row["cause"], row["measure"], row["started_on"], row["member_name"], effect)


async def _effect(row: Mapping[str, Any]) -> EffectView:
    told = await fetch("SELECT COUNT(*) AS n FROM notification WHERE dedupe_key LIKE ?", f"told:{row['id']}:%")
    return EffectView(
        verdict=row["verdict"],
        before_share=row["before_count"] / row["before_answers"] if row["before_answers"] else 0.0,
        before_answers=row["before_answers"],
        after_share=row["after_count"] / row["after_answers"] if row["after_answers"] else 0.0,
        after_answers=row["after_answers"],
        ratio=row["ratio"],
        lower=row["lower"],
        upper=row["upper"],
        days_after=row["days_after"],
        final=bool(row["final"]),
        told=int(told[0]["n"]),
    )
