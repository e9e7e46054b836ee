"""The figures of the product managers' pages, on both engines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.tables import Classification
from classifier.themes import install_themes, theme_names
from feedback_app.alerts.tables import Action, Alert, DailyCount, DailyVolume, Effect, Trend
from feedback_app.foundation.charts import spark
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.languages import speaking
from feedback_app.insights import queries
from feedback_app.insights.lists import comments_about
from feedback_app.insights.news import week_in_words
from feedback_app.insights.paging import FIRST, PART, Edge, edge_of, pages_of
from feedback_app.insights.shares import change_between, share_of
from feedback_app.insights.theme_pages import theme_list, theme_rows
from feedback_app.insights.views import Span, View, view_of
from surveys.tables import Comment
from tests.shop_cast import TODAY, add_classified, add_comment

MONTH = Span(TODAY - timedelta(days=29), TODAY)


@pytest.fixture
async def shop(db: str) -> None:
    await install_themes()


async def count_days() -> None:
    """Count all days as the stage does, so that these tests need nothing of it."""
    async with transaction():
        await execute(
            """
            INSERT INTO daily_count (day, theme, sku, carrier, warehouse, comments)
            SELECT c.day, a.theme, c.sku, c.carrier, c.warehouse, COUNT(*) FROM comment c
            JOIN assignment a ON a.comment = c.id GROUP BY c.day, a.theme, c.sku, c.carrier, c.warehouse
            """
        )
        await execute(
            """
            INSERT INTO daily_volume (day, sku, product, category, carrier, warehouse, answers, shipments)
            SELECT day, sku, MAX(product), MAX(category), carrier, warehouse, COUNT(*), 0 FROM comment
            GROUP BY day, sku, carrier, warehouse
            """
        )


async def write_counts(day: date, answers: int, **themes: int) -> None:
    async with transaction():
        await DailyVolume(day=day, answers=answers).save()
        for theme, comments in themes.items():
            await DailyCount(day=day, theme=theme, comments=comments).save()


def test_the_interval_is_the_published_one() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263 and 15 of 148, method 3.
    first, second = share_of(81, 263), share_of(15, 148)
    assert (round(first.lower, 4), round(first.upper, 4)) == (0.2553, 0.3662)
    assert (round(second.lower, 4), round(second.upper, 4)) == (0.0624, 0.1605)


@given(count=st.integers(0, 500), more=st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_inside_0_and_1(count: int, more: int) -> None:
    share = share_of(count, count + more)
    assert 0 <= share.lower <= share.share + 1e-9
    assert share.share <= share.upper + 1e-9
    assert share.upper <= 1


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        ((20, 1000), (60, 1000), "rising"),
        ((60, 1000), (20, 1000), "falling"),
        ((50, 1000), (55, 1000), "steady"),
        ((0, 10), (3, 10), "too_early"),
        ((0, 0), (50, 100), "too_early"),
        ((10, 10), (10, 10), "steady"),
    ],
)
def test_an_arrow_needs_more_than_chance(before: tuple[int, int], now: tuple[int, int], trend: str) -> None:
    assert change_between(share_of(*before), share_of(*now)).trend == trend


def test_a_change_is_relative_and_unknown_without_a_before() -> None:
    assert math.isclose(change_between(share_of(20, 1000), share_of(60, 1000)).by or 0, 2.0)
    assert change_between(share_of(0, 1000), share_of(60, 1000)).by is None


@pytest.mark.parametrize(
    ("query", "days", "slices"),
    [
        ({}, 30, {}),
        ({"days": "365", "carrier": "GLS"}, 365, {"carrier": "GLS"}),
        ({"days": "31"}, 30, {}),
        ({"days": "²"}, 30, {}),
        ({"product": " \0 ", "colour": "red"}, 30, {}),
    ],
)
def test_a_view_reads_only_what_it_understands(query: dict[str, str], days: int, slices: Mapping[str, str]) -> None:
    view = view_of("/themes", query, TODAY)
    assert (view.days, view.slices) == (days, slices)


def test_links_of_a_view_keep_the_other_choices() -> None:
    view = view_of("/themes", {"days": "7", "carrier": "DHL & Co", "team": "logistics"}, TODAY)
    assert view.span_links()[2].url == "/themes?days=90&team=logistics&carrier=DHL+%26+Co"
    assert view.chosen_links()[0].url == "/themes?days=7&team=logistics"


async def test_counted_days_and_comments_give_the_same_figures(shop: None) -> None:
    await add_classified("Zu klein", ["too_small"], carrier="GLS", product="Hose", category="Mode", sku="H1")
    await add_classified("Kratzt und zu klein", ["too_small", "material"], carrier="DHL", product="Hose", sku="H1")
    await add_classified("Karton offen", ["packaging"], carrier="GLS", product="Lampe", sku="L1", language="en")
    await add_comment(carrier="GLS", day=TODAY - timedelta(days=3))
    await count_days()
    everything = await queries.counted(MONTH)
    assert everything.cases_in("too_small", MONTH) == 2
    assert everything.answers_in(MONTH) == 4
    assert (await queries.counted(MONTH, {"carrier": "GLS"})).answers_in(MONTH) == 3
    assert (await queries._from_comments(MONTH, {}, ""))[1] == (await queries._from_counted_days(MONTH, {}, ""))[1]


@pytest.mark.parametrize(
    ("slices", "cases", "answers"),
    [
        ({"product": "Hose"}, 2, 2),
        ({"category": "Mode"}, 1, 1),
        ({"carrier": "DHL"}, 1, 1),
        ({"product": "Hose", "carrier": "GLS"}, 1, 1),
        ({"language": "de"}, 2, 2),
        ({"language": "en"}, 0, 1),
        ({"warehouse": "Erfurt"}, 0, 0),
    ],
)
async def test_every_slice_cuts_counts_and_answers_alike(
    shop: None, slices: dict[str, str], cases: int, answers: int
) -> None:
    await add_classified("Zu klein", ["too_small"], carrier="GLS", product="Hose", category="Mode")
    await add_classified("Zu klein", ["too_small"], carrier="DHL", product="Hose")
    await add_classified("Box open", ["packaging"], carrier="GLS", product="Lampe", language="en")
    await count_days()
    found = await queries.counted(MONTH, slices)
    assert (found.cases_in("too_small", MONTH), found.answers_in(MONTH)) == (cases, answers)


async def test_superseded_comments_do_not_count(shop: None, now: datetime) -> None:
    comment = await add_classified("Zu klein", ["too_small"], product="Hose")
    await Comment.update({Comment.superseded_at: now, Comment.revision: 2}).where(Comment.id == comment)
    assert (await queries.counted(MONTH, {"product": "Hose"})).themes == {}
    assert await queries.coverage(MONTH) == queries.Coverage(0, 0)
    assert (await comments_about("too_small", MONTH))[0].ids == ()
    assert await queries.top_products("too_small", MONTH) == []


async def test_coverage_counts_texts_and_those_without_a_theme(shop: None) -> None:
    await add_classified("Zu klein", ["too_small"])
    await add_classified("Quartalsabschluss", [])
    silent = await add_comment(reason="gift")
    async with transaction():
        await Classification(
            comment=silent, day=TODAY, outcome="themes", classified_at=datetime.now().astimezone()
        ).save()
    assert await queries.coverage(MONTH) == queries.Coverage(with_text=2, unassigned=1)
    assert await queries.coverage(MONTH, {"language": "en"}) == queries.Coverage(0, 0)


async def test_the_list_compares_with_the_span_before(shop: None) -> None:
    await write_counts(TODAY, 1000, too_small=90, gift=10)
    await write_counts(TODAY - timedelta(days=30), 1000, too_small=30, gift=11)
    rows = {row.code: row for row in await theme_rows(View("/themes", 30, TODAY))}
    assert (rows["too_small"].count, rows["too_small"].share) == (90, 0.09)
    assert (rows["too_small"].trend, rows["gift"].trend) == ("rising", "steady")
    assert math.isclose(rows["too_small"].by or 0, 2.0)
    assert list(rows) == ["too_small", "gift"]


async def test_a_team_sees_its_own_themes(shop: None) -> None:
    await write_counts(TODAY, 10, too_small=3, packaging=2, gift=1)
    rows = await theme_rows(View("/themes", 30, TODAY, team="logistics"))
    assert [row.code for row in rows] == ["packaging"]


async def test_a_shop_without_answers_has_an_empty_list(shop: None) -> None:
    page = await theme_list(View("/themes", 30, TODAY))
    assert (page.rows, page.submissions, page.coverage, page.news) == ((), 0, None, ())


async def test_the_week_is_told_in_words_only_where_figures_carry_it(shop: None) -> None:
    for week in range(5):
        day = TODAY - timedelta(days=7 * week)
        await write_counts(day, 500, too_small=10 if week else 60, too_big=60 if week else 10, gift=20)
    with speaking("de"):
        sentences = await week_in_words(TODAY, await theme_names("de"))
    assert sentences == (
        "„Zu klein“ steigt: 12,0\u00a0% der Rückmeldungen, in den vier Wochen davor 2,0\u00a0%.",
        "„Zu groß“ geht zurück: 2,0\u00a0% der Rückmeldungen, in den vier Wochen davor 12,0\u00a0%.",
    )


async def test_expectations_come_from_the_series_of_the_slice(shop: None) -> None:
    for series, expected in (("too_late", 4.0), ("too_late|carrier=GLS", 2.5)):
        async with transaction():
            await Trend(
                day=TODAY, series=series, observed=1, exposure=9, expected=expected, lower=0.0, upper=9.0, score=0.0
            ).save()
    assert (await queries.expectations("too_late", MONTH))[TODAY].expected == 4.0
    assert (await queries.expectations("too_late", MONTH, {"carrier": "GLS"}))[TODAY].expected == 2.5
    assert await queries.expectations("too_late", MONTH, {"product": "Hose"}) == {}


async def test_top_products_are_named_by_number_where_the_name_is_unknown(shop: None) -> None:
    for product, sku in (("Hose", "H1"), ("Hose", "H2"), ("", "L1"), ("", "")):
        await add_classified("Zu klein", ["too_small"], product=product, sku=sku)
    found = await queries.top_products("too_small", MONTH)
    assert [(one.product, one.count) for one in found] == [("Hose", 2), ("L1", 1)]


async def test_verbatims_are_read_to_the_end_and_back_without_gap_or_double(shop: None) -> None:
    days = [TODAY - timedelta(days=number % 4) for number in range(2 * PART + 3)]
    added = [await add_classified("Zu klein", ["too_small"], day=day) for day in days]
    wanted = [comment for _, comment in sorted(zip(days, added, strict=True), reverse=True)]
    first, _ = await comments_about("too_small", MONTH)
    second, edge = await comments_about("too_small", MONTH, edge=Edge(older_than=first.ids[-1], position=26))
    third, _ = await comments_about("too_small", MONTH, edge=Edge(older_than=second.ids[-1], position=51))
    assert [*first.ids, *second.ids, *third.ids] == wanted
    assert (first.has_newer, second.has_newer, second.has_older, third.has_older) == (False, True, True, False)
    back, _ = await comments_about("too_small", MONTH, edge=Edge(newer_than=third.ids[0], position=26))
    assert back.ids == second.ids
    pages = pages_of(second, edge, len(wanted), View("/themes/too_small", 30, TODAY).url)
    assert (pages.first, pages.last, pages.total) == (26, 50, 53)
    assert edge_of({"newer": str(second.ids[0]), "from": "1"}).newer_than == second.ids[0]


async def test_an_edge_that_is_gone_leads_to_the_first_part(shop: None) -> None:
    comment = await add_classified("Zu klein", ["too_small"])
    part, edge = await comments_about("too_small", MONTH, edge=Edge(older_than=comment + 99, position=76))
    assert (part.ids, edge) == ((comment,), FIRST)


async def add_alert(series: str, observed: int, last_day: date = TODAY) -> int:
    at = datetime.combine(TODAY, time(9), UTC)
    theme = series.partition("|")[0]
    alert = Alert(
        series=series, open_key=series, theme=theme, slice="{}", team="product", state="new", score=5.0,
        since=TODAY - timedelta(days=5), last_day=last_day, observed=observed, expected=10.0, lower=4, upper=17,
        exposure=400, usual_share=0.025, opened_at=at, updated_at=at,
    )  # fmt: skip
    await alert.save()
    return int(alert.id)


async def test_the_week_names_open_alerts_first_and_says_at_most_three_things(shop: None) -> None:
    for week in range(5):
        day = TODAY - timedelta(days=7 * week)
        await write_counts(day, 500, too_small=10 if week else 60, too_big=60 if week else 10, gift=5 if week else 40)
    await add_alert("too_small", 60)
    await add_alert("too_small|carrier=GLS", 50)
    await add_alert("quality|carrier=DHL", 90)
    await add_alert("late", 500, TODAY - timedelta(days=7))
    with speaking("de"):
        said = await week_in_words(TODAY, await theme_names("de"))
    assert [sentence.split(" steigt")[0] for sentence in said] == ["Qualität bei DHL", "„Zu klein“", "„Geschenk“"]
    assert "60 statt erwartet 10 (4–17)" in said[1]


async def test_the_week_says_where_the_last_action_helped(shop: None) -> None:
    alert = await add_alert("too_small|carrier=GLS", 50, TODAY - timedelta(days=20))
    action = Action(alert=alert, cause="c", measure="m", started_on=TODAY, created_at=datetime.now(UTC))
    await action.save()
    await Effect(
        action=action.id, measured_on=TODAY, days_after=9, before_count=48, before_answers=240, after_count=10,
        after_answers=200, ratio=0.25, lower=0.1, upper=0.5, verdict="improved",
    ).save()  # fmt: skip
    with speaking("en"):
        said = await week_in_words(TODAY, await theme_names("en"))
    assert said == ("The last action has helped: “Too small” at GLS is at 25% of its former share.",)


async def test_coverage_leaves_out_corrected_comments_without_words(shop: None) -> None:
    await add_classified("Zu klein", ["too_small"])
    for _ in range(2):
        await add_classified("", [])
    assert await queries.coverage(MONTH) == queries.Coverage(with_text=1, unassigned=0)


async def test_small_lines_end_with_the_last_whole_day(shop: None) -> None:
    for number in range(8):
        await write_counts(TODAY - timedelta(days=number), 100, too_small=1 if number == 0 else 20)
    row = (await theme_rows(View("/themes", 7, TODAY)))[0]
    assert row.spark == spark([20] * 7)


async def test_texts_that_wait_are_not_called_covered(shop: None) -> None:
    await add_comment("Zu klein")
    assert (await queries.coverage(MONTH)).share is None
    await add_classified("Zu klein", ["too_small"])
    await add_classified("Quartalsabschluss", [])
    for _ in range(2):
        await add_comment("Viel zu klein")
    found = await queries.coverage(MONTH)
    assert (found.unread, found.unassigned) == (2, 1)
    assert (await theme_list(View("/themes", 30, TODAY))).unread == 2
