"""The counted days of the return rate: pieces sent, pieces that came back, and the delay between.

Invariants: a piece that was sent is due back by the learnt delay, never on the day it was sent; a day for which pieces
may be missing that were due then (shipments not imported, gaps, the first weeks of all) is missing, never an alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve, due, learn_delays
from feedback_app.alerts.parts import Span
from feedback_app.alerts.slices import RETURN_RATE, Series, Slice
from feedback_app.foundation.dialect import fetch, marks, typed

RATE_DIMENSIONS: Final = ("carrier", "warehouse", "sku", "category")
LEARNT_FROM: Final = timedelta(days=365)
SLICES_LEARN_FROM: Final = timedelta(days=180)
"""Shorter: what a slice lacks it takes from the shop, and a page reads fifty of them."""
LEAST_PIECES: Final = 100
LEAST_HISTORY: Final = timedelta(days=60)
RECENT: Final = timedelta(days=90)
LEAST_SENT: Final = 200
LEAST_BACK: Final = 10
PAUSE_DAYS: Final = 7
"""A shop that sends on most days sends again after a week; longer means that shipments are missing."""
MOST_MISSING: Final = 0.05
NEWEST_PAUSE: Final = 3
SURELY_SOME: Final = 10.0
"""Expected returns in days without any: fewer may be chance, more means that nobody counted."""
VALUES_PER_QUERY: Final = 500

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Delays:
    """What is known of delays on a day: the shop's curve, and the ages and pieces that slices' curves are made of."""

    shop: DelayCurve
    recorded_from: date
    last: date


async def delays_on(last: date) -> Delays | None:
    """Return the shop's delay curve; None while fewer than 100 dated pieces or 60 days are there to learn from.

    Only pieces of orders that were placed since returns are recorded: of older orders only the slow returns were seen,
    and the curve would be too slow (left truncation: Efron & Petrosian 1999, JASA 94:824).
    """
    began = await fetch(
        f"SELECT {typed('MIN(day)', 'first', 'date')} FROM daily_return WHERE day <= ?",  # noqa: S608 our own words
        last,
    )
    first = began[0]["first"]
    if first is None or last - first < LEAST_HISTORY:
        return None
    since = max(first, last - LEARNT_FROM)
    curves = await _curves("", [""], since, last, None)
    shop = curves.get("")
    return Delays(shop, since, last) if shop is not None and shop.pieces >= LEAST_PIECES else None


async def curves_of(dimension: str, values: Sequence[str], delays: Delays) -> Mapping[str, DelayCurve]:
    """Return the curve of each value, leaning on the shop's."""
    if not dimension:
        return {"": delays.shop}
    since = max(delays.recorded_from, delays.last - SLICES_LEARN_FROM)
    return await _curves(dimension, values, since, delays.last, delays.shop)


async def _curves(
    dimension: str, values: Sequence[str], since: date, last: date, shop: DelayCurve | None
) -> Mapping[str, DelayCurve]:
    by_value: dict[str, list[tuple[int, int, int]]] = {value: [] for value in values}
    for row in await returned(dimension, values, Span(since, last), by_order=True):
        age, delay = (last - row["ordered_on"]).days, (row["day"] - row["ordered_on"]).days
        by_value[row["value"]].append((delay, age, int(row["n"])))
    found = {}
    for value, seen in by_value.items():
        curve = learn_delays([one[0] for one in seen], [one[1] for one in seen], [one[2] for one in seen], shop)
        if curve is not None:
            found[value] = curve
    return found


async def returned(dimension: str, values: Sequence[str], span: Span, by_order: bool = False) -> list[dict[str, Any]]:
    """Return rows of day, value and n: pieces that came back; with ``by_order``, by the day of the order too."""
    day = "ordered_on" if by_order else "day"
    names = "day, ordered_on" if by_order else "day"
    return await _grouped("daily_return", "pieces", names, day, dimension, values, span)


async def sent(dimension: str, values: Sequence[str], span: Span) -> list[dict[str, Any]]:
    """Return rows of day, value and n: pieces sent."""
    return await _grouped("daily_volume", "shipments", "day", "day", dimension, values, span)


async def _grouped(
    table: str, number: str, names: str, day: str, dimension: str, values: Sequence[str], span: Span
) -> list[dict[str, Any]]:
    """Return sums by the named columns and by the dimension's values; no values are all of them."""
    chosen = f" AND {dimension} IN ({marks(values)})" if dimension and values else ""
    left_out = [one for one in span.without if one.dimension in RATE_DIMENSIONS]
    less = "".join(f" AND {one.dimension} <> ?" for one in left_out)
    group = ", ".join(name for name in (names, dimension) if name)
    sql = f"""
        SELECT {f"{names}, " if names else ""}{dimension or "''"} AS value, SUM({number}) AS n FROM {table}
        WHERE {day} BETWEEN ? AND ? AND {number} > 0{chosen}{less} {f"GROUP BY {group}" if group else ""}
    """  # noqa: S608 question marks and our own names only
    found = await fetch(sql, span.first, span.last, *(values if chosen else ()), *(one.value for one in left_out))
    return [row for row in found if row["n"] is not None]


