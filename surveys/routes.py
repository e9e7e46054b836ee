"""The customer's pages: the form behind a signed link, the thanks, changing and deleting the answer.

Invariants: GET and HEAD write nothing, so a mail scanner leaves no trace; whatever was typed is on the next page
unless it was stored; no cookie is set, for the link itself is the key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from litestar import HttpMethod, Request, Response, post, route
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Redirect

from feedback_app.foundation.errors import is_reference_gone, is_unavailable
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES, language, set_language
from feedback_app.foundation.pages import see_other, show
from surveys import form_pages as pages
from surveys.form_body import FormBody, for_present_items, read_form
from surveys.invitations import Expired, Found, Unknown, find_invitation
from surveys.questions import Answers, Problem, ProblemKind, Problems, Typed, parse_answers, typed_in
from surveys.submissions import StoredAnswer, answer_of, delete_words, submit

LARGEST_FORM: Final = 256 * 1024
RETRY_SECONDS: Final = "10"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
AnyRequest = Request[Any, Any, Any]
Page = Response[str] | Redirect


@route(
    "/s/{token:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    opt={"public": True},
)
async def form(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Show the form, or the thanks once it is answered; ``?edit=1`` changes, ``?score=4`` only preselects."""
    found = await _found(request, house, token)
    if not isinstance(found, Found):
        return _closed(request, found)
    answer = await answer_of(found.id)
    if answer is not None and "edit" not in request.query_params:
        return show(request, "surveys/thanks.html", _thanks(request, house, found, answer))
    items = pages.items_of(found.definition, found.order)
    typed = pages.typed_before(answer, items) if answer else typed_in({}, items)
    typed = replace(typed, rating=_score(request, found) or typed.rating)
    return await _form(request, house, found, typed, answer)


