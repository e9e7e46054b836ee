"""What the desk counts from: the packed days, held in memory and brought up to date before each use.

Reads only. Invariants: a snapshot never changes once it is given out; only days that were packed anew are read again;
snapshots belong to one database. Memory: about 45 bytes per comment and 5 per assignment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from piccolo.engine.base import Engine

from feedback_app.foundation.database import engine
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.store import naming
from feedback_app.insights.store.columns import (
    SAID,
    SAID_DIMENSIONS,
    SENT,
    SENT_DIMENSIONS,
    THEME,
    Chunk,
    Condition,
    Cut,
    chunk_of,
    cut_chunks,
)
from feedback_app.insights.store.facets import Facets, read_new
from feedback_app.insights.store.naming import Articles
from feedback_app.insights.store.packing import SAID_DAYS, SENT_DAYS
from feedback_app.insights.views import Span

PRODUCT: Final = "product"
NUMBERS: Final = {"rating": 5, "nps": 10}
Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """One snapshot. ``version`` grows with each day that was packed anew."""

    version: int
    said_chunks: tuple[Chunk, ...]
    sent_chunks: tuple[Chunk, ...]
    facets: Facets
    first_day: date | None
    last_day: date | None
    renamed: Mapping[int, int] = field(default_factory=dict)
    """Product codes of article numbers whose name is known by now, with the codes of these names (naming.py)."""

    def said(self, span: Span, filters: Mapping[str, str]) -> Cut:
        """Return the comments and bare ratings of a span that all filters fit."""
        conditions = [self._condition(name, value) for name, value in filters.items() if value]
        return cut_chunks(self.said_chunks, span.since.toordinal(), span.until.toordinal(), conditions)

    def sent(self, span: Span, filters: Mapping[str, str]) -> Cut | None:
        """Return what was sent in a span; None when shipments do not know one of the filters' dimensions."""
        asked = {name: value for name, value in filters.items() if value}
        if not asked.keys() <= set(SENT_DIMENSIONS):
            return None
        conditions = [self._condition(name, value) for name, value in asked.items()]
        return cut_chunks(self.sent_chunks, span.since.toordinal(), span.until.toordinal(), conditions)

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return the values of a dimension by code; code 0 is the empty value."""
        return self.facets.values(dimension)

    def code(self, dimension: str, value: str) -> int | None:
        """Return the code of a value; None for one that never came. An article number with a name has that name's."""
        code = self.facets.code(dimension, value)
        return self.renamed.get(code, code) if code and dimension == PRODUCT else code

    def _condition(self, name: str, value: str) -> Condition:
        """Translate one filter; what nothing fits, or nobody knows, has no options."""
        if name == "survey" and ":" not in value:
            known = enumerate(self.values(name))
            return Condition(tuple((name, code) for code, version in known if version.partition(":")[0] == value))
        if name == "text":
            return Condition((("has_text", int(value == "1")),))
        if name in NUMBERS:
            number = int(value) if value.isascii() and value.isdigit() and len(value) <= 2 else -1
            return Condition(((name, number),) if 0 <= number <= NUMBERS[name] else ())
        columns = ("reason", "reason_group") if name == "reason" else (name,)
        if not {*columns} <= {THEME, *SAID_DIMENSIONS}:
            return Condition(())
        codes = ((column, self.code(column, value)) for column in columns)
        return Condition(tuple((column, code) for column, code in codes if code))


EMPTY: Final = Facts(0, (), (), Facets(), None, None)


@dataclass(slots=True)
class _Held:
    """The newest snapshot of one database, with what is needed to bring it up to date.

    The lock lets the first of several requests read, and the others wait for it.
    """

    owner: Engine[Any]
    facts: Facts = EMPTY
    days: dict[tuple[str, date], int] = field(default_factory=dict)
    months: dict[tuple[str, Month], Chunk] = field(default_factory=dict)
    articles: dict[tuple[str, Month], Articles] = field(default_factory=dict)
    joined: dict[tuple[str, Month], tuple[Chunk, bytes, Chunk]] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_held: list[_Held] = []


