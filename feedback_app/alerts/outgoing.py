"""Requests that leave the house, all through one guard: webhooks and chats today, whatever is asked tomorrow.

Invariants: a name is resolved once and the connection goes to a checked address (targets.py); no redirect is followed,
no proxy and nothing of the environment is used; 5 s to connect, 15 s in all; at most 64 kB of an answer are read. What
is refused or failed is said without the address: addresses of chats are secrets.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final

import httpx

from feedback_app.alerts.channels import SENT, Letter, Outcome
from feedback_app.alerts.channels.targets import ClosedTargetError, Resolver, Target, target_of

CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0
MOST_ANSWER: Final = 64 * 1024
GONE: Final = 410
TOO_LARGE: Final = 413
JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the start of the body, and how long to wait if that was said."""

    status: int
    body: bytes
    retry_after: str


async def post_letter(letter: Letter, private_allowed: bool, headers: Mapping[str, str]) -> Outcome:
    """Post a letter's body to its address and say what became of it; never raises for what the other side does."""
    named = {"Content-Type": JSON, "webhook-id": letter.message_id, **headers}
    try:
        answer = await post(letter.recipient, letter.body.encode(), named, private_allowed)
    except (ClosedTargetError, UnicodeError) as error:
        return Outcome("refused", str(error) if isinstance(error, ClosedTargetError) else "the address is none")
    except httpx.HTTPError as error:
        return Outcome("later", type(error).__name__)
    except TimeoutError:
        return Outcome("later", "TimeoutError")
    except OSError:
        return Outcome("later", "the name of the host is unknown")
    return judge(answer.status, answer.retry_after, letter.sent_second)


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    private_allowed: bool,
    resolve: Resolver | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Answer:
    """Post a body; ClosedTargetError when the address must not be reached, OSError or HTTPError when it cannot.

    transport: instead of the network's own, for tests that must see where a request goes.
    """
    async with asyncio.timeout(TOTAL_SECONDS):
        target = await target_of(url, private_allowed, resolve)
        return await _send(target, body, headers, transport)


def judge(status: int, retry_after: str, sent_second: int) -> Outcome:
    """Say what an HTTP status means for a letter: 410 closes the place, what is too large never fits."""
    if 200 <= status < 300:
        return SENT
    if status in {GONE, TOO_LARGE}:
        return Outcome("refused", f"HTTP {status}", gone=status == GONE)
    return Outcome("later", f"HTTP {status}", _seconds(retry_after, sent_second))


async def _send(
    target: Target, body: bytes, headers: Mapping[str, str], transport: httpx.AsyncBaseTransport | None
) -> Answer:
    limits = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    async with (
        httpx.AsyncClient(
            verify=_certificates() if target.url.startswith("https") else False,
            timeout=limits,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        ) as client,
        client.stream(
            "POST",
            target.url,
            content=body,
            headers={"User-Agent": "feedback-loop", **headers, "Host": target.netloc},
            extensions={"sni_hostname": target.host},
        ) as answer,
    ):
        read = b""
        async for part in answer.aiter_raw():
            read += part
            if len(read) > MOST_ANSWER:
                break
        return Answer(answer.status_code, read[:MOST_ANSWER], answer.headers.get("Retry-After", ""))


@cache
def _certificates() -> ssl.SSLContext:
    """Load the certificates of the authorities once: it takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


def _seconds(retry_after: str, sent_second: int) -> float | None:
    """Return the seconds of a Retry-After header, which holds a number or a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, at.timestamp() - sent_second)
