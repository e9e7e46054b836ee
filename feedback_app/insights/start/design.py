"""The page that shows what the desk is made of: type, spaces, colours with their contrast, and every part as it looks.

Invariant: what stands there is drawn by the parts themselves, from invented figures; colours are read from the style
sheets. A part that is not shown here does not exist (tests/web/test_design_page.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from classifier.comments import TextPart, ThemeChip
from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.assets import assets
from feedback_app.foundation.charts import BandChart, Bar, BarItem, Spark, band_chart, bars, spark
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.start.colors import (
    SIGHTS,
    TONES,
    Colors,
    Pair,
    Sight,
    closest_tones,
    pairs,
    read_colors,
    seen_by,
)

SHEETS: Final = ("form.css", "app.css")
SIZES: Final = (("head", 28), ("lead", 20), ("body", 17), ("small", 14))
SPACES: Final = (4, 8, 12, 16, 24, 32, 48, 64)
_COUNTS: Final = (4, 5, 3, 6, 4, 5, 4, 3, 5, 4, 6, 5, 4, 5, 3, 4, 6, 5, 7, 9, 12, 11, 14, 13)


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour by name in both themes; ``seen``: as colour-blind readers see it, light and dark in turn."""

    name: str
    light: str
    dark: str
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistakable:
    """The two meanings that are hardest to tell apart for one kind of reader, and how far apart they are."""

    sight: Sight
    theme: str
    first: str
    second: str
    apart: float


@dataclass(frozen=True, slots=True)
class Examples:
    """What the parts are fed with."""

    chart: BandChart
    bars: tuple[Bar, ...]
    spark: Spark
    words: tuple[TextPart, ...]
    theme: ThemeChip
    tabs: tuple[FilterLink, ...]
    pages: Pages
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class DesignPage:
    """Context of design/design.html."""

    sizes: tuple[tuple[str, int], ...]
    spaces: tuple[int, ...]
    swatches: tuple[Swatch, ...]
    tones: tuple[Swatch, ...]
    pairs: tuple[Pair, ...]
    mistakable: tuple[Mistakable, ...]
    examples: Examples


def design_page() -> DesignPage:
    """Return the page in the language of the request."""
    light, dark = desk_colors()
    return DesignPage(
        SIZES,
        SPACES,
        tuple(Swatch(name, light[name], dark[name]) for name in light),
        tuple(_tone(name, light, dark) for name in (*TONES, "accent")),
        pairs(light, dark),
        tuple(
            Mistakable(sight, theme, *closest_tones(colors, sight))
            for theme, colors in (("light", light), ("dark", dark))
            for sight in SIGHTS
        ),
        _examples(),
    )


@cache
def desk_colors() -> tuple[Colors, Colors]:
    """Return the colours of the light and of the dark theme."""
    return read_colors("".join(assets()[sheet].content.decode() for sheet in SHEETS))


def _tone(name: str, light: Mapping[str, str], dark: Mapping[str, str]) -> Swatch:
    seen = tuple(seen_by(theme[name], sight) for sight in SIGHTS for theme in (light, dark))
    return Swatch(name, light[name], dark[name], seen)


def _examples() -> Examples:
    return Examples(
        chart=_chart(),
        bars=bars(
            (
                BarItem("GLS", 53, 0.312, _("%(number)s times as often") % {"number": format_number(3.1, 1)}),
                BarItem("DHL", 21, 0.094),
                BarItem("Hermes", 9, 0.067),
            )
        ),
        spark=spark(_COUNTS),
        words=(TextPart(_("The cup is fine, but the box arrived") + " "), TextPart(_("crushed"), marked=True)),
        theme=ThemeChip("damaged_transport", _("Damaged in transport"), "/themes", stated=True, sure=None),
        tabs=(FilterLink(_("Open"), "/design#tabs", True), FilterLink(_("Closed"), "/design#tabs", False)),
        pages=Pages(26, 50, 214, "/design#pager", "/design#pager"),
        errors=(FieldError("design-field", _("Please enter an order number.")),),
    )


def _chart() -> BandChart:
    days = [date(2026, 11, 20) - timedelta(days=ago) for ago in range(len(_COUNTS) - 1, -1, -1)]
    usual = [4.6] * len(days)
    title = _("Damaged in transport at GLS: returns per day")
    return band_chart(
        days, _COUNTS, usual, [1.0] * len(days), [9.0] * len(days), days[18], title, height=200, marks=(days[22],)
    )
