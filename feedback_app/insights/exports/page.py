"""The page on which a file is chosen, as values: what, in which format, with the filters that stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.exports.catalogue import CATALOGUE, What
from feedback_app.insights.exports.choices import Choice, Status, status_of
from feedback_app.insights.exports.formats import Format
from feedback_app.insights.exports.streaming import submissions_in
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View

OWN: Final = ("what", "format", "status")
"""Choices that only this page knows."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; ``hint`` says what it is good for."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnList:
    """The columns of one kind of file: names and meanings."""

    what: str
    title: str
    columns: tuple[tuple[str, str], ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Context of exports/export.html. ``kept`` are the filters that the form carries along."""

    head: ViewHead
    kept: tuple[tuple[str, str], ...]
    whats: tuple[Option, ...]
    formats: tuple[Option, ...]
    statuses: tuple[Option, ...]
    lists: tuple[ColumnList, ...]


async def export_page(view: View, house: House) -> ExportPage:
    """Return the page for a view; what the address asks for is chosen already."""
    facts = await facts_now()
    asked = view.own.get("what", "")
    what = What(asked) if asked in set(What) else What.SUBMISSIONS
    wanted, status = view.own.get("format", ""), status_of(view.own.get("status", ""))
    kind = Format(wanted) if wanted in set(Format) else Format.CSV
    sent, begun = await submissions_in(Choice(What.SUBMISSIONS, Format.CSV, view), house.zone)
    titles = _titles()
    return ExportPage(
        head=await view_head(view, facts, facts.said(view.span, view.slices)),
        kept=tuple((name, value) for name, value in view.query().items() if value),
        whats=tuple(Option(one, title, hint, one is what) for one, (title, hint) in titles.items()),
        formats=tuple(Option(one, label, hint, one == kind) for one, label, hint in _formats()),
        statuses=_statuses(status, sent, begun),
        lists=tuple(
            ColumnList(one, titles[one][0], tuple((c.name, _(c.means)) for c in columns), one == asked)
            for one, columns in CATALOGUE.items()
        ),
    )


def _titles() -> dict[What, tuple[str, str]]:
    return {
        What.SUBMISSIONS: (
            _("Returned items and comments"),
            _("One row for each returned item, text or rating, with all that is known of it and its themes."),
        ),
        What.THEMES: (_("Themes"), _("One row per theme: comments, share with its interval, and the days before.")),
        What.DAYS: (_("Themes by day"), _("One row per theme and day, for charts of your own.")),
        What.PRODUCTS: (_("Products"), _("One row per product: sent, returned, sizes, main reason and main theme.")),
        What.INSPECTIONS: (_("Inspections"), _("One row per inspection at the returns desk, with the stated reason.")),
        What.ALERTS: (_("Alerts"), _("One row per alert that rose or was open in these days.")),
        What.ACTIONS: (
            _("Actions and effects"),
            _("One row per action that began in these days, with its effect."),
        ),
    }


def _formats() -> tuple[tuple[Format, str, str], ...]:
    return (
        (Format.CSV, "CSV", _("For every spreadsheet. UTF-8, commas between the cells.")),
        (Format.XLSX, "XLSX", _("For Excel and LibreOffice, with real dates and numbers.")),
        (Format.JSONL, "JSON Lines", _("For programs: one object per line.")),
        (Format.PARQUET, "Parquet", _("For BI tools and data frames: small and with types.")),
    )


def _statuses(status: Status, sent: int, begun: int) -> tuple[Option, ...]:
    labels = {
        Status.FINISHED: (_("Completed"), sent),
        Status.STARTED: (_("Begun and not sent"), begun),
        Status.ALL: (_("Both"), sent + begun),
    }
    return tuple(
        Option(one, label, _("%(num)s rows") % {"num": format_number(count)}, one is status)
        for one, (label, count) in labels.items()
    )
