"""Addresses with their legal basis, and objections.

Invariants: an objection stands until a consent that was given after it; whoever holds a customer's row decides alone
what is sent to them, so an objection and a mail never pass each other unseen; only a hash of the objection link's token
is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from feedback_app.alerts import links, notifications, telling
from feedback_app.asking.gate import Asked, LegalBasis, State, what_forbids
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint, token_is_genuine
from surveys.persons import person_of

LONGEST_ADDRESS: Final = 254
_ADDRESS: Final = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_OF_MAILING: Final = "FROM notification n WHERE n.invitation_id = mailing.invitation"
_UNSENT: Final = f"EXISTS (SELECT 1 {_OF_MAILING} AND n.sent_at IS NULL)"
_SENT: Final = f"EXISTS (SELECT 1 {_OF_MAILING} AND n.sent_at IS NOT NULL)"
_GATE: Final = "id, email, person, legal_basis, objection_notice, objected_at"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why an address may be asked: since when, written down where, and whether the right to object was pointed out."""

    legal_basis: LegalBasis = ""
    noted_at: datetime | None = None
    source: str = ""
    objection_notice: bool = False


def address_of(text: str) -> str | None:
    """Return an address as it is stored, None when it is none."""
    address = text.strip().casefold()
    fits = address.isascii() and len(address) <= LONGEST_ADDRESS
    return address if fits and _ADDRESS.fullmatch(address) else None


async def note_basis(house: House, email: str, basis: Basis, objects: bool = False, demo: bool = False) -> Asked:
    """Store the legal basis of an address in place of the earlier one; mails that it forbids leave the outbox.

    ``objects`` notes an objection that came by another way. Only a consent given after an objection ends it.
    """
    async with transaction():
        rows = await execute(
            f"""
            INSERT INTO customer (email, person, legal_basis, basis_noted_at, basis_source, objection_notice,
                objected_at, objection_hash, demo)
            VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)
            ON CONFLICT (email) DO UPDATE SET legal_basis = excluded.legal_basis, basis_source = excluded.basis_source,
                basis_noted_at = excluded.basis_noted_at, objection_notice = excluded.objection_notice,
                demo = customer.demo AND excluded.demo,
                objected_at = CASE WHEN excluded.legal_basis = 'consent'
                    AND excluded.basis_noted_at > customer.objected_at THEN NULL ELSE customer.objected_at END
            RETURNING {_GATE}
            """,  # noqa: S608 names are ours
            email, person_of(house.keys, email), basis.legal_basis, basis.noted_at, basis.source,
            basis.objection_notice, _objection_hash(house, email), demo,
        )  # fmt: skip
        customer = Asked(**rows[0])
        if objects:
            customer = await _note_objection(house, customer.id)
        await withdraw(customer)
    return customer


async def customer_with(house: House, email: str, demo: bool = False) -> Asked:
    """Return the customer with this address; a new one has no legal basis."""
    async with transaction():
        rows = await execute(
            f"""
            INSERT INTO customer (email, person, legal_basis, basis_source, objection_notice, objection_hash, demo)
            VALUES (?, ?, ?, '', ?, ?, ?)
            ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING {_GATE}
            """,  # noqa: S608 names are ours
            email, person_of(house.keys, email), "", False, _objection_hash(house, email), demo,
        )  # fmt: skip
    return Asked(**rows[0])


async def hold(customer_id: int) -> Asked | None:
    """Hold a customer until the end of the caller's transaction; None when they are gone."""
    # Writing the row to itself locks it on both engines.
    rows = await execute(f"UPDATE customer SET email = email WHERE id = ? RETURNING {_GATE}", customer_id)  # noqa: S608 names are ours
    return Asked(**rows[0]) if rows else None


def is_objection_link(house: House, token: str) -> bool:
    """Tell whether we made this token for an objection; asks no database."""
    return token_is_genuine(house.keys, links.OBJECTION, token)


async def object_by(house: House, token: str) -> None:
    """Note the objection of whoever holds this genuine token; a second one changes nothing."""
    async with transaction():
        rows = await execute(
            "UPDATE customer SET email = email WHERE objection_hash = ? RETURNING id", fingerprint(token)
        )
        for row in rows:
            await withdraw(await _note_objection(house, row["id"]))


async def withdraw(customer: Asked) -> None:
    """Take the mails that the law forbids now out of the outbox, inside the transaction that holds the customer."""
    why = what_forbids(customer)
    if why is None:
        return
    await execute(f"UPDATE mailing SET reminded_at = NULL WHERE customer = ? AND {_UNSENT}", customer.id)  # noqa: S608 ours
    await execute(
        f"UPDATE mailing SET state = ?, why = ?, sent_at = NULL"  # noqa: S608 the clauses are ours
        f" WHERE customer = ? AND state IN (?, ?) AND {_UNSENT} AND NOT {_SENT}",
        State.BLOCKED.value, why.value, customer.id, State.SENT.value, State.BOUNCED.value,
    )  # fmt: skip
    asked = await execute("SELECT invitation FROM mailing WHERE customer = ? AND invitation IS NOT NULL", customer.id)
    await notifications.drop_unsent([int(row["invitation"]) for row in asked])


async def _note_objection(house: House, customer_id: int) -> Asked:
    rows = await execute(
        f"UPDATE customer SET objected_at = COALESCE(objected_at, ?) WHERE id = ? RETURNING {_GATE}",  # noqa: S608 names are ours
        house.now(),
        customer_id,
    )
    customer = Asked(**rows[0])
    await telling.drop_unsent(customer.email)
    return customer


def _objection_hash(house: House, email: str) -> str:
    return fingerprint(links.objection_token(house, person_of(house.keys, email)))
