"""A link to a saved view tells those who may not see it nothing: no name, no filters, not even that it is there."""

from __future__ import annotations

from itertools import product

import pytest

from feedback_app.insights.tables import SavedView
from tests.conftest import NOON
from tests.web.browsing import Browser, ClientAs

NAME, SIZE = "Quastenflosser", "7XL-Quaste"
GONE = 999
PATHS = ("/v/{}", "/v/{}/open", "/saved/{}")


@pytest.fixture
async def owner(client_as: ClientAs) -> Browser:
    """A product manager who keeps the private view 1 and the shared view 2."""
    browser = await client_as("product", "en")
    assert browser.member_id is not None
    for shared in (False, True):
        await SavedView(
            name=NAME, path="/themes", query=f"size={SIZE}", shared=shared, member_id=browser.member_id,
            member_name="Product", created_at=NOON,
        ).save()  # fmt: skip
    return browser


async def told(browser: Browser, path: str, number: int) -> tuple[int, str, str]:
    """Return status, body and way of an answer, without the number that was asked for."""
    answer = await browser.get(path.format(number))
    parts = (answer.text, answer.headers.get("location", ""))
    return (answer.status_code, *(part.replace(f"/{number}", "/N") for part in parts))


async def test_a_stranger_is_asked_to_sign_in_whether_there_is_a_view_or_not(
    owner: Browser, client_as: ClientAs
) -> None:
    stranger = await client_as(None, "en")
    for path, view in product(PATHS, (1, 2)):
        said = await told(stranger, path, view)
        assert said == await told(stranger, path, GONE), path
        assert said[0] == 303
        assert NAME not in str(said)
        assert SIZE not in str(said)


async def test_a_private_view_is_to_other_members_as_one_that_is_not_there(owner: Browser, client_as: ClientAs) -> None:
    other = await client_as("logistics", "en")
    for path in PATHS:
        said = await told(other, path, 1)
        assert said == await told(other, path, GONE), path
        assert said[0] == 404


async def test_others_neither_change_nor_delete_a_view_private_or_shared(owner: Browser, client_as: ClientAs) -> None:
    other = await client_as("logistics", "en")
    for number, refused in ((1, 404), (2, 403)):
        for path in (f"/saved/{number}", f"/saved/{number}/delete"):
            assert (await other.submit(path, {"name": "Mine"})).status_code == refused, path
    assert [(view.name, view.shared) for view in await SavedView.objects().order_by(SavedView.id)] == [
        (NAME, False),
        (NAME, True),
    ]


async def test_no_list_of_another_member_names_a_private_view(owner: Browser, client_as: ClientAs) -> None:
    other = await client_as("logistics", "en")
    assert (await owner.get("/saved")).text.count("/v/1") > 0
    for path in ("/saved", "/search", f"/go?q={NAME}"):
        assert "/v/1" not in (await other.get(path)).text, path
    assert "/v/2" in (await other.get("/saved")).text
