"""Who may be written to when something has changed: everybody who asked for it and did not object later.

The consent for this mail is the contact that the customer left; an objection ends it, whatever it was made against.
"""

from __future__ import annotations

from collections.abc import Collection

from feedback_app.asking.customers import address_of, customer_with
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.house import House

PER_QUERY = 500


class NewsGate:
    """Asks the customers' objections; the alerts floor's ``telling.Gate``."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def refuses(self, emails: Collection[str]) -> frozenset[str]:
        """Return the addresses of customers who objected, and what is no address."""
        asked = sorted(emails)
        refused = {one for one in asked if address_of(one) is None}
        for start in range(0, len(asked), PER_QUERY):
            part = asked[start : start + PER_QUERY]
            rows = await fetch(
                f"SELECT email FROM customer WHERE objected_at IS NOT NULL AND email IN ({marks(part)})",  # noqa: S608 question marks only
                *part,
            )
            refused |= {str(row["email"]) for row in rows}
        return frozenset(refused)

    async def hold(self, email: str, demo: bool) -> bool:
        """Hold the customer, known from now on so that the link to object works; False after an objection."""
        address = address_of(email)
        if address is None:
            return False
        return (await customer_with(self._house, address, demo)).objected_at is None
