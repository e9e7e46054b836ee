"""Answers a repeated API request with the first answer instead of doing the work twice.

The work and its answer are one transaction, so a crash leaves neither; a second request with the same key waits for
the first one's commit. Source of the rules: IETF draft "The Idempotency-Key HTTP Header Field".
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from feedback_app.auth.errors import AuthError
from feedback_app.auth.tables import IdempotentAnswer
from feedback_app.foundation import dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House

KEPT: Final = timedelta(days=2)
LONGEST_KEY: Final = 255


class KeyReusedError(AuthError):
    """The key was used for another request before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body. It is kept in clear for days, so it must hold nothing that opens a door."""

    status: int
    body: str
    repeated: bool = False


async def once(house: House, api_key: int, key: str, request: bytes, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Do the work, or give the answer kept for this key; KeyReusedError when the request differs from the first.

    ``request`` is method, path and body; an empty ``key`` means that the caller did not ask for this.
    """
    if not key:
        return await work()
    digest = hashlib.sha256(request).hexdigest()
    async with transaction():
        await dialect.execute('DELETE FROM "idempotent_answer" WHERE "created_at" < ?', house.now() - KEPT)
        claimed = await dialect.execute(
            'INSERT INTO "idempotent_answer" ("api_key", "key", "request_hash", "status", "body", "created_at") '
            "VALUES (?, ?, ?, 0, '', ?) ON CONFLICT (\"api_key\", \"key\") DO NOTHING RETURNING \"id\"",
            api_key, key, digest, house.now(),
        )  # fmt: skip
        if not claimed:
            return await _kept(api_key, key, digest)
        answer = await work()
        await IdempotentAnswer.update(
            {IdempotentAnswer.status: answer.status, IdempotentAnswer.body: answer.body}
        ).where(IdempotentAnswer.id == claimed[0]["id"])
        return answer


async def _kept(api_key: int, key: str, digest: str) -> Answer:
    row = await IdempotentAnswer.objects().get((IdempotentAnswer.api_key == api_key) & (IdempotentAnswer.key == key))
    if row is None or row.request_hash != digest:
        raise KeyReusedError("this Idempotency-Key was used for another request")
    return Answer(int(row.status), str(row.body), repeated=True)
