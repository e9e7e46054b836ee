"""The documents' pictures: those that are shown exist, are small, and are the ones that the script takes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.desk_pictures import desk_pictures
from tests.browser.pictures import LARGEST, PICTURES, README

DOCS = Path(__file__).parents[1] / "docs"


def shown() -> set[str]:
    """Return the names of all pictures that README and docs show."""
    pages = (DOCS.parent / "README.md", *DOCS.rglob("*.md"))
    return {name for page in pages for name in re.findall(r"pictures/([\w-]+\.png)\)", page.read_text("utf-8"))}


def test_the_desk_is_shown_in_every_look_that_is_taken():
    assert {name for _, _, name in desk_pictures()} <= shown()


def test_every_picture_that_is_shown_is_one_that_the_script_takes():
    taken = {name for _, _, name in desk_pictures()} | {f"{name}.png" for name, _, _ in README}
    assert shown() <= taken


def test_every_picture_is_there_and_small():
    sizes = {name: (PICTURES / name).stat().st_size for name in shown()}
    assert max(sizes.values()) <= LARGEST
