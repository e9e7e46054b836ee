"""Which value of which dimension explains a rise: a carrier, a lot, a shift … or none, because it is spread over all.

Pure. For every dimension the cases and answers of its values are known, before the rise and during it. Each value's own
rate before is what is to be expected of it; a value, or up to three of one dimension, explains the rise when giving
them a rise of their own makes the counts much likelier than one rise common to all. Dimensions that go together (one
warehouse sends mostly with one carrier) compete by likelihood: the true one fits better, the other only borrows.

Sources: expectation and its uncertainty are the gamma-Poisson predictive of DuMouchel 1999, "Bayesian data mining in
large frequency tables", American Statistician 53:177, with the spread of rates by moments (Clayton & Kaldor 1987,
Biometrics 43:671). The test is the likelihood ratio of a scan statistic (Kulldorff 1997, Communications in Statistics
26:1481), conditional on the whole rise; every value more costs its choice, the penalised subset scan of Speakman et
al. 2016, Journal of Computational and Graphical Statistics 25:382. Bonferroni over all choices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import chi2

Floats = NDArray[np.float64]

LEVEL: Final = 0.05
"""Chance that a rise that is spread over all is put down to somebody, over all dimensions together."""
LEAST_PART: Final = 0.6
"""Part of the extra cases from which a value explains a rise."""
PART_ALONE: Final = 0.4
"""Part that suffices when what the others add is no more than chance (95 %)."""
CHANCE_Z: Final = 1.96
NESTED: Final = 0.9
"""Part of a value's answers that lies in another value, from which it belongs to it as a lot to its product."""
MOST_VALUES: Final = 3
CLEARLY: Final = 2.0
"""Gain that one value more has to bring."""
MOST_TRIED: Final = 60
"""Values of a dimension that are tried, those with the most cases; all others still count as the rest."""
LEAST_CASES: Final = 3
STEPS: Final = 12
SHAPES: Final = (1.0, 50.0)
"""Limits of the prior's shape: the rates of one dimension's values differ by 100 % at most and by 14 % at least."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a dimension: cases among answers, before the rise and during it.

    usual: rate 0..1 that an unknown value of this kind would have, e.g. a new lot that of its product; None: that of
    all together. The value "" stands for answers of which the value is not known; it is never named.
    """

    value: str
    before_cases: float
    before_answers: float
    cases: float
    answers: float
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Values of a dimension that rise more than the rest.

    gain: log-likelihood ratio less the cost of the choice; chance: that a spread rise looks like this or stronger,
    corrected for all choices (0..1). part: of all extra cases, above 1 when others fell. lift: rise of these values
    over the rise of the rest. rest_z: the extra cases of the rest in standard errors.
    """

    dimension: str
    values: tuple[str, ...]
    gain: float
    chance: float
    part: float
    lift: float
    rest_z: float

    @property
    def explains(self) -> bool:
        """Tell whether these values may be named as where the rise is."""
        least = LEAST_PART if self.rest_z > CHANCE_Z else PART_ALONE
        return self.chance <= LEVEL and self.part >= least and self.lift > 1


@dataclass(frozen=True, slots=True)
class Cause:
    """What explains a rise: ``first``, and more narrowly ``inside`` it, e.g. a warehouse of those a carrier serves.

    wider: what ``first`` belongs to altogether, e.g. the product of a lot.
    """

    first: Candidate
    inside: Candidate | None = None
    wider: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Cases of one value and the expected ones, and its ``part`` of all extra cases (below 0 when it fell)."""

    value: str
    cases: float
    expected: float
    part: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """All dimensions, the most telling first; ``named`` is None when the rise is spread over all."""

    named: Candidate | None
    candidates: tuple[Candidate, ...]
    portions: Mapping[str, tuple[Portion, ...]]


