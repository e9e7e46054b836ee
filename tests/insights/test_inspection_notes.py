"""What the returns desk notes about an item: masked like a customer's words, and gone with the customer's answer."""

from __future__ import annotations

import pytest

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.insights.inspection.keeping import store_inspection_rows
from feedback_app.insights.inspection.witnesses import Verdict, items_of_order, record
from surveys.catalogue import install_catalogue
from surveys.form.deletion import deletion_hash, erase_by_code
from surveys.tables import Order, OrderItem, Submission
from tests.shop_cast import TODAY, add_comment

PERSONAL = "Kundin schreibt von erika@web.de, Knopf fehlt"
MASKED = "Kundin schreibt von [E-Mail], Knopf fehlt"
CODE = "ABCD-EFGH-IJKL-MNOP"


@pytest.fixture
async def shop(db: str, house: House) -> House:
    """Two orders of two items each; of one item of each order its customer told, A-1 with a code to delete it."""
    await install_catalogue()
    for name in ("A-1", "B-2"):
        async with transaction():
            order = Order(external_id=name)
            await order.save()
            for sku in ("J-1", "T-1"):
                await OrderItem(order=order.id, sku=sku, product=f"Artikel {sku}").save()
        await add_comment("Knopf ab", reason="defective", order=name, sku="J-1", product="Artikel J-1")
    async with transaction():
        await Submission.update({Submission.deletion_hash: deletion_hash(CODE)}).where(Submission.order_id == "A-1")
    return house


async def notes() -> list[tuple[str, str]]:
    rows = await fetch('SELECT "order_id", "note" FROM "inspection" ORDER BY "id"')
    return [(row["order_id"], row["note"]) for row in rows]


async def inspect_all(house: House, order: str) -> None:
    for item in await items_of_order(order):
        await record(house, item, Verdict("D", "defective", TODAY, "Knopf fehlt"))


async def test_personal_words_of_a_note_are_masked_before_they_are_stored(shop: House) -> None:
    (item, _other) = await items_of_order("A-1")
    await record(shop, item, Verdict("D", "defective", TODAY, PERSONAL))
    assert await notes() == [("A-1", MASKED)]


async def test_personal_words_of_a_programs_note_are_masked_too(shop: House) -> None:
    row = {"order_id": "A-1", "sku": "J-1", "condition": "D", "note": PERSONAL}
    assert (await store_inspection_rows(shop, [row])).stored == 1
    assert await notes() == [("A-1", MASKED)]


async def test_the_notes_of_an_order_go_with_its_customers_answer_and_those_of_others_stay(shop: House) -> None:
    await inspect_all(shop, "A-1")
    await inspect_all(shop, "B-2")
    assert await erase_by_code(CODE)
    assert await notes() == [("", "")] * 2 + [("B-2", "Knopf fehlt")] * 2


async def test_the_note_goes_with_an_answer_that_names_no_order(shop: House) -> None:
    await inspect_all(shop, "A-1")
    async with transaction():
        await execute('UPDATE "inspection" SET "order_id" = ?', "")
        await execute('UPDATE "submission" SET "order_id" = ? WHERE "order_id" = ?', "", "A-1")
        await execute('UPDATE "inspection" SET "note" = ?', "Knopf fehlt")
    assert await erase_by_code(CODE)
    assert await notes() == [("", ""), ("", "Knopf fehlt")]


async def test_a_changed_answer_keeps_the_note(shop: House) -> None:
    await inspect_all(shop, "B-2")
    async with transaction():
        await execute('UPDATE "comment" SET "superseded_at" = ?, "revision" = ?', shop.now(), 2)
    assert await notes() == [("B-2", "Knopf fehlt")] * 2


async def test_the_note_and_the_order_go_when_the_answer_is_deleted_as_a_whole(shop: House) -> None:
    await inspect_all(shop, "A-1")
    async with transaction():
        await execute('DELETE FROM "submission" WHERE "order_id" = ?', "A-1")
    assert (await notes())[0] == ("", "")
