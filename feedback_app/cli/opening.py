"""How verbs get the settings, the database and the clock."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, TypeVar

import click

from feedback_app.foundation.house import House
from feedback_app.settings import SHORTEST_SECRET, Settings, read_settings

T = TypeVar("T")


def settings() -> Settings:
    """Read the settings from the environment."""
    return read_settings(os.environ)


def settings_without_house() -> Settings:
    """Read the settings for a verb that opens no house: no folder and no secret is made for it."""
    return read_settings({**os.environ, "FEEDBACK_SECRET": "-" * SHORTEST_SECRET})


@asynccontextmanager
async def opened(now: datetime | None = None) -> AsyncIterator[tuple[Settings, House]]:
    """Open the migrated database; ``now`` fixes the clock of every stage."""
    from feedback_app import schema
    from feedback_app.foundation import database
    from feedback_app.wiring import house_of

    given = settings()
    house = house_of(given)
    if now is not None:
        house = replace(house, clock=lambda: now)
    async with database.connect(given.database_url):
        if await schema.pending():
            from feedback_app.setup import install

            await schema.migrate()
            await install(house, given)
        yield given, house


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run an async verb."""
    return asyncio.run(work())


def parse_now(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
    """Read ``--now``: ISO 8601; without an offset it is the shop's time, a date alone means its noon."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("expected ISO 8601, e.g. 2026-11-22 or 2026-11-22T08:00:00+01:00") from error
    if len(text) == len("2026-11-22"):
        moment = datetime.combine(moment.date(), time(12))
    return (moment if moment.tzinfo else moment.replace(tzinfo=settings().zone)).astimezone(UTC)


def print_json(value: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
