"""Links in messages: stored as seeds, made only when a message is sent or shown.

Invariant: what stands in the database leads nowhere without the house's secret. A link is stored as
``<purpose>:<seed>``, and ``{name}`` stands in its place in the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import sign_token
from surveys.invitations import link_from, random_from

ANSWER: Final = "answer"
OBJECTION: Final = "objection"


def read(stored: str) -> Mapping[str, str]:
    """Return the stored links, or headers, by name."""
    return msgspec.json.decode(stored, type=dict[str, str])


def filled(house: House, text: str, links: Mapping[str, str]) -> str:
    """Return a text with its links in place of their names."""
    for name, link in links.items():
        text = text.replace(f"{{{name}}}", _url(house, link))
    return text


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
    if purpose == OBJECTION:
        return f"{house.base_url}/u/{objection_token(house, seed)}"
    return link_from(house, random_from(house, seed))
