"""The returns desk: items are found, results stored once, taken back, revised, imported, and set against reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pytest

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.insights.inspection.keeping import import_inspections, store_inspection_rows
from feedback_app.insights.inspection.rows import InspectionRow, parse_inspection
from feedback_app.insights.inspection.witnesses import (
    Verdict,
    items_of_article,
    items_of_order,
    record,
    rejoin,
    take_back,
)
from feedback_app.insights.products.parties import reasons_now
from feedback_app.insights.products.witnesses import doubts, witnesses
from feedback_app.insights.shares import share_of
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.tables import Inspection
from feedback_app.insights.views import Span
from surveys.catalogue import install_catalogue
from surveys.tables import Comment, Order, OrderItem
from tests.conftest import NOON
from tests.shop_cast import TODAY, add_comment

FINE = Verdict("A", "nothing", TODAY)
BROKEN = Verdict("D", "defective", TODAY)
EVER = Span(TODAY - timedelta(days=30), TODAY)


@pytest.fixture
async def shop(db, house):
    """Order A-1: a jacket of which the customer told, and trousers in two sizes of which nobody did."""
    await install_catalogue()
    async with transaction():
        order = Order(external_id="A-1")
        await order.save()
        for sku, size in (("J-1", "M"), ("T-1", "48"), ("T-1", "50")):
            await OrderItem(order=order.id, sku=sku, product=f"Artikel {sku}", size=size).save()
    await add_comment("Knopf ab", reason="defective", order="A-1", sku="J-1", product="Artikel J-1", size="M")
    return house


async def rows() -> list[tuple[object, ...]]:
    found = await fetch('SELECT "comment", "sku", "condition", "finding", "revision" FROM "inspection" ORDER BY "id"')
    return [tuple(row.values()) for row in found]


async def test_an_order_shows_what_customers_told_once_and_its_other_lines(shop):
    items = await items_of_order("A-1")
    assert [(bool(one.comment), one.sku, one.size) for one in items] == [
        (True, "J-1", "M"), (False, "T-1", "48"), (False, "T-1", "50"),
    ]  # fmt: skip
    assert await items_of_order("") == await items_of_order("unknown") == ()


async def test_an_article_number_finds_its_newest_returns_those_nobody_inspected_first(shop):
    await add_comment(order="A-2", sku="J-1", day=TODAY - timedelta(days=3))
    await add_comment(order="A-3", sku="J-1", day=TODAY - timedelta(days=200))
    (newest, older) = await items_of_article("J-1", TODAY)
    await record(shop, newest, FINE)
    assert [one.order_id for one in await items_of_article("J-1", TODAY)] == [older.order_id, newest.order_id]


async def test_the_same_result_twice_is_stored_once_another_one_is_a_revision(shop):
    (item, *_others) = await items_of_order("A-1")
    outcomes = [(await record(shop, item, verdict))[0] for verdict in (FINE, FINE, BROKEN, BROKEN, FINE)]
    assert outcomes == ["stored", "known", "stored", "known", "known"]
    assert await rows() == [(item.comment, "J-1", "A", "nothing", 1), (item.comment, "J-1", "D", "defective", 2)]
    assert (await items_of_order("A-1"))[0].result.finding == "defective"


async def test_lines_of_one_article_in_two_sizes_are_two_items(shop):
    for item in (await items_of_order("A-1"))[1:]:
        await record(shop, item, FINE)
    assert [one.result is not None for one in await items_of_order("A-1")] == [False, True, True]


async def test_a_result_older_than_the_newest_is_passed_over(shop):
    (item, *_others) = await items_of_order("A-1")
    await record(shop, item, BROKEN)
    assert await record(shop, item, replace(FINE, day=TODAY - timedelta(days=1))) == ("older", 0)


async def test_whoever_wrote_a_result_may_take_it_back_soon_and_nobody_else(shop):
    (item, *_others) = await items_of_order("A-1")
    _, first = await record(shop, item, FINE, member_id=7)
    _, second = await record(shop, item, BROKEN, member_id=7)
    later = replace(shop, clock=lambda: NOON + timedelta(hours=1))
    assert await take_back(shop, first, 7) is None
    assert await take_back(shop, second, 8) is None
    assert await take_back(later, second, 7) is None
    assert await take_back(shop, second, 7) is not None
    assert await rows() == [(item.comment, "J-1", "A", "nothing", 1)]


async def test_a_result_taken_back_and_written_anew_is_packed_anew(shop):
    (item, *_others) = await items_of_order("A-1")
    _, first = await record(shop, item, FINE, member_id=7)
    await packing.run(shop)
    await take_back(shop, first, 7)
    await record(shop, item, BROKEN, member_id=7)
    assert await packing.run(shop) == 1
    finding = (await facts_now()).said(EVER, {}).column("finding")
    assert finding.tolist() == [packing.FINDINGS.index("defective") + 1]


async def test_an_answer_that_comes_after_its_item_and_one_that_replaces_another_are_joined_again(shop):
    item = (await items_of_order("A-1"))[1]
    await record(shop, item, BROKEN)
    assert await rejoin(shop) == 0
    late = await add_comment(order="A-1", sku="T-1", size="48")
    assert await rejoin(shop) == 1
    assert [row[0] for row in await rows()] == [late]
    async with transaction():
        await Comment.update({Comment.superseded_at: NOON, Comment.revision: 2}).where(Comment.id == late)
        submission = (await Comment.select(Comment.submission).where(Comment.id == late))[0]["submission"]
        changed = Comment(submission=submission, day=TODAY, sku="T-1", size="48", reason="defective")
        await changed.save()
    assert [await rejoin(shop), await rejoin(shop)] == [1, 0]
    assert [row[0] for row in await rows()] == [changed.id]


async def test_erasing_the_customers_answer_keeps_the_result_without_it(shop):
    (item, *_others) = await items_of_order("A-1")
    await record(shop, item, FINE)
    async with transaction():
        await execute('DELETE FROM "submission"')
    assert await rows() == [(None, "J-1", "A", "nothing", 1)]


# Rows of files and programs ------------------------------------------------------------------------------------------


def parsed(**fields: str):
    from zoneinfo import ZoneInfo

    return parse_inspection({"order_id": "A-1", **fields}, NOON.astimezone(UTC), ZoneInfo("Europe/Berlin"), 2)


@pytest.mark.parametrize(
    ("condition", "finding", "meant"),
    [
        ("A", "", ("A", "nothing")),
        ("c", "", ("C", "worn")),
        ("Unopened", "", ("A", "nothing")),
        ("Opened", "", ("B", "nothing")),
        ("Damaged", "", ("D", "damaged")),
        ("resellable", "", ("B", "nothing")),
        ("Defekt", "", ("D", "defective")),
        ("B", "Wrong Item", ("B", "wrong_item")),
        ("E", "unvollständig", ("E", "incomplete")),
    ],
)
def test_other_systems_words_are_read(condition: str, finding: str, meant: tuple[str, str]) -> None:
    row = parsed(condition=condition, finding=finding)
    assert isinstance(row, InspectionRow)
    assert (row.condition, row.finding) == meant


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"condition": "F"}, "condition"),
        ({"condition": ""}, "condition"),
        ({"condition": "A", "finding": "kaputt?"}, "finding"),
        ({"condition": "A", "inspected_at": "morgen"}, "inspected_at"),
        ({"condition": "A", "inspected_at": "2030-01-01"}, "inspected_at"),
        ({"condition": "A", "order_id": ""}, "order_id"),
    ],
)
def test_what_cannot_be_read_names_its_column_and_line(fields: dict[str, str], column: str) -> None:
    problems = parsed(**fields)
    assert isinstance(problems, list)
    assert (problems[0].line, problems[0].column) == (2, column)


FILE = """order_id;sku;condition;finding;inspected_at
A-1;J-1;Damaged;;19.11.2026
A-1;T-1;A;;
A-1;T-1;D;defective;
B-9;Z-1;resellable;;
B-9;;A;;
A-1;J-1;zerkratzt;;
"""


async def test_a_file_is_checked_stored_once_and_says_what_is_wrong_with_it(shop, tmp_path: Path):
    file = tmp_path / "pruefung.csv"
    file.write_text(FILE, encoding="utf-8")
    dry = await import_inspections(shop, file, dry_run=True)
    assert (dry.stored, dry.known, dry.bad, await rows()) == (4, 0, 2, [])
    first, second = [await import_inspections(shop, file) for _ in range(2)]
    assert [(one.stored, one.known, one.bad) for one in (first, second)] == [(4, 0, 2), (0, 4, 2)]
    assert [(problem.line, problem.column) for problem in first.problems] == [(7, "condition"), (6, "sku")]
    (told, small, large) = await items_of_order("A-1")
    assert (small.result.condition, large.result.condition) == ("A", "D")
    comment = told.comment
    assert (comment, "J-1", "D", "damaged", 1) in await rows()


async def test_the_nth_row_of_an_article_means_its_nth_item_also_when_the_file_comes_again(shop):
    for _ in range(2):
        await add_comment(order="C-1", sku="K-1")
    sent = [{"order_id": "C-1", "sku": "K-1", "condition": one} for one in ("A", "D", "D")]
    reports = [await store_inspection_rows(shop, sent) for _ in range(2)]
    assert [(one.stored, one.known) for one in reports] == [(2, 1), (0, 3)]
    assert [one.result.condition for one in await items_of_order("C-1")] == ["A", "D"]


async def test_a_row_that_comes_after_the_desk_looked_again_does_not_turn_the_desk_round(shop):
    sent = [{"order_id": "A-1", "sku": "J-1", "condition": "A", "inspected_at": "2026-11-18"}]
    await store_inspection_rows(shop, sent)
    await record(shop, (await items_of_order("A-1"))[0], BROKEN)
    await store_inspection_rows(shop, sent)
    assert (await items_of_order("A-1"))[0].result.finding == "defective"


# Reason and inspection -----------------------------------------------------------------------------------------------


async def test_two_witnesses_are_counted_by_reason_and_by_product_from_twenty_items_on(shop):
    told = {"defective": (25, 11), "changed_mind": (21, 15), "missing_parts": (4, 1)}
    for reason, (items, nothing) in told.items():
        for number in range(items):
            comment = await add_comment(order=f"{reason}-{number}", reason=reason, product="Lampe", sku="L")
            finding = "nothing" if number < nothing else "defective"
            await Inspection(
                comment=comment, day=TODAY, comment_day=TODAY, condition="B", finding=finding, inspected_at=NOON
            ).save()
    await packing.run(shop)
    facts, reasons = await facts_now(), await reasons_now()
    cut = facts.said(EVER, {})
    found = {one.code: one for one in witnesses(cut, facts, reasons)}
    assert found["defective"].differing == share_of(11, 25)
    assert found["changed_mind"].differing == share_of(6, 21)
    assert (found["missing_parts"].differing, found["missing_parts"].inspected) == (None, 4)
    assert [(one.product, one.code, one.differing.count) for one in doubts(cut, facts, reasons)] == [
        ("Lampe", "defective", 11)
    ]
    assert int(np.count_nonzero(cut.column("condition") == 2)) == 50
