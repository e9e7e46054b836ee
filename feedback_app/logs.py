"""Structured logs: one JSON line per event on stderr, never a comment's text, an address or a token."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs() -> None:
    """Write events as JSON lines with a UTC time."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # Libraries set up logging of their own when they are imported; theirs is replaced, also because it names addresses.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
