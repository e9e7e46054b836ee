"""What an alert keeps as its evidence: who holds the extra cases, in which words, in whose comments. Pure.

Stored with the alert as JSON, so that it says later what it said when it was written; comments are kept as ids only,
so that an erased comment is gone here too. Fields added later have defaults: old alerts are still read.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from feedback_app.alerts.slices import Slice


@dataclass(frozen=True, slots=True)
class Part:
    """What one value of a dimension adds to a rise. ``share`` is its part of the extra cases."""

    name: str
    excess: float
    share: float


@dataclass(frozen=True, slots=True)
class Dimension:
    """The values of one dimension, largest part first. ``named``: the first one explains the rise by itself."""

    dimension: str
    parts: tuple[Part, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Values of one dimension that explain a rise, and their part of the extra cases."""

    dimension: str
    values: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class AlertEvidence:
    """The stored evidence of an alert.

    dimensions: the alert's own one with its rivals, all others inside the alert's slice. cause: what explains the rise
    inside the slice, None when it is spread; inside: what explains the cause itself; wider: what the cause belongs to,
    e.g. the product of a lot. own_share: part of the whole theme's extra cases that the alert's slice holds.
    false_alarms_per_month: how many alerts without a cause this team gets by chance, the setting's promise.
    """

    dimensions: tuple[Dimension, ...] = ()
    words: tuple[str, ...] = ()
    comments: tuple[int, ...] = ()
    false_alarms_per_month: float = 1.0
    cause: Named | None = None
    inside: Named | None = None
    wider: Named | None = None
    own_share: float | None = None
    looked_inside: bool = False


def to_json(evidence: AlertEvidence) -> str:
    """Return the text that is stored."""
    return msgspec.json.encode(evidence).decode()


def from_json(text: str) -> AlertEvidence:
    """Return the evidence of a stored text."""
    return msgspec.json.decode(text, type=AlertEvidence)


def slice_json(part: Slice) -> str:
    """Return the text that is stored of a slice."""
    return msgspec.json.encode(part.as_dict()).decode()
