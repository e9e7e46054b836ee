"""Mailings are planned here, and sent by the stage ``ask`` when they are due.

Invariant: a customer is asked at most once about the same order, survey and occasion, however often that is planned;
only a mailing that was blocked or skipped may be planned again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback_app.asking.customers import customer_with
from feedback_app.asking.gate import State, what_forbids
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from surveys.errors import UnknownOrderError
from surveys.surveys import current_survey
from surveys.tables import Order


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to ask what about which order. ``email`` as address_of returns it; ``language`` None: the order's."""

    email: str
    order_id: str
    survey: str
    language: str | None = None
    occasion: str = ""
    delay: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Planned:
    """A mailing. ``warning``: what would block it if it were due now, "" for nothing."""

    id: int
    state: str
    why: str
    planned_for: datetime
    warning: str


async def plan(house: House, wish: Wish) -> Planned:
    """Plan a mailing, or return the one that is planned; UnknownOrderError or UnknownSurveyError when none can be."""
    order = await Order.select(Order.language, Order.demo).where(Order.external_id == wish.order_id).first()
    if order is None:
        raise UnknownOrderError(wish.order_id)
    await current_survey(wish.survey)
    async with transaction():
        customer = await customer_with(house, wish.email, bool(order["demo"]))
        rows = await execute(
            """
            INSERT INTO mailing (customer, order_id, survey, language, occasion, planned_for, state, why, seed,
                created_at, demo)
            VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?)
            ON CONFLICT (customer, order_id, survey, occasion) DO UPDATE SET
                planned_for = CASE WHEN mailing.state IN ('blocked', 'skipped') THEN excluded.planned_for
                    ELSE mailing.planned_for END,
                seed = CASE WHEN mailing.state IN ('blocked', 'skipped') THEN excluded.seed ELSE mailing.seed END,
                invitation = CASE WHEN mailing.state IN ('blocked', 'skipped') THEN NULL ELSE mailing.invitation END,
                why = CASE WHEN mailing.state IN ('blocked', 'skipped') THEN '' ELSE mailing.why END,
                state = CASE WHEN mailing.state IN ('blocked', 'skipped') THEN excluded.state ELSE mailing.state END
            RETURNING id, state, why, planned_for
            """,
            customer.id, wish.order_id, wish.survey, wish.language or order["language"], wish.occasion,
            house.now() + wish.delay, State.WAITING.value, secrets.token_hex(16), house.now(), bool(order["demo"]),
        )  # fmt: skip
    waiting = rows[0]["state"] == State.WAITING
    return Planned(**rows[0], warning=(what_forbids(customer) or "") if waiting else "")
