"""What a screen reader has to say about a customer's page: headings, groups, names, states, in order.

The tree of accessibility is compared with ``spoken/<state>.txt``; when a page changes, read the new text before it is
written anew with ``FEEDBACK_WRITE_SPOKEN=1``. It stands in for nobody who listens: see docs/accessibility.md.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.browser.customer_stations import CUSTOMERS
from tests.browser.desk_story import Desk
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
SPOKEN = Path(__file__).parent / "spoken"
STATES = (
    "form",
    "form-follow-up",
    "form-error",
    "form-items",
    "form-last-filled",
    "csat",
    "csat-error",
    "nps",
    "thanks",
)
# What differs from link to link.
PASSING = (
    (re.compile(r"/s/[\w.~-]+"), "/s/…"),
    (re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"), "XXXX-XXXX-XXXX-XXXX"),
    (re.compile(r"-\d+\b"), "-N"),
)


@pytest.mark.parametrize("name", STATES)
async def test_a_page_is_spoken_as_it_was_before(desk: Desk, page_at: Window, name: str):
    station = next(one for one in CUSTOMERS if one.name == name)
    page = await page_at(PHONE)
    await station.show(page, await desk.places())
    spoken = await page.locator("body").aria_snapshot() + "\n"
    for pattern, instead in PASSING:
        spoken = pattern.sub(instead, spoken)
    file = SPOKEN / f"{name}.txt"
    if os.environ.get("FEEDBACK_WRITE_SPOKEN") == "1":
        file.write_text(spoken, encoding="utf-8")
    assert spoken == file.read_text(encoding="utf-8")
