"""Pages that renew themselves: asked with the version that they show, they answer 204 until something has changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from classifier.themes import install_themes
from feedback_app.alerts.tables import Action, Alert, DetectedDay, Effect
from feedback_app.alerts.teams import install_teams
from feedback_app.insights.live import data_version
from feedback_app.insights.money.action_money import save_action_money
from feedback_app.insights.store import packing
from feedback_app.insights.tables import ChartNote
from tests.conftest import NOON
from tests.insights.desk_world import write_shop
from tests.shop_cast import TODAY, add_classified
from tests.web.browsing import Browser, ClientAs

ASKS = re.compile(r'id="live"[^>]* hx-get="([^"]*live=[^"]*)"[^>]* hx-select-oob="([^"]*)"')
PAGES = {
    "/themes": "theme-list",
    "/themes?level=groups&days=90": "theme-list",
    "/products?days=90": "product-list",
    "/logistics": "board",
    "/money": "costs",
    "/submissions?days=365": "submission-list",
}


@pytest.fixture
async def shop(app: Any) -> Any:
    """A shop with answers of forty days, packed."""
    await install_themes()
    await install_teams()
    await write_shop(app.state.house, 40, seed=7)
    return app.state.house


async def asks(browser: Browser, path: str) -> tuple[str, list[str]]:
    """Return how a page asks for itself, and the ids that it may swap."""
    found = ASKS.search((await browser.get(path)).text)
    assert found is not None, f"{path} does not renew itself"
    return found[1].replace("&amp;", "&"), [part.removeprefix("#") for part in found[2].split(",")]


async def again(browser: Browser, address: str) -> httpx.Response:
    return await browser.get(address, headers={"HX-Request": "true"})


async def test_pages_about_answers_are_sent_again_only_after_a_day_was_packed(shop: Any, client_as: ClientAs) -> None:
    browser = await client_as("product", "en")
    asked = {path: await asks(browser, path) for path in PAGES}
    for address, _parts in asked.values():
        same = await again(browser, address)
        assert (same.status_code, same.text) == (204, "")
    await add_classified("Zu klein", ["too_small"], day=TODAY, product="Wanderjacke")
    await packing.run(shop)
    for path, (address, parts) in asked.items():
        fresh = await again(browser, address)
        assert (fresh.status_code, parts) == (200, ["basis", PAGES[path], "live"])
        assert all(f'id="{part}"' in fresh.text for part in parts)
        assert ASKS.search(fresh.text)[1] != address.replace("&", "&amp;")


async def test_what_a_page_asks_with_stands_in_none_of_its_links(shop: Any, client_as: ClientAs) -> None:
    browser = await client_as("product", "en")
    for path, part in PAGES.items():
        address, _parts = await asks(browser, path)
        page = (await browser.get(re.sub("live=[^&]*", "live=old", address))).text
        assert "live=" not in page.split(f'id="{part}"')[1].split('id="live"')[0]


async def test_the_version_of_the_desk_is_another_on_the_next_day(shop: Any) -> None:
    tomorrow = replace(shop, clock=lambda: NOON + timedelta(days=1))
    assert await data_version(shop) == await data_version(shop) != await data_version(tomorrow)


async def test_the_version_of_the_desk_tells_of_notes_taken_away_and_of_money(shop: Any) -> None:
    notes = [ChartNote(day=TODAY, text=text, member_id=1, created_at=NOON) for text in ("sale", "strike")]
    await ChartNote.insert(*notes)
    both = await data_version(shop)
    await ChartNote.delete().where(ChartNote.text == "sale")
    one = await data_version(shop)
    await save_action_money(7, (4200, 0), "", "Jana", NOON)
    assert len({both, one, await data_version(shop)}) == 3


async def test_the_version_of_the_desk_tells_of_an_effect_that_was_measured_again(shop: Any) -> None:
    alert = Alert(
        series="zipper", theme="zipper", slice="{}", team="product", state="watching", since=TODAY, last_day=TODAY,
        observed=9, expected=3, lower=1, upper=6, exposure=90, usual_share=0.03, score=3, opened_at=NOON,
        updated_at=NOON,
    )  # fmt: skip
    await alert.save()
    action = Action(alert=alert.id, cause="x", measure="y", started_on=TODAY, theme="zipper", created_at=NOON)
    await action.save()
    counts = {"before_count": 9, "before_answers": 90, "after_count": 1, "after_answers": 30}
    effect = Effect(action=action.id, measured_on=TODAY, days_after=7, verdict="too_early", **counts)
    await effect.save()
    first = await data_version(shop)
    await Effect.update({Effect.days_after: 8, Effect.after_answers: 34}, force=True)
    second = await data_version(shop)
    await Effect.update({Effect.ratio: 0.4, Effect.verdict: "improved"}, force=True)
    assert len({first, second, await data_version(shop)}) == 3


async def test_the_inbox_is_sent_again_after_a_day_was_checked(shop: Any, client_as: ClientAs) -> None:
    browser = await client_as("logistics", "en")
    address, parts = await asks(browser, "/alerts?view=unseen")
    assert (await again(browser, address)).status_code == 204
    await DetectedDay(day=TODAY, fingerprint="a", detected_at=NOON).save()
    fresh = await again(browser, address)
    assert fresh.status_code == 200
    assert all(f'id="{part}"' in fresh.text for part in parts)
    assert "Checked up to and including" in fresh.text.split('id="inbox-head"')[1].split('id="inbox"')[0]


@pytest.mark.parametrize("path", ["/products", "/logistics", "/themes", "/submissions"])
async def test_a_page_without_answers_fills_by_itself(app: Any, client_as: ClientAs, path: str) -> None:
    await install_themes()
    browser = await client_as("product", "en")
    address, (_basis, part, _live) = await asks(browser, path)
    await add_classified("Zu klein", ["too_small"], day=TODAY, product="Wanderjacke")
    await packing.run(app.state.house)
    fresh = (await again(browser, address)).text
    assert "No answers yet" not in fresh
    assert "Based on one returned item" in fresh
    assert f'id="{part}"' in fresh
