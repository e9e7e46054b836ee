"""Every page that product managers look at: nothing that axe finds at four widths, nothing too small; and every page
that any member looks at: one language.

Complements test_accessibility.py, which visits the same stations on the smallest phone and in the dark.
"""

from __future__ import annotations

import re

import pytest

from feedback_app.foundation.access import Role
from tests.browser.desk_story import CAUSE, PRODUCTS, Desk
from tests.browser.findings import Sight, findings, hidden_focus, look, small_targets
from tests.browser.import_stations import FILE
from tests.browser.member_stations import ELSEWHERE, INSIGHTS, MEMBERS
from tests.browser.test_accessibility import AAA_CONTRAST
from tests.browser.windows import DESK, PHONE, SMALL_PHONE, Window
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
TABLET = 768
WIDTHS = (Sight(PHONE, "dark"), Sight(TABLET, "light"), Sight(DESK, "light"))
# Values of the shop, a language's own name, what is quoted, a member's words, and the hint in both languages.
OWN_WORDS = ("Deutsch", "English", "Material", "fit-hint", "Größe is also GROESSE", CAUSE, *PRODUCTS)
# What is called the same in every language: columns of a file, names of colours, the German "Du", a file's own cells.
IN_FILE = re.compile("|".join(re.escape(cell) for cell in re.split("[;\n]", FILE) if cell))
NAMED = {"export": re.compile(r"[a-z][a-z_]*"), "design": re.compile(r"[a-z][a-z-]*"), "shop": re.compile("Du")}
NAMED |= {"import-look": IN_FILE, "import-lacking": IN_FILE}
# Pages with dense tables, which were stations before there were insights.
DENSE = tuple(
    one for one in MEMBERS if one.name in {"themes", "theme", "submissions", "alerts", "room-list-groups", "room-map"}
)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_page_says_one_language(desk: Desk, page_at: Window, language: str):
    page, places, detector = await page_at(language=language, role=Role.ADMIN), await desk.places(language), Detector()
    found = {}
    for station in (*MEMBERS, *ELSEWHERE):
        await station.show(page, places)
        said = [text for text in Reading(await page.content()).segments if not any(own in text for own in OWN_WORDS)]
        names = NAMED.get(station.name)
        found[station.name] = detector.findings(language, [one for one in said if not (names and names.fullmatch(one))])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def test_every_page_is_accessible_on_a_phone_a_tablet_and_a_desk(desk: Desk, page_at: Window):
    page = await page_at(role=Role.ADMIN)
    assert await findings(page, await desk.places(), INSIGHTS, WIDTHS, AAA_CONTRAST) == {}


async def test_thumb_and_keyboard_meet_what_they_mean(desk: Desk, page_at: Window):
    page, places, found = await page_at(width=PHONE, role=Role.ADMIN), await desk.places(), {}
    for station in (*INSIGHTS, *DENSE):
        await station.show(page, places)
        for width in (SMALL_PHONE, TABLET):
            await look(page, Sight(width, "light"))
            found[f"{station.name} {width}"] = await small_targets(page)
        await look(page, Sight(PHONE, "light"))
        found[f"{station.name} by keyboard"] = await hidden_focus(page, 120)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
