"""The pages about themes, as values: what all of them come to, and one of them in depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from classifier.cards.reliability import unreliable
from classifier.comments import CommentView, comment_views
from classifier.themes import ThemeName, theme_names
from classifier.workbench.then_now import ThenAndNow, then_and_now
from feedback_app.alerts import reading
from feedback_app.alerts.sentences import headline
from feedback_app.alerts.views import FilterLink, Pages
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.charts import BandChart, Bar, BarItem, Spark, band_chart, bars, spark
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights import queries
from feedback_app.insights.lists import comments_about
from feedback_app.insights.news import week_in_words
from feedback_app.insights.paging import Edge, pages_of
from feedback_app.insights.queries import Counted, ProductCount
from feedback_app.insights.shares import Change, Direction, Share, change_between, share_of
from feedback_app.insights.views import Span, View

MOST_SPARK_POINTS: Final = 45
WEEK: Final = 7
COMMON: Final = 0.01
MOST_UNCLEAR: Final = 0.2
LEAST_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """Context of themes/_row.html."""

    code: str
    name: str
    url: str
    team: str
    count: int
    share: float
    lower: float
    upper: float
    trend: Direction
    by: float | None
    spark: Spark
    alert_url: str


@dataclass(frozen=True, slots=True)
class ThemeList:
    """Context of themes/index.html. ``coverage`` is the share of telling texts that have a theme.

    ``unclear``: more of them than ``MOST_UNCLEAR`` have none, and the page says so.
    """

    room: str
    spans: tuple[FilterLink, ...]
    teams: tuple[FilterLink, ...]
    chosen: tuple[FilterLink, ...]
    filter_url: str
    news: tuple[str, ...]
    submissions: int
    with_text: int
    unassigned: int
    unread: int
    coverage: float | None
    unclear: bool
    rows: tuple[ThemeRow, ...]
    csv_url: str


@dataclass(frozen=True, slots=True)
class AlertLink:
    """The open alert of a theme."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Context of themes/theme.html."""

    name: str
    definition: str
    team: str
    card_url: str
    edit_url: str
    quiet: bool
    spans: tuple[FilterLink, ...]
    chosen: tuple[FilterLink, ...]
    filter_url: str
    count: int
    answers: int
    share: float
    lower: float
    upper: float
    share_before: float | None
    trend: Direction
    by: float | None
    alert: AlertLink | None
    chart: BandChart
    then_now: ThenAndNow | None
    products: tuple[Bar, ...]
    comments: tuple[CommentView, ...]
    pages: Pages
    submissions_url: str
    csv_url: str


async def theme_list(view: View) -> ThemeList:
    """Return the list of themes; the sentences of the week only where nothing is left out."""
    names = await theme_names(language())
    teams = await team_words()
    found = await queries.counted(Span(view.span.before.since, view.span.until), view.slices)
    coverage = await queries.coverage(view.span, view.slices)
    everything = not view.slices and not view.team
    return ThemeList(
        room="list",
        spans=view.span_links(),
        teams=_team_links(view, names, teams),
        chosen=view.chosen_links(),
        filter_url=filter_url(view),
        news=await week_in_words(view.today, names) if everything else (),
        submissions=found.answers_in(view.span),
        with_text=coverage.with_text,
        unassigned=coverage.unassigned,
        unread=coverage.unread,
        coverage=coverage.share,
        unclear=coverage.telling >= LEAST_TOLD and (coverage.share or 0.0) < 1 - MOST_UNCLEAR,
        rows=await _rows(view, found, names, teams),
        csv_url=view.url("/themes.csv"),
    )


async def theme_rows(view: View) -> tuple[ThemeRow, ...]:
    """Return the rows of the list alone, for exports."""
    found = await queries.counted(Span(view.span.before.since, view.span.until), view.slices)
    return await _rows(view, found, await theme_names(language()), await team_words())


async def _rows(
    view: View, found: Counted, names: Mapping[str, ThemeName], teams: Mapping[str, str]
) -> tuple[ThemeRow, ...]:
    alerts = await queries.open_alerts()
    # A theme that exists no more still has its counts.
    themes = [names.get(code, ThemeName(code, code, "", "", retired=True)) for code in found.themes]
    rows = [
        _row(view, found, theme, teams, alerts)
        for theme in themes
        if view.team in {"", theme.team} and found.cases_in(theme.code, view.span)
    ]
    # What somebody has to look at comes first, then what most customers say.
    return tuple(sorted(rows, key=lambda row: (not row.alert_url, -row.count, row.name)))


