"""Structured logs: one JSON line per event on stderr, never a comment's text, an address or a token."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.typing import ExcInfo


def configure_logs() -> None:
    """Write events as JSON lines with a UTC time."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(kinds_and_places),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # Libraries set up logging of their own when they are imported; theirs is replaced, also because it names addresses.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)


def kinds_and_places(exc_info: ExcInfo) -> list[str]:
    """Return an exception and its causes as kinds and lines of code, without their sentences.

    Databases and mail servers quote values in them: a row that was refused, an address that does not exist.
    """
    found: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(found) < 10:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        found.append(f"{type(error).__module__}.{type(error).__qualname__} at " + " < ".join(places))
        error = error.__cause__ or error.__context__
    return found
