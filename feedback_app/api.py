"""The JSON API, version 1: shops send orders, submissions and shipments, ask for links, and read alerts.

The rows are the ones of the CSV import and go through the same parser. Errors are RFC 9457 problems.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import HeaderParameter, JSONBody, QueryParameter

from classifier.workbench.api_routes import API_ROUTES as THEME_ROUTES
from feedback_app.alerts.listing import list_alerts
from feedback_app.asking.api_routes import API_ROUTES
from feedback_app.auth import idempotency
from feedback_app.auth.api_keys import find_key
from feedback_app.failures import problem
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext
from feedback_app.foundation.problems import ERRORS, READING_ERRORS, STORING_ERRORS
from feedback_app.insights.exports.routes import API_ROUTES as EXPORT_ROUTES
from feedback_app.insights.listing import list_submissions
from feedback_app.insights.products.routes import API_ROUTES as PRODUCT_API_ROUTES
from surveys import imports, invitations, orders
from surveys.import_rows import NAME_LIMIT
from surveys.persons import person_of
from surveys.text_input import TextProblem, clean_text

AnyRequest = Request[Any, Any, Any]
IdempotencyKey = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=idempotency.LONGEST_KEY)]


AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


class SubmissionRow(msgspec.Struct, forbid_unknown_fields=True):
    """One submission; only ``submitted_at`` is needed. The fields are the columns of the CSV import."""

    submitted_at: str
    external_id: str = ""
    order_id: str = ""
    language: str = ""
    channel: str = ""
    sku: str = ""
    product: str = ""
    category: str = ""
    size: str = ""
    color: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""
    reason: str = ""
    rating: int | str = ""
    comment: str = ""
    quantity: int | str = ""
    hub: str = ""
    packaging: str = ""
    shift: str = ""
    lot: str = ""
    postal_code: str = ""
    ordered_at: str = ""


class ShipmentRow(msgspec.Struct, forbid_unknown_fields=True):
    """Pieces sent on one day in one slice."""

    date: str
    quantity: int
    sku: str = ""
    product: str = ""
    category: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""


class OrderItemRow(msgspec.Struct, forbid_unknown_fields=True):
    """One line of an order."""

    sku: str
    product: str = ""
    category: str = ""
    size: str = ""
    color: str = ""
    quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    lot: str = ""


class OrderRow(msgspec.Struct, forbid_unknown_fields=True):
    """An order whose customer may be invited."""

    order_id: Annotated[str, msgspec.Meta(min_length=1)]
    items: Annotated[list[OrderItemRow], msgspec.Meta(min_length=1, max_length=250)]
    language: str = "de"
    channel: str = ""
    carrier: str = ""
    warehouse: str = ""
    region: str = ""
    hub: str = ""
    packaging: str = ""
    shift: str = ""
    ordered_at: AwareTime | None = None
    postal_code: Annotated[str, msgspec.Meta(max_length=12)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""


Rows = msgspec.Meta(min_length=1, max_length=1_000)


class SubmissionRows(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 1,000 submissions."""

    submissions: Annotated[list[SubmissionRow], Rows]


