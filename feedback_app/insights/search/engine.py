"""All SQL of the full-text search that differs between the engines: entries, matches, and what a query means to each.

SQLite matches with FTS5 (columns german, english, tails), PostgreSQL with a tsvector in which each word begins with d,
e or t for the same. Weights would say it too, but the index does not know them: every hit would be read to be sure.
Invariant: both find the same comments, and what ``Query.fits`` says of their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.database import engine, engine_name
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.search.query import Query, Unit, Wanted
from feedback_app.insights.search.words import Entry

Ids = NDArray[np.int64]
GERMAN, ENGLISH, TAIL = "d", "e", "t"
MANY: Final = 10_000
INSERT: Final = {
    "sqlite": """
        INSERT INTO "search_entry" ("comment", "german", "english", "tails") VALUES (?, ?, ?, ?)
        ON CONFLICT ("comment") DO NOTHING
    """,
    "postgres": 'INSERT INTO "search_entry" ("comment", "words") VALUES ($1, $2) ON CONFLICT ("comment") DO NOTHING',
}
# One list in one row: a hundred thousand rows would take ten times as long to fetch as to find.
SQLITE_MATCH: Final = """
    SELECT group_concat("id") AS ids FROM (
        SELECT rowid AS "id" FROM "search_index" WHERE "search_index" MATCH ? AND rowid BETWEEN ? AND ?
        ORDER BY rowid DESC LIMIT ?)
"""
# What has no word in it can only be found by what has: FTS5 knows no query that is a NOT alone.
SQLITE_NO_MATCH: Final = """
    SELECT group_concat("id") AS ids FROM (
        SELECT "comment" AS "id" FROM "search_entry" WHERE "comment" NOT IN (
            SELECT rowid FROM "search_index" WHERE "search_index" MATCH ?) AND "comment" BETWEEN ? AND ?
        ORDER BY "comment" DESC LIMIT ?)
"""
# The planner cannot know how rare a beginning is. Told to stop early, it would read the whole table backwards for a
# word that nobody wrote: so it is not told, and ``+ 0`` leaves it only the index of words.
POSTGRES_MATCH: Final = """
    WITH found AS MATERIALIZED (
        SELECT "comment" FROM "search_entry" WHERE {without} "words" @@ {match}::tsquery
        AND "comment" {which})
    SELECT array_agg("comment") AS ids FROM (SELECT "comment" FROM found ORDER BY "comment" DESC LIMIT {most}) newest
"""
PROBE, WINDOW = 10_000, 50_000
"""So many of the newest ids are looked through to see how common words are; then so many of common ones, and twice as
many each time."""
A_HIT_COSTS: Final = 3
"""Fetching what the index of words names costs so many times more than reading on in the order of ids."""
FEW: Final = 2_000
"""So many comments are rather asked for one by one."""


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
    begins = GERMAN if entry.language == "de" else ENGLISH
    words = [f"'{begins}{stem}':{place}" for place, stem in enumerate(entry.stems, 1)]
    return comment, " ".join([*words, *(f"'{TAIL}{tail}'" for tail in entry.tails)])


async def settle(written: int) -> None:
    """Tell PostgreSQL's planner about a large part of the index that is new; SQLite needs no telling."""
    if written >= MANY and engine_name() == "postgres":
        await fetch('ANALYZE "search_entry"')


async def matching(query: Query, first: int, last: int, most: int) -> Ids:
    """Return the comments with ids first..last that a query finds, newest id first, ``most`` at most."""
    if engine_name() == "sqlite":
        sql = SQLITE_MATCH if query.wanted else SQLITE_NO_MATCH
        match = _FTS5.query(query) if query.wanted else _FTS5.any_of(query.unwanted)
        return _ids((await fetch(sql, match, first, last, most))[0]["ids"])
    return await _in_windows(query, first, last, most)


async def matching_among(query: Query, comments: Ids, most: int) -> Ids:
    """Return which of some comments a query finds, newest id first; others of their range may be among them."""
    if engine_name() == "postgres" and len(comments) <= FEW:
        return await _postgres(query, f"IN ({', '.join(str(int(comment)) for comment in comments)})", most)
    return await matching(query, int(comments.min()), int(comments.max()), most)


async def _in_windows(query: Query, first: int, last: int, most: int) -> Ids:
    """Look through the newest ids, and then ask for the others in the way that will be quicker for such words."""
    start = max(first, last - PROBE + 1)
    found = [await _postgres(query, f"BETWEEN {int(start)} AND {int(last)}", most)]
    left, share = most - len(found[0]), len(found[0]) / (last - start + 1)
    to_read = min(start - first, left / share if share else float("inf"))
    if start > first and left > 0 and query.wanted and share * last * A_HIT_COSTS < to_read:
        found.append(await _postgres(query, f"+ 0 BETWEEN {int(first)} AND {int(start) - 1}", left))
        return np.concatenate(found)
    width = WINDOW
    while start > first and left > 0:
        start, last, width = max(first, start - width), start - 1, width * 2
        found.append(await _postgres(query, f"BETWEEN {int(start)} AND {int(last)}", left))
        left -= len(found[-1])
    return np.concatenate(found)


async def _postgres(query: Query, which: str, most: int) -> Ids:
    match = _TSQUERY.query(query) if query.wanted else _TSQUERY.any_of(query.unwanted)
    # Written into the statement, not handed over: a plan for any words would be a bad one for most. There is nothing in
    # it but a..z, 0..9 and our own signs.
    literal = "'" + match.replace("'", "''") + "'"
    without = "" if query.wanted else "NOT"
    sql = POSTGRES_MATCH.format(without=without, match=literal, which=which, most=int(most))
    return _ids((await fetch(sql))[0]["ids"])


def _ids(listed: str | list[int] | None) -> Ids:
    return np.array((listed.split(",") if isinstance(listed, str) else listed) if listed else [], np.int64)


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
        return " | ".join((*self._side(unit.german, GERMAN), *self._side(unit.english, ENGLISH)))

    def _side(self, words: Sequence[Wanted], begins: str) -> Iterator[str]:
        if len(words) > 1:
            side_by_side = " <-> ".join(f"'{begins}{next(iter(word.exact))}'" for word in words)
            yield f"({side_by_side})"
            return
        for word in sorted(words[0].exact):
            yield f"'{begins}{word}'"
        for head in sorted(words[0].heads):
            yield f"'{begins}{head}':*"
        for tail in sorted(words[0].tails):
            yield f"'{TAIL}{tail[::-1]}':*"


_FTS5: Final = _Fts5()
_TSQUERY: Final = _Tsquery()
