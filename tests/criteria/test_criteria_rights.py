"""Whatever changes something needs the token of a page and the right to do it: asked of every route that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx

from feedback_app.foundation.access import ACTING, CORRECTING, SERVING, Role
from tests.web.browsing import ClientAs

EVERYBODY = tuple(Role)
VISITORS = (None, *Role)
ADMIN = (Role.ADMIN,)
# The link of a customer is itself the key; finding and erasing need none and are limited in their tries.
CUSTOMERS = {
    *("/s/{token}", "/s/{token}/suggest", "/s/{token}/understood", "/s/{token}/news", "/s/{token}/delete"),
    *("/u/{token}", "/u/mute/{token}", "/find", "/erase"),
}
API = ("submissions", "shipments", "orders", "invitations", "customers", "mailings", "inspections")
PROGRAMS = {f"/api/v1/{name}" for name in API}
# Signing in and out is for whoever comes, with the token of the page.
DOORS = {"/login", "/logout"}
MEMBERS: dict[str, tuple[Role, ...]] = {
    "/actions/{action_id}/edit": SERVING,
    "/actions/{action_id}/tell": SERVING,
    "/alerts/{alert_id}/act": SERVING,
    "/change-notes/new": ACTING,
    "/change-notes/settings": ACTING,
    "/change-notes/{note_id}": ACTING,
    "/alerts/seen": SERVING,
    "/alerts/{alert_id}/see": SERVING,
    "/alerts/{alert_id}/assign": SERVING,
    "/alerts/{alert_id}/action": SERVING,
    "/alerts/{alert_id}/close": SERVING,
    "/alerts/{alert_id}/take": SERVING,
    "/alerts/{alert_id}/comment": SERVING,
    "/alerts/{alert_id}/mute": SERVING,
    "/alerts/{alert_id}/unmute": SERVING,
    "/alerts/{alert_id}/accept": SERVING,
    "/alerts/{alert_id}/noise": SERVING,
    "/alerts/{alert_id}/reopen": SERVING,
    "/alerts/budget/{team}": SERVING,
    "/alerts/budget/{team}/trials": SERVING,
    "/alerts/settings": ADMIN,
    "/alerts/settings/places/{place_id}": SERVING,
    "/alerts/settings/routes/new": SERVING,
    "/alerts/settings/routes/{route_id}": SERVING,
    "/alerts/settings/teams/{code}": SERVING,
    "/alerts/settings/teams/{code}/places/new": SERVING,
    "/callbacks/{callback_id}/done": SERVING,
    "/reports/{team}": SERVING,
    "/reports/{team}/copy": SERVING,
    "/cases/settings": ADMIN,
    "/cases/{case_id}/answer": SERVING,
    "/cases/{case_id}/close": SERVING,
    "/cases/{case_id}/comment": SERVING,
    "/cases/{case_id}/forward": SERVING,
    "/cases/{case_id}/helpdesk": SERVING,
    "/cases/{case_id}/reference": SERVING,
    "/cases/{case_id}/reopen": SERVING,
    "/cases/{case_id}/solve": SERVING,
    "/cases/{case_id}/take": SERVING,
    "/comments/{comment_id}/themes": CORRECTING,
    "/enter": ACTING,
    "/enter/slip": ACTING,
    "/fit-hints": ADMIN,
    "/flags/{flag_id}": CORRECTING,
    "/import": CORRECTING,
    "/import/{run_id}": CORRECTING,
    "/import/{run_id}/drop": CORRECTING,
    "/inspection": SERVING,
    "/inspection/{inspection_id}/undo": SERVING,
    "/mailbox/{message_id}/again": ACTING,
    # What a member puts away or switches off is their own.
    "/keys": EVERYBODY,
    "/start": EVERYBODY,
    "/money/actions/{action_id}": ACTING,
    "/money/costs": CORRECTING,
    "/saved": SERVING,
    "/saved/{saved_id}": SERVING,
    "/saved/{saved_id}/delete": SERVING,
    "/shop": ADMIN,
    "/slip": ACTING,
    "/themes/changes/{change}/undo": CORRECTING,
    "/themes/glossary": CORRECTING,
    "/themes/glossary/{row}": CORRECTING,
    "/themes/groups": CORRECTING,
    "/themes/inbox/{proposal}/accept": CORRECTING,
    "/themes/inbox/{proposal}/dismiss": CORRECTING,
    "/themes/inbox/{proposal}/merge": CORRECTING,
    "/themes/inbox/{proposal}/reopen": CORRECTING,
    "/themes/models/rereading/continue": CORRECTING,
    "/themes/models/rereading/stop": CORRECTING,
    "/themes/models/roll-back": CORRECTING,
    "/themes/models/train": CORRECTING,
    "/themes/models/{version}/activate": CORRECTING,
    "/themes/models/{version}/refuse": CORRECTING,
    "/themes/new": CORRECTING,
    "/themes/queue": CORRECTING,
    "/themes/queue/undo": CORRECTING,
    "/themes/rules": CORRECTING,
    "/themes/rules/{row}": CORRECTING,
    "/themes/{code}/edit": CORRECTING,
    "/themes/{code}/merge": CORRECTING,
    "/themes/{code}/notes": ACTING,
    "/themes/{code}/notes/{note_id}/delete": ACTING,
    "/themes/{code}/move": CORRECTING,
    "/themes/{code}/restore": CORRECTING,
    "/themes/{code}/retire": CORRECTING,
    "/themes/{code}/split": CORRECTING,
    "/surveys/new": CORRECTING,
    "/surveys/{code}/arrange": CORRECTING,
    "/surveys/{code}/discard": CORRECTING,
    "/surveys/{code}/edit/{place}": CORRECTING,
    "/surveys/{code}/edit/{place}/{name}": CORRECTING,
    "/surveys/{code}/publish": CORRECTING,
    "/surveys/{code}/rebase": CORRECTING,
    # A preview stores nothing: whoever may see the survey may walk through it.
    "/surveys/{code}/preview": EVERYBODY,
}
# Pages that only some may see; all other pages of members are for every member.
SEEN_BY: dict[str, tuple[Role, ...]] = {
    "/actions/{action_id}/edit": SERVING,
    "/actions/{action_id}/tell": SERVING,
    "/alerts/{alert_id}/act": SERVING,
    "/change-notes/new": ACTING,
    "/change-notes/{note_id}": ACTING,
    "/cases/settings": ADMIN,
    "/alerts/settings/routes/new": SERVING,
    "/alerts/settings/teams/{code}": SERVING,
    "/alerts/settings/teams/{code}/places/new": SERVING,
    "/comments/{comment_id}/themes": CORRECTING,
    "/enter": ACTING,
    "/enter/slip": ACTING,
    "/import": CORRECTING,
    "/import/{run_id}": CORRECTING,
    "/import/{run_id}/refused.csv": CORRECTING,
    "/mailings": CORRECTING,
    "/money/actions/{action_id}": ACTING,
    "/money/costs": CORRECTING,
    "/saved/{saved_id}": SERVING,
    "/shop": ADMIN,
    "/shop/preview.css": ADMIN,
    "/surveys/new": CORRECTING,
    "/surveys/{code}/edit": CORRECTING,
    "/surveys/{code}/edit/{place}": CORRECTING,
    "/surveys/{code}/edit/{place}/{name}": CORRECTING,
    "/surveys/{code}/publish": CORRECTING,
    "/themes/groups": CORRECTING,
    "/themes/new": CORRECTING,
    "/themes/queue": CORRECTING,
    "/themes/{code}/edit": CORRECTING,
    "/themes/{code}/merge": CORRECTING,
    "/themes/{code}/split": CORRECTING,
}
OPEN_PAGES = {
    *("/s/{token}", "/s/{token}/delete", "/s/{token}/photo/{photo_id}", "/u/{token}", "/find", "/erase"),
    "/u/mute/{token}",
    *("/changes", "/changes/feed.atom"),
    "/fit-hint/{name}",
    *("/login", "/healthz", "/readyz", "/api", "/api/openapi.json", "/api/{path}", "/static/{version}/{name}"),
    *("/brand/{version}/brand.css", "/brand/{version}/logo.png", "/feed/{destination_id}/{token}"),
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
    """Return an address for a path; what it names does not exist, so only the right can be what is missing."""
    path = path.replace("{code}", "csat").replace("{place}", "questions")
    path = re.sub(r"{(token|name|path|external_id)}", "nothing", path)
    return re.sub(r"{(\w+_id|version|row|change|proposal|stop)}", "999", path)


def refusal(answer: httpx.Response) -> int:
    """Return 403 where the right was missing, 401 where nobody was signed in, also by way of the login, else 0."""
    led_away = answer.status_code == 303 and answer.headers["location"].startswith("/login?")
    return 401 if led_away else answer.status_code if answer.status_code in {401, 403} else 0


def expected(role: Role | None, allowed: tuple[Role, ...]) -> int:
    return 401 if role is None else 0 if role in allowed else 403


def test_criterion_29_every_changing_route_is_known_with_who_may_use_it(app: Any) -> None:
    assert {path for _, path in changing(app)} == CUSTOMERS | PROGRAMS | DOORS | set(MEMBERS)


async def test_criterion_29_without_the_token_of_a_page_nothing_is_changed(app: Any, client_as: ClientAs) -> None:
    admin = await client_as("admin")
    await admin.get("/login")
    for token, (method, path) in product(("", "0" * 128, "of another page"), changing(app)):
        fields = {"_csrf_token": token} if token else {}
        refused = refusal(await admin.request(method, filled(path), data=fields))
        assert refused == (0 if path in CUSTOMERS else 401 if path in PROGRAMS else 403), path


async def test_criterion_29_who_has_not_the_right_changes_nothing(app: Any, client_as: ClientAs) -> None:
    for role in VISITORS:
        browser = await client_as(role)
        for path, allowed in MEMBERS.items():
            assert refusal(await browser.submit(filled(path), {})) == expected(role, allowed), (role, path)


async def test_criterion_29_who_has_not_the_right_sees_nothing(app: Any, client_as: ClientAs) -> None:
    pages = {path for method, path in routes(app) if method == "GET" and not path.startswith("/api/v1/")}
    assert OPEN_PAGES | set(SEEN_BY) <= pages
    for role in VISITORS:
        browser = await client_as(role)
        for path in sorted(pages - OPEN_PAGES):
            allowed = SEEN_BY.get(path, EVERYBODY)
            assert refusal(await browser.get(filled(path))) == expected(role, allowed), (role, path)
