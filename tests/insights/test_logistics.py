"""The logistics board: every figure beside a count by hand, its tests beside other ways of computing them."""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control, poisson

from classifier.tables import Theme
from classifier.themes import install_themes, theme_of_reason
from feedback_app.alerts.tables import Alert
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.languages import speaking
from feedback_app.insights.logistics.board import DIMENSIONS, OWN
from feedback_app.insights.logistics.kinds import KINDS
from feedback_app.insights.logistics.page import logistics_page
from feedback_app.insights.logistics.views import LogisticsPage, Row
from feedback_app.insights.money.costs import CostModel, PieceCost
from feedback_app.insights.only import only
from feedback_app.insights.search.spelling import fold, folded, suggestions
from feedback_app.insights.shares import share_of
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.themes.cell_tests import (
    Test,
    against_rest,
    benjamini_hochberg,
    changes,
    marks,
    poisson_interval,
)
from feedback_app.insights.views import Span, view_of
from tests.conftest import NOON
from tests.insights.desk_world import LAST, Said, fits, write_shop
from tests.shop_cast import add_classified

MODEL = CostModel({"": PieceCost(500)}, 500)
MONTH = Span(LAST - timedelta(days=29), LAST)


async def board(model: CostModel = MODEL, **query: str) -> LogisticsPage:
    view = view_of("/logistics", query, LAST, OWN)
    with speaking("en"):
        return await logistics_page(view, await facts_now(), model)


def rows_of(page: LogisticsPage) -> dict[str, Row]:
    return {row.name: row for row in page.table.rows}


def returned(said: list[Said], span: Span = MONTH, **filters: str) -> list[Said]:
    return [one for one in said if not one.question and fits(one, span, filters)]


def damaged(said: list[Said]) -> int:
    return sum("damaged_transport" in one.themes and one.text != "" for one in said)


@pytest.mark.parametrize("dimension", ["carrier", "warehouse", "region"])
async def test_returns_and_damage_are_those_counted_by_hand(db, house, dimension) -> None:
    said = await write_shop(house, 260, seed=21)
    for filters in ({}, {"category": "Hosen"}):
        rows = rows_of(await board(by=dimension, **filters))
        here = returned(said, **filters)
        n = Counter(one.values[dimension] for one in here if one.values[dimension])
        assert {name: row.returns for name, row in rows.items()} == dict(n)
        for name, row in rows.items():
            mine = [one for one in here if one.values[dimension] == name]
            assert row.cells[0].count == damaged(mine)
            assert row.cents == 500 * sum(one.quantity for one in mine if damaged([one]))


async def test_the_whole_counts_also_what_names_no_carrier(db, house) -> None:
    said = returned(await write_shop(house, 120, seed=22))
    page = await board()
    assert (page.table.whole.returns, page.table.whole.cells[0].count) == (len(said), damaged(said))
    assert page.table.unnamed == sum(not one.values["carrier"] for one in said)


async def test_rates_are_cases_per_thousand_pieces_sent(db, house) -> None:
    said = returned(await write_shop(house, 200, seed=23))
    rows = rows_of(await board(by="carrier"))
    sent = sum(10 + days for days in range(30))
    cases = damaged([one for one in said if one.values["carrier"] == "DHL"])
    assert rows["DHL"].sent == sent
    assert rows["DHL"].rate.value == pytest.approx(1000 * cases / sent)


async def test_where_shipments_know_nothing_of_it_no_rate_is_said(db, house) -> None:
    await write_shop(house, 60, seed=24)
    assert not (await board(by="weekday")).table.sent_known
    assert not (await board(by="carrier", size="M")).table.sent_known


