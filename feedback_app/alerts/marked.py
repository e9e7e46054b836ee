"""Puts what is known of single days into a panel: changes of level, days inside alerts, public holidays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from feedback_app.alerts import changes
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.changes import Change, Unusual
from feedback_app.alerts.forecast import Panel
from feedback_app.alerts.hours import german_holidays
from feedback_app.alerts.series import LONGEST_HISTORY
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
    state = (await settings_now()).federal_state
    return Known(await changes.change_points(house), await changes.unusual_days(house), _holidays(state, house.today()))


@lru_cache(maxsize=8)
def _holidays(state: str, today: date) -> frozenset[date]:
    """Return the public holidays of the longest history."""
    closed = german_holidays(state)
    days = (today - timedelta(days=ago) for ago in range(LONGEST_HISTORY.days + 1))
    return frozenset(day for day in days if closed(day))


def marked(panel: Panel, series: Sequence[Series], known: Known) -> Panel:
    """Return the panel with the marks of its series, which are its rows."""
    days = panel.counts.shape[1]
    return replace(
        panel,
        changed=changes.marks_of_changes(known.changes, series, panel.first, days),
        masked=changes.marks_of_unusual(known.unusual, series, panel.first, days),
        holidays=known.holidays,
    )
