"""Customers of the fictional shop who wait for an answer, and some who got one: the inbox of cases has a past.

Invariants: cases go the way every case goes (rule, steps, follow-up), with the clock moved to the moment of each step,
so that nothing happens after now; telephone numbers are of the range that is kept free for films.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from feedback_app.cases import following, work
from feedback_app.cases.following import link_of
from feedback_app.cases.history import Who
from feedback_app.cases.opening import open_cases
from feedback_app.cases.question import NO, QUESTION, YES
from feedback_app.cases.terms import install_terms, service_clock
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys.answers import Answers, Given
from surveys.invitations import Found, find_invitation
from surveys.submissions import submit
from surveys.tables import Callback

MOST: Final = 14
OPEN: Final = 5
ANSWERED: Final = 2
LOW: Final = 3
WHO: Final = Who(None, "Lena Brandt")
# Of those who got an answer: what they say afterwards, "" for nothing.
AFTERWARDS: Final = (YES, YES, "", YES, NO, YES, "", YES, YES)
DEEDS: Final = (
    ("Karton zu dünn für den Versand", "Ersatz geschickt, Rücksendung erlassen"),
    ("Größentabelle war falsch", "Passende Größe kostenlos nachgeschickt"),
    ("Erstattung hing an einer fehlenden Buchung", "Betrag noch am selben Tag erstattet"),
    ("Falscher Artikel im Paket", "Richtigen Artikel per Express verschickt"),
)
UNHAPPY: Final = """
    SELECT s.id, s.submitted_at FROM submission s JOIN survey v ON v.id = s.survey
    WHERE s.demo = ? AND v.code = 'csat' AND s.rating <= ? AND s.invitation IS NOT NULL
    ORDER BY s.submitted_at DESC LIMIT ?
"""


async def serve_customers(house: House, seed: int) -> int:
    """Let some unhappy customers ask for a call, and answer most of them; returns how many asked."""
    dice = Random(f"service-{seed}")  # noqa: S311 a demo, not a secret
    await install_terms(house.now())
    unhappy = await fetch(UNHAPPY, True, LOW, MOST)
    async with transaction():
        for row in unhappy:
            phone = f"030 23125{dice.randrange(1000):03}"
            await Callback(submission=row["id"], phone=phone, consented_at=row["submitted_at"]).save()
    await open_cases(house, demo_since=house.now() - timedelta(days=90))
    opened = await fetch("SELECT id, opened_at FROM service_case WHERE demo = ? ORDER BY opened_at DESC, id", True)
    for place, row in enumerate(opened):
        if place >= OPEN - ANSWERED:
            await _serve(house, dice, row["id"], row["opened_at"], place - OPEN)
    return len(opened)


async def _serve(house: House, dice: Random, case_id: int, opened_at: datetime, turn: int) -> None:
    """Bring one case on its way; below 0 it is answered and not solved yet."""
    clock = await service_clock(house)
    answered = clock.due(opened_at, dice.choice((0.4, 0.8, 1.5, 2.2, 3.1, 5.5)))
    solved, closed, said = (clock.due(answered, hours) for hours in (4.0, 12.0, 20.0))
    if answered >= house.now():
        return
    await work.answer(_at(house, answered), case_id, WHO)
    if turn < 0 or said >= house.now():
        return
    await work.solve(_at(house, solved), case_id, *DEEDS[turn % len(DEEDS)], WHO)
    await work.close(_at(house, closed), case_id, WHO)
    await following.run(_at(house, closed))
    await _say(_at(house, said), case_id, AFTERWARDS[turn % len(AFTERWARDS)])


async def _say(house: House, case_id: int, choice: str) -> None:
    """Let the customer answer the question whether it is solved."""
    rows = await fetch("SELECT seed FROM service_case WHERE id = ?", case_id)
    found = await find_invitation(house, link_of(house, rows[0]["seed"]).rpartition("/")[2])
    if choice and isinstance(found, Found):
        await submit(house, found, Answers(given=(Given(QUESTION, codes=(choice,)),)))
        await following.run(house)


def _at(house: House, moment: datetime) -> House:
    return replace(house, clock=lambda: moment)
