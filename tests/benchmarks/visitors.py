"""Customers who come as they please: open their link, think, send. Run by ``customers.py`` in a process of its own.

Open loop: who is due comes, however slow the server is, and a time is measured from when it was due, so a queue shows
in the figures instead of slowing the customers down. Each customer has an address and a connection of their own.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

THINK_SECONDS = 2.2
PATIENCE_SECONDS = 30.0
NONCE = re.compile(rb'name="nonce" value="([^"]*)"')
ITEM = re.compile(rb'name="reason-([^"]*)"')
BOUNDARY = "----between-two-fields"


class Plan(msgspec.Struct):
    """What to do: one customer per path; ``texts`` are comments, "" says nothing."""

    port: int
    rate: float
    paths: list[str]
    texts: list[str]


class Visited(msgspec.Struct):
    """Seconds from due to done of each request, which links were answered with 303, and what else came back."""

    opened: list[float] = []
    sent: list[float] = []
    answered: list[str] = []
    trouble: list[str] = []
    seconds: float = 0.0
    last_due: float = 0.0


@dataclass(slots=True)
class Crowd:
    """All customers of one plan."""

    plan: Plan
    started: float = field(default_factory=time.perf_counter)
    visited: Visited = field(default_factory=Visited)

    async def come(self) -> Visited:
        """Let everybody come and return what they met."""
        dice, due, coming = random.Random(1), 0.0, []
        for number, path in enumerate(self.plan.paths):
            due += dice.expovariate(self.plan.rate)
            coming.append(asyncio.create_task(self.customer(number, path, self.started + due)))
        await asyncio.gather(*coming)
        self.visited.seconds, self.visited.last_due = time.perf_counter() - self.started, due
        return self.visited

    async def customer(self, number: int, path: str, due: float) -> None:
        """Open the form, think, send it."""
        try:
            async with asyncio.timeout(due - time.perf_counter() + THINK_SECONDS + 2 * PATIENCE_SECONDS):
                await self.answer(number, path, due)
        except Exception as error:
            self.visited.trouble.append(type(error).__name__)

    async def answer(self, number: int, path: str, due: float) -> None:
        """Do what a customer does with one link."""
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        await asyncio.sleep(due - time.perf_counter())
        status, page = await self.request("GET", path, address)
        self.visited.opened.append(time.perf_counter() - due)
        nonce = NONCE.search(page)
        item = ITEM.search(page)
        if status != 200 or nonce is None or item is None:
            self.visited.trouble.append(f"GET {status}")
            return
        due = time.perf_counter() + THINK_SECONDS
        await asyncio.sleep(THINK_SECONDS)
        status, _ = await self.request("POST", path, address, self.form(number, nonce[1].decode(), item[1].decode()))
        self.visited.sent.append(time.perf_counter() - due)
        if status == 303:
            self.visited.answered.append(path)
        else:
            self.visited.trouble.append(f"POST {status}")

    def form(self, number: int, nonce: str, item: str) -> bytes:
        """Return what a customer of a one-item order sends: a reason, a child of it, for some a comment."""
        fields = {
            "step": f"item-{item}",
            "nonce": nonce,
            "website": "",
            f"reason-{item}": "size_or_fit",
            f"detail-{item}-size_or_fit": "too_small",
            f"comment-{item}": self.plan.texts[number % len(self.plan.texts)],
            "go": "send",
        }
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode()

    async def request(self, method: str, path: str, address: str, body: bytes = b"") -> tuple[int, bytes]:
        """Send one request on a new connection; returns status and body."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.plan.port)
        try:
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.plan.port}\r\nConnection: close\r\n"
                f"X-Forwarded-For: {address}\r\nAccept-Language: de\r\nAccept: text/html\r\n"
            )
            if method == "POST":
                head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"\r\n" + body)
            reply = await reader.read(-1)
        finally:
            writer.close()
        return int(reply[9:12] or 0), reply.partition(b"\r\n\r\n")[2]


def main() -> None:
    """Read a plan, carry it out, write what happened."""
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    visited = asyncio.run(_come(plan))
    Path(sys.argv[2]).write_bytes(msgspec.json.encode(visited))


async def _come(plan: Plan) -> Visited:
    return await Crowd(plan).come()


if __name__ == "__main__":
    main()
