"""The way around the desk: which rooms there are, in which order a role sees them, and the keys that lead there.

Invariants: every member has five rooms in the first row, of which a phone shows all; whatever a role may not open is
not offered to it; a key leads to one room only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.access import ACTING, CORRECTING, Role
from feedback_app.foundation.languages import gettext as _

EVERYBODY: Final = tuple(Role)
IN_FRONT: Final = ("overview", "themes", "alerts", "products", "surveys")
# Whoever works elsewhere all day has that room in the place of the surveys.
INSTEAD_OF_SURVEYS: Final[Mapping[str, str]] = {Role.LOGISTICS: "logistics", Role.SERVICE: "cases"}


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the rail. ``key``: what a page gives as its section; ``letter``: after g, "" for none."""

    key: str
    url: str
    word: str
    letter: str = ""
    roles: tuple[Role, ...] = EVERYBODY


@dataclass(frozen=True, slots=True)
class Rail:
    """The rooms of one role: five in front, those beside them, and the rest behind one word."""

    first: tuple[Room, ...] = ()
    second: tuple[Room, ...] = ()
    more: tuple[Room, ...] = ()

    def __iter__(self) -> Iterator[Room]:
        """Go through all rooms in the order in which they are read."""
        return iter((*self.first, *self.second, *self.more))


NO_RAIL: Final = Rail()


def rail_of(role: str) -> Rail:
    """Return the rooms of a role, named in the language of the request; none for somebody who is not signed in."""
    if not role:
        return NO_RAIL
    front = [INSTEAD_OF_SURVEYS.get(role, key) if key == "surveys" else key for key in IN_FRONT]
    daily = {room.key: room for room in _daily() if role in room.roles}
    return Rail(
        tuple(daily[key] for key in front),
        tuple(room for key, room in daily.items() if key not in front),
        tuple(room for room in _now_and_then() if role in room.roles),
    )


def _daily() -> tuple[Room, ...]:
    return (
        Room("overview", "/", _("Overview"), "o"),
        Room("themes", "/themes", _("Themes"), "t"),
        Room("alerts", "/alerts", _("Alerts"), "a"),
        Room("products", "/products", _("Products"), "p"),
        Room("surveys", "/surveys", _("Surveys"), "s"),
        Room("logistics", "/logistics", _("Logistics"), "l"),
        Room("money", "/money", _("Costs"), "m"),
        Room("submissions", "/submissions", _("Submissions"), "r"),
        Room("search", "/search", _("Search"), "f"),
        Room("inspection", "/inspection", _("Inspection"), "i"),
        Room("cases", "/cases", _("Cases"), "c"),
        Room("mailbox", "/mailbox", _("Mailbox"), "b"),
    )


def _now_and_then() -> tuple[Room, ...]:
    return (
        Room("saved", "/saved", _("Saved views"), "v"),
        Room("export", "/export", _("Export"), "x"),
        Room("import", "/import", _("Bring in a file"), roles=CORRECTING),
        Room("enter", "/enter", _("Enter an answer"), "e", ACTING),
        Room("mailings", "/mailings", _("Send log"), roles=CORRECTING),
        Room("reports", "/reports", _("Weekly letters"), "w"),
        Room("playbooks", "/playbooks", _("Playbooks")),
        Room("changes", "/change-notes", _("What we have changed"), roles=ACTING),
        Room("flags", "/flags", _("Safety"), roles=CORRECTING),
        Room("shop", "/shop", _("Shop"), roles=(Role.ADMIN,)),
        Room("start", "/start", _("First steps")),
        Room("keys", "/keys", _("Keyboard"), "h"),
        Room("design", "/design", _("Design")),
    )
