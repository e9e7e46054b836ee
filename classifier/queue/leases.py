"""Who looks at which comment right now, so that two members at once are not asked the same. Lives in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

KEPT: Final = timedelta(minutes=10)


class Looking:
    """One question per member, forgotten after ten minutes; after a restart nobody looks at anything."""

    def __init__(self) -> None:
        self._at: dict[int, tuple[int, datetime]] = {}

    def note(self, member_id: int, comment: int, now: datetime) -> None:
        """Remember what a member is shown."""
        self._at[member_id] = (comment, now)

    def by_others(self, member_id: int, now: datetime) -> frozenset[int]:
        """Return the comments that colleagues look at."""
        return frozenset(
            comment for member, (comment, since) in self._at.items() if member != member_id and now - since < KEPT
        )
