"""Do the intervals of effects hold, and is "improved" said wrongly: ``python -m tests.benchmarks.effects [actions]``.

Simulated actions (500 by default for each true effect) against alarms of the product's own detector, measured by the
product's rule with a look on each day from the seventh to the twenty-eighth. The anchor in the same run: the days from
the rise to the action against the days after it, without a comparison group, a 95 % interval, looked at every day.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from itertools import count

from feedback_app.alerts.effect_counts import WINDOW
from feedback_app.alerts.effects import LEAST_DAYS, measure
from tests.alerts.planted_actions import EFFECTS, Planted, planted

Z = 1.959964


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for compared in (True, False):
        print("beside a comparison group, trends shared" if compared else "nobody to compare with, no trend")
        print("true effect  actions  95 % covers  improved (last look)  improved (any look)  anchor: covers  any look")
        for truth, actions in gathered(wanted, compared).items():
            print(line(truth, actions, compared))


def gathered(wanted: int, compared: bool) -> dict[float, list[Planted]]:
    """Return so many actions for each effect."""
    found: dict[float, list[Planted]] = {truth: [] for truth in EFFECTS}
    for seed in count(1):
        for one in planted(seed, compared=compared):
            if len(found[one.truth]) < wanted:
                found[one.truth].append(one)
        if all(len(actions) == wanted for actions in found.values()):
            return found
    raise AssertionError("counts without end")


def line(truth: float, actions: list[Planted], compared: bool) -> str:
    """Return one line of the table."""
    last = [measure(one.course(compared=compared), True, one.phi, one.odds) for one in actions]
    covers = share(found.lower <= truth <= found.upper for found in last)
    at_last = [found.verdict == "improved" for found in last]
    ever = share(done or improved_early(one, compared) for one, done in zip(actions, at_last, strict=True))
    plain = [before_and_after(one) for one in actions]
    plain_covers = share(low <= truth <= high for low, high in plain)
    plain_ever = share(any(before_and_after(one, day)[1] < 1 for day in looks()) for one in actions)
    return (
        f"{truth - 1:11.0%}  {len(actions):7}  {covers:11.1%}  {share(at_last):20.1%}  {ever:19.1%}"
        f"  {plain_covers:14.1%}  {plain_ever:8.1%}"
    )


def improved_early(one: Planted, compared: bool) -> bool:
    """Tell whether any look before the last said improved."""
    return any(
        measure(one.course(day, compared), False, one.phi, one.odds).verdict == "improved" for day in looks()[:-1]
    )


def looks() -> range:
    """Return the days after an action on which somebody looks."""
    return range(LEAST_DAYS, WINDOW + 1)


def before_and_after(one: Planted, days: int = WINDOW) -> tuple[float, float]:
    """Return the anchor's 95 % interval: the rise before the action against the days after it."""
    course = one.course(days)
    before, after = course.before, course.after.own
    first, second = before.count + 0.5, after.count + 0.5
    middle = math.log(second / max(after.n, 1)) - math.log(first / max(before.n, 1))
    half = Z * math.sqrt(1 / first + 1 / second)
    return math.exp(middle - half), math.exp(middle + half)


def share(values: Iterable[bool]) -> float:
    """Return the share that is true."""
    listed = list(values)
    return sum(listed) / len(listed)


if __name__ == "__main__":
    main()
