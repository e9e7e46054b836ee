"""Addresses and signing secrets as they stand in the database: encrypted with a key that only the house has.

Invariants: what was stored is never shown again but for its end, and never logged. Two keys are live while the house's
secret is being changed: what the old one locked is still opened, everything new is locked with the new one.
"""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from feedback_app.foundation.keys import Keys

PURPOSE: Final = "destinations"
SHOWN: Final = 4
LEAST_HIDDEN: Final = 8


def locked(keys: Keys, text: str) -> str:
    """Return a text as it may be stored; "" stays ""."""
    return _box(keys).encrypt(text.encode()).decode("ascii") if text else ""


def opened(keys: Keys, stored: str) -> str | None:
    """Return a text that was stored, None when neither key opens it: the house's secret is another one now."""
    if not stored:
        return ""
    try:
        return _box(keys).decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def locked_anew(keys: Keys, stored: str) -> str:
    """Return the same text locked with the newest key; what no key opens stays as it is."""
    try:
        return _box(keys).rotate(stored.encode()).decode("ascii") if stored else ""
    except InvalidToken:
        return stored


def ending(text: str) -> str:
    """Return the last characters of a secret behind dots; dots only when it is short enough to guess the rest."""
    return f"…{text[-SHOWN:]}" if len(text) >= SHOWN + LEAST_HIDDEN else "…"


def shown_address(kind: str, address: str) -> str:
    """Return an address so that a member knows it again and nobody can use it: host and end, or the mail address."""
    if kind == "mail":
        return address
    host = urlsplit(address).hostname if kind != "apprise" else None
    scheme = address.partition("://")[0] if kind == "apprise" else ""
    return f"{host or scheme} {ending(address)}".strip()


def _box(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in keys.derive_all(PURPOSE)])
