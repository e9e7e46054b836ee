"""Stage ``tell``: customers who asked hear what became of their complaint.

Work is an effect that is an improvement and was not told. Invariants: only customers who left an address for this
purpose and whose current answer is about this theme in this slice; one mail per address and action; an effect and
its messages are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from feedback_app.alerts import letters, notifications, reading
from feedback_app.alerts.cards import Names
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Told
from feedback_app.alerts.notifications import Draft
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import DEFAULT_LANGUAGE, LANGUAGES

TOLD = "told"


async def run(house: House, channels: Channels) -> int:
    """Enqueue a mail for each customer who is to be told; returns how many."""
    told = 0
    for effect in await _untold():
        async with transaction():
            first = await execute(
                "UPDATE effect SET told_at = ? WHERE id = ? AND told_at IS NULL RETURNING id", house.now(), effect["id"]
            )
            drafts = await _drafts(channels, effect) if first else []
            await notifications.enqueue(house, drafts)
        told += len(drafts)
    return told


async def _untold() -> list[dict[str, Any]]:
    return await fetch(
        """
        SELECT e.id, e.action, a.measure, a.started_on, l.id AS alert, l.series, l.since, l.last_day, l.demo
        FROM effect e JOIN action a ON a.id = e.action JOIN alert l ON l.id = a.alert
        WHERE e.verdict = 'improved' AND e.told_at IS NULL ORDER BY e.id
        """
    )


async def _drafts(channels: Channels, effect: Mapping[str, Any]) -> list[Draft]:
    series = parse_series(effect["series"])
    name = (await reading.theme_names()).get(series.theme, Names(series.theme, series.theme))
    shops = await fetch("SELECT name FROM shop ORDER BY id LIMIT 1")
    shop = str(shops[0]["name"]) if shops else ""
    return [
        _draft(channels, effect, contact, name, shop)
        for contact in await _contacts(series, effect["since"], max(effect["last_day"], effect["started_on"]))
    ]


def _draft(channels: Channels, effect: Mapping[str, Any], contact: Mapping[str, Any], theme: Names, shop: str) -> Draft:
    code = contact["language"] if contact["language"] in LANGUAGES else DEFAULT_LANGUAGE
    told = Told(shop, theme.in_language(code), letters.day_in(code, contact["day"]), effect["measure"])
    return Draft(
        event=f"{TOLD}:{effect['action']}:{contact['id']}",
        channel=notifications.mail_or_mailbox(channels, contact["email"]),
        recipient=contact["email"],
        text=letters.told_mail(told, code),
        alert_id=effect["alert"],
        demo=bool(effect["demo"]),
    )


async def _contacts(series: Series, since: date, until: date) -> list[dict[str, Any]]:
    """Return who asked to be told and wrote about the theme in the slice in these days."""
    part = series.slice
    chosen, values = ("", []) if part.everything else (f" AND c.{part.dimension} = ?", [part.value])
    rows = await fetch(
        f"""
        SELECT DISTINCT k.id, k.email, s.language, s.day FROM contact k JOIN submission s ON s.id = k.submission
        JOIN comment c ON c.submission = s.id JOIN assignment a ON a.comment = c.id AND a.theme = ?
        WHERE k.email <> '' AND c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{chosen} ORDER BY k.id
        """,  # noqa: S608 names are ours
        series.theme, since, until, *values,
    )  # fmt: skip
    # Who complained twice hears of it once, about the newer complaint.
    return list({row["email"].casefold(): row for row in rows}.values())
