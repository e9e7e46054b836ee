"""What an alert shows besides its figures, collected when it is opened and whenever its figures change.

Reads only. Of a rise of a theme the comments are asked (cells.py), for they know every dimension; a rise of the return
rate is about pieces, so its parts are those of the watched slices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from feedback_app.alerts import reading
from feedback_app.alerts.attribution import Attribution, Candidate, Cause, attribute, cause_of
from feedback_app.alerts.cards import Names
from feedback_app.alerts.cells import Where, cells, column
from feedback_app.alerts.explain import contrast_words
from feedback_app.alerts.findings import Finding, stand_out
from feedback_app.alerts.grounds import AlertEvidence, Dimension, Named, Part, from_json, slice_json, to_json
from feedback_app.alerts.slices import EXPLAINING, RETURN_RATE, Series
from feedback_app.foundation.dialect import fetch

__all__ = ["AlertEvidence", "collect", "from_json", "slice_json", "to_json"]

MOST_BARS: Final = 8
MOST_COMMENTS: Final = 5
MOST_WORDS: Final = 6
TEXTS_READ: Final = 400
BEFORE: Final = timedelta(days=90)
USUAL_PHI: Final = 1.2
"""Variance over mean of a series that no scan has estimated."""


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Who is behind a rise: all dimensions, the cause inside the alert's slice, and the slice's part of the theme."""

    dimensions: tuple[Dimension, ...]
    cause: Cause | None
    own_share: float | None


async def collect(finding: Finding, last: date, false_alarms_per_month: float) -> AlertEvidence:
    """Return the evidence of a finding, up to and including ``last``."""
    series = finding.series
    if series.theme == RETURN_RATE:
        return AlertEvidence(_by_slices(finding), false_alarms_per_month=false_alarms_per_month)
    reasons = await _reasons(series, finding.since, last)
    inside = await _texts(series, finding.since, last)
    outside = await _texts(Series(series.theme), finding.since - BEFORE, finding.since - timedelta(days=1))
    words = contrast_words(inside, outside, MOST_WORDS, await _names(series)) if inside and outside else ()
    cause = reasons.cause
    return AlertEvidence(
        dimensions=reasons.dimensions,
        words=tuple(one.word for one in words),
        comments=await _comments(series, finding.since, last),
        false_alarms_per_month=false_alarms_per_month,
        cause=_named(cause.first) if cause else None,
        inside=_named(cause.inside) if cause and cause.inside else None,
        wider=_named(cause.wider) if cause and cause.wider else None,
        own_share=reasons.own_share,
        looked_inside=True,
    )


async def _reasons(series: Series, since: date, last: date) -> _Reasons:
    whole = Where(series.theme, since, last)
    part, phi = series.slice, await _phi(series)
    own: Attribution | None = None
    here = whole
    if not part.everything:
        own = attribute(await cells(whole, (part.dimension,)), phi)
        here = whole.within(part.dimension, (part.value,))
    counted = await cells(here, here.free)
    found = attribute(counted, phi)
    cause = None
    if found.named is not None:
        narrower = here.within(found.named.dimension, found.named.values)
        cause = cause_of(found, counted, await cells(narrower, narrower.free), phi)
    named = {one.dimension: one.values for one in (cause.first, cause.wider) if one} if cause else {}
    dimensions = [_dimension(name, found, name in named) for name in here.free if name in found.portions]
    if own is not None and part.dimension in own.portions:
        dimensions.insert(0, _dimension(part.dimension, own, False))
    return _Reasons(tuple(dimensions), cause, _share_of(own, part.dimension, part.value))


def _share_of(own: Attribution | None, dimension: str, value: str) -> float | None:
    portions = own.portions.get(dimension, ()) if own else ()
    return next((round(one.part, 3) for one in portions if one.value == value), None)


def _dimension(dimension: str, found: Attribution, named: bool) -> Dimension:
    """Return a dimension's values, those that are named first, answers without a value left out."""
    ranked = next((one.values for one in found.candidates if one.dimension == dimension), ()) if named else ()
    known = [one for one in found.portions[dimension] if one.value]
    known.sort(key=lambda one: one.value not in ranked)
    parts = tuple(Part(one.value, round(one.cases - one.expected, 1), round(one.part, 3)) for one in known[:MOST_BARS])
    return Dimension(dimension, parts, named)


def _named(candidate: Candidate) -> Named:
    return Named(candidate.dimension, candidate.values, round(candidate.part, 3))


def _by_slices(finding: Finding) -> tuple[Dimension, ...]:
    """Return the watched slices of a finding by dimension, as the detector explained them."""
    standing = stand_out(finding.explanation, finding.whole)
    found = []
    for dimension in EXPLAINING:
        own = [share for share in finding.explanation.shares if share.dimension == dimension]
        parts = tuple(Part(one.name, round(one.excess, 1), round(one.excess_share, 3)) for one in own[:MOST_BARS])
        if parts:
            found.append(Dimension(dimension, parts, own[0] in standing))
    return tuple(found)


async def _phi(series: Series) -> float:
    """Return variance over mean of a series as the last scan estimated it, at least 1."""
    rows = await fetch("SELECT phi FROM trend WHERE series = ? ORDER BY day DESC LIMIT 1", series.key)
    return max(1.0, float(rows[0]["phi"])) if rows else USUAL_PHI


async def _names(series: Series) -> Sequence[str]:
    """Return what the theme and its slice are called, in both languages."""
    theme = (await reading.theme_names()).get(series.theme, Names("", ""))
    part = series.slice
    product = await reading.product_names([part.value]) if part.dimension == "sku" else {}
    return (theme.de, theme.en, part.value, *product.values())


async def _comments(series: Series, since: date, last: date) -> tuple[int, ...]:
    """Return the ids of comments that speak of the theme most surely, no text twice."""
    source, arguments = _current(series, since, last)
    rows = await fetch(
        f"SELECT MAX(c.id) AS id, MAX(a.probability) AS sure FROM {source} GROUP BY c.text"  # noqa: S608 names are ours
        " ORDER BY sure DESC, id DESC LIMIT ?",
        *arguments,
        MOST_COMMENTS,
    )
    return tuple(int(row["id"]) for row in rows)


async def _texts(series: Series, since: date, last: date) -> list[str]:
    source, arguments = _current(series, since, last)
    rows = await fetch(f"SELECT c.text FROM {source} ORDER BY c.id DESC LIMIT ?", *arguments, TEXTS_READ)  # noqa: S608 question marks and our own names only
    return [row["text"] for row in rows]


def _current(series: Series, since: date, last: date) -> tuple[str, list[object]]:
    """Return the source of all current comments with text of a series in a span of days."""
    part = series.slice
    chosen = "" if part.everything else f" AND {column(part.dimension)} = ?"
    survey = " JOIN submission s ON s.id = c.submission JOIN survey v ON v.id = s.survey"
    source = (
        f"comment c JOIN assignment a ON a.comment = c.id AND a.theme = ?{survey if part.dimension == 'survey' else ''}"
        f" WHERE c.day BETWEEN ? AND ? AND c.superseded_at IS NULL AND c.text <> ''{chosen}"
    )
    values = [] if part.everything else [part.value]
    return source, [series.theme, since, last, *values]
