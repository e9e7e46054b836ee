"""The words of a case and which step leads from where to where. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """Why a case was opened."""

    CALLBACK = "callback"
    FLAG = "flag"
    LOW_SCORE = "low_score"


class Priority(StrEnum):
    """How soon the customer is to hear from us."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"


class State(StrEnum):
    """How far a case is."""

    NEW = "new"
    ANSWERED = "answered"
    SOLVED = "solved"
    CLOSED = "closed"


class Step(StrEnum):
    """What a member can do with a case."""

    TAKE = "take"
    FORWARD = "forward"
    ANSWER = "answer"
    SOLVE = "solve"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_OVER = "hand_over"


WAITING: Final = (State.NEW, State.ANSWERED)
"""The customer still waits: these have a time that is due next."""
FINISHED: Final = (State.SOLVED, State.CLOSED)
FROM_STATES: Final[Mapping[Step, tuple[State, ...]]] = MappingProxyType(
    {
        Step.TAKE: WAITING,
        Step.FORWARD: WAITING,
        Step.ANSWER: (State.NEW,),
        Step.SOLVE: (State.ANSWERED,),
        Step.CLOSE: (State.SOLVED,),
        Step.REOPEN: FINISHED,
        Step.HAND_OVER: WAITING,
    }
)


def allows(state: str, step: Step) -> bool:
    """Tell whether a case in this state can take a step."""
    return state in FROM_STATES[step]
