"""What is written down about a model: labels it learned from, figures on held-out texts, gate and difference.

Pure: the forms of the JSON columns of ``theme_model``. Every form has a value for "nothing yet", so that a row can be
read at any stage of its life.
"""

from __future__ import annotations

from typing import Final, Literal, TypeVar

import msgspec

Set = Literal["own", "starter"]
"""Where held-out texts come from: labels of this shop, or the test part of the corpus that ships with the product."""
Judgement = Literal["better", "same", "worse", "early"]
Kind = Literal["moved", "added", "dropped", "found", "lost"]
Why = Literal["", "worse", "damaged", "refused"]

F = TypeVar("F", bound=msgspec.Struct)


class Labels(msgspec.Struct, frozen=True):
    """How many texts of each source a model learned from, and up to which row of each table it looked."""

    starter: int = 0
    members: int = 0
    examples: int = 0
    customers: int = 0
    last_example: int = 0
    last_confirmation: int = 0

    @property
    def of_members(self) -> int:
        """Texts that members labelled, one way or the other."""
        return self.members + self.examples


class Figure(msgspec.Struct, frozen=True):
    """A figure, 0..1, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


class Hits(msgspec.Struct, frozen=True):
    """Decisions about one theme: ``right`` assigned, ``missed`` though true, ``wrong`` assigned though not true."""

    right: int = 0
    missed: int = 0
    wrong: int = 0


class OnTexts(msgspec.Struct, frozen=True):
    """How a model does on the held-out texts of one source in one language; ``macro`` is the mean over themes."""

    source: Set
    language: str
    texts: int
    micro: Figure
    macro: float
    themes: dict[str, Hits]


class Measures(msgspec.Struct, frozen=True):
    """All figures of one model; empty before it was measured."""

    parts: tuple[OnTexts, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """A candidate beside the active model on the same texts; ``low`` and ``high`` bound the difference (95 %)."""

    source: Set
    language: str
    texts: int
    before: float
    after: float
    low: float
    high: float
    judgement: Judgement


class Gate(msgspec.Struct, frozen=True):
    """Whether a model may become active, and why not."""

    passed: bool = True
    why: Why = ""
    verdicts: tuple[Verdict, ...] = ()


class Move(msgspec.Struct, frozen=True):
    """Comments that would go the same way; ``examples`` are a few of them, by id.

    ``before`` and ``after`` are theme codes, "" where there is none. found: none before; lost: none after;
    added, dropped: the other themes stay.
    """

    kind: Kind
    before: str
    after: str
    comments: int
    examples: tuple[int, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """How many of the comments looked at would have other themes; ``total`` is how many there are."""

    total: int = 0
    read: int = 0
    changed: int = 0
    moves: tuple[Move, ...] = ()


NOTHING: Final = "{}"


def written(form: msgspec.Struct) -> str:
    """Return a form as the text of its column."""
    return msgspec.json.encode(form).decode()


def read_as(kind: type[F], column: str) -> F:
    """Return the form that stands in a column."""
    return msgspec.json.decode(column, type=kind)
