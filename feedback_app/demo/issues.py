"""What is planted to be found: three issues, one that was mended, and a matter that no theme covers yet. Pure.

Each says what goes wrong, where, since when, and in whose words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LARGEST_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class PlantedIssue:
    """From ``days`` before the last day on, ``reason`` is stated ``factor`` times as often in one slice.

    ``wording`` names the comments that tell of it; "" for ``carrier`` or ``sku`` means any. ``lot``: where nearly all
    cases come from, "" when lots have nothing to do with it. mended: days before the last day from which it is over.
    """

    reason: str
    factor: float
    days: int
    wording: str
    carrier: str = ""
    sku: str = ""
    lot: str = ""
    mended: int = 0

    def since(self, last_day: date) -> date:
        """Return the first day on which customers tell of it."""
        return last_day - timedelta(days=self.days)

    def until(self, last_day: date) -> date:
        """Return the last day on which customers tell of it."""
        return last_day - timedelta(days=self.mended)

    def concerns(self, sku: str, carrier: str) -> bool:
        """Tell whether a returned article of this carrier lies in the slice."""
        return self.carrier in ("", carrier) and self.sku in ("", sku)


PLANTED: Final = (
    PlantedIssue("damaged_transport", 3.0, 9, "crushed_parcels", carrier="GLS"),
    PlantedIssue("defective", 4.0, 16, "bad_batch", sku="HB-3002", lot="2609-B"),
    PlantedIssue("too_small", 3.0, 25, "wrong_size_chart", sku="HB-1002"),
)

MENDED: Final = PlantedIssue("damaged_transport", 3.0, 118, "crushed_parcels", carrier="Hermes", mended=63)
"""The logistics team gave parcels of this carrier another carton; what it brought is measured."""


@dataclass(frozen=True, slots=True)
class UnnamedMatter:
    """Something no theme covers: from ``days`` before the last day on, more and more customers write about it.

    Only those who return an article of the category and state nothing definite do. ``wording`` names their comments.
    """

    wording: str
    category: str
    days: int

    def since(self, last_day: date) -> date:
        """Return the first day on which customers tell of it."""
        return last_day - timedelta(days=self.days)

    def share(self, day: date, last_day: date) -> float:
        """Return how many of these customers write about it on a day, 0..1: ever more up to the last day."""
        return max(0.0, 1 - (last_day - day).days / self.days)


UNNAMED: Final = UnnamedMatter("app_account", "Elektronik", 84)


def running(day: date, last_day: date) -> tuple[PlantedIssue, ...]:
    """Return the issues that customers tell of on a day."""
    return tuple(issue for issue in PLANTED if day >= issue.since(last_day))


class Quota:
    """Says which of the answers in a slice tell of its issue: evenly spread, so that the dice cannot hide an issue."""

    def __init__(self) -> None:
        self._owed = dict.fromkeys(PLANTED, 0.5)

    def falls(self, issue: PlantedIssue, weights: Mapping[str, float]) -> bool:
        """Tell whether the next answer, whose reasons usually have these weights, tells of the issue."""
        usual = weights.get(issue.reason, 0.0) / sum(weights.values())
        self._owed[issue] += min(usual * issue.factor, LARGEST_SHARE)
        if self._owed[issue] < 1:
            return False
        self._owed[issue] -= 1
        return True
