"""From trends to findings: which issues rise now, and the one slice that explains each.

One issue is one finding. Of a theme's alarmed series the slice that holds the theme's excess is named; the others
are looked at again without the rows of that slice, and only what still alarms is an issue of its own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.stats import binom

from feedback_app.alerts import series as watching
from feedback_app.alerts.budgets import Budget
from feedback_app.alerts.explain import OWN_EVIDENCE, Explanation, Share, Window, explain
from feedback_app.alerts.marked import Known, marked
from feedback_app.alerts.scanning import scan_series
from feedback_app.alerts.series import LEAST_CASES, WINDOW_DAYS
from feedback_app.alerts.slices import RETURN_RATE, Series, Slice, parse_series
from feedback_app.alerts.tracks import RECENT_DAYS, Track, goes_on, tracks_of
from feedback_app.alerts.trends import Evidence
from feedback_app.foundation.dialect import fetch

MOST_PER_THEME = 3
NAMED_BY_CHANCE = 0.05
"""Smallest ratio of observed to expected cases that is worth a message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue: where, since when, how much. ``joined`` are the alarmed series that it explains, itself included."""

    series: Series
    since: date
    figures: Evidence
    exposure: int
    score: float
    joined: frozenset[Series]
    explanation: Explanation
    whole: Evidence


async def alarmed_themes(day: date) -> list[str]:
    """Return the themes of which a series alarms on its latest day with answers."""
    rows = await fetch(
        """
        SELECT t.series FROM trend t JOIN (
            SELECT series, MAX(day) AS day FROM trend WHERE day > ? AND day <= ? GROUP BY series
        ) AS latest ON latest.series = t.series AND latest.day = t.day WHERE t.alarm = ?
        """,
        day - timedelta(days=RECENT_DAYS),
        day,
        True,
    )
    return sorted({parse_series(row["series"]).theme for row in rows})


async def findings(theme: str, team: str, day: date, budget: Budget, known: Known) -> list[Finding]:
    """Return a theme's issues on a day, the strongest first; those with fewer than five cases are left out.

    known: what is known of single days, as detection saw it.
    """
    tracks = await tracks_of(theme, day)
    alarmed = {track.series: track.score for track in tracks.values() if track.alarmed}
    everything = frozenset(alarmed)
    chosen: list[Series] = []
    while alarmed and len(chosen) < MOST_PER_THEME:
        best = _strongest(alarmed) if chosen else _explaining(alarmed, tracks)
        chosen.append(best)
        if best.slice.everything:
            break
        others = [one for one in alarmed if one != best and not one.slice.everything]
        alarmed = await _without(others, chosen, team, day, budget, known)
    found = [_finding(one, tracks, everything, chosen) for one in chosen]
    return [one for one in found if _is_worth_a_message(one.figures, budget.least_rise)]


def _is_worth_a_message(figures: Evidence, least_rise: float) -> bool:
    """Tell whether a rise has enough cases and is as large as the team asked for.

    Evidence grows with time, so a small drift alarms one day.
    """
    return figures.observed >= LEAST_CASES and figures.ratio >= least_rise


def _strongest(alarmed: Mapping[Series, float]) -> Series:
    return max(sorted(alarmed), key=lambda one: alarmed[one])


def _explaining(alarmed: Mapping[Series, float], tracks: Mapping[Series, Track]) -> Series:
    """Return the slice that explains the theme's rise, else the theme, else the strongest series there is."""
    strongest = _strongest(alarmed)
    whole = Series(strongest.theme)
    since = tracks[strongest].since
    if whole not in tracks or since is None:
        return strongest
    explanation = _explanation(whole, since, tracks)
    fitting = stand_out(explanation, tracks[whole].figures(since))
    if fitting:
        best = max(fitting, key=lambda share: share.score)
        return Series(whole.theme, Slice(best.dimension, best.name))
    # Several slices that rise a little are one rise of the theme, also before the theme itself reaches its threshold.
    return whole if tracks[whole].score >= OWN_EVIDENCE else strongest


def stand_out(explanation: Explanation, whole: Evidence) -> list[Share]:
    """Return the values whose rise is nearer to "only here" than to "everywhere alike", and not so by chance.

    Everywhere alike, a value's part of the excess is its part of the expected cases; only here, it is 1. Chance: given
    the theme's cases, those of the value are binomial with its expected part; 5 % are divided by the number of values
    of its dimension (Bonferroni).
    """
    rivals = Counter(share.dimension for share in explanation.shares)

    def stands_out(share: Share) -> bool:
        cases = round(share.expected_share * whole.expected + share.excess)
        chance = float(binom.sf(cases - 1, whole.observed, min(1.0, share.expected_share)))
        nearer = share.excess_share - share.expected_share >= (1 - share.expected_share) / 2
        return share.explains and nearer and chance <= NAMED_BY_CHANCE / rivals[share.dimension]

    return [share for share in explanation.shares if stands_out(share)]


def _explanation(whole: Series, since: date | None, tracks: Mapping[Series, Track]) -> Explanation:
    if whole not in tracks or since is None:
        return Explanation(None, ())
    children: dict[str, list[Window]] = {}
    for series, track in tracks.items():
        if not series.slice.everything:
            children.setdefault(series.slice.dimension, []).append(_window(track, since))
    return explain(_window(tracks[whole], since), children)


def _window(track: Track, since: date) -> Window:
    figures = track.figures(since)
    return Window(track.series.slice.value, figures.observed, figures.expected, track.score)


async def _without(
    others: Sequence[Series], chosen: Iterable[Series], team: str, day: date, budget: Budget, known: Known
) -> dict[Series, float]:
    """Return the score of those series that still alarm when the rows of the chosen slices are left out."""
    first = await watching.first_day(day)
    if not others or first is None:
        return {}
    team_series = (await watching.watched(day)).get(team, [])
    # The team's themes stay in the panel: a baseline learns its shape from its neighbours.
    alike = [one for one in team_series if (one.theme == RETURN_RATE) == (others[0].theme == RETURN_RATE)]
    together = [*others, *(one for one in alike if one.slice.everything)]
    panel = await watching.load_panel(together, first, day, [one.slice for one in chosen])
    panel = marked(panel, together, known)
    start = max(0, panel.counts.shape[1] - WINDOW_DAYS)
    # The thresholds of the whole team hold, though fewer series are scanned.
    team_series = list({*team_series, *together})
    found = await asyncio.to_thread(scan_series, panel, start, budget.to_detect, together, team_series)
    left: dict[Series, float] = {}
    for row, one in enumerate(others):
        said = np.flatnonzero(~np.isnan(found.expected[row]))
        if len(said) and found.alarm[row, said[-1]]:
            now, since = int(said[-1]), int(found.since[row, said[-1]]) - start
            if goes_on(panel.counts[row, start:], found.expected[row], since, now):
                left[one] = float(found.score[row, now])
    return left


def _finding(
    series: Series, tracks: Mapping[Series, Track], alarmed: frozenset[Series], chosen: Sequence[Series]
) -> Finding:
    track, whole = tracks[series], Series(series.theme)
    strongest = max(alarmed, key=lambda one: tracks[one].score)
    since = track.since or tracks[strongest].since or track.first
    own = {one for one in chosen if one != series}
    return Finding(
        series=series,
        since=since,
        figures=track.figures(since),
        exposure=track.answers(since),
        score=track.score,
        joined=frozenset(alarmed - own) | {series} if series == chosen[0] else frozenset({series}),
        explanation=_explanation(whole, since, tracks),
        whole=tracks.get(whole, track).figures(since),
    )
