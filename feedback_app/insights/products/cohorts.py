"""Which orders and returns a span means: those ordered in it, or those that came back in it; and what was due of them.

Pieces sent lately cannot have come back yet. What of them could have is read off the learnt delay (alerts/delay.py):
of orders, the part of the delay that is over today; of returns, the part that fell into the span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve, final_rate, learn_delays, rate_behind
from feedback_app.alerts.rates import LEAST_DATED, ShopRates, Verdict, shop_on
from feedback_app.insights.shares import Change, change_between, share_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.views import Span

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEARNT_FROM: Final = timedelta(days=180)
TAILS: Final = (0.025, 0.975)


class Cohort(StrEnum):
    """By which day a span chooses: of the order, or of the return."""

    ORDERED = "ordered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Delays:
    """The shop's rates of a day and the delay curve of each category by its code; ``curves`` is empty while unknown.

    by: (n_categories, LONGEST_DELAY + 1), the share of returns that has come after so many days.
    """

    shop: ShopRates
    curves: tuple[DelayCurve, ...]
    by: Floats

    @property
    def verdict(self) -> Verdict:
        """Whether rates can be said of this shop at all, or what they lack."""
        if not self.curves:
            return "learning" if self.shop.dated >= LEAST_DATED else "undated"
        return "known" if self.shop.dated >= LEAST_DATED else "undated"


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate of pieces sent, 0..1, with the 95 % interval."""

    rate: float
    lower: float
    upper: float


_kept: list[tuple[Facts, date, Delays]] = []


async def delays_of(facts: Facts, today: date) -> Delays:
    """Return what is known of delays; learnt once per snapshot and day.

    While nothing could be learnt it is asked again each time: daily counts may come after the days that were packed.
    """
    if not _kept or _kept[0][0] is not facts or _kept[0][1] != today or not _kept[0][2].curves:
        _kept[:] = [(facts, today, _learn(facts, today, await shop_on(today)))]
    return _kept[0][2]


def said_of(facts: Facts, span: Span, filters: Mapping[str, str], cohort: Cohort, today: date) -> Cut:
    """Return the returned items that belong to a span."""
    if cohort is Cohort.RETURNED:
        cut = facts.said(span, filters)
        return cut.where(cut.returns)
    cut = facts.said(Span(span.since, max(span.until, today)), filters)
    delay = cut.column("delay").astype(np.int64)
    ordered = cut.column("day") - delay
    inside = (ordered >= span.since.toordinal()) & (ordered <= span.until.toordinal())
    return cut.where(cut.returns & (delay >= 0) & inside)


def sent_of(facts: Facts, span: Span, filters: Mapping[str, str], cohort: Cohort) -> Cut | None:
    """Return the shipments whose returns belong to a span; None when shipments do not know one of the filters."""
    since = span.since - timedelta(days=LONGEST_DELAY) if cohort is Cohort.RETURNED else span.since
    return facts.sent(Span(since, span.until), filters)


def due_of(sent: Cut, span: Span, cohort: Cohort, today: date, delays: Delays) -> Floats:
    """Return of each row of shipments how many pieces are due in the span if all come back, (n,)."""
    if not delays.curves:
        return np.zeros(sent.size)
    days = sent.column("day").astype(np.int64)
    first = int(days.min(initial=today.toordinal()))
    age = np.arange(first, int(days.max(initial=first)) + 1)
    last = min(today, span.until) if cohort is Cohort.RETURNED else today
    # The part that is due of what was sent on each day, (n_categories, n_days): looked up once per row.
    part = _part(delays.by, last.toordinal() - age)
    if cohort is Cohort.RETURNED:
        part -= _part(delays.by, span.since.toordinal() - 1 - age)
    return np.asarray(part[sent.column("category"), days - first] * sent.column("quantity"))


def interval(
    cohort: Cohort, sent_by_age: Floats, due: float, back: float, delays: Delays, category: int
) -> Interval | None:
    """Return the rate of one product with its interval; None when it cannot be said.

    sent_by_age: (n_ages,), see ``sent_by_age``. Of orders: what will have come back in the end, with the interval of
    the rate behind them (delay.rate_behind). Of returns: what came per piece due, Poisson with Jeffreys' prior
    (Jeffreys 1961), its variance the shop's ``spread`` times as large.
    """
    pieces, phi = float(sent_by_age.sum()), delays.shop.spread
    if delays.verdict != "known" or pieces <= 0 or due <= 0:
        return None
    if cohort is Cohort.RETURNED:
        low, high = gammaincinv((back + 0.5) / phi, np.array(TAILS)) * (phi / due)
        return Interval(back / due, float(low) if back else 0.0, float(high))
    if back > pieces:
        return None
    ages, curve = np.arange(len(sent_by_age)), delays.curves[category]
    final = final_rate(sent_by_age, ages, int(back), curve, delays.shop.usual, phi)
    found = rate_behind(sent_by_age, ages, final, curve, phi)
    return Interval(found.expected, found.lower, found.upper)


def change_of(before: tuple[float, float], now: tuple[float, float], spread: float) -> Change:
    """Compare two spans, each as pieces back and pieces due, at the 1 % level (shares.change_between).

    spread: variance over mean of returned pieces. Several pieces of one parcel come back together, so that they weigh
    as if there were fewer of them.
    """
    shares = [share_of(round(back / spread), round(due / spread)) for back, due in (before, now)]
    rates = [min(back / due, 1.0) if due > 0 else 0.0 for back, due in (before, now)]
    by = rates[1] / rates[0] - 1 if rates[0] > 0 and now[1] > 0 else None
    return Change(change_between(*shares).trend, by)


def sent_by_age(sent: Cut, codes: Ints, products: int, today: date) -> Floats:
    """Return the pieces of these products by the days since they were sent, (n_codes, n_ages)."""
    place = np.full(products, -1, np.int64)
    place[codes] = np.arange(len(codes))
    rows = place[sent.column("product")]
    age = np.clip(today.toordinal() - sent.column("day").astype(np.int64), 0, None)
    own, ages = rows >= 0, int(age.max(initial=0)) + 1
    found = np.bincount(rows[own] * ages + age[own], sent.column("quantity")[own], len(codes) * ages)
    return found.reshape(len(codes), ages).astype(np.float64)


def _learn(facts: Facts, today: date, shop: ShopRates) -> Delays:
    """Learn the curve of each category, leaning on the shop's."""
    if shop.delays is None:
        return Delays(shop, (), np.zeros((0, LONGEST_DELAY + 1)))
    since = max(shop.delays.recorded_from, today - LEARNT_FROM)
    cut = facts.said(Span(since, today), {})
    # By the day of the order, as in alerts/rate_counts: what was ordered before is seen only where it came late.
    in_time = cut.column("day") - cut.column("delay").astype(np.int64) >= since.toordinal()
    cut = cut.where(cut.returns & (cut.column("delay") >= 0) & in_time)
    category, pieces = cut.column("category"), cut.column("quantity").astype(np.int64)
    delay = cut.column("delay").astype(np.int64)
    age = today.toordinal() - (cut.column("day") - delay)
    curves = []
    for code in range(len(facts.values("category"))):
        own = category == code
        curve = learn_delays(delay[own], age[own], pieces[own], shop.delays.shop)
        curves.append(curve or shop.delays.shop)
    return Delays(shop, tuple(curves), np.array([curve.by for curve in curves]))


def _part(by: Floats, age: Ints) -> Floats:
    return np.where(age >= 0, by[:, np.clip(age, 0, LONGEST_DELAY)], 0.0)
