"""Stage ``cases``: opens cases by rule, notes calls, tells who is late, closes, hands over and asks whether it helped.

Every part finds its work by the absence of its own result in a transaction of its own, so the stage may be killed and
run twice; a round without work writes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from feedback_app.alerts.channels import Channels
from feedback_app.cases import escalating, following, handing
from feedback_app.cases.errors import CaseError
from feedback_app.cases.history import note
from feedback_app.cases.opening import open_cases
from feedback_app.cases.states import State
from feedback_app.cases.work import close, respond
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

# A customer who comes back at once finds the case still open.
SETTLED: Final = timedelta(days=2)


async def run(house: House, channels: Channels) -> int:
    """Do for the cases what time and other floors ask for; returns how many cases changed."""
    return (
        await open_cases(house)
        + await _note_calls(house)
        + await _drop_harmless(house)
        + await escalating.run(house, channels)
        + await _close_settled(house)
        + await handing.run(house, channels)
        + await following.run(house)
        + await _forget_erased(house)
    )


CALLED: Final = """
    SELECT c.id, k.done_at FROM service_case c JOIN callback k ON k.submission = c.submission
    WHERE c.state = 'new' AND c.kind = 'callback' AND k.done_at IS NOT NULL ORDER BY c.id
"""


async def _note_calls(house: House) -> int:
    """Take a call that was ticked off elsewhere for the first response."""
    noted = 0
    for row in await fetch(CALLED):
        try:
            async with transaction():
                await respond(house, row["id"], row["done_at"], "called")
        except CaseError:
            continue  # a member was quicker
        noted += 1
    return noted


HARMLESS: Final = """
    state IN ('new', 'answered') AND kind = 'flag' AND NOT EXISTS (
        SELECT 1 FROM safety_flag f JOIN comment m ON m.id = f.comment
        WHERE m.submission = service_case.submission AND f.verdict <> 'harmless'
    )
"""


async def _drop_harmless(house: House) -> int:
    """Close the cases of comments that a member judged harmless: nobody waits for an answer."""
    found = await fetch(f"SELECT id FROM service_case WHERE {HARMLESS} ORDER BY id")  # noqa: S608 the clause is ours
    for row in found:
        async with transaction():
            closed = await execute(
                f"UPDATE service_case SET state = ?, closed_at = ?, asked_at = ? WHERE id = ? AND {HARMLESS}"  # noqa: S608 the clause is ours
                " RETURNING id",
                State.CLOSED.value, house.now(), house.now(), row["id"],
            )  # fmt: skip
            if closed:
                await note(row["id"], house.now(), "harmless")
    return len(found)


async def _close_settled(house: House) -> int:
    """Close what was solved two days ago and not opened again."""
    found = await fetch(
        "SELECT id FROM service_case WHERE state = ? AND solved_at < ? ORDER BY id",
        State.SOLVED.value,
        house.now() - SETTLED,
    )
    closed = 0
    for row in found:
        try:
            await close(house, row["id"])
        except CaseError:
            continue  # a member was quicker
        closed += 1
    return closed


# An answer without an order had nothing to lose but its words and its wish to be called: both are gone.
ERASED: Final = """
    SELECT c.id FROM service_case c JOIN submission s ON s.id = c.submission
    WHERE s.order_id = '' AND (c.order_id <> '' OR (c.kind IN ('callback', 'flag')
        AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e."case" = c.id AND e.kind = 'erased')
        AND NOT EXISTS (SELECT 1 FROM callback k WHERE k.submission = s.id)
        AND NOT EXISTS (SELECT 1 FROM comment m WHERE m.submission = s.id AND m.text <> '')
    )) ORDER BY c.id
"""


async def _forget_erased(house: House) -> int:
    """Drop what members wrote about answers that their customers have deleted, and what a helpdesk was to be told.

    Notes may repeat the customer's words, and the message to the helpdesk holds them.
    """
    found = await fetch(ERASED)
    for row in found:
        async with transaction():
            await execute(
                "UPDATE service_case SET order_id = '', cause = '', done = '', helpdesk_reference = '' WHERE id = ?",
                row["id"],
            )
            await execute("""UPDATE case_event SET note = '' WHERE "case" = ?""", row["id"])
            await handing.forget(row["id"])
            await note(row["id"], house.now(), "erased")
    return len(found)
