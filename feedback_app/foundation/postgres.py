"""Piccolo's PostgreSQL engine with transactions that always let go.

Piccolo returns the connection and forgets the transaction only when BEGIN, COMMIT and ROLLBACK succeed. After a restart
of the server a worker would join its dead transaction for ever. Invariant: leaving a transaction, by whatever way,
returns its connection to the pool, and the next transaction of the same task is a new one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction


class ReleasingTransaction(PostgresTransaction):
    """A transaction on one pooled connection, which goes back whatever happens."""

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()  # type: ignore[no-untyped-call]
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await asyncio.shield(self._give_back())
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is None and not self._committed and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]
            elif exception is not None and not self._rolled_back:
                # A connection that is gone has rolled back already; the error that is on its way says more.
                with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                    await self.rollback()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self._give_back())
        return exception is None

    async def _give_back(self) -> None:
        # The pool resets what comes back: a transaction that is still open ends here.
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class ReleasingPostgresEngine(PostgresEngine):
    """PostgreSQL with transactions that survive a restart of the server."""

    async def check_version(self) -> None:
        """Ask nothing while the engine is made: opening the pool says in one error whether the server answers."""

    def transaction(self, allow_nested: bool = True) -> ReleasingTransaction:
        """Begin a transaction, or join the one that is open."""
        return ReleasingTransaction(engine=self, allow_nested=allow_nested)
