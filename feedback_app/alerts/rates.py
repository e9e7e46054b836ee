"""The return rate of what was sent lately: so far, and what is to be expected in the end. Reads only.

Invariants: a rate is only said of pieces whose return can be told from their order's day; where something is missing
(no shipments, no order days, too little history) its absence is named instead of a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve, final_rate, rate_behind
from feedback_app.alerts.parts import Span
from feedback_app.alerts.rate_counts import Delays, curves_of, delays_on, returned, sent_by_day
from feedback_app.alerts.slices import EVERYTHING, Slice
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_number, format_percent
from feedback_app.foundation.languages import gettext as _

DAYS: Final = 28
"""Whole weeks of orders that a rate is about."""
WEEKS: Final = 12
LEAST_DATED: Final = 0.9
LEAST_DUE: Final = 20.0
STEADY_WEEKS: Final = 26
MOST_SPREAD: Final = 5.0

Floats = NDArray[np.float64]
Verdict = Literal["known", "learning", "undated", "nothing_sent", "more_back"]


@dataclass(frozen=True, slots=True)
class SoFar:
    """The orders of four weeks in one slice. Rates are shares 0..1 of the pieces sent, None without a known verdict.

    observed_rate: that are back. expected_final: that will be back in the end; lower..upper holds the rate behind these
    orders with 95 % (delay.rate_behind). course: the final rate of each of the last twelve weeks, oldest first.
    """

    slice: Slice
    verdict: Verdict
    shipped: int
    returned: int
    observed_rate: float | None = None
    expected_final: float | None = None
    lower: float | None = None
    upper: float | None = None
    course: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopRates:
    """What all slices share on a day: delays, the part of returns with an order's day, final rate and its spread."""

    day: date
    delays: Delays | None
    dated: float
    usual: float
    spread: float


async def so_far(part: Slice, day: date) -> SoFar:
    """Return the rate of the orders of the four weeks that end with ``day``."""
    (found,) = await rates_of(part.dimension, [part.value], day)
    return found


async def rates_of(
    dimension: str, values: Sequence[str], day: date, shop: ShopRates | None = None
) -> tuple[SoFar, ...]:
    """Return the rates of these values of a dimension, in their order; "" has one value, which is empty too.

    shop: what was read of this day before, to read it once only.
    """
    shop = shop or await shop_on(day)
    span = Span(day - timedelta(days=7 * WEEKS - 1), day)
    sent = await sent_by_day(dimension, values, span)
    back = await _back_by_order(dimension, values, span)
    curves: Mapping[str, DelayCurve] = {}
    if shop.delays is not None:
        curves = await curves_of(dimension, values, shop.delays)
    return tuple(
        _so_far(Slice(dimension, value) if dimension else EVERYTHING, sent[value], back[value], curves.get(value), shop)
        for value in values
    )


def sentence(found: SoFar) -> str:
    """Say what is known: "so far 3.1%, expected in the end 7.4% (5.9–9.2)", or why nothing can be said."""
    if found.observed_rate is None or found.expected_final is None or found.lower is None or found.upper is None:
        return reason(found.verdict)
    return _("so far %(now)s, expected in the end %(final)s (%(lower)s–%(upper)s)") % {
        "now": format_percent(found.observed_rate),
        "final": format_percent(found.expected_final),
        "lower": format_number(100 * found.lower, 1),
        "upper": format_number(100 * found.upper, 1),
    }


def reason(verdict: Verdict) -> str:
    """Say why there is no rate; "" when there is one."""
    return {
        "known": "",
        "learning": _(
            "Too early: how long returns take is learnt from 100 returned pieces of orders that were placed after "
            "the first recorded return, over at least 60 days."
        ),
        "undated": _("Too many returns do not name the day of their order. Please import it as ordered_at."),
        "nothing_sent": _("Nothing was sent in these weeks, as far as shipments were imported."),
        "more_back": _("More came back than was sent. Shipments are probably missing; please import them."),
    }[verdict]


