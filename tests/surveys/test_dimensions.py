"""Hub, packaging, shift, lot, area and the order's day reach the comment, whichever way an order or answer comes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from surveys.answers import Answers, ItemAnswer
from surveys.areas import area_of
from surveys.built_in import RETURNS
from surveys.definition import Definition, Words
from surveys.import_rows import RowProblem, SubmissionRow, parse_submission
from surveys.imports import import_submissions
from surveys.invitations import Found, find_invitation, invite
from surveys.order_import import import_orders
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.row_identity import identity
from surveys.submissions import submit
from surveys.surveys import publish
from surveys.tables import Comment, Order, OrderItem

WHERE = ("hub", "packaging", "shift", "lot", "area", "ordered_on")
ORDER = OrderLines(
    "B-7",
    (ItemLine("J-1", "Jacke", lot="L7"),),
    ordered_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC),
    hub="Neuenstein",
    packaging="Tüte",
    shift="Früh",
    postal_code="01067",
)


@pytest.mark.parametrize(
    ("written", "area"),
    [("99084", "99"), ("D-01067", "01"), ("DE 20095", "20"), ("04", "04"), ("1010", ""), ("SW1A", ""), ("00123", "")],
)
def test_an_area_is_the_beginning_of_a_german_postal_code(written, area):
    assert area_of(written) == area


async def _answer(shop, survey: str) -> dict[str, object]:
    await upsert_orders([ORDER])
    found = await find_invitation(shop, (await invite(shop, "B-7", survey)).token)
    assert isinstance(found, Found)
    await submit(shop, found, Answers((ItemAnswer(str(found.order.items[0].id), "too_small", "Ärmel"),)))
    return dict(await Comment.select().first())


async def test_an_answer_takes_them_from_its_order(shop):
    comment = await _answer(shop, "returns")
    assert [comment[name] for name in WHERE] == ["Neuenstein", "Tüte", "Früh", "L7", "01", date(2026, 11, 2)]


async def test_an_anonymous_answer_takes_none_of_them(shop):
    title = Words("Unter uns", "Between us")
    await publish("secret", Definition(title, Words(), RETURNS.items, (), anonymous=True), shop.now())
    comment = await _answer(shop, "secret")
    assert [comment[name] for name in WHERE] == ["", "", "", "", "", None]


async def test_a_file_of_answers_brings_them_and_only_the_area_of_the_postal_code(shop, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text(
        "submitted_at,comment,hub,packaging,shift,lot,postal_code,ordered_at\n"
        "2026-11-18,Ärmel zu kurz,Neuenstein,Karton,Spät,L8,50667,02.11.2026\n"
    )
    assert (await import_submissions(shop, file)).stored == 1
    comment = await Comment.select().first()
    assert [comment[name] for name in WHERE] == ["Neuenstein", "Karton", "Spät", "L8", "50", date(2026, 11, 2)]
    assert "50667" not in repr(comment)


def test_an_order_after_its_answer_is_named_as_a_mistake(shop):
    fields = {"submitted_at": "2026-11-18", "ordered_at": "2026-11-19"}
    found = parse_submission(fields, shop.zone, 3)
    assert isinstance(found, list)
    assert [(one.line, one.column) for one in found] == [(3, "ordered_at")]


def test_rows_without_the_new_columns_are_the_rows_they_were(shop):
    old = {"submitted_at": "2026-11-18T10:00:00+01:00", "comment": "x"}
    row, hub = parse_submission(old, shop.zone), parse_submission(old | {"hub": "N"}, shop.zone)
    assert isinstance(row, SubmissionRow)
    assert isinstance(hub, SubmissionRow)
    known = "row-f92a60a145e327e33231428a833a184cd5705111736e0609c21e9fbf7a53ffaf"
    assert (identity(row, 0) == known, identity(row, 0) != identity(hub, 0)) == (True, True)


async def orders_from(shop, folder: Path, *lines: str):
    file = folder / "orders.csv"
    file.write_text("order_id,ordered_at,sku,lot,hub,quantity\n" + "".join(f"{line}\n" for line in lines))
    return await import_orders(shop, file)


async def test_a_file_of_orders_is_stored_with_its_items_and_twice_is_once(shop, tmp_path):
    lines = ("C-1,2026-11-02,J-1,L7,Neuenstein,2", "C-1,2026-11-02,T-2,L9,Neuenstein,1", "C-2,,J-1,,,")
    assert (await orders_from(shop, tmp_path, *lines)).stored == 2
    assert (await orders_from(shop, tmp_path, *lines)).bad == 0
    order = await Order.select().where(Order.external_id == "C-1").first()
    items = await OrderItem.select().where(OrderItem.order == order["id"]).order_by(OrderItem.id)
    assert (order["hub"], order["ordered_at"]) == ("Neuenstein", datetime(2026, 11, 2, 11, tzinfo=UTC))
    assert [(one["sku"], one["lot"], one["quantity"]) for one in items] == [("J-1", "L7", 2), ("T-2", "L9", 1)]


async def test_an_order_with_a_bad_line_is_left_out_whole_and_named(shop, tmp_path):
    report = await orders_from(shop, tmp_path, "C-1,,J-1,,,2", "C-1,,T-2,,,many", "C-2,,J-1,,,1", "C-1,,J-1,,,1")
    assert (report.stored, report.bad) == (1, 2)
    assert [(one.line, one.column) for one in report.problems] == [(3, "quantity"), (5, "order_id")]
    assert not await Order.exists().where(Order.external_id == "C-1")
    assert all(isinstance(one, RowProblem) for one in report.problems)
