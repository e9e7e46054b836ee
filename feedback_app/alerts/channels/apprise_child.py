"""The process that runs apprise, fenced in: one message from stdin, one word to stdout, and it ends.

Python reports every connection, file and program before it happens (audit events); what the guard would refuse is
stopped there, after names are resolved, so no redirect and no second answer of a name server leads past it.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from feedback_app.alerts.channels.apprise import Task, Verdict
from feedback_app.alerts.channels.targets import is_public, port_is_open

PROGRAMS: Final = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.")
CONNECTS: Final = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class FencedError(OSError):
    """Stopped by the fence."""


class Fence:
    """Refuses what the guard refuses; ``hit`` says whether a connection was stopped."""

    def __init__(self, private: bool, readable: tuple[str, ...]) -> None:
        self.private = private
        self.readable = readable
        self.hit = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one audit event; FencedError stops it."""
        if event in CONNECTS and not self._may_reach(arguments[0], arguments[-1]):
            self.hit = True
            raise FencedError("this address is not reached")
        if event.startswith(PROGRAMS):
            raise FencedError("no program is started")
        if event == "open" and not self._may_open(arguments[0], arguments[1]):
            raise FencedError("this file is not opened")

    def _may_reach(self, sock: socket.socket, address: object) -> bool:
        if sock.family not in {socket.AF_INET, socket.AF_INET6} or not isinstance(address, tuple):
            return False
        try:
            found = ipaddress.ip_address(str(address[0]).partition("%")[0])
        except ValueError:
            return False
        return self.private or (is_public(found) and port_is_open(int(address[1])))

    def _may_open(self, path: object, mode: object) -> bool:
        if isinstance(path, int):
            return True
        reads = mode is None or (isinstance(mode, str) and not set(mode) & set("wax+"))
        return reads and str(path).startswith(self.readable)


def main() -> None:
    """Send what stdin asks for and say what became of it."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    print(msgspec.json.encode(_send(task)).decode(), flush=True)


def _send(task: Task) -> Verdict:
    import apprise  # noqa: PLC0415 takes long, and loads its services from files before the fence stands

    # Nothing on disk and no picture.
    asset = apprise.AppriseAsset(secure_logging=True, image_url_mask="", image_path_mask="", storage_mode="memory")
    place = apprise.Apprise.instantiate(task.url, asset=asset)
    if place is None:
        return "unknown"
    fence = Fence(task.private, tuple({str(Path(one).resolve()) for one in (sys.prefix, sys.base_prefix, *sys.path)}))
    sys.addaudithook(fence)
    arrived = bool(place.notify(title=task.title, body=task.body, body_format=apprise.NotifyFormat.TEXT))
    if fence.hit:
        return "closed"
    return "sent" if arrived else "failed"


if __name__ == "__main__":
    main()
