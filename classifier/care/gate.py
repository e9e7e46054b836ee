"""Whether a candidate may take the place of the model that reads: never where it does worse, language by language.

Pure. Both models are asked about the same texts, which neither has learned from, and the difference of their F1 gets an
interval by drawing texts with replacement (paired percentile bootstrap, Efron and Tibshirani 1993, chapter 16).

The rule, for each language by itself. On labels of this shop, from ``ENOUGH`` texts on: not worse at all. With fewer
the interval decides: only a candidate that is worse for sure is turned away, and the page says that it is early. On
the test part of the shipped corpus, which knows nothing of this shop: not worse for sure by more than ``TOLERANCE``,
because a shop may draw its themes differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.care.measures import Figure, Gate, Hits, Judgement, OnTexts, Set, Verdict
from classifier.evaluate import flags

Floats = NDArray[np.float64]

ENOUGH: Final = 100
TOLERANCE: Final = 0.02
DRAWS: Final = 1_000
CLEARLY: Final = (0.025, 0.975)


class Asked:
    """Texts of one source and language with their true themes, and what a model said; the values of the gate."""

    def __init__(
        self, source: Set, language: str, true: Sequence[Sequence[str]], said: Sequence[Sequence[str]]
    ) -> None:
        """``true`` and ``said`` hold the themes of each text."""
        self.source: Set = source
        self.language = language
        self.classes = sorted({theme for themes in (*true, *said) for theme in themes})
        self.true, self.said = flags(true, self.classes), flags(said, self.classes)

    @property
    def hits(self) -> Floats:
        """Themes rightly assigned, per text."""
        return np.asarray((self.true & self.said).sum(axis=1), dtype=np.float64)

    @property
    def decisions(self) -> Floats:
        """Themes that are true plus themes that were assigned, per text."""
        return np.asarray(self.true.sum(axis=1) + self.said.sum(axis=1), dtype=np.float64)


def measured(asked: Asked, random_state: int = 0) -> OnTexts:
    """Return the figures of one model on these texts, at least one."""
    hits, decisions = asked.hits, asked.decisions
    draws = _draws(len(hits), random_state)
    low, high = np.quantile(_f1(hits[draws].sum(axis=1), decisions[draws].sum(axis=1)), CLEARLY)
    value = float(_f1(hits.sum(), decisions.sum()))
    by_theme = {
        theme: Hits(
            int((asked.true[:, i] & asked.said[:, i]).sum()),
            int((asked.true[:, i] & ~asked.said[:, i]).sum()),
            int((~asked.true[:, i] & asked.said[:, i]).sum()),
        )
        for i, theme in enumerate(asked.classes)
    }
    return OnTexts(
        asked.source, asked.language, len(hits), Figure(value, float(low), float(high)), _macro(by_theme), by_theme
    )


def compared(before: Asked, after: Asked, random_state: int = 0) -> Verdict:
    """Judge what a candidate said beside what the active model said about the same texts."""
    draws = _draws(len(before.hits), random_state)
    old, new = (float(_f1(one.hits.sum(), one.decisions.sum())) for one in (before, after))
    drawn = [_f1(one.hits[draws].sum(axis=1), one.decisions[draws].sum(axis=1)) for one in (before, after)]
    low, high = (float(bound) for bound in np.quantile(drawn[1] - drawn[0], CLEARLY))
    judgement = _judgement(before.source, len(before.hits), new - old, low, high)
    return Verdict(before.source, before.language, len(before.hits), old, new, low, high, judgement)


def _judgement(source: Set, texts: int, difference: float, low: float, high: float) -> Judgement:
    if source == "starter":
        if high < 0 and difference < -TOLERANCE:
            return "worse"
        return "better" if low > 0 else "same"
    if texts < ENOUGH:
        if high < 0:
            return "worse"
        return "better" if low > 0 else "early"
    if difference < 0:
        return "worse"
    return "better" if low > 0 else "same"


def gate(verdicts: Sequence[Verdict]) -> Gate:
    """Open the gate unless a candidate is worse on any source in any language."""
    worse = any(verdict.judgement == "worse" for verdict in verdicts)
    return Gate(not worse, "worse" if worse else "", tuple(verdicts))


def f1_of(parts: Sequence[OnTexts]) -> tuple[float, float]:
    """Return micro and macro F1 over several sources and languages together; 0 without any text."""
    total: dict[str, Hits] = {}
    for part in parts:
        for theme, found in part.themes.items():
            known = total.get(theme, Hits())
            total[theme] = Hits(known.right + found.right, known.missed + found.missed, known.wrong + found.wrong)
    right = sum(found.right for found in total.values())
    decisions = sum(2 * found.right + found.missed + found.wrong for found in total.values())
    return (2 * right / decisions if decisions else 0.0), _macro(total)


def _macro(themes: dict[str, Hits]) -> float:
    """Return the mean F1 of the themes that are true of a text or were assigned; 0 without any."""
    scores = [2 * hits.right / (2 * hits.right + hits.missed + hits.wrong) for hits in themes.values()]
    return float(np.mean(scores)) if scores else 0.0


def _f1(hits: NDArray[np.float64] | np.float64, decisions: NDArray[np.float64] | np.float64) -> Floats:
    """Return 2 × hits / decisions; 1 where there was nothing to find and nothing was found."""
    return np.where(np.asarray(decisions) > 0, 2 * np.asarray(hits) / np.maximum(decisions, 1), 1.0)


def _draws(texts: int, random_state: int) -> NDArray[np.int64]:
    return np.random.default_rng(random_state).integers(0, texts, (DRAWS, texts))
