"""A shop with orders and customers who may be asked, and what goes out to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from zoneinfo import ZoneInfo

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.asking import asking
from feedback_app.asking.customers import Basis, note_basis
from feedback_app.asking.planning import Planned, Wish, plan
from feedback_app.asking.tables import Mailing
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.tables import Invitation, Submission

ANNA = "anna@post.example"
CONSENT = Basis("consent", datetime(2026, 1, 1, tzinfo=UTC), "newsletter form, box 2")
BUYER = Basis("existing_customer", datetime(2026, 1, 1, tzinfo=UTC), "order O-1", objection_notice=True)
NO_BASIS = Basis()
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
ORDERS = tuple(f"O-{number}" for number in range(1, 6))


def house_at(folder: Path, clock: Callable[[], datetime] = lambda: NOON) -> House:
    return House(clock, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "https://shop.example", folder / "models")


async def planned(
    house: House,
    basis: Basis | None = CONSENT,
    email: str = ANNA,
    order: str = "O-1",
    survey: str = "csat",
    **more: str,
) -> Planned:
    """Plan a mailing that is due at once; ``basis`` None leaves the address as it is."""
    if basis is not None:
        await note_basis(house, email, basis)
    return await plan(house, Wish(email, order, survey, delay=timedelta(), **more))


async def ask(house: House, channels: Channels) -> int:
    """Run the stages and empty the outbox; returns how many mails left."""
    await asking.remind(house, channels)
    await asking.run(house, channels)
    return await notifications.run(house, channels, lambda: 0.0)


async def only(order: str = "O-1") -> Mailing:
    found = await Mailing.objects().where(Mailing.order_id == order)
    assert len(found) == 1
    return found[0]


async def states() -> list[tuple[str, str]]:
    return [(row["state"], row["why"]) for row in await fetch("SELECT state, why FROM mailing ORDER BY id")]


async def answer(house: House, invitation: int) -> int:
    """Store what a customer's answer to this invitation leaves behind."""
    asked = await Invitation.objects().get(Invitation.id == invitation)
    submission = Submission(
        invitation=invitation, survey=asked.survey, order_id="O-1", submitted_at=house.now(), day=house.today(),
        changed_at=house.now(), rating=4,
    )  # fmt: skip
    await submission.save()
    return int(submission.id)


def parts(mail: Message) -> tuple[str, str]:
    """Return a mail's text and HTML."""
    plain, html = (part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in mail.get_payload())
    return plain, html


def link(text: str, place: str = "s") -> str:
    """Return the token of the first link to a form (s) or to the objection (u)."""
    found = re.search(rf"https://shop\.example/{place}/([A-Za-z0-9._-]+)", text)
    assert found, text
    return found[1]
