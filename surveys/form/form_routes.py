"""The form behind a customer's link: opened step by step, saved at every step, sent at the end or at once.

Invariants: GET and HEAD write nothing to the database, so a mail scanner leaves no trace; whatever was typed is on the
next page unless it was stored; no cookie is set, for the link itself is the key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from litestar import HttpMethod, Response, post, route
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath

from feedback_app.foundation.database import transaction
from feedback_app.foundation.errors import is_reference_gone, is_unavailable
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import token_is_genuine
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import see_other, show
from surveys.answers import Problem, Problems
from surveys.form.body import LARGEST_TEXT, FormBody, read_form, read_multipart, single
from surveys.form.drafts import save_draft, storable
from surveys.form.filling import (
    Begun,
    Filled,
    begun,
    checked,
    draft_at,
    next_step,
    not_kept,
    posted,
    read,
    shown,
    with_pictures,
)
from surveys.form.opens import note_open
from surveys.form.pages import chips_page
from surveys.form.photos import drop_photo, keep_photos, photos_of
from surveys.form.reply import Extra, form_reply, guesses_about, theme_names
from surveys.form.robots import HONEYPOT, Sent, Served, quarantine, served_by, signs_of
from surveys.form.status_pages import AgainPage, NotMinePage
from surveys.form.status_routes import spent_page, status_page
from surveys.form.steps import step_named
from surveys.form.visits import (
    LATE,
    PUBLIC,
    AnyRequest,
    Page,
    Visit,
    WiredNews,
    WiredReader,
    address_of,
    closed,
    link_url,
    notice_version,
    scores_of,
    visit,
    watch_of,
)
from surveys.invitations import PURPOSE, disown
from surveys.ports import Reader
from surveys.submissions import submit

LARGEST_FORM: Final = 32 * 1024 * 1024
RETRY_SECONDS: Final = "10"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
DROP: Final = "drop_photo:"
# Saves what is typed before the page is shown in another language (form.js).
STAY: Final = "stay"


@route("/s/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt=PUBLIC)
async def form(
    request: AnyRequest,
    house: NamedDependency[House],
    reader: WiredReader,
    news: WiredNews,
    token: FromPath[str],
) -> Response[str]:
    """Show a step of the form, or the status once it is answered; ``?edit=1`` changes, ``?score=4`` preselects."""
    here = await visit(request, house, token, LATE)
    if not isinstance(here, Visit):
        return here
    if here.watched:
        watch_of(request).saw(house, address_of(request), token, here.score())
    if here.found.spent_on is not None:
        return spent_page(here)
    stored = await begun(here)
    if here.closing(stored.last):
        return closed(request, "expired", 410)
    if stored.answer is not None and "edit" not in request.query_params:
        return await status_page(here, stored.answer, reader, news)
    if stored.answer is None:
        note_open(house, here.found.mail_domain)
    return await form_reply(here, stored, shown(here, stored, request.query_params.get("step", "")), reader)


@post("/s/{token:str}", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_FORM)
async def answer(request: AnyRequest, house: NamedDependency[House], reader: WiredReader, token: FromPath[str]) -> Page:
    """Save or send what was posted; a form with mistakes comes back filled."""
    if not token_is_genuine(house.keys, PURPOSE, token):
        return closed(request, "unknown", 404)
    body = await _body(request)
    if not isinstance(body, FormBody):
        return body
    try:
        for _ in range(2):
            page = await _answered(request, house, reader, token, body)
            if page is not None:
                return page
    except Exception as error:
        if not is_unavailable(error):
            raise
    return _again(request, token, body)


@post("/s/{token:str}/suggest", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_TEXT)
async def suggest(
    request: AnyRequest, house: NamedDependency[House], reader: WiredReader, token: FromPath[str]
) -> Response[str]:
    """Return the themes that a comment seems to be about, as chips; writes nothing."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    body = read_form(await request.body())
    place = single(body.fields, "place")
    if place not in {item.key for item in here.items}:
        return Response("", media_type="text/html")
    guesses = await guesses_about(reader, single(body.fields, f"comment-{place}"))
    chosen = body.fields.get(f"theme-{place}", ())
    return show(
        request, "surveys/_chips.html", chips_page(place, guesses, chosen, await theme_names(reader, body.fields))
    )


