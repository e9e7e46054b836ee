"""One message to one place at once, so that a member sees whether it arrives. It goes around the outbox on purpose."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Final

from feedback_app.alerts import destinations, letters, posting
from feedback_app.alerts.channels import Channels, Letter, Outcome
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.destinations import Kind, Place
from feedback_app.alerts.notifications import CHANNELS, LOCKED
from feedback_app.alerts.posting import Said
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language

SECONDS: Final = 45.0
SENT: Final = ""


async def try_place(house: House, channels: Channels, destination_id: int) -> str:
    """Send a test message and remember what came of it; returns "" when it arrived, else what went wrong."""
    try:
        place = await destinations.place_of(house, destination_id)
    except ValueError:
        place = None
    outcome = await _send(house, channels, place) if place else LOCKED
    said = SENT if outcome.kind == "sent" else outcome.error
    await destinations.note_test(house, destination_id, said)
    return said


async def _send(house: House, channels: Channels, place: Place) -> Outcome:
    text = posting.rendered(place.kind, _said(house))
    if text is None or place.kind is Kind.FEED:
        return Outcome("refused", "a feed is fetched, not sent to")
    if place.kind is Kind.MAIL and channels.smtp is None:
        return Outcome("later", "no SMTP server is set")
    letter = Letter(
        message_id=f"msg_test_{secrets.token_hex(8)}",
        recipient=place.address,
        subject=text.subject,
        body=text.body,
        html=text.html,
        sent_second=int(house.wire_now().timestamp()),
        secret=place.secret,
        private=place.private,
    )
    try:
        async with asyncio.timeout(SECONDS):
            return await CHANNELS[place.kind.value](letter, channels)
    except TimeoutError:
        return Outcome("later", "TimeoutError")


def _said(house: House) -> Said:
    page = letters.MailPage(
        lang=language(),
        subject=_("Test: messages arrive here"),
        paragraphs=(_("This is a test. Alerts will look like this: the result first, then the figures."),),
        url=f"{house.base_url}/alerts",
        link=_("Look at all alerts"),
        footer=_("You receive this because a member pressed “Send a test”."),
    )
    note = Note(page.subject, page.paragraphs, page.url, page.link, page.footer)
    at = house.now().isoformat().replace("+00:00", "Z")
    hook = json.dumps({"type": "test", "timestamp": at, "data": {"url": page.url}})
    return Said("test", "low", letters.mail_of(page), note, hook)
