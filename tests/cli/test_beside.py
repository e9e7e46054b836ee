"""A program that runs beside is started again when it ends, slower and slower, and ends when it is told to."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedback_app.cli import beside
from feedback_app.cli.beside import Beside

PATIENCE = 20.0


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Beside]]:
    """Keeps a Python program running; each of its starts adds a line to ``starts``."""
    monkeypatch.setattr(beside, "LOOK_SECONDS", 0.01)
    kept: list[Beside] = []

    def start(program: str, leaving: Callable[[], bool] = lambda: False) -> Beside:
        begin = f"open({str(tmp_path / 'starts')!r}, 'a').write('x\\n'); "
        kept.append(Beside([sys.executable, "-c", begin + program], leaving, first_pause=0.1))
        kept[0].start()
        return kept[0]

    yield start
    kept[0].stop()


def starts(folder: Path, wanted: int) -> int:
    """Wait for so many starts; returns how many there are."""
    path, until = folder / "starts", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if path.exists() and len(path.read_text().splitlines()) >= wanted:
            break
        time.sleep(0.02)
    return len(path.read_text().splitlines())


def test_a_program_that_ends_is_started_again_after_longer_and_longer_pauses(keep, tmp_path):
    began = time.monotonic()
    keep("raise SystemExit(1)")
    assert starts(tmp_path, 4) >= 4
    assert time.monotonic() - began >= 0.1 + 0.2 + 0.4


def test_stopping_ends_the_program_and_its_watch(keep, tmp_path):
    running = keep("import time; time.sleep(600)")
    assert starts(tmp_path, 1) == 1
    running.stop()
    assert [one.name for one in threading.enumerate() if one.name == "beside"] == []
    assert starts(tmp_path, 1) == 1


def test_a_program_that_does_not_listen_is_killed(keep, tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "STOP_SECONDS", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('deaf', 'w'); signal.pause()"
    monkeypatch.chdir(tmp_path)
    running = keep(deaf)
    while not (tmp_path / "deaf").exists():
        time.sleep(0.02)
    running.stop()
    assert not running._thread.is_alive()


def test_a_program_that_ends_while_we_leave_is_not_started_again(keep, tmp_path):
    running = keep("", leaving=lambda: True)
    assert starts(tmp_path, 1) == 1
    running._thread.join(PATIENCE)
    assert (running._thread.is_alive(), starts(tmp_path, 1)) == (False, 1)


def test_a_program_that_cannot_be_started_is_tried_again(monkeypatch, tmp_path):
    running = Beside([str(tmp_path / "program")], lambda: False, first_pause=0.05)
    running.start()
    (tmp_path / "new").write_text(f"#!/bin/sh\necho x >> {tmp_path / 'starts'}\nsleep 600\n")
    (tmp_path / "new").chmod(0o755)
    (tmp_path / "new").rename(tmp_path / "program")
    assert starts(tmp_path, 1) == 1
    running.stop()
