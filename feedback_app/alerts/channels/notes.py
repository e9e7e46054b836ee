"""What a chat message says, before a channel writes it in its own shape. Pure.

Invariant: words come from imports and members, so no channel may read mark-up, mentions or links in them; the only
link is ``url``, which is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Breaks what a reader would take for a mention, a link or a variable, and cannot be seen.
GAP: Final = "\u200b"
_ACTIVE: Final = re.compile(r"([@<]|:(?=//)|[wW]{3}(?=\.)|[{$](?=\{))")


@dataclass(frozen=True, slots=True)
class Note:
    """A message to a team: the result first, then the sentences, then where to look, then why it was sent.

    points: the lines of a digest, each with its words and where they lead.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    url: str = ""
    link: str = ""
    footer: str = ""
    points: tuple[tuple[str, str], ...] = ()


def clipped(text: str, most: int) -> str:
    """Return a text of at most so many characters, with dots where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def inert(text: str) -> str:
    """Return a text in which nobody is mentioned, nothing becomes a link and nothing is filled in."""
    return _ACTIVE.sub(rf"\1{GAP}", text)
