"""Everything a fitted theme model knows, as one value.

Pure. Invariants: separators, curve and memory have one column per theme, in the order of `classes`, and behind them one
for "no theme fits" where labelled texts without a theme taught it; `cuts` has as many entries, none where themes are
exclusive.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from classifier.calibration import Curve
from classifier.features import Vocabulary
from classifier.memory import Memory
from classifier.novelty import Novelty
from classifier.separators import CERTAIN, Flags, Floats, Ints, Matrix, Separators


@dataclass(frozen=True, slots=True)
class Learned:
    """What `classifier.storage` writes and reads; `memory` holds the corrections since the last training."""

    classes: tuple[str, ...]
    cuts: tuple[float, ...]
    vocabulary: Vocabulary
    separators: Separators
    curve: Curve
    novelty: Novelty
    memory: Memory

    def margins(self, vectors: sp.csr_matrix) -> Floats:
        """Return the margins of texts, corrections included; shape (n_texts, n_columns)."""
        return self.separators.margins(vectors) + self.memory.moves(vectors)


def with_themes(learned: Learned, themes: Set[str]) -> Learned:
    """Return the same knowledge with a column for every theme that is not known yet.

    A new theme has the margin -1 for every text, is taken for as rare as the rarest known theme, and gets the mean of
    the known cuts.
    """
    new = sorted(themes - set(learned.classes))
    if not new:
        return learned
    classes = tuple(sorted({*learned.classes, *new}))
    column = {theme: i for i, theme in enumerate(learned.classes)}
    of_known = [column.get(theme, -1) for theme in classes]
    further = range(len(learned.classes), len(learned.curve.priors))
    at = np.array([*of_known, *further], dtype=np.int64)
    priors, cuts = learned.curve.priors, learned.cuts
    rarest = min(priors[: len(learned.classes)], default=0.0)
    usual = float(np.mean(cuts)) if cuts else 0.5
    return replace(
        learned,
        classes=classes,
        cuts=() if learned.curve.exclusive else tuple(cuts[i] if i >= 0 else usual for i in at),
        separators=_widened(learned.separators, at),
        curve=replace(
            learned.curve,
            priors=tuple(priors[i] if i >= 0 else rarest for i in at),
            shifts=tuple(learned.curve.shifts[i] if i >= 0 else 0.0 for i in at),
        ),
        memory=_remembering(learned.memory, at),
    )


def _widened(known: Separators, at: Ints) -> Separators:
    weights = np.zeros((known.weights.shape[0], len(at)), dtype=np.float32)
    weights[:, at >= 0] = known.weights[:, at[at >= 0]]
    return Separators(weights, _columns(known.offsets[None, :], at, -CERTAIN)[0].astype(np.float32))


def _remembering(known: Memory, at: Ints) -> Memory:
    return replace(
        known,
        targets=_columns(known.targets, at, 0).astype(bool),
        margins=_columns(known.margins, at, -CERTAIN),
        pulls=_columns(known.pulls, at, 0),
    )


def _columns(values: Matrix | Floats | Flags, at: Ints, missing: float) -> Floats:
    taken = np.full((len(values), len(at)), missing, dtype=np.float64)
    taken[:, at >= 0] = values[:, at[at >= 0]]
    return taken
