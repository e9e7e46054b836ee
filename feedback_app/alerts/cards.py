"""What everybody needs to know of one alert to speak about it: pages, mails, webhooks and lists.

Pure. Shares are 0..1; ``lower``..``upper`` is the 95 % interval of the count that would have been usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback_app.alerts.slices import Series


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages."""

    de: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the name for ``de`` or ``en``."""
        return self.de if code == "de" else self.en


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert with its figures. ``label`` is the slice's value as people call it, e.g. a product's name."""

    id: int
    series: Series
    label: str
    theme_name: Names
    team: str
    team_name: Names
    state: str
    since: date
    last_day: date
    observed: int
    expected: float
    lower: float
    upper: float
    exposure: int
    usual_share: float
    score: float
    owner_id: int | None
    owner_name: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def share(self) -> float:
        """Return the share of all answers in the slice since the start; 0 when nobody answered."""
        return self.observed / self.exposure if self.exposure else 0.0

    @property
    def days(self) -> int:
        """Return the days since the start, both ends counted."""
        return (self.last_day - self.since).days + 1
