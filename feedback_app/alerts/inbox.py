"""The inbox of alerts: what burns first stands first. Reads only.

Invariants: an alert that another one explains stands folded under it, never by itself; what a member or the team has
muted stands in its own view until the mute ends; every choice lives in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from feedback_app.alerts import reading
from feedback_app.alerts.alert_rows import WAITING, alert_line, alert_row, severity_words
from feedback_app.alerts.cards import SEVERITIES, AlertCard
from feedback_app.alerts.course import sparks_of
from feedback_app.alerts.rights import ACTS_FOR, may_act_for
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.views import AlertLine, AlertList, Empty, FilterLink, Pages
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch, marks, typed
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.live import version_of

PER_PAGE: Final = 20
VIEWS: Final = ("open", "mine", "team", "unseen", "muted", "closed")
URGENT_FIRST: Final = """
    ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
        CASE WHEN state IN ('new', 'seen') THEN 0 ELSE 1 END,
        CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, CASE state WHEN 'new' THEN 0 ELSE 1 END, score DESC, id DESC
"""
# Silences that hold for a member, or for the alert's own team.
MUTED: Final = """
    EXISTS (SELECT 1 FROM mute m WHERE m.ended_at IS NULL AND (m.member_id = ? OR m.team = alert.team)
        AND (m.until IS NULL OR m.until > ?) AND (m.alert = alert.id OR (m.alert IS NULL AND m.theme = alert.theme
        AND (m.series = '' OR m.series = alert.series))))
