"""The rows a refit of the baseline may use: which steps of which series teach what is usual.

Pure. A step teaches nothing when it is missing, when nobody answered, when it is masked (inside an alert), when it lies
before the last change of level, or within the guard before the refit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_app.alerts.regression import Observations
from feedback_app.alerts.seasons import Columns, Floats

LARGEST_COUNT = 1e9
"""Counts and exposures beyond it (and below its inverse) are absurd and cut, so that no square overflows."""


@dataclass(frozen=True, slots=True)
class History:
    """Rows up to a refit.

    counts, exposure: (n_series, n_steps), NaN where missing. masked: same shape or None. level: (n_series, n_steps) the
    number of changes of level up to and with the step, None when there are none. guard: (n_series,) last steps that do
    not teach. recency: (n_steps,) weights by age. stretch: steps whose total is judged when past outbreaks are played
    down. per_day: steps in one day.
    """

    counts: Floats
    exposure: Floats
    masked: NDArray[np.bool_] | None
    level: NDArray[np.int64] | None
    guard: NDArray[np.int64]
    recency: Floats
    columns: Columns
    stretch: int
    per_day: float

    def seen(self, rows: slice) -> Observations:
        """Return the rows of some series that teach their level; the others have weight 0."""
        usable = self._usable(rows)
        if self.level is not None:
            usable &= self.level[rows] == self.level[rows, -1:]
        return self._observed(rows, usable)

    def all_levels(self, rows: slice) -> tuple[Observations, NDArray[np.int64]]:
        """Return the rows of some series that teach the panel's shape, and the number of the level of each row."""
        level = np.zeros((1, 1), np.int64) if self.level is None else self.level[rows]
        return self._observed(rows, self._usable(rows)), np.broadcast_to(level, self.counts[rows].shape)

    def _usable(self, rows: slice) -> NDArray[np.bool_]:
        usable = ~np.isnan(self.counts[rows]) & (self.exposure[rows] > 0)
        usable &= np.arange(usable.shape[1]) < usable.shape[1] - self.guard[rows, None]
        return usable if self.masked is None else usable & ~self.masked[rows]

    def _observed(self, rows: slice, usable: NDArray[np.bool_]) -> Observations:
        exposure = np.clip(np.where(usable, self.exposure[rows], 1.0), 1 / LARGEST_COUNT, LARGEST_COUNT)
        counts = np.minimum(np.where(usable, self.counts[rows], 0.0), LARGEST_COUNT)
        return Observations(counts, np.log(exposure), np.where(usable, self.recency, 0.0))
