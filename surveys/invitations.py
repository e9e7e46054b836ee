"""Links that let one customer answer one survey about one order.

Invariants: the database holds a hash, never a usable link; a link that we did not sign is refused without asking the
database; looking a link up writes nothing, so a mail scanner cannot spend it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import TOKEN_BYTES, fingerprint, sign_token, token_is_genuine
from surveys.errors import UnknownOrderError
from surveys.questions import Definition
from surveys.surveys import current_survey, survey_version
from surveys.tables import Invitation, Order, OrderItem

PURPOSE: Final = "answer"


@dataclass(frozen=True, slots=True)
class Invited:
    """A new link. The token is known here and nowhere else."""

    url: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """One line of the order that a link is about."""

    id: int
    sku: str
    product: str
    category: str
    size: str
    color: str


@dataclass(frozen=True, slots=True)
class OrderContext:
    """What is known of the order; all of it may be empty."""

    external_id: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""
    items: tuple[OrderedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A link that may be answered now, or changed."""

    id: int
    survey_id: int
    definition: Definition
    order: OrderContext
    language: str
    channel: str
    expires_at: datetime
    demo: bool


@dataclass(frozen=True, slots=True)
class Expired:
    """A link of ours whose time is over."""

    language: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Tampered with, cut off, or never ours."""


async def invite(
    house: House,
    order_external_id: str,
    survey_code: str = "returns",
    language: str | None = None,
    channel: str = "link",
    random: bytes | None = None,
) -> Invited:
    """Make a link for an order; ``language`` None takes the order's, ``random`` are its 16 bytes when they are given.

    UnknownOrderError or UnknownSurveyError when there is nothing to ask about.
    """
    token = sign_token(house.keys, PURPOSE, random or secrets.token_bytes(TOKEN_BYTES))
    now = house.now()
    expires_at = now + timedelta(days=house.invitation_days)
    async with transaction():
        order = await Order.select().where(Order.external_id == order_external_id).first()
        if order is None:
            raise UnknownOrderError(order_external_id)
        survey = await current_survey(survey_code)
        await Invitation(
            token_hash=fingerprint(token),
            order=order["id"],
            survey=survey.id,
            language=language or order["language"],
            channel=channel,
            created_at=now,
            expires_at=expires_at,
            demo=order["demo"],
        ).save()
    return Invited(_url(house, token), token, expires_at)


def random_from(house: House, seed: str) -> bytes:
    """Return the 16 random bytes of a link from a random seed.

    The seed may be stored where the link must not be: without the house's secret it leads nowhere.
    """
    return hmac.digest(house.keys.derive("invitation"), seed.encode(), hashlib.sha256)[:TOKEN_BYTES]


def link_from(house: House, random: bytes) -> str:
    """Return the address of the form that a link with these 16 bytes opens."""
    return _url(house, sign_token(house.keys, PURPOSE, random))


def _url(house: House, token: str) -> str:
    return f"{house.base_url}/s/{token}"


async def find_invitation(house: House, token: str) -> Found | Expired | Unknown:
    """Say what a link is good for right now."""
    if not token_is_genuine(house.keys, PURPOSE, token):
        return Unknown()
    row = await Invitation.select().where(Invitation.token_hash == fingerprint(token)).first()
    if row is None:
        return Unknown()
    if house.now() >= row["expires_at"]:
        return Expired(row["language"])
    survey = await survey_version(row["survey"])
    return Found(
        id=row["id"],
        survey_id=survey.id,
        definition=survey.definition,
        order=await _order(row["order"]),
        language=row["language"],
        channel=row["channel"],
        expires_at=row["expires_at"],
        demo=row["demo"],
    )


async def _order(order_id: int | None) -> OrderContext:
    if order_id is None:
        return OrderContext()
    order = await Order.select().where(Order.id == order_id).first()
    if order is None:
        return OrderContext()
    rows = await OrderItem.select().where(OrderItem.order == order_id).order_by(OrderItem.id)
    return OrderContext(
        external_id=order["external_id"],
        carrier=order["carrier"],
        warehouse=order["warehouse"],
        region=order["region"],
        items=tuple(_item(row) for row in rows),
    )


def _item(row: dict[str, Any]) -> OrderedItem:
    return OrderedItem(row["id"], row["sku"], row["product"], row["category"], row["size"], row["color"])
