"""Days as people say them, in German and English: "seit März", "last week", "vom 1.3. bis 15.3.". Pure.

A month without a year is the last one that has begun; a weekday the last one before today. Spans that the desk offers
stay relative ("days"), so that a saved question means the same tomorrow; an open end stays open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

USUAL: Final = (7, 30, 90, 365)
MONTHS: Final = (
    "januar|january|jan|jänner", "februar|february|feb", "märz|maerz|march|mar", "april|apr", "mai|may",
    "juni|june|jun", "juli|july|jul", "august|aug", "september|sept|sep", "oktober|october|okt|oct", "november|nov",
    "dezember|december|dez|dec",
)  # fmt: skip
WEEKDAYS: Final = (
    "montag|monday", "dienstag|tuesday", "mittwoch|wednesday", "donnerstag|thursday", "freitag|friday",
    "samstag|sonnabend|saturday", "sonntag|sunday",
)  # fmt: skip
NUMBERS: Final[Mapping[str, int]] = {
    **{"einem": 1, "einer": 1, "one": 1, "a": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4, "four": 4},
    **{"fünf": 5, "five": 5, "sechs": 6, "six": 6, "zehn": 10, "ten": 10, "zwölf": 12, "twelve": 12},
}
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years of other centuries are numbers of something else."""
UNITS: Final = {"tag": 1, "day": 1, "woche": 7, "week": 7, "monat": 30, "month": 30, "jahr": 365, "year": 365}