async def test_weekdays_are_those_of_the_calendar(db, house) -> None:
    said = await write_shop(house, 90, seed=25)
    async with transaction():
        for one in said[:40]:
            ordered = one.day - timedelta(days=3 + one.id % 5)
            await execute("UPDATE comment SET ordered_on = ?, revision = revision + 1 WHERE id = ?", ordered, one.id)
    await packing.run(house)
    answers, orders = rows_of(await board(by="weekday")), rows_of(await board(by="order_weekday"))
    by_answer = Counter(f"{one.day:%A}" for one in returned(said))
    known = [one for one in returned(said) if one.id in {first.id for first in said[:40]}]
    by_order = Counter(f"{one.day - timedelta(days=3 + one.id % 5):%A}" for one in known)
    assert {name: row.returns for name, row in answers.items()} == dict(by_answer)
    assert {name: row.returns for name, row in orders.items()} == dict(by_order)


async def test_the_days_before_are_those_just_before(db, house) -> None:
    said = await write_shop(house, 200, seed=26, days=60)
    before = [one for one in returned(said, MONTH.before) if one.values["carrier"] == "GLS"]
    now = [one for one in returned(said) if one.values["carrier"] == "GLS"]
    cell = rows_of(await board())["GLS"].cells[0]
    assert cell.by == pytest.approx((damaged(now) / len(now)) / (damaged(before) / len(before)) - 1)
    assert rows_of(await board(compare="0"))["GLS"].cells[0].trend is None


async def test_two_hundred_spellings_are_a_few_names_and_none_is_lost(db, house) -> None:
    said = await write_shop(house, 220, seed=27)
    chance = random.Random(3)
    async with transaction():
        for one in said:
            name = chance.choice(("DHL", "Hermes"))
            spelled = "".join(chance.choice((sign, sign.lower())) + chance.choice(("", "", " ", ".")) for sign in name)
            await execute("UPDATE comment SET carrier = ?, revision = revision + 1 WHERE id = ?", spelled, one.id)
    await packing.run(house)
    rows = rows_of(await board())
    assert len(rows) == 2
    assert sum(row.returns for row in rows.values()) == len(returned(said))
    assert sum(one.count for row in rows.values() for one in row.spellings) == len(returned(said))
    assert all(one.url for row in rows.values() for one in row.spellings)


async def test_like_names_are_suggested_and_only_one_when_asked_for(db, house) -> None:
    said = await write_shop(house, 80, seed=28)
    async with transaction():
        for one in said[::2]:
            await execute("UPDATE comment SET carrier = 'DHL Paket', revision = revision + 1 WHERE id = ?", one.id)
    await packing.run(house)
    apart, together = await board(), await board(together="1")
    assert {"DHL", "DHL Paket"} <= rows_of(apart).keys()
    assert len(apart.suggestions) == 1
    assert len(together.table.rows) == len(apart.table.rows) - 1
    assert sum(row.returns for row in together.table.rows) == sum(row.returns for row in apart.table.rows)
    assert not together.together.url.count("together")


async def test_numbers_lead_to_their_submissions_and_open_alerts_stand_beside_their_carrier(db, house) -> None:
    await write_shop(house, 60, seed=29)
    await Alert(
        series="damaged_transport|carrier=GLS", open_key="x", theme="damaged_transport", slice="{}", team="logistics",
        state="new", since=LAST, last_day=LAST, observed=9, expected=1, lower=0, upper=3, exposure=30, usual_share=0.1,
        score=4, opened_at=NOON, updated_at=NOON,
    ).save()  # fmt: skip
    rows = rows_of(await board(category="Hosen"))
    url = rows["GLS"].cells[0].url
    assert url == "/submissions?days=30&category=Hosen&carrier=GLS&theme=damaged_transport&only=returns"
    assert [link.url for link in rows["GLS"].alerts] == ["/alerts/1"]
    assert rows["DHL"].alerts == ()


async def test_the_list_behind_a_number_holds_the_returned_items_that_it_counts(db, house) -> None:
    await write_shop(house, 200, seed=30)
    page, facts = await board(), await facts_now()
    for row in (*page.table.rows, page.table.whole):
        for number, url in ((row.returns, row.url), *((cell.count, cell.url) for cell in row.cells)):
            path, _, query = url.partition("?")
            asked = view_of(path, dict(parse_qsl(query)), LAST, ("only",))
            listed = only(facts.said(asked.span, asked.slices), asked.own.get("only", ""))
            assert np.count_nonzero(listed.column("comment")) == number, url


