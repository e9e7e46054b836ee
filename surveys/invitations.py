"""Links that let one customer answer one survey about one order.

Invariants: the database holds a hash, never a usable link; a link that we did not sign is refused without asking the
database; looking a link up writes nothing, so a mail scanner cannot spend it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import TOKEN_BYTES, fingerprint, sign_token, token_is_genuine
from surveys.areas import area_of
from surveys.definition import Definition, Page, PhotoQuestion
from surveys.errors import UnknownOrderError
from surveys.first_definition import read_definition
from surveys.surveys import current_survey
from surveys.tables import Draft, Invitation, Order, Photo

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
    quantity: int = 1
    lot: str = ""


@dataclass(frozen=True, slots=True)
class OrderContext:
    """What is known of the order; all of it may be empty. ``area``: of its postal code, see areas.py."""

    external_id: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""
    items: tuple[OrderedItem, ...] = ()
    hub: str = ""
    packaging: str = ""
    shift: str = ""
    area: str = ""
    ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A link that may be answered now, or changed.

    ``person``: pseudonym of who was asked, "" unknown. ``mail_domain``: where the mail went. ``spent_on``: the Monday
    of the week of an anonymous answer, which cannot be changed. ``disowned``: the customer said: not my order.
    """

    id: int
    survey_id: int
    definition: Definition
    order: OrderContext
    language: str
    channel: str
    expires_at: datetime
    demo: bool
    person: str = ""
    mail_domain: str = ""
    spent_on: date | None = None
    disowned: bool = False


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
    person: str = "",
    mail_domain: str = "",
) -> Invited:
    """Make a link for an order; ``language`` None takes the order's, ``random`` are its 16 bytes when they are given.

    ``person`` is a pseudonym (persons.py), "" takes the order's; ``mail_domain`` says where the link is mailed to. The
    link lasts as many days as the survey says, else as the house does.
    UnknownOrderError or UnknownSurveyError when there is nothing to ask about.
    """
    token = sign_token(house.keys, PURPOSE, random or secrets.token_bytes(TOKEN_BYTES))
    now = house.now()
    async with transaction():
        order = await Order.select().where(Order.external_id == order_external_id).first()
        if order is None:
            raise UnknownOrderError(order_external_id)
        survey = await current_survey(survey_code)
        expires_at = now + timedelta(days=survey.definition.expires_days or house.invitation_days)
        await Invitation(
            token_hash=fingerprint(token),
            order=order["id"],
            survey=survey.id,
            language=language or order["language"],
            channel=channel,
            created_at=now,
            expires_at=expires_at,
            person=person or order["person"],
            mail_domain=mail_domain,
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


async def find_invitation(house: House, token: str, late: timedelta = timedelta()) -> Found | Expired | Unknown:
    """Say what a link is good for right now; it opens so much ``late`` than it says."""
    if not token_is_genuine(house.keys, PURPOSE, token):
        return Unknown()
    rows = await fetch(_LINK, fingerprint(token))
    if not rows:
        return Unknown()
    row = rows[0]
    if house.now() >= row["expires_at"] + late:
        return Expired(row["language"])
    return Found(
        id=row["id"],
        survey_id=row["survey"],
        definition=offered(read_definition(row["definition"])),
        order=await _order(row),
        language=row["language"],
        channel=row["channel"],
        expires_at=row["expires_at"],
        demo=bool(row["demo"]),
        person=row["person"],
        mail_domain=row["mail_domain"],
        spent_on=row["spent_on"],
        disowned=row["disowned_at"] is not None,
    )


def offered(definition: Definition) -> Definition:
    """Return a definition without what would give an anonymous customer away: pictures, news and calls."""
    if not definition.anonymous:
        return definition
    pages = tuple(
        Page(page.title, tuple(one for one in page.questions if not isinstance(one, PhotoQuestion)))
        for page in definition.pages
    )
    items = msgspec.structs.replace(definition.items, photos={}) if definition.items else None
    return msgspec.structs.replace(definition, items=items, pages=pages, contact=False, call_back=False)


async def disown(house: House, invitation_id: int) -> None:
    """Note that the customer says: this is not my order. What was begun behind the link is forgotten."""
    async with transaction():
        await Invitation.update({Invitation.disowned_at: house.now()}).where(
            (Invitation.id == invitation_id) & Invitation.disowned_at.is_null()
        )
        await Draft.delete().where(Draft.invitation == invitation_id)
        await Photo.delete().where(Photo.invitation == invitation_id)


async def _order(link: Mapping[str, Any]) -> OrderContext:
    if link["external_id"] is None:
        return OrderContext()
    rows = await fetch(_ITEMS, link["order"])
    return OrderContext(
        external_id=link["external_id"],
        carrier=link["carrier"],
        warehouse=link["warehouse"],
        region=link["region"],
        items=tuple(OrderedItem(**row) for row in rows),
        hub=link["hub"],
        packaging=link["packaging"],
        shift=link["shift"],
        area=area_of(link["postal_code"]),
        ordered_at=link["ordered_at"],
    )


# Every page of a customer begins with these two: as plain SQL they cost a third of four queries by the query builder.
_LINK: Final = """
    SELECT i.*, s."definition", o."external_id", o."carrier", o."warehouse", o."region",
        o."hub", o."packaging", o."shift", o."postal_code", o."ordered_at"
    FROM "invitation" i JOIN "survey" s ON s."id" = i."survey" LEFT JOIN "shop_order" o ON o."id" = i."order"
    WHERE i."token_hash" = ?
"""
_ITEMS: Final = """
    SELECT "id", "sku", "product", "category", "size", "color", "quantity", "lot" FROM "order_item" WHERE "order" = ?
    ORDER BY "id"
"""
