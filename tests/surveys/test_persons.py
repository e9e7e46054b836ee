"""Addresses become pseudonyms, and orders keep them."""

from __future__ import annotations

import re

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.orders import OrderLines, upsert_orders
from surveys.persons import person_of
from surveys.tables import Order

KEYS = Keys("a secret of the tests, forty characters long")


def test_an_address_is_the_same_person_however_it_is_typed() -> None:
    person = person_of(KEYS, "Anna.Müller@Example.org")
    assert re.fullmatch("[0-9a-f]{64}", person)
    assert person_of(KEYS, "  anna.müller@example.ORG ") == person


def test_another_address_or_another_house_is_another_person() -> None:
    known = person_of(KEYS, "anna@example.org")
    assert person_of(KEYS, "anne@example.org") != known
    assert person_of(Keys("another secret, also forty characters long"), "anna@example.org") != known


def test_no_address_is_nobody() -> None:
    assert person_of(KEYS, "  ") == ""


async def test_an_order_keeps_what_a_later_message_leaves_out(shop: House) -> None:
    person = person_of(shop.keys, "anna@example.org")
    await upsert_orders([OrderLines("A-9", postal_code="80331", person=person)])
    await upsert_orders([OrderLines("A-9", carrier="DHL")])
    row = await Order.select().where(Order.external_id == "A-9").first()
    assert (row["carrier"], row["postal_code"], row["person"]) == ("DHL", "80331", person)


async def test_a_newer_postal_code_replaces_the_old_one(shop: House) -> None:
    await upsert_orders([OrderLines("A-9", postal_code="80331"), OrderLines("A-8", postal_code="1010")])
    await upsert_orders([OrderLines("A-9", postal_code="10115")])
    rows = await Order.select().where(Order.external_id.is_in(["A-8", "A-9"])).order_by(Order.external_id)
    assert [row["postal_code"] for row in rows] == ["1010", "10115"]
