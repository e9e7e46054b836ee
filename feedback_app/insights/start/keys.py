"""The keys of the desk: what the page that lists them shows. The keys themselves live in palette.js.

Invariant: the letters are the rail's own, so that the list cannot tell of a room that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedback_app.foundation.access import KEYS_OFF, Viewer
from feedback_app.foundation.rail import Room, rail_of


@dataclass(frozen=True, slots=True)
class KeysPage:
    """Context of start/keys.html. ``rooms``: those a letter leads to; ``on``: single keys lead somewhere."""

    rooms: tuple[Room, ...]
    on: bool

    @classmethod
    def of(cls, viewer: Viewer) -> KeysPage:
        """Return the page of one member."""
        return cls(tuple(room for room in rail_of(viewer.role) if room.letter), KEYS_OFF not in viewer.wishes)
