"""Mails that the fictional shop plans: who may be asked, who may not, and why.

Invariant: addresses are of the reserved domain example, and orders of the demo never leave by SMTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from feedback_app.asking.customers import Basis, note_basis
from feedback_app.asking.gate import LegalBasis
from feedback_app.asking.planning import Wish, plan
from feedback_app.foundation.house import House

COLLECTED_AGO: Final = timedelta(days=200)
# Address, legal basis, whether the right to object was pointed out, whether an objection came since.
CUSTOMERS: Final[Sequence[tuple[str, LegalBasis, bool, bool]]] = (
    ("maren.johannsen@post.example", "consent", False, False),
    ("okan.yildiz@post.example", "existing_customer", True, False),
    ("lena.hofer@post.example", "", False, False),
    ("peter.schulte@post.example", "existing_customer", False, False),
    ("ines.wagner@post.example", "consent", False, True),
    ("tom.becker@post.example", "consent", False, False),
)


async def plan_mailings(house: House, orders: Sequence[str]) -> int:
    """Plan one mail for each of the first orders; returns how many. They are due at once."""
    for (email, kind, notice, objects), order in zip(CUSTOMERS, orders, strict=False):
        noted_at = house.now() - COLLECTED_AGO if kind else None
        basis = Basis(kind, noted_at, "checkout" if kind else "", notice)
        await note_basis(house, email, basis, objects, demo=True)
        await plan(house, Wish(email, order, "csat", delay=timedelta()))
    return min(len(CUSTOMERS), len(orders))
