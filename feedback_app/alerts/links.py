"""Links in messages: stored as seeds, made only when a message is sent or shown.

Invariant: what stands in the database leads nowhere without the house's secret. A link is stored as
``<purpose>:<seed>``, and ``{name}`` stands in its place in the texts. A customer's words have a place too: only the
comment's number is stored, so a message never keeps what its customer had erased.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

import msgspec

from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import sign_token, token_is_genuine
from surveys.invitations import link_from, random_from

OBJECTION: Final = "objection"
MUTE: Final = "mute"
VOICE: Final = "voice"
SAID: Final = "said"
"""Words that were looked up; never stored."""
LONGEST_VOICE: Final = 240


def read(stored: str) -> Mapping[str, str]:
    """Return the stored links, or headers, by name."""
    return msgspec.json.decode(stored, type=dict[str, str])


async def read_with_voices(stored: str) -> Mapping[str, str]:
    """Return the stored links by name, customers' words looked up; erased ones are "…"."""
    found = read(stored)
    comments = {
        name: int(link.removeprefix(f"{VOICE}:")) for name, link in found.items() if link.startswith(f"{VOICE}:")
    }
    if not comments:
        return found
    rows = await fetch(
        f'SELECT "id", "text" FROM "comment" WHERE "id" IN ({marks(list(comments))}) AND "superseded_at" IS NULL',  # noqa: S608 question marks only
        *comments.values(),
    )
    texts = {row["id"]: _shortened(row["text"]) for row in rows}
    return {**found, **{name: f"{SAID}:{texts.get(comment) or '…'}" for name, comment in comments.items()}}


def filled(house: House, text: str, links: Mapping[str, str], html: bool = False) -> str:
    """Return a text with its links in place of their names; ``html``: customers' words are escaped for it."""
    if not links:
        return text

    def at(found: re.Match[str]) -> str:
        kind, _, seed = links[found[1]].partition(":")
        if kind in {VOICE, SAID}:
            said = seed if kind == SAID else "…"
            return escape(said) if html else said
        return _url(house, links[found[1]])

    # In one pass: what a customer wrote is never read as the name of a link.
    return re.sub(r"\{(" + "|".join(map(re.escape, links)) + r")\}", at, text)


def mute_token(house: House, alert_id: int, team: str) -> str:
    """Return the token by which a team mutes an alert without a login; the same one in every mail."""
    return sign_token(house.keys, MUTE, alert_id.to_bytes(8) + _mark_of(team))


def muted_by(house: House, token: str, teams: Iterable[str]) -> tuple[int, str] | None:
    """Return alert and team of a token that we made; None for any other."""
    if not token_is_genuine(house.keys, MUTE, token):
        return None
    raw = base64.urlsafe_b64decode(token.split(".")[1] + "==")
    team = next((one for one in teams if _mark_of(one) == raw[8:]), "")
    return (int.from_bytes(raw[:8]), team) if team else None


def hidden(text: str, links: Mapping[str, str]) -> str:
    """Return a text with dots in place of its links, for readers whom they are not for."""
    for name in links:
        text = text.replace(f"{{{name}}}", "…")
    return text


def objection_token(house: House, person: str) -> str:
    """Return the token by which a person objects to being asked; the same one in every mail."""
    return sign_token(house.keys, OBJECTION, random_from(house, f"{OBJECTION}:{person}"))


def _url(house: House, link: str) -> str:
    purpose, _, seed = link.partition(":")
    if purpose == MUTE:
        alert, _, team = seed.partition(":")
        return f"{house.base_url}/u/mute/{mute_token(house, int(alert), team)}"
    if purpose == OBJECTION:
        return f"{house.base_url}/u/{objection_token(house, seed)}"
    return link_from(house, random_from(house, seed))


def _mark_of(team: str) -> bytes:
    return hashlib.sha256(team.encode()).digest()[:8]


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_VOICE else words[: LONGEST_VOICE - 1].rsplit(" ", 1)[0] + " …"
