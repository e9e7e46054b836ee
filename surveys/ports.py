"""What the customer's pages need from the floors above, as interfaces: who wires the house gives the real ones.

This floor knows no themes and no alerts; a page asks through these and shows what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Guess:
    """A theme that a text seems to be about. ``name`` is in the language of the request; ``probability`` 0..1."""

    theme: str
    name: str
    probability: float = 1.0
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class UnderstoodComment:
    """What was understood of one stored comment: shown after sending, to be confirmed or corrected.

    ``confirmed`` in a guess: True or False once the customer said so, None while open.
    """

    comment: int
    item: str
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done about a theme that the customer complained about ("You said … we did …")."""

    theme: str
    measure: str
    since: str
    verdict: str


class Reader(Protocol):
    """Reads themes out of texts; the classifier is one."""

    async def guesses(self, text: str, language: str, most: int = 3) -> tuple[Guess, ...]:
        """Return the themes a text seems to be about, the surest first; () while nothing can be said."""

    async def understood(self, submission_id: int) -> tuple[UnderstoodComment, ...]:
        """Return what was understood of a stored submission, without waiting for any stage."""

    async def all_themes(self) -> tuple[Guess, ...]:
        """Return every theme that a customer may name instead."""


class News(Protocol):
    """Knows what was done; the alerts floor is one."""

    async def deeds(self, submission_id: int) -> tuple[Deed, ...]:
        """Return actions with a measured effect about this submission's themes."""

    async def public_page(self) -> str:
        """Return the path of the public page of all that was changed, "" while there is none."""


class NoReader:
    """Understands nothing: for rooms without a classifier."""

    async def guesses(self, text: str, language: str, most: int = 3) -> tuple[Guess, ...]:
        """Return nothing."""
        return ()

    async def understood(self, submission_id: int) -> tuple[UnderstoodComment, ...]:
        """Return nothing."""
        return ()

    async def all_themes(self) -> tuple[Guess, ...]:
        """Return nothing."""
        return ()
