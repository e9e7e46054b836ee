"""Where numbers lead: the submissions behind an alert, a value of a dimension, or a day. Pure.

The addresses are those of the list of submissions, a floor above; only their names are known here.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.slices import RETURN_RATE, Series


def cases_url(card: AlertCard, dimension: str = "", values: tuple[str, ...] = ()) -> str:
    """Return the list of submissions behind an alert's count, or behind one value of another dimension of it."""
    if card.kind == "single" and card.submission is not None:
        return f"/submissions/{card.submission}"
    theme = {} if card.series.theme == RETURN_RATE else {"theme": card.series.theme}
    return _list({**theme, **_span(card), **_choices(card, dimension, values)})


def answers_url(card: AlertCard) -> str:
    """Return the list of all submissions in an alert's slice and days: its denominator."""
    return _list({**_span(card), **_choices(card, "", ())})


def series_url(series: Series, since: date, until: date) -> str:
    """Return the list of submissions of a series between two days, both inclusive."""
    theme = {} if series.theme == RETURN_RATE else {"theme": series.theme}
    part = series.slice
    own = {} if part.everything else _choice(part.dimension, part.value)
    return _list({**theme, "since": since.isoformat(), "until": until.isoformat(), **own})


def _span(card: AlertCard) -> dict[str, str]:
    return {"since": card.since.isoformat(), "until": card.last_day.isoformat()}


def _choices(card: AlertCard, dimension: str, values: tuple[str, ...]) -> dict[str, str]:
    part = card.series.slice
    own = {} if part.everything or part.dimension == dimension else _choice(part.dimension, part.value)
    # The list shows one value at a time: of several the first.
    return {**own, **(_choice(dimension, values[0]) if values else {})}


def _choice(dimension: str, value: str) -> dict[str, str]:
    if dimension != "survey":
        return {dimension: value}
    code, _cut, version = value.rpartition(" v")
    return {"survey": code, "version": version}


def _list(query: dict[str, str]) -> str:
    return f"/submissions?{urlencode(query)}"
