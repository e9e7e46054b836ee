"""From tallies to the page: names in the reader's language, charts drawn, money worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.examining import Outcome
from classifier.starter_themes import starter_themes
from feedback_app.foundation.charts import band_chart, spark
from feedback_app.foundation.languages import format_number, format_percent, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.file_report import page, words
from feedback_app.insights.file_report.intake import Intake
from feedback_app.insights.file_report.ledger import Ledger
from feedback_app.insights.file_report.places import PlaceTable
from feedback_app.insights.file_report.rises import Rise, Watch
from feedback_app.insights.file_report.tallies import HeatMap, ProductTally, ThemeTally
from feedback_app.insights.file_report.understanding import Understood
from feedback_app.insights.file_report.voices import Voice
from feedback_app.insights.file_report.words import Names
from feedback_app.insights.only import SATISFIED
from feedback_app.insights.products.fit_words import fit_sentence
from feedback_app.insights.shares import share_of

MOST_RISES: Final = 12
SHADES: Final = (0.02, 0.06, 0.12, 0.2, 0.35)
"""Shares from which a cell of the heat map is one shade darker."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a returned piece costs, in cents; None while nobody has said so."""

    cents: int | None

    def of(self, pieces: float) -> str:
        """Return the cost of so many pieces, "" while it is not known."""
        return "" if self.cents is None else words.euros(pieces * self.cents)


def theme_names() -> dict[str, str]:
    """Return the names of all starter themes in the language that is spoken."""
    return {theme.code: words.name_of(theme.name_de, theme.name_en) for theme in starter_themes()}


def team_names() -> dict[str, str]:
    """Return what the teams are called; customers themselves are one."""
    return {
        "product": _("Product"),
        "logistics": _("Logistics"),
        "service": _("Service"),
        "customer": _("the customer's own decision"),
    }


def figures(intake: Intake, ledger: Ledger, understood: Understood, money: Money) -> tuple[page.Figure, ...]:
    """Return the numbers of the first page."""
    size, texts = ledger.size, int(ledger.has_text.sum())
    told = understood.outcomes[Outcome.THEMES]
    products = int((ledger.columns["product"].counts()[1:] > 0).sum())
    found = [page.Figure(_("Returned items"), format_number(size), words.span_words(intake.span))]
    found.append(page.Figure(_("with a text"), format_percent(texts / size, 0), _n(texts)))
    found.append(page.Figure(_("with a theme"), format_percent(told / size, 0), _n(told)))
    if products:
        found.append(page.Figure(_("Products"), format_number(products), _("came back at least once")))
    rated = int((ledger.rating > 0).sum())
    if rated:
        happy = share_of(int((ledger.rating >= SATISFIED).sum()), rated)
        told_by = {"interval": words.interval_words(happy), "n": format_number(rated)}
        below = _("4 or 5 of 5; %(interval)s, n = %(n)s") % told_by
        found.append(page.Figure(_("Satisfied (CSAT)"), format_percent(happy.share), below))
    if money.cents is not None:
        pieces = int(ledger.pieces.sum())
        each = ngettext("%(num)s piece at %(each)s", "%(num)s pieces at %(each)s", pieces)
        each %= {"num": format_number(pieces), "each": _cents(money.cents)}
        found.append(page.Figure(_("Cost of these returns"), money.of(pieces), each))
    return tuple(found)


def _n(count: int) -> str:
    return ngettext("%(num)s return", "%(num)s returns", count) % {"num": format_number(count)}


def _cents(cents: int) -> str:
    return _("€%(euro)s") % {"euro": format_number(cents / words.CENTS, 2)}


def theme_lines(
    tallies: Sequence[ThemeTally], names: Names, teams: Mapping[str, str], quoted: Mapping[str, object], money: Money
) -> tuple[page.ThemeLine, ...]:
    """Return the rows of the table of themes."""
    called = team_names()
    return tuple(
        page.ThemeLine(
            names[tally.theme],
            called.get(teams[tally.theme], ""),
            tally.share,
            tally.change,
            spark(tally.course) if tally.course else None,
            money.of(tally.part),
            f"said-{tally.theme}" if tally.theme in quoted else "",
        )
        for tally in tallies
    )


def watch_view(watch: Watch | None, names: Names) -> page.WatchView | None:
    """Return the replay with a chart for each of the largest alerts, those in order of time."""
    if watch is None:
        return None
    drawn = sorted(watch.rises[:MOST_RISES], key=lambda rise: (rise.warned, rise.series.key), reverse=True)
    return page.WatchView(
        watch.first,
        watch.last,
        watch.series,
        watch.left_out,
        watch.budget,
        len(watch.rises),
        tuple(_rise_view(rise, names) for rise in drawn),
        max(0, len(watch.rises) - MOST_RISES),
    )


def _rise_view(rise: Rise, names: Names) -> page.RiseView:
    title = _("Returns per day with %(subject)s") % {"subject": words.subject(rise, names)}
    chart = band_chart(rise.days, rise.counted, rise.usual, rise.low, rise.high, rise.since, title)
    return page.RiseView(words.rise_headline(rise, names), words.rise_figures(rise), rise.together, chart)


def product_lines(tallies: Sequence[ProductTally], names: Names, money: Money) -> tuple[page.ProductLine, ...]:
    """Return the rows of the table of products."""
    return tuple(
        page.ProductLine(
            tally.product,
            tally.share,
            tuple((names[theme], share) for theme, share in tally.reasons),
            tally.hint.too_small,
            tally.hint.too_big,
            fit_sentence(tally.hint),
            money.of(tally.pieces),
        )
        for tally in tallies
    )


def map_view(heat: HeatMap | None, names: Names) -> page.MapView | None:
    """Return the heat map with its shades."""
    if heat is None:
        return None
    rows = tuple(
        page.MapLine(
            row.product,
            row.returns,
            tuple(
                page.MapCell(cell.count, cell.share, int(np.searchsorted(SHADES, cell.share.share, "right")), cell.high)
                for cell in row.cells
            ),
        )
        for row in heat.rows
    )
    return page.MapView(tuple(names[theme] for theme in heat.themes), rows)


def place_views(tables: Sequence[PlaceTable]) -> tuple[page.PlaceView, ...]:
    """Return the logistics part: bars of one trouble are drawn to one scale per table."""
    titles = {
        "carrier": (_("By carrier"), _("Carrier")),
        "warehouse": (_("By warehouse"), _("Warehouse")),
        "packaging": (_("By packaging"), _("Packaging")),
        "hub": (_("By hub"), _("Hub")),
        "region": (_("By region"), _("Region")),
    }
    return tuple(page.PlaceView(*titles[table.dimension], _place_lines(table), table.rest) for table in tables)


def _place_lines(table: PlaceTable) -> tuple[page.PlaceLine, ...]:
    longest = max((share.share for row in table.rows for share in row.shares), default=0.0) or 1.0
    return tuple(
        page.PlaceLine(
            row.value,
            row.returns,
            row.shares,
            row.marks,
            tuple(round(100 * share.share / longest, 1) for share in row.shares),
        )
        for row in table.rows
    )


def voice_groups(voices: Mapping[str, tuple[Voice, ...]], names: Names) -> tuple[page.VoiceGroup, ...]:
    """Return the comments by theme."""
    return tuple(page.VoiceGroup(f"said-{theme}", names[theme], said) for theme, said in voices.items())
