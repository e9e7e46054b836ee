"""The scan with one thread of linear algebra: its matrices are small, and sharing them out costs more than it brings.

How many threads there are is a state of the process, so it is set here and not in the pure room that computes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from feedback_app.alerts.slices import Series
from feedback_app.alerts.trends import DetectorOptions, Panel, Scan, scan


def scan_on_one_thread(
    panel: Panel, start: int, false_alarms_per_month: float, options: DetectorOptions | None = None
) -> Scan:
    """Scan as ``trends.scan`` does, with the same arguments, errors and result."""
    with threadpool_limits(limits=1):
        return scan(panel, start, false_alarms_per_month, options)


def scan_series(
    panel: Panel,
    start: int,
    false_alarms_per_month: float,
    series: Sequence[Series],
    team: Sequence[Series],
    options: DetectorOptions | None = None,
) -> Scan:
    """Scan one team's series with its budget shared out evenly among whole themes, carriers, warehouses and products.

    ``series`` are the rows of the panel, ``team`` all series that the team watches. Were the budget shared among
    single series, a shop with a thousand products would hardly ever hear of its four carriers.
    """
    found = scan_on_one_thread(panel, start, false_alarms_per_month, options)
    return replace(found, alarm=found.score >= thresholds(found, false_alarms_per_month, series, team)[:, None])


def thresholds(
    found: Scan, false_alarms_per_month: float, series: Sequence[Series], team: Sequence[Series]
) -> NDArray[np.float64]:
    """Return the score from which each of ``series`` alarms at a team's budget, (n_series,)."""
    sizes = Counter(one.slice.dimension for one in team)
    share = false_alarms_per_month / len(sizes)
    limits = {dimension: found.calibration.threshold(count, share) for dimension, count in sizes.items()}
    return np.array([limits[one.slice.dimension] for one in series])
