"""``feedback report``: a file in, a page out. No database; writes nothing but the page, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from classifier.model import ThemeModel
from classifier.starter import starter_version
from classifier.starter_themes import starter_themes
from feedback_app.foundation.languages import format_number, format_percent, language, ngettext, speaking
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render
from feedback_app.insights.file_report import building, findings, inlining, places, rises, tallies, words
from feedback_app.insights.file_report.intake import Intake, read_file
from feedback_app.insights.file_report.ledger import Ledger, ledger_of
from feedback_app.insights.file_report.page import ReportPage
from feedback_app.insights.file_report.quality import quality_of
from feedback_app.insights.file_report.understanding import Understood, load_starter, understand
from feedback_app.insights.file_report.voices import voices

Stage = Literal["read", "understand", "count", "write"]
Progress = Callable[[Stage, int], None]
DEFAULT_BUDGET: Final = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for. ``cents``: of one returned piece. ``budget``: false alarms in 30 days."""

    file: Path
    out: Path
    zone: ZoneInfo
    models: Path
    today: date
    language: str
    shop: str
    cents: int | None = None
    budget: float = DEFAULT_BUDGET


@dataclass(frozen=True, slots=True)
class Done:
    """What was read and written, for the line on the screen."""

    rows: int
    used: int
    alerts: int | None
    size: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read and understood."""

    intake: Intake
    understood: Understood
    ledger: Ledger
    model: ThemeModel


def write_report(wish: Wish, progress: Progress = lambda _stage, _done: None) -> Done:
    """Read the file and write the page; ``progress`` is told the stage and how many rows it has done.

    Raises ImportProblem for a file of which nothing can be read, OSError where the page cannot be written.
    """
    read = read_all(wish, progress)
    watch = rises.watch(read.ledger, _teams(), wish.budget)
    progress("count", read.ledger.size)
    with speaking(wish.language):
        page = _page(wish, read, watch)
        html = render("report/report.html", page)
    _write(wish.out, html)
    progress("write", read.ledger.size)
    alerts = None if watch is None else len(watch.rises)
    return Done(read.intake.read, read.ledger.size, alerts, len(html.encode()), page.findings)


def read_all(wish: Wish, progress: Progress) -> Read:
    """Read the rows and their themes."""
    intake = read_file(wish.file, wish.zone, lambda done: progress("read", done))
    model = load_starter(wish.models)
    understood = understand(model, intake.rows, lambda done: progress("understand", done))
    codes = [theme.code for theme in starter_themes()]
    return Read(intake, understood, ledger_of(intake.rows, understood.themes, codes, intake.dated), model)


def _teams() -> dict[str, str]:
    return {theme.code: theme.team for theme in starter_themes()}


def _page(wish: Wish, read: Read, watch: rises.Watch | None) -> ReportPage:
    ledger, names, teams, money = read.ledger, building.theme_names(), _teams(), building.Money(wish.cents)
    recent = tallies.lately(ledger)
    themes = tallies.theme_tallies(ledger, recent)
    order = [tally.theme for tally in themes]
    products = tallies.product_tallies(ledger)
    tables = places.place_tables(ledger)
    heat = tallies.heat_map(ledger, order)
    said = voices(read.model, read.intake, ledger, read.understood, order)
    seen = findings.Seen(themes, teams, heat, places.outliers(ledger, tables), watch, recent, ledger.size, wish.cents)
    return ReportPage(
        lang=language(),
        shop=wish.shop,
        file=wish.file.name,
        span=words.span_words(read.intake.span),
        based_on=_based_on(ledger, themes),
        made_on=wish.today,
        findings=findings.findings(seen, names) or (_nothing_told(),),
        figures=building.figures(read.intake, ledger, read.understood, money),
        themes=building.theme_lines(themes, names, teams, said, money),
        recent_days=recent.days if recent else 0,
        with_cost=wish.cents is not None,
        watch=building.watch_view(watch, names),
        products=building.product_lines(products, names, money),
        more_products=max(0, int((ledger.columns["product"].counts()[1:] > 0).sum()) - len(products)),
        with_sizes=any(one.hint.sized for one in products),
        heat=building.map_view(heat, names),
        places=building.place_views(tables),
        voices=building.voice_groups(said, names),
        quality=quality_of(read.intake, read.understood, watch),
        model=starter_version(),
        style=inlining.style(),
        style_hash=inlining.style_hash(),
    )


def _based_on(ledger: Ledger, themes: tuple[tallies.ThemeTally, ...]) -> str:
    covered = len(set(ledger.pair_row.tolist())) / ledger.size if themes else 0.0
    return ngettext(
        "Based on one return, %(texts)s with a text, coverage %(coverage)s.",
        "Based on %(num)s returns, %(texts)s with a text, coverage %(coverage)s.",
        ledger.size,
    ) % {
        "num": format_number(ledger.size),
        "texts": format_number(int(ledger.has_text.sum())),
        "coverage": format_percent(covered, 0),
    }


def _nothing_told() -> str:
    return _("No theme was found in these returns. The part about the file says what is missing.")


def _write(out: Path, html: str) -> None:
    """Write the page beside its place and move it there: it appears whole or not at all."""
    beside = ""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=out.parent, prefix=f".{out.name}.", delete=False) as target:
            beside = target.name
            target.write(html.encode())
        Path(beside).chmod(0o644)
        os.replace(beside, out)
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)
