"""Keys for the JSON API: shown once, kept as a hash, revoked by a date."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from feedback_app.auth.tables import ApiKey
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint

PREFIX = "fbk_"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that was presented and is valid."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ListedKey:
    """What may be shown of a key. ``revoked`` None: it is in use."""

    prefix: str
    name: str
    created: datetime
    revoked: datetime | None


async def create_key(house: House, name: str) -> str:
    """Return a new key of 160 random bits. It cannot be shown again."""
    key = PREFIX + secrets.token_hex(20)
    async with transaction():
        await ApiKey(name=name, prefix=key[:12], key_hash=fingerprint(key), created_at=house.now()).save()
    return key


async def find_key(presented: str) -> KnownKey | None:
    """Return the key's row when it is known and not revoked."""
    if not presented.startswith(PREFIX) or len(presented) > 100:
        return None
    row = await ApiKey.objects().get((ApiKey.key_hash == fingerprint(presented)) & ApiKey.revoked_at.is_null())
    return KnownKey(int(row.id), str(row.name)) if row else None


async def list_keys() -> list[ListedKey]:
    """Return all keys, oldest first, without what could be used."""
    rows = await ApiKey.select().order_by(ApiKey.id)
    return [ListedKey(row["prefix"], row["name"], row["created_at"], row["revoked_at"]) for row in rows]


async def revoke_key(house: House, prefix: str) -> int:
    """Revoke all keys with this prefix; returns how many."""
    async with transaction():
        rows = (
            await ApiKey.update({ApiKey.revoked_at: house.now()})
            .where((ApiKey.prefix == prefix) & ApiKey.revoked_at.is_null())
            .returning(ApiKey.id)
        )
    return len(rows)
