"""By which rules cases open and which promises hold: read here, and what ships at first.

Invariant: a rule opens nothing older than its own installation; without rows no case opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.hours import IsOff, german_holidays
from feedback_app.cases.sla import WEEKDAYS, BusinessHours, business_seconds, due_at
from feedback_app.cases.states import Kind, Priority
from feedback_app.cases.tables import BusinessDay, CasePromise, CaseRule
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House

TEAM: Final = "service"
NINE: Final = 9 * 60
FIVE: Final = 17 * 60
WORKDAYS: Final = range(5)
LOW: Final = 2
# Kind, active, highest rating, priority. Whoever wants to be called is waited for also after a middling score.
RULES: Final = (
    (Kind.CALLBACK, True, 3, Priority.HIGH),
    (Kind.FLAG, True, None, Priority.URGENT),
    (Kind.LOW_SCORE, False, LOW, Priority.NORMAL),
)
# Priority, business hours until the first response and until it is solved.
PROMISES: Final = ((Priority.URGENT, 2.0, 8.0), (Priority.HIGH, 4.0, 16.0), (Priority.NORMAL, 8.0, 40.0))


@dataclass(frozen=True, slots=True)
class Rule:
    """An active rule; ``rating_at_most`` None: whatever the rating."""

    kind: Kind
    rating_at_most: int | None
    priority: Priority
    installed_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """Business hours until the first response and until the solution."""

    response_hours: float
    solution_hours: float


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """When the promises' clock runs in this shop."""

    hours: BusinessHours
    is_off: IsOff
    zone: ZoneInfo

    def due(self, since: datetime, hours: float) -> datetime:
        """Return when so many business hours have passed."""
        return due_at(since, hours, self.hours, self.is_off, self.zone)

    def seconds(self, start: datetime, end: datetime) -> float:
        """Return the business seconds between two instants."""
        return business_seconds(start, end, self.hours, self.is_off, self.zone)


async def install_terms(now: datetime) -> None:
    """Add the rules, promises and business hours that are missing; changes none that members have changed."""
    async with transaction():
        known = {row["kind"] for row in await CaseRule.select(CaseRule.kind)}
        for kind, active, rating, priority in RULES:
            if kind.value not in known:
                await CaseRule(
                    kind=kind.value, active=active, rating_at_most=rating, priority=priority.value, installed_at=now
                ).save()
        promised = {row["priority"] for row in await CasePromise.select(CasePromise.priority)}
        for priority, response, solution in PROMISES:
            if priority.value not in promised:
                await CasePromise(priority=priority.value, response_hours=response, solution_hours=solution).save()
        days = {row["weekday"] for row in await BusinessDay.select(BusinessDay.weekday)}
        for weekday in range(WEEKDAYS):
            if weekday not in days:
                closes = FIVE if weekday in WORKDAYS else NINE
                await BusinessDay(weekday=weekday, opens=NINE, closes=closes).save()


async def active_rules() -> list[Rule]:
    """Return the rules by which cases open now."""
    rows = await CaseRule.select().where(CaseRule.active.eq(True)).order_by(CaseRule.id)
    return [
        Rule(Kind(row["kind"]), row["rating_at_most"], Priority(row["priority"]), row["installed_at"]) for row in rows
    ]


async def promises() -> Mapping[Priority, Promise]:
    """Return what is promised for each priority; what ships at first where nothing is stored."""
    stored = {
        Priority(row["priority"]): Promise(row["response_hours"], row["solution_hours"])
        for row in await CasePromise.select()
    }
    return {priority: Promise(response, solution) for priority, response, solution in PROMISES} | stored


async def service_clock(house: House) -> ServiceClock:
    """Return the clock of the promises: the shop's hours and the public holidays of its federal state."""
    rows = {row["weekday"]: (row["opens"], row["closes"]) for row in await BusinessDay.select()}
    days = tuple(rows.get(day, (NINE, FIVE if day in WORKDAYS else NINE)) for day in range(WEEKDAYS))
    return ServiceClock(BusinessHours(days), german_holidays((await settings_now()).federal_state), house.zone)
