"""The search page, the way to places and the saved views, as a browser without JavaScript meets them."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.insights.search_world import Text, write
from tests.shop_cast import TODAY

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


@pytest.fixture
async def shop(app):
    """Thirty texts about zips, one about a box from GLS, and one in English."""
    zips = [
        Text(f"Der Reißverschluss {n} klemmt", "defective", TODAY - timedelta(days=n), product="Wanderjacke")
        for n in range(30)
    ]
    box = Text("Karton kaputt " + NASTY, "damaged_transport", TODAY, carrier="GLS", order="A-77", rating=1)
    english = Text("The zip broke", "defective", TODAY, "en", product="Regenhose", rating=5)
    await write(app.state.house, [*zips, box, english])


async def test_words_are_found_counted_and_marked(shop, client_as):
    page = (await (await client_as("product")).get("/search?q=reissverschluss")).text
    assert "30 Rückmeldungen" in page
    assert page.count("<mark>Reißverschluss</mark>") == 25
    assert "1–25 von 30" in page
    assert "/submissions/" in page
    assert "Wanderjacke" in page


async def test_the_second_part_shows_the_rest(shop, client_as):
    member = await client_as("viewer")
    page = (await member.get("/search?q=reissverschluss&page=2")).text
    assert page.count("<mark>Reißverschluss</mark>") == 5
    assert "30 Rückmeldungen" in (await member.get("/search?q=reissverschluss&page=99999999")).text


async def test_a_part_behind_the_last_one_is_the_last_one(shop, client_as):
    page = (await (await client_as("viewer")).get("/search?q=reissverschluss&page=77")).text
    assert "26–30 von 30" in page
    assert page.count("<mark>Reißverschluss</mark>") == 5


async def test_a_question_leads_to_filters_that_can_be_taken_away(shop, client_as):
    member = await client_as("product")
    asked = await member.get("/search", params={"q": "Kommentare über Karton von GLS letzte Woche"})
    chosen = parse_qs(urlsplit(asked.headers["location"]).query)
    assert asked.status_code == 303
    assert (chosen["q"], chosen["carrier"], chosen["since"]) == (["Karton"], ["GLS"], ["2026-11-09"])
    page = (await member.get(asked.headers["location"])).text
    assert "Kommentare über Karton von GLS letzte Woche" in page
    assert "Paketdienst: GLS" in page
    assert "Wörtlich suchen" in page


async def test_words_for_word_is_not_understood_again(shop, client_as):
    member = await client_as("product")
    literal = await member.get("/search?q=GLS+Karton&asked=GLS+Karton")
    assert literal.status_code == 200
    assert "Niemand hat das geschrieben" in literal.text


async def test_filters_narrow_and_moods_do_too(shop, client_as):
    member = await client_as("product", "en")
    assert "1 submission<" in (await member.get("/search?q=zip&language=en")).text
    assert "Nobody wrote that" in (await member.get("/search?q=zip&mood=bad")).text
    assert "1 submission<" in (await member.get("/search?q=zip&mood=good")).text
    assert "32 submissions" in (await member.get("/search?text=1")).text


async def test_a_slip_is_met_with_a_suggestion(shop, client_as):
    page = (await (await client_as("product")).get("/search?q=Reisverschluss")).text
    assert "Meinten Sie „Reißverschluss“?" in page


async def test_before_anything_is_asked_the_page_explains_itself(shop, client_as):
    page = (await (await client_as("product")).get("/search")).text
    assert "Fragen Sie in einem Satz" in page
    assert "<mark>" not in page


async def test_nothing_that_is_typed_becomes_part_of_the_page_or_an_error(shop, client_as):
    member = await client_as("product")
    for typed in (NASTY, '"', "-", "*", "a" * 5000, "\0", "NOT", "😡", "' OR 1=1 --", "(((", 'NEAR("a" b)', ":*A"):
        for path in ("/search", "/go"):
            answer = await member.get(path, params={"q": typed, "page": typed, "mood": typed})
            answer = await member.get(answer.headers["location"]) if answer.status_code == 303 else answer
            assert answer.status_code == 200, typed
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text


async def test_a_customers_markup_is_text(shop, client_as):
    page = (await (await client_as("product")).get("/search?q=Karton")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


async def places(member, typed: str) -> list[dict[str, str]]:
    answer = await member.get("/go", params={"q": typed}, headers={"Accept": "application/json"})
    assert answer.headers["content-type"].startswith("application/json")
    return json.loads(answer.text)


async def test_everything_with_a_name_is_found_by_its_beginning(shop, client_as):
    member = await client_as("product")
    found = {typed: [place["url"] for place in await places(member, typed)] for typed in
             ("Them", "wander", "A-77", "transport", "zz", "")}  # fmt: skip
    assert found["Them"][0] == "/themes"
    assert found["wander"][0] == "/products/Wanderjacke"
    assert found["A-77"][0].startswith("/submissions/")
    assert any(url == "/themes/damaged_transport" for url in found["transport"])
    assert found["zz"] == ["/search?q=zz"]
    assert found[""] == []


async def test_every_place_can_be_opened_by_whoever_is_led_there(shop, client_as):
    for role in ("viewer", "service", "logistics"):
        member = await client_as(role)
        for typed in ("a", "s", "e", "wander", "reg"):
            for place in await places(member, typed):
                assert (await member.get(place["url"])).status_code in {200, 303}, (role, place)


async def test_without_a_script_the_places_are_a_page(shop, client_as):
    page = (await (await client_as("viewer")).get("/go?q=wander")).text
    assert '<a href="/products/Wanderjacke">Wanderjacke</a>' in page


async def test_a_view_is_saved_shared_opened_renamed_and_deleted(shop, client_as):
    lea, ole = await client_as("product"), await client_as("logistics")
    saved = await lea.submit("/saved", {"name": NASTY, "to": "/search?q=Naht&days=30&lang=en", "shared": "1"})
    link = "/v/" + saved.headers["location"].removeprefix("/saved#view-")
    for page in [(await member.get("/saved")).text for member in (lea, ole)]:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
    assert "Product" in (await ole.get(link)).text
    assert (await ole.get(f"{link}/open")).headers["location"] == "/search?q=Naht&days=30"
    number = link.removeprefix("/v/")
    assert (await ole.submit(f"/saved/{number}", {"name": "meins"})).status_code == 403
    await lea.submit(f"/saved/{number}", {"name": "Nähte"})
    assert (await ole.get(link)).status_code == 404
    assert (await places(lea, "Nähte"))[0]["label"] == "Nähte"
    await lea.submit(f"/saved/{number}/delete")
    assert (await lea.get(link)).status_code == 404


async def test_a_view_without_a_name_comes_back_filled_and_a_foreign_address_is_refused(shop, client_as):
    member = await client_as("product")
    unnamed = await member.submit("/saved", {"name": " ", "to": "/themes?days=7", "shared": "1"})
    assert unnamed.status_code == 422
    assert 'value="/themes?days=7"' in unnamed.text
    assert "checked" in unnamed.text
    for to in ("//evil.test/themes", "https://evil.test", "/logout", "themes", "/themes\\..", "/../etc", ""):
        assert (await member.submit("/saved", {"name": "x", "to": to})).status_code == 422, to


async def test_viewers_open_shared_views_and_save_none(shop, client_as):
    viewer = await client_as("viewer")
    assert (await viewer.submit("/saved", {"name": "x", "to": "/themes"})).status_code == 403
    assert "Noch keine gespeicherten Ansichten" in (await viewer.get("/saved")).text