def attribute(dimensions: Mapping[str, Sequence[Cell]], phi: float = 1.0) -> Attribution:
    """Rank dimensions by how well they explain a rise, and name the values that do.

    dimensions: the cells of each; a dimension with fewer than two values says nothing. phi: variance over mean of the
    counts, at least 1; likelihoods are divided by it (quasi-likelihood, McCullagh & Nelder 1989, section 9.2).
    """
    told = {name: list(cells) for name, cells in dimensions.items() if sum(cell.answers > 0 for cell in cells) > 1}
    found = [
        candidate
        for name, cells in told.items()
        if (candidate := _best(name, _Counts.of(cells), max(1.0, phi), len(told))) is not None
    ]
    ranked = tuple(sorted(found, key=lambda one: (-one.gain, one.dimension)))
    portions = {name: _portions(_Counts.of(cells)) for name, cells in told.items()}
    return Attribution(next((one for one in ranked if one.explains), None), ranked, portions)


def cause_of(
    found: Attribution,
    dimensions: Mapping[str, Sequence[Cell]],
    inside: Mapping[str, Sequence[Cell]],
    phi: float = 1.0,
) -> Cause | None:
    """Return what explains a rise, looking once more inside of what is named; None when it is spread over all.

    inside: the cells of the other dimensions among the answers of the named values alone.
    """
    named = found.named
    if named is None:
        return None
    inner = attribute({name: cells for name, cells in inside.items() if name != named.dimension}, phi).named
    if inner is None:
        return Cause(named)
    chosen = set(inner.values)
    all_answers, own_answers = (
        sum(cell.answers for cell in cells[inner.dimension] if cell.value in chosen) for cells in (dimensions, inside)
    )
    if own_answers < NESTED * all_answers:
        return Cause(named, inside=inner)
    part = sum(one.part for one in found.portions.get(inner.dimension, ()) if one.value in chosen)
    return Cause(replace(inner, part=part), wider=named)


@dataclass(frozen=True, slots=True)
class _Counts:
    """The cells of a dimension as arrays: cases, what was expected of them, and how sure that is (gamma shape)."""

    values: tuple[str, ...]
    cases: Floats
    expected: Floats
    shape: Floats

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> _Counts:
        before, answers_before, cases, answers = (
            np.array([getattr(cell, name) for cell in cells], dtype=float)
            for name in ("before_cases", "before_answers", "cases", "answers")
        )
        # Counted at different moments, cases may run ahead of answers for a while.
        answers, answers_before = np.maximum(answers, cases), np.maximum(answers_before, before)
        rate = max(before.sum(), 0.5) / max(answers_before.sum(), 1.0)
        usual = np.array([max(cell.usual, 1e-6) if cell.usual is not None else rate for cell in cells])
        shape = _shape(before, answers_before * usual)
        expected = answers * (shape + before) / (shape / usual + answers_before)
        return cls(tuple(cell.value for cell in cells), cases, expected, shape + before)

    @property
    def excess(self) -> float:
        return float(self.cases.sum() - self.expected.sum())


def _shape(cases: Floats, usual: Floats) -> float:
    """Return how alike values are to what is usual for them, as the shape of a gamma distribution: large is alike.

    By moments: a count around ``m`` usual cases has the variance m + m²/shape.
    """
    beyond = float(((cases - usual) ** 2 - usual).sum())
    squares = float((usual**2).sum())
    return float(np.clip(squares / beyond if beyond > 0 else math.inf, *SHAPES))


