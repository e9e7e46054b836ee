"""Shares, arrows, addresses of views, parts of lists, and the week in words; what is counted has its own tests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.themes import install_themes, theme_names
from feedback_app.alerts.tables import Action, Alert, DailyCount, DailyVolume, Effect, Trend
from feedback_app.foundation.database import transaction
from feedback_app.foundation.languages import speaking
from feedback_app.insights import queries
from feedback_app.insights.overview.news import week_in_words
from feedback_app.insights.paging import FIRST, PART, Edge, edge_of, pages_of, part_from
from feedback_app.insights.shares import change_between, share_of
from feedback_app.insights.views import Span, View, view_of
from tests.shop_cast import TODAY

MONTH = Span(TODAY - timedelta(days=29), TODAY)


@pytest.fixture
async def shop(db: str) -> None:
    await install_themes()


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
    assert view.url(carrier="") == "/themes?days=7&team=logistics"


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


@pytest.mark.parametrize("total", [0, 1, PART, PART + 1, 3 * PART + 3])
def test_a_list_is_read_to_the_end_and_back_without_gap_or_double(total: int) -> None:
    ids = np.arange(total, 0, -1) * 7
    seen: list[int] = []
    part, edge = part_from(ids, FIRST)
    while True:
        seen += part.ids
        pages = pages_of(part, edge, total, View("/themes/too_small", 30, TODAY).url)
        assert (pages.last, bool(pages.later_url)) == (len(seen), part.has_older)
        if not part.has_older:
            break
        part, edge = part_from(ids, Edge(older_than=part.ids[-1]))
    assert seen == ids.tolist()
    if part.has_newer:
        back, _ = part_from(ids, Edge(newer_than=part.ids[0]))
        assert back.ids == tuple(seen[-len(part.ids) - PART : -len(part.ids)])


def test_an_edge_that_is_gone_leads_to_the_first_part() -> None:
    part, edge = part_from(np.arange(60, 0, -1), Edge(older_than=99, position=76))
    assert (part.ids[0], part.has_newer, edge) == (60, False, FIRST)
    assert edge_of({"newer": "7", "from": "1"}).newer_than == 7
