"""Deleting what a customer said, by the link or by the code that stood beside the answer.

Invariants: words of all revisions, pictures, addresses, the order and what was begun go for good; reasons, ratings and
chosen answers stay, so that counts stay true; only a hash of the code is stored; the log says no more than that it
happened.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from feedback_app.foundation.database import transaction
from feedback_app.foundation.keys import Keys, fingerprint
from surveys.tables import Answer, Callback, Comment, Contact, Draft, Invitation, Photo, Submission, Suspect

CODE_LETTERS: Final = 16
WRONG_TRIES: Final = 10
WINDOW: Final = timedelta(minutes=1)
MOST_PLACES: Final = 20_000
# What people read into a code: the alphabet has neither 0, 1 nor 8.
_MISREAD: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})

log = structlog.get_logger()


def deletion_code(keys: Keys, invitation_id: int) -> str:
    """Return the code of a link's answer: sixteen letters and digits in groups of four, the same each time."""
    code = base64.b32encode(hmac.digest(keys.derive("deletion"), str(invitation_id).encode(), hashlib.sha256))
    letters = code.decode("ascii")[:CODE_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def deletion_hash(code: str) -> str:
    """Return what is stored of a code, however it was typed: hyphens, blanks and small letters do not matter."""
    return fingerprint("".join(letter for letter in code.upper().translate(_MISREAD) if letter.isalnum()))


async def erase_by_code(code: str) -> bool:
    """Delete the answer with this code; False when there is none."""
    row = (
        await Submission.select(Submission.id, Submission.invitation)
        .where(Submission.deletion_hash == deletion_hash(code))
        .first()
    )
    if row is None:
        return False
    await _erase(row["id"], row["invitation"])
    log.info("answer erased", by="code")
    return True


async def erase_by_link(invitation_id: int) -> None:
    """Delete what was said behind a link, also what was only begun."""
    row = await Submission.select(Submission.id).where(Submission.invitation == invitation_id).first()
    await _erase(row["id"] if row else None, invitation_id)
    log.info("answer erased", by="link")


@dataclass(slots=True)
class Tries:
    """Wrong codes of the last minute by place, in this process: who guesses keeps nobody else from erasing."""

    at: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def too_many(self, place: str, now: datetime) -> bool:
        """Tell whether ten wrong codes were tried from one place within a minute."""
        tried = self.at.get(place, deque())
        return sum(at > now - WINDOW for at in tried) >= WRONG_TRIES

    def note(self, place: str, now: datetime) -> None:
        """Count one wrong code."""
        self.at.setdefault(place, deque(maxlen=WRONG_TRIES)).append(now)
        self.at.move_to_end(place)
        if len(self.at) > MOST_PLACES:
            self.at.popitem(last=False)


async def _erase(submission_id: int | None, invitation_id: int | None) -> None:
    """The one place that changes stored comments and answers: superseding them would keep the words."""
    async with transaction():
        if submission_id is not None:
            # The order number leads to a person as well as an address does.
            await Submission.update({Submission.order_id: ""}).where(Submission.id == submission_id)
            await Comment.update({Comment.text: "", Comment.order_item: None}).where(
                Comment.submission == submission_id
            )
            await Answer.update({Answer.text: ""}).where(Answer.submission == submission_id)
            await Contact.delete().where(Contact.submission == submission_id)
            await Callback.delete().where(Callback.submission == submission_id)
        if invitation_id is not None:
            await Photo.delete().where(Photo.invitation == invitation_id)
            await Draft.delete().where(Draft.invitation == invitation_id)
            await Suspect.delete().where(Suspect.invitation == invitation_id)
            await Invitation.update({Invitation.person: "", Invitation.order: None}).where(
                Invitation.id == invitation_id
            )
