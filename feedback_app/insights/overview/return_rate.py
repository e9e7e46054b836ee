"""The return rate of what was ordered in a span, for any filter: how much will have come back in the end.

Reads nothing: the caller has read the delays. What was sent lately cannot have come back yet, and what is still to
come is told from how long returns take (alerts/delay.py). Invariant: where something is missing (shipments, order days,
history, days gone by) its absence is named instead of a number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve, FinalRate, final_rate, rate_behind
from feedback_app.alerts.rates import LEAST_DUE, reason
from feedback_app.foundation.intervals import Z_95
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.products.cohorts import Cohort, Delays, said_of, sent_of
from feedback_app.insights.shares import LEVEL, Change
from feedback_app.insights.store.columns import SENT_DIMENSIONS
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import Span, filter_words

Floats = NDArray[np.float64]
Verdict = Literal["known", "unknown_filter", "nothing_sent", "more_back", "undated", "learning", "early", "few"]


@dataclass(frozen=True, slots=True)
class ReturnRate:
    """Pieces ordered in a span and their rate, 0..1; ``final`` is None without a known verdict.

    sent, back: pieces by day of the order, (n_days,), those of days to come are 0. curve: how long returns take here.
    spread: variance over mean of returns. final: of these very pieces; behind: with the interval of what lies behind
    them, which is shown.
    """

    verdict: Verdict
    sent: Floats
    back: Floats
    final: FinalRate | None = None
    curve: DelayCurve | None = None
    spread: float = 1.0
    behind: FinalRate | None = None

    @property
    def shipped(self) -> int:
        """Pieces sent."""
        return int(self.sent.sum())

    @property
    def returned(self) -> int:
        """Pieces of them that are back."""
        return int(self.back.sum())


def return_rate(facts: Facts, span: Span, filters: Mapping[str, str], today: date, delays: Delays) -> ReturnRate:
    """Return the rate of the pieces ordered in a span that all filters fit."""
    nothing = np.zeros(span.days)
    cut = sent_of(facts, span, filters, Cohort.ORDERED)
    if cut is None:
        return ReturnRate("unknown_filter", nothing, nothing)
    first = span.since.toordinal()
    sent = np.bincount(cut.column("day") - first, cut.column("quantity"), span.days).astype(np.float64)
    said = said_of(facts, span, filters, Cohort.ORDERED, today)
    ordered = said.column("day") - said.column("delay").astype(np.int64)
    back = np.bincount(ordered - first, said.column("quantity"), span.days).astype(np.float64)
    verdict = _verdict(sent, back, delays)
    if verdict != "known":
        return ReturnRate(verdict, sent, back)
    curve = _curve(facts, filters, delays)
    ages = np.clip(today.toordinal() - (first + np.arange(span.days)), 0, None)
    if float((sent * curve.by[np.minimum(ages, LONGEST_DELAY)]).sum()) < LEAST_DUE:
        return ReturnRate("few" if float(sent.sum()) < LEAST_DUE else "early", sent, back, curve=curve)
    # The whole shop leans on nothing but itself.
    usual = delays.shop.usual if filters else np.nan
    final = final_rate(sent, ages, int(back.sum()), curve, usual, delays.shop.spread)
    behind = rate_behind(sent, ages, final, curve, delays.shop.spread)
    return ReturnRate("known", sent, back, final, curve, delays.shop.spread, behind)


def change_of_rates(before: ReturnRate, now: ReturnRate) -> Change:
    """Compare two rates on the log scale (Altman & Bland 2003, BMJ 326:219) at the 1 % level.

    The interval of a final rate is about what is still to come of these very pieces: once all is back nothing of it is
    left. Whether the rate behind the pieces changed is uncertain even then: returns are counts, whose relative variance
    (spread ÷ returns) is added.
    """
    if before.final is None or now.final is None:
        return Change("too_early", None)
    former, current = before.final, now.final
    if min(former.lower, current.lower, former.expected, current.expected, before.returned, now.returned) <= 0:
        return Change("too_early", None)
    by = current.expected / former.expected - 1
    error = math.hypot(*_errors(before, former), *_errors(now, current))
    apart = math.log(current.expected / former.expected)
    if math.erfc(abs(apart) / error / math.sqrt(2)) >= LEVEL:
        return Change("steady", by)
    return Change("rising" if apart > 0 else "falling", by)


def _errors(found: ReturnRate, final: FinalRate) -> tuple[float, float]:
    """Return the relative errors of a final rate: of what is still to come, and of the counts."""
    return math.log(final.upper / final.lower) / (2 * Z_95), math.sqrt(found.spread / found.returned)


def rates_by_step(found: ReturnRate, span: Span, today: date, first: int, steps: int, days: int) -> list[float | None]:
    """Return the final rate of the orders of each step from day ``first`` (ordinal) on; None while little is due."""
    if found.curve is None:
        return [None] * steps
    day = span.since.toordinal() + np.arange(span.days)
    due = found.sent * found.curve.by[np.clip(today.toordinal() - day, 0, LONGEST_DELAY)]
    step = (day - first) // days
    inside = (step >= 0) & (step < steps) & (day <= today.toordinal())
    came = np.bincount(step[inside], found.back[inside], steps)
    of = np.bincount(step[inside], due[inside], steps)
    return [float(one / all_) if all_ >= LEAST_DUE else None for one, all_ in zip(came, of, strict=True)]


def why_no_rate(found: ReturnRate, filters: Mapping[str, str]) -> str:
    """Say why there is no rate; "" when there is one."""
    if found.verdict == "known":
        return ""
    if found.verdict == "unknown_filter":
        words = filter_words()
        unknown = [words[name] for name in filters if name not in SENT_DIMENSIONS]
        return _("Shipments do not know: %(filters)s.") % {"filters": ", ".join(unknown)}
    if found.verdict == "nothing_sent":
        return _("No shipments of these days were imported.")
    if found.verdict == "few":
        return _("Too little data: a return rate is said from %(least)s sent pieces on.") % {"least": int(LEAST_DUE)}
    if found.verdict == "early":
        return _("Too early: hardly any of these orders could have come back yet.")
    return reason(found.verdict)


def _verdict(sent: Floats, back: Floats, delays: Delays) -> Verdict:
    shipped, came = float(sent.sum()), float(back.sum())
    if shipped == 0:
        return "more_back" if came else "nothing_sent"
    if came > shipped:
        return "more_back"
    found = delays.verdict
    return "known" if found == "known" else "undated" if found == "undated" else "learning"


def _curve(facts: Facts, filters: Mapping[str, str], delays: Delays) -> DelayCurve:
    """Return how long returns take: of the filter's category where there is one, else of the shop."""
    code = facts.code("category", filters.get("category", "")) or 0
    if code and code < len(delays.curves):
        return delays.curves[code]
    return delays.shop.delays.shop if delays.shop.delays is not None else delays.curves[0]