async def test_a_carrier_that_breaks_much_more_stands_out_and_is_marked(db, house) -> None:
    await install_themes()
    for carrier, cases in (("GLS", 24), ("DHL", 4), ("Hermes", 3)):
        for number in range(40):
            await add_classified("kaputt", ["damaged_transport"] if number < cases else [], LAST, carrier=carrier)
    await packing.run(house)
    page = await board()
    assert page.table.rows[0].name == "GLS"
    assert [row.cells[0].mark for row in page.table.rows] == ["more", "fewer", "fewer"]
    assert page.standouts[0].text == "With GLS, 60.0% (44.6–73.7) of the returns arrived damaged; elsewhere 8.8%."
    assert not any(cell.mark for row in page.table.rows for cell in row.cells[1:])


async def test_a_theme_of_the_shops_own_is_a_further_column(db, house) -> None:
    await install_themes()
    async with transaction():
        await Theme(code="wet", name_de="Nass", name_en="Wet", team="logistics", position=99).save()
    await add_classified("durchnässt", ["wet"], LAST, carrier="GLS")
    await packing.run(house)
    page = await board()
    assert [column.label for column in page.further.columns] == ["Wet"]
    assert page.further.rows[0].cells[0].count == 1


async def test_a_kind_that_was_merged_is_counted_where_its_comments_are(db, house) -> None:
    await install_themes()
    await Theme.update({Theme.merged_into: "packaging", Theme.retired: True}).where(Theme.code == "damaged_transport")
    await add_classified("Karton zerdrückt", ["packaging"], LAST, carrier="GLS")
    await packing.run(house)
    assert (await board()).table.rows[0].cells[0].count == 1


async def test_an_empty_shop_and_days_to_come_have_a_true_page(db) -> None:
    for dimension in DIMENSIONS:
        assert (await board(by=dimension)).head.nothing is not None
        page = await board(by=dimension, since="2027-01-01", until="2027-01-05")
        assert (page.missing != "", page.standouts) == (True, ())


def test_the_reasons_of_each_kind_are_those_of_the_catalogue_that_stand_for_its_theme() -> None:
    by_theme: dict[str | None, set[str]] = {}
    for row in csv.DictReader(Path("surveys/return_reasons.csv").read_text("utf-8").splitlines()):
        by_theme.setdefault(theme_of_reason(row["code"]), set()).add(row["code"])
    assert {kind.code: set(kind.reasons) for kind in KINDS} == {kind.code: by_theme[kind.theme] for kind in KINDS}


counts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6)


