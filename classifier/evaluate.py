"""How good assigned themes are: F1, calibration, and how sure one may be of either.

Pure. All arrays have shape (n_texts, n_themes). Intervals come from drawing texts with replacement (percentile
bootstrap, Efron and Tibshirani 1993, chapter 13), because F1 of several themes has no simple formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

BINS: Final = 15
DRAWS: Final = 400


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """How a model did on labelled texts."""

    n_texts: int
    micro_f1: Measured
    macro_f1: Measured
    calibration_error: float
    left_unassigned: float
    """Share of texts without a theme that got none; not a number where there is no such text."""


def report(true: Flags, assigned: Flags, probabilities: Floats, random_state: int = 0) -> Report:
    """Compare assigned with true themes."""
    empty = ~true.any(axis=1)
    return Report(
        len(true),
        with_interval(micro_f1, true, assigned, random_state),
        with_interval(macro_f1, true, assigned, random_state),
        calibration_error(probabilities, true),
        float((~assigned[empty].any(axis=1)).mean()) if empty.any() else float("nan"),
    )


def micro_f1(true: Flags, assigned: Flags) -> float:
    """Return F1 over all (text, theme) decisions; 1 where nothing was to be assigned and nothing was."""
    total = int(true.sum() + assigned.sum())
    return 2 * int((true & assigned).sum()) / total if total else 1.0


def macro_f1(true: Flags, assigned: Flags) -> float:
    """Return the mean F1 of the themes that are true of a text or assigned; not a number without any."""
    total = true.sum(axis=0) + assigned.sum(axis=0)
    known = total > 0
    if not known.any():
        return float("nan")
    return float((2 * (true & assigned).sum(axis=0)[known] / total[known]).mean())


def calibration_error(probabilities: Floats, true: Flags, bins: int = BINS) -> float:
    """Return the expected calibration error over all decisions, 0..1 (Guo et al. 2017, section 2).

    The mean distance between probability and share of hits over bins of equal width, weighted by their size.
    """
    p, hit = probabilities.ravel(), true.ravel()
    if p.size == 0:
        return float("nan")
    which = np.clip((p * bins).astype(np.int64), 0, bins - 1)
    sums = np.bincount(which, weights=p, minlength=bins) - np.bincount(which, weights=hit, minlength=bins)
    return float(np.abs(sums).sum() / p.size)


def with_interval(
    figure: Callable[[Flags, Flags], float], true: Flags, assigned: Flags, random_state: int = 0
) -> Measured:
    """Return the figure with a 95 % bootstrap interval over texts; all three are equal without texts."""
    value = figure(true, assigned)
    if len(true) == 0:
        return Measured(value, value, value)
    draws = np.random.default_rng(random_state).integers(0, len(true), (DRAWS, len(true)))
    low, high = np.nanquantile([figure(true[d], assigned[d]) for d in draws], [0.025, 0.975])
    return Measured(value, float(low), float(high))


def flags(themes: Sequence[Sequence[str]], classes: Sequence[str]) -> Flags:
    """Turn lists of themes into an array (n_texts, n_classes); themes that are no class are left out."""
    column = {theme: i for i, theme in enumerate(classes)}
    matrix = np.zeros((len(themes), len(classes)), dtype=bool)
    for row, given in enumerate(themes):
        matrix[row, [column[t] for t in given if t in column]] = True
    return matrix