async def _body(request: AnyRequest) -> FormBody | Response[str]:
    """Read the posted form, texts up to 256 kB, with pictures up to 32 MB; or say why it was not read."""
    content_type = request.headers.get("content-type", FORM_TYPE)
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in {FORM_TYPE, MULTIPART}:
        return closed(request, "wrong_type", 415)
    limit = LARGEST_TEXT if kind == FORM_TYPE else LARGEST_FORM
    read_so_far = bytearray()
    try:
        async for chunk in request.stream():
            read_so_far += chunk
            if len(read_so_far) > limit:
                return closed(request, "too_large", 413)
    except ClientException as error:
        return closed(request, "too_large", error.status_code)
    body = bytes(read_so_far)
    read_body = read_form(body) if kind == FORM_TYPE else read_multipart(body, content_type)
    return read_body or closed(request, "too_large", 413)


async def _answered(request: AnyRequest, house: House, reader: Reader, token: str, body: FormBody) -> Page | None:
    """Do what was asked for; None when an item of the order was replaced while we did."""
    served = served_by(house.keys, token, single(body.fields, "nonce"))
    # A form that we gave out in time is taken a little later too: what was typed meanwhile must not be lost.
    here = await visit(request, house, token, LATE if served else timedelta())
    if not isinstance(here, Visit):
        return here
    if here.found.spent_on is not None:
        return see_other(here.url())
    stored = await begun(here)
    filled = posted(here, stored, body)
    go = single(body.fields, "go") or "send"
    if go == "suggest":
        again = not_kept(here, filled, body)
        return await _suggested(here, stored, filled, Extra(again, served), reader)
    if filled.problems and not filled.moved:
        # It arrived damaged: whoever it was, the words are needed once more.
        problems = (*filled.problems, *not_kept(here, filled, body))
        return await form_reply(here, stored, filled, reader, Extra(problems, served))
    signs = _signs(here, body, go)
    if signs:
        return await _suspected(here, stored, filled, signs, not_kept(here, filled, body), reader)
    filled = await with_pictures(here, stored, filled, body)
    return await _done(here, stored, filled, Extra(served=served), reader, go)


async def _done(here: Visit, stored: Begun, filled: Filled, extra: Extra, reader: Reader, go: str) -> Page | None:
    if go == "send":
        return await _send(here, stored, filled, extra, reader)
    if go == "not_mine" and stored.answer is None:
        await disown(here.house, here.found.id)
        return show(here.request, "surveys/not_mine.html", NotMinePage())
    return await _save(here, stored, filled, extra, reader, go)


def _signs(here: Visit, body: FormBody, go: str) -> tuple[str, ...]:
    watch, address = watch_of(here.request), address_of(here.request)
    if here.watched:
        watch.saw(here.house, address, here.token)
    sent = Sent(
        token=here.token,
        address=address,
        nonce=single(body.fields, "nonce"),
        honeypot=single(body.fields, HONEYPOT),
        fetch_site=here.request.headers.get("sec-fetch-site", ""),
        scores=scores_of(here.found.definition),
        whole=go in {"send", "not_mine"},
        watched=here.watched,
    )
    return signs_of(here.house, watch, sent)


async def _suspected(
    here: Visit, stored: Begun, filled: Filled, signs: tuple[str, ...], again: tuple[Problem, ...], reader: Reader
) -> Response[str]:
    """Keep what a robot seems to have sent apart, and ask a person to confirm; an anonymous one leaves no words."""
    fields = storable(filled.definition, here.items, filled.fields, language())
    await quarantine(here.house, here.found.id, signs, {} if here.found.definition.anonymous else fields)
    extra = Extra(again, Served(here.house.now(), confirming=True), confirm_again=True)
    return await form_reply(here, stored, filled, reader, extra)


