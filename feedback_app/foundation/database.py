"""The one place that knows which database is in use.

``connect`` makes an engine from DATABASE_URL and binds every Piccolo table to it. SQL that differs between SQLite
and PostgreSQL lives in ``dialect.py``. Invariant: rooms never create engines; they call ``transaction()``.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import asyncpg
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import TABLE_REGISTRY

from feedback_app.foundation.errors import DatabaseUnreachableError, SettingsError
from feedback_app.foundation.postgres import ReleasingPostgresEngine
from feedback_app.foundation.sqlite import PooledSQLiteEngine

EngineName = Literal["sqlite", "postgres"]
POSTGRES_POOL = 10
EXPECTED_URL = "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/database"

_bound: list[Engine[Any]] = []


def make_engine(url: str) -> Engine[Any]:
    """Return an engine for ``sqlite:///file`` or ``postgresql://…``; SettingsError names DATABASE_URL otherwise."""
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Customers' words: readable by the account that runs the product, and nobody else.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        return PooledSQLiteEngine(str(path))
    if url.startswith(("postgresql://", "postgres://")):
        # No extension is needed, so none is created: that would take a privilege that an account may lack.
        return ReleasingPostgresEngine(config={"dsn": url}, extensions=())
    raise SettingsError("DATABASE_URL", EXPECTED_URL)


def bind(engine: Engine[Any]) -> None:
    """Make all tables imported so far use this engine."""
    _bound[:] = [engine]
    for table in TABLE_REGISTRY:
        table._meta._db = engine


def engine() -> Engine[Any]:
    """Return the bound engine; RuntimeError before ``bind``."""
    if not _bound:
        raise RuntimeError("no database is connected: call connect() first")
    return _bound[0]


def engine_name() -> EngineName:
    """Say which engine is bound."""
    return "sqlite" if engine().engine_type == "sqlite" else "postgres"


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Engine[Any]]:
    """Open the database for the time of the block, with a connection pool; DatabaseUnreachableError when it cannot."""
    try:
        connected = make_engine(url)
        bind(connected)
        if isinstance(connected, PostgresEngine):
            await connected.start_connection_pool(min_size=1, max_size=POSTGRES_POOL)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachableError(error) from error
    try:
        yield connected
    finally:
        await connected.close_connection_pool()


def transaction() -> Any:
    """Begin a write transaction on the bound engine (IMMEDIATE on SQLite); use with ``async with``."""
    return engine().transaction()