class ShipmentRows(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 1,000 shipment rows."""

    shipments: Annotated[list[ShipmentRow], Rows]


class InvitationRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to invite to what."""

    order_id: str
    survey: str = "returns"
    language: Literal["de", "en"] | None = None


class RowProblem(msgspec.Struct):
    """What is wrong with one row; ``row`` counts from 1."""

    row: int
    column: str
    reason: str


class ImportOutcome(msgspec.Struct):
    """What became of the rows. Known rows were stored by an earlier request."""

    stored: int
    known: int
    problems: list[RowProblem]


class Invited(msgspec.Struct):
    """A personal link."""

    url: str
    expires_at: str


class KeptInvitation(msgspec.Struct):
    """What is kept of an ``Invited`` for a repeated request: enough for us to make the link again, for nobody else."""

    seed: str
    expires_at: str


async def with_api_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse requests without a valid key; the key's id goes into the request's state."""
    scheme, _space, presented = connection.headers.get("authorization", "").partition(" ")
    key = await find_key(presented.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise NotAuthorizedException("Send a valid API key as: Authorization: Bearer fbk_…")
    connection.state["api_key"] = key.id


@post("/submissions", status_code=200, responses=STORING_ERRORS)
async def post_submissions(
    request: AnyRequest, house: NamedDependency[House], data: JSONBody[SubmissionRows], key: IdempotencyKey = ""
) -> Response[bytes]:
    """Store submissions. A row that was stored before changes nothing; with other content it replaces what it said."""
    rows = [_texts(row) for row in data.submissions]
    # Redacting a thousand texts takes seconds: others are served meanwhile, and no transaction waits for it.
    read = await asyncio.to_thread(imports.read_submission_rows, house.zone, rows)
    return await _answered(request, house, key, lambda: _imported(imports.store_read_rows(house, read)))


@post("/shipments", status_code=200, responses=STORING_ERRORS)
async def post_shipments(
    request: AnyRequest, house: NamedDependency[House], data: JSONBody[ShipmentRows], key: IdempotencyKey = ""
) -> Response[bytes]:
    """Store shipments. A row states the quantity of its day and slice; a later statement replaces it."""
    rows = [_texts(row) for row in data.shipments]
    return await _answered(request, house, key, lambda: _imported(imports.store_shipment_rows(house, rows)))


@post("/orders", status_code=200, responses=STORING_ERRORS)
async def post_order(
    request: AnyRequest, house: NamedDependency[House], data: JSONBody[OrderRow], key: IdempotencyKey = ""
) -> Response[bytes]:
    """Store an order with its items, so that its customer can be invited. Sent again, it is replaced."""

    async def work() -> idempotency.Answer:
        order = _order(house, data)
        await orders.upsert_orders([order])
        return idempotency.Answer(200, _json({"order_id": order.external_id}))

    return await _answered(request, house, key, work)


@post("/invitations", status_code=201, responses=ERRORS)
async def post_invitation(
    request: AnyRequest, house: NamedDependency[House], data: JSONBody[InvitationRequest], key: IdempotencyKey = ""
) -> Response[bytes]:
    """Return a personal link to the form for one order. Nothing is mailed."""

    async def work() -> idempotency.Answer:
        wanted, seed = _cleaned(data), secrets.token_hex(16)
        invited = await invitations.invite(
            house,
            wanted["order_id"],
            survey_code=wanted["survey"],
            language=data.language,
            random=invitations.random_from(house, seed),
        )
        return idempotency.Answer(201, _json(KeptInvitation(seed, invited.expires_at.isoformat())))

    def shown(body: str) -> str:
        kept = msgspec.json.decode(body, type=KeptInvitation)
        return _json(Invited(invitations.link_from(house, invitations.random_from(house, kept.seed)), kept.expires_at))

    return await _answered(request, house, key, work, shown)


@get("/alerts", responses=READING_ERRORS)
async def get_alerts(closed: Annotated[bool, QueryParameter(name="closed")] = False) -> list[dict[str, Any]]:
    """List alerts, newest first; ``closed=true`` includes those that are over."""
    return await list_alerts(closed)


@get("/submissions", responses=READING_ERRORS)
async def get_submissions(
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=200)] = 50,
) -> list[dict[str, Any]]:
    """List the newest submissions with their themes."""
    return await list_submissions(limit)


async def _answered(
    request: AnyRequest,
    house: House,
    key: str,
    work: Callable[[], Awaitable[idempotency.Answer]],
    shown: Callable[[str], str] = str,
) -> Response[bytes]:
    """Answer with what the work returned; ``shown`` makes the body that is sent of the one that is kept."""
    raw = f"{request.method} {request.url.path}\n".encode() + await request.body()
    try:
        answer = await idempotency.once(house, request.state["api_key"], key, raw, work)
    except idempotency.KeyReusedError as error:
        return problem(422, "Idempotency-Key used before", str(error))
    headers = {"Idempotent-Replayed": "true"} if answer.repeated else None
    return Response(
        shown(answer.body).encode(), status_code=answer.status, media_type="application/json", headers=headers
    )


async def _imported(work: Awaitable[imports.ImportReport]) -> idempotency.Answer:
    report = await work
    problems = [RowProblem(found.line or 0, found.column, found.text(gettext)) for found in report.problems]
    return idempotency.Answer(200, _json(ImportOutcome(report.stored, report.known, problems)))


def _order(house: House, row: OrderRow) -> orders.OrderLines:
    lines = tuple(orders.ItemLine(**_cleaned(item)) for item in row.items)
    fields = _cleaned(row)
    return orders.OrderLines(
        external_id=fields["order_id"],
        items=lines,
        language="en" if fields["language"].startswith("en") else "de",
        channel=fields["channel"],
        carrier=fields["carrier"],
        warehouse=fields["warehouse"],
        region=fields["region"],
        hub=fields["hub"],
        packaging=fields["packaging"],
        shift=fields["shift"],
        ordered_at=row.ordered_at,
        postal_code=fields["postal_code"],
        # Only a pseudonym is kept: the address itself comes with a legal basis, or not at all.
        person=person_of(house.keys, fields["email"]),
    )


def _cleaned(row: msgspec.Struct) -> dict[str, Any]:
    """Return a row's fields with texts as they may be stored; ClientException names the field that is not."""
    fields = msgspec.structs.asdict(row)
    for name, value in fields.items():
        if isinstance(value, str):
            clean = clean_text(value, NAME_LIMIT)
            if isinstance(clean, TextProblem):
                raise ClientException(f"{name}: at most {NAME_LIMIT} characters of text")
            fields[name] = " ".join(clean.text.split())
    return fields


def _texts(row: msgspec.Struct) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in msgspec.structs.asdict(row).items()}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


ROUTES = (
    Router(
        path="/api/v1",
        guards=[with_api_key],
        route_handlers=[
            post_submissions,
            post_shipments,
            post_order,
            post_invitation,
            get_alerts,
            get_submissions,
            *API_ROUTES,
            *THEME_ROUTES,
            *PRODUCT_API_ROUTES,
            *EXPORT_ROUTES,
        ],
        tags=["v1"],
    ),
)