async def _suggested(here: Visit, stored: Begun, filled: Filled, extra: Extra, reader: Reader) -> Response[str]:
    """Show the same step with chips, for browsers without scripts."""
    item = filled.step.item
    guesses = {item.key: await guesses_about(reader, single(filled.fields, f"comment-{item.key}"))} if item else {}
    return await form_reply(here, stored, filled, reader, replace(extra, guesses=guesses))


async def _save(here: Visit, stored: Begun, filled: Filled, extra: Extra, reader: Reader, go: str) -> Page:
    """Save a step and lead to the next one, the one before, or the same; only going on asks for a sound step."""
    problems = checked(here, stored, filled) if go == "next" else filled.problems
    if problems:
        return await _wrong(here, stored, filled, replace(extra, problems=problems), reader)
    step = filled.step if go == STAY or go.startswith(DROP) else next_step(filled, forward=go != "back")
    dropped = go.removeprefix(DROP) if go.startswith(DROP) else ""
    async with transaction():
        await _write_draft(here, stored, filled, extra, step.key)
        if dropped.isascii() and dropped.isdigit() and len(dropped) < 20:
            await drop_photo(here.found.id, int(dropped))
    return see_other(here.url(step=step.key, edit="1" if stored.answer else "", score=here.score()))


async def _send(here: Visit, stored: Begun, filled: Filled, extra: Extra, reader: Reader) -> Page | None:
    answers = await read(here, stored, filled)
    if isinstance(answers, Problems):
        at = step_named(filled.steps, answers.problems[0].step or filled.step.key)
        if at.key != filled.step.key:
            async with transaction():
                await _write_draft(here, stored, filled, extra, at.key)
            filled, stored = replace(filled, step=at, pictures=()), await begun(here)
        return await _wrong(here, stored, filled, replace(extra, problems=answers.problems), reader)
    try:
        await submit(here.house, here.found, answers, language(), filled.pictures, notice_version(here.request))
    except Exception as error:
        if not is_reference_gone(error):
            raise
        return None
    return see_other(here.url(sent="1"))


async def _wrong(here: Visit, stored: Begun, filled: Filled, extra: Extra, reader: Reader) -> Response[str]:
    """Show the step again with what is wrong. What cannot be shown again is kept now: pictures, words that moved."""
    if filled.moved:
        async with transaction():
            await _write_draft(here, stored, filled, extra, filled.step.key)
        stored = await begun(here)
    elif filled.pictures:
        async with transaction():
            await keep_photos(here.found.id, filled.pictures, here.house.now())
        stored = replace(stored, photos=await photos_of(here.found.id))
    return await form_reply(here, stored, filled, reader, extra)


async def _write_draft(here: Visit, stored: Begun, filled: Filled, extra: Extra, step: str) -> None:
    now = here.house.now()
    fields = storable(filled.definition, here.items, filled.fields, language())
    served_at = extra.served.at if extra.served else now
    await save_draft(here.found.id, draft_at(stored, step_named(filled.steps, step), fields, served_at), now)
    await keep_photos(here.found.id, filled.pictures, now)


def _again(request: AnyRequest, token: str, body: FormBody) -> Response[str]:
    """Hand everything back with one button: the database was locked, full or away."""
    fields = tuple((name, value) for name, values in body.fields.items() for value in values)
    # Which questions take words is not known without the database; codes have no blanks.
    words = tuple(
        value
        for name, value in fields
        if value.strip() and (name.startswith("comment-") or (name.startswith(("follow-", "q-")) and " " in value))
    )
    edit = "1" if request.query_params.get("edit") == "1" else ""
    page = AgainPage(link_url(request, token, edit=edit), fields, words, photos=bool(body.files))
    busy = show(request, "surveys/again.html", page, status=503)
    busy.headers["Retry-After"] = RETRY_SECONDS
    return busy
