"""The dictionary of packed days: each value of a dimension has a number that never changes.

Invariants: 0 is the empty value; numbers are dense per dimension, so that an array can be counted by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from feedback_app.foundation.dialect import fetch, insert_many
from feedback_app.insights.tables import Facet

LONGEST_VALUE: Final = 300


@dataclass(slots=True)
class Facets:
    """Values by code and codes by value, of all dimensions; ``newest`` is the id of the last row read."""

    newest: int = 0
    by_code: dict[str, list[str]] = field(default_factory=dict)
    by_value: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, dimension: str, code: int, value: str) -> None:
        """Take in one value; codes come in ascending order."""
        values = self.by_code.setdefault(dimension, [""])
        values.extend("" for _ in range(code + 1 - len(values)))
        values[code] = value
        self.by_value.setdefault(dimension, {})[value] = code

    def code(self, dimension: str, value: str) -> int | None:
        """Return the number of a value, 0 for the empty one, None for one that was never packed."""
        return self.by_value.get(dimension, {}).get(value[:LONGEST_VALUE]) if value else 0

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return all values of a dimension by code; the first is empty."""
        return tuple(self.by_code.get(dimension, [""]))


async def read_new(facets: Facets) -> None:
    """Take in what was added since."""
    rows = await fetch(
        'SELECT "id", "dimension", "code", "value" FROM "facet" WHERE "id" > ? ORDER BY "id"', facets.newest
    )
    for row in rows:
        facets.add(row["dimension"], row["code"], row["value"])
        facets.newest = row["id"]


async def learn(facets: Facets, seen: Mapping[str, Iterable[str]]) -> None:
    """Give numbers to values that have none yet; inside ``transaction()``, by one worker at a time."""
    rows: list[tuple[str, int, str]] = []
    for dimension, values in seen.items():
        known = facets.by_value.setdefault(dimension, {})
        fresh = sorted({value[:LONGEST_VALUE] for value in values} - known.keys() - {""})
        start = len(facets.by_code.setdefault(dimension, [""]))
        for code, value in enumerate(fresh, start):
            facets.add(dimension, code, value)
            rows.append((dimension, code, value))
    await insert_many(Facet, ("dimension", "code", "value"), rows)
