"""Where the fictional shop's goods come from and go to: lot, packaging, shift, hub, area and the order's day. Pure.

Invariants: one piece's whereabouts follow from its row and a die of its own, so that they change nothing else of the
demo; a planted bad lot holds nearly all cases of its issue and only a part of the other answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Final, TypeVar

from feedback_app.demo import rhythm
from feedback_app.demo.catalogue import PRODUCTS
from feedback_app.demo.issues import PLANTED

HUBS: Final = ("Nord", "Mitte", "Süd")
SHIFTS: Final = MappingProxyType({"Früh": 45.0, "Spät": 40.0, "Nacht": 15.0})
# How many of the answers in the issue's slice are about its lot: of those that tell of something else, and of it.
BAD_LOT: Final = (0.4, 0.95)
LOT_DAYS: Final = 84
# Beginnings of postal codes, and the hub (a place in HUBS) that serves them.
AREAS: Final = MappingProxyType({
    "Nordrhein-Westfalen": (("40", 1), ("44", 1), ("50", 1)), "Bayern": (("80", 2), ("90", 2)),
    "Baden-Württemberg": (("70", 2), ("76", 2)), "Niedersachsen": (("26", 0), ("30", 0)),
    "Hessen": (("34", 1), ("60", 1)), "Rheinland-Pfalz": (("55", 1), ("67", 2)), "Sachsen": (("01", 1), ("04", 1)),
    "Berlin": (("10", 0), ("12", 0)), "Schleswig-Holstein": (("24", 0),), "Brandenburg": (("14", 0),),
    "Sachsen-Anhalt": (("39", 1),), "Thüringen": (("99", 1),), "Hamburg": (("20", 0),),
    "Mecklenburg-Vorpommern": (("18", 0),), "Saarland": (("66", 2),), "Bremen": (("28", 0),),
})  # fmt: skip
PACKAGING: Final = MappingProxyType({
    "Bekleidung": {"Versandtasche": 80.0, "Karton": 20.0}, "Schuhe": {"Karton": 100.0},
    "Elektronik": {"Karton": 70.0, "Karton mit Luftpolster": 30.0}, "Wohnen": {"Karton": 60.0, "Faltkarton": 40.0},
    "Küche": {"Karton": 50.0, "Karton mit Luftpolster": 50.0}, "Spielzeug": {"Karton": 60.0, "Versandtasche": 40.0},
})  # fmt: skip

Row = dict[str, str]
Kind = TypeVar("Kind")


def with_whereabouts(rows: Iterator[Row], dice: Random, last_day: date) -> Iterator[Row]:
    """Complete each answer's row; nothing that stands in it is changed."""
    for row in rows:
        day = date.fromisoformat(row["submitted_at"][:10])
        ordered_on = _ordered_on(dice, day, last_day)
        lot = _bad_lot(dice, row, day, last_day)
        yield {
            **row,
            **whereabouts(dice, row["carrier"], row["region"], row["category"]),
            "lot": lot or _good_lot(dice, row["sku"], ordered_on),
            "ordered_at": ordered_on.isoformat(),
        }


def whereabouts(dice: Random, carrier: str, region: str, category: str) -> Row:
    """Return hub, packaging, shift and postal code of one parcel; its lot is left open."""
    area, hub = dice.choice(AREAS[region])
    return {
        "hub": f"{carrier} {HUBS[hub]}",
        "packaging": _one(dice, PACKAGING[category]),
        "shift": _one(dice, SHIFTS),
        "lot": "",
        "postal_code": f"{area}{dice.randint(100, 999)}",
    }


def lot_of(dice: Random, sku: str, ordered_on: date) -> str:
    """Return the lot of a piece: the newest with five in six, otherwise what was left of the one before it."""
    number = ordered_on.toordinal() // LOT_DAYS - (dice.random() < 1 / 6)
    return f"{date.fromordinal(number * LOT_DAYS):%y%m}-{_letter(sku)}"


def _good_lot(dice: Random, sku: str, ordered_on: date) -> str:
    """Return a lot that no planted issue came with."""
    lot = lot_of(dice, sku, ordered_on)
    bad = {issue.lot for issue in PLANTED}
    return lot_of(dice, sku, ordered_on - timedelta(days=2 * LOT_DAYS)) if lot in bad else lot


def _letter(sku: str) -> str:
    """Each article has its own letter, so that no lot holds two; the vacuum's is B, as customers read on its bottom."""
    skus = [article.sku for article in PRODUCTS]
    return chr(ord("B") + (skus.index(sku) - skus.index("HB-3002")) % len(skus))


def _bad_lot(dice: Random, row: Row, day: date, last_day: date) -> str:
    """Return the lot that a planted issue came with; "" for all that has nothing to do with one."""
    for issue in PLANTED:
        if issue.lot and day >= issue.since(last_day) and issue.concerns(row["sku"], row["carrier"]):
            return issue.lot if dice.random() < BAD_LOT[row["reason"] == issue.reason] else ""
    return ""


def _ordered_on(dice: Random, day: date, last_day: date) -> date:
    """Return when a piece was sent that comes back on a day: earlier days with more sent are likelier."""
    weights = {
        day - timedelta(days=after): share * rhythm.pieces_sent(day - timedelta(days=after), last_day)
        for after, share in rhythm.delays()
    }
    return _one(dice, weights)


def _one(dice: Random, weights: Mapping[Kind, float]) -> Kind:
    return dice.choices(list(weights), list(weights.values()))[0]
