"""Slows down guessing of passwords. Counted in the database, so a restart or a second process resets nothing.

Invariant: a try is counted before its password is verified, so tries that run at the same time cannot pass together.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from feedback_app.auth.tables import LoginAttempt
from feedback_app.foundation import dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint

WINDOW: Final = timedelta(hours=1)
PER_ADDRESS_AND_CLIENT: Final = 10
PER_CLIENT: Final = 20


async def begin(house: House, email: str, client: str) -> int | None:
    """Count a try and return its id for ``forget``; None when no other password may be tried from this client now.

    What is too old to matter is cleared on the way.
    """
    client = _network(client)
    async with transaction():
        await dialect.take_turns(f"login {client}")
        await LoginAttempt.delete().where(LoginAttempt.at < house.now() - WINDOW)
        if not await _may_try(house, _hash(email), client):
            return None
        attempt = LoginAttempt(email_hash=_hash(email), client=client, at=house.now())
        await attempt.save()
    return int(attempt.id)


async def forget(attempt: int) -> None:
    """Take back a try whose password was right; those that failed before it stay counted."""
    async with transaction():
        await LoginAttempt.delete().where(LoginAttempt.id == attempt)


async def _may_try(house: House, email_hash: str, client: str) -> bool:
    recent = (LoginAttempt.client == client) & (LoginAttempt.at > house.now() - WINDOW)
    if await LoginAttempt.count().where((LoginAttempt.email_hash == email_hash) & recent) >= PER_ADDRESS_AND_CLIENT:
        return False
    return bool(await LoginAttempt.count().where(recent) < PER_CLIENT)


def _network(client: str) -> str:
    """Return what one household or office shares: the address, or the /64 network of an IPv6 address."""
    try:
        address = ip_address(client)
    except ValueError:
        return client[:64]
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def _hash(email: str) -> str:
    return fingerprint(email.strip().lower())
