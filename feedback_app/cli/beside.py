"""Keeps the worker running beside the web server: one that ends is started again, slower each time it ends soon.

Invariant: the process belongs to the thread that watches it, so it is neither lost nor started while we stop.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()
LOOK_SECONDS = 0.5
LONGEST_PAUSE = 60.0
STOP_SECONDS = 30.0


@dataclass(slots=True)
class Beside:
    """A program that is kept running in a process of its own, from ``start`` to ``stop``.

    ``leaving``: we are about to stop. Ctrl-C reaches both processes, and the program may end before ``stop`` is called.
    """

    command: Sequence[str]
    leaving: Callable[[], bool]
    first_pause: float = 1.0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the program and watch it."""
        self._thread = threading.Thread(target=self._keep, name="beside", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the program: ask, and after half a minute insist."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        pause = self.first_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            status = self._run()
            if self._stopping.is_set() or self.leaving():
                return
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = self.first_pause
            log.error("worker ended", status=status, again_in_seconds=pause)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run(self) -> int | None:
        """Run it to its end; returns the exit status, None when it could not be started."""
        try:
            running = subprocess.Popen(self.command)  # noqa: S603 the command is ours
        except OSError:
            return None
        while running.poll() is None:
            if self._stopping.wait(LOOK_SECONDS):
                _end(running)
        return running.returncode


def _end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()  # every stage may be killed
        running.wait()
