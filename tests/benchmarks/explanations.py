"""Is the cause of a rise named, and is a rise without one called spread: ``python -m tests.benchmarks.explanations``.

200 simulated issues with a cause in one of ten dimensions (planted_rises.py) and 100 that are spread over all, run
through the product's own attribution. Beside it the plain rule: the value with the largest part of the extra cases, if
it holds at least 60 % of them. Asked: the right dimension first in 90 % or more; spread said in 90 % or more.
"""

from __future__ import annotations

import sys
from collections import Counter

from feedback_app.alerts.attribution import LEAST_PART, Cause, attribute, cause_of
from tests.benchmarks.planted_rises import DIMENSIONS, Rise, planted

PLANTED, SPREAD = 200, 100


def main() -> None:
    """Measure and print."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    each = PLANTED // len(DIMENSIONS)
    right, exact, plain = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(first, first + each):
        for dimension in DIMENSIONS:
            rise = planted(seed, dimension)
            cause = named_in(rise)
            right[dimension] += cause is not None and cause.first.dimension == dimension
            exact[dimension] += cause is not None and set(cause.first.values) == set(rise.values)
            plain[dimension] += largest(rise) == dimension
    print("cause      named first   exactly   largest part")
    for dimension in DIMENSIONS:
        print(f"{dimension:10}", *(f"{counter[dimension] / each:11.2f}" for counter in (right, exact, plain)))
    print("all       ", *(f"{counter.total() / PLANTED:11.3f}" for counter in (right, exact, plain)))
    spread = [planted(seed, "") for seed in range(first, first + SPREAD)]
    said, thumb = sum(named_in(one) is None for one in spread), sum(not largest(one) for one in spread)
    print(f"spread said: {said}/{SPREAD}   largest part: {thumb}/{SPREAD}")


def named_in(rise: Rise) -> Cause | None:
    """Return what the product names as the cause, None when it says that the rise is spread."""
    cells = rise.cells()
    found = attribute(cells)
    inside = rise.cells(found.named.dimension, found.named.values) if found.named else {}
    return cause_of(found, cells, inside)


def largest(rise: Rise) -> str:
    """Return the dimension of the value with the largest part of the extra cases, "" when none holds 60 %."""
    portions = attribute(rise.cells()).portions.items()
    part, name = max(((ranked[0].part, name) for name, ranked in portions), default=(0.0, ""))
    return name if part >= LEAST_PART else ""


if __name__ == "__main__":
    main()
