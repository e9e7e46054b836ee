"""The three sentences of the first page: what concerns the most returns, each about something else.

Order: the largest alert (one that still ran when the file ends first), the product or place that stands out most, the
largest theme that a team can act on; what is missing is filled with what moved lately.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from feedback_app.alerts.slices import TEAMS
from feedback_app.insights.file_report import words
from feedback_app.insights.file_report.places import Outlier
from feedback_app.insights.file_report.rises import Rise, Watch
from feedback_app.insights.file_report.tallies import LEAST_RETURNS, Cell, HeatMap, Lately, ThemeTally
from feedback_app.insights.file_report.words import Names

MOST: Final = 3
RUNNING: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seen:
    """What findings are made from."""

    themes: Sequence[ThemeTally]
    teams: Mapping[str, str]
    heat: HeatMap | None
    outliers: Sequence[Outlier]
    watch: Watch | None
    recent: Lately | None
    returns: int
    cents: int | None


def findings(seen: Seen, names: Names) -> tuple[str, ...]:
    """Return at most three sentences, the weightiest first; one that says so where there is too little to tell."""
    if seen.returns < LEAST_RETURNS:
        return (words.too_few(seen.returns, LEAST_RETURNS),)
    told: dict[str, str] = {}
    for subject, sentence in _in_order(seen, names):
        told.setdefault(subject, sentence)
        if len(told) == MOST:
            break
    return tuple(told.values())


def _in_order(seen: Seen, names: Names) -> Iterator[tuple[str, str]]:
    """Yield (what it is about, sentence); one subject is told once."""
    rises = _weightiest(seen.watch)
    for rise in rises[:1]:
        yield f"rise:{rise.series.theme}", words.rise_finding(rise, names)
    standing = sorted(_standing(seen, names, rises[:1]), key=lambda found: -found[0])
    for _excess, subject, sentence in standing[:1]:
        yield subject, sentence
    acting = [tally for tally in seen.themes if seen.teams.get(tally.theme) in TEAMS] or list(seen.themes)
    for tally in acting[:1]:
        yield "largest", words.theme_finding(tally, names, seen.cents)
    moved = [tally for tally in acting if tally.change.trend in ("rising", "falling")]
    moved.sort(key=lambda tally: -tally.share.share * abs(tally.change.by or 0))
    for rise in rises[1:2]:
        yield f"rise:{rise.series.theme}", words.rise_finding(rise, names)
    for _excess, subject, sentence in standing[1:2]:
        yield subject, sentence
    for tally in moved[:1]:
        yield f"moved:{tally.theme}", words.moved_finding(tally, names, seen.recent.days if seen.recent else 0)


def _weightiest(watch: Watch | None) -> list[Rise]:
    """Return the alerts, those first that still ran when the file ends, then by the cases beyond what was expected."""
    if watch is None:
        return []
    return sorted(watch.rises, key=lambda rise: (rise.last < watch.last - RUNNING, -rise.excess))


def _standing(seen: Seen, names: Names, told: Sequence[Rise]) -> Iterator[tuple[float, str, str]]:
    """Yield (extra returns, subject, sentence) of products and places that stand out, but for what an alert says."""
    known = {(rise.series.theme, rise.series.slice.value) for rise in told}
    for one in seen.outliers:
        yield one.excess, f"place:{one.value}", words.outlier_finding(one)
    for row in seen.heat.rows if seen.heat else ():
        for theme, cell in zip(seen.heat.themes if seen.heat else (), row.cells, strict=True):
            if cell.high and (theme, row.product) not in known and seen.teams.get(theme) in TEAMS:
                sentence = words.cell_finding(row.product, theme, cell, _elsewhere(cell), names)
                yield cell.excess, f"product:{row.product}", sentence


def _elsewhere(cell: Cell) -> float:
    return (cell.count - cell.excess) / cell.share.answers
