"""Small seeded panels that the tests of trend detection share."""

import datetime as dt

import numpy as np

from feedback_app.alerts.trends import Panel

FIRST = dt.date(2024, 1, 1)
SHARE = 0.05


def counted(rng, mean, phi=1.3):
    """Draw counts with variance phi * mean."""
    mean = np.asarray(mean, float)
    return rng.poisson(rng.gamma(mean / (phi - 1) + 1e-12, phi - 1)).astype(float)


def quiet_panel(series=40, steps=400, seed=0, levels=(0.5, 2.0, 10.0), step="day", phi=1.3):
    """Series without an issue, at levels in turn, with a weekday rhythm in the forms answered."""
    rng = np.random.default_rng(seed)
    level = np.resize(levels, series)[:, None]
    rhythm = 1 + 0.3 * np.sin(2 * np.pi * np.arange(steps) / 7)
    exposure = counted(rng, level / SHARE * rhythm)
    return Panel(counted(rng, exposure * SHARE, phi), exposure, FIRST, step)


def with_counts(panel, counts=None, exposure=None):
    """Return the panel with other counts or another exposure."""
    return Panel(
        panel.counts if counts is None else counts,
        panel.exposure if exposure is None else exposure,
        panel.first,
        panel.step,
    )


def cut(panel, steps):
    """Return the panel as it stood after its first steps."""
    exposure = None if panel.exposure is None else panel.exposure[:, :steps]
    return Panel(panel.counts[:, :steps], exposure, panel.first, panel.step)
