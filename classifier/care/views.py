"""What the pages about models show, as values: sentences are made in the templates, numbers here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.care.gate import f1_of
from classifier.care.measures import Difference, Gate, Labels, Measures, Move, OnTexts, Verdict
from classifier.comments import CommentView


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model in the list; ``quality`` is the share of right decisions, 0..1, None where it was not measured.

    ``state``: candidate, active, replaced (read once, or a newer one came before it did) or refused.
    """

    version: str
    url: str
    kind: str
    state: str
    trained_at: datetime
    activated_at: datetime | None
    labels: Labels
    gate: Gate
    difference: Difference
    measures: Measures

    @property
    def quality(self) -> float | None:
        """Micro F1 over all texts it was examined with, 0..1."""
        return f1_of(self.measures.parts)[0] if self.measures.parts else None


@dataclass(frozen=True, slots=True)
class StepLine:
    """What ten more labels improved: the share of right decisions before and after, 0..1."""

    labels: int
    measured_at: datetime
    held_out: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ReadingAgain:
    """Context of care/_reading.html; ``minutes`` is what may be left, None where nothing can be said yet."""

    why: str
    total: int
    done: int
    changed: int
    share: float
    stopped: bool
    finished_at: datetime | None
    minutes: int | None
    zone: ZoneInfo
    may_care: bool


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """Context of care/models.html."""

    room: str
    active: ModelLine | None
    candidate: ModelLine | None
    reading: ReadingAgain | None
    quality: tuple[OnTexts, ...]
    steps: tuple[StepLine, ...]
    history: tuple[ModelLine, ...]
    new_labels: int
    enough: int
    training: bool
    may_care: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Comments that would go one way, with the names of the themes and some of the comments."""

    move: Move
    before: str
    after: str
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """Context of care/model.html; ``back_to`` is the model that rolling back leads to, None where there is none."""

    room: str
    model: ModelLine
    active: ModelLine | None
    back_to: ModelLine | None
    quality: tuple[OnTexts, ...]
    verdicts: tuple[Verdict, ...]
    moves: tuple[MoveLine, ...]
    more_moves: int
    checksum: str
    fingerprint: str
    libraries: tuple[tuple[str, str], ...]
    may_care: bool
    usable: bool
    zone: ZoneInfo


def per_language(parts: Iterable[OnTexts]) -> tuple[OnTexts, ...]:
    """Return the figures to show: labels of the shop before the shipped texts, German before English."""
    return tuple(sorted(parts, key=lambda part: (part.source != "own", part.language)))


def named(moves: Sequence[Move], most: int) -> tuple[tuple[Move, ...], int]:
    """Cut a list of moves; returns the first ones and how many comments the others concern."""
    return tuple(moves[:most]), sum(move.comments for move in moves[most:])
