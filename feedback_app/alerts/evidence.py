"""What an alert shows besides its figures: who holds the excess, in which words, in whose comments.

Stored with the alert as JSON, so that it says later what it said when it was written; comments are kept as ids only,
so that an erased comment is gone here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from feedback_app.alerts import reading
from feedback_app.alerts.cards import Names
from feedback_app.alerts.explain import contrast_words
from feedback_app.alerts.findings import Finding, stand_out
from feedback_app.alerts.slices import DIMENSIONS, Series, Slice
from feedback_app.foundation.dialect import fetch

MOST_BARS = 8
MOST_COMMENTS = 5
MOST_WORDS = 6
TEXTS_READ = 400
BEFORE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Part:
    """What one value of a dimension adds to a theme's rise. ``share`` is its part of the excess."""

    name: str
    excess: float
    share: float


@dataclass(frozen=True, slots=True)
class Dimension:
    """The values of one dimension, largest part first. ``named``: the first one explains the rise by itself."""

    dimension: str
    parts: tuple[Part, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class AlertEvidence:
    """The stored evidence of an alert.

    false_alarms_per_month: how many alerts without a cause this team gets by chance, the setting's promise.
    """

    dimensions: tuple[Dimension, ...] = ()
    words: tuple[str, ...] = ()
    comments: tuple[int, ...] = ()
    false_alarms_per_month: float = 1.0


async def collect(finding: Finding, last: date, false_alarms_per_month: float) -> AlertEvidence:
    """Return the evidence of a finding, up to and including ``last``."""
    series = finding.series
    comments = await _comments(series, finding.since, last)
    inside = await _texts(series, finding.since, last)
    outside = await _texts(Series(series.theme), finding.since - BEFORE, finding.since - timedelta(days=1))
    words = contrast_words(inside, outside, MOST_WORDS, await _names(series)) if inside and outside else ()
    return AlertEvidence(
        dimensions=tuple(_dimension(name, finding) for name in DIMENSIONS),
        words=tuple(one.word for one in words),
        comments=comments,
        false_alarms_per_month=false_alarms_per_month,
    )


async def _names(series: Series) -> tuple[str, ...]:
    """Return what the theme and its slice are called, in both languages."""
    theme = (await reading.theme_names()).get(series.theme, Names("", ""))
    part = series.slice
    product = await reading.product_names([part.value]) if part.dimension == "sku" else {}
    return (theme.de, theme.en, part.value, *product.values())


def to_json(evidence: AlertEvidence) -> str:
    """Return the text that is stored."""
    return msgspec.json.encode(evidence).decode()


def slice_json(part: Slice) -> str:
    """Return the text that is stored of a slice."""
    return msgspec.json.encode(part.as_dict()).decode()


def from_json(text: str) -> AlertEvidence:
    """Return the evidence of a stored text."""
    return msgspec.json.decode(text, type=AlertEvidence)


def _dimension(dimension: str, finding: Finding) -> Dimension:
    own = [share for share in finding.explanation.shares if share.dimension == dimension]
    parts = tuple(Part(share.name, round(share.excess, 1), round(share.excess_share, 3)) for share in own[:MOST_BARS])
    return Dimension(dimension, parts, bool(own) and own[0] in stand_out(finding.explanation, finding.whole))


async def _comments(series: Series, since: date, last: date) -> tuple[int, ...]:
    """Return the ids of comments that speak of the theme most surely, no text twice."""
    where, arguments = _current(series, since, last)
    rows = await fetch(
        f"SELECT MAX(c.id) AS id, MAX(a.probability) AS sure FROM {where} GROUP BY c.text"  # noqa: S608 names are ours
        " ORDER BY sure DESC, id DESC LIMIT ?",
        *arguments,
        MOST_COMMENTS,
    )
    return tuple(int(row["id"]) for row in rows)


async def _texts(series: Series, since: date, last: date) -> list[str]:
    where, arguments = _current(series, since, last)
    rows = await fetch(f"SELECT c.text FROM {where} ORDER BY c.id DESC LIMIT ?", *arguments, TEXTS_READ)  # noqa: S608 question marks and our own names only
    return [row["text"] for row in rows]


def _current(series: Series, since: date, last: date) -> tuple[str, list[object]]:
    """Return the source of all current comments with text of a series in a span of days."""
    part = series.slice
    chosen = "" if part.everything else f" AND c.{part.dimension} = ?"
    source = (
        "comment c JOIN assignment a ON a.comment = c.id AND a.theme = ?"
        f" WHERE c.day BETWEEN ? AND ? AND c.superseded_at IS NULL AND c.text <> ''{chosen}"
    )
    values = [] if part.everything else [part.value]
    return source, [series.theme, since, last, *values]
