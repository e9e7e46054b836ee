"""Customers of the fictional shop who answer on the product's own forms: every survey has results to look at.

Invariants: answers go the way every answer goes (link, parser, submission); the same seed gives the same answers; the
clock is moved to the day of each, so that nothing happens after now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final

from feedback_app.demo import catalogue
from feedback_app.demo.generator import DemoOrder
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys.answers import Answers, Fields
from surveys.built_in import GROUPS
from surveys.definition import Definition
from surveys.form.drafts import SavedDraft, save_draft
from surveys.form.pages import items_of
from surveys.form.parsing import parse_answers
from surveys.form.steps import steps_of
from surveys.invitations import Found, find_invitation, invite
from surveys.orders import OrderLines, upsert_orders
from surveys.submissions import submit

DAYS: Final = 60
# Survey, share of the links; what becomes of a link: answered, begun, or left alone.
SURVEYS: Final = {"csat": 50.0, "nps": 20.0, "ces": 15.0, "returns": 15.0}
FATES: Final = {"answered": 62.0, "begun": 8.0, "ignored": 30.0}
NPS_WEIGHTS: Final = (3, 1, 2, 2, 3, 6, 7, 14, 22, 18, 22)
EFFORT_WEIGHTS: Final = (2, 3, 5, 9, 18, 30, 33)
WHY: Final = ("product", "delivery", "packaging", "service", "return", "shop")
LOW: Final = frozenset({"1", "2", "3"})


async def answer_surveys(house: House, seed: int, orders: list[OrderLines], about: list[DemoOrder]) -> int:
    """Invite a customer per order and let most of them answer; returns how many did.

    ``about`` describes the same orders, in the same sequence.
    """
    dice = Random(f"answering-{seed}")  # noqa: S311 a demo, not a secret
    answered = 0
    async with transaction():
        await upsert_orders(orders)
        for place, (order, details) in enumerate(zip(orders, about, strict=True)):
            then = partial(_moment, house, dice.random(), place, len(orders))
            answered += await _one(replace(house, clock=then), dice, order, details)
    return answered


def _moment(house: House, hour: float, place: int, of: int) -> datetime:
    """Spread the answers over the last weeks, the first the longest ago, each before now; ``hour``: 0..1 = 8 to 22."""
    day = house.today() - timedelta(days=DAYS - int(place * (DAYS - 1) / of))
    return datetime.combine(day, time(8), house.zone) + timedelta(hours=14 * hour)


async def _one(house: House, dice: Random, order: OrderLines, details: DemoOrder) -> bool:
    survey = dice.choices(list(SURVEYS), list(SURVEYS.values()))[0]
    fate = dice.choices(list(FATES), list(FATES.values()))[0]
    channel = dice.choices(list(catalogue.CHANNELS), list(catalogue.CHANNELS.values()))[0]
    link = await invite(house, order.external_id, survey, channel=channel, random=dice.randbytes(16))
    found = await find_invitation(house, link.token)
    if fate == "ignored" or not isinstance(found, Found):
        return False
    fields = _fields(dice, found, details)
    if fate == "begun":
        steps = steps_of(found.definition, items_of(found.definition, found.order), fields)
        await save_draft(found.id, SavedDraft(dice.choice(steps).key, fields, house.now()), house.now())
        return False
    answers = parse_answers(found.definition, items_of(found.definition, found.order), fields, str(found.id))
    if not isinstance(answers, Answers):
        raise TypeError(f"the demo's own form is wrong: {answers.problems}")
    await submit(house, found, answers)
    return True


def _fields(dice: Random, found: Found, details: DemoOrder) -> Fields:
    fields: dict[str, tuple[str, ...]] = dict(_scores(dice, found.definition))
    if found.definition.items is not None:
        item = items_of(found.definition, found.order)[0]
        weights = catalogue.REASONS[details.items[0].article.category]
        fields |= _reason(dice, item.key, weights)
    return fields


def _scores(dice: Random, definition: Definition) -> Mapping[str, tuple[str, ...]]:
    asked = {question.code for question in definition.questions()}
    if "nps" in asked:
        return {"q-nps": (str(dice.choices(range(11), NPS_WEIGHTS)[0]),)}
    if "ces" in asked:
        return {"q-ces": (str(dice.choices(range(1, 8), EFFORT_WEIGHTS)[0]),)}
    rating = str(dice.choices(range(1, 6), catalogue.CONTENT)[0])
    low = {"q-why_low": (dice.choice(WHY),)} if rating in LOW and "why_low" in asked else {}
    return {"q-csat": (rating,), **low}


def _reason(dice: Random, key: str, weights: Mapping[str, float]) -> Mapping[str, tuple[str, ...]]:
    reason = dice.choices(list(weights), list(weights.values()))[0]
    group = next((group.code for group in GROUPS if reason in group.children), "")
    if not group:
        return {f"reason-{key}": ("other" if reason == "other" else "none",)}
    wish = dice.choice(("refund", "refund", "refund", "exchange", "repair", "discount", ""))
    return {
        "item": (key,),
        f"reason-{key}": (group,),
        f"detail-{key}-{group}": (reason,),
        f"wish-{key}": (wish,) if wish else (),
    }
