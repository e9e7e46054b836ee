"""What kind of product an article is, from what the shop calls its category. Pure.

Kinds decide which reasons make sense: nobody sends a lamp back because it is too tight. An unknown category gets all.
"""

from __future__ import annotations

import re
from typing import Final

CLOTHES: Final = "clothes"
SHOES: Final = "shoes"
DEVICES: Final = "devices"
FURNITURE: Final = "furniture"
CONSUMABLES: Final = "consumables"
KINDS: Final = (CLOTHES, SHOES, DEVICES, FURNITURE, CONSUMABLES)

# Beginnings and parts of German and English words. Shoes stand before clothes: "Kinderschuhe" is both.
_PARTS: Final = (
    (SHOES, "schuh|stiefel|sneaker|sandal|pantoffel|shoe|boot|slipper|pumps|loafer"),
    (
        CLOTHES,
        "jacke|hose|hemd|bluse|kleid(?!erb)|rock|röcke|pullover|pulli|shirt|mantel|mäntel|jeans|wäsche|socke|strumpf|anzug|"
        "mütze|handschuh|bekleidung|mode|fashion|cloth|apparel|jacket|coat|trouser|pants|dress|skirt|sweater|hoodie|"
        "underwear|bademode|swimwear|gürtel|belt|weste|leggings",
    ),
    (
        DEVICES,
        "elektr|electr|elektronik|gerät|device|lampe|leuchte|lamp|handy|phone|kopfhörer|headphone|computer|laptop|kamera|"
        "camera|kabel|cable|akku|batter|ladegerät|charger|drucker|printer|werkzeug|tool|maschine|appliance|mixer|"
        "staubsauger|vacuum|toaster|uhr|watch|ersatzteil|spare|zubehör|accessor",
    ),
    (
        FURNITURE,
        "möbel|furniture|regal|shelf|tisch|table|stuhl|stühle|chair|schrank|cabinet|bett(?!wäsche)|sofa|couch|kommode|garten|"
        "garden|spielzeug|toy|bausatz",
    ),
    (
        CONSUMABLES,
        "lebensmittel|food|kosmetik|cosmetic|pflege|care|tee|kaffee|coffee|wein|wine|nahrung|futter|supplement|drogerie|"
        "parfum|perfume|creme|shampoo|snack|getränk|drink",
    ),
)
_KNOWN: Final = tuple((kind, re.compile(rf"(?:{parts})", re.IGNORECASE)) for kind, parts in _PARTS)


def kind_of(category: str) -> str:
    """Return the kind of a category as the shop names it, or "" when it is not known."""
    return next((kind for kind, pattern in _KNOWN if pattern.search(category)), "")