def _row(view: View, found: Counted, theme: ThemeName, teams: Mapping[str, str], alerts: Mapping[str, int]) -> ThemeRow:
    now, before, change = _compared(found, theme.code, view.span)
    step = 1 if view.days <= MOST_SPARK_POINTS else WEEK
    return ThemeRow(
        code=theme.code,
        name=theme.name,
        url=replace(view, team="").url(f"/themes/{theme.code}"),
        team=teams.get(theme.team, theme.team),
        count=now.count,
        share=now.share,
        lower=now.lower,
        upper=now.upper,
        trend=change.trend,
        by=change.by if before.count else None,
        # Up to yesterday: today has only begun, and every line would end with a drop.
        spark=spark(queries.per_step(found.themes[theme.code], _whole_days(view.span), step)),
        alert_url=f"/alerts/{alerts[theme.code]}" if theme.code in alerts else "",
    )


def _whole_days(span: Span) -> Span:
    day = timedelta(days=1)
    return Span(span.since - day, span.until - day)


def _compared(found: Counted, code: str, span: Span) -> tuple[Share, Share, Change]:
    now = share_of(found.cases_in(code, span), found.answers_in(span))
    before = share_of(found.cases_in(code, span.before), found.answers_in(span.before))
    return now, before, change_between(before, now)


def _team_links(view: View, names: Mapping[str, ThemeName], teams: Mapping[str, str]) -> tuple[FilterLink, ...]:
    used = {theme.team for theme in names.values()}
    return (
        FilterLink(_("All teams"), view.url(team=""), not view.team),
        *(FilterLink(name, view.url(team=code), code == view.team) for code, name in teams.items() if code in used),
    )


async def team_words() -> dict[str, str]:
    """Return the names of the teams; what only customers can change has none, and says so."""
    found = await reading.team_names()
    return {**{code: names.in_language(language()) for code, names in found.items()}, "customer": _("Customers")}


def filter_url(view: View, **more: str) -> str:
    """Return the address of the page on which a slice is chosen for this view."""
    return view.url("/themes/filter", to=view.path, **more)


async def theme_page(code: str, view: View, edge: Edge, viewer: Viewer, house: House) -> ThemePage | None:
    """Return one theme in depth; None when there is no such theme."""
    theme = (await theme_names(language())).get(code)
    if theme is None:
        return None
    found = await queries.counted(Span(view.span.before.since, view.span.until), view.slices, code)
    now, before, change = _compared(found, code, view.span)
    part, start = await comments_about(code, view.span, view.slices, edge, common=now.share >= COMMON)
    products = await queries.top_products(code, view.span, view.slices)
    return ThemePage(
        name=theme.name,
        definition=theme.definition,
        team=(await team_words()).get(theme.team, theme.team),
        card_url=f"/themes/{code}/card",
        edit_url=f"/themes/{code}/edit" if viewer.role in CORRECTING else "",
        quiet=code in await unreliable(view.today),
        spans=view.span_links(),
        chosen=view.chosen_links(),
        filter_url=filter_url(view),
        count=now.count,
        answers=now.answers,
        share=now.share,
        lower=now.lower,
        upper=now.upper,
        share_before=before.share if before.answers else None,
        trend=change.trend,
        by=change.by,
        alert=await _open_alert(code),
        chart=await theme_chart(code, view, found),
        then_now=await then_and_now(code, house) if not view.slices else None,
        products=bars([_product_bar(product, now.count) for product in products]),
        comments=await comment_views(part.ids, viewer),
        pages=pages_of(part, start, 0, view.url),
        submissions_url=replace(view, team="").url("/submissions", theme=code),
        csv_url=view.url(f"/themes/{code}/days.csv"),
    )


def _product_bar(product: ProductCount, of: int) -> BarItem:
    # Days are counted a little later than comments are read, so for a moment a part may exceed the whole.
    return BarItem(product.product, product.count, min(1.0, product.count / of) if of else None)


async def theme_chart(code: str, view: View, found: Counted) -> BandChart:
    """Lay out a theme's counts per day; a day on which nobody answered is missing, not zero."""
    span = view.span
    days = [span.since + timedelta(days=number) for number in range(span.days)]
    usual = await queries.expectations(code, span, view.slices)
    counts = found.themes.get(code, {})
    observed: Sequence[int | None] = [counts.get(day, 0) if found.answers.get(day) else None for day in days]
    return band_chart(
        days,
        observed,
        [usual[day].expected if day in usual else None for day in days],
        [usual[day].lower if day in usual else None for day in days],
        [usual[day].upper if day in usual else None for day in days],
        None,
        _("Answers per day"),
    )


async def _open_alert(code: str) -> AlertLink | None:
    cards = await reading.cards("WHERE theme = ? AND open_key IS NOT NULL ORDER BY id DESC LIMIT 1", code)
    return AlertLink(headline(cards[0]), f"/alerts/{cards[0].id}") if cards else None
