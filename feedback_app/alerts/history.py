"""An alert's history in words. What members said about it stands by itself (working.py) and is left out here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from feedback_app.alerts import reading, sentences
from feedback_app.alerts.alert_rows import severity_words
from feedback_app.alerts.cards import Names
from feedback_app.alerts.lifecycle import MERGED, QUIET
from feedback_app.alerts.muting import EXCEEDED, TIME
from feedback_app.alerts.said import said_end
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.views import HistoryLine
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language

ABOUT_SERIES: Final = ("moved", "joined", "merged")


async def history_of(house: House, alert_id: int) -> tuple[HistoryLine, ...]:
    """Return the lines of an alert's history, newest first."""
    rows = await fetch(
        "SELECT at, kind, member_name, note FROM alert_event WHERE alert = ? AND kind NOT IN ('comment', 'told')"
        " ORDER BY id DESC",
        alert_id,
    )
    series = {row["note"]: parse_series(row["note"]) for row in rows if row["kind"] in ABOUT_SERIES}
    names = await _series_words(series) if series else {}
    teams = await reading.team_names()
    return tuple(_line(house, row, names, teams) for row in rows)


async def _series_words(series: Mapping[str, Series]) -> dict[str, str]:
    """Return what series are called, by their keys: the theme and where."""
    themes = await reading.theme_names()
    products = await reading.product_names({one.slice.value for one in series.values() if one.slice.dimension == "sku"})
    words = {}
    for key, one in series.items():
        name = themes.get(one.theme, Names(one.theme, one.theme)).in_language(language())
        where = sentences.place(one.slice, products.get(one.slice.value, one.slice.value))
        words[key] = f"{name} {where}".strip()
    return words


def _line(house: House, row: Mapping[str, Any], series: Mapping[str, str], teams: Mapping[str, Names]) -> HistoryLine:
    kind, note = row["kind"], row["note"]
    if kind == "closed" and note in {QUIET, MERGED}:
        said = (
            _("Closed by itself: usual again for two weeks")
            if note == QUIET
            else _("Closed by itself: its theme became part of another one")
        )
        return HistoryLine(row["at"], said, "")
    if kind in ABOUT_SERIES:
        return HistoryLine(row["at"], _words(kind), series.get(note, note))
    if kind == "escalated" and note in teams:
        note = teams[note].in_language(language())
    if kind == "passed":
        team, cut, words = note.partition(": ")
        note = f"{teams[team].in_language(language()) if team in teams else team}{cut}{words}"
    if kind == "muted":
        note = _mute_words(house, note, teams)
    by_itself = kind in {"reopened", "unmuted"} and not row["member_name"]
    name = row["member_name"] or _("Somebody")
    return HistoryLine(row["at"], _words(f"{kind} by itself" if by_itself else kind) % {"name": name}, _note(note))


def _note(note: str) -> str:
    """Return a note as people read it; codes of the product's own become words."""
    codes = {**severity_words(), EXCEEDED: _("the share rose beyond what was said"), TIME: _("its time was over")}
    return codes.get(note, note)


def _mute_words(house: House, note: str, teams: Mapping[str, Names]) -> str:
    """Return whom a mute silenced and how it ends, from its three words (muting.py)."""
    team, until, share = (*note.split(), "-", "-", "-")[:3]
    end = said_end(
        house, datetime.fromisoformat(until) if until != "-" else None, float(share) if share != "-" else None
    )
    return f"{teams[team].in_language(language())}, {end}" if team in teams else end


def _words(kind: str) -> str:
    known = {
        "opened": _("Alert opened"),
        "relapsed": _("What an action had improved came back"),
        "changed": _("%(name)s changed an action"),
        "released": _("%(name)s let the customers be told"),
        "seen": _("%(name)s has seen it"),
        "assigned": _("%(name)s took it on"),
        "handed": _("%(name)s gave it to somebody else"),
        "passed": _("%(name)s gave it to another team"),
        "action": _("%(name)s recorded an action"),
        "watching": _("The effect is being measured"),
        "closed": _("%(name)s closed it"),
        "noise": _("%(name)s closed it as noise"),
        "accepted": _("%(name)s accepted it as the new normal"),
        "reopened": _("%(name)s opened it again"),
        "reopened by itself": _("Rising again: opened once more"),
        "worse": _("It became more serious"),
        "moved": _("Now best explained by"),
        "joined": _("This is part of it now"),
        "merged": _("The theme became part of another one"),
        "own": _("Goes on by itself, without the alert that explained it"),
        "muted": _("%(name)s muted it"),
        "unmuted": _("%(name)s ended the silence"),
        "unmuted by itself": _("The silence has ended"),
        "danger": _("%(name)s said that it is dangerous"),
        "harmless": _("%(name)s said that it is harmless"),
        "escalated": _("Nobody had seen it in time: passed on"),
    }
    return known.get(kind, kind)
