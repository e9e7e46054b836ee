"""What the column store reads from an order is right also when the order comes, or changes, after its answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.only import only
from feedback_app.insights.store import packing
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.heat_map import heat_page
from feedback_app.insights.views import Span, view_of
from surveys.orders import ItemLine, OrderLines, upsert_orders
from tests.insights.desk_world import LAST, Said, write_shop

EVER = Span(LAST - timedelta(days=400), LAST)


async def answered(house: Any) -> list[Said]:
    """Write answers of several days, the first two of them about the order B-1, and pack them."""
    said = await write_shop(house, 40, seed=21)
    first = said[0]
    other = next(one for one in said if one.day != first.day)
    async with transaction():
        for one in (first, other):
            await execute("UPDATE submission SET order_id = 'B-1' WHERE id = ?", one.submission)
            await execute("UPDATE comment SET sku = 'A-1', size = 'S' WHERE id = ?", one.id)
    await packing.run(house)
    return [first, other]


async def packed(house: Any) -> tuple[Facts, Cut]:
    assert await packing.run(house) > 0
    assert await packing.run(house) == 0, "a second pass has nothing to do"
    facts = await facts_now()
    return facts, facts.said(EVER, {})


def order(*sizes: str, **more: str) -> OrderLines:
    return OrderLines("B-1", tuple(ItemLine("A-1", size=size) for size in sizes), **more)  # type: ignore[arg-type]


def selected(cut: Cut, one: Said) -> bool:
    return bool(cut.column("selection")[cut.column("comment").tolist().index(one.id)])


async def test_the_sales_channel_of_an_order_that_came_late_counts(db, house) -> None:
    said = await answered(house)
    await upsert_orders([order("S", channel="Marktplatz")])
    facts, _cut = await packed(house)
    assert {one.id for one in said} <= set(facts.said(EVER, {"sales_channel": "Marktplatz"}).column("comment").tolist())
    await upsert_orders([order("S", channel="web")])
    facts, _cut = await packed(house)
    assert facts.said(EVER, {"sales_channel": "Marktplatz"}).size == 0


async def test_a_bare_rating_has_the_carrier_of_its_order_when_that_is_known(db, house) -> None:
    (first, _other) = await answered(house)
    async with transaction():
        await execute("DELETE FROM comment WHERE submission = ?", first.submission)
    await packing.run(house)
    await upsert_orders([order(carrier="Kurier", packaging="Tüte")])
    facts, _cut = await packed(house)
    found = facts.said(EVER, {"carrier": "Kurier", "packaging": "Tüte"})
    assert first.submission in found.column("submission").tolist()


async def test_a_line_of_another_size_that_came_late_makes_a_selection_order(db, house) -> None:
    (first, other) = await answered(house)
    await upsert_orders([order("S")])
    _facts, cut = await packed(house)
    assert (selected(cut, first), selected(cut, other)) == (False, False)
    await upsert_orders([order("S", "M")])
    _facts, cut = await packed(house)
    assert (selected(cut, first), selected(cut, other)) == (True, True)
    await upsert_orders([order("S")])
    _facts, cut = await packed(house)
    assert (selected(cut, first), selected(cut, other)) == (False, False)


async def test_an_answer_about_another_size_marks_those_of_earlier_days_too(db, house) -> None:
    (first, other) = await answered(house)
    async with transaction():
        await execute("UPDATE comment SET size = 'M', revision = revision + 1 WHERE id = ?", other.id)
    _facts, cut = await packed(house)
    assert (selected(cut, first), selected(cut, other)) == (True, True)
    async with transaction():
        await execute("DELETE FROM submission WHERE id = ?", other.submission)
    _facts, cut = await packed(house)
    assert not selected(cut, first)


async def test_an_order_without_answers_or_without_news_makes_no_work(db, house) -> None:
    await answered(house)
    await upsert_orders([order("S", channel="web")])
    await packing.run(house)
    await upsert_orders([order("S", channel="web"), OrderLines("B-2", (ItemLine("A-1", size="M"),))])
    assert await packing.run(house) == 0


async def test_the_heads_of_the_map_lead_to_the_answers_they_count_without_bare_ratings(db, house) -> None:
    (first, _other) = await answered(house)
    async with transaction():
        await execute("DELETE FROM comment WHERE submission = ?", first.submission)
        await execute("UPDATE submission SET rating = 5, revision = 9 WHERE id = ?", first.submission)
    await upsert_orders([order(carrier="GLS")])
    await packing.run(house)
    facts = await facts_now()
    page = await heat_page(view_of("/themes/map", {"by": "carrier", "days": "90"}, LAST, ("by",)))
    (column,) = [column for column in page.heat.columns if column.label == "GLS"]
    asked = view_of("/submissions", dict(parse_qsl(column.url.partition("?")[2])), LAST, ("only",))
    cut = facts.said(asked.span, asked.slices)
    assert first.submission in cut.column("submission").tolist()
    assert only(cut, asked.own["only"]).size == column.answers == cut.size - 1
