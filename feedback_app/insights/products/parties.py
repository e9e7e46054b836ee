"""Who can do something about a stated reason, and so what counts into a product's health.

Delivery and a change of mind say nothing about a product: they are shown, and counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import language
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts

TOO_SMALL, TOO_BIG = "too_small", "too_big"


class Blame(StrEnum):
    """Whose matter a return is: the product's own, the delivery's, the customer's, or nobody said."""

    PRODUCT = "product"
    DELIVERY = "delivery"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


_OF_PARTY: Final[Mapping[str, Blame]] = {
    "product": Blame.PRODUCT,
    "listing": Blame.PRODUCT,
    "supplier": Blame.PRODUCT,
    "carrier": Blame.DELIVERY,
    "warehouse": Blame.DELIVERY,
    "customer": Blame.CUSTOMER,
}
BLAMES: Final = tuple(Blame)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The catalogue by code: what a reason is called in the reader's language, and whose matter it is."""

    names: Mapping[str, str]
    blames: Mapping[str, Blame]

    def name(self, code: str) -> str:
        """Return what a reason is called; a code that nobody knows is its own name."""
        return self.names.get(code, code)


async def reasons_now() -> Reasons:
    """Read the catalogue; a reason without a party of its own is the matter of the group above it."""
    rows = await fetch('SELECT "code", "name_de", "name_en", "party", "parent" FROM "reason" ORDER BY "id"')
    spoken = "name_de" if language() == "de" else "name_en"
    parties = {row["code"]: row["party"] for row in rows}
    blames = {row["code"]: _OF_PARTY.get(row["party"] or parties.get(row["parent"], ""), Blame.UNKNOWN) for row in rows}
    return Reasons({row["code"]: row[spoken] or row["code"] for row in rows}, blames)


def blames_of(cut: Cut, facts: Facts, reasons: Reasons) -> NDArray[np.int64]:
    """Return whose matter each row is, (n,), as an index into BLAMES; where only the group is stated, it decides."""
    unknown = BLAMES.index(Blame.UNKNOWN)
    by_column = []
    for dimension in ("reason", "reason_group"):
        codes = [BLAMES.index(reasons.blames.get(code, Blame.UNKNOWN)) for code in facts.values(dimension)]
        by_column.append(np.array(codes, np.int64)[cut.column(dimension)])
    own, group = by_column
    stated = cut.column("reason") > 0
    return np.where(stated, own, np.where(group == unknown, unknown, group))


def stated_code(cut: Cut, facts: Facts, code: str) -> NDArray[np.bool_]:
    """Mark the rows with this reason."""
    found = facts.code("reason", code)
    return np.zeros(cut.size, np.bool_) if not found else np.asarray(cut.column("reason") == found)
