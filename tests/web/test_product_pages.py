"""The pages about products and the returns desk, as a member's browser and as programs get them."""

from __future__ import annotations

import re

import httpx
import pytest

from feedback_app.auth.api_keys import create_key
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.store import packing
from surveys.catalogue import install_catalogue
from tests.insights.product_world import Sells, sell
from tests.shop_cast import add_comment

SHOP = (
    Sells("Chino", rate=0.2, reasons={"too_small": 6.0, "too_big": 1.0, "changed_mind": 4.0}),
    Sells('Jeans "Größe" <b>', rate=0.2, reasons={"changed_mind": 1.0}),
)


@pytest.fixture
async def browser(app, client_as, db):
    """A logistics member in a shop with two products."""
    await sell(app.state.house, SHOP)
    return await client_as("logistics")


@pytest.fixture
async def desk(app, client_as):
    """A logistics member; order A-1 came back with a lamp said to be defective, and a chair."""
    await install_catalogue()
    await add_comment("Geht nicht an", reason="defective", order="A-1", sku="L-1", product="Lampe")
    await add_comment(reason="changed_mind", order="A-1", sku="S-1", product="Stuhl")
    return await client_as("logistics")


async def test_the_list_shows_rates_grades_and_links_to_the_returns(browser):
    page = (await browser.get("/products?days=90")).text
    assert "Chino" in page
    assert "Jeans &#34;Größe&#34; &lt;b&gt;" in page
    assert "zu wenig Daten" in page
    assert "/submissions?days=90&amp;product=Chino" in page
    assert 'aria-sort="descending"' in page


async def test_the_cohort_is_said_beside_the_span_and_kept_on_the_way_to_a_product(browser):
    page = (await browser.get("/products?days=90&cohort=ordered")).text
    assert "Was in diesen Tagen bestellt wurde" in page
    assert "/products/Chino?days=90&amp;cohort=ordered" in page


async def test_a_product_is_found_by_name_by_query_and_by_article_number(browser):
    for path in ("/products/Chino?days=90", "/products?product=Chino&days=90"):
        assert "<h1>Chino</h1>" in (await browser.get(path)).text
    led = await browser.get("/products/SKU-Chino?days=90")
    assert (led.status_code, led.headers["location"]) == (303, "/products/Chino?days=90")
    odd = re.search(r'href="(/products/Jeans[^"]+)"', (await browser.get("/products?days=90")).text)
    assert odd is not None
    assert (await browser.get(odd[1].replace("&amp;", "&"))).status_code == 200
    for path in ("/products/Nie%20verkauft", "/products/..%2F..%2Fetc", "/products/%00", "/products/" + "x" * 3000):
        assert (await browser.get(path)).status_code == 404


async def test_addresses_that_make_no_sense_are_pages_that_say_something_true(browser):
    for query in ("sort=nothing", "page=0", "page=-1", "page=99999", "cohort=x", "selections=x", "q=%00", "days=x"):
        assert (await browser.get(f"/products?{query}")).status_code == 200, query


async def test_the_product_shows_its_hint_as_html_to_copy(browser):
    page = (await browser.get("/products/Chino?days=90")).text
    assert "Fällt kleiner aus" in page
    assert "&lt;p class=&#34;fit-hint&#34; lang=&#34;de&#34; data-fit=&#34;runs_small&#34;&gt;" in page
    assert "Runs small" in page


# Fit hints for programs and for the shop's pages ----------------------------------------------------------------------


async def test_programs_get_the_hint_with_its_numbers_and_strangers_nothing(app, browser, client_as):
    program = await client_as(None)
    assert (await program.get("/api/v1/fit-hint?product=Chino")).status_code == 401
    program.headers["Authorization"] = f"Bearer {await create_key(app.state.house, 'shop')}"
    found = (await program.get("/api/v1/fit-hint?sku=SKU-Chino")).json()
    assert found["fit"] == "runs_small"
    assert found["n"] == found["too_small"] + found["too_big"]
    assert found["sentence"]["de"].startswith("Fällt kleiner aus")
    assert found["html"]["en"].startswith('<p class="fit-hint" lang="en"')
    unclear = (await program.get("/api/v1/fit-hint", params={"product": 'Jeans "Größe" <b>'})).json()
    assert (unclear["fit"], unclear["sentence"]) == ("unclear", {"de": "", "en": ""})
    assert (await program.get("/api/v1/fit-hint?sku=nie")).status_code == 404
    for query in ("", "?sku=a&product=b"):
        assert (await program.get(f"/api/v1/fit-hint{query}")).status_code == 400


async def test_the_public_hint_is_off_until_an_admin_lets_it_and_tells_a_sentence_and_a_number(app, browser, client_as):
    stranger: httpx.AsyncClient = await client_as(None)
    hidden = await stranger.get("/fit-hint/SKU-Chino.json")
    assert (hidden.status_code, hidden.json()) == (404, {})
    assert (await browser.submit("/fit-hints", {"public": "on"})).status_code == 403
    admin = await client_as("admin")
    assert (await admin.submit("/fit-hints", {"public": "on"})).headers["location"] == "/fit-hints?saved=1"
    shown = await stranger.get("/fit-hint/SKU-Chino.json?lang=en", headers={"Origin": "https://laden.example"})
    assert shown.json().keys() == {"n", "sentence"}
    assert shown.headers["access-control-allow-origin"] == "*"
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert shown.headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in shown.headers
    for unknown in ("SKU-nie.json", "SKU-Chino", "SKU-Jeans.json", "..%2Fetc.json", "%00.json", ".json"):
        assert (await stranger.get(f"/fit-hint/{unknown}")).text == "{}", unknown
    assert "/fit-hint/SKU-Chino.json</a>" in (await admin.get("/products/Chino")).text
    await admin.submit("/fit-hints", {"public": "off"})
    assert (await stranger.get("/fit-hint/SKU-Chino.json")).status_code == 404


