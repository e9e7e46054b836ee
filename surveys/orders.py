"""Orders and what is in them, as context for what comes back.

Invariant: writing the same order again changes nothing, and an item keeps its row (and so its place on an open form)
for as long as its SKU, size and colour stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from surveys.tables import Order, OrderItem

ORDERS_PER_BATCH: Final = 500
_ORDER_COLUMNS: Final = (
    "external_id",
    "ordered_at",
    "language",
    "channel",
    "carrier",
    "warehouse",
    "region",
    "hub",
    "packaging",
    "shift",
    "demo",
    "postal_code",
    "person",
)
# What finds an order or throttles its customer is not forgotten because a later message leaves it out.
_KEPT: Final = ("postal_code", "person")
_ITEM_COLUMNS: Final = ("order", "sku", "product", "category", "size", "color", "quantity", "lot")
_CONFLICT: Final = 'ON CONFLICT ("external_id") DO UPDATE SET ' + ", ".join(
    f'"{column}" = CASE WHEN excluded."{column}" = \'\' THEN "shop_order"."{column}" ELSE excluded."{column}" END'
    if column in _KEPT
    else f'"{column}" = excluded."{column}"'
    for column in _ORDER_COLUMNS[1:]
)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of an order; ``quantity`` in pieces."""

    sku: str
    product: str = ""
    category: str = ""
    size: str = ""
    color: str = ""
    quantity: int = 1
    lot: str = ""


@dataclass(frozen=True, slots=True)
class OrderLines:
    """An order with its lines. ``external_id`` is the shop's own number.

    ``postal_code`` and ``person`` (persons.py) let the customer find the order; written again without them, they stay.
    """

    external_id: str
    items: tuple[ItemLine, ...] = ()
    ordered_at: datetime | None = None
    language: str = "de"
    channel: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""
    demo: bool = False
    postal_code: str = ""
    person: str = ""
    hub: str = ""
    packaging: str = ""
    shift: str = ""


async def upsert_orders(orders: Sequence[OrderLines]) -> int:
    """Add or update orders with exactly the given items, all or none; returns how many orders were given.

    Of two orders with one number, the later wins.
    """
    latest = {order.external_id: order for order in orders}
    async with transaction():
        for batch in _batches(list(latest.values())):
            await _upsert(batch)
    return len(orders)


async def differing(orders: Sequence[OrderLines]) -> tuple[list[OrderLines], list[OrderLines]]:
    """Return which of the orders are new and which say something else than what is stored; the later of two counts."""
    latest = {order.external_id: order for order in orders}
    if not latest:
        return [], []
    found = await Order.select().where(Order.external_id.is_in(list(latest)))
    items: dict[int, Counter[tuple[Any, ...]]] = {row["id"]: Counter() for row in found}
    for row in await OrderItem.select().where(OrderItem.order.is_in(list(items))) if items else ():
        items[row["order"]][tuple(row[name] for name in _ITEM_COLUMNS[1:])] += 1
    stored = {row["external_id"]: row for row in found}
    known = [order for order in latest.values() if order.external_id in stored]
    new = [order for order in latest.values() if order.external_id not in stored]
    return new, [one for one in known if _says_else(one, stored[one.external_id], items[stored[one.external_id]["id"]])]


def _says_else(order: OrderLines, row: dict[str, Any], items: Counter[tuple[Any, ...]]) -> bool:
    kept = {name for name in _KEPT if not getattr(order, name)}
    if any(getattr(order, name) != row[name] for name in _ORDER_COLUMNS if name not in kept):
        return True
    return Counter(astuple(item) for item in order.items) != items


async def _upsert(orders: Sequence[OrderLines]) -> None:
    await insert_many(
        Order,
        _ORDER_COLUMNS,
        [tuple(getattr(order, column) for column in _ORDER_COLUMNS) for order in orders],
        _CONFLICT,
    )
    found = await Order.select(Order.id, Order.external_id).where(
        Order.external_id.is_in([order.external_id for order in orders])
    )
    ids = {row["external_id"]: int(row["id"]) for row in found}
    kept = await OrderItem.select().where(OrderItem.order.is_in(list(ids.values()))).order_by(OrderItem.id)
    stored: dict[int, list[dict[str, Any]]] = {}
    for row in kept:
        stored.setdefault(int(row["order"]), []).append(row)
    for order in orders:
        await _write_items(ids[order.external_id], order.items, stored.get(ids[order.external_id], []))


async def _write_items(order_id: int, items: Sequence[ItemLine], stored: list[dict[str, Any]]) -> None:
    left = list(stored)
    new: list[ItemLine] = []
    for item in items:
        same = next((row for row in left if _same_article(row, item)), None)
        if same is None:
            new.append(item)
            continue
        left.remove(same)
        if _changed(same, item):
            await OrderItem.update(
                {
                    OrderItem.product: item.product,
                    OrderItem.category: item.category,
                    OrderItem.quantity: item.quantity,
                    OrderItem.lot: item.lot,
                }
            ).where(OrderItem.id == same["id"])
    if left:
        await OrderItem.delete().where(OrderItem.id.is_in([row["id"] for row in left]))
    await insert_many(OrderItem, _ITEM_COLUMNS, [(order_id, *astuple(item)) for item in new])


def _same_article(row: dict[str, Any], item: ItemLine) -> bool:
    return (row["sku"], row["size"], row["color"]) == (item.sku, item.size, item.color)


def _changed(row: dict[str, Any], item: ItemLine) -> bool:
    stored = (row["product"], row["category"], row["quantity"], row["lot"])
    return stored != (item.product, item.category, item.quantity, item.lot)


def _batches(orders: Sequence[OrderLines]) -> Iterator[list[OrderLines]]:
    rest = iter(orders)
    while batch := list(islice(rest, ORDERS_PER_BATCH)):
        yield batch
