"""The pages of the inbox as values: what no theme covers, one proposal, and comments in other languages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from classifier.comments import CommentView, comment_views
from classifier.inbox import uncovered
from classifier.inbox.growth import Growth
from classifier.inbox.proposals import CATCH_ALL, comments_of, may_reopen
from classifier.inbox.uncovered import Uncovered
from classifier.inbox.views import Decided, ProposalRow, nearest_of, open_proposals, proposal_row
from classifier.themes import ThemeName, theme_names
from classifier.workbench.drafts import Draft
from classifier.workbench.pages import Option, Tick, group_options, team_options
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.charts import BandChart, band_chart
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

DAYS: Final = 90
MUCH: Final = 0.2
"""Share of the texts without a theme from which on the page says why."""
NAMED: Final = 3
LATELY: Final = 10
SHOWN: Final = 200
FOREIGN_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Context of inbox/index.html. ``why``: a sentence where much is uncovered, else ""."""

    counted: Uncovered
    days: int
    why: str
    proposals: tuple[ProposalRow, ...]
    decided: tuple[Decided, ...]
    searched_at: datetime | None
    zone: ZoneInfo
    may_decide: bool
    room: str = "inbox"


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Context of inbox/proposal.html. ``more``: comments that are not shown and go along; ``into``: known themes."""

    row: ProposalRow
    state: str
    chart: BandChart
    ticks: tuple[Tick, ...]
    more: int
    draft: Draft
    teams: tuple[Option, ...]
    groups: tuple[Option, ...]
    into: tuple[Option, ...]
    nearest: tuple[Option, ...]
    note: str
    decided: Decided | None
    zone: ZoneInfo
    may_decide: bool
    errors: tuple[FieldError, ...] = ()
    room: str = "inbox"


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """Context of inbox/foreign.html. ``total``: in the last ``days``."""

    comments: tuple[CommentView, ...]
    total: int
    days: int
    room: str = "inbox"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a member had typed and ticked when a form came back; ``without``: comments that shall not go along."""

    draft: Draft | None = None
    without: frozenset[int] = frozenset()
    theme: str = ""
    note: str = ""
    errors: tuple[FieldError, ...] = ()


NOTHING_TYPED: Final = Typed()


async def inbox_page(house: House, viewer: Viewer) -> InboxPage:
    """Return what waits for a decision, and how much no theme covers."""
    today = house.today()
    counted = await uncovered.counted(today - timedelta(days=DAYS - 1), today)
    proposals = await open_proposals(today, viewer)
    searched = await fetch('SELECT "searched_at" FROM "theme_proposal_search" ORDER BY "id" DESC LIMIT 1')
    return InboxPage(
        counted=counted,
        days=DAYS,
        why=why_uncovered(counted, proposals),
        proposals=proposals,
        decided=await _lately(house, viewer),
        searched_at=searched[0]["searched_at"] if searched else None,
        zone=house.zone,
        may_decide=viewer.role in CORRECTING,
    )


def why_uncovered(counted: Uncovered, proposals: Sequence[ProposalRow]) -> str:
    """Say in a sentence why much has no theme; "" where it is not much."""
    if counted.share is None or counted.share <= MUCH:
        return ""
    largest = sorted(proposals, key=lambda row: (-row.size, row.name))[:NAMED]
    if not largest:
        return _("The comments without a theme resemble each other too little to form a group.")
    named = (_("“%(name)s” (%(number)s)") % {"name": row.name, "number": format_number(row.size)} for row in largest)
    return _("What is missing above all: %(names)s.") % {"names": ", ".join(named)}


