"""What kind of product a shop's category means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.kinds import CLOTHES, CONSUMABLES, DEVICES, FURNITURE, KINDS, SHOES, kind_of

TYPICAL = {
    CLOTHES: (
        "Jacken", "Hosen", "Damenmode", "Herrenbekleidung", "T-Shirts & Tops", "Kleider", "Röcke", "Unterwäsche",
        "Damen > Jeans", "Regenmäntel", "Handschuhe", "Mützen und Schals", "Hemden für Herren", "Bademode", "Tops",
        "Women's dresses", "Men > Coats & Jackets", "Swimwear", "Sweaters", "Clothing", "Bekleidung/Accessoires",
        "Kinderkleidung", "Strumpfhosen", "Raincoats", "OBERTEILE", "Lederjacke",
    ),
    SHOES: (
        "Schuhe", "Kinderschuhe", "Damen > Schuhe > Pumps", "Sneaker", "Winterstiefel", "Running Shoes", "Sandalen",
        "Ankle Boots", "Footwear", "Dress shoes", "Schuhe Damen", "Arbeitsschuhe S3", "Damen- und Herrenschuhe",
    ),
    DEVICES: (
        "Elektronik", "Küchengeräte", "Tischlampen", "Lampen & Leuchten", "Kopfhörer", "Smartphones", "Coffee machines",
        "Kaffeemaschinen", "Kühlschränke", "Power Tools", "Werkzeug", "Kamerazubehör", "Zubehör > Kabel", "Ersatzteile",
        "Home Appliances", "Headphones", "Staubsauger", "Elektroartikel", "Haushaltsgeraete",
    ),
    FURNITURE: (
        "Möbel", "Gartenmöbel", "Schuhschränke", "Kleiderschrank", "Coffee tables", "Esstische", "Kommoden", "Regale",
        "Garden furniture", "Sofas & Sessel", "Spielzeug", "Office chairs", "Moebel",
    ),
    CONSUMABLES: (
        "Lebensmittel", "Hundefutter", "Skincare", "Skin care", "Naturkosmetik", "Schuhcreme", "Kaffee & Tee", "Tee",
        "Kräutertee", "Rotwein", "Dog food", "Nahrungsergänzungsmittel", "Hautpflege", "Parfums", "Getränke",
        "Vitamine",
    ),
    "": (
        "", "Rockmusik", "Music > Rock", "Barock", "Schlauchboote", "Address books", "Vegetables", "Bettwäsche",
        "Kleidung & Schuhe", "Geschenkgutscheine", "Garden hoses", "Graphic tees", "Tischdecken", "Bücher", "Clamps",
        "Schmuck", "Twine", "Kleiderbügel", "Garten", "Sonstiges", "Heat pumps", "Schweine", "4711", "🙂",
        "Tea towels", "Phone cases", "Shoe racks", "Toys & Games", "Jeans, Sofas",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("category", "kind"), [(name, kind) for kind, names in TYPICAL.items() for name in names])
def test_a_typical_category_has_its_kind(category: str, kind: str) -> None:
    assert kind_of(category) == kind


@given(st.text())
def test_any_category_has_a_known_kind_or_none(category: str) -> None:
    assert kind_of(category) in {*KINDS, ""}


@pytest.mark.parametrize("category", ["Lampe", "Schuhe", "Möbel"])
def test_case_and_the_spelling_of_umlauts_do_not_count(category: str) -> None:
    assert kind_of(category.upper()) == kind_of(category) == kind_of(category.replace("ö", "oe")) != ""


def test_a_category_longer_than_any_is_read_quickly() -> None:
    assert kind_of("schuh" * 100_000 + " > x") in {*KINDS, ""}
