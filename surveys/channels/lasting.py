"""Links that stay the same: whoever comes to one order by one way again gets the link of last time.

Invariants: a way has at most one open link per order and survey, however often and from however many places at once it
is asked for; a link that expired or was disowned gives way to a new one.
"""

from __future__ import annotations

import sqlite3
from itertools import count
from typing import Final

import asyncpg

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import sign_token
from surveys.invitations import (
    PURPOSE,
    Expired,
    Found,
    Invited,
    Unknown,
    find_invitation,
    invite,
    link_from,
    random_from,
)

_ALREADY_THERE: Final = (sqlite3.IntegrityError, asyncpg.UniqueViolationError)


async def lasting_link(
    house: House, way: str, order: str, survey: str, channel: str, language: str | None = None
) -> Invited:
    """Return the open link of this way to an order, made now when there is none.

    ``way`` names who gives the link out (find, slip, enter-phone …); ``order`` is the shop's own number.
    UnknownOrderError or UnknownSurveyError as in ``invite``.
    """
    for number in count():
        random = random_from(house, _seed(way, order, survey, number))
        known = await _known(house, random)
        if isinstance(known, Invited):
            return known
        if isinstance(known, Unknown):
            try:
                return await invite(house, order, survey, language, channel, random)
            except _ALREADY_THERE:
                # Somebody asked at the same moment and was first: theirs is the link.
                known = await _known(house, random)
                if isinstance(known, Invited):
                    return known
    raise AssertionError("unreachable: count() does not end")


async def known_link(house: House, way: str, order: str, survey: str) -> Invited | None:
    """Return the open link of this way to an order, or None; writes nothing."""
    for number in count():
        known = await _known(house, random_from(house, _seed(way, order, survey, number)))
        if isinstance(known, Invited):
            return known
        if isinstance(known, Unknown):
            return None
    raise AssertionError("unreachable: count() does not end")


async def _known(house: House, random: bytes) -> Invited | Expired | Unknown:
    """Return a link that is open, or why it is not; one that was disowned counts as expired."""
    token = sign_token(house.keys, PURPOSE, random)
    found = await find_invitation(house, token)
    if not isinstance(found, Found):
        return found
    if found.disowned:
        return Expired(found.language)
    return Invited(link_from(house, random), token, found.expires_at)


def _seed(way: str, order: str, survey: str, number: int) -> str:
    # The order's number stands last: it is the only part that may hold any sign.
    return f"{way}:{survey}:{number}:{order}"
