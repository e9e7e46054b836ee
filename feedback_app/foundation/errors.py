"""Errors that any floor may raise and that are mapped to words once, in cli.py and app.py.

Also tells the database's own troubles apart: what passes by itself, what somebody else changed, and what is a fault.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import asyncpg

# Locked, full or away: nothing was stored, and the same request may be sent again. Of SQLite's kind only those that
# ``is_unavailable`` confirms.
DATABASE_TROUBLE: Final[tuple[type[Exception], ...]] = (
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
_SQLITE_CODES: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_SQLITE_WORDS: Final = ("is locked", "is full", "disk i/o error", "unable to open database file")


class FoundationError(Exception):
    """Base of the errors of this package."""


class SettingsError(FoundationError):
    """A setting is missing or wrong. ``variable`` is its environment name, ``expected`` says what it must be."""

    def __init__(self, variable: str, expected: str) -> None:
        super().__init__(f"{variable}: expected {expected}")
        self.variable = variable
        self.expected = expected


class DatabaseUnreachableError(FoundationError):
    """The database that DATABASE_URL names cannot be opened: it is away, refuses us, or its folder is not writable."""

    def __init__(self, cause: Exception) -> None:
        # The kind of trouble only: drivers put addresses and passwords into their sentences.
        super().__init__(f"The database that DATABASE_URL names cannot be opened ({type(cause).__name__}).")


def is_unavailable(error: BaseException) -> bool:
    """Tell whether the database is locked, full or away; SQLite says "no such column" with the same kind of error."""
    if not isinstance(error, DATABASE_TROUBLE):
        return False
    if not isinstance(error, sqlite3.OperationalError):
        return True
    code = getattr(error, "sqlite_errorname", "")
    return code.startswith(_SQLITE_CODES) if code else any(words in str(error).lower() for words in _SQLITE_WORDS)


def is_reference_gone(error: BaseException) -> bool:
    """Tell whether a row was refused because what it refers to was deleted after it was read."""
    if isinstance(error, sqlite3.IntegrityError):
        return "FOREIGN KEY" in str(error)
    return isinstance(error, asyncpg.ForeignKeyViolationError)
