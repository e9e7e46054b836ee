"""Telling the customers is a member's decision: the preview of the mail, and its release.

Invariants: an action is released once, only while it has helped and holds; the preview shows the very words of the
mail, to the person who is told first.
"""

from __future__ import annotations

from typing import Final

from feedback_app.alerts import effect_words, lifecycle, reading, telling
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.effect_desk import action_rows, found_of
from feedback_app.alerts.effect_views import TellPage
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.told_letter import Helped, told_page
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language

RELEASED: Final = "released"


async def preview(house: House, gate: telling.Gate, card: AlertCard, action_id: int) -> TellPage:
    """Return what customers would read, in the reader's language, and how many would."""
    row = (await action_rows("WHERE a.id = ?", action_id))[0]
    done = await telling.helpful("a.id = ?", action_id)
    now, later = await telling.listeners(house, gate, done[0]) if done else ([], [])
    themes, sender = await reading.theme_names(), await telling.sender(house)
    sample = (
        telling.helped(now[0], themes)
        if now
        else Helped(card.theme_name, row["started_on"], row["measure"], row["started_on"], None)
    )
    mail = told_page([sample], sender, language())
    return TellPage(
        action=f"/actions/{action_id}/tell",
        back_url=f"/alerts/{card.id}",
        measure=row["measure"],
        result=effect_words.sentence(found_of(row)) if row["verdict"] else _("Too early to say."),
        subject=mail.subject,
        paragraphs=mail.paragraphs,
        footer=mail.footer,
        count=len(now),
        later=len(later),
        why_not=_why_not(bool(done), row["told_at"] is not None, len(now) + len(later)),
    )


async def release(house: House, action_id: int, member_id: int | None, member_name: str) -> None:
    """Let the stage tell everybody who asked. AlertError 409 when it was released, did not help or came back."""
    now = house.now()
    async with transaction():
        rows = await execute(
            "UPDATE effect SET told_at = ? WHERE action = ? AND told_at IS NULL AND verdict = 'improved'"
            " AND relapsed_on IS NULL RETURNING action",
            now, action_id,
        )  # fmt: skip
        if not rows:
            raise AlertError(_("Customers are told once, and only of what has helped and holds. Nothing was sent."))
        alerts = await fetch("SELECT alert, measure FROM action WHERE id = ?", action_id)
        await lifecycle.note(alerts[0]["alert"], now, RELEASED, member_id, member_name, alerts[0]["measure"])


def _why_not(helped: bool, released: bool, listeners: int) -> str:
    if not helped:
        return _("Customers are told only of what has clearly helped and holds.")
    if released:
        return _("This was released already. Who asks to hear later is told too.")
    if not listeners:
        return _("Nobody who complained about this in that time asked to hear of it.")
    return ""
