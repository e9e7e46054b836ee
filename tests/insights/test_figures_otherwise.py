"""Figures of the desk that no room's own tests compute another way: each beside plain counting of the written rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from classifier.themes import install_themes
from classifier.workbench.pages import tree_page
from feedback_app.cases.tables import Case
from feedback_app.cases.wording import length_words
from feedback_app.foundation.charts import spark
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_number, format_percent, speaking
from feedback_app.insights.money.costs import save_model
from feedback_app.insights.overview.counts import Steps, Voices, change_of_scores, nps, nps_by_step
from feedback_app.insights.overview.page import overview
from feedback_app.insights.shares import change_between, share_of
from feedback_app.insights.store import packing
from feedback_app.insights.themes.listing import theme_list, theme_rows
from feedback_app.insights.themes.page import theme_page
from feedback_app.insights.views import Span
from surveys.ports import NoReader
from tests.conftest import NOON
from tests.insights.counted_by_hand import ANNA, COSTS, cents, told, view, within
from tests.insights.desk_world import LAST, fits, write_shop
from tests.shop_cast import add_classified


def weeks_until_yesterday(days: int) -> list[Span]:
    """The whole weeks of the last so many days, today left out, oldest first."""
    last, count = LAST - timedelta(days=1), (days - 1) // 7
    return [Span(last - timedelta(days=7 * back + 6), last - timedelta(days=7 * back)) for back in range(count)][::-1]


# Overview ------------------------------------------------------------------------------------------------------------


async def test_small_lines_of_the_overview_are_the_weeks_counted_by_hand(db, house) -> None:
    said = await write_shop(house, 400, seed=31, days=95)
    await save_model(COSTS, LAST, NOON)
    with speaking("en"):
        page = await overview(house, view("/", days="90"))
        lines = {figure.key: figure.line.words for figure in page.figures if figure.line}
        weeks = [within(said, week) for week in weeks_until_yesterday(90)]
        pieces = [sum(one.quantity for one in week if not one.question) for week in weeks]
        costs = [sum(map(cents, week)) / 100 for week in weeks]
        assert lines["returns"] == _over_time([format_number(value) for value in pieces], pieces)
        assert lines["cost"] == _over_time([f"{format_number(value)} €" for value in costs], costs)
        rated = [await _ratings_in(week) for week in weeks_until_yesterday(90)]
        shares = [sum(rating >= 4 for rating in week) / len(week) for week in rated]
        assert lines["csat"] == _over_time([format_percent(value) for value in shares], shares)


async def _ratings_in(span: Span) -> list[int]:
    """The ratings of all submissions of some days, also of those whose comments were all replaced."""
    sql = 'SELECT "rating" FROM "submission" WHERE "rating" IS NOT NULL AND "day" BETWEEN ? AND ?'
    return [row["rating"] for row in await fetch(sql, span.since, span.until)]


def _over_time(words: list[str], values: Sequence[float]) -> str:
    low, high = words[int(np.argmin(values))], words[int(np.argmax(values))]
    return f"Over time: from {words[0]} to {words[-1]}, lowest {low}, highest {high}."


async def test_items_and_scores_before_stand_beside_the_overviews_figures(db, house) -> None:
    said = await write_shop(house, 300, seed=32, days=59)
    with speaking("en"):
        seen = view("/", carrier="GLS")
        found = {figure.key: figure for figure in (await overview(house, seen)).figures}
        items = sum(not one.question for one in within(said, seen))
        assert found["returns"].basis == f"{items} returned items"
        former = {one.submission: one.rating for one in said if fits(one, seen.span.before, seen.slices)}
        before = [rating for rating in former.values() if rating]
        share = sum(rating >= 4 for rating in before) / len(before)
        assert found["csat"].moved.words == f"before: {format_percent(share)}"


async def test_satisfaction_of_each_week_is_that_of_its_ratings(db, house) -> None:
    await write_shop(house, 240, seed=33)
    seen = view("/", ("every",), every="week")
    points = (await overview(house, seen)).course.chart.points
    assert len(points) == 5
    for point in points:
        days = Span(max(point.day, seen.span.since), min(point.day + timedelta(days=6), LAST))
        ratings = await _ratings_in(days)
        assert point.score.n == len(ratings)
        assert point.score.value == pytest.approx(sum(rating >= 4 for rating in ratings) / len(ratings))


async def test_why_a_product_comes_first_is_its_share_beside_that_of_all_others(db, house) -> None:
    await install_themes()
    for number in range(40):
        await add_classified("Kaputt", ["defective"] if number % 2 else ["quality"], product="Lampe")
        await add_classified("Naja", ["defective"] if number % 20 == 0 else ["quality"], product="Vase")
    await packing.run(house)
    why = {one.name: one.why for one in (await overview(house, view("/"))).first}["Lampe"]
    assert (why.share.count, why.share.answers, why.elsewhere) == (20, 40, pytest.approx(2 / 40))


def test_a_recommendation_that_did_not_change_is_hardly_ever_said_to_have() -> None:
    chance, moved = np.random.default_rng(7), 0
    likely = np.array([1, 1, 1, 1, 1, 2, 3, 6, 8, 8, 8]) / 40
    for _ in range(300):
        pair = (nps(Voices(chance.choice(11, 120, p=likely), np.zeros(120, np.int64))) for _ in range(2))
        moved += change_of_scores(*pair).trend in {"rising", "falling"}
    assert moved <= 0.02 * 300


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 40)), max_size=60))
def test_the_small_line_of_recommendation_holds_the_score_of_each_step(said: list[tuple[int, int]]) -> None:
    values, days = (np.array(column, np.int64) for column in zip(*said, strict=True)) if said else ([], [])
    voices = Voices(np.array(values, np.int64), 100 + np.array(days, np.int64))
    for step, found in enumerate(nps_by_step(voices, Steps(101, 7, 5))):
        own = [value for value, day in said if 7 * step < day <= 7 * step + 7]
        score = 100 * (sum(value >= 9 for value in own) - sum(value <= 6 for value in own)) / max(len(own), 1)
        assert found == (pytest.approx(score) if len(own) >= 5 else None)


def test_a_recommendation_that_rose_and_one_that_fell_are_told_apart() -> None:
    low, high = (nps(Voices(np.array([value] * 60 + [8] * 60), np.zeros(120, np.int64))) for value in (3, 10))
    assert (change_of_scores(low, high).trend, change_of_scores(high, low).trend) == ("rising", "falling")
    assert change_of_scores(None, high).trend == "too_early"


async def test_the_small_line_of_waits_holds_the_median_of_each_day(db, house) -> None:
    said = await write_shop(house, 200, seed=41)
    waited: dict[date, list[int]] = {}
    for number, one in enumerate({one.submission: one for one in within(said, view("/", days="7"))}.values()):
        waited.setdefault(one.day, []).append(600 * (1 + number % 9))
        await Case(
            submission=one.submission, kind="low_score", priority="normal", state="answered", opened_at=NOON,
            first_response_due=NOON, response_seconds=waited[one.day][-1], first_response_at=NOON, solve_due=NOON,
        ).save()  # fmt: skip
    with speaking("en"):
        found = {figure.key: figure for figure in (await overview(house, view("/", days="7"))).figures}["response"]
        medians = [float(np.median(waited[day])) for day in sorted(waited) if day < LAST]
        assert found.line.words == _over_time([length_words(value) for value in medians], medians)


# Shares --------------------------------------------------------------------------------------------------------------


cases = st.tuples(st.integers(0, 400), st.integers(1, 400))


@given(cases, cases)
def test_an_arrow_is_the_chi_squared_test_of_the_fourfold_table(before: tuple[int, int], now: tuple[int, int]) -> None:
    (had, others_before), (has, others_now) = before, now
    found = change_between(share_of(had, had + others_before), share_of(has, has + others_now))
    assume(found.trend != "too_early")
    table = [[had, others_before], [has, others_now]]
    p = chi2_contingency(table, correction=False).pvalue
    assume(abs(p - 0.01) > 1e-9)
    more = has * (had + others_before) > had * (has + others_now)
    assert found.trend == ("steady" if p >= 0.01 else "rising" if more else "falling")


# Themes --------------------------------------------------------------------------------------------------------------


async def test_each_day_of_a_theme_is_counted_and_a_day_without_answers_is_missing(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 50, seed=34)
    page = await theme_page("too_small", view("/themes/too_small"), ANNA, NoReader(), house)
    for row in page.course.chart.rows:
        day = [one for one in said if one.day == row.day]
        assert row.observed == (sum(told(one, "too_small") for one in day) if day else None)
    assert any(row.observed is None for row in page.course.chart.rows)


async def test_the_usual_share_of_a_place_and_the_values_left_out_are_counted(db, house) -> None:
    await install_themes()
    said = within(await write_shop(house, 160, seed=35), view("/"))
    page = await theme_page("too_small", view("/themes/too_small"), ANNA, NoReader(), house)
    having = [one for one in said if told(one, "too_small")]
    assert {place.dimension for place in page.places} >= {"product", "size", "carrier", "warehouse", "channel"}
    for place in page.places:
        assert place.usual == pytest.approx(len(having) / len(said))
        values = {one.channel if place.dimension == "channel" else one.values[place.dimension] for one in having}
        assert len(place.bars) + place.others == len(values - {""})


async def test_what_a_group_costs_is_what_its_themes_cost(db, house) -> None:
    await install_themes()
    await write_shop(house, 200, seed=36)
    await add_classified("Zu klein und kratzt", ["too_small", "too_big"], category="Jacken")
    await save_model(COSTS, LAST, NOON)
    await packing.run(house)
    rows = (await theme_list(view("/themes", ("level", "open"), level="groups", open="all"))).rows
    assert any(row.members > 1 for row in rows)
    for at, group in enumerate(rows):
        if group.members:
            own = rows[at + 1 : at + 1 + group.members]
            assert group.cost == pytest.approx(sum(row.cost for row in own))
            assert max(row.count for row in own) <= group.count <= sum(row.count for row in own)


async def test_the_tree_counts_the_comments_of_its_days(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 240, seed=44, days=120)
    page = await tree_page(house, ANNA)
    leaves = {leaf.code: leaf.mentions for branch in page.branches for leaf in branch.leaves}
    recent = [one for one in said if one.day > LAST - timedelta(days=page.days)]
    for theme in ("too_small", "damaged_transport"):
        assert 0 < leaves[theme] == sum(told(one, theme) for one in recent)
    assert all(branch.mentions == sum(leaf.mentions for leaf in branch.leaves) for branch in page.branches)


async def test_the_small_line_of_a_theme_is_drawn_of_its_days_up_to_yesterday(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 240, seed=45)
    days = [LAST - timedelta(days=ago) for ago in range(29, 0, -1)]
    for row in await theme_rows(view("/themes")):
        assert row.spark == spark([sum(one.day == day and told(one, row.code) for one in said) for day in days])
