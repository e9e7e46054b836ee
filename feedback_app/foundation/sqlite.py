"""A pooled SQLite engine for Piccolo.

Piccolo's own engine opens a connection and a thread for each query and starts transactions DEFERRED. Here
connections are held, every connection has the same PRAGMAs, write transactions begin IMMEDIATE, and one fair lock
per process queues the writers. Invariant: a connection always returns to the pool outside a transaction, also
when BEGIN or COMMIT fails or the task is cancelled.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory

BUSY_SECONDS = 10.0
POOL_SIZE = 4


class PooledTransaction(SQLiteTransaction):
    """A transaction that holds the process's write lock and one pooled connection."""

    engine: PooledSQLiteEngine

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        if self.transaction_type is not TransactionType.deferred:
            await self.engine.write_lock.acquire()
        try:
            self.connection = await self.engine.acquire()
            try:
                await self.begin()
            except BaseException:
                await asyncio.shield(self._give_back(begun=False))
                raise
        except BaseException:
            self._unlock()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None:
                if not self._rolled_back:
                    await asyncio.shield(self.rollback())
            elif not self._committed and not self._rolled_back:
                await asyncio.shield(self.commit())
        finally:
            self.engine.current_transaction.reset(self.context)
            try:
                await asyncio.shield(self._give_back())
            finally:
                self._unlock()
        return exception is None

    async def _give_back(self, begun: bool = True) -> None:
        # A failed COMMIT (disk full, busy) leaves the transaction open; the next user must not inherit it. A BEGIN that
        # was cancelled may still wait in the connection's thread: only a ROLLBACK behind it is sure.
        if self.connection.in_transaction or not begun:
            with suppress(sqlite3.Error):
                await self.connection.execute("ROLLBACK")
        self.engine.release(self.connection)

    def _unlock(self) -> None:
        if self.transaction_type is not TransactionType.deferred:
            self.engine.write_lock.release()


class PooledSQLiteEngine(SQLiteEngine):
    """SQLite with held connections. ``path`` is a file; ``synchronous`` is FULL or NORMAL."""

    __slots__ = ("_all", "_idle", "synchronous", "write_lock")

    def __init__(self, path: str, synchronous: str = "FULL") -> None:
        super().__init__(path=path, timeout=BUSY_SECONDS)
        self.synchronous = synchronous
        self.write_lock = asyncio.Lock()
        self._all: list[aiosqlite.Connection] = []
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()

    async def start_connection_pool(self, **_: Any) -> None:
        """Do nothing: connections open when they are first needed."""

    async def close_connection_pool(self) -> None:
        """Close all connections; the engine can be used again afterwards."""
        connections, self._all = self._all, []
        self._idle = asyncio.Queue()
        for connection in connections:
            await connection.close()

    async def acquire(self) -> aiosqlite.Connection:
        """Return an idle connection, opening one while the pool is not full."""
        if self._idle.empty() and len(self._all) < POOL_SIZE:
            return await self._open()
        return await self._idle.get()

    def release(self, connection: aiosqlite.Connection) -> None:
        """Put a connection back."""
        if connection in self._all:
            self._idle.put_nowait(connection)

    async def _open(self) -> aiosqlite.Connection:
        proxy = aiosqlite.connect(**self.connection_kwargs)
        # Not a daemon by default: a leaked connection would keep the interpreter from ever exiting.
        proxy._thread.daemon = True
        self._all.append(proxy)
        try:
            connection = await proxy
            connection.row_factory = dict_factory  # type: ignore[assignment]
            for pragma in self._pragmas():
                await connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            self._all.remove(proxy)
            raise
        return connection

    def _pragmas(self) -> tuple[str, ...]:
        return (
            "journal_mode = WAL",
            f"synchronous = {self.synchronous}",
            f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -32000",
        )

    async def get_connection(self) -> aiosqlite.Connection:
        """Return a pooled connection (Piccolo's name for it)."""
        return await self.acquire()

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        if _reads(query):
            return await self._run_outside(query, args)
        async with self.write_lock:
            return await self._run_outside(query, args)

    async def _run_outside(self, query: str, args: Sequence[Any] | None) -> Any:
        connection = await self.acquire()
        try:
            return await self._fetch(connection, query, args)
        finally:
            self.release(connection)

    async def _run_in_existing_connection(
        self,
        connection: Any,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> Any:
        return await self._fetch(connection, query, args)

    async def _fetch(self, connection: Any, query: str, args: Sequence[Any] | None) -> Any:
        # One trip to the connection's thread instead of three.
        return list(await connection.execute_fetchall(query, args or []))

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,
    ) -> PooledTransaction:
        """Begin a write transaction; pass ``TransactionType.deferred`` for a read-only snapshot."""
        return PooledTransaction(self, transaction_type=transaction_type, allow_nested=allow_nested)


def _reads(query: str) -> bool:
    return query.lstrip()[:6].upper() in {"SELECT", "WITH R", "PRAGMA"}