def _so_far(part: Slice, sent: Floats, back: Floats, curve: DelayCurve | None, shop: ShopRates) -> SoFar:
    shipped, came = int(sent[-DAYS:].sum()), int(back[-DAYS:].sum())
    verdict = _verdict(shipped, came, shop)
    if verdict != "known" or curve is None:
        return SoFar(part, verdict if verdict != "known" else "learning", shipped, came)
    ages = np.arange(DAYS - 1, -1, -1)
    usual = shop.usual if not part.everything else np.nan
    final = final_rate(sent[-DAYS:], ages, came, curve, usual, shop.spread)
    found = rate_behind(sent[-DAYS:], ages, final, curve, shop.spread)
    course = _weekly(sent, back, curve)
    return SoFar(part, verdict, shipped, came, came / shipped, found.expected, found.lower, found.upper, course)


def _verdict(shipped: int, came: int, shop: ShopRates) -> Verdict:
    if shipped == 0:
        return "more_back" if came else "nothing_sent"
    if came > shipped:
        return "more_back"
    if shop.delays is None:
        return "learning" if shop.dated >= LEAST_DATED else "undated"
    return "known" if shop.dated >= LEAST_DATED else "undated"


def _weekly(sent: Floats, back: Floats, curve: DelayCurve) -> tuple[float | None, ...]:
    """Return the final rate of each week of orders, oldest first; None while too little of it was due."""
    ages = np.arange(len(sent) - 1, -1, -1)
    due = (sent * curve.by[np.clip(ages, 0, LONGEST_DELAY)]).reshape(-1, 7).sum(axis=1)
    came = back.reshape(-1, 7).sum(axis=1)
    return tuple(float(one / of) if of >= LEAST_DUE else None for one, of in zip(came, due, strict=True))


async def _back_by_order(dimension: str, values: Sequence[str], span: Span) -> Mapping[str, Floats]:
    """Return pieces back of each value by the day of their order, (n_days,)."""
    found = {value: np.zeros((span.last - span.first).days + 1) for value in values}
    for row in await returned(dimension, values, span, by_order=True):
        if row["day"] <= span.last:
            found[row["value"]][(row["ordered_on"] - span.first).days] += row["n"]
    return found


async def shop_on(day: date) -> ShopRates:
    """Read what all slices share on a day."""
    delays = await delays_on(day)
    dated = await _dated(day)
    if delays is None:
        return ShopRates(day, None, dated, np.nan, 1.0)
    span = Span(day - timedelta(days=7 * STEADY_WEEKS - 1), day)
    sent = (await sent_by_day("", [""], span))[""]
    back = (await _back_by_order("", [""], span))[""]
    rates, due = _mature(sent, back, delays.shop)
    usual = float((rates * due).sum() / due.sum()) if due.sum() > 0 else np.nan
    return ShopRates(day, delays, dated, usual, _spread(rates, due))


def _mature(sent: Floats, back: Floats, curve: DelayCurve) -> tuple[Floats, Floats]:
    """Return the final rate of each week of orders with enough due, and the pieces due."""
    ages = np.arange(len(sent) - 1, -1, -1)
    due = (sent * curve.by[np.clip(ages, 0, LONGEST_DELAY)]).reshape(-1, 7).sum(axis=1)
    enough = due >= LEAST_DUE
    return np.asarray(back.reshape(-1, 7).sum(axis=1)[enough] / due[enough]), np.asarray(due[enough])


def _spread(rates: Floats, due: Floats) -> float:
    """Return variance over mean of returns, 1..5, from how far neighbouring weeks lie apart (von Neumann 1941)."""
    if len(rates) < 8:
        return 1.0
    mean = (rates[1:] + rates[:-1]) / 2
    chance = mean * (1 / due[1:] + 1 / due[:-1])
    apart = np.diff(rates)[chance > 0] ** 2 / chance[chance > 0]
    return float(np.clip(apart.mean(), 1.0, MOST_SPREAD)) if len(apart) else 1.0


async def _dated(day: date) -> float:
    """Return the part of the last quarter's returns that name the day of their order; 1 when nothing came back."""
    rows: list[dict[str, Any]] = await fetch(
        "SELECT SUM(pieces) AS pieces, SUM(CASE WHEN ordered_on IS NULL THEN 0 ELSE pieces END) AS dated"
        " FROM daily_return WHERE day > ? AND day <= ?",
        day - timedelta(days=90),
        day,
    )
    return int(rows[0]["dated"] or 0) / int(rows[0]["pieces"]) if rows[0]["pieces"] else 1.0
