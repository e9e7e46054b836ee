"""The pages of the returns desk, as values: what is to be inspected, and what came of it beside customers' reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.access import SERVING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext
from feedback_app.foundation.pages import FieldError, Notice
from feedback_app.insights.inspection.witnesses import UNDO_WITHIN, Item, item_with, items_of_article, items_of_order
from feedback_app.insights.products.knowing import product_url, returns_url
from feedback_app.insights.products.parties import Reasons, reasons_now
from feedback_app.insights.products.witnesses import (
    INSPECTED,
    Doubt,
    WitnessView,
    condition_words,
    doubts,
    finding_words,
    inspected_in,
    witness_views,
    witnesses,
)
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.view_head import ViewHead, view_head
from feedback_app.insights.views import View
from surveys.channels.finding import order_named

LONGEST_FIND: Final = 200


@dataclass(frozen=True, slots=True)
class ItemView:
    """Context of inspection/_item.html. facts: size, colour, number; reason: what the customer ticked, "" for nothing.

    key: tells this item's form from the others of the page. open: nobody has inspected it yet, or its form came back.
    result: the last result in words, "" for none. condition: as it was chosen before the form came back.
    """

    key: str
    item: Item
    title: str
    facts: tuple[str, ...]
    reason: str
    result: str
    open: bool
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """A result that its member may still take back."""

    id: int
    find: str


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """Context of inspection/index.html. find: what was scanned; unknown: nothing fits it. today: inspected so far."""

    find: str
    unknown: bool
    items: tuple[ItemView, ...]
    conditions: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str], ...]
    may_inspect: bool
    today: str
    undo: Undo | None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """A form that came back: which item, and the condition that was chosen; ``error``: what it lacks."""

    key: str
    condition: str
    error: FieldError


async def inspection_page(
    house: House, viewer: Viewer, find: str, undo: Undo | None = None, again: Again | None = None
) -> InspectionPage:
    """Return the page for what was scanned: an order, or an article number of which items came back lately."""
    items = await _found(house, find) if find else ()
    reasons = await reasons_now()
    views = tuple(_view(item, place, reasons, again) for place, item in enumerate(items))
    return InspectionPage(
        find=find,
        unknown=bool(find) and not items,
        items=tuple(sorted(views, key=lambda one: not one.open)),
        conditions=tuple(condition_words().items()),
        findings=tuple(finding_words().items()),
        may_inspect=viewer.role in SERVING,
        today=await _today(house),
        undo=undo,
        errors=(again.error,) if again else (),
    )


async def last_result(house: House, inspection_id: int, viewer: Viewer) -> tuple[Notice, Undo] | None:
    """Return the sentence about a result that this member wrote just now, and the way back; None for any other."""
    rows = await fetch(
        """
        SELECT "id", "comment", "order_id", "sku", "condition", "finding" FROM "inspection"
        WHERE "id" = ? AND "member_id" = ? AND "inspected_at" >= ?
        """,
        inspection_id,
        viewer.id,
        house.now() - UNDO_WITHIN,
    )
    if not rows:
        return None
    row = rows[0]
    item = await item_with(row["comment"]) if row["comment"] else None
    stated = (await reasons_now()).name(item.reason) if item and item.reason else ""
    words = {
        "item": (item.product if item else "") or row["sku"] or row["order_id"],
        "condition": row["condition"],
        "finding": finding_words().get(row["finding"], row["finding"]),
        "reason": stated,
    }
    text = _("Stored: %(item)s – %(condition)s, %(finding)s.") % words
    if stated:
        said = _("The customer said: %(reason)s.") % words
        text = f"{text} {said}"
    return Notice("done", text), Undo(row["id"], row["order_id"] or row["sku"])


async def _found(house: House, find: str) -> tuple[Item, ...]:
    for order in dict.fromkeys((find, find.lstrip("#"))):
        if items := await items_of_order(order):
            return items
    named = await order_named(find)
    if named is not None and (items := await items_of_order(named.external_id)):
        return items
    return await items_of_article(find, house.today())


def _view(item: Item, place: int, reasons: Reasons, again: Again | None) -> ItemView:
    key = f"{item.comment}-{place}" if item.comment else f"line-{place}"
    asked = again is not None and again.key == key
    facts = (item.size, item.color, item.sku if item.product else "", item.order_id)
    result = ""
    if item.result is not None:
        words = {"condition": item.result.condition, "finding": finding_words().get(item.result.finding, "")}
        result = _("%(condition)s, %(finding)s") % words
    return ItemView(
        key=key,
        item=item,
        title=item.product or item.sku or _("Item without a name"),
        facts=tuple(fact for fact in facts if fact),
        reason=reasons.name(item.reason) if item.reason else "",
        result=result,
        open=item.result is None or asked,
        condition=again.condition if again is not None and asked else "",
    )


async def _today(house: House) -> str:
    rows = await fetch('SELECT COUNT(*) AS n FROM "inspection" WHERE "day" = ?', house.today())
    number = int(rows[0]["n"])
    return ngettext("One item inspected today", "%(num)d items inspected today", number) % {"num": number}


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A product and a reason; product_url: its page, url: the returns."""

    doubt: Doubt
    product_url: str
    url: str


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """Context of inspection/reasons.html: reason against inspection over all products of a view.

    inspected: items. doubts: products of which customers say a fault that is not found.
    """

    head: ViewHead
    inspected: int
    rows: tuple[WitnessView, ...]
    doubts: tuple[DoubtView, ...]


async def reasons_page(view: View) -> ReasonsPage:
    """Return what customers say beside what the inspection finds."""
    facts, reasons = await facts_now(), await reasons_now()
    cut = facts.said(view.span, view.slices)
    return ReasonsPage(
        await view_head(view, facts, cut),
        inspected_in(cut),
        witness_views(witnesses(cut, facts, reasons), view),
        tuple(
            DoubtView(
                one,
                product_url(view, one.product),
                returns_url(view, only=INSPECTED, product=one.product, reason=one.code),
            )
            for one in doubts(cut, facts, reasons)
        ),
    )
