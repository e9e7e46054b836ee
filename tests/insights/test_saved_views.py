"""Saved views: whose they are, where they may lead, and that a span up to today stays one."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.access import Role, Viewer
from feedback_app.insights.only import only_word
from feedback_app.insights.saved import views as saved_views
from feedback_app.insights.saved.views import Address, address_of, delete, listed, one, rename, save
from feedback_app.insights.saved.words import about
from feedback_app.insights.views import view_of
from tests.shop_cast import TODAY

LEA = Viewer(1, "Lea", "lea@shop.test", Role.PRODUCT, "de")
OLE = Viewer(2, "Ole", "ole@shop.test", Role.LOGISTICS, "de")
ADA = Viewer(3, "Ada", "ada@shop.test", Role.ADMIN, "de")
THEMES = Address("/themes", "days=30&carrier=GLS")
FOREIGN = (
    "//evil.test", "/\\evil.test", "https://evil.test/themes", "javascript:alert(1)", "themes", "", "/logout",
    "/static/x", "/api/v1/submissions", "/s/token", "/themes/../logout", "/themes/%2e%2e/logout", "/themes\n",
    "/themes\0", "/search/ x", "/v/1/open", "/saved", "/themesx", "/" + "themes/" * 60, "/search?q=" + "a" * 3000,
)  # fmt: skip


@pytest.mark.parametrize("to", FOREIGN)
def test_only_pages_of_the_desk_are_kept(to: str):
    assert address_of(to) is None


def test_filters_are_kept_and_what_says_only_where_in_a_list_one_was_is_not():
    kept = address_of("/submissions?carrier=DHL+Express&days=30&page=4&older=7&lang=en&empty=")
    assert kept == Address("/submissions", "carrier=DHL+Express&days=30")
    assert address_of("/") == Address("/", "")
    assert address_of("/products/Jacke%20%C3%9C%2F1?days=7") == Address("/products/Jacke%20%C3%9C%2F1", "days=7")


@given(st.text(max_size=40) | st.text("/\\:?#&=%.@-themsarch \t", max_size=20).map("/".__add__))
def test_whatever_is_sent_an_address_never_leads_to_another_host(to: str):
    kept = address_of(to)
    if kept is not None:
        parts = urlsplit(kept.url)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert kept.url.startswith("/")
        assert not kept.url.startswith(("//", "/\\"))
        assert address_of(kept.url) == kept


async def test_thirty_days_are_the_last_thirty_whenever_the_view_is_opened(db, house):
    await save(house, LEA, "GLS", THEMES, False)
    (kept,) = await listed(LEA)
    later = view_of(kept.address.path, dict(parse_qsl(kept.address.query)), TODAY + timedelta(days=100))
    assert later.span.until == TODAY + timedelta(days=100)
    assert later.slices == {"carrier": "GLS"}


async def test_members_see_their_own_views_and_shared_ones(db, house):
    private = await save(house, LEA, "private", THEMES, False)
    shared = await save(house, LEA, "shared", THEMES, True)
    assert [view.id for view in await listed(OLE)] == [shared]
    assert {view.id for view in await listed(LEA)} == {private, shared}
    assert await one(private, OLE) is None
    seen = await one(shared, OLE)
    assert seen is not None
    assert (seen.may_change, seen.member_name, seen.link) == (False, "Lea", f"/v/{shared}")
    assert await one(10**12, LEA) is None


async def test_administrators_may_change_every_view(db, house):
    number = await save(house, LEA, "shared", THEMES, True)
    view = await one(number, ADA)
    assert view is not None
    assert view.may_change
    await rename(view, "new", False)
    renamed = await one(number, LEA)
    assert renamed is not None
    assert (renamed.name, renamed.shared) == ("new", False)
    await delete(renamed)
    assert await listed(LEA) == ()


async def test_saving_the_same_twice_keeps_it_once_and_shares_it(db, house):
    first = await save(house, LEA, "GLS", THEMES, False)
    assert await save(house, LEA, "GLS", THEMES, True) == first
    assert [view.shared for view in await listed(LEA)] == [True]


async def test_one_member_cannot_keep_views_without_end(db, house, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 2)
    for number in range(2):
        assert await save(house, LEA, str(number), THEMES, False)
    assert await save(house, LEA, "one more", THEMES, False) is None
    assert await save(house, OLE, "mine", THEMES, False)


async def test_a_view_says_in_words_what_it_shows(db):
    words = await about("/search", "q=Naht&days=30&carrier=GLS", TODAY)
    assert words == ("„Naht“", "30 Tage", "Paketdienst: GLS")
    assert await about("/alerts", "", TODAY) == ()


async def test_a_view_also_says_what_cuts_it_beside_its_filters(db):
    assert await about("/submissions", "days=7&only=promoters", TODAY) == ("7 Tage", only_word("promoters"))
    assert await about("/search", "days=30&mood=bad", TODAY) == ("30 Tage", "Zufriedenheit: 1 oder 2")


async def test_a_view_without_days_in_its_address_tells_of_none(db):
    assert await about("/search", "carrier=GLS", TODAY) == ("Paketdienst: GLS",)
