"""Proposals as pages show them: how many comments, which way it goes, which products, in whose words. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from classifier.comments import CommentView, comment_views
from classifier.inbox.growth import WEEKS, Course, Growth, growth_of
from classifier.inbox.typical import SHOWN
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.charts import Spark, spark
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import OWN_NAMES, format_number, ngettext
from feedback_app.foundation.languages import gettext as _

MOST_SHOWN: Final = 25
NAMED_PRODUCTS: Final = 2
STANDS_OUT: Final = 2.0
"""Times the mean of the products that a product must have before it is named."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Context of inbox/_proposal.html; ``products``: a phrase, "" where no product is known."""

    id: int
    name: str
    url: str
    size: int
    course: Course
    spark: Spark
    spread: str
    language: str
    quotes: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal that somebody has decided about lately, and what came of it."""

    id: int
    name: str
    size: int
    state: str
    theme: str
    theme_url: str
    at: datetime
    note: str
    may_reopen: bool


async def open_proposals(today: date, viewer: Viewer, most: int = MOST_SHOWN) -> tuple[ProposalRow, ...]:
    """Return what waits for a decision: what grows first, then the largest."""
    rows = await fetch(
        """
        SELECT "id", "name", "language", "size" FROM "theme_proposal" p WHERE "state" = 'open'
        AND EXISTS (SELECT 1 FROM "theme_proposal_comment" m WHERE m."proposal" = p."id")
        ORDER BY "size" DESC, "id" LIMIT ?
        """,
        most,
    )
    found = await _rows(rows, today, viewer)
    return tuple(sorted(found, key=lambda row: (row.course != "rising", -row.size, row.name)))


async def proposal_row(row: Mapping[str, Any], today: date, viewer: Viewer) -> tuple[ProposalRow, Growth]:
    """Return one proposal, and how it grew."""
    days, everything = await _days([row["id"]], today), await _all_days(today)
    found = await _rows([row], today, viewer)
    return found[0], growth_of(days[row["id"]], everything, today)


async def _rows(rows: Sequence[Mapping[str, Any]], today: date, viewer: Viewer) -> list[ProposalRow]:
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    days, everything = await _days(ids, today), await _all_days(today)
    products, typical = await _products(ids), await _typical(ids)
    wanted = [comment for comments in typical.values() for comment in comments]
    quotes = {view.id: view for view in await comment_views(wanted, viewer)}
    found = []
    for row in rows:
        growth = growth_of(days[row["id"]], everything, today)
        found.append(
            ProposalRow(
                id=row["id"],
                name=row["name"],
                url=f"/themes/inbox/{row['id']}",
                size=row["size"],
                course=growth.course,
                spark=spark(growth.counts),
                spread=spread(products[row["id"]]),
                language=OWN_NAMES.get(row["language"], row["language"]),
                quotes=tuple(quotes[comment] for comment in typical[row["id"]] if comment in quotes),
            )
        )
    return found


def spread(products: Mapping[str, int]) -> str:
    """Say how many products a matter is about, and which ones above all: those that stand out from the others."""
    if not products:
        return ""
    if len(products) == 1:
        return _("only: %(product)s") % {"product": next(iter(products))}
    usual = sum(products.values()) / len(products)
    ordered = sorted(products.items(), key=lambda pair: (-pair[1], pair[0]))
    above = [name for name, count in ordered[:NAMED_PRODUCTS] if count >= STANDS_OUT * usual]
    number = ngettext("one product", "%(number)s products", len(products)) % {"number": format_number(len(products))}
    if len(products) <= NAMED_PRODUCTS + 1:
        above = [name for name, _count in ordered[:NAMED_PRODUCTS]]
    if not above:
        return number
    return _("%(number)s, above all %(products)s") % {"number": number, "products": _(" and ").join(above)}


async def _days(proposals: Sequence[int], today: date) -> dict[int, Counter[date]]:
    since = today - timedelta(days=7 * WEEKS)
    found: dict[int, Counter[date]] = {proposal: Counter() for proposal in proposals}
    sql = f"""
        SELECT p."proposal", c."day", COUNT(*) AS n
        FROM "theme_proposal_comment" p JOIN "comment" c ON c."id" = p."comment"
        WHERE p."proposal" IN ({marks(proposals)}) AND c."day" > ? GROUP BY p."proposal", c."day"
    """  # noqa: S608 question marks only
    for row in await fetch(sql, *proposals, since):
        found[row["proposal"]][row["day"]] += int(row["n"])
    return found


async def _all_days(today: date) -> dict[date, int]:
    rows = await fetch(
        """
        SELECT "day", COUNT(*) AS n FROM "comment" WHERE "day" > ? AND "superseded_at" IS NULL AND "text" <> ''
        GROUP BY "day"
        """,
        today - timedelta(days=7 * WEEKS),
    )
    return {row["day"]: int(row["n"]) for row in rows}


async def _products(proposals: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    sql = f"""
        SELECT p."proposal", CASE WHEN c."product" = '' THEN c."sku" ELSE c."product" END AS "product", COUNT(*) AS n
        FROM "theme_proposal_comment" p JOIN "comment" c ON c."id" = p."comment"
        WHERE p."proposal" IN ({marks(proposals)}) AND (c."product" <> '' OR c."sku" <> '') GROUP BY 1, 2
    """  # noqa: S608 question marks only
    for row in await fetch(sql, *proposals):
        found[row["proposal"]][row["product"]] = int(row["n"])
    return found


async def _typical(proposals: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    sql = f"""
        SELECT "proposal", "comment" FROM "theme_proposal_comment"
        WHERE "proposal" IN ({marks(proposals)}) AND "rank" < ? ORDER BY "proposal", "rank"
    """  # noqa: S608 question marks only
    for row in await fetch(sql, *proposals, SHOWN):
        found[row["proposal"]].append(row["comment"])
    return found


def nearest_of(row: Mapping[str, Any]) -> list[str]:
    """Return the codes of the themes a proposal is nearest to."""
    stored = row["nearest"]
    return msgspec.json.decode(stored, type=list[str]) if isinstance(stored, str) else list(stored)