@post(
    "/s/{token:str}",
    include_in_schema=False,
    opt={"public": True},
    request_max_body_size=LARGEST_FORM,
)
async def answer(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Page:
    """Store the posted form and lead to the thanks; a form with mistakes comes back filled."""
    if request.headers.get("content-type", FORM_TYPE).partition(";")[0].strip().lower() != FORM_TYPE:
        return _refused(request, "wrong_type", 415)
    try:
        body = read_form(await request.body())
    except ClientException as error:
        return _refused(request, "too_large", error.status_code)
    try:
        for _ in range(2):
            page = await _store(request, house, token, body)
            if page is not None:
                return page
    except Exception as error:
        if not is_unavailable(error):
            raise
    return _again(request, body)


@route(
    "/s/{token:str}/delete",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    opt={"public": True},
)
async def deletion(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Ask once more before deleting; says so when there is nothing left to delete."""
    found = await _found(request, house, token)
    if not isinstance(found, Found):
        return _closed(request, found)
    kept = await answer_of(found.id)
    if kept is None or not (kept.told or any(comment.text for comment in kept.comments)):
        return show(request, "surveys/closed.html", pages.ClosedPage("deleted"))
    page = pages.DeletePage(_url(request, token, "/delete"), _url(request, token))
    return show(request, "surveys/delete.html", page)


@post("/s/{token:str}/delete", include_in_schema=False, opt={"public": True}, request_max_body_size=LARGEST_FORM)
async def delete(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Page:
    """Delete the customer's words and address for good."""
    found = await _found(request, house, token)
    if not isinstance(found, Found):
        return _closed(request, found)
    await delete_words(found.id)
    return see_other(_url(request, token, "/delete"))


async def _store(request: AnyRequest, house: House, token: str, body: FormBody) -> Page | None:
    """Store the form or show it again; None when an item of the order was replaced while we did."""
    found = await _found(request, house, token)
    if not isinstance(found, Found):
        return _closed(request, found)
    read = _read(found, body)
    if isinstance(read, Problems):
        return await _form(request, house, found, read.typed, await answer_of(found.id), read)
    try:
        await submit(house, found, read, language())
    except Exception as error:
        if not is_reference_gone(error):
            raise
        return None
    return see_other(_url(request, token, sent="1"))


def _read(found: Found, body: FormBody) -> Answers | Problems:
    items = pages.items_of(found.definition, found.order)
    fields, moved = for_present_items(body.fields, [item.key for item in items])
    if moved:
        problems = tuple(Problem(f"comment-{key}", ProblemKind.MOVED) for key in moved)
        return Problems(problems, typed_in(fields, items))
    known = {"csat", "comment", "tell_me", "email"}
    known |= {f"{kind}-{item.key}" for item in items for kind in ("reason", "comment")}
    damaged = sorted(known & body.damaged)
    if body.fields and not known & body.fields.keys():
        # Another encoding, or not our form: storing it as an empty answer would lose what was typed.
        damaged = ["main"]
    if damaged:
        problems = tuple(Problem(field, ProblemKind.UNREADABLE) for field in damaged)
        return Problems(problems, typed_in(body.fields, items))
    return parse_answers(found.definition, body.fields, items)


async def _found(request: AnyRequest, house: House, token: str) -> Found | Expired | Unknown:
    """Look the link up and speak its language from here on, unless the address asks for another one."""
    found = await find_invitation(house, token)
    if not isinstance(found, Unknown) and not _asked_language(request):
        set_language(found.language)
    return found


async def _form(
    request: AnyRequest,
    house: House,
    found: Found,
    typed: Typed,
    answer: StoredAnswer | None,
    wrong: Problems | None = None,
) -> Response[str]:
    page = pages.form_page(
        found,
        typed,
        await pages.reason_names(language()),
        language=language(),
        action=_url(request, request.path_params["token"]),
        open_until=house.day_of(found.expires_at),
        answer=answer,
        problems=wrong.problems if wrong else (),
    )
    return show(request, "surveys/form.html", page, status=422 if wrong else 200)


def _score(request: AnyRequest, found: Found) -> str:
    asked = request.query_params.get("score", "")
    steps = len(found.definition.csat.steps) if found.definition.csat else 0
    return asked if asked in {str(value) for value in range(1, steps + 1)} else ""


def _thanks(request: AnyRequest, house: House, found: Found, answer: StoredAnswer) -> pages.ThanksPage:
    token = request.path_params["token"]
    deletable = answer.told or any(comment.text for comment in answer.comments)
    return pages.ThanksPage(
        fresh="sent" in request.query_params,
        change_url=_url(request, token, edit="1", score=_score(request, found)),
        change_until=house.day_of(found.expires_at),
        delete_url=_url(request, token, "/delete") if deletable else "",
        told=answer.told,
    )


def _closed(request: AnyRequest, found: Expired | Unknown) -> Response[str]:
    if isinstance(found, Expired):
        return _refused(request, "expired", 410)
    return _refused(request, "unknown", 404)


def _refused(request: AnyRequest, kind: str, status: int) -> Response[str]:
    return show(request, "surveys/closed.html", pages.ClosedPage(kind), status=status)


def _again(request: AnyRequest, body: FormBody) -> Response[str]:
    """Hand everything back with one button: the database was locked, full or away."""
    fields = tuple(body.fields.items())
    words = tuple(value for name, value in fields if name.startswith("comment") and value.strip())
    page = pages.AgainPage(_url(request, request.path_params["token"]), fields, words)
    busy = show(request, "surveys/again.html", page, status=503)
    busy.headers["Retry-After"] = RETRY_SECONDS
    return busy


def _asked_language(request: AnyRequest) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else ""


def _url(request: AnyRequest, token: str, path: str = "", **query: str) -> str:
    wanted = {**query, "lang": _asked_language(request)}
    parts = "&".join(f"{name}={quote(value)}" for name, value in wanted.items() if value)
    return f"/s/{quote(token)}{path}" + (f"?{parts}" if parts else "")


ROUTES: Final = (form, answer, deletion, delete)
