"""What everybody needs to know of one alert to speak about it: pages, mails, webhooks and lists.

Pure. Shares are 0..1; ``lower``..``upper`` is the 95 % interval of the count that would have been usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from feedback_app.alerts.slices import Series

Kind = Literal["trend", "rate", "single"]
Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages."""

    de: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the name for ``de`` or ``en``."""
        return self.de if code == "de" else self.en


@dataclass(frozen=True, slots=True)
class Explained:
    """The values inside an alert's slice that explain it, e.g. warehouse Erfurt; ``share`` of the extra cases, 0..1."""

    dimension: str
    labels: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert with its figures. ``label`` is the slice's value as people call it, e.g. a product's name.

    kind: a rise of a theme, a rise of the return rate (counts are pieces), or a single danger (``submission``, without
    figures). parent: the alert that explains this one; ``children`` alerts are explained by this one.
    cost_per_week: euro for the extra cases, None while nobody has said what a return costs.
    """

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
    kind: Kind = "trend"
    severity: Severity = "medium"
    parent: int | None = None
    children: int = 0
    due_at: datetime | None = None
    seen_at: datetime | None = None
    escalated_at: datetime | None = None
    accepted_on: date | None = None
    cost_per_week: float | None = None
    submission: int | None = None
    explained: Explained | None = None
    demo: bool = False

    def more(self) -> dict[str, object]:
        """Return what programs hear besides the figures; keys are stable."""
        found = self.explained
        return {
            "kind": self.kind,
            "severity": self.severity,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "cost_per_week": round(self.cost_per_week, 2) if self.cost_per_week is not None else None,
            "parent": self.parent,
            "submission": self.submission,
            "cause": {"dimension": found.dimension, "values": found.labels, "share": found.share} if found else None,
        }

    @property
    def share(self) -> float:
        """Return the share of all answers in the slice since the start; 0 when nobody answered."""
        return self.observed / self.exposure if self.exposure else 0.0

    @property
    def days(self) -> int:
        """Return the days since the start, both ends counted."""
        return (self.last_day - self.since).days + 1
