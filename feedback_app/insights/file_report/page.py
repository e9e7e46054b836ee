"""The report as one typed value: what templates/report/report.html shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback_app.foundation.charts import BandChart, Spark
from feedback_app.insights.file_report.quality import Quality
from feedback_app.insights.file_report.voices import Voice
from feedback_app.insights.shares import Change, Share
from feedback_app.insights.themes.cell_tests import Mark


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the first page; ``value`` is ready text, ``below`` what it is of."""

    name: str
    value: str
    below: str


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One theme. ``cost`` is ready text, "" where nobody said what a return costs; ``anchor`` "" without verbatims."""

    name: str
    team: str
    share: Share
    change: Change
    spark: Spark | None
    cost: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RiseView:
    """One alert that would have been sent."""

    headline: str
    figures: str
    together: int
    chart: BandChart


@dataclass(frozen=True, slots=True)
class WatchView:
    """The replay: which days were judged, how many series, at which budget; ``more`` alerts are not drawn.

    left_out: rare series that were not watched.
    """

    first: date
    last: date
    series: int
    left_out: int
    budget: float
    alerts: int
    rises: tuple[RiseView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product; ``hint`` is what a shop page could say of its size, "" for nothing. reasons: name and share."""

    name: str
    share: Share
    reasons: tuple[tuple[str, Share], ...]
    small: int
    big: int
    hint: str
    cost: str


@dataclass(frozen=True, slots=True)
class MapCell:
    """A cell of the heat map; ``shade`` 0..5, ``high``: beyond chance more than elsewhere."""

    count: int
    share: Share
    shade: int
    high: bool


@dataclass(frozen=True, slots=True)
class MapLine:
    """A product of the heat map."""

    name: str
    returns: int
    cells: tuple[MapCell, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """Products against themes."""

    themes: tuple[str, ...]
    rows: tuple[MapLine, ...]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A carrier and so on: shares of the three troubles, and whether each stands out."""

    name: str
    returns: int
    shares: tuple[Share, ...]
    marks: tuple[Mark, ...]
    lengths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One dimension of the logistics part."""

    title: str
    first: str
    rows: tuple[PlaceLine, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Some comments of one theme."""

    anchor: str
    name: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Context of report/report.html. ``watch``, ``heat`` None: the file does not carry them, see ``quality.early``.

    style_hash: of ``style``, for the page's own security policy.
    """

    lang: str
    shop: str
    file: str
    span: str
    based_on: str
    made_on: date
    findings: tuple[str, ...]
    figures: tuple[Figure, ...]
    themes: tuple[ThemeLine, ...]
    recent_days: int
    with_cost: bool
    watch: WatchView | None
    products: tuple[ProductLine, ...]
    more_products: int
    with_sizes: bool
    heat: MapView | None
    places: tuple[PlaceView, ...]
    voices: tuple[VoiceGroup, ...]
    quality: Quality
    model: str
    style: str
    style_hash: str
