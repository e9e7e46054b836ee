"""All SQL of the full-text search that differs between the engines: entries, matches, and what a query means to each.

SQLite matches with FTS5 (columns german, english, tails), PostgreSQL with a tsvector (the same as weights A, B, C).
Invariant: both find the same comments, and what ``Query.fits`` says of their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.database import engine, engine_name
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.search_query import Query, Unit, Wanted
from feedback_app.insights.search_words import Entry

Ids = NDArray[np.int64]
INSERT: Final = {
    "sqlite": """
        INSERT INTO "search_entry" ("comment", "german", "english", "tails") VALUES (?, ?, ?, ?)
        ON CONFLICT ("comment") DO NOTHING
    """,
    "postgres": 'INSERT INTO "search_entry" ("comment", "words") VALUES ($1, $2) ON CONFLICT ("comment") DO NOTHING',
}
MATCH: Final = {
    "sqlite": """
        SELECT group_concat("id") AS ids FROM (
            SELECT rowid AS "id" FROM "search_index" WHERE "search_index" MATCH ? AND rowid BETWEEN ? AND ?
            ORDER BY rowid DESC LIMIT ?)
    """,
    "postgres": """
        SELECT array_agg("comment") AS ids FROM (
            SELECT "comment" FROM "search_entry" WHERE "words" @@ CAST(? AS tsquery) AND "comment" BETWEEN ? AND ?
            ORDER BY "comment" DESC LIMIT ?) found
    """,
}
# What has no word in it can only be found by what has: FTS5 knows no query that is a NOT alone.
NO_MATCH: Final = {
    "sqlite": """
        SELECT group_concat("id") AS ids FROM (
            SELECT "comment" AS "id" FROM "search_entry" WHERE "comment" NOT IN (
                SELECT rowid FROM "search_index" WHERE "search_index" MATCH ?) AND "comment" BETWEEN ? AND ?
            ORDER BY "comment" DESC LIMIT ?)
    """,
    "postgres": """
        SELECT array_agg("comment") AS ids FROM (
            SELECT "comment" FROM "search_entry" WHERE NOT "words" @@ CAST(? AS tsquery) AND "comment" BETWEEN ? AND ?
            ORDER BY "comment" DESC LIMIT ?) found
    """,
}


async def insert_entries(entries: Sequence[tuple[int, Entry]]) -> None:
    """Store entries by comment inside ``transaction()``; those that are there already stay."""
    current = engine().current_transaction.get()
    if current is None:
        raise RuntimeError("insert_entries needs a transaction")
    row = _sqlite_row if engine_name() == "sqlite" else _postgres_row
    await current.connection.executemany(INSERT[engine_name()], [row(comment, entry) for comment, entry in entries])


def _sqlite_row(comment: int, entry: Entry) -> tuple[int, str, str, str]:
    stems = " ".join(entry.stems)
    german, english = (stems, "") if entry.language == "de" else ("", stems)
    return comment, german, english, " ".join(entry.tails)


def _postgres_row(comment: int, entry: Entry) -> tuple[int, str]:
    weight = "A" if entry.language == "de" else "B"
    words = [f"'{stem}':{place}{weight}" for place, stem in enumerate(entry.stems, 1)]
    return comment, " ".join([*words, *(f"'{tail}':1C" for tail in entry.tails)])


async def matching(query: Query, first: int, last: int, most: int) -> Ids:
    """Return the comments with ids first..last that a query finds, newest id first, ``most`` at most.

    As one list in one row: a hundred thousand rows would take ten times as long to fetch as to find.
    """
    texts = _FTS5 if engine_name() == "sqlite" else _TSQUERY
    if query.wanted:
        sql, match = MATCH[engine_name()], texts.query(query)
    else:
        sql, match = NO_MATCH[engine_name()], texts.any_of(query.unwanted)
    found = (await fetch(sql, match, first, last, most))[0]["ids"]
    if not found:
        return np.empty(0, np.int64)
    return np.array(found.split(",") if isinstance(found, str) else found, np.int64)


class _Fts5:
    """A query as FTS5 reads it. Every word is quoted and of a..z and 0..9, so that none can be an operator."""

    def query(self, query: Query) -> str:
        wanted = " AND ".join(f"({self._unit(unit)})" for unit in query.wanted)
        return f"({wanted}) NOT ({self.any_of(query.unwanted)})" if query.unwanted else wanted

    def any_of(self, units: Sequence[Unit]) -> str:
        return " OR ".join(f"({self._unit(unit)})" for unit in units)

    def _unit(self, unit: Unit) -> str:
        return " OR ".join((*self._side(unit.german, "german"), *self._side(unit.english, "english")))

    def _side(self, words: Sequence[Wanted], column: str) -> Iterator[str]:
        if len(words) > 1:
            yield f'{column} : "{" ".join(next(iter(word.exact)) for word in words)}"'
            return
        for word in sorted(words[0].exact):
            yield f'{column} : "{word}"'
        for head in sorted(words[0].heads):
            yield f'{column} : "{head}" *'
        for tail in sorted(words[0].tails):
            yield f'tails : "{tail[::-1]}" *'


class _Tsquery:
    """A query as PostgreSQL reads it, words quoted as above."""

    def query(self, query: Query) -> str:
        wanted = [f"({self._unit(unit)})" for unit in query.wanted]
        return " & ".join((*wanted, *(f"!({self._unit(unit)})" for unit in query.unwanted)))

    def any_of(self, units: Sequence[Unit]) -> str:
        return " | ".join(f"({self._unit(unit)})" for unit in units)

    def _unit(self, unit: Unit) -> str:
        return " | ".join((*self._side(unit.german, "A"), *self._side(unit.english, "B")))

    def _side(self, words: Sequence[Wanted], weight: str) -> Iterator[str]:
        if len(words) > 1:
            side_by_side = " <-> ".join(f"'{next(iter(word.exact))}':{weight}" for word in words)
            yield f"({side_by_side})"
            return
        for word in sorted(words[0].exact):
            yield f"'{word}':{weight}"
        for head in sorted(words[0].heads):
            yield f"'{head}':*{weight}"
        for tail in sorted(words[0].tails):
            yield f"'{tail[::-1]}':*C"


_FTS5: Final = _Fts5()
_TSQUERY: Final = _Tsquery()