# The returns desk -----------------------------------------------------------------------------------------------------


async def test_two_taps_store_a_result_and_the_next_item_of_the_order_is_shown(desk):
    page = (await desk.get("/inspection?find=A-1")).text
    assert page.index("Lampe") < page.index("Stuhl")
    (lamp, chair) = re.findall(r'name="comment" value="(\d+)"', page)
    sent = await desk.submit("/inspection", {"find": "A-1", "comment": lamp, "condition": "B", "finding": "nothing"})
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/inspection?find=A-1&done=")
    told = (await desk.get(sent.headers["location"])).text
    assert (
        "Gespeichert: Lampe – B, Nichts gefunden. Die Kundin oder der Kunde sagte: Defekt / funktioniert nicht." in told
    )
    assert "Rückgängig machen" in told
    assert told.index("Stuhl") < told.index("Noch einmal prüfen")
    last = await desk.submit("/inspection", {"find": "A-1", "comment": chair, "condition": "A", "finding": "nothing"})
    assert last.headers["location"].startswith("/inspection?done=")
    assert "autofocus" in (await desk.get(last.headers["location"])).text


async def test_what_the_customer_says_is_folded_until_the_choice_is_made(desk):
    page = (await desk.get("/inspection?find=A-1")).text
    folded = page[page.index('<details class="said">') :]
    assert "Geht nicht an" not in page[: page.index('<details class="said">')]
    assert "Geht nicht an" in folded
    assert '<details class="said" open' not in page


async def test_a_tap_on_a_finding_without_a_condition_brings_the_form_back(desk):
    page = (await desk.get("/inspection?find=A-1")).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    comment = re.search(r'name="comment" value="(\d+)"', page)
    assert key is not None
    assert comment is not None
    fields = {"find": "A-1", "key": key[1], "comment": comment[1], "finding": "defective"}
    answer = await desk.submit("/inspection", fields)
    assert answer.status_code == 422
    assert f'href="#condition-{key[1]}-A"' in answer.text
    assert "Bitte tippen Sie zuerst den Zustand an" in answer.text
    answer = await desk.submit("/inspection", {**fields, "condition": "D", "finding": "kaputt"})
    assert 'value="D" checked' in answer.text
    assert await fetch('SELECT * FROM "inspection"') == []


async def test_a_result_can_be_taken_back_by_whoever_wrote_it(desk, client_as):
    comment = re.search(r'name="comment" value="(\d+)"', (await desk.get("/inspection?find=A-1")).text)
    assert comment is not None
    fields = {"find": "A-1", "comment": comment[1], "condition": "B", "finding": "nothing"}
    await desk.submit("/inspection", fields)
    (row,) = await fetch('SELECT "id" FROM "inspection"')
    other = await client_as("service")
    await other.submit(f"/inspection/{row['id']}/undo", {"find": "A-1"})
    assert len(await fetch('SELECT "id" FROM "inspection"')) == 1
    back = await desk.submit(f"/inspection/{row['id']}/undo", {"find": "A-1"})
    assert back.headers["location"] == "/inspection?find=A-1"
    assert await fetch('SELECT "id" FROM "inspection"') == []


async def test_what_nobody_knows_and_what_is_gone_is_said(desk):
    page = (await desk.get("/inspection?find=%3Cb%3E%00")).text
    assert "Zu „&lt;b&gt;“ passt nichts" in page
    gone = await desk.submit("/inspection", {"comment": "99", "condition": "A", "finding": "nothing"})
    assert (gone.status_code, await fetch('SELECT * FROM "inspection"')) == (303, [])
    for odd in ("9" * 30, "-1", "x"):
        assert (await desk.get(f"/inspection?done={odd}")).status_code == 200


async def test_a_viewer_sees_items_without_the_buttons(desk, client_as):
    page = (await (await client_as("viewer")).get("/inspection?find=A-1")).text
    assert "Lampe" in page
    assert 'name="finding"' not in page


async def test_programs_send_results_as_often_as_they_like(app, desk, client_as):
    rows = [{"order_id": "A-1", "sku": "L-1", "condition": "damaged"}, {"order_id": "A-1", "condition": "A"}]
    body = {"inspections": rows}
    program = await client_as(None)
    assert (await program.post("/api/v1/inspections", json=body)).status_code == 401
    program.headers["Authorization"] = f"Bearer {await create_key(app.state.house, 'lager')}"
    answers = [(await program.post("/api/v1/inspections", json=body)).json() for _ in range(2)]
    wrong = await program.post("/api/v1/inspections", json={"inspections": [{"order_id": "A-1"}]})
    assert [(answer["stored"], answer["known"]) for answer in answers] == [(1, 0), (0, 1)]
    assert [(one["row"], one["column"]) for one in answers[0]["problems"]] == [(2, "sku")]
    assert wrong.status_code == 400


async def test_reasons_and_findings_stand_beside_each_other(app, desk):
    page = (await desk.get("/inspection?find=A-1")).text
    for comment in re.findall(r'name="comment" value="(\d+)"', page):
        await desk.submit("/inspection", {"comment": comment, "condition": "A", "finding": "nothing"})
    assert "In diesen Tagen wurde nichts geprüft" in (await desk.get("/inspection/reasons")).text
    await packing.run(app.state.house)
    told = (await desk.get("/inspection/reasons")).text
    assert "2 zurückgesandte Artikel wurden geprüft" in told
    assert "zu wenige" in told
