"""The first page of the desk and its frame as the server answers them: addresses, filters, and pages that renew."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from classifier.tables import Rereading
from classifier.themes import install_themes
from feedback_app.alerts.teams import install_teams
from feedback_app.insights.store import packing
from tests.conftest import NOON
from tests.insights.desk_world import LAST, write_shop
from tests.shop_cast import TODAY, add_classified
from tests.web.browsing import ClientAs

LIVE = re.compile(r'hx-get="(/\?[^"]*live=[^"]*)"')
SHIPMENT = "/?size=M&compare=0&days=90"


@pytest.fixture
async def shop(app: Any) -> Any:
    """A shop with answers of forty days, packed."""
    await install_themes()
    await install_teams()
    await write_shop(app.state.house, 80, seed=7)
    return app.state.house


async def test_the_first_page_is_the_overview_for_every_role(shop: Any, client_as: ClientAs) -> None:
    for role in ("admin", "product", "logistics", "service", "viewer"):
        page = await (await client_as(role, "en")).get("/")
        assert page.status_code == 200
        assert "<h1>Overview</h1>" in page.text
        assert page.text.count('class="overview-number"') == 6


async def test_strangers_are_asked_who_they_are(client_as: ClientAs) -> None:
    answer = await (await client_as(None)).get("/?days=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/%3Fdays%3D7")


async def test_every_way_from_the_overview_keeps_days_filters_and_comparison(shop: Any, client_as: ClientAs) -> None:
    page = (await (await client_as("product", "en")).get(SHIPMENT)).text.replace("&amp;", "&")
    assert "Size: M" in page
    assert 'href="/submissions?days=90&compare=0&size=M&only=rated"' in page
    assert 'href="/themes?days=90&compare=0&size=M"' in page
    assert 'href="/themes/filter?days=90&compare=0&size=M&to=%2F"' in page
    assert 'href="/?days=90&size=M"' in page
    assert "Shipments do not know: Size." in page
    assert "Without a comparison nothing can rise." in page


@pytest.mark.parametrize(
    "query",
    [
        "since=2027-05-01",
        "since=garbage&until=%00",
        "days=²&compare=x",
        "size=%00",
        "theme=nobody",
        "survey=returns:999",
    ],
)
async def test_no_address_breaks_the_overview(shop: Any, client_as: ClientAs, query: str) -> None:
    for path in ("/", "/submissions", "/themes/filter"):
        assert (await (await client_as("viewer")).get(f"{path}?{query}")).status_code == 200


async def test_a_date_that_cannot_be_read_is_said(shop: Any, client_as: ClientAs) -> None:
    page = await (await client_as("viewer")).get("/?since=heute")
    assert "Ein Datum in der Adresse war nicht zu lesen" in page.text


async def test_a_filter_that_nothing_fits_leads_back_to_everything(shop: Any, client_as: ClientAs) -> None:
    page = (await (await client_as("viewer", "en")).get("/?size=XXL&days=7")).text
    assert "Nothing fits this filter" in page
    assert 'href="/?days=7"' in page


async def test_an_empty_shop_is_shown_the_way_to_its_first_answers(app: Any, client_as: ClientAs) -> None:
    for path in ("/", "/submissions"):
        page = (await (await client_as("product", "en")).get(path)).text
        assert "No answers yet" in page
        assert 'href="/surveys"' in page


async def test_answers_that_are_not_counted_yet_are_announced(db: str, client_as: ClientAs) -> None:
    await add_classified("Zu klein", ["too_small"])
    assert "The answers are being counted" in (await (await client_as("viewer", "en")).get("/")).text


async def test_a_page_that_asks_again_hears_that_nothing_changed_until_something_did(
    shop: Any, client_as: ClientAs
) -> None:
    browser = await client_as("product", "en")
    asks = LIVE.search((await browser.get("/?days=7")).text)[1].replace("&amp;", "&")
    same = await browser.get(asks, headers={"HX-Request": "true"})
    assert (same.status_code, same.text) == (204, "")
    await add_classified("Zu klein", ["too_small"], day=TODAY)
    await packing.run(shop)
    changed = await browser.get(asks, headers={"HX-Request": "true"})
    assert changed.status_code == 200
    assert LIVE.search(changed.text)[1] != asks.replace("&", "&amp;")
    assert "live=" not in changed.text.split('id="numbers"')[1].split("</dl>")[0]


async def test_long_work_shows_how_far_it_is(shop: Any, client_as: ClientAs) -> None:
    await Rereading(version="m2", why="model", total=200, done=50, started_at=NOON).save()
    page = (await (await client_as("product", "en")).get("/")).text
    assert "All texts are being read again." in page
    assert '<progress aria-label="All texts are being read again." max="200" value="50">' in page


async def test_the_filter_page_says_how_many_answers_each_value_leaves(shop: Any, client_as: ClientAs) -> None:
    browser = await client_as("viewer", "en")
    page = (await browser.get("/themes/filter?to=/submissions&days=90&carrier=GLS&compare=0&only=rated")).text
    left = int(re.search(r'<option value="GLS" selected>GLS \((\d+)\)', page)[1])
    listed = await browser.get("/submissions?days=90&carrier=GLS")
    assert re.search(r"Based on (\d+) returned items and (\d+) other answers", listed.text)
    items, others = map(int, re.search(r"Based on (\d+) returned items and (\d+) other answers", listed.text).groups())
    assert left == items + others
    for name, value in (("days", "90"), ("compare", "0"), ("only", "rated")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


async def test_five_thousand_products_are_typed_with_suggestions(app: Any, client_as: ClientAs) -> None:
    from feedback_app.foundation.database import transaction
    from feedback_app.foundation.dialect import execute, insert_many
    from surveys.tables import Comment

    await write_shop(app.state.house, 2, seed=1)
    blank = Comment(_ignore_missing=True).to_dict()
    names = [column._meta.db_column_name for column in Comment._meta.columns if column._meta.name != "id"]
    async with transaction():
        submission = (await execute('SELECT MIN("id") AS id FROM "submission"'))[0]["id"]
        rows = [{**blank, "submission": submission, "day": LAST, "product": f"P{n:04}"} for n in range(5000)]
        await insert_many(Comment, names, [[row[name] for name in names] for row in rows])
    await packing.run(app.state.house)
    page = (await (await client_as("viewer", "en")).get("/themes/filter?to=/&days=365")).text
    assert 'list="product-values"' in page
    assert page.count('<option value="P') == 500


async def test_the_list_of_submissions_says_how_many_there_are(shop: Any, client_as: ClientAs) -> None:
    page = (await (await client_as("viewer", "en")).get("/submissions?days=365")).text
    total = int(re.search(r"<strong>(\d+) submissions", page)[1])
    assert f"1–25 of {total}" in page
    since = (LAST - timedelta(days=6)).isoformat()
    week = (await (await client_as("viewer", "en")).get(f"/submissions?since={since}&until={LAST}")).text
    assert int(re.search(r"<strong>(\d+) submissions", week)[1]) < total
