"""Webhooks as Standard Webhooks: signed JSON with the letter's id on every try.

No redirect is followed and no proxy is used; at most 64 kB of the answer are read; 2xx is delivered, 410 gives up,
everything else is tried later, not before a Retry-After. Source: the Standard Webhooks specification.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks import Webhook

from feedback_app.alerts.channels import SENT, Channels, Letter, Outcome
from feedback_app.alerts.channels.targets import ClosedTargetError, Target, target_of

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
MOST_ANSWER = 64 * 1024
GONE = 410


async def deliver(letter: Letter, channels: Channels) -> Outcome:
    """Post one letter to its URL."""
    try:
        target = await target_of(letter.recipient, channels.private_targets)
    except (ClosedTargetError, UnicodeError) as error:
        return Outcome("refused", str(error))
    except OSError:
        return Outcome("later", "the name of the host is unknown")
    try:
        status, retry_after = await _post(target, letter, headers(letter, channels.webhook_secret))
    except (httpx.HTTPError, OSError) as error:
        return Outcome("later", type(error).__name__)
    return judge(status, retry_after, letter.sent_second)


def headers(letter: Letter, secret: str) -> dict[str, str]:
    """Return the headers that name and sign the letter; unsigned without a secret."""
    named = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "feedback-loop",
        "webhook-id": letter.message_id,
        "webhook-timestamp": str(letter.sent_second),
    }
    if secret:
        at = datetime.fromtimestamp(letter.sent_second, UTC)
        named["webhook-signature"] = Webhook(secret).sign(letter.message_id, at, letter.body)
    return named


def judge(status: int, retry_after: str, sent_second: int) -> Outcome:
    """Say what an HTTP status means for a letter."""
    if 200 <= status < 300:
        return SENT
    if status == GONE:
        return Outcome("refused", "HTTP 410")
    return Outcome("later", f"HTTP {status}", _seconds(retry_after, sent_second))


async def _post(target: Target, letter: Letter, named: dict[str, str]) -> tuple[int, str]:
    async with (
        httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST",
            target.url,
            content=letter.body.encode(),
            headers={**named, "Host": target.netloc},
            extensions={"sni_hostname": target.host},
        ) as answer,
    ):
        read = 0
        async for part in answer.aiter_raw():
            read += len(part)
            if read > MOST_ANSWER:
                break
        return answer.status_code, answer.headers.get("Retry-After", "")


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
