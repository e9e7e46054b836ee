"""Slows down guessing of passwords. Counted in the database, so a restart or a second process resets nothing."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from feedback_app.auth.tables import LoginAttempt
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint

WINDOW: Final = timedelta(hours=1)
PER_ADDRESS_AND_CLIENT: Final = 10
PER_CLIENT: Final = 20


async def may_try(house: House, email: str, client: str) -> bool:
    """Tell whether another password may be tried now for this member from this client."""
    recent = LoginAttempt.at > house.now() - WINDOW
    client = _network(client)
    both = (LoginAttempt.email_hash == _hash(email)) & (LoginAttempt.client == client) & recent
    if await LoginAttempt.count().where(both) >= PER_ADDRESS_AND_CLIENT:
        return False
    return bool(await LoginAttempt.count().where((LoginAttempt.client == client) & recent) < PER_CLIENT)


async def note_failure(house: House, email: str, client: str) -> None:
    """Count a failed login and forget those that are too old to matter."""
    async with transaction():
        await LoginAttempt.delete().where(LoginAttempt.at < house.now() - WINDOW)
        await LoginAttempt(email_hash=_hash(email), client=_network(client), at=house.now()).save()


def _network(client: str) -> str:
    """Return what one household or office shares: the address, or the /64 network of an IPv6 address."""
    try:
        address = ip_address(client)
    except ValueError:
        return client[:64]
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def _hash(email: str) -> str:
    return fingerprint(email.strip().lower())
