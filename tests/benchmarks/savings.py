"""Do the intervals of saved cases hold, and is their sum right: ``python -m tests.benchmarks.savings [actions]``.

The planted actions of effects.py (400 by default for each true effect), of which the cases are known that would have
come without them. The sum is over the actions called improved, as the pages reckon it, beside the true one.
"""

from __future__ import annotations

import sys

from feedback_app.alerts.effects import measure
from feedback_app.insights.money.savings import Estimate, Measured, cases_saved, cases_without, together
from tests.alerts.planted_actions import Planted
from tests.benchmarks.effects import gathered, share


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for compared in (True, False):
        print("beside a comparison group, trends shared" if compared else "nobody to compare with, no trend")
        saved: list[Estimate] = []
        truth = 0.0
        for effect, actions in gathered(wanted, compared).items():
            found = [measured(one, compared) for one in actions]
            print(f"{effect - 1:5.0%}  95 % covers {share(map(covers, actions, found)):.1%}")
            for one, effect_found in zip(actions, found, strict=True):
                if (cases := cases_saved(effect_found)) is not None:
                    saved.append(cases)
                    truth += one.untreated - effect_found.after
        total = together(saved)
        print(f"saved {total.value:,.0f} ({total.lower:,.0f}-{total.upper:,.0f}), in truth {truth:,.0f}")


def measured(one: Planted, compared: bool) -> Measured:
    """Return the effect as it is stored after the full window."""
    course = one.course(compared=compared)
    found = measure(course, True, one.phi, one.odds)
    return Measured(found.verdict, course.after.own.count, found.ratio, found.lower, found.upper, one.phi)


def covers(one: Planted, found: Measured) -> bool:
    """Tell whether the interval holds the cases that would have come."""
    expected = cases_without(found)
    return expected is not None and expected.lower <= one.untreated <= expected.upper


if __name__ == "__main__":
    main()
