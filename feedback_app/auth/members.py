"""Members and their passwords (argon2id, RFC 9106 low-memory parameters of argon2-cffi).

Invariant: checking a password takes the same work whether or not the address is known.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from feedback_app.auth.errors import WeakPasswordError
from feedback_app.auth.tables import Member, MemberSession
from feedback_app.foundation.access import Colleague, Role, Viewer
from feedback_app.foundation.database import transaction

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()
# Hashing costs 64 MiB and a quarter of a second: more than a few at once would starve the customers' form.
_turns = asyncio.Semaphore(4)
_nobody = _hasher.hash(secrets.token_urlsafe(16))


async def add_member(email: str, name: str, password: str, role: Role, demo: bool = False) -> int:
    """Add a member, or give an existing one this name, password and role and end its sessions; returns its id."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPasswordError(f"a password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    hashed = await asyncio.to_thread(_hasher.hash, password)
    address = email.strip().lower()
    async with transaction():
        known = await Member.objects().get(Member.email == address)
        member = known or Member(email=address, demo=demo)
        member.name, member.password_hash, member.role, member.active = name, hashed, role.value, True
        await member.save()
        await MemberSession.delete().where(MemberSession.member == member.id)
    return int(member.id)


async def deactivate(email: str) -> bool:
    """Lock a member out and end its sessions; what it did stays. False when there is no such active member."""
    address = email.strip().lower()
    async with transaction():
        member = await Member.objects().get((Member.email == address) & Member.active.eq(True))
        if member is None:
            return False
        member.active = False
        await member.save([Member.active])
        await MemberSession.delete().where(MemberSession.member == member.id)
    return True


async def check_password(email: str, password: str) -> Viewer | None:
    """Return the member when address and password fit, else None; raises an outdated hash to today's cost."""
    address = email.strip().lower().replace("\0", "")  # PostgreSQL refuses NUL in a text
    member = await Member.objects().get((Member.email == address) & Member.active.eq(True))
    stored = member.password_hash if member else _nobody
    async with _turns:
        fits = await asyncio.to_thread(_verify, stored, password[:LONGEST_PASSWORD])
    if member is None or not fits:
        return None
    if _hasher.check_needs_rehash(member.password_hash):
        member.password_hash = await asyncio.to_thread(_hasher.hash, password)
        await member.save([Member.password_hash])
    return viewer(member)


class Members:
    """The members as the lower floors may ask for them (foundation.access.Colleagues)."""

    async def with_role(self, roles: Sequence[Role]) -> tuple[Colleague, ...]:
        """Return the active members with one of these roles, by name."""
        wanted = Member.role.is_in([role.value for role in roles]) & Member.active.eq(True)
        rows = await Member.select(Member.id, Member.name, Member.role).where(wanted).order_by(Member.name)
        return tuple(Colleague(row["id"], row["name"], Role(row["role"])) for row in rows)


def viewer(member: Member) -> Viewer:
    """Return what the other floors may know of a member."""
    return Viewer(member.id, member.name, member.email, Role(member.role), member.language)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