"""
# What the list shows of alerts, and what time alone changes: mutes that end, and what becomes overdue.
VERSION: Final = """
    SELECT (SELECT COUNT(*) FROM alert) AS a, (SELECT MAX(updated_at) FROM alert) AS b,
        (SELECT MAX(id) FROM alert_event) AS c, (SELECT MAX(id) FROM mute) AS d, (SELECT MAX(ended_at) FROM mute) AS e,
        (SELECT COUNT(*) FROM mute WHERE ended_at IS NULL AND until > ?) AS f,
        (SELECT COUNT(*) FROM alert WHERE closed_at IS NULL AND due_at < ?) AS g,
        (SELECT MAX(detected_at) FROM detected_day) AS h, (SELECT MAX(day) FROM detected_day) AS i
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of the list: ``view`` is one of VIEWS; "" leaves team and severity open; ``page`` counts from 1."""

    view: str = "open"
    team: str = ""
    severity: str = ""
    page: int = 1

    def url(self) -> str:
        """Return the address of these choices, on the first page."""
        view = "" if self.view == "open" else self.view
        found = {"view": view, "team": self.team, "severity": self.severity}
        query = {name: value for name, value in found.items() if value}
        return f"/alerts?{urlencode(query)}" if query else "/alerts"


def asked_of(view: str, team: str, severity: str, page: int) -> Asked:
    """Read the choices of an address; what is not known is as if it were not there."""
    return Asked(
        view if view in VIEWS else "open",
        team if team in TEAMS else "",
        severity if severity in SEVERITIES else "",
        page,
    )


async def alert_list(house: House, viewer: Viewer, asked: Asked) -> AlertList:
    """Return one part of the alerts."""
    where, arguments = _chosen(viewer, asked, house.now())
    total = await _count(where, arguments)
    order = "ORDER BY closed_at DESC, id DESC" if asked.view == "closed" else URGENT_FIRST
    skipped = (asked.page - 1) * PER_PAGE
    cards = await reading.cards(f"WHERE {where} {order} LIMIT ? OFFSET ?", *arguments, PER_PAGE, skipped)
    sparks, children = await sparks_of(cards), await _children(cards)
    rows = tuple(
        alert_row(
            card, house.now(), house.zone, sparks.get(card.id), children.get(card.id, ()),
            card.state == "new" and may_act_for(viewer, card.team),
        )
        for card in cards
    )  # fmt: skip
    checked = await checked_day()
    return AlertList(
        views=await _views(house, viewer, asked),
        teams=await _teams(asked),
        severities=_severities(asked),
        alerts=rows,
        pages=pages_of(asked.page, len(cards), total, asked.url(), PER_PAGE),
        checked_day=checked,
        summary=await _summary(house, viewer, asked),
        empty=None if rows else _empty(asked, total, checked is not None),
        narrowed=bool(asked.team or asked.severity),
        may_see=any(row.selectable for row in rows),
        back=asked.url(),
        zone=house.zone,
    )


async def inbox_version(house: House) -> str:
    """Return a short sign of what the list shows; equal signs mean that nothing has changed."""
    now = house.now()
    (row,) = await fetch(VERSION, now, now)
    return version_of((house.today(), *row.values()))


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


async def checked_day() -> date | None:
    """Return the last day that detection has looked at, None before the first."""
    rows = await fetch(f"SELECT {typed('MAX(day)', 'day', 'date')} FROM detected_day")  # noqa: S608 fixed text
    found = rows[0]["day"]
    return found if isinstance(found, date) else None


def _chosen(viewer: Viewer, asked: Asked, now: datetime) -> tuple[str, list[object]]:
    silent: list[object] = [viewer.id, now]
    where, arguments = _viewed(viewer, asked.view, silent)
    for column, value in (("team", asked.team), ("severity", asked.severity)):
        if value:
            where, arguments = f"{where} AND {column} = ?", [*arguments, value]
    return where, arguments


def _viewed(viewer: Viewer, view: str, silent: list[object]) -> tuple[str, list[object]]:
    """Return the condition of a view; what is muted stands in its own one, unless somebody owns it."""
    standing = "closed_at IS NULL AND parent IS NULL"
    teams = ACTS_FOR[viewer.role]
    match view:
        case "closed":
            return "closed_at IS NOT NULL AND parent IS NULL", []
        case "muted":
            return f"{standing} AND {MUTED}", silent
        case "mine":
            return f"{standing} AND owner_id = ?", [viewer.id]
        case "team":
            return f"{standing} AND team IN ({marks(teams) or 'NULL'}) AND NOT {MUTED}", [*teams, *silent]
        case "unseen":
            return f"{standing} AND state = 'new' AND NOT {MUTED}", silent
        case _:
            return f"{standing} AND NOT {MUTED}", silent


async def _count(where: str, arguments: Sequence[object]) -> int:
    rows = await fetch(f"SELECT COUNT(*) AS n FROM alert WHERE {where}", *arguments)  # noqa: S608 question marks and our own names only
    return int(rows[0]["n"])


async def _children(cards: Sequence[AlertCard]) -> dict[int, tuple[AlertLine, ...]]:
    """Return the open alerts that each of these explains, the largest first."""
    parents = [card.id for card in cards if card.children]
    if not parents:
        return {}
    clause = f"WHERE closed_at IS NULL AND parent IN ({marks(parents)}) ORDER BY observed - expected DESC, id"
    found: dict[int, tuple[AlertLine, ...]] = {}
    for child in await reading.cards(clause, *parents):
        found[child.parent or 0] = (*found.get(child.parent or 0, ()), alert_line(child))
    return found


async def _views(house: House, viewer: Viewer, asked: Asked) -> tuple[FilterLink, ...]:
    words = {
        "open": _("All open"),
        "mine": _("Mine"),
        "team": _("My team"),
        "unseen": _("Unseen"),
        "muted": _("Muted"),
        "closed": _("Closed"),
    }
    links = []
    for view, label in words.items():
        if view == "team" and not ACTS_FOR[viewer.role]:
            continue
        there = replace(asked, view=view, page=1)
        number = 0 if view == "closed" else await _count(*_chosen(viewer, there, house.now()))
        shown = _("%(label)s %(number)s") % {"label": label, "number": format_number(number)} if number else label
        links.append(FilterLink(shown, there.url(), view == asked.view))
    return tuple(links)


async def _teams(asked: Asked) -> tuple[FilterLink, ...]:
    names = await reading.team_names()
    each = (
        FilterLink(name.in_language(language()), replace(asked, team=code, page=1).url(), code == asked.team)
        for code, name in names.items()
    )
    return (FilterLink(_("All teams"), replace(asked, team="", page=1).url(), not asked.team), *each) if names else ()


def _severities(asked: Asked) -> tuple[FilterLink, ...]:
    named = severity_words()
    words = [("", _("Any severity")), *((code, named[code]) for code in reversed(SEVERITIES))]
    return tuple(
        FilterLink(label, replace(asked, severity=code, page=1).url(), code == asked.severity) for code, label in words
    )


async def _summary(house: House, viewer: Viewer, asked: Asked) -> str:
    """Say in one sentence what is open, and what of it cannot wait; "" where nothing is."""
    where, arguments = _chosen(viewer, Asked(team=asked.team), house.now())
    rows = await fetch(
        f"""
        SELECT COUNT(*) AS n, SUM(CASE WHEN severity = 'critical' THEN 1 ELSE 0 END) AS critical,
            SUM(CASE WHEN state = 'new' THEN 1 ELSE 0 END) AS unseen,
            SUM(CASE WHEN state IN ({marks(WAITING)}) AND due_at < ? THEN 1 ELSE 0 END) AS late
        FROM alert WHERE {where}
        """,  # noqa: S608 question marks and our own names only
        *WAITING, house.now(), *arguments,
    )  # fmt: skip
    number = int(rows[0]["n"])
    if not number:
        return ""
    parts = [ngettext("One issue is open", "%(num)d issues are open", number) % {"num": number}]
    for count, words in (
        (rows[0]["critical"], _("%(number)s critical")),
        (rows[0]["late"], _("%(number)s overdue")),
        (rows[0]["unseen"], _("%(number)s not seen by anybody yet")),
    ):
        if count:
            parts.append(words % {"number": format_number(int(count))})
    return f"{parts[0]}: {', '.join(parts[1:])}." if parts[1:] else f"{parts[0]}."


def _empty(asked: Asked, total: int, checked: bool) -> Empty:
    """Return what an empty list says; it is good news only where really nothing is open."""
    if total:
        return Empty(_("Nothing here"), _("This page lies behind the last alert."), asked.url(), _("To the first page"))
    narrowed = bool(asked.team or asked.severity)
    words = {
        "mine": (_("Nothing is waiting for you"), _("You have not taken on any open alert.")),
        "team": (_("Nothing for your team"), _("No open alert belongs to your team.")),
        "unseen": (_("Everything has been seen"), _("Somebody has looked at every open alert.")),
        "muted": (_("Nothing is muted"), _("You and your teams hear of every alert.")),
        "closed": (_("None closed yet"), _("Here you find what was done about earlier alerts.")),
    }
    if asked.view in words and not narrowed:
        title, text = words[asked.view]
        return Empty(title, text, "/alerts", _("All open alerts"))
    if narrowed:
        rest = Asked(view=asked.view).url()
        return Empty(_("Nothing here"), _("No alert matches this view."), rest, _("Without team and severity"))
    if not checked:
        text = _("Each day is checked when it is over. You get a message as soon as a complaint rises unusually.")
        return Empty(_("No alerts yet"), text, "/themes", _("Look at the themes"))
    return Empty(
        _("All quiet"),
        _("No complaint is rising beyond what is usual. You get a message as soon as that changes."),
        "/themes",
        _("Look at the themes"),
    )
