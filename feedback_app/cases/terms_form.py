"""The form for rules, promises and business hours: what was typed becomes terms, or says what is wrong with it.

Values in, values out; the words of the errors are in the language of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.cases.sla import DAY_MINUTES, WEEKDAYS
from feedback_app.cases.states import Kind, Priority
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

RATINGS: Final = ("", "1", "2", "3", "4", "5")
LONGEST_HOURS: Final = 1000.0
LONGEST_TYPED: Final = 20


@dataclass(frozen=True, slots=True)
class TypedRule:
    """One rule; ``rating_at_most`` None: whatever the rating."""

    kind: Kind
    active: bool
    rating_at_most: int | None
    priority: Priority


@dataclass(frozen=True, slots=True)
class TypedPromise:
    """Business hours until the first response and until it is solved."""

    priority: Priority
    response_hours: float
    solution_hours: float


@dataclass(frozen=True, slots=True)
class TypedTerms:
    """All terms; ``days``: minutes at which each weekday opens and closes, Monday first."""

    rules: tuple[TypedRule, ...]
    promises: tuple[TypedPromise, ...]
    days: tuple[tuple[int, int], ...]


def read_terms(data: Mapping[str, str]) -> TypedTerms | tuple[FieldError, ...]:
    """Return what was typed, or what is wrong with it. A weekday without times is closed."""
    errors: list[FieldError] = []
    terms = TypedTerms(
        rules=tuple(_rule(kind, data) for kind in Kind),
        promises=tuple(_promise(priority, data, errors) for priority in Priority),
        days=tuple(_day(weekday, data, errors) for weekday in range(WEEKDAYS)),
    )
    if not errors and all(closes <= opens for opens, closes in terms.days):
        errors.append(FieldError("opens-0", _("Please keep at least one day open: otherwise nothing is ever due.")))
    return tuple(errors) or terms


def _rule(kind: Kind, data: Mapping[str, str]) -> TypedRule:
    rating, priority = data.get(f"rating-{kind}", ""), data.get(f"priority-{kind}", "")
    known = {one.value: one for one in Priority}
    return TypedRule(
        kind,
        data.get(f"active-{kind}") == "1",
        int(rating) if rating in RATINGS[1:] else None,
        known.get(priority, Priority.NORMAL),
    )


def _promise(priority: Priority, data: Mapping[str, str], errors: list[FieldError]) -> TypedPromise:
    response = _hours(f"response-{priority}", data, errors)
    solution = _hours(f"solution-{priority}", data, errors)
    if response and solution and solution < response:
        wrong = _("A solution cannot be due before the first response.")
        errors.append(FieldError(f"solution-{priority}", wrong))
    return TypedPromise(priority, response, solution)


def _hours(field: str, data: Mapping[str, str], errors: list[FieldError]) -> float:
    typed = data.get(field, "").strip()[:LONGEST_TYPED].replace(",", ".")
    try:
        hours = float(typed)
    except ValueError:
        hours = 0.0
    # Not a number compares false with everything.
    if 0 < hours <= LONGEST_HOURS:
        return hours
    errors.append(FieldError(field, _("Please give hours between 0 and 1,000, for example 4 or 0.5.")))
    return 0.0


def _day(weekday: int, data: Mapping[str, str], errors: list[FieldError]) -> tuple[int, int]:
    typed = [data.get(f"{name}-{weekday}", "").strip()[:LONGEST_TYPED] for name in ("opens", "closes")]
    if not any(typed):
        return 0, 0
    opens, closes = (minute_of(text) for text in typed)
    # Midnight at the end of a day is the next day's beginning on the clock.
    closes = DAY_MINUTES if closes == 0 else closes
    if opens is None or closes is None:
        errors.append(FieldError(f"opens-{weekday}", _("Please give both times as 09:00, or leave both empty.")))
        return 0, 0
    if closes <= opens:
        errors.append(FieldError(f"closes-{weekday}", _("The end must be after the beginning.")))
    return opens, closes


def minute_of(text: str) -> int | None:
    """Return the minute of the day of a time such as 09:30, None for what is none; 24:00 is the end of the day."""
    hours, colon, minutes = text.partition(":")
    if not colon or not (hours.isascii() and hours.isdigit() and minutes[:2].isascii() and minutes[:2].isdigit()):
        return None
    minute = int(hours) * 60 + int(minutes[:2])
    return minute if int(minutes[:2]) < 60 and minute <= DAY_MINUTES else None


def time_of(minute: int) -> str:
    """Write a minute of the day as a field for times does; the end of the day is 00:00."""
    return f"{minute % DAY_MINUTES // 60:02}:{minute % 60:02}"
