"""Microsoft Teams by the URL of a Workflow: one Adaptive Card, at most 28 kB.

Words stand in text runs, which know no Markdown; where to look is a button. Older connectors and their MessageCard are
not spoken: Microsoft has switched them off.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from feedback_app.alerts.channels import Channels, Letter, Outcome, private_allowed
from feedback_app.alerts.channels.notes import Note, clipped, inert, one_line
from feedback_app.alerts.outgoing import post_letter

MOST_BYTES: Final = 28 * 1024
TITLE: Final = 300
PARAGRAPH: Final = 3_000
POINTS: Final = 30
CARD: Final = "application/vnd.microsoft.card.adaptive"

Part = dict[str, object]


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Post one letter to its Workflow."""
    return await post_letter(letter, private_allowed(letter, channels), {})


def render(note: Note) -> str:
    """Return the payload as JSON of at most 28 kB; what is too long loses its last lines first."""
    paragraphs = tuple(clipped(paragraph, PARAGRAPH) for paragraph in note.paragraphs[:POINTS])
    note = replace(note, paragraphs=paragraphs, points=note.points[:POINTS])
    while len((made := _payload(note)).encode()) > MOST_BYTES:
        points, paragraphs = note.points, note.paragraphs
        note = replace(note, points=points[:-1]) if points else replace(note, paragraphs=paragraphs[:-1])
    return made


def _payload(note: Note) -> str:
    body = [_text(clipped(one_line(note.title), TITLE), weight="Bolder", size="Medium")]
    body += [_text(paragraph) for paragraph in note.paragraphs]
    body += [_pointer(words, url) for words, url in note.points]
    if note.footer:
        body.append(_text(clipped(note.footer, PARAGRAPH), size="Small", isSubtle=True))
    card: Part = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    if note.url:
        card["actions"] = [{"type": "Action.OpenUrl", "title": note.link, "url": note.url}]
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False)


def _text(words: str, **style: object) -> Part:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": inert(words) or " ", **style}]}


def _pointer(words: str, url: str) -> Part:
    run = {"type": "TextRun", "text": inert(clipped(one_line(words), TITLE)), "underline": True}
    return {"type": "RichTextBlock", "inlines": [{**run, "selectAction": {"type": "Action.OpenUrl", "url": url}}]}
