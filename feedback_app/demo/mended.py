"""An issue of the fictional shop that its logistics team has mended: the alert of then, the action, what it cost.

Invariants: the action is recorded by the same functions that members use, with the clock moved to the day of each step;
what it brought is not written here but measured by the worker.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from feedback_app.alerts import actions, lifecycle
from feedback_app.alerts.actions import Plan
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.tables import Action, Alert
from feedback_app.demo.issues import MENDED
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.insights.money.action_money import save_action_money

NOTICED: Final = timedelta(days=9)
ACTED: Final = timedelta(days=21)
CLOSED: Final = timedelta(days=40)
BEFORE: Final = timedelta(days=90)
CAUSE: Final = "Hermes sortiert jetzt maschinell; einwellige Kartons halten das nicht aus."
MEASURE: Final = "Neuer Karton für Hermes: doppelwellig, mit Polstern an den Ecken."
COST: Final = (42_000, 0)
WHO: Final = "Jörg Petersen"


async def mend_an_issue(house: House, last_day: date) -> None:
    """Write the alert of then and the action against it."""
    since, works_from = MENDED.since(last_day), MENDED.until(last_day) + timedelta(days=1)
    alert = await _alert(house, since)
    plan = Plan(CAUSE, MEASURE, works_from, "", None, WHO)
    await actions.record(_at(house, since + ACTED), alert, plan, None, WHO)
    await lifecycle.close(_at(house, works_from + CLOSED), alert, "", None, WHO)
    row = await Action.select(Action.id).where(Action.alert == alert).first()
    if row is not None:
        await save_action_money(row["id"], COST, "Werkzeug und Umrüstung", WHO, _at(house, since + ACTED).now())


async def _alert(house: House, since: date) -> int:
    """Store the alert as it stood on the day it was noticed, with the figures of that day."""
    day, series = since + NOTICED, Series(MENDED.reason, Slice("carrier", MENDED.carrier))
    usual, of = await _counted(since - BEFORE, since - timedelta(days=1))
    observed, exposure = await _counted(since, day)
    share = usual / of if of else 0.0
    expected, moment = share * exposure, _at(house, day).now()
    async with transaction():
        row = Alert(
            series=series.key, open_key=series.key, theme=series.theme, slice=f'{{"carrier":"{MENDED.carrier}"}}',
            team="logistics", severity="high", state="new", since=since, last_day=day, observed=observed,
            expected=expected, lower=max(0.0, expected - 1.96 * math.sqrt(expected)),
            upper=expected + 1.96 * math.sqrt(expected), exposure=exposure, usual_share=share, score=3.0,
            opened_at=moment, updated_at=moment, demo=True,
        )  # fmt: skip
        await row.save()
        await lifecycle.note(row.id, moment, "opened")
    return int(row.id)


async def _counted(first: date, last: date) -> tuple[int, int]:
    """Return how many of the carrier's returns named the reason in these days, and how many there were."""
    rows = await fetch(
        "SELECT SUM(CASE WHEN reason = ? THEN 1 ELSE 0 END) AS cases, COUNT(*) AS n FROM comment"
        " WHERE carrier = ? AND day BETWEEN ? AND ?",
        MENDED.reason, MENDED.carrier, first, last,
    )  # fmt: skip
    return int(rows[0]["cases"] or 0), int(rows[0]["n"])


def _at(house: House, day: date) -> House:
    moment = datetime.combine(day, time(10), house.zone)
    return replace(house, clock=lambda: moment)


async def forget_money() -> None:
    """Take away what the actions of demo alerts cost; before the alerts themselves go."""
    async with transaction():
        await execute(
            "DELETE FROM action_money WHERE action_id IN"
            " (SELECT a.id FROM action a JOIN alert l ON l.id = a.alert WHERE l.demo = ?)",
            True,
        )
