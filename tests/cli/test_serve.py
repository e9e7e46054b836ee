"""``feedback serve``: it answers, a link made beside it opens, and it takes its worker along when it goes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import PROGRAM, Feedback

SOON = 30.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def serving(feedback: Feedback, *words: str) -> AsyncIterator[tuple[subprocess.Popen[bytes], str]]:
    """Start ``serve`` on a free port and wait until it answers; whatever is left at the end is killed."""
    port = free_port()
    with (feedback.folder / "serve.log").open("wb") as log:
        running = subprocess.Popen(  # noqa: ASYNC220 it runs beside the test
            [PROGRAM, "serve", *words],
            cwd=feedback.folder,
            env=feedback.environment(FEEDBACK_PORT=str(port)),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        await answers(running, f"http://127.0.0.1:{port}")
        yield running, f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


async def answers(running: subprocess.Popen[bytes], url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as web:
        while True:
            assert running.poll() is None, "serve ended by itself"
            with suppress(httpx.TransportError):
                assert (await web.get("/healthz")).text == "ok"
                assert (await web.get("/readyz")).text == "ok"
                return
            await asyncio.sleep(0.1)


def alive(group: int) -> list[int]:
    """Return the processes of a group that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _, in_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(in_group) == group and state != "Z":
                found.append(int(stat.parent.name))
    return found


async def gone(running: subprocess.Popen[bytes]) -> bool:
    for _ in range(int(SOON * 10)):
        if running.poll() is not None and not alive(running.pid):
            return True
        await asyncio.sleep(0.1)
    return False


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_serve_takes_its_worker_along_when_it_is_told_to_stop(feedback: Feedback, sent: signal.Signals):
    async with serving(feedback) as (running, _):
        assert len(alive(running.pid)) == 2
        running.send_signal(sent)
        assert await gone(running)
        assert "Traceback" not in (feedback.folder / "serve.log").read_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_worker_that_dies_is_replaced(feedback: Feedback):
    async with serving(feedback) as (running, _):
        first = await worker_of(running)
        os.kill(first, signal.SIGKILL)
        assert await worker_of(running, other_than=first) != first
        running.send_signal(signal.SIGTERM)
        assert await gone(running)
    assert '"event": "worker ended"' in (feedback.folder / "serve.log").read_text()


async def worker_of(running: subprocess.Popen[bytes], other_than: int = 0) -> int:
    for _ in range(int(SOON * 10)):
        found = [one for one in alive(running.pid) if one not in {running.pid, other_than}]
        if found:
            return found[0]
        await asyncio.sleep(0.1)
    raise AssertionError("there is no worker")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_a_worker_there_is_one_process(feedback: Feedback):
    async with serving(feedback, "--no-worker") as (running, _):
        assert alive(running.pid) == [running.pid]
        running.send_signal(signal.SIGTERM)
        assert await gone(running)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_port_that_is_taken_ends_in_one_sentence_and_leaves_no_worker(feedback: Feedback):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        outcome = await asyncio.wait_for(feedback("serve", FEEDBACK_PORT=port), SOON)
    assert outcome.code == 1
    assert port in outcome.err


async def test_an_invitation_made_on_the_command_line_opens(feedback: Feedback):
    key = (await feedback.done("api-keys", "create", "shop", "--json")).json["key"]
    async with serving(feedback, "--no-worker") as (_, url), httpx.AsyncClient(base_url=url) as web:
        order = {"order_id": "B-1", "items": [{"sku": "T-1", "product": "Teekanne Föhr"}]}
        sent = await web.post("/api/v1/orders", json=order, headers={"Authorization": f"Bearer {key}"})
        assert sent.status_code == 200
        invited = await feedback.done("invite", "--order", "B-1", "--language", "de", "--json", FEEDBACK_BASE_URL=url)
        assert set(invited.json) == {"url", "order_id", "expires_at"}
        form = await web.get(invited.json["url"])
        assert (form.status_code, "Teekanne Föhr" in form.text) == (200, True)
