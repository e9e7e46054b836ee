"""All SQL that one engine needs and the other does not, and bulk writes that go around Piccolo's query builder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from piccolo.table import Table

from feedback_app.foundation.database import engine, engine_name


async def insert_many(
    table: type[Table], columns: Sequence[str], rows: Iterable[Sequence[Any]], conflict: str = ""
) -> None:
    """Insert rows in one prepared statement. Must be called inside ``transaction()``.

    ``conflict`` is an ``ON CONFLICT …`` clause that both engines understand.
    """
    sql = _insert_sql(table, columns, conflict)
    batch = list(rows)
    if not batch:
        return
    current = engine().current_transaction.get()
    if current is None:
        raise RuntimeError("insert_many needs a transaction")
    await current.connection.executemany(sql, batch)


async def fetch(sql: str, *arguments: Any) -> list[dict[str, Any]]:
    """Run one reading statement with ``?`` placeholders on either engine and return its rows.

    Values come back as the driver gives them; name a column ``x "x [date]"`` on SQLite via ``typed`` to get a date.
    """
    current = engine().current_transaction.get()
    if engine_name() == "sqlite":
        sqlite = engine()
        if current is not None:
            return list(await sqlite._fetch(current.connection, sql, arguments))  # type: ignore[attr-defined]
        return list(await sqlite._run_outside(sql, arguments))  # type: ignore[attr-defined]
    numbered = _numbered(sql)
    if current is not None:
        return [dict(row) for row in await current.connection.fetch(numbered, *arguments)]
    return [dict(row) for row in await engine().pool.fetch(numbered, *arguments)]  # type: ignore[attr-defined]


async def execute(sql: str, *arguments: Any) -> list[dict[str, Any]]:
    """Run one writing statement with ``?`` placeholders inside ``transaction()``; returns RETURNING rows."""
    if engine().current_transaction.get() is None:
        raise RuntimeError("execute needs a transaction")
    return await fetch(sql, *arguments)


def typed(expression: str, name: str, kind: str) -> str:
    """Name a computed column so that SQLite converts it too: ``kind`` is ``date`` or ``timestamptz``."""
    return f'{expression} AS "{name} [{kind}]"' if engine_name() == "sqlite" else f'{expression} AS "{name}"'


def skip_locked() -> str:
    """Return the clause that lets several workers claim different rows; SQLite has one writer and needs none."""
    return "" if engine_name() == "sqlite" else "FOR UPDATE SKIP LOCKED"


async def count_rows(expected: int, *tables: str) -> None:
    """Let PostgreSQL's planner count tables, as it would by itself a minute later.

    Only when it knows of fewer than ``expected`` rows in the first one: after an import it may believe it to be empty.
    """
    if engine_name() != "postgres":
        return
    known = await fetch('SELECT "reltuples" FROM "pg_class" WHERE "oid" = CAST(? AS regclass)', tables[0])
    if known[0]["reltuples"] < expected:
        for table in tables:
            await fetch(f'ANALYZE "{table}"')


async def take_turns(purpose: str) -> None:
    """Wait inside ``transaction()`` until nobody else is at this; SQLite's one writer has its turn already."""
    if engine_name() == "postgres":
        await fetch("SELECT pg_advisory_xact_lock(hashtext(?))", purpose)


def _insert_sql(table: type[Table], columns: Sequence[str], conflict: str) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    sql = f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES ({marks(columns)}) {conflict}'  # noqa: S608 names are ours
    return sql if engine_name() == "sqlite" else _numbered(sql)


def _numbered(sql: str) -> str:
    parts = sql.split("?")
    return "".join(part + (f"${index}" if index < len(parts) else "") for index, part in enumerate(parts, 1))


async def reserve_ids(table: type[Table], count: int) -> list[int]:
    """Return ``count`` new primary keys inside ``transaction()``, so that bulk rows can refer to each other."""
    name = table._meta.tablename
    if engine_name() == "postgres":
        rows = await fetch(f"SELECT nextval('{name}_id_seq') AS id FROM generate_series(1, ?)", count)  # noqa: S608 question marks and our own names only
        return [int(row["id"]) for row in rows]
    # The write lock is ours until the commit, so nobody else can take the same numbers.
    rows = await fetch("SELECT seq FROM sqlite_sequence WHERE name = ?", name)
    first = (int(rows[0]["seq"]) if rows else 0) + 1
    return list(range(first, first + count))


async def known_values(table: type[Table], column: str, values: Sequence[str]) -> set[str]:
    """Return which of the values stand in a text column already."""
    name = table._meta.tablename
    if engine_name() == "postgres":
        rows = await fetch(f'SELECT "{column}" AS value FROM "{name}" WHERE "{column}" = ANY(?)', list(values))  # noqa: S608 question marks and our own names only
    else:
        rows = await fetch(f'SELECT "{column}" AS value FROM "{name}" WHERE "{column}" IN ({marks(values)})', *values)  # noqa: S608 question marks and our own names only
    return {row["value"] for row in rows}


def marks(values: Collection[object]) -> str:
    """Return one question mark per value, for a list in brackets."""
    return ", ".join("?" * len(values))
