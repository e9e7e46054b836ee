"""Members' notes on the chart of a theme: written, seen by all, taken away by whoever wrote them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from classifier.themes import install_themes
from feedback_app.alerts.teams import install_teams
from feedback_app.insights.store import packing
from feedback_app.insights.tables import ChartNote
from tests.shop_cast import TODAY, add_classified
from tests.web.browsing import ClientAs

PAGE = "/themes/too_small"
NOTE = {"day": (TODAY - timedelta(days=3)).isoformat(), "text": "Neue <b>Größentabelle</b>"}


@pytest.fixture
async def shop(db: str, app: Any) -> None:
    """A shop with one comment about size."""
    await install_themes()
    await install_teams()
    await add_classified("Ärmel zu klein", ["too_small"], product="Bluse")
    await packing.run(app.state.house)


async def texts() -> list[str]:
    return list(await ChartNote.select(ChartNote.text).output(as_list=True))


async def test_a_note_stands_on_the_chart_and_in_its_list(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    answer = await browser.submit(f"{PAGE}/notes?days=90&carrier=", NOTE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?days=90#course")
    page = (await (await client_as("viewer")).get(f"{PAGE}?days=90")).text
    assert "Neue &lt;b&gt;Größentabelle&lt;/b&gt;" in page
    assert "(Product)" in page
    assert 'class="mark-line kind-note"' in page
    assert "/notes" not in page.partition("<main")[2].partition("</main>")[0]


async def test_a_note_of_another_theme_or_another_time_is_not_shown(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    await browser.submit(f"{PAGE}/notes", NOTE)
    await browser.submit(f"{PAGE}/notes", {**NOTE, "text": "Rabattwoche", "everywhere": "1"})
    other = (await browser.get("/themes/too_big")).text
    assert "Rabattwoche" in other
    assert "Größentabelle" not in other
    assert "Rabattwoche" not in (await browser.get(f"{PAGE}?since=2026-01-01&until=2026-01-31")).text


async def test_the_same_note_sent_twice_is_kept_once(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    for _ in range(2):
        await browser.submit(f"{PAGE}/notes", NOTE)
    assert await texts() == [NOTE["text"]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " \0 "}, "was an diesem Tag war"),
        ({"text": "x" * 201}, "Platz für 200 Zeichen"),
        ({"day": "gestern"}, "wählen Sie den Tag"),
        ({"day": "1900-01-01"}, "zu weit weg"),
        ({"day": ""}, "wählen Sie den Tag"),
    ],
)
async def test_a_note_that_cannot_be_kept_comes_back_filled(
    shop: None, client_as: ClientAs, wrong: dict[str, str], said: str
) -> None:
    answer = await (await client_as("product")).submit(f"{PAGE}/notes", {**NOTE, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert "data-focus" in answer.text
    assert ("Größentabelle" in answer.text) == ("text" not in wrong)
    assert await texts() == []


async def test_whoever_wrote_a_note_takes_it_away_and_so_does_an_admin(shop: None, client_as: ClientAs) -> None:
    product, admin = await client_as("product"), await client_as("admin")
    for browser in (product, admin):
        await product.submit(f"{PAGE}/notes", NOTE)
        (note,) = await ChartNote.select(ChartNote.id).output(as_list=True)
        assert (await browser.submit(f"{PAGE}/notes/{note}/delete")).status_code == 303
        assert await texts() == []
        assert (await browser.submit(f"{PAGE}/notes/{note}/delete")).status_code == 303


async def test_others_can_neither_take_a_note_away_nor_are_they_offered_to(shop: None, client_as: ClientAs) -> None:
    await (await client_as("product")).submit(f"{PAGE}/notes", NOTE)
    (note,) = await ChartNote.select(ChartNote.id).output(as_list=True)
    logistics = await client_as("logistics")
    assert f"/notes/{note}/delete" not in (await logistics.get(PAGE)).text
    assert (await logistics.submit(f"{PAGE}/notes/{note}/delete")).status_code == 403
    assert (await (await client_as("viewer")).submit(f"{PAGE}/notes", NOTE)).status_code == 403
    assert await texts() == [NOTE["text"]]


async def test_a_note_on_a_theme_that_does_not_exist_is_not_found(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    assert (await browser.submit("/themes/nothing/notes", NOTE)).status_code == 404
    assert (await browser.submit("/themes/nothing/notes", {**NOTE, "text": ""})).status_code == 404
    assert (await browser.submit(f"{PAGE}/notes/99999999999999999999/delete")).status_code == 303
