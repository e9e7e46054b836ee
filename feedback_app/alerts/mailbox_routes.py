"""The mailbox: every message of every channel, what became of it, and a way to try again.

Addresses of customers are masked: nobody needs them to see that a message went out. Links that only the customer may
use are shown in mails that stay here, to members who act; of a mail that was sent on, nobody needs them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, QueryParameter

from feedback_app.alerts import links, notifications, reading
from feedback_app.alerts.cards import Names
from feedback_app.alerts.desk import pages_of
from feedback_app.alerts.telling import TOLD
from feedback_app.alerts.troubles import trouble
from feedback_app.alerts.views import MailboxPage, MessagePage, MessageRow
from feedback_app.foundation.access import ACTING, CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
PER_PAGE = 25
WRITTEN_AS_JSON = ("webhook", "slack", "teams", "mattermost")
TO_CUSTOMERS = (f"{TOLD}:", "mailing:")
COLUMNS = """
    id, dedupe_key, alert_id, channel, recipient, subject, created_at, due_at, attempts, sent_at, failed_at, last_error
"""


@get("/mailbox", guards=[signed_in], include_in_schema=False)
async def mailbox(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
    place: Annotated[int | None, QueryParameter(ge=1, le=LARGEST_ID)] = None,
) -> Response[str]:
    """List all messages, newest first; ``place``: those to one place of a team."""
    where, asked = ("WHERE destination_id = ?", (place,)) if place else ("", ())
    total = int((await fetch(f"SELECT COUNT(*) AS n FROM notification {where}", *asked))[0]["n"])  # noqa: S608 our own words
    rows = await fetch(
        f"SELECT {COLUMNS} FROM notification {where} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608 names are ours
        *asked,
        PER_PAGE,
        (page - 1) * PER_PAGE,
    )
    teams = await reading.team_names()
    shown = MailboxPage(
        messages=tuple(_row(row, teams) for row in rows),
        pages=pages_of(page, len(rows), total, f"/mailbox?place={place}" if place else "/mailbox", PER_PAGE),
        may_repeat=viewer.role in ACTING,
        zone=house.zone,
        log_url="/mailings" if viewer.role in CORRECTING else "",
    )
    return show(request, "alerts/mailbox.html", shown, section="mailbox")


@get("/mailbox/{message_id:int}", guards=[signed_in], include_in_schema=False)
async def one_message(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], message_id: FromPath[int]
) -> Response[str]:
    """Show one message as it was sent."""
    row = await _found(message_id)
    is_code = row["channel"] in WRITTEN_AS_JSON
    shown = MessagePage(
        message=_row(row, await reading.team_names()),
        paragraphs=() if is_code else tuple((await _readable(house, viewer, row)).strip().split("\n\n")),
        code=json.dumps(json.loads(row["body"]), indent=2, ensure_ascii=False) if is_code else "",
        alert_url=f"/alerts/{row['alert_id']}" if row["alert_id"] else "",
        may_repeat=viewer.role in ACTING,
        zone=house.zone,
    )
    return show(request, "alerts/message.html", shown, section="mailbox")


@post("/mailbox/{message_id:int}/again", guards=[needs(*ACTING)], include_in_schema=False, status_code=303)
async def send_again(house: NamedDependency[House], message_id: FromPath[int]) -> Response[Any]:
    """Let a message that was given up be tried again; 409 when it was not given up."""
    await _found(message_id)
    if not await notifications.try_again(house, message_id):
        raise HTTPException(detail="the message was not given up", status_code=409)
    return see_other(f"/mailbox/{message_id}")


async def _found(message_id: int) -> Mapping[str, Any]:
    if message_id > LARGEST_ID:
        raise NotFoundException
    rows = await fetch(f"SELECT {COLUMNS}, body, links FROM notification WHERE id = ?", message_id)  # noqa: S608 question marks and our own names only
    if not rows:
        raise NotFoundException
    return rows[0]


async def _readable(house: House, viewer: Viewer, row: Mapping[str, Any]) -> str:
    found = await links.read_with_voices(row["links"])
    if row["channel"] == "mailbox" and viewer.role in ACTING:
        return links.filled(house, row["body"], found)
    return links.hidden(row["body"], found)


def _row(row: Mapping[str, Any], teams: Mapping[str, Names]) -> MessageRow:
    state = "sent" if row["sent_at"] else "failed" if row["failed_at"] else "waiting"
    to_customer, place = row["dedupe_key"].startswith(TO_CUSTOMERS), row["recipient"]
    team = teams.get(place)
    return MessageRow(
        id=row["id"],
        url=f"/mailbox/{row['id']}",
        title=row["subject"] or _("Webhook"),
        place=team.in_language(language()) if team else masked(place) if to_customer else place,
        channel=row["channel"],
        state=state,
        at=row["sent_at"] or row["failed_at"] or row["due_at"],
        tries=row["attempts"],
        error=trouble(row["last_error"]),
    )


def masked(address: str) -> str:
    """Hide who an address belongs to: ``a…@example.org``."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}"


MAILBOX_ROUTES = (mailbox, one_message, send_again)
