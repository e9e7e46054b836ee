"""The figures of the rooms about themes, each counted another way from the rows that a test wrote, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from classifier.tables import Classification
from classifier.themes import install_themes, theme_names
from classifier.workbench.past import as_counted_now
from feedback_app.alerts.tables import Action, Alert
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.languages import speaking
from feedback_app.insights.money.costs import PieceCost, save_model
from feedback_app.insights.paging import FIRST, PART, Edge
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.themes import heat_map
from feedback_app.insights.themes.disagreement import reason_list, reason_page
from feedback_app.insights.themes.listing import theme_list, theme_rows
from feedback_app.insights.themes.page import ThemePage, theme_page
from feedback_app.insights.views import View, view_of
from surveys.ports import NoReader
from tests.conftest import NOON
from tests.insights.desk_world import LAST, Said, fits, write_shop
from tests.shop_cast import add_classified

ANNA = Viewer(1, "Anna", "anna@shop.test", Role.PRODUCT, "de")
COSTS = {"": PieceCost(100, 50, 0), "Jacken": PieceCost(400, 100, 700)}


def view(path: str = "/themes", **query: str) -> View:
    own = ("sort", "level", "open", "by", "q", "page")
    return view_of(path, {"days": "30", **query}, LAST, own)


def told(one: Said) -> tuple[str, ...]:
    return one.themes if one.text else ()


def inside(said: Sequence[Said], seen: View) -> list[Said]:
    return [one for one in said if fits(one, seen.span, seen.slices)]


async def page_of(theme: str, house, edge: Edge = FIRST, **query: str) -> ThemePage:
    found = await theme_page(theme, view(f"/themes/{theme}", **query), ANNA, NoReader(), house, edge)
    assert found is not None
    return found


@pytest.fixture
async def said(db, house) -> list[Said]:
    await install_themes()
    found = await write_shop(house, 240, seed=11)
    await save_model(COSTS, LAST, NOON)
    return found


@pytest.mark.parametrize(
    "query", [{}, {"carrier": "GLS"}, {"product": "Wanderjacke", "size": "M"}, {"theme": "zipper"}]
)
async def test_volume_share_and_growth_are_those_of_plain_counting(said, query) -> None:
    seen = view(**query)
    now = inside(said, seen)
    before = [one for one in said if fits(one, seen.span.before, seen.slices)]
    for row in await theme_rows(seen):
        with_it = [one for one in now if row.code in told(one)]
        assert (row.count, row.share) == (len(with_it), pytest.approx(len(with_it) / len(now)))
        former = sum(row.code in told(one) for one in before)
        assert row.before == (pytest.approx(former / len(before)) if before else None)


async def test_the_impact_is_the_score_minus_the_score_without_those_who_have_the_theme(said) -> None:
    seen = view()
    ratings = {one.submission: one.rating for one in inside(said, seen) if one.rating}
    for row in await theme_rows(seen):
        having = {one.submission for one in inside(said, seen) if row.code in told(one)}
        rest = [rating for submission, rating in ratings.items() if submission not in having]
        everyone = sum(rating >= 4 for rating in ratings.values()) / len(ratings)
        assert row.impact is not None
        assert row.impact.points == pytest.approx(everyone - sum(rating >= 4 for rating in rest) / len(rest))
        assert row.impact.lower <= row.impact.points <= row.impact.upper


async def test_the_cost_is_that_of_the_pieces_shared_among_their_themes(said) -> None:
    seen = view()
    for row in await theme_rows(seen):
        cents = 0.0
        for one in inside(said, seen):
            if row.code in told(one) and not one.question:
                piece = COSTS.get(one.values["category"], COSTS[""]).total
                cents += one.quantity * piece / len(told(one))
        assert row.cost == pytest.approx(cents / 100)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("volume", lambda row: -row.count),
        ("cost", lambda row: -row.cost),
        ("impact", lambda row: row.impact.points),
        ("growth", lambda row: ({"rising": 0, "falling": 2}.get(row.trend, 1), -row.growth)),
        ("nonsense", lambda row: -row.count),
    ],
)
async def test_the_list_is_sorted_as_the_address_says(said, sort, key) -> None:
    keys = [key(row) for row in await theme_rows(view(sort=sort))]
    assert keys == sorted(keys)


async def test_a_team_sees_its_own_themes_and_their_alerts(said) -> None:
    async with transaction():
        await Alert(
            series="damaged_transport", open_key="damaged_transport", theme="damaged_transport", team="logistics",
            state="new", since=LAST, last_day=LAST, observed=9, expected=3.0, lower=1.0, upper=5.0, exposure=99,
            usual_share=0.03, score=5.0, opened_at=NOON, updated_at=NOON,
        ).save()  # fmt: skip
    rows = await theme_rows(view(team="logistics"))
    assert [(row.code, row.alert_url) for row in rows] == [("damaged_transport", "/alerts/1")]


async def test_a_group_counts_a_comment_with_two_of_its_themes_once(db, house) -> None:
    await install_themes()
    await add_classified("Zu klein und kratzt", ["too_small", "too_big"])
    await add_classified("Zu klein", ["too_small"])
    await add_classified("Kaputt", ["defective"])
    await packing.run(house)
    names = await theme_names("en")
    assert names["too_small"].group == names["too_big"].group
    with speaking("en"):
        shown = (await theme_list(view(level="groups", open=names["too_small"].group))).rows
    group, first, second = (row for row in shown if row.code in {"too_small", "too_big", names["too_small"].group})
    assert (group.count, group.members, group.open) == (2, 2, True)
    assert [(row.code, row.count, row.inside) for row in (first, second)] == [
        ("too_small", 2, True),
        ("too_big", 1, True),
    ]


async def test_a_folded_group_hides_its_themes_and_offers_to_open(said) -> None:
    rows = (await theme_list(view(level="groups"))).rows
    folded = [row for row in rows if row.members]
    assert folded
    assert not any(row.inside or row.open for row in rows)
    assert all(f"open={row.code}" in row.url for row in folded)


async def test_the_small_line_ends_with_the_last_whole_day(said) -> None:
    seen = view()
    row = (await theme_rows(seen))[0]
    days = [seen.span.since + timedelta(days=number) for number in range(seen.span.days - 1)]
    counts = [sum(one.day == day and row.code in told(one) for one in inside(said, seen)) for day in days]
    assert len({round(y, 1) for y in _heights(row.spark.path)}) == len(set(counts))


def _heights(path: str) -> list[float]:
    return [float(point.split()[1]) for point in path.replace("M", "L").split("L") if point.strip()]


@pytest.mark.parametrize("dimension", ["product", "carrier", "size", "category", "channel"])
async def test_each_cell_of_the_map_is_the_share_of_its_column(said, dimension) -> None:
    seen = view("/themes/map", by=dimension)
    heat = (await heat_map.heat_page(seen)).heat
    now = inside(said, seen)
    assert heat.rows
    for row in heat.rows:
        for column, cell in zip(heat.columns, row.cells, strict=True):
            of_column = [one for one in now if _value(one, dimension) == cell.column]
            assert column.answers == cell.share.answers == len(of_column)
            assert cell.share.count == sum(row.code in told(one) for one in of_column)


def _value(one: Said, dimension: str) -> str:
    if dimension == "channel":
        return {"link": "per Link", "mail": "per E-Mail"}[one.channel]
    return one.values[dimension]


async def test_what_stands_out_by_far_is_marked_and_what_is_even_is_not(db, house) -> None:
    await install_themes()
    for number in range(40):
        await add_classified("Kaputt", ["defective"] if number % 2 else ["quality"], product="Lampe")
        await add_classified("Naja", ["defective"] if number % 20 == 0 else ["quality"], product="Vase")
    await packing.run(house)
    heat = (await heat_map.heat_page(view("/themes/map"))).heat
    standing = {(row.code, cell.column): cell.standing for row in heat.rows for cell in row.cells}
    assert standing[("defective", "Lampe")] == "more"
    assert standing[("defective", "Vase")] == "fewer"
    even = (await heat_map.heat_page(view("/themes/map", by="language"))).heat
    assert {cell.standing for row in even.rows for cell in row.cells} <= {"too_few", "level"}


async def test_columns_are_searched_and_turned_page_by_page(db, house) -> None:
    await install_themes()
    for number in range(20):
        await add_classified("Zu klein", ["too_small"], product=f"Hose {number}")
    await packing.run(house)
    last = await heat_map.heat_page(view("/themes/map", page="3"))
    assert (last.pages.first, last.pages.last, last.pages.total, last.pages.later_url) == (17, 20, 20, "")
    found = await heat_map.heat_page(view("/themes/map", q="hose 7"))
    assert [column.label for column in found.heat.columns] == ["Hose 7"]
    assert (await heat_map.heat_page(view("/themes/map", page="999", by="nothing"))).pages.first == 17


async def test_the_small_map_shows_the_largest_themes_and_products(said) -> None:
    facts = await facts_now()
    seen = view("/")
    small = await heat_map.small(seen, facts, facts.said(seen.span, seen.slices))
    assert [column.label for column in small.columns] == sorted(
        ("Wanderjacke", "Regenhose"), key=lambda name: -sum(one.values["product"] == name for one in inside(said, seen))
    )
    assert len(small.rows) == 3


async def test_a_themes_page_counts_like_the_list_and_its_days_add_up(said, house) -> None:
    page = await page_of("zipper" if "zipper" in await theme_names("de") else "too_small", house)
    row = next(row for row in await theme_rows(view()) if row.code == page.code)
    assert (page.row.count, page.row.cost, page.row.impact) == (row.count, row.cost, row.impact)
    assert sum(day.observed or 0 for day in page.course.chart.rows) == row.count
    assert sum((await as_counted_now(page.code, view().span.since, LAST)).values()) == row.count


async def test_the_texts_come_newest_first_in_parts_that_meet(said, house) -> None:
    expected = [one for one in inside(said, view(days="90")) if "too_small" in told(one)]
    expected.sort(key=lambda one: (one.day, one.submission, one.id), reverse=True)
    first = await page_of("too_small", house, days="90")
    second = await page_of("too_small", house, Edge(older_than=first.comments[-1].id), days="90")
    back = await page_of("too_small", house, Edge(newer_than=second.comments[0].id), days="90")
    shown = [comment.id for comment in (*first.comments, *second.comments)]
    assert shown == [one.id for one in expected[: len(shown)]]
    assert back.comments == first.comments
    assert (first.pages.total, second.pages.first) == (len(expected), PART + 1)


async def test_places_are_those_of_plain_counting_with_a_share_of_their_own(said, house) -> None:
    now = inside(said, view())
    for place in (await page_of("too_small", house)).places:
        for bar in place.bars:
            there = [one for one in now if _value(one, place.dimension) == bar.label]
            with_it = sum("too_small" in told(one) for one in there)
            assert (bar.count, bar.share.answers) == (with_it, len(there)), (place.dimension, bar.label)


async def test_score_with_and_without_the_theme_cover_all_ratings(said, house) -> None:
    impact = (await page_of("too_small", house)).row.impact
    assert impact is not None
    rated = {one.submission for one in inside(said, view()) if one.rating}
    assert impact.having.answers + impact.others.answers == len(rated)


async def test_alerts_actions_and_days_are_marked_where_they_happened(said, house) -> None:
    day = LAST - timedelta(days=5)
    alert = Alert(
        series="too_small", theme="too_small", team="product", state="action", since=day, last_day=LAST, observed=9,
        expected=3.0, lower=1.0, upper=5.0, exposure=99, usual_share=0.03, score=5.0, opened_at=NOON, updated_at=NOON,
    )  # fmt: skip
    async with transaction():
        await alert.save()
        await Action(
            alert=alert.id, cause="c", measure="Neue Tabelle", started_on=LAST - timedelta(days=2), created_at=NOON
        ).save()
    marks = (await page_of("too_small", house)).course.marks
    assert [(mark.number, mark.kind, mark.day) for mark in marks] == [
        (1, "alert", day), (2, "action", LAST - timedelta(days=2)),
    ]  # fmt: skip
    assert marks[1].text == "Neue Tabelle"
    assert marks[0].left == pytest.approx(100 * 24 / 29, abs=0.01)


async def test_words_that_set_the_texts_apart_are_named(db, house) -> None:
    await install_themes()
    for number in range(30):
        others = " ".join(f"{chr(97 + number % 26)}{letter}wort" for letter in "abcdefghijklmnopqrstuvwxyz")
        await add_classified(f"Reißverschluss {others}", ["quality"])
        await add_classified(others, ["late"])
    await packing.run(house)
    assert (await page_of("quality", house)).words == ("reißverschluss",)


async def test_a_long_span_is_shown_by_weeks(said, house) -> None:
    since = LAST - timedelta(days=500)
    seen = view_of("/themes/too_small", {"since": since.isoformat(), "until": LAST.isoformat()}, LAST)
    page = await theme_page("too_small", seen, ANNA, NoReader(), house)
    assert page is not None
    assert (page.course.weekly, len(page.course.chart.rows)) == (True, 501 // 7)
    assert sum(row.observed or 0 for row in page.course.chart.rows) == page.row.count


@pytest.mark.parametrize("query", [{"days": "7", "carrier": "Nobody"}, {"since": "2031-01-01", "until": "2031-01-01"}])
async def test_nothing_in_the_cut_is_a_page_that_says_so(said, house, query) -> None:
    page = await page_of("too_small", house, **query)
    assert page.head.nothing is not None
    assert (page.row.count, page.comments, page.places, page.words) == (0, (), (), ())


async def test_a_shop_without_any_answer_has_empty_rooms(db, house) -> None:
    await install_themes()
    for level in ("", "groups"):
        page = await theme_list(view(level=level))
        assert (page.rows, page.unclear) == ((), False)
        assert page.head.nothing is not None
    heat = await heat_map.heat_page(view("/themes/map"))
    assert (heat.heat.rows, heat.heat.columns) == ((), ())
    assert (await page_of("too_small", house, days="365")).course.chart.rows[0].observed is None


async def test_a_theme_that_nobody_ever_told_has_a_page(said, house) -> None:
    page = await page_of("expired", house)
    assert (page.row.count, page.row.name, page.comments) == (0, "Abgelaufen", ())
    assert page.head.nothing is None


async def test_reasons_against_texts_are_those_of_the_rows(said, house) -> None:
    rows = [one for one in inside(said, view()) if one.text and one.themes and one.values["reason"] == "too_small"]
    async with transaction():
        for one in rows:
            await Classification.update(
                {Classification.reason_in_text: "too_small" in one.themes, Classification.revision: 2}
            ).where(Classification.comment == one.id)
    await packing.run(house)
    differing = sum("too_small" not in one.themes for one in rows)
    page = await reason_page("too_small", view("/themes/reasons/too_small"), ANNA)
    assert page is not None
    assert (page.differing.count, page.differing.answers, page.pages.total) == (differing, len(rows), differing)
    listed = await reason_list(view("/themes/reasons"))
    assert (listed.texts, listed.differing.count) == (len(rows), differing)
    zipper = sum("too_small" not in one.themes and "zipper" in one.themes for one in rows)
    assert {one.name: one.count for one in listed.rows[0].instead}["zipper"] == zipper


async def test_shares_of_all_rows_stay_within_the_whole(said) -> None:
    shares = np.array([[row.lower, row.share, row.upper] for row in await theme_rows(view(days="365"))])
    assert (np.diff(shares, axis=1) >= 0).all()
    assert (shares >= 0).all()
    assert (shares <= 1).all()
