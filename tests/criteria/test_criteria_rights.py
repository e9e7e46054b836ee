"""Whatever changes something needs the token of a page and the right to do it: asked of every route that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from feedback_app.foundation.access import ACTING, CORRECTING, Role
from tests.web.browsing import Browser, ClientAs

EVERYBODY = tuple(Role)
ADMIN = (Role.ADMIN,)
# The link of a customer is itself the key; finding and erasing need none and are limited in their tries.
CUSTOMERS = {
    *("/s/{token}", "/s/{token}/suggest", "/s/{token}/understood", "/s/{token}/news", "/s/{token}/delete"),
    *("/u/{token}", "/find", "/erase"),
}
PROGRAMS = {f"/api/v1/{name}" for name in ("submissions", "shipments", "orders", "invitations", "customers", "mailings")}
# Signing in and out is for whoever comes, with the token of the page.
DOORS = {"/login", "/logout"}
MEMBERS: dict[str, tuple[Role, ...]] = {
    "/alerts/{alert_id}/see": ACTING,
    "/alerts/{alert_id}/assign": ACTING,
    "/alerts/{alert_id}/action": ACTING,
    "/alerts/{alert_id}/close": ACTING,
    "/callbacks/{callback_id}/done": ACTING,
    "/comments/{comment_id}/themes": CORRECTING,
    "/enter": ACTING,
    "/enter/slip": ACTING,
    "/mailbox/{message_id}/again": ACTING,
    "/shop": ADMIN,
    "/slip": ACTING,
    "/surveys/new": CORRECTING,
    "/surveys/{code}/arrange": CORRECTING,
    "/surveys/{code}/discard": CORRECTING,
    "/surveys/{code}/edit/{part}": CORRECTING,
    "/surveys/{code}/edit/{part}/{which}": CORRECTING,
    "/surveys/{code}/publish": CORRECTING,
    "/surveys/{code}/rebase": CORRECTING,
    # A preview stores nothing: whoever may see the survey may walk through it.
    "/surveys/{code}/preview": EVERYBODY,
    "/surveys/{code}/versions/{version}": EVERYBODY,
}
# Pages that only some may see; all other pages of members are for every member.
SEEN_BY: dict[str, tuple[Role, ...]] = {
    "/comments/{comment_id}/themes": CORRECTING,
    "/enter": ACTING,
    "/enter/slip": ACTING,
    "/mailings": CORRECTING,
    "/shop": ADMIN,
    "/shop/preview.css": ADMIN,
    "/surveys/new": CORRECTING,
    "/surveys/{code}/edit": CORRECTING,
    "/surveys/{code}/edit/{part}": CORRECTING,
    "/surveys/{code}/edit/{part}/{which}": CORRECTING,
    "/surveys/{code}/publish": CORRECTING,
}
OPEN_PAGES = {
    *("/s/{token}", "/s/{token}/delete", "/s/{token}/photo/{photo_id}", "/u/{token}", "/find", "/erase"),
    *("/login", "/healthz", "/readyz", "/api/openapi.json", "/static/{version}/{name}"),
    *("/brand/{version}/brand.css", "/brand/{version}/logo.png"),
}
READING = {"GET", "HEAD", "OPTIONS"}


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers, with the names of the variable parts."""
    for route in app.routes:
        path = re.sub(r":\w+}", "}", route.path)
        for method in sorted(getattr(route, "methods", set())):
            yield method, path


def changing(app: Any) -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes(app) if method not in READING]


def filled(path: str) -> str:
    """Return an address for a path; numbers belong to nothing, so nobody's right is mistaken for a missing row."""
    path = path.replace("{code}", "csat").replace("{part}", "questions").replace("{which}", "csat")
    return re.sub(r"{(\w+_id|version)}", "999", re.sub(r"{(token|name)}", "nothing", path))


async def refused(browser: Browser, method: str, path: str, fields: dict[str, str]) -> int:
    return (await browser.request(method, filled(path), data=fields)).status_code


def test_criterion_29_every_changing_route_is_known_with_who_may_use_it(app: Any) -> None:
    assert {path for _, path in changing(app)} == CUSTOMERS | PROGRAMS | DOORS | set(MEMBERS)


@pytest.mark.parametrize("token", ["", "0" * 128, "of another page"])
async def test_criterion_29_without_the_token_of_a_page_nothing_is_changed(
    app: Any, client_as: ClientAs, token: str
) -> None:
    admin = await client_as("admin")
    await admin.get("/login")
    fields = {"_csrf_token": token} if token else {}
    for method, path in changing(app):
        status = await refused(admin, method, path, fields)
        if path in CUSTOMERS:
            assert status != 403, path
        else:
            assert status == (401 if path in PROGRAMS else 403), path


@pytest.mark.parametrize("role", [None, *Role])
async def test_criterion_29_who_has_not_the_right_changes_nothing(
    app: Any, client_as: ClientAs, role: Role | None
) -> None:
    browser = await client_as(role)
    for method, path in changing(app):
        if path not in MEMBERS:
            continue
        answer = await browser.submit(filled(path), {})
        assert method == "POST"
        led_away = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if role is None:
            assert led_away, path
        elif role in MEMBERS[path]:
            assert (answer.status_code in {401, 403}, led_away) == (False, False), path
        else:
            assert answer.status_code == 403, path


@pytest.mark.parametrize("role", [None, *Role])
async def test_criterion_29_who_has_not_the_right_sees_nothing(
    app: Any, client_as: ClientAs, role: Role | None
) -> None:
    browser = await client_as(role)
    pages = {path for method, path in routes(app) if method == "GET" and not path.startswith("/api/v1/")}
    assert OPEN_PAGES | set(SEEN_BY) <= pages
    for path in sorted(pages - OPEN_PAGES):
        answer = await browser.get(filled(path))
        led_away = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if role is None:
            assert led_away, path
        else:
            assert (answer.status_code == 403) is (role not in SEEN_BY.get(path, EVERYBODY)), path
