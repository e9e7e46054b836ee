"""What the shop's own programs say about asking by mail: whom we may ask, whom we shall ask, and what became of it.

Invariants: both writing requests are repeatable by nature, for a customer is named by the address and a mailing by its
customer, order, survey and occasion; no answer holds an address or a link.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import JSONBody, QueryParameter

from feedback_app.asking import planning, send_log
from feedback_app.asking.customers import Basis, address_of, note_basis
from feedback_app.asking.gate import LegalBasis, State, what_forbids
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES
from feedback_app.foundation.problems import READING_ERRORS, REPEATABLE_ERRORS
from surveys.text_input import TextProblem, clean_text

NAME_LIMIT = 200
CODE_LIMIT = 60
CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_DELAY = 24 * 180
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class CustomerRow(msgspec.Struct, forbid_unknown_fields=True):
    """Why an address may be asked by mail. It replaces what was said before; an empty basis takes it away.

    ``noted_at`` (when it was given) and ``source`` (where that is written down) are needed with a basis. An
    ``existing_customer`` must have been told of the right to object when the address was collected.
    """

    email: str
    legal_basis: LegalBasis
    noted_at: Moment | None = None
    source: str = ""
    objection_notice: bool = False
    objected: bool = False


class CustomerState(msgspec.Struct):
    """Whether the address may be asked now; ``why`` says what forbids it."""

    may_be_asked: bool
    why: str


class MailingRow(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to ask about which order, ``delay_hours`` from now."""

    order_id: Annotated[str, msgspec.Meta(min_length=1)]
    email: str
    survey: str = "csat"
    language: str | None = None
    occasion: str = ""
    delay_hours: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_DELAY)] = 24


class PlannedMailing(msgspec.Struct):
    """A mailing. ``warning``: what would block it if it were due now."""

    id: int
    state: str
    why: str
    planned_for: datetime
    warning: str


@post("/customers", status_code=200, responses=READING_ERRORS)
async def post_customer(house: NamedDependency[House], data: JSONBody[CustomerRow]) -> CustomerState:
    """Store the legal basis of an address, or an objection that reached the shop by another way."""
    source = _text("source", data.source, NAME_LIMIT)
    if data.legal_basis and (data.noted_at is None or not source):
        raise ClientException("noted_at and source: needed with a legal basis, to prove it")
    if data.noted_at is not None and data.noted_at > house.now() + CLOCKS_DIFFER:
        raise ClientException("noted_at: lies in the future")
    noted_at = data.noted_at.astimezone(UTC) if data.noted_at else None
    basis = Basis(data.legal_basis, noted_at, source, data.objection_notice)
    why = what_forbids(await note_basis(house, _address(data.email), basis, data.objected))
    return CustomerState(why is None, why or "")


@post("/mailings", status_code=202, responses=REPEATABLE_ERRORS)
async def post_mailing(house: NamedDependency[House], data: JSONBody[MailingRow]) -> PlannedMailing:
    """Plan one mail that asks a customer. It is sent when it is due, if the customer may be asked then."""
    if data.language is not None and data.language not in LANGUAGES:
        raise ClientException(f"language: one of {', '.join(LANGUAGES)}")
    wish = planning.Wish(
        email=_address(data.email),
        order_id=_text("order_id", data.order_id, NAME_LIMIT),
        survey=_text("survey", data.survey, CODE_LIMIT),
        language=data.language,
        occasion=_text("occasion", data.occasion, CODE_LIMIT),
        delay=timedelta(hours=data.delay_hours),
    )
    planned = await planning.plan(house, wish)
    return PlannedMailing(planned.id, planned.state, planned.why, planned.planned_for, planned.warning)


@get("/mailings", responses=READING_ERRORS)
async def get_mailings(
    chosen: Annotated[State | None, QueryParameter(name="state")] = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=200)] = 50,
) -> list[dict[str, Any]]:
    """List the newest mailings, without addresses; ``state`` shows only those in it."""
    return await send_log.list_mailings(chosen.value if chosen else "", limit)


def _address(text: str) -> str:
    address = address_of(text)
    if address is None:
        raise ClientException("email: not an e-mail address")
    return address


def _text(name: str, text: str, limit: int) -> str:
    clean = clean_text(text, limit)
    if isinstance(clean, TextProblem):
        raise ClientException(f"{name}: at most {limit} characters of text")
    return " ".join(clean.text.split())


API_ROUTES = (post_customer, post_mailing, get_mailings)
