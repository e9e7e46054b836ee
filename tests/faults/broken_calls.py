"""Makes one call to the database fail, on either engine, at the driver itself: nothing above it knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import aiosqlite
import asyncpg

CALLS = (
    (aiosqlite.Connection, ("execute", "execute_fetchall", "executemany")),
    (asyncpg.Connection, ("fetch", "execute", "executemany")),
)


class BrokenSQLiteError(sqlite3.OperationalError):
    """What SQLite says when the disk fails."""

    sqlite_errorname = "SQLITE_IOERR"


class BrokenPostgresError(asyncpg.PostgresConnectionError):
    """What PostgreSQL's driver says when the connection is cut."""


BROKEN = (BrokenSQLiteError, BrokenPostgresError)


class Break:
    """Counts the calls of a block and breaks the one with this number, from 1."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.calls = 0

    @property
    def happened(self) -> bool:
        return self.calls >= self.number

    def wrap(self, owner: type, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(connection: Any, *arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.number:
                raise BrokenSQLiteError("broken") if owner is aiosqlite.Connection else BrokenPostgresError("broken")
            return original(connection, *arguments, **named)

        return call


@contextmanager
def broken_call(number: int) -> Iterator[Break]:
    """Break the n-th call to the database inside the block."""
    broken = Break(number)
    patches = [
        patch.object(owner, name, broken.wrap(owner, getattr(owner, name))) for owner, names in CALLS for name in names
    ]
    for one in patches:
        one.start()
    try:
        yield broken
    finally:
        for one in patches:
            one.stop()
