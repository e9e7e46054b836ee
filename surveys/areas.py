"""The area of a postal code: all that counting needs of an address. Pure.

Invariant: never more than the first two digits, and nothing at all of codes that are not German.
"""

from __future__ import annotations

import re
from typing import Final

_GERMAN: Final = re.compile(r"(?:D|DE)?[\s-]*(\d{2})(?:\d{3})?", re.ASCII | re.IGNORECASE)
_NOWHERE: Final = "00"


def area_of(postal_code: str) -> str:
    """Return the first two digits of a German postal code such as "99084", "D-99084" or "99"; else ""."""
    found = _GERMAN.fullmatch(postal_code.strip())
    return found[1] if found and found[1] != _NOWHERE else ""
