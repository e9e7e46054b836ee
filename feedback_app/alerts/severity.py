"""How serious an alert is, and until when somebody must have taken it on. Pure.

Four things make it: how many more cases come in a week, how many times the usual that is, what it costs, and danger.
One word of danger is enough for the highest. The steps are round numbers that a team can say by heart, no statistics:
whether there is a rise at all has been decided before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from feedback_app.alerts.cards import SEVERITIES, Severity

DUE_WITHIN: Final[Mapping[Severity, timedelta]] = MappingProxyType(
    {
        "critical": timedelta(hours=4),
        "high": timedelta(hours=24),
        "medium": timedelta(days=3),
        "low": timedelta(days=7),
    }
)
LOUD: Final[tuple[Severity, ...]] = ("high", "critical")
"""What is worth a second message when an alert climbs to it."""
# The least extra cases a week, and the least ratio to the usual, of each step; both are needed.
BY_CASES: Final[tuple[tuple[Severity, float, float], ...]] = (
    ("critical", 100.0, 3.0),
    ("high", 30.0, 2.0),
    ("medium", 8.0, 1.0),
)
# The least euro a week of each step.
BY_COST: Final[tuple[tuple[Severity, float], ...]] = (("critical", 5000.0), ("high", 1000.0), ("medium", 150.0))
WEEK: Final = 7
LEAST_DAYS: Final = 3
"""Days over which a rise is spread at least: one bad day is not seven."""


def severity_of(excess: float, expected: float, cost_per_week: float | None, danger: bool = False) -> Severity:
    """Return how serious a rise is.

    excess: cases a week beyond the usual; expected: the usual ones a week; cost_per_week: euro for the excess, None
    while nobody has said what a case costs. danger: it may hurt somebody.
    """
    if danger:
        return "critical"
    ratio = (excess + expected) / expected if expected > 0 else float("inf")
    cases = next((step for step, least, rise in BY_CASES if excess >= least and ratio >= rise), SEVERITIES[0])
    cost = next((step for step, least in BY_COST if (cost_per_week or 0.0) >= least), SEVERITIES[0])
    return most_serious(cases, cost)


def most_serious(*severities: Severity) -> Severity:
    """Return the most serious one, ``low`` when there is none."""
    return max(severities, key=SEVERITIES.index, default=SEVERITIES[0])


def is_louder(severity: Severity, than: Severity) -> bool:
    """Tell whether an alert has climbed to a step of which the team has to hear once more."""
    return severity in LOUD and SEVERITIES.index(severity) > SEVERITIES.index(than)


def due_of(severity: Severity, opened_at: datetime) -> datetime:
    """Return until when somebody must have taken it on: 4 hours, 24 hours, 3 days or 7 days."""
    return opened_at + DUE_WITHIN[severity]


def weekly(count: float, days: int) -> float:
    """Return a count of so many days as a count of a week, so that a steady rise is as serious on each of its days."""
    return count * WEEK / max(days, LEAST_DAYS)


def cost_of(excess_per_week: float, cents_per_case: int | None) -> float | None:
    """Return euro a week for the extra cases; None while nobody has said what a case costs."""
    return None if cents_per_case is None else max(0.0, excess_per_week) * cents_per_case / 100
