"""The printable return slip: what stands on it, and what a member reads off one that came back.

Invariants: looking at a slip writes nothing; a slip's QR code and its entry by a member are one link, so an order is
answered once, whichever comes first; the numbers mean what they mean on other German parcels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

import segno

from feedback_app.foundation.house import House
from surveys.answers import Answers, Item, ItemAnswer
from surveys.channels.lasting import known_link, lasting_link
from surveys.definition import Definition
from surveys.errors import UnknownOrderError
from surveys.form.pages import items_of, reason_names
from surveys.form.reason_choices import group_of
from surveys.invitations import Found, Invited, OrderContext, OrderedItem, find_invitation
from surveys.submissions import submit
from surveys.surveys import current_survey
from surveys.tables import Order, OrderItem, Submission
from surveys.text_input import COMMENT_LIMIT, CleanText, clean_text

WAY: Final = "slip"
SURVEY: Final = "returns"
BY_CUSTOMER: Final = "qr"
BY_MEMBER: Final = "slip"
# As German customers know them from the parcels of the largest shop; 0 is everything else. A test holds them against
# the catalogue's own column.
NUMBERS: Final = (
    ("1", "dislike_style"),
    ("2", "too_big"),
    ("3", "too_small"),
    ("4", "value_for_money"),
    ("5", "too_late"),
    ("6", "not_as_described"),
    ("9", "wrong_item"),
    ("10", "defective"),
    ("0", "other"),
)
DEFECT: Final = "10"
NOT_STATED: Final = "none"
# A quarter of the code may be worn off or folded, and it is still read.
_ERROR_LEVEL: Final = "q"
_QUIET_ZONE: Final = 4


@dataclass(frozen=True, slots=True)
class NumberedReason:
    """One line of the slip's list."""

    number: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed. ``url`` and ``qr`` (SVG) are empty until somebody makes the link; it is good until ``until``."""

    order: str
    items: tuple[Item, ...]
    reasons: tuple[NumberedReason, ...]
    url: str = ""
    qr: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SlipLine:
    """What stands on a returned slip at one item. ``number`` is of NUMBERS, NOT_STATED, or "" = not in the parcel."""

    number: str
    words: str = ""


Entered = Literal["stored", "changed", "answered_online", "nothing", "unknown_number", "too_long"]


async def slip_of(house: House, order: str, language: str) -> Slip:
    """Return the slip of an order with its link, if that was made; UnknownOrderError when there is no such order."""
    context = await _context(order)
    survey = await current_survey(SURVEY)
    link = await known_link(house, WAY, order, SURVEY)
    return Slip(
        order=order,
        items=items_of(survey.definition, context),
        reasons=await numbered_reasons(language),
        url=link.url if link else "",
        qr=qr_svg(link.url) if link else "",
        until=house.day_of(link.expires_at) if link else None,
    )


async def _context(order: str) -> OrderContext:
    row = await Order.select(Order.id).where(Order.external_id == order).first()
    if row is None:
        raise UnknownOrderError(order)
    items = await OrderItem.select().where(OrderItem.order == row["id"]).order_by(OrderItem.id)
    return OrderContext(
        external_id=order,
        items=tuple(
            OrderedItem(
                item["id"],
                item["sku"],
                item["product"],
                item["category"],
                item["size"],
                item["color"],
                item["quantity"],
            )
            for item in items
        ),
    )


async def numbered_reasons(language: str) -> tuple[NumberedReason, ...]:
    """Return the slip's list in a language, without reasons that the shop has retired."""
    names = await reason_names(language)
    return tuple(NumberedReason(number, code, names[code]) for number, code in NUMBERS if code in names)


async def make_link(house: House, order: str, language: str) -> Invited:
    """Return the link behind the slip's QR code, made now when there is none; UnknownOrderError."""
    return await lasting_link(house, WAY, order, SURVEY, BY_CUSTOMER, language)


def qr_svg(url: str) -> str:
    """Draw a QR code as SVG without any style attribute, as wide as its place."""
    code = segno.make_qr(url, error=_ERROR_LEVEL)
    drawn: str = code.svg_inline(omitsize=True, border=_QUIET_ZONE, svgclass="qr", lineclass=None)
    return drawn


async def enter_slip(house: House, order: str, lines: Mapping[str, SlipLine], language: str) -> Entered:
    """Store what a returned slip says, by item key; entered again, the last one counts.

    A customer who answered online has said it better: then nothing is stored. UnknownOrderError.
    """
    if not any(line.number for line in lines.values()):
        return "nothing"
    if any(line.number and line.number not in {*dict(NUMBERS), NOT_STATED} for line in lines.values()):
        return "unknown_number"
    link = await make_link(house, order, language)
    found = await find_invitation(house, link.token)
    if not isinstance(found, Found):
        raise UnknownOrderError(order)
    before = await Submission.select(Submission.channel).where(Submission.invitation == found.id).first()
    if before and before["channel"] != BY_MEMBER:
        return "answered_online"
    answers = _answers(found.definition, items_of(found.definition, found.order), lines)
    if answers is None:
        return "too_long"
    await submit(house, replace(found, channel=BY_MEMBER), answers, language)
    return "changed" if before else "stored"


def _answers(definition: Definition, items: tuple[Item, ...], lines: Mapping[str, SlipLine]) -> Answers | None:
    said: list[ItemAnswer] = []
    for item in items:
        line = lines.get(item.key, SlipLine(""))
        words = clean_text(line.words.strip(), COMMENT_LIMIT)
        if not isinstance(words, CleanText):
            return None
        if line.number:
            said.append(_answer(definition, item, line.number, words.text))
    return Answers(items=tuple(said))


def _answer(definition: Definition, item: Item, number: str, words: str) -> ItemAnswer:
    reason = dict(NUMBERS).get(number, "")
    group = group_of(definition.items, reason) if definition.items and reason else ""
    return ItemAnswer(item.key, reason, words, group=group or reason, quantity=item.quantity)
