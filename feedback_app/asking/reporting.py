"""Stage ``report``: the shop hears of each answer once its comments are understood, as a signed webhook.

Work is a recent answer of a customer whose revision was not announced and whose comments are all classified.
Invariants: no free text, no address and no link leaves the house; each revision is announced once; answers that the
shop sent itself and demo answers are never announced, nor anonymous ones: the moment would tell who it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Text
from feedback_app.alerts.notifications import Draft
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from surveys.surveys import survey_version

RECENT: Final = timedelta(days=7)
COMPLETED: Final = "submission.completed"


async def run(house: House, channels: Channels) -> int:
    """Enqueue a webhook for each new answer; returns how many. Does nothing unless these webhooks are on."""
    if not (channels.submission_webhook and channels.webhook_url):
        return 0
    reported = 0
    for row in await _unreported(house):
        reported += await _report(house, channels, row)
    return reported


async def _unreported(house: House) -> list[dict[str, Any]]:
    return await fetch(
        """
        SELECT s.id, s.revision, s.survey, s.order_id, s.language, s.channel, s.rating, s.submitted_at, s.changed_at
        FROM submission s LEFT JOIN reported r ON r.submission = s.id AND r.revision >= s.revision
        WHERE r.id IS NULL AND s.changed_at > ? AND s.external_id IS NULL AND s.demo = ? AND NOT EXISTS (
            SELECT 1 FROM comment c LEFT JOIN classification k ON k.comment = c.id
            WHERE c.submission = s.id AND c.superseded_at IS NULL AND k.id IS NULL
        ) ORDER BY s.id
        """,
        house.now() - RECENT,
        False,
    )


async def _report(house: House, channels: Channels, row: Mapping[str, Any]) -> bool:
    survey = await survey_version(row["survey"])
    async with transaction():
        new = await execute(
            """
            INSERT INTO reported (submission, revision, reported_at) VALUES (?, ?, ?)
            ON CONFLICT (submission) DO UPDATE SET revision = excluded.revision, reported_at = excluded.reported_at
            WHERE reported.revision < excluded.revision RETURNING id
            """,
            row["id"], row["revision"], house.now(),
        )  # fmt: skip
        if not new or survey.definition.anonymous:
            return False
        told = {
            "id": row["id"],
            "revision": row["revision"],
            "order_id": row["order_id"],
            "survey": {"code": survey.code, "version": survey.version},
            "language": row["language"],
            "channel": row["channel"],
            "submitted_at": _written(row["submitted_at"]),
            "rating": row["rating"],
            "answers": await _answers(row["id"]),
            "reasons": await _reasons(row["id"]),
            "themes": await _themes(row["id"]),
        }
        body = _json({"type": COMPLETED, "timestamp": _written(row["changed_at"]), "data": told})
        event = f"submission:{row['id']}:{row['revision']}"
        await notifications.enqueue(house, [Draft(event, "webhook", channels.webhook_url, Text("", body, ""), None)])
    return True


async def _answers(submission_id: int) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT a.question, a.number, a.codes, o.sku FROM answer a LEFT JOIN order_item o ON o.id = a.order_item"
        " WHERE a.submission = ? AND a.superseded_at IS NULL ORDER BY a.id",
        submission_id,
    )
    return [
        {
            "question": row["question"],
            "number": row["number"],
            "codes": msgspec.json.decode(row["codes"], type=list[str]),
            "sku": row["sku"] or "",
        }
        for row in rows
    ]


async def _reasons(submission_id: int) -> list[dict[str, Any]]:
    return await fetch(
        'SELECT c.sku, c.reason_group AS "group", c.reason, c.quantity, c.wish FROM comment c'
        " WHERE c.submission = ? AND c.superseded_at IS NULL AND c.question = '' ORDER BY c.id",
        submission_id,
    )


async def _themes(submission_id: int) -> list[str]:
    rows = await fetch(
        "SELECT DISTINCT a.theme FROM comment c JOIN assignment a ON a.comment = c.id"
        " WHERE c.submission = ? AND c.superseded_at IS NULL ORDER BY a.theme",
        submission_id,
    )
    return [str(row["theme"]) for row in rows]


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
