"""The fictional shop: what it sells, who carries it, and why things come back. Pure.

Invented from end to end; carriers and states are real, their figures here are not. Weights are relative to each
other within their table; ``returned`` is the share of pieces sent for which a form is answered, 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SHOP_NAME: Final = "Haus Birkental"
WITHDRAWAL_URL: Final = "https://birkental.example/widerruf"
PRIVACY_URL: Final = "https://birkental.example/datenschutz"


@dataclass(frozen=True, slots=True)
class Product:
    """One article. ``demand`` is the weight of its pieces sent; no sizes means one size."""

    sku: str
    name: str
    category: str
    demand: float
    returned: float
    colors: tuple[str, ...]
    sizes: tuple[str, ...] = ()


_LETTERS: Final = ("S", "M", "L", "XL", "XXL")
_NUMBERS: Final = ("46", "48", "50", "52", "54", "56")
_BEDS: Final = ("135 x 200", "155 x 220")
_SHOES: Final = ("37", "38", "39", "40", "41", "42", "43", "44")

PRODUCTS: Final = (
    Product("HB-1001", "Strickpullover Linde", "Bekleidung", 5.5, 0.25, ("Moosgrün", "Creme", "Anthrazit"), _LETTERS),
    Product("HB-1002", "Chino Falkenau", "Bekleidung", 6.0, 0.29, ("Sand", "Marine"), _NUMBERS),
    Product("HB-1003", "Regenjacke Wolkenstein", "Bekleidung", 3.0, 0.26, ("Senf", "Petrol"), _LETTERS),
    Product("HB-1004", "Blusenkleid Margerite", "Bekleidung", 3.0, 0.32, ("Rosé", "Himmelblau"), _LETTERS),
    Product("HB-2001", "Sneaker Dünenlauf", "Schuhe", 5.0, 0.29, ("Weiß", "Grau"), _SHOES),
    Product("HB-2002", "Wanderstiefel Felsgrat", "Schuhe", 2.5, 0.30, ("Braun", "Oliv"), _SHOES),
    Product("HB-2003", "Hausschuh Ofenbank", "Schuhe", 4.0, 0.16, ("Grau", "Beere"), _SHOES),
    Product("HB-3001", "Funkkopfhörer Amsel", "Elektronik", 8.0, 0.13, ("Schwarz", "Weiß")),
    Product("HB-3002", "Akkusauger Wirbel", "Elektronik", 12.0, 0.14, ("Graphit",)),
    Product("HB-3003", "Ladestation Dreiklang", "Elektronik", 6.0, 0.11, ("Schwarz", "Weiß")),
    Product("HB-4001", "Bücherregal Buchenau", "Wohnen", 5.0, 0.15, ("Buche", "Weiß")),
    Product("HB-4002", "Bettwäsche Mondschein", "Wohnen", 9.0, 0.12, ("Nachtblau", "Silber"), _BEDS),
    Product("HB-4003", "Stehlampe Kranich", "Wohnen", 6.0, 0.15, ("Messing", "Schwarz")),
    Product("HB-5001", "Pfannenset Schmiede", "Küche", 7.0, 0.11, ("Schwarz",)),
    Product("HB-5002", "Teeset Windröschen", "Küche", 8.0, 0.14, ("Blau", "Weiß")),
    Product("HB-5003", "Gewürzbox Fernweh", "Küche", 5.0, 0.08, ("Bunt",)),
    Product("HB-6001", "Kugelbahn Murmelberg", "Spielzeug", 5.0, 0.12, ("Natur",)),
    Product("HB-6002", "Plüschfuchs Fridolin", "Spielzeug", 6.0, 0.07, ("Rotbraun",)),
)  # fmt: skip
CARRIERS: Final = MappingProxyType({"DHL": 34.0, "GLS": 38.0, "Hermes": 16.0, "DPD": 12.0})
WAREHOUSES: Final = MappingProxyType({"Erfurt": 60.0, "Kassel": 40.0})
LANGUAGES: Final = MappingProxyType({"de": 85.0, "en": 15.0})
CHANNELS: Final = MappingProxyType({"mail": 70.0, "link": 20.0, "qr": 10.0})
# About the states' shares of the population.
REGIONS: Final = MappingProxyType({
    "Nordrhein-Westfalen": 21.5, "Bayern": 16.0, "Baden-Württemberg": 13.5, "Niedersachsen": 9.7, "Hessen": 7.6,
    "Rheinland-Pfalz": 5.0, "Sachsen": 4.8, "Berlin": 4.5, "Schleswig-Holstein": 3.5, "Brandenburg": 3.0,
    "Sachsen-Anhalt": 2.6, "Thüringen": 2.5, "Hamburg": 2.2, "Mecklenburg-Vorpommern": 1.9, "Saarland": 1.2,
    "Bremen": 0.8,
})  # fmt: skip

# What is stated everywhere, and what only some categories know; "" is a form without a reason.
_EVERYWHERE: Final = MappingProxyType({
    "dislike_style": 5.0, "dislike_color": 3.0, "not_as_described": 4.0, "quality": 5.0, "value_for_money": 3.0,
    "damaged_transport": 5.0, "damaged_warehouse": 0.7, "missing_parts": 1.5, "wrong_item": 2.0, "extra_item": 0.5,
    "too_late": 3.0, "not_delivered": 1.0, "ordered_wrong": 3.0, "selection_order": 3.0, "changed_mind": 8.0,
    "better_price": 3.0, "gift": 2.0, "counterfeit": 0.3, "withdrawal": 4.0, "unauthorized": 0.3, "other": 5.0, "": 3.0,
})  # fmt: skip
REASONS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType({
    "Bekleidung": _EVERYWHERE | {
        "too_small": 16.0, "too_big": 10.0, "fit_other": 8.0, "material": 6.0, "defective": 1.5,
        "dislike_style": 8.0, "dislike_color": 6.0, "selection_order": 9.0,
    },
    "Schuhe": _EVERYWHERE | {
        "too_small": 15.0, "too_big": 9.0, "fit_other": 9.0, "material": 4.0, "defective": 2.5, "selection_order": 9.0,
    },
    "Elektronik": _EVERYWHERE | {
        "defective": 11.0, "not_compatible": 6.0, "too_hard": 4.0, "better_price": 6.0, "damaged_transport": 9.0,
        "dislike_color": 1.5,
    },
    "Wohnen": _EVERYWHERE | {
        "damaged_transport": 15.0, "missing_parts": 5.0, "too_hard": 4.0, "material": 3.0, "defective": 3.0,
        "not_compatible": 1.0, "dislike_color": 5.0,
    },
    "Küche": _EVERYWHERE | {
        "damaged_transport": 17.0, "defective": 3.0, "expired": 2.0, "not_compatible": 1.5, "missing_parts": 3.0,
    },
    "Spielzeug": _EVERYWHERE | {
        "missing_parts": 5.0, "defective": 4.0, "too_hard": 3.0, "gift": 9.0, "damaged_transport": 9.0,
        "not_compatible": 1.0,
    },
})  # fmt: skip

# How satisfied customers are, 1 to 5, by what went wrong.
ANGRY: Final = (38.0, 30.0, 18.0, 9.0, 5.0)
MILD: Final = (8.0, 16.0, 30.0, 30.0, 16.0)
CONTENT: Final = (3.0, 5.0, 18.0, 36.0, 38.0)
RATED_ANGRY: Final = frozenset({
    "defective", "damaged_transport", "damaged_warehouse", "missing_parts", "wrong_item", "too_late", "not_delivered",
    "counterfeit", "expired", "unauthorized", "quality", "not_as_described",
})  # fmt: skip
RATED_CONTENT: Final = frozenset({"changed_mind", "selection_order", "ordered_wrong", "gift", "better_price"})


def ratings(reason: str) -> tuple[float, ...]:
    """Return the weights of the ratings 1 to 5 that go with a stated reason."""
    if reason in RATED_ANGRY:
        return ANGRY
    return CONTENT if reason in RATED_CONTENT else MILD


def product(sku: str) -> Product:
    """Return the article with this number; StopIteration when there is none."""
    return next(article for article in PRODUCTS if article.sku == sku)
