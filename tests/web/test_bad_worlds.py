"""Every page of the desk in shops that have nothing, almost nothing or far too much: it answers and says what is true.

One test per shop reads all pages in both languages; what each must say stands here word for word.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest

from feedback_app.foundation.house import House
from tests.web import bad_worlds
from tests.web.browsing import ClientAs
from tests.web.language_walk import Reading

Words = tuple[str, str]
"""A sentence in English and in German."""
PRODUCT: Final = "/products?product=Wanderjacke"
VIEWED: Final = (
    "/", "/themes", "/themes?level=groups", "/themes/map", "/themes/too_small", "/themes/reasons", "/products", PRODUCT,
    "/logistics", "/submissions", "/export", "/search?q=klein", "/money",
)  # fmt: skip
NO_COSTS: Final = ("Nobody has said what a return costs", "Noch hat niemand angegeben, was eine Retoure kostet")
ALWAYS: Final[Mapping[str, Words]] = {
    "/fit-hints": ("No hint is clear yet", "Noch ist kein Hinweis eindeutig"),
    "/inspection": ("0 items inspected today", "0 Artikel heute geprüft"),
    "/inspection/reasons": ("Nothing inspected in these days", "In diesen Tagen wurde nichts geprüft"),
    "/money/roi": NO_COSTS,
    "/money/costs": ("What a returned piece costs", "Was ein zurückgesandtes Stück kostet"),
    "/search": ("What are you looking for", "Was suchen Sie in den Texten"),
    "/saved": ("No saved views yet", "Noch keine gespeicherten Ansichten"),
    "/reports": ("Once a week each team reads", "Einmal in der Woche liest jedes Team"),
    "/alerts": ("No alerts yet", "Noch keine Meldungen"),
    "/design": ("What the pages are made of", "Woraus die Seiten bestehen"),
    "/start": ("What is done shows in your data", "Was erledigt ist, zeigt sich an Ihren Daten"),
    "/tour/1": ("Stop 1 of 6", "Station 1 von 6"),
}
NO_WORD: Final = re.compile(r"\b(?:nan|NaN|inf|Infinity|undefined|None(?! of | closed)|Traceback)\b")
"""What programs say where they mean nothing."""


@dataclass(frozen=True, slots=True)
class World:
    """A shop, what the address asks for, what each page with days and filters says, and which say something else.

    A page in ``says`` may stand with "" for both languages: it answers 404, for what it shows is not there.
    """

    build: Callable[[House], Awaitable[None]]
    view: str = ""
    usual: Words = ("", "")
    says: Mapping[str, Words] = field(default_factory=dict)

    def pages(self) -> dict[str, Words]:
        """Return what is said by page."""
        return {**dict.fromkeys(VIEWED, self.usual), "/money": NO_COSTS, **ALWAYS, **self.says}


def based(english: str, german: str) -> Words:
    """Return how a page says what it rests on."""
    return f"Based on {english}", f"Grundlage: {german}"


NOT_FOUND: Final = ("", "")
UNWRITTEN: Final = ("Nobody wrote that", "Niemand hat das geschrieben")
NOT_COME: Final = ("These days have not come yet", "Diese Tage stehen noch aus")
UNFIT: Final = ("Nothing fits this filter", "Nichts passt zu diesem Filter")
NO_ROWS: Final = ("0 rows", "0 Zeilen")
NO_THEMES: Final = ("No themes in this span yet", "In diesem Zeitraum gibt es noch keine Themen")
NO_ACTIONS: Final = ("Actions of", "Maßnahmen vom")


def runs_small(returns: int) -> Words:
    """Return what is said of a product that everybody found too small."""
    return (f"Runs small: 100% of {returns} returns because of size.",
            f"Fällt kleiner aus: 100 % von {returns} Größen-Retouren.")  # fmt: skip


WORLDS: Final = {
    "empty": World(
        bad_worlds.empty,
        usual=("No answers yet", "Noch keine Rückmeldungen"),
        says={PRODUCT: NOT_FOUND, "/export": NO_ROWS, "/search?q=klein": UNWRITTEN},
    ),
    "one answer": World(
        bad_worlds.one_answer,
        usual=based("one returned item, 1 with text", "ein zurückgesandter Artikel, davon 1 mit Text"),
        says={"/themes/too_small": ("of one answer", "von einer Rückmeldung")},
    ),
    "one day": World(
        bad_worlds.one_day,
        "days=7",
        based("40 returned items, 20 with text", "40 zurückgesandte Artikel, davon 20 mit Text"),
        {PRODUCT: based("20 returned items, 20 with text", "20 zurückgesandte Artikel, davon 20 mit Text"),
         "/fit-hints": runs_small(20)},
    ),
    "a filter that fits nothing": World(
        bad_worlds.many_days,
        "size=9XL",
        UNFIT,
        {"/export": NO_ROWS, "/search?q=klein": UNWRITTEN, "/money": UNFIT, "/money/roi": NO_ACTIONS,
         "/search": ("No text fits these filters", "Kein Text passt zu diesen Filtern"), "/fit-hints": runs_small(40)},
    ),
    "days to come": World(
        bad_worlds.many_days,
        "since=2027-05-01&until=2027-05-31",
        NOT_COME,
        {"/export": NO_ROWS, "/search?q=klein": UNWRITTEN, "/money": NOT_COME, "/money/roi": NO_ACTIONS,
         "/fit-hints": runs_small(40)},
    ),
    "days in reverse": World(
        bad_worlds.many_days,
        "since=2026-11-20&until=2026-11-01",
        ("1 Nov 2026 – 20 Nov 2026", "01.11.2026 – 20.11.2026"),
        {"/money": ("€720", "720 €"), "/money/roi": NO_ACTIONS, "/fit-hints": runs_small(40)},
    ),
    "a product that was never sent": World(
        bad_worlds.never_sent,
        "product=Regenhose",
        based("30 returned items, 0 with text", "30 zurückgesandte Artikel, davon 0 mit Text"),
        {"/": ("More came back than was sent.", "Es kam mehr zurück, als versandt wurde."),
         "/themes": NO_THEMES, "/themes?level=groups": NO_THEMES, "/themes/map": NO_THEMES,
         "/money": ("€360", "360 €"), "/money/roi": NO_ACTIONS, "/search?q=klein": UNWRITTEN,
         "/search": ("No text fits these filters", "Kein Text passt zu diesen Filtern"), "/fit-hints": runs_small(90)},
    ),
    "half past midnight in Berlin": World(
        bad_worlds.odd_hours,
        "since=2026-11-20&until=2026-11-20",
        based("one returned item", "ein zurückgesandter Artikel"),
        {"/submissions": ("20 Nov 2026, 00:30", "20.11.2026, 00:30")},
    ),
    "the day of 23 hours": World(
        bad_worlds.odd_hours,
        "since=2026-03-29&until=2026-03-29",
        based("4 returned items", "4 zurückgesandte Artikel"),
        {"/submissions": ("29 Mar 2026, 03:30", "29.03.2026, 03:30")},
    ),
    "the day of 25 hours": World(
        bad_worlds.odd_hours,
        "since=2026-10-25&until=2026-10-25",
        based("4 returned items", "4 zurückgesandte Artikel"),
        {"/submissions": ("25 Oct 2026, 02:30", "25.10.2026, 02:30")},
    ),
    "5,000 products": World(
        bad_worlds.many_products,
        usual=based("5,000 returned items, 0 with text", "5.000 zurückgesandte Artikel, davon 0 mit Text"),
        says={PRODUCT: NOT_FOUND, "/products": ("1–50 of 5,000", "1–50 von 5.000"), "/themes/map": NO_THEMES,
              "/search?q=klein": UNWRITTEN},
    ),
    "200 spellings of carriers": World(
        bad_worlds.many_carriers,
        usual=based("400 returned items, 0 with text", "400 zurückgesandte Artikel, davon 0 mit Text"),
        says={"/logistics": ("5 spellings", "5 Schreibweisen"), "/themes/map": NO_THEMES, "/search?q=klein": UNWRITTEN,
              "/fit-hints": runs_small(400)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", WORLDS)
async def test_every_page_answers_and_says_what_is_true(app: Any, client_as: ClientAs, name: str) -> None:
    assert await lies_in(WORLDS[name], app.state.house, client_as) == {}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", ["empty", "a filter that fits nothing"])
async def test_nothing_is_as_true_on_the_other_engine(app: Any, client_as: ClientAs, name: str) -> None:
    assert await lies_in(WORLDS[name], app.state.house, client_as) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_that_was_stated_is_lost_between_the_days(app: Any, client_as: ClientAs) -> None:
    await bad_worlds.odd_hours(app.state.house)
    page = await (await client_as("viewer", "en")).get("/submissions?since=2026-03-01&until=2026-11-20")
    assert f"{len(bad_worlds.MOMENTS)} submissions" in page.text


async def lies_in(world: World, house: House, client_as: ClientAs) -> dict[str, str]:
    """Read all pages of a shop in both languages; returns what is wrong by page, {} for nothing."""
    await world.build(house)
    found = {}
    for number, language in enumerate(("en", "de")):
        browser = await client_as("admin", language)
        for page, words in world.pages().items():
            address = f"{page}{'&' if '?' in page else '?'}{world.view}" if world.view else page
            answer = await browser.get(address, follow_redirects=True)
            if wrong := lie_in(answer, words[number]):
                found[f"{language} {address}"] = wrong
    return found


def lie_in(answer: httpx.Response, words: str) -> str:
    """Return what is wrong with a page that ought to say ``words``, "" for nothing; "" asks for a 404."""
    if answer.status_code != (200 if words else 404):
        return f"status {answer.status_code}"
    text = " ".join(Reading(answer.text).segments)
    if stray := NO_WORD.search(answer.text):
        return f"says {answer.text[max(stray.start() - 60, 0) : stray.end() + 20]}"
    return "" if words in text else f"does not say {words!r}"
