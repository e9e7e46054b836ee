"""Slack by an incoming webhook: a fallback text and blocks.

Limits of Slack: a header of 150 characters, 3,000 a section, 50 blocks, about 13,000 characters in all. Words stand in
plain text or as the text of rich text, where Slack reads no mark-up; links are elements of their own.
"""

from __future__ import annotations

import json
from typing import Final

from feedback_app.alerts.channels import Channels, Letter, Outcome, private_allowed
from feedback_app.alerts.channels.notes import Note, clipped, inert, one_line
from feedback_app.alerts.outgoing import post_letter

HEADER: Final = 150
SECTION: Final = 3_000
BLOCKS: Final = 50
TOTAL: Final = 6_000
POINT: Final = 200
POINTS: Final = 15

Block = dict[str, object]


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Post one letter to its incoming webhook."""
    return await post_letter(letter, private_allowed(letter, channels), {})


def render(note: Note) -> str:
    """Return the payload as JSON."""
    title = one_line(note.title)
    body = {
        "text": _words(title, SECTION),
        "blocks": _blocks(note, title),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return json.dumps(body, ensure_ascii=False)


def _blocks(note: Note, title: str) -> list[Block]:
    blocks: list[Block] = [{"type": "header", "text": _plain(title, HEADER)}]
    left = TOTAL
    for text in note.paragraphs:
        if left > 0:
            blocks.append({"type": "section", "text": _plain(text, min(SECTION, left))})
        left -= len(text)
    points = [_linked(url, clipped(one_line(words), POINT)) for words, url in note.points[:POINTS]]
    if points:
        blocks.append(_rich({"type": "rich_text_list", "style": "bullet", "elements": points}))
    if note.url:
        blocks.append(_rich(_linked(note.url, note.link)))
    if note.footer:
        blocks.append({"type": "context", "elements": [_plain(note.footer, 1_000)]})
    return blocks[-BLOCKS:] if len(blocks) > BLOCKS else blocks


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _linked(url: str, words: str) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "link", "url": url, "text": inert(words)}]}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": _words(text, most), "emoji": False}


def _words(text: str, most: int) -> str:
    """Return words for a text object; it may be no longer than this after its three signs are escaped."""
    kept = clipped(inert(text), most)
    while len(escaped := _escaped(kept)) > most:
        kept = clipped(kept, len(kept) - max(1, (len(escaped) - most) // 5))
    return escaped or " "


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
