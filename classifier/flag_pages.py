"""The page about comments that may tell of danger, as values, and its CSV file.

Invariants: reads only; whoever may not judge sees no form; a deleted text is said to be deleted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from classifier.comments import TextPart, parts_at
from classifier.flag_words import kind_words
from classifier.flags import DANGER, HARMLESS, PAST, OpenFlags, open_flags, read_places
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

PER_PAGE: Final = 25
OPEN: Final = "open"
VIEWS: Final = (OPEN, DANGER, HARMLESS, PAST)
FLAGS: Final = """
    SELECT f."id", f."comment", f."kinds", f."places", f."flagged_at", f."seen_at", f."seen_name", f."verdict",
        f."note", c."text", c."language", c."product", c."sku", c."size", c."color", c."submission",
        c."superseded_at", s."order_id"
    FROM "safety_flag" f JOIN "comment" c ON c."id" = f."comment" JOIN "submission" s ON s."id" = c."submission"
"""
# What waits longest comes first; of what is judged, the last judgement.
WHICH: Final = {
    OPEN: ('f."seen_at" IS NULL AND f."verdict" = \'\'', 'f."flagged_at", f."id"'),
    PAST: ('f."seen_at" IS NULL AND f."verdict" = \'past\'', 'f."day" DESC, f."id" DESC'),
    DANGER: ('f."seen_at" IS NOT NULL AND f."verdict" = \'danger\'', 'f."seen_at" DESC, f."id" DESC'),
    HARMLESS: ('f."seen_at" IS NOT NULL AND f."verdict" = \'harmless\'', 'f."seen_at" DESC, f."id" DESC'),
}
CSV_COLUMNS: Final = (
    "id", "flagged_at", "kinds", "product", "sku", "order", "submission", "verdict", "seen_at", "seen_by", "note",
)  # fmt: skip
BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class FlagView:
    """Context of flags/_flag.html. ``days``: how long it has been open, whole days, or was open until somebody looked.

    ``note`` and ``errors`` as typed, when a form comes back; ``changed``: the customer has replaced the answer since.
    """

    id: int
    kinds: tuple[str, ...]
    product: str
    facts: tuple[str, ...]
    parts: tuple[TextPart, ...]
    language: str
    submission_url: str
    order_id: str
    changed: bool
    flagged_at: datetime
    days: int
    late: bool
    verdict: str
    seen_at: datetime | None
    seen_name: str
    note: str
    may_judge: bool
    zone: ZoneInfo
    errors: tuple[FieldError, ...] = ()
    announce: str = ""


@dataclass(frozen=True, slots=True)
class FlagTab:
    """One choice of the list, with how many there are."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class FlagList:
    """Context of flags/index.html. ``earlier_url``, ``later_url``: "" at the ends; ``view``: one of VIEWS."""

    view: str
    tabs: tuple[FlagTab, ...]
    open: OpenFlags
    flags: tuple[FlagView, ...]
    earlier_url: str
    later_url: str


@dataclass(frozen=True, slots=True)
class FlagPage:
    """Context of flags/flag.html and flags/swap_flag.html."""

    flag: FlagView


async def flag_list(house: House, viewer: Viewer, view: str, page: int) -> FlagList:
    """Return one part of the flags; an unknown view is the open ones."""
    view = view if view in VIEWS else OPEN
    which, order = WHICH[view]
    rows = await fetch(f"{FLAGS} WHERE {which} ORDER BY {order} LIMIT ? OFFSET ?", PER_PAGE + 1, (page - 1) * PER_PAGE)
    url = f"/flags?view={view}&page="
    return FlagList(
        view=view,
        tabs=await _tabs(view),
        open=await open_flags(house.now()),
        flags=tuple(_view(row, house, viewer) for row in rows[:PER_PAGE]),
        earlier_url=f"{url}{page - 1}" if page > 1 else "",
        later_url=f"{url}{page + 1}" if len(rows) > PER_PAGE else "",
    )


async def _tabs(view: str) -> tuple[FlagTab, ...]:
    rows = await fetch('SELECT "verdict", COUNT(*) AS "n" FROM "safety_flag" GROUP BY "verdict"')
    counts = {row["verdict"] or OPEN: int(row["n"]) for row in rows}
    labels = {
        OPEN: _("To be checked (%(count)s)"),
        DANGER: _("Danger (%(count)s)"),
        HARMLESS: _("Harmless (%(count)s)"),
        **({PAST: _("From earlier (%(count)s)")} if counts.get(PAST) or view == PAST else {}),
    }
    return tuple(
        FlagTab(label % {"count": counts.get(key, 0)}, "/flags" if key == OPEN else f"/flags?view={key}", key == view)
        for key, label in labels.items()
    )


async def flag_page(flag_id: int, house: House, viewer: Viewer) -> FlagPage | None:
    """Return one flag; None when there is no such."""
    rows = await fetch(f'{FLAGS} WHERE f."id" = ?', flag_id)
    return FlagPage(_view(rows[0], house, viewer)) if rows else None


def typed_again(page: FlagPage, note: str, error: FieldError) -> FlagPage:
    """Return the page with a form that did not validate."""
    return FlagPage(replace(page.flag, note=note, errors=(error,)))


def _view(row: Mapping[str, Any], house: House, viewer: Viewer) -> FlagView:
    until = row["seen_at"] or house.now()
    open_for = until - row["flagged_at"]
    return FlagView(
        id=row["id"],
        kinds=kind_words(str(row["kinds"]).split()),
        product=row["product"] or row["sku"],
        facts=tuple(fact for fact in (row["size"], row["color"]) if fact),
        parts=parts_at(row["text"], read_places(row["places"])) if row["text"] else (),
        language=row["language"],
        submission_url=f"/submissions/{row['submission']}",
        order_id=row["order_id"],
        changed=row["superseded_at"] is not None,
        flagged_at=row["flagged_at"],
        days=max(0, open_for.days),
        late=row["seen_at"] is None and row["verdict"] != PAST and open_for.days >= 1,
        verdict=row["verdict"],
        seen_at=row["seen_at"],
        seen_name=row["seen_name"],
        note=row["note"] if row["text"] else "",
        may_judge=viewer.role in CORRECTING,
        zone=house.zone,
    )


async def flags_csv() -> str:
    """Return all flags, newest first, with stable columns and codes, and without customers' words."""
    rows = await fetch(f'{FLAGS} ORDER BY f."id" DESC LIMIT 10000')
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(CSV_COLUMNS)
    writer.writerows([_cell(cell) for cell in _cells(row)] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def _cells(row: Mapping[str, Any]) -> Sequence[str]:
    seen = row["seen_at"].isoformat() if row["seen_at"] else ""
    about = (row["product"], row["sku"], row["order_id"], str(row["submission"]))
    said = (row["verdict"], seen, row["seen_name"], row["note"] if row["text"] else "")
    return (str(row["id"]), row["flagged_at"].isoformat(), row["kinds"], *about, *said)


def _cell(text: str) -> str:
    # A spreadsheet would run it as a formula.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
