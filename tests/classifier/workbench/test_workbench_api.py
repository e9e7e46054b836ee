"""What the shop's own programs read about the themes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from classifier.workbench import deeds
from classifier.workbench.undoing import undo
from feedback_app.auth.api_keys import create_key
from tests.classifier.workbench.conftest import ANNA, Cast
from tests.web.conftest import app  # noqa: F401 the web tests' own fixture


@pytest.fixture
async def program(cast: Cast, app: Any) -> httpx.AsyncClient:  # noqa: F811
    key = await create_key(app.state.house, "ERP")
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop.test", headers=headers)


async def test_the_tree_says_where_a_merged_theme_went(program: httpx.AsyncClient, now) -> None:
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    tree = (await program.get("/api/v1/themes")).json()
    themes = {theme["code"]: theme for theme in tree["themes"]}
    assert themes["packaging"]["merged_into"] == "damaged_transport"
    assert themes["damaged_transport"]["comments_90_days"] == 4
    assert [group["code"] for group in tree["groups"]][:2] == ["fit", "looks"]


async def test_lineage_names_what_was_undone(program: httpx.AsyncClient, now) -> None:
    change = await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await undo(change, ANNA, now)
    (entry,) = (await program.get("/api/v1/themes/changes")).json()
    assert (entry["kind"], entry["theme"], entry["others"]) == ("merged", "damaged_transport", ["packaging"])
    assert entry["undone_at"] is not None
    assert (await program.get(f"/api/v1/themes/changes?before={change}")).json() == []


async def test_without_a_key_nothing_is_read(app: Any) -> None:  # noqa: F811
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop.test") as stranger:
        assert (await stranger.get("/api/v1/themes")).status_code == 401
