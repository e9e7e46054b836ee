"""The rows of the list of themes: volume, growth, cost and impact on the score of each theme, and of groups of themes.

Counted from the packed columns, in one pass for all rows. A comment counts once per row; what a comment costs is shared
equally by its themes, so that the rows of a list add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

import numpy as np

from classifier.themes import ThemeName
from feedback_app.foundation.charts import Spark, spark
from feedback_app.insights.money.costs import CostModel, cents_by_theme, cents_of
from feedback_app.insights.shares import Change, Direction, change_between, share_of
from feedback_app.insights.store.columns import THEME, Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.themes.figures import (
    Floats,
    Ints,
    Pair,
    Tally,
    answers_in,
    by_line,
    lines_of,
    on_lines,
    per_step,
    tally,
)
from feedback_app.insights.themes.impact import Impact, impact_of
from feedback_app.insights.views import View

MOST_SPARK_POINTS: Final = 45
WEEK: Final = 7
CENTS: Final = 100
RANK: Final[Mapping[Direction, int]] = {"rising": 0, "steady": 1, "too_early": 1, "falling": 2}

Sort = Literal["volume", "growth", "cost", "impact"]
SORTS: Final[tuple[Sort, ...]] = ("volume", "growth", "cost", "impact")


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """Context of themes/_row.html: a theme, or a group of ``members`` of them (0 for a theme).

    share, lower, upper, before: 0..1 of all answers; before and by are None without a span before. cost: euro, None
    while nobody has said what a return costs. inside: a theme shown below its group.
    """

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
    before: float | None = None
    compared: bool = True
    cost: float | None = None
    impact: Impact | None = None
    submissions_url: str = ""
    members: int = 0
    open: bool = False
    inside: bool = False
    growth: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is looked up once for all rows: words by code, and the newest open alert of themes that have one."""

    names: Mapping[str, ThemeName]
    groups: Mapping[str, str]
    teams: Mapping[str, str]
    alerts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Counted:
    """Figures by line: of the span, and comments and answers of the one before; ``days`` holds one small line each."""

    now: Tally
    before: Ints | None
    answers_before: int
    cents: Floats | None
    days: Ints


def rows_of_themes(view: View, facts: Facts, cut: Cut, known: Known, costs: CostModel) -> tuple[ThemeRow, ...]:
    """Return one row per theme that the cut has, sorted as the view says; another team's are left out."""
    return _rows_of_team(view, facts, cut, known, _cents(facts, cut, costs))


def _rows_of_team(view: View, facts: Facts, cut: Cut, known: Known, cents: Floats | None) -> tuple[ThemeRow, ...]:
    codes = [code for code in _codes(facts) if _of_team(facts, code, known, view)]
    rows = [row for row in _rows_of(view, facts, cut, codes, known, cents) if row.count]
    return sorted_rows(rows, sort_of(view))


def rows_of(
    view: View, facts: Facts, cut: Cut, codes: Sequence[int], known: Known, costs: CostModel
) -> tuple[ThemeRow, ...]:
    """Return one row per theme asked for by its code in the packed columns, also those without any comment."""
    return _rows_of(view, facts, cut, codes, known, _cents(facts, cut, costs))


def _rows_of(
    view: View, facts: Facts, cut: Cut, codes: Sequence[int], known: Known, cents: Floats | None
) -> tuple[ThemeRow, ...]:
    found = _counted(view, facts, cut, [[code] for code in codes], cents)
    names = facts.values(THEME)
    return tuple(_theme_row(view, found, line, name_of(names[code], known), known) for line, code in enumerate(codes))


def rows_of_groups(view: View, facts: Facts, cut: Cut, known: Known, costs: CostModel) -> tuple[ThemeRow, ...]:
    """Return one row per group of themes, each followed by its themes where it is open; themes in none stand alone."""
    cents = _cents(facts, cut, costs)
    themes = _rows_of_team(view, facts, cut, known, cents)
    of_group = {code: [row for row in themes if _group(row.code, known) == code] for code in known.groups}
    groups = [code for code, rows in of_group.items() if rows]
    lines = [[facts.code(THEME, row.code) or 0 for row in of_group[code]] for code in groups]
    found = _counted(view, facts, cut, lines, cents)
    opened = view.own.get("open", "").split(",")
    upper = [_group_row(view, found, line, code, known, len(lines[line])) for line, code in enumerate(groups)]
    alone = [row for row in themes if _group(row.code, known) not in of_group]
    shown: list[ThemeRow] = []
    for row in sorted_rows([*upper, *alone], sort_of(view)):
        unfolded = bool(row.members) and (row.code in opened or "all" in opened)
        shown.append(replace(row, open=unfolded, url=_fold_url(view, row, opened, groups) if row.members else row.url))
        shown += [replace(member, inside=True) for member in of_group[row.code]] if unfolded else []
    return tuple(shown)


