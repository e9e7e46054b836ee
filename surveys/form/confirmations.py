"""What customers say, after sending, about the themes that were understood.

Invariant: one row per comment and theme, the last word counts; a comment of another link cannot be reached.
"""

from __future__ import annotations

from collections.abc import Mapping

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys.said_rows import AFTERWARDS
from surveys.tables import Comment, Confirmation, Submission


async def confirm_afterwards(house: House, invitation_id: int, comment_id: int, said: Mapping[str, bool]) -> None:
    """Keep, by theme, whether a comment is about it; does nothing for a comment that is not behind this link."""
    if not said:
        return
    now = house.now()
    async with transaction():
        sent = await Submission.select(Submission.id).where(Submission.invitation == invitation_id).first()
        mine = (Comment.id == comment_id) & Comment.superseded_at.is_null()
        if sent is None or not await Comment.exists().where(mine & (Comment.submission == sent["id"])):
            return
        rows = [
            Confirmation(comment=comment_id, theme=theme, confirmed=confirmed, source=AFTERWARDS, confirmed_at=now)
            for theme, confirmed in said.items()
        ]
        await Confirmation.insert(*rows).on_conflict(
            target=(Confirmation.comment, Confirmation.theme),
            action="DO UPDATE",
            values=[Confirmation.confirmed, Confirmation.source, Confirmation.confirmed_at],
        )
