"""Which answers a results page looks at: versions of one survey and a span of days. Lives in the address, always. Pure.

Invariants: one version at a time unless all were asked for in so many words; every link made here keeps the other
choices; what cannot be understood in an address is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from urllib.parse import urlencode

Every = Literal["day", "week", "month"]
Status = Literal["", "finished", "started"]

ALL: Final = "all"
USUAL_DAYS: Final = 90
PRESETS: Final = (7, 30, 90, 365)  # those that the list of submissions knows
MOST_DAILY: Final = 35
MOST_WEEKLY: Final = 370
LONGEST: Final = timedelta(days=366 * 20)
_STATES: Final = frozenset(get_args(Status))


@dataclass(frozen=True, slots=True)
class VersionHead:
    """One published version of a survey; ``first`` and ``last`` are the days of its answers, None without any."""

    id: int
    version: int
    published_at: datetime
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The choices of one request. ``versions`` is never empty; ``mixed`` when all versions were asked for."""

    code: str
    versions: tuple[VersionHead, ...]
    mixed: bool
    since: date
    until: date
    every: Every
    today: date
    asked_version: str = ""
    asked_every: str = ""
    status: Status = ""

    @property
    def survey_ids(self) -> tuple[int, ...]:
        """Ids of the versions."""
        return tuple(version.id for version in self.versions)

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.until - self.since).days + 1

    def url(self, path: str = "", **changes: str) -> str:
        """Return an address with all choices; an empty change takes one away."""
        query = {
            "version": self.asked_version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "every": self.asked_every,
            **changes,
        }
        kept = urlencode({name: value for name, value in query.items() if value})
        return f"{path or f'/surveys/{self.code}/results'}?{kept}"

    def submissions_url(self, **filters: str) -> str:
        """Return the list of the submissions behind a number; "" where that list cannot be cut like this page."""
        if self.until != self.today or self.days not in PRESETS:
            return ""
        version = {} if self.mixed else {"version": str(self.versions[0].version)}
        return f"/submissions?{urlencode({'days': str(self.days), 'survey': self.code, **version, **filters})}"

    def preset(self, days: int) -> Cut:
        """Return the same choices for the last days up to today."""
        return replace(self, since=self.today - timedelta(days=days - 1), until=self.today)

    def steps(self) -> Iterator[date]:
        """Return the first day of every day, week or month of the span."""
        day = step_of(self.since, self.every)
        while day <= self.until:
            yield day
            day = _next(day, self.every)


def cut_of(code: str, query: Mapping[str, str], versions: Sequence[VersionHead], today: date) -> Cut:
    """Read the choices from an address. ``versions``: all of the survey, oldest first, at least one."""
    asked = query.get("version", "")
    mixed = asked == ALL and len(versions) > 1
    chosen = _chosen(asked, versions) if not mixed else [v for v in versions if v.first] or [versions[-1]]
    until = _day(query.get("to", "")) or today
    since = _day(query.get("from", "")) or until - timedelta(days=USUAL_DAYS - 1)
    if since > until:
        since, until = until, since
    since = max(since, until - LONGEST)
    every = query.get("every", "")
    status = query.get("status", "")
    return Cut(
        code=code,
        versions=tuple(chosen),
        mixed=mixed,
        since=since,
        until=until,
        every=_every(every, (until - since).days + 1),
        today=today,
        asked_version=asked if mixed or any(str(v.version) == asked for v in versions) else "",
        asked_every=every if every in get_args(Every) else "",
        status=status if status in _STATES else "",  # type: ignore[arg-type]
    )


def step_of(day: date, every: Every) -> date:
    """Return the first day of the day, week (from Monday) or month that a day lies in."""
    if every == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if every == "week" else day


def _chosen(asked: str, versions: Sequence[VersionHead]) -> list[VersionHead]:
    named = [version for version in versions if str(version.version) == asked]
    answered = [version for version in versions if version.first is not None]
    return named or answered[-1:] or [versions[-1]]


def _every(asked: str, days: int) -> Every:
    if asked == "day" and days <= MOST_WEEKLY:
        return "day"
    if asked in {"week", "month"}:
        return "week" if asked == "week" else "month"
    return "day" if days <= MOST_DAILY else "week" if days <= MOST_WEEKLY else "month"


def _next(day: date, every: Every) -> date:
    if every == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if every == "week" else 1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