async def facts_now() -> Facts:
    """Return what the desk counts from, as packed last. One short query while nothing changed."""
    held = _of(engine())
    newest = await _newest()
    if newest == held.facts.version:
        return held.facts
    async with held.lock:
        newest = await _newest()
        if newest != held.facts.version:
            held.facts = await _read(held, newest)
    return held.facts


def _of(owner: Engine[Any]) -> _Held:
    if not _held or _held[0].owner is not owner:
        _held[:] = [_Held(owner)]
    return _held[0]


async def _newest() -> int:
    rows = await fetch('SELECT COALESCE(MAX("id"), 0) AS newest FROM "packed_day"')
    return int(rows[0]["newest"])


async def _read(held: _Held, newest: int) -> Facts:
    """Read the months of the days that are newer than ours, or gone, and leave the others as they are."""
    rows = await fetch('SELECT "id", "kind", "day" FROM "packed_day"')
    days = {(row["kind"], row["day"]): int(row["id"]) for row in rows}
    changed = {key for key in days.keys() | held.days.keys() if days.get(key) != held.days.get(key)}
    months = dict(held.months)
    fresh = sorted({(kind, (day.year, day.month)) for kind, day in changed})
    for kind, month in fresh:
        chunk = await _chunk(kind, month)
        if chunk.size:
            months[kind, month] = chunk
        else:
            months.pop((kind, month), None)
    # Read last: a day that was packed anew while we read may have values that had no number before.
    facets = Facets(held.facts.facets.newest, *_copied(held.facts.facets))
    await read_new(facets)
    held.days, held.months = days, months
    named, renamed = await asyncio.to_thread(_under_names, held, facets, fresh)
    said = [named[key] for key in sorted(named) if key[0] == SAID_DAYS]
    sent = [named[key] for key in sorted(named) if key[0] == SENT_DAYS]
    filled = [date.fromordinal(int(edge)) for chunk in said for edge in chunk.columns["day"][[0, -1]]]
    return Facts(
        newest, tuple(said), tuple(sent), facets, min(filled, default=None), max(filled, default=None), renamed
    )


def _under_names(
    held: _Held, facets: Facets, fresh: Sequence[tuple[str, Month]]
) -> tuple[dict[tuple[str, Month], Chunk], Mapping[int, int]]:
    """Return the months with all rows under their products' names; those of which nothing changed are kept."""
    own = naming.own_names(facets.values("sku"), facets.by_value.get(PRODUCT, {}))
    stale = {*fresh, *(held.articles.keys() - held.months.keys())}
    known = {key: found for key, found in held.articles.items() if key not in stale}
    known |= {key: naming.articles_of(held.months[key], own) for key in held.months if key not in known}
    # What customers' items are called counts for more than what shipments are, and the newest most.
    ordered = [known[key] for key in sorted(known, key=lambda key: (key[0] == SAID_DAYS, key[1]))]
    names = naming.names_of(ordered, own)
    found = {}
    for key, chunk in held.months.items():
        sign = names[known[key].nameless].tobytes()
        kept = held.joined.get(key)
        if kept is None or kept[0] is not chunk or kept[1] != sign:
            kept = (chunk, sign, naming.joined(chunk, known[key], own, names))
        found[key] = kept
    held.articles, held.joined = known, found
    months = {key: joined for key, (_chunk, _sign, joined) in found.items()}
    return months, naming.renamed(ordered, own, names, months.values())


def _copied(facets: Facets) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Copy a dictionary: a snapshot that was given out never changes."""
    return (
        {name: list(values) for name, values in facets.by_code.items()},
        {name: dict(values) for name, values in facets.by_value.items()},
    )


async def _chunk(kind: str, month: Month) -> Chunk:
    first = date(*month, 1)
    after = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1)
    rows = await fetch(
        """
        SELECT "day", "content" FROM "packed_day"
        WHERE "kind" = ? AND "day" >= ? AND "day" < ? AND "size" > 0
        """,
        kind,
        first,
        after,
    )
    packed: Sequence[tuple[int, bytes]] = [(row["day"].toordinal(), row["content"]) for row in rows]
    return await asyncio.to_thread(chunk_of, packed, SAID if kind == SAID_DAYS else SENT)