async def proposal_page(
    proposal: int, house: House, viewer: Viewer, typed: Typed = NOTHING_TYPED
) -> ProposalPage | None:
    """Return one proposal with its comments and what can be decided; None when there is no such proposal."""
    rows = await fetch(
        'SELECT p.*, CAST("nearest" AS TEXT) AS "nearest" FROM "theme_proposal" p WHERE "id" = ?', proposal
    )
    if not rows:
        return None
    row = rows[0]
    shown, growth = await proposal_row(row, house.today(), viewer)
    members = await comments_of(proposal)
    views = await comment_views(members[:SHOWN], viewer)
    names = await theme_names(language())
    nearest = [names[code] for code in nearest_of(row) if code in names and not names[code].retired]
    draft = typed.draft or _prefilled(row["name"], row["language"], nearest)
    decided = None if row["state"] in {"open", "faded"} else _decided(row, names, house, viewer)
    return ProposalPage(
        row=shown,
        state=row["state"],
        chart=_chart(growth),
        ticks=tuple(Tick(view, view.id not in typed.without) for view in views),
        more=max(len(members) - SHOWN, 0),
        draft=draft,
        teams=team_options(draft.team),
        groups=await group_options(draft.group),
        into=_into(names, typed.theme or (nearest[0].code if nearest else "")),
        nearest=tuple(Option(theme.code, theme.name, False) for theme in nearest),
        note=typed.note,
        decided=decided,
        zone=house.zone,
        may_decide=viewer.role in CORRECTING and decided is None,
        errors=typed.errors,
    )


async def foreign_page(house: House, viewer: Viewer) -> ForeignPage:
    """Return the newest comments that are neither German nor English."""
    today = house.today()
    counted = await uncovered.counted(today - timedelta(days=DAYS - 1), today)
    comments = await comment_views(await uncovered.foreign_comments(FOREIGN_SHOWN), viewer)
    return ForeignPage(comments, counted.foreign, DAYS)


def _prefilled(name: str, spoken: str, nearest: Sequence[ThemeName]) -> Draft:
    """Return what a new theme would be called in the language of its comments; the other name is for people to find.

    Team and group are those of the nearest known theme.
    """
    near = nearest[0] if nearest else None
    german, english = ("", name) if spoken == "en" else (name, "")
    return Draft(german, english, near.team if near else "product", near.group if near else "")


def _chart(growth: Growth) -> BandChart:
    nothing = [None] * len(growth.weeks)
    title = _("Comments per week")
    return band_chart(growth.weeks, growth.counts, nothing, nothing, nothing, None, title, height=160)


def _into(names: Mapping[str, ThemeName], chosen: str) -> tuple[Option, ...]:
    live = [theme for theme in names.values() if not theme.retired and theme.code != CATCH_ALL]
    return tuple(
        Option(theme.code, theme.name, theme.code == chosen) for theme in sorted(live, key=lambda t: t.name.casefold())
    )


async def _lately(house: House, viewer: Viewer) -> tuple[Decided, ...]:
    rows = await fetch(
        """
        SELECT "id", "name", "size", "state", "theme", "decided_at", "note" FROM "theme_proposal"
        WHERE "state" IN ('accepted', 'merged', 'dismissed') ORDER BY "decided_at" DESC, "id" DESC LIMIT ?
        """,
        LATELY,
    )
    names = await theme_names(language())
    return tuple(_decided(row, names, house, viewer) for row in rows)


def _decided(row: Mapping[str, Any], names: Mapping[str, ThemeName], house: House, viewer: Viewer) -> Decided:
    theme = names.get(row["theme"])
    return Decided(
        id=row["id"],
        name=row["name"],
        size=row["size"],
        state=row["state"],
        theme=theme.name if theme else row["theme"],
        theme_url=f"/themes/{row['theme']}" if theme else "",
        at=row["decided_at"],
        note=row["note"],
        may_reopen=viewer.role in CORRECTING and may_reopen(row["state"], row["decided_at"], house.now()),
    )


def dropped(shown: Collection[int], chosen: Collection[int]) -> frozenset[int]:
    """Return the comments that were on the page and are not ticked."""
    return frozenset(shown) - frozenset(chosen)