@given(counts)
def test_the_comparison_with_the_rest_is_the_chi_squared_test_of_the_fourfold_table(
    cells: list[tuple[int, int]],
) -> None:
    count = np.array([cases for cases, _ in cells])
    n = count + np.array([others for _, others in cells])
    found = against_rest(count, n, int(count.sum()), int(n.sum()))
    for place, p in enumerate(found.p):
        if np.isfinite(p):
            table = [[count[place], n[place] - count[place]],
                     [count.sum() - count[place], (n - count).sum() - (n - count)[place]]]  # fmt: skip
            assert p == pytest.approx(chi2_contingency(table, correction=False).pvalue, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_marks_are_those_of_the_adjusted_p_values(p: list[float]) -> None:
    adjusted = false_discovery_control(p)
    clear = np.abs(adjusted - 0.05) > 1e-12
    assert (benjamini_hochberg(np.array(p))[clear] == (adjusted <= 0.05)[clear]).all()


def test_in_shops_without_any_difference_hardly_a_page_has_a_mark() -> None:
    chance, marked = np.random.default_rng(4), 0
    for _ in range(400):
        n = chance.integers(50, 400, 20)
        tests = [against_rest(c := chance.binomial(n, share), n, int(c.sum()), int(n.sum())) for share in (0.1, 0.03)]
        marked += any(mark for column in marks(tests) for mark in column)
    assert marked / 400 < 0.08


def test_where_nothing_changed_hardly_a_page_has_an_arrow_and_a_true_change_has_one() -> None:
    chance, false = np.random.default_rng(6), 0
    for _ in range(300):
        n = chance.integers(80, 400, (100, 2))
        found = changes([(share_of(int(c), int(a)), share_of(int(d), int(b))) for (a, b), (c, d) in zip(
            n, chance.binomial(n, 0.1), strict=True)])  # fmt: skip
        false += any(one.trend in {"rising", "falling"} for one in found)
    assert false / 300 < 0.08
    still = [(share_of(30, 300), share_of(31, 300))] * 99
    trends = [one.trend for one in changes([*still, (share_of(20, 300), share_of(80, 300))])]
    assert (trends[-1], set(trends[:-1])) == ("rising", {"steady"})
    assert changes([(share_of(1, 9), share_of(3, 9))])[0].trend == "too_early"


async def test_arrows_of_the_board_are_those_of_all_its_cells_together(db, house) -> None:
    said = await write_shop(house, 900, seed=8, days=60)
    found = rows_of(await board(by="carrier"))
    pairs = []
    for name in found:
        parts = [returned(said, span, carrier=name) for span in (MONTH.before, MONTH)]
        told = [[sum(kind.theme in one.themes and one.text != "" for one in part) for kind in KINDS] for part in parts]
        pairs += [(share_of(a, len(parts[0])), share_of(b, len(parts[1]))) for a, b in zip(*told, strict=True)]
    cells = [cell for row in found.values() for cell in row.cells]
    assert [(cell.trend, cell.by) for cell in cells] == [(one.trend, one.by) for one in changes(pairs)]


def test_where_nearly_all_returns_are_cases_chance_marks_no_more_than_elsewhere() -> None:
    chance, marked = np.random.default_rng(4), 0
    for _ in range(400):
        n = np.array([400, *chance.integers(6, 10, 9)])
        cases = chance.binomial(n, 0.95)
        marked += any(marks([against_rest(cases, n, int(cases.sum()), int(n.sum()))])[0])
    assert marked / 400 < 0.08


def test_few_cases_are_never_marked() -> None:
    found = against_rest(np.array([4, 0]), np.array([4, 400]), 4, 404)
    assert marks([Test(found.excess, found.p)]) == (("", ""),)


@given(st.integers(0, 400))
def test_the_interval_of_a_rate_leaves_a_fortieth_on_each_side(count: int) -> None:
    lower, upper = poisson_interval(count)
    assert poisson.cdf(count, upper) == pytest.approx(0.025)
    assert (poisson.sf(count - 1, lower) == pytest.approx(0.025)) if count else lower == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DHL", "DHL Paket", True),
        ("DHL Paket", "DHL Express", False),
        ("Hermes", "Hermess", True),
        ("DHL", "DPD", False),
        ("GLS", "GLX", False),
        ("Station 11", "Station 12", False),
        ("GLS", "GLS 2", False),
        ("Deutsche Post", "Deutsche Post", False),
    ],
)
def test_only_like_names_may_be_one(one: str, other: str, same: bool) -> None:
    assert bool(suggestions(folded({one: 2, other + " ": 1}))) is same


names = st.dictionaries(st.text(st.sampled_from("aAbB .-ß1"), max_size=5), st.integers(1, 9), max_size=12)


@given(names, st.booleans())
def test_folding_loses_no_count_and_merges_only_what_shares_its_letters(found: dict[str, int], together: bool) -> None:
    groups = folded(found, together)
    assert Counter({text: n for group in groups for text, n in group.spellings}) == Counter(found)
    if not together:
        assert all(len({fold(text) for text, _ in group.spellings}) == 1 for group in groups)
