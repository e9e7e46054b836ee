"""One theme in depth as a value: how much, which way, what it costs, where, since when, and in whose words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from classifier.cards.reliability import unreliable
from classifier.comments import CommentView
from classifier.themes import ThemeName
from classifier.workbench.then_now import ThenAndNow, then_and_now
from feedback_app.alerts import reading
from feedback_app.alerts.sentences import headline
from feedback_app.alerts.views import Pages
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.charts import BandChart
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.money.costs import CostModel, cost_model
from feedback_app.insights.paging import FIRST, Edge
from feedback_app.insights.store.columns import THEME, Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.chart_notes import NoteForm, may_write, notes_in
from feedback_app.insights.themes.course import Course, chart_of, course_of
from feedback_app.insights.themes.figures import answers_in
from feedback_app.insights.themes.listing import known_now
from feedback_app.insights.themes.places import Place, places_of
from feedback_app.insights.themes.rows import Known, ThemeRow, name_of, rows_of
from feedback_app.insights.themes.voices import Ids, rows_with, texts_of, voices, words_apart
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View
from surveys.ports import Reader

MOST_SIBLINGS: Final = 8
NO_FORM: Final = NoteForm("", "")


@dataclass(frozen=True, slots=True)
class AlertLink:
    """The open alert of a theme."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Successor:
    """The theme that has the comments of a merged one."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class NoteDesk:
    """Context of themes/_note_form.html. url: where notes go, "" for members who may not write any."""

    url: str
    form: NoteForm
    errors: tuple[FieldError, ...]
    note_url: str
    query: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Context of themes/theme.html. ``row``: the figures, as the list of themes has them; siblings: of its group.

    quiet: not read reliably enough to raise alerts. retired: no comment gets it any more.
    """

    code: str
    name: str
    definition: str
    team: str
    group: str
    group_url: str
    card_url: str
    edit_url: str
    list_url: str
    quiet: bool
    retired: bool
    successor: Successor | None
    head: ViewHead
    row: ThemeRow
    answers: int
    alert: AlertLink | None
    course: Course
    notes: NoteDesk
    then_now: ThenAndNow | None
    places: tuple[Place, ...]
    words: tuple[str, ...]
    siblings: tuple[ThemeRow, ...]
    comments: tuple[CommentView, ...]
    pages: Pages
    csv_url: str


@dataclass(frozen=True, slots=True)
class _Here:
    """What a page is made from: ``code`` is the theme's number in the packed columns, None for one never told."""

    view: View
    facts: Facts
    cut: Cut
    known: Known
    costs: CostModel
    theme: ThemeName
    code: int | None


async def theme_page(
    theme: str,
    view: View,
    viewer: Viewer,
    reader: Reader,
    house: House,
    edge: Edge = FIRST,
    form: NoteForm = NO_FORM,
    errors: tuple[FieldError, ...] = (),
) -> ThemePage | None:
    """Return one theme in depth; None when there is no such theme. ``form``, ``errors``: a note that was not kept."""
    here = await _here(theme, view)
    if here is None:
        return None
    own, siblings = _rows(here)
    comments, pages, words = await _said(here, edge, viewer, reader)
    return ThemePage(
        code=theme,
        name=here.theme.name,
        definition=here.theme.definition,
        team=own.team,
        group=here.known.groups.get(here.theme.group, ""),
        group_url=view.url("/themes", level="groups", open=here.theme.group),
        card_url=f"/themes/{theme}/card",
        edit_url=f"/themes/{theme}/edit" if viewer.role in CORRECTING else "",
        list_url=view.url("/themes"),
        quiet=theme in await unreliable(view.today),
        retired=here.theme.retired,
        successor=_successor(here),
        head=await view_head(view, here.facts, here.cut),
        row=own,
        answers=answers_in(here.cut),
        alert=await _open_alert(theme),
        course=await course_of(theme, here.code, view, here.cut, await notes_in(view.span, viewer, theme)),
        notes=_note_desk(view, viewer, form, errors),
        then_now=await then_and_now(theme, house) if not view.slices else None,
        places=places_of(theme, here.code, view, here.facts, here.cut) if here.code else (),
        words=words,
        siblings=siblings,
        comments=comments,
        pages=pages,
        csv_url=view.url(f"/themes/{theme}/days.csv"),
    )


async def theme_days(theme: str, view: View) -> BandChart | None:
    """Return a theme's days alone, for a file; None when there is no such theme."""
    here = await _here(theme, view)
    return None if here is None else await chart_of(theme, here.code, view, here.cut)


async def _here(theme: str, view: View) -> _Here | None:
    known = await known_now()
    if theme not in known.names:
        return None
    facts = await facts_now()
    cut = facts.said(view.span, view.slices)
    return _Here(view, facts, cut, known, await cost_model(), known.names[theme], facts.code(THEME, theme))


def _rows(here: _Here) -> tuple[ThemeRow, tuple[ThemeRow, ...]]:
    """Return the theme's own figures and those of the other themes of its group, the most answers first."""
    values = here.facts.values(THEME)
    codes = [
        code
        for code in range(1, len(values))
        if here.theme.group and name_of(values[code], here.known).group == here.theme.group and code != here.code
    ]
    # A theme that was never told has the number of nothing, which no comment has.
    rows = rows_of(here.view, here.facts, here.cut, [here.code or 0, *codes], here.known, here.costs)
    siblings = sorted((row for row in rows[1:] if row.count), key=lambda row: (-row.count, row.name))
    team = here.known.teams.get(here.theme.team, here.theme.team)
    own = replace(
        rows[0],
        code=here.theme.code,
        name=here.theme.name,
        team=team,
        submissions_url=replace(here.view, team="").url("/submissions", theme=here.theme.code),
    )
    return own, tuple(siblings[:MOST_SIBLINGS])


async def _said(
    here: _Here, edge: Edge, viewer: Viewer, reader: Reader
) -> tuple[tuple[CommentView, ...], Pages, tuple[str, ...]]:
    rows = rows_with(here.cut, here.code or 0)
    inside: Ids = texts_of(here.cut, rows)
    shown, pages = await voices(here.theme.code, inside, here.view, edge, viewer, reader)
    return shown, pages, await words_apart(here.theme.code, inside, texts_of(here.cut, ~rows))


def _successor(here: _Here) -> Successor | None:
    code = here.theme.merged_into
    if not code or code not in here.known.names:
        return None
    return Successor(here.known.names[code].name, here.view.url(f"/themes/{code}"))


def _note_desk(view: View, viewer: Viewer, form: NoteForm, errors: tuple[FieldError, ...]) -> NoteDesk:
    query = view.url().partition("?")[2]
    url = f"{view.path}/notes?{query}" if may_write(viewer) else ""
    return NoteDesk(url, form if form.day else replace(form, day=_usual_day(view)), errors, f"{view.path}/notes", query)


def _usual_day(view: View) -> str:
    return min(view.span.until, view.today).isoformat()


async def _open_alert(theme: str) -> AlertLink | None:
    cards = await reading.cards("WHERE theme = ? AND open_key IS NOT NULL ORDER BY id DESC LIMIT 1", theme)
    return AlertLink(headline(cards[0]), f"/alerts/{cards[0].id}") if cards else None