def sort_of(view: View) -> Sort:
    """Return what the view is sorted by; what nobody knows is as if it were not there."""
    asked = view.own.get("sort", "")
    return asked if asked in SORTS else "volume"


def sorted_rows(rows: Sequence[ThemeRow], sort: Sort) -> tuple[ThemeRow, ...]:
    """Sort rows: the most answers, the surest and largest growth, the most money, or the most score lost first."""
    if sort == "growth":
        return tuple(sorted(rows, key=lambda row: (RANK[row.trend], -row.growth, -row.count, row.name)))
    if sort == "cost":
        return tuple(sorted(rows, key=lambda row: (-(row.cost or 0.0), -row.count, row.name)))
    if sort == "impact":
        return tuple(sorted(rows, key=lambda row: (row.impact.points if row.impact else 0.0, -row.count, row.name)))
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def name_of(code: str, known: Known) -> ThemeName:
    """Return a theme's words; one that exists no more still has its counts, under its code."""
    return known.names.get(code, ThemeName(code, code, "", "", retired=True))


def _codes(facts: Facts) -> list[int]:
    return list(range(1, len(facts.values(THEME))))


def _of_team(facts: Facts, code: int, known: Known, view: View) -> bool:
    return view.team in {"", name_of(facts.values(THEME)[code], known).team}


def _group(code: str, known: Known) -> str:
    return name_of(code, known).group


def _counted(view: View, facts: Facts, cut: Cut, codes: Sequence[Sequence[int]], cents: Floats | None) -> _Counted:
    """Count by lines of theme codes; ``cents`` by theme code, None while nobody has said what a return costs."""
    lines, n_lines = lines_of(codes, len(facts.values(THEME))), len(codes)
    said = on_lines(cut, lines)
    before = facts.said(view.before, view.slices) if view.before else None
    return _Counted(
        tally(cut, said, n_lines),
        np.bincount(on_lines(before, lines).line, minlength=n_lines).astype(np.int64) if before else None,
        answers_in(before) if before else 0,
        None if cents is None else by_line(cents, lines, n_lines),
        _days(view, cut, said, n_lines),
    )


def _cents(facts: Facts, cut: Cut, costs: CostModel) -> Floats | None:
    if not costs.known:
        return None
    return cents_by_theme(cut, cents_of(cut, facts, costs), len(facts.values(THEME)))


def _days(view: View, cut: Cut, said: Pair, n_lines: int) -> Ints:
    """Count per day or week, up to yesterday: today has only begun, and every line would end with a drop."""
    last = min(view.span.until, view.today - timedelta(days=1))
    days = (last - view.span.since).days + 1
    length = 1 if days <= MOST_SPARK_POINTS else WEEK
    steps = max(days // length, 0)
    return per_step(cut, said, n_lines, last.toordinal() + 1 - steps * length, steps, length)


def _theme_row(view: View, found: _Counted, line: int, theme: ThemeName, known: Known) -> ThemeRow:
    alert = known.alerts.get(theme.code)
    return replace(
        _row(view, found, line, theme.code, theme.name),
        url=replace(view, team="").url(f"/themes/{theme.code}"),
        team=known.teams.get(theme.team, theme.team),
        alert_url=f"/alerts/{alert}" if alert else "",
        submissions_url=replace(view, team="").url("/submissions", theme=theme.code),
    )


def _group_row(view: View, found: _Counted, line: int, code: str, known: Known, members: int) -> ThemeRow:
    return replace(_row(view, found, line, code, known.groups[code]), members=members)


def _row(view: View, found: _Counted, line: int, code: str, name: str) -> ThemeRow:
    now = share_of(int(found.now.comments[line]), found.now.answers)
    before = share_of(int(found.before[line]), found.answers_before) if found.before is not None else None
    change = change_between(before, now) if before else Change("too_early", None)
    return ThemeRow(
        code=code,
        name=name,
        url="",
        team="",
        count=now.count,
        share=now.share,
        lower=now.lower,
        upper=now.upper,
        trend=change.trend,
        by=change.by if before and before.count else None,
        spark=spark(found.days[line].tolist()),
        alert_url="",
        before=before.share if before and before.answers else None,
        compared=view.compare,
        cost=None if found.cents is None else float(found.cents[line]) / CENTS,
        impact=impact_of(found.now.rated_on(line), found.now.everyone),
        growth=now.share - before.share if before else 0.0,
    )


def _fold_url(view: View, row: ThemeRow, opened: Sequence[str], groups: Sequence[str]) -> str:
    now = set(groups) if "all" in opened else set(opened) & set(groups)
    after = now - {row.code} if row.code in now else now | {row.code}
    return f"{view.url(open=','.join(code for code in groups if code in after))}#row-{row.code}"
