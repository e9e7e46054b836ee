"""Silence about an alert, a theme or a series: for one member or one team, and never without an end.

Invariants: nobody can silence everybody; a mute ends at a moment or as soon as the share of answers exceeds what was
said; a mute that ends says so in the history of the open alerts that it was about. Messages go to teams and ask
``muted``; a member's own silence takes an alert from their list. Everything else about an alert goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from feedback_app.alerts import lifecycle
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.tables import Mute
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, take_turns
from feedback_app.foundation.house import House

About = Literal["alert", "series", "theme"]
Whom = Literal["me", "team"]

EXCEEDED: Final = "exceeded"
"""The note of a mute that ended because the share exceeded what was said."""
TIME: Final = "time"
"""The note of a mute whose time was over."""
LONGEST: Final = timedelta(days=183)
# A mute is about one alert, or about a theme (all its series, or one).
ABOUT: Final = """
    m.ended_at IS NULL AND (m.alert = ? OR (m.alert IS NULL AND m.theme = ? AND (m.series = '' OR m.series = ?)))
"""
RUNS: Final = "(m.until IS NULL OR m.until > ?)"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a member wants to be silent, for whom, and until when: a moment, or a share of answers (0..1), or both."""

    about: About
    whom: Whom
    until: datetime | None
    share_above: float | None
    reason: str = ""


async def run(house: House) -> int:
    """End the mutes whose time is over or whose alert is closed; returns how many."""
    over = await fetch(f"SELECT m.id FROM mute m {OVER} LIMIT 1", house.now())  # noqa: S608 our own words
    if not over:
        return 0
    async with transaction():
        rows = await execute(
            f"UPDATE mute SET ended_at = ? WHERE id IN (SELECT m.id FROM mute m {OVER})"  # noqa: S608 our own words
            " RETURNING id, alert, theme, series",
            house.now(),
            house.now(),
        )
        for row in sorted(rows, key=lambda one: one["id"]):
            await _note_end(house, row, TIME)
    return len(rows)


OVER: Final = """
    LEFT JOIN alert a ON a.id = m.alert
    WHERE m.ended_at IS NULL AND (m.until <= ? OR a.closed_at IS NOT NULL)
"""


async def mute(house: House, alert: AlertCard, wish: Wish, by: Doer) -> int:
    """Begin a silence and return its id; one about the same for the same ends. AlertError 422 without a real end."""
    now = house.now()
    if wish.until is None and wish.share_above is None:
        raise AlertError("a mute needs an end", 422)
    if wish.until is not None and not now < wish.until <= now + LONGEST:
        raise AlertError("the end of a mute lies in the next half year", 422)
    if wish.share_above is not None and not alert.share < wish.share_above <= 1:
        raise AlertError("the share is exceeded already", 422)
    about = _columns(alert, wish.about)
    team = alert.team if wish.whom == "team" else ""
    member = None if team else by.id
    async with transaction():
        await take_turns("mutes")
        same = (Mute.team == team) & (Mute.theme == about["theme"]) & (Mute.series == about["series"])
        same &= Mute.alert == about["alert"] if about["alert"] else Mute.alert.is_null()
        same &= Mute.member_id == member if member is not None else Mute.member_id.is_null()
        await Mute.update({Mute.ended_at: now}).where(same & Mute.ended_at.is_null())
        row = Mute(
            **about, team=team, member_id=member, until=wish.until, share_above=wish.share_above,
            reason=wish.reason[:300], by_member_id=by.id, by_member_name=by.name, created_at=now,
        )  # fmt: skip
        await row.save()
        await lifecycle.note(alert.id, now, "muted", by.id, by.name, _said(wish, team))
    return int(row.id)


def _columns(alert: AlertCard, about: About) -> dict[str, Any]:
    if about == "alert":
        return {"alert": alert.id, "theme": "", "series": ""}
    return {"alert": None, "theme": alert.series.theme, "series": alert.series.key if about == "series" else ""}


def _said(wish: Wish, team: str) -> str:
    """Return a mute as its line of history keeps it: whom, until when and above which share, separated by blanks."""
    until = wish.until.isoformat() if wish.until else "-"
    share = f"{wish.share_above:g}" if wish.share_above is not None else "-"
    return f"{team or '-'} {until} {share}"


async def unmute(house: House, mute_id: int, by: Doer, teams: tuple[str, ...]) -> int | None:
    """End a silence that is the member's own or that of one of ``teams``; returns its alert, None without one.

    AlertError: 404 no such silence holds, or it is somebody else's.
    """
    async with transaction():
        found = await Mute.select().where((Mute.id == mute_id) & Mute.ended_at.is_null()).first()
        if found is None or (found["team"] not in teams if found["team"] else found["member_id"] != by.id):
            raise AlertError("there is no such mute", 404)
        await Mute.update({Mute.ended_at: house.now()}).where(Mute.id == mute_id)
        await _note_end(house, found, "", by)
    return int(found["alert"]) if found["alert"] else None


async def _note_end(house: House, row: Mapping[str, Any], words: str, by: Doer = lifecycle.NOBODY) -> None:
    for alert_id in await _open_alerts(row):
        await lifecycle.note(alert_id, house.now(), "unmuted", by.id, by.name, words)


async def _open_alerts(row: Mapping[str, Any]) -> list[int]:
    rows = await fetch(
        """
        SELECT id FROM alert WHERE closed_at IS NULL AND (id = ? OR (theme = ? AND (? = '' OR series = ?))) ORDER BY id
        """,
        row["alert"] or 0, row["theme"], row["series"], row["series"],
    )  # fmt: skip
    return [int(one["id"]) for one in rows]


async def end_exceeded(house: House, alert: AlertCard) -> int:
    """End the mutes whose share an alert now exceeds, inside the caller's transaction; returns how many."""
    rows = await execute(
        f"""
        UPDATE mute SET ended_at = ? WHERE id IN (SELECT m.id FROM mute m WHERE {ABOUT} AND m.share_above < ?)
        RETURNING id
        """,  # noqa: S608 our own words
        house.now(), *_about(alert), alert.share,
    )  # fmt: skip
    for _row in rows:
        await lifecycle.note(alert.id, house.now(), "unmuted", note=EXCEEDED)
    return len(rows)


async def muted(team: str, alert: AlertCard, now: datetime) -> bool:
    """Tell whether a team has asked not to hear of an alert now. What is over is over before the stage has noted it."""
    rows = await fetch(
        f"SELECT 1 AS one FROM mute m WHERE m.team = ? AND {ABOUT} AND {RUNS} LIMIT 1",  # noqa: S608 our own words
        team, *_about(alert), now,
    )  # fmt: skip
    return bool(rows)


async def mutes_of(alert: AlertCard, member_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return the silences about an alert that a member may see: all teams' and the own ones, oldest first."""
    return await fetch(
        f"SELECT m.* FROM mute m WHERE (m.team <> '' OR m.member_id = ?) AND {ABOUT}"  # noqa: S608 our own words
        f" AND {RUNS} ORDER BY m.id",
        member_id, *_about(alert), now,
    )  # fmt: skip


def end_of(day: date, house: House) -> datetime:
    """Return the moment at which a day of the shop ends."""
    return datetime.combine(day + timedelta(days=1), time(), house.zone).astimezone(house.now().tzinfo)


def _about(alert: AlertCard) -> tuple[int, str, str]:
    return alert.id, alert.series.theme, alert.series.key
