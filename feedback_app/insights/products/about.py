"""What else is known of a product: alerts and what was done about it, notes on its charts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.alerts import reading
from feedback_app.alerts.sentences import headline
from feedback_app.alerts.slices import parse_series
from feedback_app.foundation.dialect import fetch, marks

MOST_ALERTS: Final = 8
LOOKED_AT: Final = 500


@dataclass(frozen=True, slots=True)
class AlertAbout:
    """An alert about the product; state: see shared/_state.html."""

    sentence: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Done:
    """An action against one of these alerts. verdict: see shared/_state.html."""

    measure: str
    day: date
    url: str
    verdict: str


@dataclass(frozen=True, slots=True)
class NoteAbout:
    """What a member wrote down about the product on a day."""

    day: date
    text: str
    member: str


async def alerts_about(skus: Collection[str], lots: Collection[str]) -> tuple[tuple[AlertAbout, ...], tuple[Done, ...]]:
    """Return the newest alerts in slices of these article numbers and lots, and what was done about them."""
    rows = await fetch(
        """
        SELECT "id", "series" FROM "alert" WHERE "series" LIKE '%|sku=%' OR "series" LIKE '%|lot=%'
        ORDER BY "id" DESC LIMIT ?
        """,
        LOOKED_AT,
    )
    values: dict[str, Collection[str]] = {"sku": skus, "lot": lots}
    slices = [(row["id"], parse_series(row["series"]).slice) for row in rows]
    ids = [alert for alert, part in slices if part.value in values.get(part.dimension, ())][:MOST_ALERTS]
    if not ids:
        return (), ()
    cards = await reading.cards(f'WHERE "id" IN ({marks(ids)}) ORDER BY "id" DESC', *ids)
    return tuple(AlertAbout(headline(card), f"/alerts/{card.id}", card.state) for card in cards), await _done(ids)


async def notes_about(product: str) -> tuple[NoteAbout, ...]:
    """Return the notes on this product's charts, newest first."""
    rows = await fetch(
        """
        SELECT "day", "text", "member_name" FROM "chart_note" WHERE "product" = ?
        ORDER BY "day" DESC, "id" DESC LIMIT ?
        """,
        product,
        MOST_ALERTS,
    )
    return tuple(NoteAbout(row["day"], row["text"], row["member_name"]) for row in rows)


async def _done(alerts: list[int]) -> tuple[Done, ...]:
    rows = await fetch(
        f"""
        SELECT a."alert", a."measure", a."started_on", e."verdict", e."relapsed_on" FROM "action" a
        LEFT JOIN "effect" e ON e."action" = a."id"
        WHERE a."alert" IN ({marks(alerts)}) ORDER BY a."started_on" DESC, a."id" DESC
        """,  # noqa: S608 question marks only
        *alerts,
    )
    return tuple(
        Done(
            row["measure"],
            row["started_on"],
            f"/alerts/{row['alert']}",
            "relapsed" if row["relapsed_on"] else row["verdict"] or "too_early",
        )
        for row in rows
    )
