"""Cases and answers of every value of every dimension, before a rise and during it, read from the comments.

Comments, not the counted days: only they know how dimensions go together, e.g. the warehouses of one carrier's parcels.
Reads only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts.attribution import Cell
from feedback_app.alerts.slices import EXPLAINING
from feedback_app.foundation.dialect import fetch, marks

BEFORE: Final = timedelta(days=56)
DRAWN: Final = 20.0
"""Answers by which the rate of a lot's product is drawn towards that of all."""
_SURVEY: Final = "v.code || ' v' || v.version"
_WITH_SURVEY: Final = " JOIN submission s ON s.id = c.submission JOIN survey v ON v.id = s.survey"


@dataclass(frozen=True, slots=True)
class Where:
    """A theme's rise from ``since`` to ``last``, both inclusive, in some values of some dimensions."""

    theme: str
    since: date
    last: date
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def within(self, dimension: str, values: Sequence[str]) -> Where:
        """Return the part of it that has these values too."""
        return Where(self.theme, self.since, self.last, (*self.values, (dimension, tuple(values))))

    @property
    def free(self) -> tuple[str, ...]:
        """Return the dimensions that are not chosen yet."""
        chosen = {dimension for dimension, _values in self.values}
        return tuple(dimension for dimension in EXPLAINING if dimension not in chosen)

    @property
    def condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the condition on current comments ``c`` and its arguments."""
        chosen = "".join(f" AND {column(name)} IN ({marks(values)})" for name, values in self.values)
        arguments = [value for _name, values in self.values for value in values]
        return f"c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{chosen}", (
            self.since - BEFORE,
            self.last,
            *arguments,
        )


def column(dimension: str) -> str:
    """Return the expression for a dimension's value of a comment ``c``."""
    return _SURVEY if dimension == "survey" else f"c.{dimension}"


async def cells(where: Where, dimensions: Sequence[str]) -> dict[str, tuple[Cell, ...]]:
    """Return the cells of these dimensions; one with a single value is left out, it explains nothing."""
    cases = await _cases(where, dimensions)
    found: dict[str, tuple[Cell, ...]] = {}
    rates: Mapping[str, float] = {}
    for dimension in dimensions:
        answers = await _answers(where, dimension)
        if dimension == "lot" and len(answers) > 1:
            rates = await _rates_of_products(where)
        if sum(bool(row["value"]) for row in answers) and len(answers) > 1:
            found[dimension] = tuple(_cell(row, cases[dimension], rates.get(row["sku"])) for row in answers)
    return found


async def _answers(where: Where, dimension: str) -> list[dict[str, Any]]:
    condition, arguments = where.condition
    value = column(dimension)
    sku = "MAX(c.sku)" if dimension == "lot" else "''"
    return await fetch(
        f"""
        SELECT {value} AS value, {sku} AS sku, SUM(CASE WHEN c.day < ? THEN 1 ELSE 0 END) AS before, COUNT(*) AS n
        FROM comment c{_join(where, dimension)} WHERE {condition} GROUP BY {value} ORDER BY {value}
        """,  # noqa: S608 names are ours
        where.since, *arguments,
    )  # fmt: skip


async def _cases(where: Where, dimensions: Sequence[str]) -> dict[str, Counter[tuple[bool, str]]]:
    """Return for each dimension the cases by whether they came during the rise, and by value."""
    condition, arguments = where.condition
    columns = ", ".join(f"{column(name)} AS {name}" for name in dimensions)
    rows = await fetch(
        f"""
        SELECT c.day AS day, {columns} FROM comment c JOIN assignment a ON a.comment = c.id AND a.theme = ?
        {_join(where, *dimensions)} WHERE {condition}
        """,  # noqa: S608 names are ours
        where.theme, *arguments,
    )  # fmt: skip
    return {name: Counter((row["day"] >= where.since, row[name]) for row in rows) for name in dimensions}


async def _rates_of_products(where: Where) -> dict[str, float]:
    """Return how often the theme came up before the rise, by product: what a new lot may be expected to bring."""
    answers = {row["value"]: int(row["before"]) for row in await _answers(where, "sku")}
    cases = (await _cases(where, ("sku",)))["sku"]
    before = {sku: cases[False, sku] for sku in answers}
    usual = max(sum(before.values()), 0.5) / max(sum(answers.values()), 1)
    return {sku: (before[sku] + DRAWN * usual) / (answers[sku] + DRAWN) for sku in answers}


def _cell(row: Mapping[str, Any], cases: Counter[tuple[bool, str]], usual: float | None) -> Cell:
    value, before = row["value"], int(row["before"])
    return Cell(value, cases[False, value], before, cases[True, value], int(row["n"]) - before, usual)


def _join(where: Where, *dimensions: str) -> str:
    asked = {*dimensions, *(name for name, _values in where.values)}
    return _WITH_SURVEY if "survey" in asked else ""
