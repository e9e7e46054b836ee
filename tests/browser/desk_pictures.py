"""Which pictures of the product manager's desk docs/product-managers-side.md shows, and how they are kept small.

Each page is taken on a desk in the light in German and on a phone in the dark in English; the first two pages in all
eight looks. Invariants: a picture is named ``desk-<page>-<width>-<light or dark>-<language>.png`` and has 256 colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from PIL import Image

from feedback_app.foundation.languages import LANGUAGES
from tests.browser.places import LAMP, Station, at, numbered
from tests.browser.windows import DESK, PHONE, Look

# Higher than a screen, so that a picture shows what a page is about; what stands further down is left out.
TALL = 1_400
COLOURS = 256
PAGES = tuple(
    Station(name, reach, signed_in=True)
    for name, reach in (
        ("overview", at("/?days=90")),
        ("themes", at("/themes?days=90")),
        ("map", at("/themes/map?days=90")),
        ("theme", at(lambda places: places.theme)),
        ("products", at("/products?days=90")),
        ("product", at("/products?product=Chino+Falkenau&days=90")),
        ("logistics", at("/logistics?days=90")),
        ("money", at("/money?days=90")),
        ("alert", at(lambda places: places.alert)),
        ("tree", at("/themes/tree")),
        ("inspection", at(lambda places: f"/inspection?find={numbered(LAMP, places.language)}")),
    )
)
USUAL = (Look(DESK), Look(PHONE, dark=True, language="en"))
IN_ALL_LOOKS = ("overview", "themes")
ALL = tuple(Look(*each) for each in product((DESK, PHONE), (False, True), LANGUAGES))


def desk_pictures() -> Iterator[tuple[Station, Look, str]]:
    """Return each page with a look at it and the name of the picture's file."""
    for station in PAGES:
        for look in ALL if station.name in IN_ALL_LOOKS else USUAL:
            yield station, look, f"desk-{station.name}-{look}.png"


def slim(file: Path) -> None:
    """Write a picture again with as many colours as a page of text needs: a third of the bytes, the same to the eye.

    Maximum coverage keeps the few dots of a rare colour; a median cut would turn a red arrow brown.
    """
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
