"""An alert's history in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback_app.alerts.lifecycle import QUIET
from feedback_app.alerts.slices import parse_series
from feedback_app.alerts.views import HistoryLine
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _


async def history_of(alert_id: int) -> tuple[HistoryLine, ...]:
    """Return the lines of an alert's history, newest first."""
    rows = await fetch("SELECT at, kind, member_name, note FROM alert_event WHERE alert = ? ORDER BY id DESC", alert_id)
    return tuple(_line(row) for row in rows)


def _line(row: Mapping[str, Any]) -> HistoryLine:
    kind, note = row["kind"], row["note"]
    if kind == "closed" and note == QUIET:
        return HistoryLine(row["at"], _("Closed by itself: usual again for two weeks"), "")
    if kind == "moved":
        part = parse_series(note).slice
        return HistoryLine(row["at"], _("Now best explained by"), part.value or _("everything together"))
    name = row["member_name"] or _("Somebody")
    return HistoryLine(row["at"], _words(kind) % {"name": name}, note)


def _words(kind: str) -> str:
    known = {
        "opened": _("Alert opened"),
        "seen": _("%(name)s has seen it"),
        "assigned": _("%(name)s took it on"),
        "action": _("%(name)s recorded an action"),
        "watching": _("The effect is being measured"),
        "closed": _("%(name)s closed it"),
        "noise": _("%(name)s closed it as noise"),
        "reopened": _("Rising again: opened once more"),
    }
    return known.get(kind, kind)
