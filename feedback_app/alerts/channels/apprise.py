"""A hundred other services through the apprise library, which makes its own requests.

So it runs in a process of its own (apprise_child.py) that is refused every connection the guard would refuse, every
file and every program; the address goes in through a pipe and is never an argument. Nothing is attached and no picture
is named. apprise knows no message id and no reason for a failure: what fails is tried later.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final, Literal

import msgspec

from feedback_app.alerts.channels import SENT, Channels, Letter, Outcome, private_allowed
from feedback_app.alerts.channels.notes import Note, clipped, inert, one_line

SECONDS: Final = 40.0  # the library takes some to load
TITLE: Final = 250
BODY: Final = 2_000
CHILD: Final = ("-m", "feedback_app.alerts.channels.apprise_child")
ROOT: Final = Path(__file__).resolve().parents[3]

Verdict = Literal["sent", "failed", "unknown", "closed"]
OUTCOMES: Final[dict[Verdict, Outcome]] = {
    "sent": SENT,
    "failed": Outcome("later", "the service did not take it"),
    "unknown": Outcome("refused", "apprise does not know this address"),
    "closed": Outcome("refused", "the address is private; allow private targets to reach it"),
}


class Task(msgspec.Struct, frozen=True):
    """What the other process is asked to send."""

    url: str
    title: str
    body: str
    private: bool


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Send one letter through apprise."""
    task = Task(letter.recipient, letter.subject, letter.body, private_allowed(letter, channels))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await child.communicate(msgspec.json.encode(task))
    except TimeoutError:
        return Outcome("later", "TimeoutError")
    finally:
        if child.returncode is None:
            child.kill()
    try:
        return OUTCOMES[msgspec.json.decode(said, type=Verdict)]
    except msgspec.DecodeError:
        return Outcome("later", "apprise stopped")


def render(note: Note) -> tuple[str, str]:
    """Return title and text; services differ in what they read as mark-up, so mentions and links are broken."""
    tail = "\n".join(part for part in (f"{note.link}:\n{note.url}" if note.url else "", inert(note.footer)) if part)
    lines = [inert(text) for text in note.paragraphs]
    lines += [f"• {inert(one_line(words))}\n{url}" for words, url in note.points]
    middle = clipped("\n\n".join(lines), max(BODY - len(tail) - 2, 1))
    return inert(clipped(one_line(note.title), TITLE)), f"{middle}\n\n{tail}".strip()
