"""More figures computed another way: products, logistics, money, inspection and search beside plain counting."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from classifier.themes import install_themes
from feedback_app.alerts.delay import LONGEST_DELAY, DelayCurve
from feedback_app.alerts.rates import ShopRates
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import speaking
from feedback_app.insights.file_report.ledger import ledger_of
from feedback_app.insights.file_report.tallies import place_counts, product_tallies
from feedback_app.insights.inspection.pages import inspection_page, reasons_page
from feedback_app.insights.logistics.board import OWN as LOGISTICS_OWN
from feedback_app.insights.logistics.kinds import KINDS
from feedback_app.insights.logistics.page import logistics_page
from feedback_app.insights.money.costs import CostModel, save_model
from feedback_app.insights.money.pages import money_page
from feedback_app.insights.money.words import euros
from feedback_app.insights.products.cohorts import Cohort, Delays, interval
from feedback_app.insights.products.knowing import known_now
from feedback_app.insights.products.ledger import Known, ledger
from feedback_app.insights.products.product_list import OWN as PRODUCT_OWN
from feedback_app.insights.products.product_page import product_page
from feedback_app.insights.search.pages import SearchPage, search_page
from feedback_app.insights.shares import share_of
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.tables import Inspection
from feedback_app.insights.themes.cell_tests import marks
from feedback_app.insights.views import Span
from surveys.catalogue import install_catalogue
from surveys.import_rows import parse_submission
from tests.conftest import NOON
from tests.insights import desk_world
from tests.insights.counted_by_hand import ANNA, COSTS, cents, told, view, within
from tests.insights.desk_world import LAST, count, write_shop
from tests.insights.product_world import Sells, sell
from tests.insights.search_world import Text, write

ZONE = ZoneInfo("Europe/Berlin")


# Products ------------------------------------------------------------------------------------------------------------


async def test_reasons_sizes_and_themes_of_a_product_are_those_of_its_rows(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 260, seed=37)
    seen = view("/products", PRODUCT_OWN)
    with speaking("en"):
        page = await product_page(house, seen, "Regenhose", ANNA)
    items = [one for one in within(said, seen) if not one.question]
    own = [one for one in items if one.values["product"] == "Regenhose"]
    assert len(page.themes) > 1 < len(page.sizes.rows)
    stated = Counter(one.values["reason"] for one in own if one.values["reason"])
    bars = [*page.reasons, *page.more_reasons]
    assert sorted(bar.value for bar in bars) == sorted(stated.values())
    assert sum(part.share for part in page.row.reasons) == pytest.approx(1)
    for row in page.sizes.rows:
        of = [one.values["reason"] for one in own if one.values["size"] == row.size]
        assert (row.items, row.too_small, row.too_big) == (len(of), of.count("too_small"), of.count("too_big"))
    beside = [
        one for one in items
        if one.values["product"] != "Regenhose" and one.values["category"] == page.row.category
    ]  # fmt: skip
    for part in page.themes:
        theme = part.url.partition("theme=")[2].partition("&")[0]
        for share, rows in ((part.share, own), (part.others, beside)):
            assert (share.count, share.answers) == (sum(told(one, theme) for one in rows), len(rows))


async def test_colours_parties_and_similar_products_are_counted_row_by_row(db, house) -> None:
    reasons = {"too_small": 2.0, "changed_mind": 2.0, "damaged_transport": 1.0}
    await sell(house, [Sells(name, reasons=reasons) for name in ("Chino", "Jeans", "Shorts")])
    seen = view("/products", PRODUCT_OWN)
    page = await product_page(house, seen, "Chino", ANNA)
    rows = await fetch(
        'SELECT "product", "color", "reason", "quantity" FROM "comment" WHERE "day" BETWEEN ? AND ?',
        seen.span.since, seen.span.until,
    )  # fmt: skip
    own = [row for row in rows if row["product"] == "Chino"]
    assert [part.value for part in page.colors] in (["Blau", "Grün"], ["Grün", "Blau"])
    for part in page.colors:
        stated = [row["reason"] for row in own if row["color"] == part.value]
        assert (part.items, part.own.count) == (len(stated), stated.count("too_small"))
    pieces = Counter(row["reason"] for row in own for _ in range(row["quantity"]))
    assert sorted(bar.value for bar in page.blames) == sorted(pieces.values())
    peers = sum(row["quantity"] for row in rows if row["product"] != "Chino" and row["reason"] == "too_small")
    known = await known_now(house)
    due = [await due_by_hand(known, name, seen.span, Cohort.RETURNED) for name in ("Jeans", "Shorts")]
    assert (page.row.standing.usual, page.row.standing.peers) == (pytest.approx(peers / sum(due)), 2)


async def due_by_hand(known: Known, name: str, span: Span, cohort: Cohort) -> float:
    """Pieces of a product due in a span: each shipment, day after day of its delay."""
    sent = await fetch('SELECT "day", "category", "quantity" FROM "shipment" WHERE "product" = ?', name)
    due = 0.0
    for row in sent:
        curve = np.diff(known.delays.by[known.facts.code("category", row["category"])], prepend=0.0)
        since = row["day"] if cohort is Cohort.ORDERED else span.since
        if cohort is Cohort.RETURNED or row["day"] >= span.since:
            due += row["quantity"] * sum(
                part for after, part in enumerate(curve) if since <= row["day"] + timedelta(days=after) <= LAST
            )
    return due


@pytest.mark.parametrize("cohort", list(Cohort))
async def test_pieces_due_are_those_of_each_shipment_added_up_day_by_day(db, house, cohort) -> None:
    await sell(house, [Sells("Chino"), Sells("Mütze", category="Hüte", rate=0.1)])
    known, span = await known_now(house), view("/products").span
    book = ledger(known, span, {}, cohort, False)
    for name in ("Chino", "Mütze"):
        by_hand = await due_by_hand(known, name, span, cohort)
        assert by_hand > 0
        assert book.due[known.facts.code("product", name)] == pytest.approx(by_hand)


def test_the_interval_of_a_rate_by_day_of_return_holds_the_true_rate_nineteen_times_in_twenty() -> None:
    curve = DelayCurve(*(np.ones(LONGEST_DELAY + 1) for _ in range(4)), pieces=500)
    shop = ShopRates(LAST, None, dated=1.0, usual=0.1, spread=2.0)
    delays, chance = Delays(shop, (curve,), np.ones((1, LONGEST_DELAY + 1))), np.random.default_rng(3)
    for true, due in ((0.05, 400.0), (0.2, 150.0)):
        # Pieces that come in clumps: variance is twice the mean.
        came = chance.negative_binomial(true * due, 0.5, 1500)
        found = [interval(Cohort.RETURNED, np.array([due]), due, float(back), delays, 0) for back in came]
        held = np.mean([one.lower <= true <= one.upper for one in found])
        assert 0.93 <= held <= 0.985


async def test_each_week_of_a_product_is_the_number_of_its_items(db, house) -> None:
    await sell(house, [Sells("Chino"), Sells("Jeans")])
    page = await product_page(house, view("/products", PRODUCT_OWN, days="90"), "Chino", ANNA)
    assert len(page.chart.rows) >= 12
    for row in page.chart.rows:
        sql = 'SELECT COUNT(*) FROM "comment" WHERE "product" = ? AND "day" BETWEEN ? AND ?'
        assert row.observed == await count(sql, "Chino", row.day, row.day + timedelta(days=6))


async def test_lots_of_a_product_are_counted_with_those_that_are_its_own_fault(db, house, monkeypatch) -> None:
    lots = {"lot": ("L-1", "L-2", "L-3", ""), "reason": ("too_small", "defective", "changed_mind", "")}
    monkeypatch.setattr(desk_world, "VALUES", {**desk_world.VALUES, **lots})
    await install_catalogue()
    said = await write_shop(house, 200, seed=42)
    page = await product_page(house, view("/products", PRODUCT_OWN), "Regenhose", ANNA)
    own = [one for one in within(said, view("/")) if not one.question and one.values["product"] == "Regenhose"]
    assert [part.value for part in page.lots] != []
    for part in page.lots:
        reasons = [one.values["reason"] for one in own if one.values["lot"] == part.value]
        fault = sum(reason in {"too_small", "defective"} for reason in reasons)
        assert (part.items, part.own.count, part.own.answers) == (len(reasons), fault, len(reasons))


# Logistics -----------------------------------------------------------------------------------------------------------


async def test_late_incomplete_and_lost_are_counted_like_damage(db, house, monkeypatch) -> None:
    monkeypatch.setattr(desk_world, "THEMES", tuple(kind.theme for kind in KINDS))
    said = await write_shop(house, 260, seed=38)
    for number, kind in enumerate(KINDS):
        page = await logistics_page(
            view("/logistics", LOGISTICS_OWN, rank=kind.code), await facts_now(), CostModel(COSTS, 150)
        )
        here = [one for one in within(said, view("/")) if not one.question]
        for row in (*page.table.rows, page.table.whole):
            own = [one for one in here if row is page.table.whole or one.values["carrier"] == row.name]
            cell, count = row.cells[number], sum(told(one, kind.theme) for one in own)
            assert (cell.count, cell.share) == (count, pytest.approx(count / len(own)))
            if row.rate:
                assert row.rate.value == pytest.approx(1000 * count / row.sent)
        lower = [row.cells[number].lower for row in page.table.rows]
        assert lower == sorted(lower, reverse=True)


# Money ---------------------------------------------------------------------------------------------------------------


async def test_the_money_pages_figures_are_the_sums_over_all_returns(db, house) -> None:
    await install_themes()
    said = await write_shop(house, 240, seed=39, days=60)
    await save_model(COSTS, LAST, NOON)
    seen = view("/money", ("by", "all"), by="product", carrier="GLS")
    with speaking("en"):
        page = await money_page(seen, True, True)
        now = [one for one in within(said, seen) if not one.question]
        total = sum(map(cents, now))
        assert page.total == euros(total)
        days = [LAST - timedelta(days=ago) for ago in range(59)]
        over, before = (
            sum(cents(one) for one in said if one.day in part and one.values["carrier"] == "GLS")
            for part in (days[1:30], days[30:59])
        )
        assert page.moved.words.split(" ")[0].lstrip("+−") == f"{abs(over / before - 1):.0%}", "today is not over"
        assert page.per_item == euros(total / len(now), exact=True)
    for row in page.table.rows:
        product = row.name if row.items_url else ""
        own = [one for one in now if one.values["product"] == product]
        assert (row.items, row.share) == (len(own), pytest.approx(sum(map(cents, own)) / total))


# Inspection ----------------------------------------------------------------------------------------------------------


async def test_findings_beside_reasons_are_those_of_the_inspected_items(db, house, monkeypatch) -> None:
    few = {"product": ("Wanderjacke",), "reason": ("defective", "too_small")}
    monkeypatch.setattr(desk_world, "VALUES", {**desk_world.VALUES, **few})
    said = await write_shop(house, 160, seed=40)
    chance, found = random.Random(1), {}
    async with transaction():
        for one in said:
            if not one.question and chance.random() < 0.7:
                found[one.id] = chance.choice(("nothing", "nothing", "defective", "worn"))
                await Inspection(
                    comment=one.id, day=LAST, comment_day=one.day, condition="B", finding=found[one.id],
                    inspected_at=NOON,
                ).save()  # fmt: skip
    await packing.run(house)
    page = await reasons_page(view("/inspection/reasons"))
    here = [one for one in within(said, view("/")) if one.id in found]
    assert page.inspected == len(here)
    for row in page.rows:
        of = Counter(found[one.id] for one in here if one.values["reason"] == row.witness.code)
        assert (row.witness.inspected, sorted(one.count for one in row.witness.findings)) == (
            of.total(), sorted(of.values()),
        )  # fmt: skip
    assert page.doubts
    for row in page.doubts:
        of = Counter(
            found[one.id] for one in here
            if (one.values["product"], one.values["reason"]) == (row.doubt.product, row.doubt.code)
        )  # fmt: skip
        assert (row.doubt.inspected, row.doubt.differing.count) == (of.total(), of["nothing"])


async def test_items_inspected_today_are_those_of_today(db, house) -> None:
    said = await write_shop(house, 20, seed=43)
    async with transaction():
        for number, one in enumerate(said[:9]):
            await Inspection(
                comment=one.id, day=LAST - timedelta(days=number % 2), comment_day=one.day, condition="A",
                finding="nothing", inspected_at=NOON,
            ).save()  # fmt: skip
    with speaking("en"):
        assert (await inspection_page(house, ANNA, "")).today == "5 items inspected today"


# Search --------------------------------------------------------------------------------------------------------------


async def test_figures_beside_the_hits_are_those_of_the_texts_that_say_it(db, house) -> None:
    chance = random.Random(5)
    texts = [
        Text(
            f"{chance.choice(('Reißverschluss', 'Knopf'))} klemmt", chance.choice(("defective", "quality")),
            LAST - timedelta(days=chance.randrange(60)), product=chance.choice(("Jacke", "Hose", "")),
        )
        for _ in range(160)
    ]  # fmt: skip
    await write(house, texts)
    page = await search_page({"days": "30", "q": "Reißverschluss", "asked": "Reißverschluss"}, house, ANNA)
    assert isinstance(page, SearchPage)
    now = [one for one in texts if one.day > LAST - timedelta(days=30)]
    hits = [one for one in now if one.words.startswith("Reiß")]
    assert (page.hits.share.count, page.hits.share.answers) == (len(hits), len(now))
    past = [one for one in texts if one not in now]
    share_before = sum(one.words.startswith("Reiß") for one in past) / len(past)
    assert page.hits.change.by == pytest.approx(len(hits) / len(now) / share_before - 1)
    assert dict(page.hits.course.rows) == {
        LAST - timedelta(days=ago): sum(one.day == LAST - timedelta(days=ago) for one in hits) for ago in range(30)
    }
    assert {bar.value for bar in page.hits.themes} == set(Counter(one.theme for one in hits).values())
    products = Counter(one.product for one in hits if one.product)
    assert {bar.label: bar.value for bar in page.hits.products} == dict(products)


# File report --------------------------------------------------------------------------------------------------------


def test_places_and_products_are_tallied_like_one_by_one():
    chance = random.Random(4)
    told = ("damaged_transport", "packaging", "too_late", "not_delivered", "too_small", "too_big")
    rows = [
        {"submitted_at": "2026-01-01", "carrier": chance.choice(("DHL", "GLS", "")), "product": chance.choice("AB"),
         "quantity": str(chance.randrange(1, 4))}
        for _ in range(300)
    ]  # fmt: skip
    themes = [{theme for theme in told if chance.random() < 0.2} for _ in rows]
    read = [parse_submission(row, ZONE) for row in rows]
    books = ledger_of(read, [sorted(one) for one in themes], sorted(told), True)
    places = place_counts(books, "carrier", [("damaged_transport", "packaging"), ("too_late", "not_delivered")])
    for place in places.tallies(marks(places.tests)):
        own = [named for row, named in zip(rows, themes, strict=True) if row["carrier"] == place.value]
        damaged, late = (sum(bool(named & {*kind}) for named in own) for kind in (told[:2], told[2:4]))
        assert place.shares == (share_of(damaged, len(own)), share_of(late, len(own)))
    for product in product_tallies(books):
        own = [(row, named) for row, named in zip(rows, themes, strict=True) if row["product"] == product.product]
        assert (product.share, product.pieces) == (share_of(len(own), 300), sum(int(row["quantity"]) for row, _ in own))
        for theme, share in product.reasons:
            assert share == share_of(sum(theme in named for _, named in own), len(own))
        small = sum("too_small" in named and "too_big" not in named for _, named in own)
        big = sum("too_big" in named and "too_small" not in named for _, named in own)
        assert (product.hint.too_small, product.hint.too_big) == (small, big)
