"""Broken promises of this package. Expected outcomes (a wrong answer, an expired link) are return values instead."""

from __future__ import annotations

import sqlite3
from typing import Final

import asyncpg

# Locked, full or away: nothing was stored, and the same request may be sent again.
DATABASE_UNAVAILABLE: Final[tuple[type[Exception], ...]] = (
    sqlite3.OperationalError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)


class SurveyError(Exception):
    """Base of the errors of this package."""


class UnknownOrderError(SurveyError):
    """No order has this number."""

    def __init__(self, external_id: str) -> None:
        super().__init__(f"no order has the number {external_id!r}")


class UnknownSurveyError(SurveyError):
    """No survey was published under this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no survey was published under the code {code!r}")
