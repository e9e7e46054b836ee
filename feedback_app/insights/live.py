"""How the pages about answers stay up to date: what their version is made of, and the long work they tell of.

The mechanism is foundation/live.py. Reads only. Invariant: whatever a page of the desk shows and that may change by
itself is part of the version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.live import AnyRequest, Live, Work, live_page, version_of

BASIS: Final = "basis"
"""The id of the sentence in every head that says what the page rests on."""
MANY_UNREAD: Final = 50
VERSION: Final = """
    SELECT (SELECT MAX("id") FROM "packed_day") AS a, (SELECT COUNT(*) FROM "alert") AS b,
        (SELECT MAX("updated_at") FROM "alert") AS c, (SELECT MAX("id") FROM "alert_event") AS d,
        (SELECT MAX("id") FROM "effect") AS e, (SELECT SUM("ratio") FROM "effect") AS p,
        (SELECT SUM("days_after" + "before_count" + "after_count" + "after_answers") FROM "effect") AS q,
        (SELECT COUNT("relapsed_on") + COUNT("ratio") FROM "effect") AS r, (SELECT MAX("id") FROM "theme_change") AS f,
        (SELECT MAX("id") FROM "theme_proposal") AS g, (SELECT MAX("decided_at") FROM "theme_proposal") AS h,
        (SELECT MAX("id") FROM "case_event") AS i, (SELECT MAX("changed_at") FROM "return_cost") AS j,
        (SELECT SUM("id") FROM "chart_note") AS k, (SELECT SUM("done") FROM "rereading") AS l,
        (SELECT COUNT(*) FROM "backtest" WHERE "done_at" IS NULL) AS m,
        (SELECT MAX("cents_per_return") FROM "alert_setting") AS n,
        (SELECT MAX("changed_at") FROM "action_money") AS o
"""
UNREAD: Final = """
    SELECT COUNT(*) AS n FROM "comment" WHERE "text" <> '' AND "superseded_at" IS NULL
    AND "id" > (SELECT COALESCE(MAX("comment"), 0) FROM "classification")
"""


async def data_version(house: House) -> str:
    """Return a short sign of all that the desk shows; equal signs mean that nothing has changed."""
    (row,) = await fetch(VERSION)
    # "The last 30 days" are others tomorrow.
    return version_of((house.today(), *row.values()))


async def live_of(request: AnyRequest, version: str, house: House, parts: Sequence[str]) -> Live:
    """Return what a page needs to renew itself, with the work that is under way; ``parts``: ids that may be swapped."""
    return live_page(request, version, house, parts, await works())


async def works() -> tuple[Work, ...]:
    """Return the long work that is under way: reading again, trying alerts on the past, reading what just came."""
    found: list[Work] = []
    for row in await fetch(
        'SELECT "done", "total" FROM "rereading" WHERE "finished_at" IS NULL AND "stopped" = ?', False
    ):
        found.append(_rereading(row))
    trials = (await fetch('SELECT COUNT(*) AS n FROM "backtest" WHERE "done_at" IS NULL'))[0]["n"]
    if trials:
        found.append(Work(_("Alerts are being tried on the past."), 0, 0, "/alerts/settings"))
    unread = (await fetch(UNREAD))[0]["n"]
    if unread >= MANY_UNREAD:
        found.append(
            Work(
                _("New texts are being read: %(count)s wait.") % {"count": format_number(unread)},
                0,
                0,
                "/themes/models",
            )
        )
    return tuple(found)


def _rereading(row: Mapping[str, Any]) -> Work:
    return Work(_("All texts are being read again."), int(row["done"]), int(row["total"]), "/themes/models")
