"""Finding one's order without an account: by its number and the postal code or e-mail address that belong to it.

Invariants: what is wrong is never told apart; addresses of the network are kept as keyed hashes, in memory, for ten
minutes; only what failed is counted, so a desk in a shop may serve any number of customers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from feedback_app.foundation import dialect
from feedback_app.foundation.house import House
from surveys.form.robots import prefix_of
from surveys.persons import person_of

MOST_TRIES: Final = 10
# An order that many people guess at from many places; its customer waits as long as they do.
MOST_TRIES_PER_ORDER: Final = 30
WINDOW: Final = timedelta(minutes=10)
MOST_KEPT: Final = 20_000
LONGEST_NUMBER: Final = 200
LONGEST_PROOF: Final = 254
# NUL is in no number, and more than a column of PostgreSQL takes.
_IGNORED: Final = re.compile(r"[\s#\x00]+")
_COUNTRY: Final = re.compile(r"(?:DE?|AT?|CH)(?=\d{4,5}$)")


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order that its customer named rightly. ``language`` is the order's."""

    external_id: str
    language: str


async def find_order(house: House, number: str, proof: str) -> FoundOrder | None:
    """Return the order with this number if ``proof`` is its postal code or its customer's address, else None.

    Blanks, # and case do not count, in a postal code neither hyphens nor a country before the digits.
    """
    wanted = _folded(number)
    if not wanted or not proof.strip() or len(number) > LONGEST_NUMBER or len(proof) > LONGEST_PROOF:
        return None
    rows = await _orders(wanted)
    person, postal_code = person_of(house.keys, proof), postal(proof)
    for row in rows:
        fits = (_same(person, row["person"]), _same(postal_code, postal(row["postal_code"])))
        if any(fits):
            return FoundOrder(row["external_id"], row["language"])
    return None


async def order_named(number: str) -> FoundOrder | None:
    """Return the order with this number for a member, who needs no proof; of two that differ in case, the exact one."""
    wanted = _folded(number)
    rows = await _orders(wanted) if wanted and len(number) <= LONGEST_NUMBER else []
    rows.sort(key=lambda row: row["external_id"] != number.strip())
    return FoundOrder(rows[0]["external_id"], rows[0]["language"]) if rows else None


async def _orders(folded: str) -> list[dict[str, Any]]:
    return await dialect.fetch(
        "SELECT external_id, language, postal_code, person FROM shop_order "
        "WHERE lower(replace(replace(external_id, '#', ''), ' ', '')) = ? ORDER BY id",
        folded,
    )


def postal(text: str) -> str:
    """Return a postal code as it is compared: without blanks, hyphens and a country; "" for none."""
    return _COUNTRY.sub("", re.sub(r"[\s\-]+", "", text).upper())


@dataclass(slots=True)
class Tries:
    """What failed within the last ten minutes, by hashed address and by hashed order number."""

    failed: OrderedDict[bytes, deque[datetime]] = field(default_factory=OrderedDict)

    def wait(self, house: House, address: str, number: str) -> timedelta | None:
        """Return how long this address or this order has to wait, or None when it may try."""
        waits = [self._wait(house, key, most) for key, most in _keys(house, address, number)]
        return max((wait for wait in waits if wait), default=None)

    def failed_now(self, house: House, address: str, number: str) -> None:
        """Note that a number and its proof did not fit."""
        for key, most in _keys(house, address, number):
            times = self.failed.setdefault(key, deque(maxlen=most))
            times.append(house.now())
            self.failed.move_to_end(key)
        while len(self.failed) > MOST_KEPT:
            self.failed.popitem(last=False)

    def _wait(self, house: House, key: bytes, most: int) -> timedelta | None:
        times = self.failed.get(key)
        if times is None:
            return None
        while times and times[0] <= house.now() - WINDOW:
            times.popleft()
        if not times:
            del self.failed[key]
        return times[0] + WINDOW - house.now() if len(times) >= most else None


def _keys(house: House, address: str, number: str) -> tuple[tuple[bytes, int], ...]:
    return (
        (_hashed(house, "address", prefix_of(address)), MOST_TRIES),
        (_hashed(house, "order", _folded(number)), MOST_TRIES_PER_ORDER),
    )


def _hashed(house: House, kind: str, value: str) -> bytes:
    key = house.keys.derive(f"find:{kind}")
    return hmac.digest(key, value.encode("utf-8", "replace"), hashlib.sha256)[:16]


def _folded(number: str) -> str:
    return _IGNORED.sub("", number).lower()


def _same(given: str, stored: str) -> bool:
    return bool(stored) and hmac.compare_digest(given.encode("utf-8", "replace"), stored.encode("utf-8", "replace"))