def _best(dimension: str, counts: _Counts, phi: float, rivals: int) -> Candidate | None:
    """Return the values of a dimension that explain the rise best, taking one more only while that pays."""
    known = np.array([bool(value) for value in counts.values])
    eligible = np.flatnonzero(known & (counts.cases >= LEAST_CASES))
    tried = eligible[np.argsort(-counts.cases[eligible], kind="stable")][:MOST_TRIED]
    chosen = np.zeros(len(counts.cases), dtype=bool)
    alike = float(_likelihoods(counts, chosen[None, :])[0])
    best: Candidate | None = None
    for size in range(1, min(MOST_VALUES, len(tried), len(chosen) - 1) + 1):
        left = tried[~chosen[tried]]
        sets = np.repeat(chosen[None, :], len(left), axis=0)
        sets[np.arange(len(left)), left] = True
        likelihoods = np.where(_rises(counts, sets), _likelihoods(counts, sets), -np.inf)
        place = int(np.argmax(likelihoods))
        if not math.isfinite(likelihoods[place]):
            break
        chosen = sets[place]
        ratio = max(0.0, (float(likelihoods[place]) - alike) / phi)
        found = _candidate(dimension, counts, chosen, ratio, _choices(int(known.sum()), size), rivals, phi)
        if best is not None and found.gain <= best.gain + CLEARLY:
            break
        best = found
    return best


def _rises(counts: _Counts, sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each set of values, shape (n_sets, n_values), whether it rose more than the rest; shape (n_sets,)."""
    inside, expected = sets @ counts.cases, sets @ counts.expected
    return np.asarray(inside * (counts.expected.sum() - expected) > (counts.cases.sum() - inside) * expected)


def _likelihoods(counts: _Counts, sets: NDArray[np.bool_]) -> Floats:
    """Return the log-likelihood, up to a constant, when a set and the rest rise each on its own; shape (n_sets,)."""
    return _fitted(counts, sets) + _fitted(counts, ~sets)


def _fitted(counts: _Counts, sets: NDArray[np.bool_]) -> Floats:
    """Return the largest negative binomial log-likelihood of one rise common to each set, up to a constant."""
    cases, shape, expected = counts.cases, counts.shape, counts.expected
    total = sets @ cases
    rise = np.divide(total, sets @ expected, out=np.ones(len(sets)), where=total > 0)
    for _ in range(STEPS):
        weight = (cases + shape) * expected / (shape + rise[:, None] * expected)
        rise = np.divide(total, (sets * weight).sum(axis=1), out=rise, where=total > 0)
    rise = np.where(total > 0, rise, 0.0)
    spent = (cases + shape) * np.log1p(rise[:, None] * expected / shape)
    return np.asarray(total * np.log(np.where(total > 0, rise, 1.0)) - (sets * spent).sum(axis=1))


def _candidate(
    dimension: str,
    counts: _Counts,
    chosen: NDArray[np.bool_],
    ratio: float,
    choices: float,
    rivals: int,
    phi: float,
) -> Candidate:
    cases, expected = float(counts.cases[chosen].sum()), float(counts.expected[chosen].sum())
    rest, usual = float(counts.cases[~chosen].sum()), max(float(counts.expected[~chosen].sum()), 1e-9)
    error = math.sqrt(phi * usual + float((counts.expected**2 / counts.shape)[~chosen].sum()))
    chance = float(chi2.sf(2 * ratio, 1)) / 2 * math.exp(choices) * rivals
    order = np.flatnonzero(chosen)[np.argsort(-(counts.cases - counts.expected)[chosen], kind="stable")]
    return Candidate(
        dimension=dimension,
        values=tuple(counts.values[place] for place in order),
        gain=ratio - choices,
        chance=min(1.0, chance),
        part=(cases - expected) / counts.excess if counts.excess > 0 else 0.0,
        lift=cases / max(expected, 1e-9) * usual / rest if rest > 0 else math.inf,
        rest_z=(rest - usual) / error,
    )


def _choices(values: int, size: int) -> float:
    """Return the logarithm of the number of ways to choose so many of a dimension's values."""
    return float(gammaln(values + 1) - gammaln(size + 1) - gammaln(values - size + 1)) if values >= size else 0.0


def _portions(counts: _Counts) -> tuple[Portion, ...]:
    """Return what every value adds, the largest first."""
    excess = counts.excess
    found = [
        Portion(value, float(cases), float(expected), float(cases - expected) / excess if excess > 0 else 0.0)
        for value, cases, expected in zip(counts.values, counts.cases, counts.expected, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.expected - one.cases, one.value)))
