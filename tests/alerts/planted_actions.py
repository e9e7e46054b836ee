"""Actions with a known effect, planted into simulated series that the product's own detector has alarmed.

Levels, dispersion, trends shared with the comparison group, size of the comparison group, and the days between alarm
and action differ from series to series; some alarms come by chance. What follows the alarm is drawn afresh, so the
selection by alert is the only one there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from feedback_app.alerts.effect_counts import WINDOW, Days, window_of
from feedback_app.alerts.effects import REAL_PER_CHANCE, Course, Period, Stretch
from feedback_app.alerts.trends import STEPS_PER_MONTH, Panel, scan
from tests.alerts.panels import counted

FIRST = date(2025, 1, 1)
STEPS, LEARNT, SCANNED = 260, 150, 215
SHARE = 0.05
EFFECTS = (1.0, 0.7, 0.4)


@dataclass(frozen=True)
class Planted:
    """One action: the true ratio, its series from the first day on, and what the detector knew on its eve.

    untreated: the cases to be expected in the full window after it, had nothing been done.
    """

    truth: float
    real: bool
    own: tuple[np.ndarray, np.ndarray]
    other: tuple[np.ndarray, np.ndarray]
    since: int
    alarm_day: int
    started: int
    phi: float
    odds: float
    untreated: float

    def course(self, days: int = WINDOW, compared: bool = True) -> Course:
        """Return the counts as they stood so many whole days after the action."""
        at = [FIRST + timedelta(days=n) for n in (self.since, self.alarm_day, self.started, self.started + days + 1)]
        window = window_of(*at)

        def stretch(span: Days | None) -> Stretch:
            return Stretch(_period(self.own, span), _period(self.other, span) if compared else Period())

        return Course(stretch(window.usual), stretch(window.picked), stretch(window.waiting), stretch(window.after))


def planted(seed: int, series: int = 1000, compared: bool = True) -> Iterator[Planted]:
    """Yield an action for every series that alarms. ``compared`` False: no shared trend, nobody to compare with."""
    rng = np.random.default_rng(seed)
    level = np.resize([0.7, 2.0, 6.0, 20.0], series)[:, None]
    phi = rng.choice([1.05, 1.3, 1.8], series)[:, None]
    answers, others = _answers(rng, level), _answers(rng, level * rng.choice([0.5, 1, 3, 8], series)[:, None])
    rate = SHARE * _trend(rng, series) if compared else np.full((series, STEPS), SHARE)
    real = rng.random(series) < 0.5
    start = rng.integers(LEARNT + 10, LEARNT + 35, series)
    rise = np.where(real, np.exp(rng.uniform(np.log(1.5), np.log(4), series)), 1.0)[:, None]
    untreated = answers * rate * np.where(np.arange(STEPS) >= start[:, None], rise, 1.0)
    cases, other = counted(rng, untreated, phi), counted(rng, others * rate, phi)
    budget = 3 * series / 200
    found = scan(Panel(cases[:, :SCANNED], answers[:, :SCANNED], FIRST, "day"), LEARNT, budget)
    needed = np.log10(1 + series * STEPS_PER_MONTH["day"] / budget)
    for row in np.flatnonzero(found.alarm.any(axis=1)):
        column = int(np.argmax(found.alarm[row]))
        alarm, since = LEARNT + column, int(found.since[row, column])
        started = alarm + 1 + int(rng.integers(0, 15))
        if started + WINDOW + 1 >= STEPS or started > SCANNED:
            continue
        truth = float(rng.choice(EFFECTS))
        treated = untreated[row, started:] * truth
        after = np.concatenate([cases[row, :started], counted(rng, treated, phi[row])])
        yield Planted(
            truth, bool(real[row]), (after, answers[row]), (other[row], others[row]), since, alarm, started,
            max(1.0, float(found.phi[row, started - 1 - LEARNT])),
            REAL_PER_CHANCE * 10 ** max(0.0, float(found.score[row, column] - needed)),
            float(untreated[row, started + 1 : started + 1 + WINDOW].sum()),
        )  # fmt: skip


def _answers(rng: np.random.Generator, level: np.ndarray) -> np.ndarray:
    week = 1 + 0.3 * np.sin(2 * np.pi * np.arange(STEPS) / 7)
    return counted(rng, level / SHARE * week, 1.5)


def _trend(rng: np.random.Generator, series: int) -> np.ndarray:
    """Return factors that a series shares with its comparison group: a slope late in the year, and a slow wave."""
    day = np.arange(STEPS)
    slope, wave = rng.normal(0, 0.3, (series, 1)), rng.normal(0, 0.1, (series, 1))
    phase = rng.uniform(0, 2 * np.pi, (series, 1))
    late = np.maximum(day - LEARNT, 0) / 56
    return np.asarray(np.exp(slope * late + wave * np.sin(2 * np.pi * day / 90 + phase)))


def _period(series: tuple[np.ndarray, np.ndarray], span: Days | None) -> Period:
    if span is None:
        return Period()
    days = slice((span[0] - FIRST).days, (span[1] - FIRST).days + 1)
    return Period(int(series[0][days].sum()), int(series[1][days].sum()), days.stop - days.start)
