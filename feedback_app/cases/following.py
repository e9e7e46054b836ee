"""After a case: the customer is asked once whether it is solved, and a bad answer opens it again.

By mail only where the customer left an address to hear what became of it *and* the law allows to ask there (the gate of
the asking floor, which also keeps the throttle); otherwise a link waits on the case's page for the member to hand over.
Invariants: each case is asked about once, also when it is closed twice; a link is stored as its seed only.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec

from feedback_app.asking.gate import Asked, State, what_forbids
from feedback_app.asking.planning import Wish, plan
from feedback_app.cases.history import note
from feedback_app.cases.question import CODE, PARTLY, QUESTION, SOLVED, YES
from feedback_app.cases.states import Step, allows
from feedback_app.cases.work import open_again
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint
from feedback_app.foundation.languages import LANGUAGES
from surveys.errors import UnknownOrderError, UnknownSurveyError
from surveys.invitations import invite, link_from, random_from
from surveys.surveys import current_survey, publish

NOT_MAILED: Final = (State.BLOCKED.value, State.SKIPPED.value, State.BOUNCED.value)


async def run(house: House) -> int:
    """Ask about closed cases, offer links where no mail may go, and take answers in; returns how many changed."""
    changed = 0
    for row in await fetch(CLOSED):
        changed += await _begin(house, row["id"])
    for row in await fetch(UNMAILED, *NOT_MAILED):
        changed += await _offer_link(house, row["id"])
    for row in await fetch(ANSWERS, QUESTION):
        changed += await _take_in(house, row)
    return changed


def link_of(house: House, seed: str) -> str:
    """Return the link to hand over, "" when there is none."""
    return link_from(house, random_from(house, _seed(seed))) if seed else ""


CLOSED: Final = "SELECT id FROM service_case WHERE state = 'closed' AND asked_at IS NULL ORDER BY id"
UNMAILED: Final = """
    SELECT c.id FROM service_case c JOIN mailing m ON m.id = c.mailing
    WHERE c.follow_up IS NULL AND c.seed = '' AND m.state IN (?, ?, ?) ORDER BY c.id
"""
# The address that the customer left to hear what became of it, where its legal basis is known too.
ADDRESS: Final = """
    SELECT u.id, u.email, u.person, u.legal_basis, u.objection_notice, u.objected_at FROM service_case c
    JOIN contact k ON k.submission = c.submission JOIN customer u ON u.email = LOWER(k.email) WHERE c.id = ?
"""
# What the customer chose now; a changed answer is taken in once more.
ANSWERS: Final = """
    SELECT c.id, s.id AS submission, s.revision, a.codes FROM service_case c LEFT JOIN mailing m ON m.id = c.mailing
    JOIN submission s ON s.invitation = COALESCE(c.follow_up, m.invitation)
    LEFT JOIN answer a ON a.submission = s.id AND a.question = ? AND a.superseded_at IS NULL
    WHERE c.asked_at IS NOT NULL AND s.revision > c.follow_up_revision ORDER BY c.id
"""


async def _begin(house: House, case_id: int) -> bool:
    """Ask about one closed case; False when somebody else did."""
    async with transaction():
        rows = await execute(
            "UPDATE service_case SET asked_at = ? WHERE id = ? AND asked_at IS NULL AND state = 'closed' RETURNING id",
            house.now(),
            case_id,
        )
        if not rows:
            return False
        await _offer_question(house)
        mailing = await _mail(house, case_id)
        if mailing is None:
            await _make_link(house, case_id)
        else:
            await execute("UPDATE service_case SET mailing = ? WHERE id = ?", mailing, case_id)
            await note(case_id, house.now(), "mail")
    return True


async def _offer_question(house: House) -> None:
    try:
        await current_survey(CODE)
    except UnknownSurveyError:
        await publish(CODE, SOLVED, house.now())


async def _mail(house: House, case_id: int) -> int | None:
    """Plan the mail where one may be sent; None where not. The stage ``ask`` looks at law and throttle once more."""
    asked = await fetch(ADDRESS, case_id)
    if not asked:
        return None
    customer = Asked(**asked[0])
    if what_forbids(customer) is not None:
        return None
    order, spoken = await _about(case_id)
    try:
        wish = Wish(customer.email, order, CODE, spoken, f"case-{case_id}", timedelta())
        return (await plan(house, wish)).id
    except UnknownOrderError:
        return None


async def _about(case_id: int) -> tuple[str, str | None]:
    """Return the order of a case and the customer's language; None: the order's."""
    rows = await fetch(
        "SELECT c.order_id, s.language FROM service_case c JOIN submission s ON s.id = c.submission WHERE c.id = ?",
        case_id,
    )
    spoken = rows[0]["language"]
    return rows[0]["order_id"], spoken if spoken in LANGUAGES else None


async def _offer_link(house: House, case_id: int) -> bool:
    """Make the link after all, since the mail was not sent; False when somebody else did."""
    async with transaction():
        rows = await execute("UPDATE service_case SET seed = '-' WHERE id = ? AND seed = '' RETURNING id", case_id)
        if rows:
            await _make_link(house, case_id)
    return bool(rows)


async def _make_link(house: House, case_id: int) -> None:
    seed = secrets.token_hex(16)
    order, spoken = await _about(case_id)
    try:
        made = await invite(house, order, CODE, spoken, "case", random_from(house, _seed(seed)))
    except UnknownOrderError:
        await execute("UPDATE service_case SET seed = '', mailing = NULL WHERE id = ?", case_id)
        await note(case_id, house.now(), "no_link")
        return
    rows = await fetch("SELECT id FROM invitation WHERE token_hash = ?", fingerprint(made.token))
    await execute("UPDATE service_case SET follow_up = ?, seed = ? WHERE id = ?", rows[0]["id"], seed, case_id)
    await note(case_id, house.now(), "link")


async def _take_in(house: House, row: Mapping[str, Any]) -> bool:
    """Note what the customer said; anything but yes opens the case again."""
    codes = msgspec.json.decode(row["codes"] or "[]", type=list[str])
    said = codes[0] if codes else ""
    async with transaction():
        cases = await execute(
            "UPDATE service_case SET follow_up_revision = ?, recovered = ? WHERE id = ? AND follow_up_revision < ?"
            " RETURNING state",
            row["revision"], said == YES if said else None, row["id"], row["revision"],
        )  # fmt: skip
        if not cases or not said:
            return bool(cases)
        if said != YES and allows(cases[0]["state"], Step.REOPEN):
            await open_again(house, row["id"])
        kind = "recovered" if said == YES else "partly" if said == PARTLY else "unsolved"
        await note(row["id"], house.now(), kind)
    return True


def _seed(seed: str) -> str:
    return f"case:{seed}"
