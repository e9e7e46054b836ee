"""The page on which the rules of cases, their promises and the business hours are set.

Invariant: a rule that is switched on or widened opens nothing older than that moment; cases that are open keep their
times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from feedback_app.alerts.alert_settings import FEDERAL_STATES, settings_now
from feedback_app.cases.sla import WEEKDAYS
from feedback_app.cases.states import Kind, Priority
from feedback_app.cases.tables import BusinessDay, CasePromise, CaseRule
from feedback_app.cases.terms_form import RATINGS, TypedTerms, time_of
from feedback_app.cases.wording import kind_words, priority_words
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, take_turns
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_day, format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

A_MONDAY: Final = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule, as typed; ``note`` says what it looks for."""

    kind: str
    name: str
    note: str
    active: bool
    rated: bool
    rating: str
    priority: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """Hours for one priority, as typed."""

    priority: str
    name: str
    response: str
    solution: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One weekday, as typed; both "": closed."""

    weekday: int
    name: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class TermsPage:
    """Context of cases/settings.html. ``holidays``: whose public holidays stop the clock."""

    rules: tuple[RuleRow, ...]
    promises: tuple[PromiseRow, ...]
    days: tuple[DayRow, ...]
    ratings: tuple[Option, ...]
    priorities: tuple[Option, ...]
    holidays: str
    errors: tuple[FieldError, ...]


async def terms_page(typed: Mapping[str, str] | None = None, errors: tuple[FieldError, ...] = ()) -> TermsPage:
    """Return the form as it is stored, or as it was typed."""
    data = dict(typed) if typed is not None else await _stored()
    state = (await settings_now()).federal_state
    return TermsPage(
        rules=tuple(_rule(kind, data) for kind in Kind),
        promises=tuple(
            PromiseRow(one, priority_words(one), data.get(f"response-{one}", ""), data.get(f"solution-{one}", ""))
            for one in Priority
        ),
        days=tuple(
            DayRow(day, _weekday(day), data.get(f"opens-{day}", ""), data.get(f"closes-{day}", ""))
            for day in range(WEEKDAYS)
        ),
        ratings=tuple(Option(one, _rating(one)) for one in RATINGS),
        priorities=tuple(Option(one, priority_words(one)) for one in Priority),
        holidays=FEDERAL_STATES.get(state, _("all of Germany")),
        errors=errors,
    )


async def save_terms(house: House, terms: TypedTerms) -> None:
    """Let these terms hold for new cases from now on."""
    async with transaction():
        await take_turns("case terms")
        for rule in terms.rules:
            await execute(
                """
                UPDATE case_rule SET priority = ?, active = ?, rating_at_most = ?, installed_at = CASE
                    WHEN active = ? AND COALESCE(rating_at_most, 0) = ? THEN installed_at ELSE ? END
                WHERE kind = ?
                """,
                rule.priority.value, rule.active, rule.rating_at_most, rule.active, rule.rating_at_most or 0,
                house.now(), rule.kind.value,
            )  # fmt: skip
        for promise in terms.promises:
            await execute(
                "UPDATE case_promise SET response_hours = ?, solution_hours = ? WHERE priority = ?",
                promise.response_hours,
                promise.solution_hours,
                promise.priority.value,
            )
        for weekday, (opens, closes) in enumerate(terms.days):
            await execute("UPDATE business_day SET opens = ?, closes = ? WHERE weekday = ?", opens, closes, weekday)


async def _stored() -> dict[str, str]:
    """Return what is stored, by the names of the form's fields."""
    data: dict[str, str] = {}
    for rule in await CaseRule.select():
        data[f"active-{rule['kind']}"] = "1" if rule["active"] else ""
        data[f"rating-{rule['kind']}"] = "" if rule["rating_at_most"] is None else str(rule["rating_at_most"])
        data[f"priority-{rule['kind']}"] = rule["priority"]
    for promise in await CasePromise.select():
        data[f"response-{promise['priority']}"] = _hours(promise["response_hours"])
        data[f"solution-{promise['priority']}"] = _hours(promise["solution_hours"])
    for day in await BusinessDay.select():
        if day["closes"] > day["opens"]:
            data[f"opens-{day['weekday']}"] = time_of(day["opens"])
            data[f"closes-{day['weekday']}"] = time_of(day["closes"])
    return data


def _rule(kind: Kind, data: Mapping[str, str]) -> RuleRow:
    notes = {
        Kind.CALLBACK: _("A customer wants to be called and rated no better than this, or not at all."),
        Kind.FLAG: _("A comment has words that may tell of danger."),
        Kind.LOW_SCORE: _("A customer rated no better than this, whether or not a call is wanted."),
    }
    return RuleRow(
        kind=kind,
        name=kind_words(kind),
        note=notes[kind],
        active=data.get(f"active-{kind}") == "1",
        rated=kind is not Kind.FLAG,
        rating=data.get(f"rating-{kind}", ""),
        priority=data.get(f"priority-{kind}", ""),
    )


def _rating(value: str) -> str:
    return _("at most %(number)s of %(steps)s") % {"number": value, "steps": 5} if value else _("any rating")


def _weekday(weekday: int) -> str:
    return format_day(A_MONDAY + timedelta(days=weekday), "EEEE")


def _hours(hours: float) -> str:
    return format_number(hours, 0 if hours == int(hours) else 2)
