"""The command line as a shop runs it: the installed program in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(sys.executable).with_name("feedback")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Feedback:
    """Calls ``feedback …`` in a folder of its own, with only these settings."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "FEEDBACK_VAR_DIR": str(self.folder)} | self.settings | more

    async def __call__(self, *words: str | Path, **more: str) -> Outcome:
        running = await asyncio.create_subprocess_exec(
            PROGRAM,
            *words,
            cwd=self.folder,
            env=self.environment(**more),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await running.communicate()
        outcome = Outcome(running.returncode or 0, out.decode(), err.decode())
        assert "Traceback" not in outcome.err, outcome.err
        return outcome

    async def done(self, *words: str | Path, **more: str) -> Outcome:
        """Call it and insist that it worked."""
        outcome = await self(*words, **more)
        assert outcome.code == 0, outcome.err
        return outcome


@pytest.fixture
def rooms(tmp_path: Path, models: Path) -> Feedback:
    """The program without a database: there is none yet, and the verbs under test must not need one."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "models").symlink_to(models)
    return Feedback(folder)


@pytest.fixture
async def feedback(rooms: Feedback, database_url: str) -> Feedback:
    """The program on a database of either engine, brought up to date by itself."""
    program = Feedback(rooms.folder, {"DATABASE_URL": database_url})
    await program.done("migrate")
    return program


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of either engine in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'empty.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    server.psql("CREATE DATABASE empty_feedback")
    yield server.get_uri("empty_feedback")
    server.psql("DROP DATABASE empty_feedback WITH (FORCE)")
