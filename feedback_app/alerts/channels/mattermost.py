"""Mattermost by an incoming webhook: text in Markdown, at most 4,000 characters.

Every sign that means something in Markdown is escaped, and nobody is mentioned.
"""

from __future__ import annotations

import json
import re
from typing import Final

from feedback_app.alerts.channels import Channels, Letter, Outcome, private_allowed
from feedback_app.alerts.channels.notes import Note, clipped, inert, one_line
from feedback_app.alerts.outgoing import post_letter

MOST: Final = 4_000
TITLE: Final = 300
FOOTER: Final = 400
USERNAME: Final = "Feedback"
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$^=&])")


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Post one letter to its incoming webhook."""
    return await post_letter(letter, private_allowed(letter, channels), {})


def render(note: Note) -> str:
    """Return the payload as JSON; paragraphs and points that do not fit are left out whole."""
    head = f"**{_words(one_line(note.title), TITLE)}**"
    tail = [f"[{_words(note.link, TITLE)}]({_address(note.url)})"] if note.url else []
    tail += [_words(note.footer, FOOTER)] if note.footer else []
    middle = [_words(paragraph, MOST) for paragraph in note.paragraphs]
    middle += [f"- [{_words(one_line(words), TITLE)}]({_address(url)})" for words, url in note.points]
    left = MOST - sum(len(part) + 2 for part in (head, *tail))
    kept: list[str] = []
    for part in middle:
        if (left := left - len(part) - 2) < 0:
            break
        kept.append(part)
    return json.dumps(
        {"text": "\n\n".join((head, *kept, *tail)), "username": USERNAME, "props": {}}, ensure_ascii=False
    )


def _words(text: str, most: int) -> str:
    return _MARKUP.sub(r"\\\1", inert(clipped(text, most)))


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
