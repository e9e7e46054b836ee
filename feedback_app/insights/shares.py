"""Shares of answers with their uncertainty, and whether two of them differ.

Pure: numbers in, values out. Invariant: an arrow is drawn only where the difference is larger than chance explains.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.foundation.intervals import score_interval

Direction = Literal["rising", "falling", "steady", "too_early"]

# A page shows some thirty arrows at once: at the usual 5 % one or two of them would be chance.
LEVEL: Final = 0.01
LEAST_EXPECTED: Final = 5.0


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``answers`` with the 95 % interval; all three shares are 0 when there are no answers."""

    count: int
    answers: int
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Change:
    """Which way a share went; ``by`` is relative (0.38 = 38 % more) and None when there was nothing before."""

    trend: Direction
    by: float | None


def share_of(count: int, answers: int) -> Share:
    """Return a share with its score interval (Wilson 1927), which stays inside 0..1 also for small numbers.

    More cases than answers, as when answers were erased, count as all of them.
    """
    if answers <= 0:
        return Share(count, 0, 0.0, 0.0, 0.0)
    share = min(count / answers, 1.0)
    return Share(count, answers, share, *score_interval(share, answers))


def change_between(before: Share, now: Share) -> Change:
    """Compare two shares by the pooled two-proportion z-test (Fleiss, Levin & Paik 2003, 2.3) at the 1 % level.

    Too early to say: fewer than five cases were to be expected in either span.
    """
    p = chance_of(before, now)
    return change_of(before, now, p, p is not None and p < LEVEL)


def chance_of(before: Share, now: Share) -> float | None:
    """Return how likely two equal shares are to lie so far apart by chance, 0..1; None where it is too early to say."""
    answers = before.answers + now.answers
    pooled = min((before.count + now.count) / answers, 1.0) if answers else 0.0
    if pooled * min(before.answers, now.answers) < LEAST_EXPECTED:
        return None
    error = math.sqrt(pooled * (1 - pooled) * (1 / before.answers + 1 / now.answers))
    return math.erfc(abs(now.share - before.share) / error / math.sqrt(2)) if error else 1.0


def change_of(before: Share, now: Share, p: float | None, clear: bool) -> Change:
    """Return the change of a share of which ``chance_of`` said ``p``; ``clear``: chance does not explain it."""
    by = now.share / before.share - 1 if before.share > 0 and now.answers else None
    if p is None:
        return Change("too_early", by)
    return Change("steady" if not clear else "rising" if now.share > before.share else "falling", by)