_MONTH: Final = "|".join(MONTHS)
_BARE_MONTH: Final = "|".join(
    name for names in MONTHS for name in names.split("|") if len(name) > 4 and name != "march"
)  # "may" and "march" are verbs too, and short names may be anything: they need a small word before them
_WEEKDAY: Final = "|".join(WEEKDAYS)
_DAY: Final = (
    r"\d{4}-\d\d-\d\d"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:\d{4}|\d\d\b))?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:{_MONTH})\b\.?(?:\s\d{{4}})?"
    rf"|(?:{_MONTH})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"
    rf"|(?:{_MONTH})\b\.?(?:\s\d{{4}})?"
    rf"|gestern|yesterday|heute|today|(?:{_WEEKDAY})"
    r"|(?:letzte[rnms]?|vorige[rnms]?|last)\s(?:woche|week|monat|month|jahr|year)"
    r"|(?:jahresbeginn|anfang des jahres|the beginning of the year)"
    r"|(?:20\d\d)"
)
_COUNT: Final = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
_UNIT: Final = r"(?:tage?n?|days?|wochen?|weeks?|monate?n?|months?|jahre?n?|years?)"
_ARTICLE: Final = r"(?:dem |der |den |beginn |anfang |the )?"


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a text names: characters start..end of it, and the choices of a view they stand for."""

    start: int
    end: int
    filters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    first: date
    last: date


def days_in(text: str, today: date) -> Days | None:
    """Return the first way of naming days in a text of small letters, or None."""
    for pattern, read in _WAYS:
        for match in re.finditer(pattern, text):
            if (filters := read(match, today)) is not None:
                return Days(match.start(), match.end(), filters)
    return None


Filters = Mapping[str, str]


def _between(match: re.Match[str], today: date) -> Filters | None:
    last = _part(match.group("last"), today)
    first = _part(match.group("first"), today, last.last if last else today)
    if first is None or last is None or first.first > last.last:
        return None
    return {"since": first.first.isoformat(), "until": last.last.isoformat()}


def _since(match: re.Match[str], today: date) -> Filters | None:
    part = _part(match.group("first"), today)
    return {"since": part.first.isoformat()} if part and part.first <= today else None


def _until(match: re.Match[str], today: date) -> Filters | None:
    part = _part(match.group("last"), today)
    if part is None:
        return None
    last = part.first - timedelta(days=1) if match.group("before") in {"vor", "before"} else part.last
    return {"since": (last - timedelta(days=364)).isoformat(), "until": last.isoformat()}


def _last_days(match: re.Match[str], today: date) -> Filters | None:
    said = match.group("count") or "1"
    count = int(said) if said.isdigit() else NUMBERS[said]
    unit = next(days for name, days in UNITS.items() if match.group("unit").startswith(name))
    days = 365 if (count, unit) == (12, 30) else count * unit
    if not 0 < days <= 3650:
        return None
    return {"days": str(days)} if days in USUAL else {"since": (today - timedelta(days=days - 1)).isoformat()}


def _whole(match: re.Match[str], today: date) -> Filters | None:
    part = _part(match.group("part"), today)
    if part is None or part.first > today:
        return None
    return {"since": part.first.isoformat(), "until": min(part.last, today).isoformat()}


def _this(match: re.Match[str], today: date) -> Filters:
    unit = match.group("unit")
    if unit in {"woche", "week"}:
        first = today - timedelta(days=today.weekday())
    elif unit in {"monat", "month"}:
        first = today.replace(day=1)
    else:
        first = date(today.year, 1, 1)
    return {"since": first.isoformat(), "until": today.isoformat()}


_WAYS: Final[tuple[tuple[str, Callable[[re.Match[str], date], Filters | None]], ...]] = (
    (rf"\b(?:zwischen|between|vo[nm]|from)\s{_ARTICLE}(?P<first>{_DAY})\s?(?:und|and|bis|to|until|–|-)\s?(?:zum )?"
     rf"{_ARTICLE}(?P<last>{_DAY})(?!\w)", _between),
    (rf"(?<!\w)(?P<first>{_DAY})\s?(?:–|-|bis|to)\s?(?:zum )?(?P<last>{_DAY})(?!\w)", _between),
    (rf"\b(?:seit|since)\s(?P<count>{_COUNT})\s(?P<unit>{_UNIT})\b", _last_days),
    (rf"\b(?:seit|ab|since|from|after|nach)\s{_ARTICLE}(?P<first>{_DAY})(?!\w)(?:\s(?:on|an)\b)?", _since),
    (rf"\b(?P<before>bis|vor|until|till|before)\s(?:zum )?{_ARTICLE}(?P<last>{_DAY})(?!\w)", _until),
    (rf"\b(?:(?:in|aus|from|of)\s)?(?:den |der |the )?(?:letzten?|vergangenen?|last|past)\s(?P<count>{_COUNT})\s"
     rf"(?P<unit>{_UNIT})\b", _last_days),
    (r"\b(?:(?:in|im|aus|from|of)\s)?(?:der |dem |the )?"
     r"(?P<part>(?:letzte[rnms]?|vorige[rnms]?|last)\s(?:woche|week|monat|month|jahr|year))\b", _whole),
    (r"\b(?:(?:in)\s)?(?:diese[rnms]?|this)\s(?P<unit>woche|week|monat|month|jahr|year)\b", _this),
    (rf"\b(?:im|in|vom|von|from|of|am|on)\s(?:jahr |the )?(?P<part>{_DAY})(?!\w)", _whole),
    (rf"\b(?P<part>(?:{_BARE_MONTH})(?:\s\d{{4}})?|gestern|yesterday|heute|today|\d{{4}}-\d\d-\d\d"
     r"|\d{1,2}\.\d{1,2}\.(?:\d{4})?)(?!\w)", _whole),
)  # fmt: skip


def _part(said: str, today: date, latest: date | None = None) -> _Part | None:
    """Return the days of one name of days; without a year the last time that it began, ``latest`` at the latest."""
    for read in (_relative, _year, _month_and_day, _numbers):
        try:
            found = read(said.strip(), today, latest or today)
        except ValueError:  # 30 February and the like: no day, so it stays a word
            return None
        if found:
            return found if FIRST_YEAR <= found.first.year <= LAST_YEAR else None
    return None


def _relative(said: str, today: date, _latest: date) -> _Part | None:
    if said in {"heute", "today", "gestern", "yesterday"}:
        day = today - timedelta(days=said in {"gestern", "yesterday"})
        return _Part(day, day)
    if re.fullmatch(_WEEKDAY, said):
        number = next(n for n, names in enumerate(WEEKDAYS) if said in names.split("|"))
        day = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
        return _Part(day, day)
    if said.startswith(("jahresbeginn", "anfang des", "the beginning")):
        return _Part(date(today.year, 1, 1), today)
    return _last(said.rsplit(maxsplit=1)[-1], today)


def _last(unit: str, today: date) -> _Part | None:
    if unit in {"woche", "week"}:
        monday = today - timedelta(days=today.weekday() + 7)
        return _Part(monday, monday + timedelta(days=6))
    if unit in {"monat", "month"}:
        last = today.replace(day=1) - timedelta(days=1)
        return _Part(last.replace(day=1), last)
    return _of_year(today.year - 1) if unit in {"jahr", "year"} else None


def _year(said: str, _today: date, _latest: date) -> _Part | None:
    return _of_year(int(said)) if re.fullmatch(r"20\d\d", said) else None


def _of_year(year: int) -> _Part:
    return _Part(date(year, 1, 1), date(year, 12, 31))


def _month_and_day(said: str, _today: date, latest: date) -> _Part | None:
    match = re.search(rf"\b({_MONTH})\b", said)
    if not match:
        return None
    month = next(n for n, names in enumerate(MONTHS, 1) if match.group() in names.split("|"))
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    years, days = [n for n in numbers if n > 31], [n for n in numbers if n <= 31]
    if days:
        return _one_day(days[0], month, years[0] if years else None, latest)
    year = years[0] if years else latest.year - (month > latest.month)
    return _Part(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _numbers(said: str, _today: date, latest: date) -> _Part | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        day = date.fromisoformat(said)
        return _Part(day, day)
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if len(numbers) < 2:
        return None
    year = numbers[2] + 2000 * (numbers[2] < 100) if len(numbers) > 2 else None
    return _one_day(numbers[0], numbers[1], year, latest)


def _one_day(day: int, month: int, year: int | None, latest: date) -> _Part:
    found = date(year or latest.year, month, day)
    if year is None and found > latest:
        found = date(latest.year - 1, month, day)
    return _Part(found, found)
