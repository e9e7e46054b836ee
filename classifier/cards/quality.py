"""How well a theme is read: precision, recall and their balance, each with the bounds that its number of texts allows.

Pure. All of it comes from texts that the model has not learned from. Intervals are score intervals (Wilson 1927). The
balance (F1, van Rijsbergen 1979) is the share of agreeing decisions among agreeing ones and half of each kind of
mistake, and its bounds treat it as such a share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from classifier.care.measures import Hits, OnTexts
from feedback_app.foundation.intervals import score_interval

GOOD_ENOUGH: Final = 0.4
"""The lower bound of the balance from which on a theme may raise alerts: about one in two right even on a bad day."""
FEWEST: Final = 8
"""Below this number of held-out texts with the theme nothing is known about it."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of ``of`` decisions with its 95 % interval; all 0 where nothing was decided."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How a theme is read. ``language`` and ``source`` are empty where several were taken together.

    ``precision``: of texts given the theme, the share that has it; ``recall``: of texts that have it, the share given.
    """

    theme: str
    language: str
    source: str
    precision: Proportion
    recall: Proportion
    balance: Proportion

    @property
    def texts(self) -> int:
        """Number of held-out texts that have the theme."""
        return self.recall.of

    @property
    def reliable(self) -> bool | None:
        """Whether alerts may rely on it; None where too few texts say so."""
        if self.texts < FEWEST:
            return None
        return self.balance.low >= GOOD_ENOUGH


def proportion(right: float, of: float) -> Proportion:
    """Return a share with its score interval; ``of`` may be a half number."""
    if of <= 0:
        return Proportion(0.0, 0.0, 0.0, 0)
    share = min(right / of, 1.0)
    return Proportion(share, *score_interval(share, of), int(of))


def quality(theme: str, hits: Hits, language: str = "", source: str = "") -> Quality:
    """Return how a theme is read, from its decisions on held-out texts."""
    return Quality(
        theme,
        language,
        source,
        proportion(hits.right, hits.right + hits.wrong),
        proportion(hits.right, hits.right + hits.missed),
        proportion(hits.right, hits.right + (hits.missed + hits.wrong) / 2),
    )


def by_language(theme: str, parts: Iterable[OnTexts]) -> tuple[Quality, ...]:
    """Return one quality per source and language in which the theme was asked for."""
    return tuple(
        quality(theme, part.themes[theme], part.language, part.source) for part in parts if theme in part.themes
    )


def together(parts: Iterable[OnTexts]) -> Mapping[str, Quality]:
    """Return every theme's quality over all sources and languages."""
    summed: dict[str, Hits] = {}
    for part in parts:
        for theme, hits in part.themes.items():
            before = summed.get(theme, Hits())
            summed[theme] = Hits(before.right + hits.right, before.missed + hits.missed, before.wrong + hits.wrong)
    return {theme: quality(theme, hits) for theme, hits in sorted(summed.items())}