async def watched_rates(last: date) -> list[Series]:
    """Return the return rates that are watched: the shop's, and those of slices with enough pieces."""
    if await delays_on(last) is None:
        return []
    found: list[Series] = []
    for dimension in ("", *RATE_DIMENSIONS):
        enough = await _values_with(dimension, "daily_volume", "shipments", LEAST_SENT, last)
        enough &= await _values_with(dimension, "daily_return", "pieces", LEAST_BACK, last)
        found += [Series(RETURN_RATE, Slice(dimension, value)) for value in sorted(enough) if value or not dimension]
    return found


async def _values_with(dimension: str, table: str, number: str, least: int, last: date) -> set[str]:
    rows = await _grouped(table, number, "", "day", dimension, (), Span(last - RECENT, last))
    return {row["value"] for row in rows if row["n"] >= least}


async def fill_rates(rows_of: Mapping[Series, int], span: Span, counts: Floats, due_pieces: Floats) -> None:
    """Write pieces back and pieces due of each return-rate series into the arrays; what cannot be trusted is NaN."""
    places = np.array(list(rows_of.values()))
    counts[places], due_pieces[places] = np.nan, np.nan
    delays = await delays_on(span.last)
    if delays is None:
        return
    trusted = await _trusted_days(span, delays.shop)
    for dimension in ("", *RATE_DIMENSIONS):
        row_of = {one.slice.value: row for one, row in rows_of.items() if one.slice.dimension == dimension}
        values = sorted(row_of)
        for start in range(0, len(values), VALUES_PER_QUERY):
            chunk = values[start : start + VALUES_PER_QUERY]
            await _fill_values(dimension, chunk, row_of, span, delays, counts, due_pieces)
    doubtful = np.ix_(places, np.flatnonzero(~trusted))
    counts[doubtful], due_pieces[doubtful] = np.nan, np.nan


async def _fill_values(
    dimension: str, values: Sequence[str], row_of: Mapping[str, int], span: Span, delays: Delays, counts: Floats,
    due_pieces: Floats,
) -> None:  # fmt: skip
    early = Span(span.first - timedelta(days=LONGEST_DELAY), span.last, span.without)
    shipped = await sent_by_day(dimension, values, early)
    curves = await curves_of(dimension, values, delays)
    days = (span.last - span.first).days + 1
    back = {value: np.zeros(days) for value in values}
    for row in await returned(dimension, values, span):
        back[row["value"]][(row["day"] - span.first).days] = row["n"]
    for value in values:
        expected = due(shipped[value], curves.get(value, delays.shop))[LONGEST_DELAY:]
        # Nothing was due: what comes back then tells nothing about a rate.
        told = expected > 0
        counts[row_of[value]] = np.where(told, back[value], np.nan)
        due_pieces[row_of[value]] = np.where(told, expected, np.nan)


async def sent_by_day(dimension: str, values: Sequence[str], span: Span) -> Mapping[str, Floats]:
    """Return the pieces sent of each value, (n_days,)."""
    days = (span.last - span.first).days + 1
    found = {value: np.zeros(days) for value in values}
    for row in await sent(dimension, values, span):
        found[row["value"]][(row["day"] - span.first).days] = row["n"]
    return found


async def _trusted_days(span: Span, curve: DelayCurve) -> NDArray[np.bool_]:
    """Tell for which days nearly all shipments are there that could come back on them, and returns were counted."""
    early = Span(span.first - timedelta(days=LONGEST_DELAY), span.last)
    shipped = (await sent_by_day("", [""], early))[""]
    pauses = [(begin, end) for begin, end in _empty_runs(shipped) if _is_gap(begin, end, len(shipped))]
    missing = due(_marked(pauses, len(shipped)), curve)[LONGEST_DELAY:]
    back = np.zeros(len(missing))
    for row in await returned("", [""], span):
        back[(row["day"] - span.first).days] = row["n"]
    expected = due(shipped, curve)[LONGEST_DELAY:]
    expected *= back.sum() / max(expected[back > 0].sum(), 1.0)
    silent = [(begin, end) for begin, end in _empty_runs(back) if expected[begin:end].sum() >= SURELY_SOME]
    return np.asarray((missing <= MOST_MISSING) & (_marked(silent, len(back)) == 0))


def _empty_runs(numbers: Floats) -> list[tuple[int, int]]:
    """Return begin and end of each run of zeros; the end is the first day after it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], numbers <= 0, [0])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _is_gap(begin: int, end: int, days: int) -> bool:
    """Tell whether shipments are missing; of the newest days it must be told before the pause is over."""
    return end - begin > (NEWEST_PAUSE if end == days else PAUSE_DAYS)


def _marked(runs: Sequence[tuple[int, int]], days: int) -> Floats:
    marks = np.zeros(days)
    for begin, end in runs:
        marks[begin:end] = 1
    return marks
