"""Puts what is known of single days into a panel: changes of level, days inside alerts, public holidays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from feedback_app.alerts import changes
from feedback_app.alerts.changes import Change, Unusual
from feedback_app.alerts.forecast import Panel
from feedback_app.alerts.slices import Series
from feedback_app.foundation.house import House


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the days up to today."""

    changes: Sequence[Change] = ()
    unusual: Sequence[Unusual] = ()
    holidays: frozenset[date] = frozenset()


async def known_days(house: House) -> Known:
    """Read what is known of the days up to today."""
    return Known(await changes.change_points(house), await changes.unusual_days(house))


def marked(panel: Panel, series: Sequence[Series], known: Known) -> Panel:
    """Return the panel with the marks of its series, which are its rows."""
    days = panel.counts.shape[1]
    return replace(
        panel,
        changed=changes.marks_of_changes(known.changes, series, panel.first, days),
        masked=changes.marks_of_unusual(known.unusual, series, panel.first, days),
        holidays=known.holidays,
    )
