"""From margins to probabilities people can trust, and to the decision.

Pure. All of it is learned from margins of texts that the separators had not seen. Exclusive themes:
temperature scaling (Guo et al. 2017, section 4.2) with one factor for low margins and one for high ones, because a
margin that nears 1 promises less and less. Otherwise one logistic curve for all themes (Platt 1999) that also sees
how frequent a theme is and how far it stays behind the likeliest other theme of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit, logsumexp, softmax
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DEFAULT_SLOPES: Final = (3.0, 3.0)
BEND: Final = -0.3
"""The margin where the first factor ends and the second begins."""
DEFAULT_CURVE: Final = (4.0, 0.0, 0.0, 0.0)
CALM: Final = 10.0
"""How firmly the curve of every theme is held to the common one, in the weight of unsure texts."""
SHIFT_STEPS: Final = 3
TRUST_OWN_CUT: Final = 200
SMOOTHED: Final = 11
LOWEST_CUT, HIGHEST_CUT = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Curve:
    """Turns margins into probabilities.

    `slopes` belong to exclusive themes; `weights` are (margin, lag, frequency, constant) of the logistic curve, and
    `shifts` what is added to its log odds, one number per theme.
    """

    exclusive: bool
    slopes: tuple[float, float]
    weights: tuple[float, float, float, float]
    priors: tuple[float, ...]
    shifts: tuple[float, ...]

    def probabilities(self, margins: Floats) -> Floats:
        """Return probabilities `(n_texts, n_themes)`; exclusive: every row sums to 1."""
        if margins.size == 0:
            return np.zeros_like(margins)
        if self.exclusive:
            return np.asarray(softmax(_bent(margins, self.slopes), axis=1))
        signs = _signs(margins, np.asarray(self.priors))
        return np.asarray(expit(signs @ np.asarray(self.weights[:3]) + self.weights[3] + np.asarray(self.shifts)))


def fit_curve(margins: Floats, targets: Flags, exclusive: bool) -> Curve:
    """Learn the curve from unseen margins; themes that never or always occur get their smoothed frequency."""
    frequency = (targets.sum(axis=0) + 0.5) / (len(targets) + 1)
    priors = np.asarray(logit(frequency))
    slopes = _slopes(margins, targets) if exclusive and len(margins) else DEFAULT_SLOPES
    weights = DEFAULT_CURVE
    if not exclusive and targets.any() and not targets.all():
        weights = _logistic(_signs(margins, priors), targets)
    curve = Curve(exclusive, slopes, weights, tuple(float(p) for p in priors), (0.0,) * len(priors))
    if exclusive or not len(margins):
        return curve
    return replace(curve, shifts=_shifts(curve.probabilities(margins), targets))


def _signs(margins: Floats, priors: Floats) -> Floats:
    """Stack margin, lag behind the best other theme and log odds of the theme: (n_texts, n_themes, 3)."""
    return np.stack([margins, _lag(margins), np.broadcast_to(priors, margins.shape)], axis=-1)


def _lag(margins: Floats) -> Floats:
    if margins.shape[1] < 2:
        return np.zeros_like(margins)
    ordered = np.partition(margins, -2, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(np.minimum(margins - np.where(margins == best, second, best), 0.0))


def _bent(margins: Floats, slopes: tuple[float, float]) -> Floats:
    low, high = slopes
    return np.asarray(low * np.minimum(margins - BEND, 0.0) + high * np.maximum(margins - BEND, 0.0))


def _slopes(margins: Floats, targets: Flags) -> tuple[float, float]:
    """Return the slopes that make the true themes likeliest; the fewer texts, the more alike the two."""
    right, rows = targets.argmax(axis=1), np.arange(len(targets))

    def loss(logs: Floats) -> float:
        scaled = _bent(margins, (float(np.exp(logs[0])), float(np.exp(logs[1]))))
        unlike = float(logs[0] - logs[1]) ** 2 / len(rows)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, right])) + unlike

    start = np.log(np.array(DEFAULT_SLOPES))
    found = minimize(loss, start, method="Nelder-Mead", bounds=[(-3, 4)] * 2, options={"maxiter": 200}).x
    return float(np.exp(found[0])), float(np.exp(found[1]))


def _logistic(signs: Floats, targets: Flags) -> tuple[float, float, float, float]:
    curve = LogisticRegression(C=1.0, max_iter=1000).fit(signs.reshape(-1, 3), targets.ravel())
    margin, lag, frequency = (float(w) for w in curve.coef_[0])
    return margin, lag, frequency, float(curve.intercept_[0])


def _shifts(probabilities: Floats, targets: Flags) -> tuple[float, ...]:
    """Return per theme what brings the sum of its probabilities to the number of its texts, drawn towards 0."""
    odds = logit(np.clip(probabilities, 1e-9, 1 - 1e-9))
    shifts = np.zeros(probabilities.shape[1])
    for _ in range(SHIFT_STEPS):
        p = expit(odds + shifts)
        shifts += ((targets - p).sum(axis=0) - CALM * shifts) / ((p * (1 - p)).sum(axis=0) + CALM)
    return tuple(float(s) for s in shifts)


def fit_cuts(probabilities: Floats, targets: Flags) -> Floats:
    """Return the probability from which on each theme is assigned, shape (n_themes,).

    The common cut lies between the one with the best F1 over all decisions and half of that F1, which is where it would
    lie if all probabilities were true (Lipton et al. 2014): few labels say little about the former. Every theme is
    drawn towards its own best cut by the number of its texts.
    """
    if not targets.any() or len(targets) < 2:
        return np.full(targets.shape[1], 0.5)
    grid = np.linspace(LOWEST_CUT, HIGHEST_CUT, 91)
    scores = np.array([_f1(probabilities >= cut, targets) for cut in grid])
    common = (_best_cut(grid, scores) + scores.max() / 2) / 2
    own = np.array([_own_cut(p, t, grid) for p, t in zip(probabilities.T, targets.T, strict=True)])
    sizes = targets.sum(axis=0)
    trust = sizes / (sizes + TRUST_OWN_CUT)
    return np.asarray(np.where(sizes > 0, trust * own + (1 - trust) * common, common))


def _f1(assigned: Flags, targets: Flags) -> float:
    return float(2 * (assigned & targets).sum() / (assigned.sum() + targets.sum()))


def _own_cut(probability: Floats, target: Flags, grid: Floats) -> float:
    assigned = probability[:, None] >= grid
    right = (assigned & target[:, None]).sum(axis=0)
    f1 = 2 * right / np.maximum(assigned.sum(axis=0) + target.sum(), 1)
    return _best_cut(grid, f1)


def _best_cut(grid: Floats, scores: Floats) -> float:
    """Return the middle of the best cuts, of scores averaged over neighbours: a lone peak is chance."""
    padded = np.pad(scores, SMOOTHED // 2, mode="edge")
    smooth = np.convolve(padded, np.ones(SMOOTHED) / SMOOTHED, mode="valid")
    return float(grid[smooth >= smooth.max() - 1e-9].mean())
