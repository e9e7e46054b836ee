"""Answers a form as a person does: opens it, takes a while, sends it."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from httpx import AsyncClient, Response

A_WHILE = timedelta(seconds=15)
Typed = Mapping[str, str | Sequence[str]]


async def answer_form(client: AsyncClient, path: str, fields: Typed, clock: Any = None, **extra: Any) -> Response:
    """Open the form, wait, and send the fields of all its steps at once; returns the answer to the POST.

    ``clock`` has a ``now`` that can be set; an application in this process is asked for its own. ``path`` may carry a
    query, or be a whole address.
    """
    nonce = nonce_in(await client.get(path))
    await wait(client, clock)
    return await client.post(path, data={"nonce": nonce, "go": "send", **fields}, **extra)


async def post_step(
    client: AsyncClient, path: str, step: str, fields: Typed, go: str = "next", **extra: Any
) -> Response:
    """Open a step, wait, and post it with one of its buttons."""
    opened = await client.get(at_step(path, step))
    await wait(client, None)
    return await client.post(path, data={"nonce": nonce_in(opened), "step": step, "go": go, **fields}, **extra)


def at_step(path: str, step: str) -> str:
    """Return the address of a step of the form."""
    return f"{path}{'&' if urlsplit(path).query else '?'}step={step}"


def nonce_in(page: Response) -> str:
    """Return what the form carries to show when it was given out; an answered link carries it in its change page."""
    found = re.search(r'name="nonce" value="([^"]*)"', page.text)
    return html.unescape(found[1]) if found else ""


async def wait(client: AsyncClient, clock: Any = None) -> None:
    """Let a quarter of a minute pass on the application's clock, or two real seconds where it cannot be moved."""
    app = getattr(client._transport, "app", None)
    movable = clock or (app.state.house.clock if app is not None and hasattr(app, "state") else None)
    if movable is not None and hasattr(movable, "now"):
        movable.now += A_WHILE
    else:
        await asyncio.sleep(2.1)
