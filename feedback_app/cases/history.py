"""The history of cases: one line for each thing that happened, in words.

Invariant: a line is written in the transaction of what it tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_app.alerts.views import HistoryLine
from feedback_app.cases.tables import CaseEvent
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Who:
    """The member who did it; ``id`` None: the house itself."""

    id: int | None = None
    name: str = ""


HOUSE = Who()


async def note(case_id: int, at: datetime, kind: str, who: Who = HOUSE, note: str = "") -> None:
    """Add a line to a case's history, inside the caller's transaction."""
    await CaseEvent(case=case_id, at=at, kind=kind, member_id=who.id, member_name=who.name, note=note).save()


async def history_of(case_id: int) -> tuple[HistoryLine, ...]:
    """Return what happened with a case, the newest first."""
    rows = await fetch(
        'SELECT at, kind, member_name, note FROM case_event WHERE "case" = ? ORDER BY at DESC, id DESC', case_id
    )
    return tuple(HistoryLine(row["at"], _words(row), row["note"]) for row in rows)


def _words(row: Mapping[str, Any]) -> str:
    kind = str(row["kind"])
    words = _by_member() if row["member_name"] else _by_house()
    return words.get(kind, kind) % {"name": row["member_name"]}


def _by_house() -> Mapping[str, str]:
    return {
        "opened": _("The case was opened."),
        "called": _("The customer was called."),
        "closed": _("The case closed by itself."),
        "harmless": _("The comment was judged harmless: closed."),
        "escalated": _("Late: the team was told."),
        "handed_over": _("Sent to the helpdesk."),
        "not_handed_over": _("Not handed over: no webhook is set up."),
        "mail": _("The customer was asked by e-mail whether it is solved."),
        "link": _("A link to ask the customer is ready to be handed over."),
        "no_link": _("The customer cannot be asked: the order is not known."),
        "recovered": _("The customer says: it is solved."),
        "partly": _("The customer says: it is solved in part. Open again."),
        "unsolved": _("The customer says: it is not solved. Open again."),
        "erased": _("The customer deleted the answer; notes about it are gone."),
    }


def _by_member() -> Mapping[str, str]:
    return {
        "taken": _("%(name)s took the case on."),
        "passed_on": _("%(name)s passed the case on."),
        "answered": _("%(name)s answered the customer."),
        "solved": _("%(name)s solved the case."),
        "closed": _("%(name)s closed the case."),
        "reopened": _("%(name)s opened the case again."),
        "comment": _("%(name)s noted something."),
        "handover": _("%(name)s hands the case over to the helpdesk."),
        "reference": _("%(name)s stored the ticket's number."),
    }
