"""The cast of the browser tests: the story's shop on a real port, Chromium, and windows that watch themselves."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page

from classifier.reader import ThemeReader
from classifier.starter import starter_model
from feedback_app import worker
from feedback_app.app import create_app
from feedback_app.auth.tables import Member
from feedback_app.foundation.access import Role
from feedback_app.settings import read_settings
from tests.browser import desk_story
from tests.browser.desk_story import Desk
from tests.browser.windows import CHROMIUM, Look, Watch, Window, chromium, open_window, session_of
from tests.conftest import NOON, Clock, Served


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, models: Path) -> tuple[Path, worker.Tools]:
    """The folder of the story, told once."""
    folder = tmp_path_factory.mktemp("story")
    model, version = starter_model(models)
    asyncio.run(desk_story.tell(folder, model, version))
    return folder, worker.Tools(model, version, desk_story.NO_MAIL)


@pytest.fixture
def database_url(story: tuple[Path, worker.Tools], tmp_path: Path) -> str:
    """A copy of the story: SQLite only, for what a browser sees is the same on both engines."""
    for name in ("feedback.db", "secret"):
        shutil.copy(story[0] / name, tmp_path / name)
    return f"sqlite:///{tmp_path / 'feedback.db'}"


@pytest.fixture(scope="session")
def reader(models: Path) -> ThemeReader:
    """The real classifier that suggests themes, loaded once."""
    reader = ThemeReader(models)
    asyncio.run(reader.refresh())
    return reader


@pytest.fixture
async def served(db: str, tmp_path: Path, reader: ThemeReader) -> AsyncIterator[Served]:
    """The whole web application with its classifier, reached over TCP; its clock can be moved."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = read_settings({"FEEDBACK_VAR_DIR": str(tmp_path), "FEEDBACK_BASE_URL": url, "DATABASE_URL": db})
    clock = Clock(NOON)
    app = create_app(settings, clock, connected=True, reader=reader)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:
        assert not task.done(), "the web server did not start"
        await asyncio.sleep(0.01)
    yield Served(url, app.state.house, settings, clock)
    server.should_exit = True
    await task


@pytest.fixture
async def desk(served: Served, story: tuple[Path, worker.Tools]) -> Desk:
    return Desk(served, story[1])


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    async with chromium() as started:
        yield started


@pytest.fixture
async def page_at(browser: Browser, desk: Desk) -> AsyncIterator[Window]:
    """``await page_at(width, dark, language, javascript, role)`` opens a window; none may do what no page may do."""
    watches: list[Watch] = []

    async def open_page(
        width: int = 1280,
        dark: bool = False,
        language: str = "de",
        javascript: bool = True,
        role: Role | None = None,
    ) -> Page:
        session = await _session(desk, role) if role else ""
        look = Look(width, dark, language, javascript)
        page, watch = await open_window(browser, desk.served.url, look, session)
        watches.append(watch)
        return page

    yield open_page
    for watch in watches:
        watch.assert_clean()


async def _session(desk: Desk, role: Role) -> str:
    member = await Member.objects().get(Member.role == role.value)
    assert member is not None
    return await session_of(desk.served.house, member.id)
