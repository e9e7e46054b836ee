"""What too small against too big says about a product's size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.insights.shares import Share, share_of

Verdict = Literal["small", "big", "even", "too_early"]
LEAST: Final = 10
"""Size returns below which nothing is said."""
EVEN: Final = 0.5


@dataclass(frozen=True, slots=True)
class SizeHint:
    """Returns as too small and as too big; ``share`` is that of the more frequent one, with its interval.

    verdict: "small" or "big" only where the whole 95 % interval (Wilson 1927) lies beyond one half.
    """

    small: int
    big: int
    share: Share
    verdict: Verdict


def size_hint(small: int, big: int) -> SizeHint:
    """Weigh too small against too big; returns that say both count for neither."""
    more, both = max(small, big), small + big
    share = share_of(more, both)
    if both < LEAST:
        return SizeHint(small, big, share, "too_early")
    if share.lower <= EVEN:
        return SizeHint(small, big, share, "even")
    return SizeHint(small, big, share, "small" if small > big else "big")
