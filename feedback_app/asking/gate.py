"""Who may be asked by mail, and why not: the states of a mailing and their reasons. Values only.

Law: a satisfaction request by mail is advertising (BGH, 10 July 2018, VI ZR 225/17) and needs consent, or all
conditions of § 7 (3) UWG, among them the notice of the right to object when the address was collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

LegalBasis = Literal["consent", "existing_customer", ""]


class State(StrEnum):
    """What became of a mailing. Blocked: we must not; skipped: we had better not."""

    WAITING = "waiting"
    SENT = "sent"
    ANSWERED = "answered"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    BOUNCED = "bounced"


class Why(StrEnum):
    """The reason of a state."""

    NO_LEGAL_BASIS = "no_legal_basis"
    NO_OBJECTION_NOTICE = "no_objection_notice"
    OBJECTED = "objected"
    OCCASION = "occasion"
    ASKED_RECENTLY = "asked_recently"
    ALREADY_ANSWERED = "already_answered"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_SURVEY = "unknown_survey"
    NO_WORDS = "no_words"
    DISOWNED = "disowned"


BLOCKING = (Why.NO_LEGAL_BASIS, Why.NO_OBJECTION_NOTICE, Why.OBJECTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer as the gate sees them."""

    id: int
    email: str
    person: str
    legal_basis: str
    objection_notice: bool
    objected_at: datetime | None


def what_forbids(customer: Asked) -> Why | None:
    """Return why the law forbids a mail to this customer, None when it does not."""
    if customer.objected_at is not None:
        return Why.OBJECTED
    if customer.legal_basis == "consent":
        return None
    if customer.legal_basis != "existing_customer":
        return Why.NO_LEGAL_BASIS
    return None if customer.objection_notice else Why.NO_OBJECTION_NOTICE


def state_after(why: Why) -> State:
    """Return the state in which this reason leaves a mailing that was not sent."""
    return State.BLOCKED if why in BLOCKING else State.SKIPPED
