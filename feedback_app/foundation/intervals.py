"""The interval of a share, for every room that shows one. Pure: numbers in, numbers out."""

from __future__ import annotations

import math
from typing import Final

Z_95: Final = 1.959964


def score_interval(share: float, n: float) -> tuple[float, float]:
    """Return the bounds of the 95 % score interval of a share, 0..1, of ``n`` > 0 cases (Wilson 1927).

    It stays inside 0..1, also for small numbers, and encloses the share; ``n`` may be a half number.
    """
    spread = Z_95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt((share * (1 - share) + spread / 4) / n) / (1 + spread)
    # At the ends the interval touches 0 or 1 exactly; rounding must not push it past the share.
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
