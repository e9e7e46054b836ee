"""One issue, one alert: which rises belong to another one. Pure.

A carrier that breaks, squeezes and loses parcels raises three themes, and is one issue: the rise with the largest
excess is the parent, the others are its children. A rise joins a parent of the same team when most of its own excess
lies in the parent's slice and both began at about the same time. Two themes that rise everywhere are two issues:
nothing but the calendar connects them. Families have one level; an alert that the team knows is a parent before one
that it does not know yet, so that an issue that grows is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from feedback_app.alerts.explain import MOST_OF_EXCESS
from feedback_app.alerts.slices import Series, Slice

TOGETHER: Final = timedelta(days=28)
"""How far apart the first days may lie. The first day of a weak rise is found late, so this is no narrow window."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise that runs now, under any ``key`` of its own. excess: cases beyond the usual since its first day.

    shares: part of the excess, 0..1, that lies in a slice which holds more of it than of the usual cases; the own slice
    counts as 1. known: the team has heard of it. stays: it is a parent already, or members work on it, so it joins
    nobody. parent: whom it belongs to already.
    """

    key: str
    series: Series
    team: str
    since: date
    excess: float
    shares: Mapping[Slice, float]
    known: bool = False
    stays: bool = False
    parent: str = ""


def families(rises: Sequence[Rise]) -> dict[str, str]:
    """Return for each rise that belongs to another one the key of its parent."""
    heads: list[Rise] = []
    parents: dict[str, str] = {}
    keys = {rise.key for rise in rises}
    for rise in sorted(rises, key=_rank):
        parent = rise.parent if rise.parent in keys else _parent(rise, heads)
        if parent:
            parents[rise.key] = parent
        else:
            heads.append(rise)
    return parents


def belongs(rise: Rise, head: Rise) -> bool:
    """Tell whether a rise is part of the issue that another one stands for."""
    part = head.series.slice
    if part.everything or rise.team != head.team or rise.series.theme == head.series.theme:
        return False
    share = 1.0 if rise.series.slice == part else rise.shares.get(part, 0.0)
    return share >= MOST_OF_EXCESS and abs(rise.since - head.since) <= TOGETHER


def _rank(rise: Rise) -> tuple[bool, bool, float, Series]:
    return not rise.stays, not rise.known, -rise.excess, rise.series


def _parent(rise: Rise, heads: Sequence[Rise]) -> str:
    return "" if rise.stays else next((head.key for head in heads if belongs(rise, head)), "")
