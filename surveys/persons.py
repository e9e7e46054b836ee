"""Who a customer is, without knowing who: an address becomes a pseudonym that only this house can compute. Pure.

Invariant: without the house's secret nobody can tell whether a pseudonym belongs to an address, so the database alone
names nobody.
"""

from __future__ import annotations

import hashlib
import hmac

from feedback_app.foundation.keys import Keys


def person_of(keys: Keys, email: str) -> str:
    """Return the pseudonym of an address: 64 hex characters (HMAC-SHA256), or "" for no address.

    Case and surrounding blanks do not count.
    """
    address = email.strip().casefold()
    if not address:
        return ""
    return hmac.digest(keys.derive("person"), address.encode("utf-8", "replace"), hashlib.sha256).hex()
