"""The logistics board as pages: ten seconds on Monday, every number a link, and a file."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from classifier.themes import install_themes
from feedback_app.insights.money.costs import PieceCost, save_model
from feedback_app.insights.store import packing
from tests.insights.desk_world import LAST, write_shop
from tests.shop_cast import add_classified
from tests.web.browsing import Browser, ClientAs


@pytest.fixture
async def lead(app: Any, client_as: ClientAs) -> Browser:
    await install_themes()
    await write_shop(app.state.house, 80, seed=41)
    return await client_as("logistics")


async def test_what_stands_out_is_the_first_sentence_and_leads_to_its_returns(lead: Browser, app: Any) -> None:
    for number in range(60):
        themes = ["damaged_transport"] if number < 30 else []
        await add_classified("kaputt", themes, LAST, carrier="Kurier Nord" if number < 32 else "Kurier Süd")
    await packing.run(app.state.house)
    main = (await lead.get("/logistics")).text.split("<main")[1]
    assert main.index("Was auffällt") < main.index("Kurier Nord: 93,8") < main.index("<table")
    assert "mehr als anderswo" in main
    link = re.search(r'href="(/submissions[^"]*)">Kurier Nord: ', main)
    assert link is not None
    assert (await lead.get(link[1].replace("&amp;", "&"))).status_code == 200


async def test_without_a_difference_it_says_so(lead: Browser) -> None:
    assert "Nichts weicht stärker vom Rest ab" in (await lead.get("/logistics?days=7")).text


async def test_a_dimension_that_no_return_names_says_how_to_get_it(lead: Browser) -> None:
    page = (await lead.get("/logistics?by=hub")).text
    assert "Bitte geben Sie es mit den Bestellungen an, in der Spalte hub." in page


async def test_costs_stand_there_once_somebody_has_said_them(lead: Browser, now: Any) -> None:
    assert "Kosten davon, €" not in (await lead.get("/logistics")).text
    await save_model({"": PieceCost(500)}, LAST, now)
    assert "Kosten davon, €" in (await lead.get("/logistics")).text


async def test_the_choices_stay_in_every_link(lead: Browser) -> None:
    page = (await lead.get("/logistics?days=90&by=warehouse&category=Hosen&rank=late")).text
    assert "/logistics?days=90&amp;category=Hosen&amp;by=region&amp;rank=late" in page
    assert "/logistics?days=90&amp;category=Hosen&amp;by=warehouse&amp;rank=lost" in page
    assert 'aria-sort="descending"' in page


async def test_the_file_has_all_rows_and_defused_names(lead: Browser, app: Any) -> None:
    await add_classified("zu spät", ["too_late"], LAST, carrier="=HYPERLINK(1)")
    await packing.run(app.state.house)
    answer = await lead.get("/logistics.csv?by=carrier")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["value"] for row in rows} == {"DHL", "GLS", "'=HYPERLINK(1)"}
    assert next(row["late_share"] for row in rows if row["value"].startswith("'")) == "1"


async def test_any_address_has_a_true_page(lead: Browser) -> None:
    for query in ("by=nonsense", "rank=%00", "together=1&all=1", "by=weekday&carrier=x'--", "days=0"):
        assert (await lead.get(f"/logistics?{query}")).status_code == 200, query


async def test_an_empty_shop_says_how_to_begin_and_strangers_are_sent_to_the_login(client_as: ClientAs) -> None:
    assert "Noch keine" in (await (await client_as("viewer")).get("/logistics")).text.split("<main")[1]
    assert (await (await client_as(None)).get("/logistics")).status_code in {302, 303}
