"""Products: every figure of the list equals what the rows say, counted another way, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from feedback_app.alerts import counts
from feedback_app.alerts.rates import rates_of
from feedback_app.alerts.tables import Action, Alert
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.products.cohorts import Cohort
from feedback_app.insights.products.fit import Fit
from feedback_app.insights.products.fit_hints import hints_of
from feedback_app.insights.products.grades import Grade
from feedback_app.insights.products.knowing import known_now, product_url
from feedback_app.insights.products.ledger import ledger
from feedback_app.insights.products.product_list import OWN, ProductList, ProductRow, product_list
from feedback_app.insights.products.product_page import product_page, product_with
from feedback_app.insights.products.sizes import size_key
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.tables import ChartNote, ReturnCost
from feedback_app.insights.views import View, view_of
from surveys.tables import Comment, Order, OrderItem, Submission
from tests.conftest import NOON
from tests.insights.desk_world import count
from tests.insights.product_world import LAST, Sells, sell

SHOP = (
    Sells("Chino", rate=0.2, reasons={"too_small": 6.0, "too_big": 1.0, "changed_mind": 4.0}),
    Sells("Jeans", rate=0.2),
    Sells("Shorts", rate=0.2, reasons={"damaged_transport": 3.0, "too_small": 1.0}),
    Sells("Cord", rate=0.45, reasons={"defective": 1.0}),
    Sells("Mütze", category="Hüte", per_day=3, sizes=()),
)
VIEWER = Viewer(1, "Petra", "petra@shop.test", Role.PRODUCT, "de")


def view(path: str = "/products", **query: str) -> View:
    return view_of(path, {"days": "90", **query}, LAST, OWN)


def row_of(page: ProductList, name: str) -> ProductRow:
    return next(row for row in page.rows if row.name == name)


async def brute(name: str, span: tuple[date, date], by: str = "day", and_: str = "") -> int:
    return await count(
        f'SELECT SUM("quantity") FROM "comment" WHERE "product" = ? AND "{by}" BETWEEN ? AND ?'
        f' AND "superseded_at" IS NULL {and_}',
        name, *span,
    )  # fmt: skip


async def test_pieces_items_sizes_and_shipments_equal_the_rows_by_day_of_return_and_of_order(db, house) -> None:
    await sell(house, SHOP)
    span = (LAST - timedelta(days=89), LAST)
    for cohort, by in (("", "day"), ("ordered", "ordered_on")):
        page = await product_list(house, view(cohort=cohort))
        for one in SHOP:
            row = row_of(page, one.name)
            assert row.back == await brute(one.name, span, by)
            assert row.items == await count(
                f'SELECT COUNT(*) FROM "comment" WHERE "product" = ? AND "{by}" BETWEEN ? AND ?', one.name, *span
            )
            for reason, found in (("too_small", row.small), ("too_big", row.big)):
                sql = f'SELECT COUNT(*) FROM "comment" WHERE "product" = ? AND "reason" = ? AND "{by}" BETWEEN ? AND ?'
                assert found == await count(sql, one.name, reason, *span)
            assert row.sent == 90 * one.per_day


async def test_the_rate_of_orders_is_that_of_the_rates_page(db, house) -> None:
    await sell(house, (Sells("Chino"), Sells("Mütze", category="Hüte", rate=0.1)))
    since = (LAST - timedelta(days=27)).isoformat()
    page = await product_list(house, view(cohort="ordered", since=since, until=LAST.isoformat()))
    for name, category in (("Chino", "Hosen"), ("Mütze", "Hüte")):
        (known,) = await rates_of("category", [category], LAST)
        rate = row_of(page, name).rate
        assert rate is not None
        assert (rate.rate, rate.lower, rate.upper) == pytest.approx(
            (known.expected_final, known.lower, known.upper), rel=1e-9
        )


async def test_the_rate_of_orders_that_are_all_back_still_has_an_interval(db, house) -> None:
    await sell(house, (Sells("Chino"), Sells("Selten", per_day=1)), days=200)
    span = {"since": (LAST - timedelta(days=190)).isoformat(), "until": (LAST - timedelta(days=181)).isoformat()}
    row = row_of(await product_list(house, view(cohort="ordered", **span)), "Selten")
    assert row.rate is not None
    assert row.sent == 10
    assert row.rate.upper - row.rate.lower > 0.2


async def test_rates_by_day_of_return_hold_the_true_rate_also_of_the_newest_days(db, house) -> None:
    # Two pieces come back with every fourth form, so that 0.16 of the pieces do in 0.128 of the forms.
    await sell(house, (Sells("Chino", per_day=200, rate=0.128), Sells("Jeans", per_day=200, rate=0.128)))
    page = await product_list(house, view(days="30"))
    for row in page.rows:
        assert row.rate is not None
        assert row.rate.lower < 0.16 < row.rate.upper
        assert row.rate.upper - row.rate.lower < 0.06


async def test_a_rate_that_doubled_is_rising_beside_the_days_before_and_a_steady_one_is_not(db, house) -> None:
    await sell(house, (Sells("Chino", per_day=60, rate=0.1), Sells("Jeans", per_day=60, rate=0.1)), days=90)
    async with transaction():
        await execute(
            """UPDATE "comment" SET "quantity" = 3, "revision" = 2 WHERE "product" = 'Chino' AND "day" > ?""",
            LAST - timedelta(days=30),
        )
    await counts.run(house)
    await packing.run(house)
    changes = {row.name: row.change for row in (await product_list(house, view(days="30"))).rows}
    assert {name: change and change.trend for name, change in changes.items()} == {"Chino": "rising", "Jeans": "steady"}
    assert {row.change for row in (await product_list(house, view(days="30", compare="0"))).rows} == {None}


async def test_delivery_and_changes_of_mind_do_not_count_into_the_grade(db, house) -> None:
    await sell(house, SHOP)
    page = await product_list(house, view())
    # Shorts come back as often as Jeans, three of four times because of the carrier.
    assert row_of(page, "Shorts").standing.grade in {Grade.GOOD, Grade.VERY_GOOD}
    assert row_of(page, "Cord").standing.grade == Grade.VERY_POOR
    assert row_of(page, "Mütze").standing.grade == Grade.NONE


async def test_the_page_of_a_product_says_what_the_list_says(db, house) -> None:
    await sell(house, SHOP)
    listed = row_of(await product_list(house, view()), "Chino")
    page = await product_page(house, view(), "Chino", VIEWER)
    assert page is not None
    assert page.row == listed
    assert sum(bar.value for bar in page.blames) == listed.back
    assert sum(bar.value for bar in (*page.reasons, *page.more_reasons)) == listed.items
    assert [row.size for row in page.sizes.rows] == ["S", "M", "L"]
    assert sum(row.too_small for row in page.sizes.rows) == listed.small
    assert sum(part.items for part in page.colors) == listed.items
    assert page.sizes.fit.hint.fit == Fit.SMALL
    assert await product_page(house, view(), "Nie gehört", VIEWER) is None


async def alert_about(series: str) -> int:
    async with transaction():
        alert = Alert(
            series=series, theme="too_small", team="product", state="new", since=LAST, last_day=LAST, observed=9,
            expected=3.0, lower=1.0, upper=6.0, exposure=50, usual_share=0.06, score=5.0, opened_at=NOON,
            updated_at=NOON,
        )  # fmt: skip
        await alert.save()
    return int(alert.id)


async def test_alerts_actions_and_notes_about_a_product_stand_on_its_page_and_those_about_others_do_not(
    db, house
) -> None:
    await sell(house, SHOP, days=30)
    own = await alert_about("too_small|sku=SKU-Chino")
    for other in ("too_small|sku=SKU-Jeans", "too_small|carrier=SKU-Chino", "too_small", "too_small|lot=L-9"):
        await alert_about(other)
    async with transaction():
        await Action(
            alert=own, cause="Tabelle", measure="Größentabelle berichtigt", started_on=LAST, created_at=NOON
        ).save()
        await ChartNote(day=LAST, product="Chino", text="Neue Bilder", member_id=1, created_at=NOON).save()
        await ChartNote(day=LAST, product="Jeans", text="Anderes", member_id=1, created_at=NOON).save()
    page = await product_page(house, view(), "Chino", VIEWER)
    assert page is not None
    around = page.around
    assert [one.url for one in around.alerts] == [f"/alerts/{own}"]
    assert [(one.measure, one.verdict) for one in around.done] == [("Größentabelle berichtigt", "too_early")]
    assert [one.text for one in around.notes] == ["Neue Bilder"]


async def test_the_weeks_of_a_product_add_up_to_its_returns(db, house) -> None:
    await sell(house, SHOP[:1])
    page = await product_page(house, view(), "Chino", VIEWER)
    assert page is not None
    monday = page.chart.rows[0].day
    items = await count(
        'SELECT COUNT(*) FROM "comment" WHERE "day" BETWEEN ? AND ?',
        monday,
        page.chart.rows[-1].day + timedelta(days=6),
    )
    assert sum(row.observed or 0 for row in page.chart.rows) == items


async def test_a_week_that_is_not_over_is_no_point_of_the_line(db, house) -> None:
    await sell(house, SHOP[:1], days=70)
    own = {"since": (LAST - timedelta(days=60)).isoformat(), "until": (LAST - timedelta(days=1)).isoformat()}
    page = await product_page(house, view(**own), "Chino", VIEWER)
    assert page is not None
    assert page.chart.rows[-1].day + timedelta(days=6) < LAST


async def test_the_rate_of_a_morning_is_that_of_the_days_that_are_over(db, house) -> None:
    await sell(house, SHOP[:1])
    before = row_of(await product_list(house, view(days="7")), "Chino").rate
    async with transaction():
        # Nothing has come back yet today.
        await execute('DELETE FROM "submission" WHERE "day" = ?', LAST)
    await packing.run(house)
    assert before is not None
    morning = row_of(await product_list(house, view(days="7")), "Chino").rate
    assert morning is not None
    assert morning.rate == pytest.approx(before.rate, rel=0.02)


async def test_loss_is_pieces_times_cost_and_leads_the_list_once_it_is_known(db, house) -> None:
    await sell(house, SHOP)
    before = await product_list(house, view())
    assert (before.costs_known, before.rows[0].cents) == (False, None)
    await ReturnCost(category="Hüte", shipping=90_000, handling=0, write_down=0, changed_at=NOON).save()
    await ReturnCost(category="", shipping=300, handling=200, write_down=100, changed_at=NOON).save()
    after = await product_list(house, view())
    assert after.rows[0].name == "Mütze"
    assert row_of(after, "Chino").cents == 600 * row_of(after, "Chino").back


async def test_each_head_sorts_and_the_search_knows_names_and_article_numbers(db, house) -> None:
    await sell(house, SHOP, days=100)
    names = {}
    for sort in ("returns", "rate", "n", "grade"):
        names[sort] = [row.name for row in (await product_list(house, view(sort=sort))).rows]
    assert {names[sort][0] for sort in names} == {"Cord"}
    assert sorted(names["rate"]) == sorted(one.name for one in SHOP)
    assert [row.name for row in (await product_list(house, view(q="müt"))).rows] == ["Mütze"]
    assert [row.name for row in (await product_list(house, view(q="sku-je"))).rows] == ["Jeans"]
    assert (await product_list(house, view(q="%_"))).rows == ()


async def test_a_hundred_and_twenty_products_come_in_pages_of_fifty(db, house) -> None:
    await sell(house, [Sells(f"P{number:03}", per_day=1, rate=0.0) for number in range(120)], days=2)
    seen = []
    for page in ("1", "2", "3", "99"):
        found = await product_list(house, view(page=page))
        seen.append((len(found.rows), found.pages.first, found.pages.last, found.pages.total))
    assert seen == [(50, 1, 50, 120), (50, 51, 100, 120), (20, 101, 120, 120), (20, 101, 120, 120)]


async def test_an_empty_shop_one_without_shipments_and_days_to_come_say_so(db, house) -> None:
    empty = await product_list(house, view())
    assert (empty.rows, empty.head.nothing is not None) == ((), True)
    await sell(house, SHOP[:1], days=70)
    async with transaction():
        await execute('DELETE FROM "shipment"')
    await packing.run(house)
    bare = await product_list(house, view())
    assert bare.rows[0].rate is None
    assert bare.no_rates == "Von diesen Tagen sind keine Sendungen bekannt; deshalb gibt es keine Quoten."
    assert (await product_list(house, view(since="2030-01-01", until="2030-02-01"))).rows == ()
    filtered = await product_list(house, view(size="M"))
    assert "gefiltert" in filtered.no_rates


async def test_an_article_number_leads_to_its_product_and_odd_names_have_an_address(db, house) -> None:
    await sell(house, (Sells("A/B 50%"), Sells("..")), days=30)
    facts = await facts_now()
    assert product_with(facts, "SKU-A/B 50%") == "A/B 50%"
    assert product_with(facts, "SKU-nie") == ""
    assert product_url(view(), "A/B 50%") == "/products?days=90&product=A%2FB+50%25"
    assert product_url(view(), "..") == "/products?days=90&product=.."
    assert (
        product_url(view(cohort="ordered"), "Chino Größe?")
        == "/products/Chino%20Gr%C3%B6%C3%9Fe%3F?days=90&cohort=ordered"
    )


# Selection orders ----------------------------------------------------------------------------------------------------


async def returned(order: str, size: str, reason: str = "too_small", product: str = "Chino") -> None:
    survey = (await Submission.select(Submission.survey).first())["survey"]
    async with transaction():
        said = Submission(
            survey=survey, order_id=order, submitted_at=NOON, day=LAST, language="de", channel="link", changed_at=NOON
        )
        await said.save()
        await Comment(
            submission=said.id, day=LAST, product=product, sku="X", size=size, reason=reason, reason_raw=reason
        ).save()


async def ordered(number: str, *lines: tuple[str, str]) -> None:
    async with transaction():
        order = Order(external_id=number)
        await order.save()
        for product, size in lines:
            await OrderItem(order=order.id, product=product, sku=f"X-{size}", size=size).save()


async def selected(house) -> dict[str, bool]:
    await packing.run(house)
    cut = (await facts_now()).said(view().span, {"sku": "X"})
    sizes = (await facts_now()).values("size")
    return {sizes[size]: bool(one) for size, one in zip(cut.column("size"), cut.column("selection"), strict=True)}


async def test_two_sizes_of_one_article_in_one_order_are_a_selection_two_pieces_of_one_size_are_not(db, house) -> None:
    await sell(house, SHOP[:1], days=20)
    await ordered("A-1", ("Chino", "48"), ("Chino", "50"), ("Jeans", "52"))
    await ordered("A-2", ("Chino", "54"), ("Chino", "54"), ("Jeans", "56"))
    await ordered("A-3", ("Chino", ""), ("Chino", "58"))
    for order, size in (("A-1", "48"), ("A-2", "54"), ("A-3", "58"), ("", "60"), ("unknown", "62")):
        await returned(order, size)
    assert await selected(house) == {"48": True, "54": False, "58": False, "60": False, "62": False}


async def test_where_only_answers_are_known_two_returned_sizes_of_one_order_are_a_selection(db, house) -> None:
    await sell(house, SHOP[:1], days=20)
    for order, size in (("C-1", "48"), ("C-1", "50"), ("C-2", "52"), ("", "54"), ("", "56")):
        await returned(order, size)
    await returned("C-3", "58", reason="selection_order")
    assert await selected(house) == {"48": True, "50": True, "52": False, "54": False, "56": False, "58": True}


async def test_selection_orders_are_left_out_of_sizes_said_and_counted_on_request(db, house) -> None:
    await sell(house, SHOP[:1], days=60)
    before = row_of(await product_list(house, view()), "Chino")
    await ordered("A-1", ("Chino", "48"), ("Chino", "50"))
    await returned("A-1", "48")
    await packing.run(house)
    usual = await product_list(house, view())
    row = row_of(usual, "Chino")
    assert (row.small, row.back) == (before.small, before.back + 1)
    assert usual.selected.startswith("Eine Größen-Retoure ist nicht mitgezählt")
    asked = await product_list(house, view(selections="1"))
    assert row_of(asked, "Chino").small == before.small + 1
    hint = hints_of(await facts_now(), LAST).of("product", "Chino")
    assert hint is not None
    assert hint.too_small == before.small


async def test_hints_by_article_number_and_by_product_rest_on_the_same_returns(db, house) -> None:
    await sell(house, SHOP)
    hints = hints_of(await facts_now(), LAST)
    assert hints.of("sku", "SKU-Chino") == hints.of("product", "Chino")
    assert hints.of("sku", "SKU-nie") is None
    assert (hints.clear()[0][0], hints.clear()[0][1].fit) == ("Chino", Fit.SMALL)


async def test_the_book_of_one_filter_is_the_part_of_the_whole(db, house) -> None:
    await sell(house, SHOP, days=60)
    known = await known_now(house)
    whole = ledger(known, view().span, {}, Cohort.RETURNED, False)
    part = ledger(known, view().span, {"category": "Hüte"}, Cohort.RETURNED, False)
    code = known.facts.code("product", "Mütze")
    assert part.back[code] == whole.back[code]
    assert part.due[code] == pytest.approx(whole.due[code])
    assert np.count_nonzero(part.items) == 1


def test_sizes_stand_in_the_order_of_people() -> None:
    sizes = ["XL", "50", "S", "8,5", "3XL", "one size", "XXL", "135 x 200", "XS", "9"]
    assert sorted(sizes, key=size_key) == ["XS", "S", "XL", "XXL", "3XL", "8,5", "9", "50", "135 x 200", "one size"]
