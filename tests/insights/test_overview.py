"""The overview's numbers, each worked out another way: by hand over the written rows, or by another floor's code."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from classifier.tables import Assignment, Classification
from classifier.themes import install_themes
from feedback_app.alerts.rates import so_far
from feedback_app.alerts.slices import EVERYTHING, Slice
from feedback_app.cases.tables import Case
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.languages import format_number, format_percent, speaking
from feedback_app.insights.money.costs import PieceCost, save_model
from feedback_app.insights.overview import counts as overview_counts
from feedback_app.insights.overview.counts import Voices
from feedback_app.insights.overview.figures import Figure
from feedback_app.insights.overview.medians import change_of_medians, median_of
from feedback_app.insights.overview.page import Overview, overview
from feedback_app.insights.overview.return_rate import change_of_rates, rates_by_step, return_rate, why_no_rate
from feedback_app.insights.overview.totals import change_of_totals
from feedback_app.insights.products.cohorts import delays_of
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.views import Span, View, view_of
from surveys.built_in import BUILT_IN
from surveys.results.figures import recommendation
from surveys.surveys import current_survey
from surveys.tables import Submission, Survey
from tests.alerts.rate_world import fill
from tests.conftest import NOON
from tests.insights.desk_world import LAST, Said, fits, write_shop
from tests.surveys import results_world as world

MONTH = Span(LAST - timedelta(days=29), LAST)
QUARTER = Span(LAST - timedelta(days=89), LAST)


async def page_of(house, query: dict[str, str] | None = None) -> tuple[Overview, dict[str, Figure], View]:
    """Return the English overview of an address, and its figures by key."""
    view = view_of("/", query or {}, LAST, own=("every",))
    with speaking("en"):
        page = await overview(house, view)
    return page, {figure.key: figure for figure in page.figures}, view


async def sold(house) -> dict[str, float]:
    """Fill a shop with orders and what came back of them, packed; gives the final rate of each article."""
    final = await fill(house)
    definition = msgspec.json.encode(BUILT_IN["returns"]).decode()
    await Survey.update({Survey.definition: definition}, force=True)
    await packing.run(house)
    return final


def rated(said: list[Said]) -> list[int]:
    """Return one rating per submission."""
    return [rating for rating in {one.submission: one.rating for one in said}.values() if rating]


@pytest.mark.parametrize(
    "query", [{}, {"carrier": "GLS"}, {"size": "M", "days": "7"}, {"theme": "zipper", "text": "1"}]
)
async def test_pieces_and_satisfaction_are_those_of_the_written_rows(db, house, query) -> None:
    said = await write_shop(house, 240, seed=11)
    _page, found, view = await page_of(house, query)
    own = [one for one in said if fits(one, view.span, view.slices)]
    pieces = sum(one.quantity for one in own if one.question == "")
    assert found["returns"].value == format_number(pieces).replace(".", ",")
    ratings = rated(own) if query else await _all_ratings(view.span)
    share = sum(rating >= 4 for rating in ratings) / len(ratings)
    with speaking("en"):
        assert found["csat"].value == format_percent(share)
    assert found["csat"].basis == f"of {len(ratings)} ratings"


async def _all_ratings(span: Span) -> list[int]:
    """Return the ratings of all submissions by a plain query: also of those whose comments were all replaced."""
    rows = await Submission.select(Submission.rating, Submission.day).where(Submission.rating.is_not_null())
    return [row["rating"] for row in rows if span.since <= row["day"] <= span.until]


async def test_what_returns_cost_is_the_sum_over_all_pieces(db, house) -> None:
    said = await write_shop(house, 200, seed=4)
    await save_model({"Hosen": PieceCost(400, 200, 50), "": PieceCost(300, 0, 0)}, LAST, NOON)
    _page, found, view = await page_of(house)
    own = [one for one in said if fits(one, view.span, {}) and one.question == ""]
    cents = sum(one.quantity * (650 if one.values["category"] == "Hosen" else 300) for one in own)
    with speaking("en"):
        assert found["cost"].value == f"{format_number(cents / 100)} €"
    assert found["cost"].basis == "by the cost model"


async def test_without_a_cost_model_the_page_says_so_and_where_to_enter_it(db, house) -> None:
    await write_shop(house, 20, seed=4)
    _page, found, _view = await page_of(house)
    assert (found["cost"].value, found["cost"].way_url) == ("", "/money")


async def test_totals_are_compared_without_today(db, house) -> None:
    said = await write_shop(house, 300, seed=2, days=70)
    _page, found, _view = await page_of(house)

    def pieces(first: int, last: int) -> int:
        days = {LAST - timedelta(days=ago) for ago in range(last, first + 1)}
        return sum(one.quantity for one in said if one.day in days and one.question == "")

    by = pieces(29, 1) / pieces(58, 30) - 1
    assert found["returns"].moved.words.split(" ")[0].lstrip("+−") == f"{abs(by):.0%}"


async def test_the_return_rate_is_that_of_the_rates_page(db, house) -> None:
    await sold(house)
    facts, delays = await facts_now(), await delays_of(await facts_now(), LAST)
    span = Span(LAST - timedelta(days=27), LAST)
    found, other = return_rate(facts, span, {}, LAST, delays), await so_far(EVERYTHING, LAST)
    assert (found.shipped, found.returned) == (other.shipped, other.returned)
    assert (found.behind.lower, found.behind.expected, found.behind.upper) == pytest.approx(
        (other.lower, other.expected_final, other.upper)
    )
    line = rates_by_step(found, span, LAST, span.since.toordinal(), 4, 7)
    assert line == pytest.approx(list(other.course[-4:]), nan_ok=True)
    product = return_rate(facts, span, {"sku": "H-1"}, LAST, delays)
    theirs = await so_far(Slice("sku", "H-1"), LAST)
    assert product.behind.lower < theirs.expected_final < product.behind.upper


async def test_a_rate_is_said_as_soon_as_the_days_are_counted_that_were_packed_before(db, house) -> None:
    await sold(house)
    async with transaction():
        await execute("CREATE TABLE kept AS SELECT * FROM daily_return")
        await execute("DELETE FROM daily_return")
    facts = await facts_now()
    assert (await delays_of(facts, LAST)).verdict == "learning"
    async with transaction():
        await execute("INSERT INTO daily_return SELECT * FROM kept")
        await execute("DROP TABLE kept")
    assert (await facts_now()) is facts
    assert (await delays_of(facts, LAST)).verdict == "known"


async def test_of_a_few_pieces_no_rate_is_said_however_old_they_are(db, house) -> None:
    await sold(house)
    async with transaction():
        await execute("UPDATE shipment SET region = 'Insel', revision = 2 WHERE day = ?", LAST - timedelta(days=60))
        await execute("UPDATE shipment SET quantity = 5, revision = 2 WHERE region = 'Insel'")
    await packing.run(house)
    facts = await facts_now()
    found = return_rate(facts, QUARTER, {"region": "Insel"}, LAST, await delays_of(facts, LAST))
    with speaking("en"):
        assert why_no_rate(found, {"region": "Insel"}).startswith("Too little data")


async def test_a_rate_that_nobody_can_know_says_why(db, house) -> None:
    await sold(house)
    facts, delays = await facts_now(), await delays_of(await facts_now(), LAST)
    future = Span(LAST + timedelta(days=1), LAST + timedelta(days=9))
    with speaking("en"):
        said = [
            why_no_rate(return_rate(facts, span, filters, LAST, delays), filters)
            for span, filters in (
                (MONTH, {"size": "M"}),
                (future, {}),
                (Span(LAST, LAST), {}),
                (MONTH, {"carrier": "nobody"}),
            )
        ]
    assert said[0] == "Shipments do not know: Size."
    assert said[1] == said[3] == "No shipments of these days were imported."
    assert said[2].startswith("Too early")


async def test_two_rates_differ_only_beyond_their_intervals(db, house) -> None:
    final = await sold(house)
    facts, delays = await facts_now(), await delays_of(await facts_now(), LAST)
    span = Span(LAST - timedelta(days=89), LAST - timedelta(days=30))
    first, second = (return_rate(facts, span, {"sku": sku}, LAST, delays) for sku in final)
    assert change_of_rates(first, first).trend == "steady"
    trends = {change_of_rates(first, second).trend, change_of_rates(second, first).trend}
    assert trends == {"rising", "falling"}


async def test_waiting_times_count_who_is_overdue_as_the_slowest(db, house) -> None:
    said = await write_shop(house, 60, seed=6)
    waits = [600, 1200, 1800, 2400, 3000, 3600, 7200, None, None]
    chosen = [one.submission for one in {one.submission: one for one in said if fits(one, MONTH, {})}.values()]
    for submission, seconds in zip(chosen, waits, strict=False):
        await Case(
            submission=submission, kind="low_score", priority="normal", state="answered" if seconds else "new",
            opened_at=NOON - timedelta(days=2), first_response_due=NOON - timedelta(days=1), response_seconds=seconds,
            first_response_at=NOON if seconds else None, solve_due=NOON,
        ).save()  # fmt: skip
    _page, found, _view = await page_of(house)
    assert (found["response"].value, found["response"].basis) == ("50 min", "of 9 cases, 2 are overdue")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_a_median_lies_in_its_interval_and_the_interval_covers_as_promised(values: list[int]) -> None:
    found, n = median_of(values), len(values)
    assert found.value == np.median(values)
    if found.lower is None:
        assert n < 6
        return
    assert found.lower <= found.value <= found.upper
    rank = next(r for r in range(n, 0, -1) if binom.cdf(r - 1, n, 0.5) <= 0.025)
    assert (found.lower, found.upper) == (sorted(values)[rank - 1], sorted(values)[n - rank])


def test_waits_that_are_not_over_keep_the_median_from_looking_good() -> None:
    assert median_of([1.0, 2.0, math.inf, math.inf, math.inf]).value == math.inf
    assert change_of_medians([1.0] * 20, [9.0] * 20).trend == "rising"
    assert change_of_medians([9.0] * 20, [1.0] * 20).trend == "falling"
    assert change_of_medians([1.0] * 20, [1.0] * 20).trend == "steady"
    assert change_of_medians([1.0] * 4, [9.0] * 20).trend == "too_early"


def test_a_total_moves_only_beyond_what_its_days_differ_anyway() -> None:
    chance = np.random.default_rng(5)
    calm, more = chance.poisson(20, 28).astype(float), chance.poisson(30, 28).astype(float)
    assert change_of_totals(calm, more, 1.0).trend == "rising"
    assert change_of_totals(more, calm, 1.0).trend == "falling"
    # The same sums, but of days that differ a lot: half of them are empty.
    wild = np.where(np.arange(28) // 7 % 2 == 0, calm * 2, 0.0), np.where(np.arange(28) // 7 % 2 == 0, more * 2, 0.0)
    assert change_of_totals(*wild, 1.0).trend == "steady"
    assert change_of_totals(np.zeros(7), calm[:7], 1.0).trend == "too_early"
    assert change_of_totals(calm, more, 200.0).trend == "too_early"


def test_changes_of_equal_totals_are_rarely_called_a_change() -> None:
    chance, called = np.random.default_rng(1), 0
    for _ in range(400):
        days = chance.negative_binomial(5, 0.2, 60).astype(float)
        called += change_of_totals(days[:30], days[30:], 1.0).trend in {"rising", "falling"}
    assert called <= 12


def test_one_sunday_more_is_no_change_of_a_total() -> None:
    chance, called = np.random.default_rng(2), 0
    week = np.array([2800, 2400, 2200, 2000, 2000, 1000, 800])
    for first in range(210):
        days = chance.poisson(week[(np.arange(58) + first) % 7]).astype(float)
        called += change_of_totals(days[:29], days[29:], 1.0).trend in {"rising", "falling"}
    assert called <= 8


@given(st.lists(st.integers(0, 10), min_size=1, max_size=80))
def test_recommendation_is_promoters_less_detractors(values: list[int]) -> None:
    found = overview_counts.nps(Voices(np.array(values), np.zeros(len(values), np.int64)))
    promoters, detractors = sum(value >= 9 for value in values), sum(value <= 6 for value in values)
    assert found.value == pytest.approx(100 * (promoters - detractors) / len(values))
    assert found.lower <= found.value <= found.upper


async def test_recommendation_comes_from_the_answers(db, house) -> None:
    survey = await world.publish("nps", BUILT_IN["nps"])
    question = next(q.code for page in BUILT_IN["nps"].pages for q in page.questions if type(q).__name__ == "Nps")
    given_ = [random.Random(8).randrange(11) for _ in range(30)]
    for number in given_:
        await world.answer(survey, LAST, {question: number})
    await packing.run(house)
    _page, found, _view = await page_of(house)
    score = recommendation({value: given_.count(value) for value in range(11)})
    assert found["nps"].value.replace("+", "").replace("−", "-") == f"{score.value:.0f}"
    assert found["nps"].basis == "of 30 answers"


@pytest.mark.parametrize("every", ["day", "week", "month"])
async def test_satisfaction_over_time_adds_up_to_all_ratings(db, house, every) -> None:
    await write_shop(house, 200, seed=12)
    page, _found, view = await page_of(house, {"every": every})
    points = [point.score for point in page.course.chart.points if point.score]
    ratings = await _all_ratings(view.span)
    assert sum(score.n for score in points) == len(ratings)
    assert sum(round(score.value * score.n) for score in points) == sum(rating >= 4 for rating in ratings)


async def test_the_product_that_stands_out_comes_first_with_its_reason(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 400, seed=3)
    page, _found, view = await page_of(house, {"category": "Jacken"})
    assert {product.name for product in page.first} <= {"Wanderjacke", "Regenhose"}
    for product in page.first:
        own = [one for one in said if fits(one, view.span, {**view.slices, "product": product.name})]
        assert product.pieces == sum(one.quantity for one in own if one.question == "")


async def test_only_what_nobody_told_before_is_new(db, house) -> None:
    said = await write_shop(house, 200, seed=3, days=80)
    recent = [one for one in said if one.day >= MONTH.since and one.text and one.question == ""][:5]
    for one in recent:
        await Assignment(comment=one.id, theme="wrong_item", probability=0.9, source="model", model_version="t").save()
    await Classification.update({Classification.revision: 2}).where(
        Classification.comment.is_in([o.id for o in recent])
    )
    await packing.run(house)
    page, _found, _view = await page_of(house)
    assert [move.figures for move in page.moves.fresh] == ["5 answers, none before"]


async def test_one_version_of_the_data_is_made_once(db, house) -> None:
    await write_shop(house, 40, seed=3)
    view = view_of("/", {}, LAST)
    first = await overview(house, view, "a")
    assert await overview(house, view, "a") is first
    assert await overview(house, view, "b") is not first
    await world.answer((await current_survey("csat")).id, LAST, {"csat": 5})
    await packing.run(house)
    assert await overview(house, view, "a") is not first


async def test_an_empty_shop_and_a_single_answer_have_an_overview(db, house) -> None:
    page, found, _view = await page_of(house)
    assert page.head.nothing.title == "No answers yet"
    assert found["csat"].why
    survey = await world.publish("csat", BUILT_IN["csat"])
    await world.answer(survey, LAST, {"csat": 5})
    await packing.run(house)
    page, found, _view = await page_of(house)
    assert (page.head.nothing, found["csat"].why) == (None, "Too early: fewer than five answers.")
