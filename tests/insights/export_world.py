"""A shop whose rows can be exported: two surveys, items, texts, bare ratings, drafts, inspections, alerts, actions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from classifier.tables import Assignment, Classification
from classifier.themes import install_themes
from feedback_app.alerts.tables import Action, Alert, Effect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.insights.exports.catalogue import Block, Cell
from feedback_app.insights.exports.choices import Choice, choice_of
from feedback_app.insights.exports.streaming import blocks_of, file_of
from feedback_app.insights.store import packing
from feedback_app.insights.tables import ActionMoney, Inspection
from surveys.built_in import BUILT_IN
from surveys.tables import Comment, Order, Shipment, Submission, Survey
from tests.surveys import results_world as world

TODAY, NOON, BERLIN = world.TODAY, world.NOON, world.BERLIN
THEMES = ("damaged_transport", "too_small", "too_late")
SUBMISSION = ("id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at")
COMMENT = (
    *("id", "submission", "day", "question", "reason", "reason_raw", "reason_group", "text", "language", "sku"),
    *("product", "category", "size", "carrier", "warehouse", "region", "ordered_on", "quantity", "superseded_at"),
)
REST = ("wish", "help_shown", "color", "hub", "packaging", "shift", "lot", "area")


def house() -> House:
    return House(lambda: NOON, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://shop.test", Path("var/none"))


async def fill(number: int, seed: int = 1) -> None:
    """Write some hundred submissions of the last sixty days, and pack them."""
    dice = random.Random(seed)
    await install_themes()
    surveys = [await _survey(code) for code in ("returns", "csat")]
    heads, comments, outcomes, themes = [], [], [], []
    for key in range(1, number + 1):
        day = TODAY - timedelta(days=dice.randrange(60))
        at = datetime.combine(day, time(dice.randrange(24)), UTC)
        language = dice.choice(("de", "en", ""))
        survey, channel, rating = dice.choice(surveys), dice.choice(("mail", "link")), dice.choice((None, 1, 3, 5))
        heads.append((key, survey, f"O-{key}", at, day, language, channel, rating, at, 1, "", False))
        for _ in range(dice.choice((0, 1, 1, 2))):
            comment = len(comments) + 1
            comments.append(_comment(dice, comment, key, day, language))
            if dice.random() < 0.8:
                chosen = dice.sample(THEMES, dice.randrange(3))
                outcomes.append((comment, day, "themes" if chosen else "none", "de", "model", "t", NOON, 1, ""))
                themes += [(comment, theme, 0.9, "model", "t") for theme in chosen]
    async with transaction():
        await insert_many(Submission, (*SUBMISSION, "revision", "notice_version", "demo"), heads)
        await insert_many(Comment, (*COMMENT, "revision", "helped", *REST), comments)
        columns = ("comment", "day", "outcome", "language", "source", "model_version", "classified_at", "revision")
        await insert_many(Classification, (*columns, "overruled"), outcomes)
        await insert_many(Assignment, ("comment", "theme", "probability", "source", "model_version"), themes)
        columns = (
            "day",
            "sku",
            "product",
            "category",
            "carrier",
            "warehouse",
            "region",
            "quantity",
            "revision",
            "demo",
        )
        await insert_many(Shipment, columns, [_shipment(dice, n) for n in range(40)])
    await packing.run(house())


async def _survey(code: str) -> int:
    known = await Survey.objects().get(Survey.code == code)
    return int(known.id) if known else await world.publish(code, BUILT_IN[code])


def _article(number: int) -> tuple[str, str, str]:
    # The last one has no name.
    return f"S-{number}", f"Produkt {number}" if number < 3 else "", f"Gruppe {number % 2}"


def _comment(dice: random.Random, key: int, submission: int, day: date, language: str) -> tuple[object, ...]:
    reason, group = dice.choice((("too_small", "size_or_fit"), ("damaged_transport", "damaged"), ("", "")))
    text = dice.choice(("", "=1+1 ist zu viel", "Zu klein.", "Siehe https://shop.test/a?mail=x@y.de und\nmehr"))
    superseded = NOON if dice.random() < 0.1 else None
    return (
        *(key, submission, day, "better" if dice.random() < 0.2 else "", reason, reason, group, text, language),
        *(
            *_article(dice.randrange(4)),
            dice.choice(("", "M", "L")),
            dice.choice(("GLS", "DHL")),
            dice.choice(("Hamm", "Erfurt")),
        ),
        *(dice.choice(("", "Bayern")), day - timedelta(days=5) if dice.random() < 0.5 else None, dice.randint(1, 3)),
        *(superseded, 1 if superseded is None else 2, False, *[""] * len(REST)),
    )


def _shipment(dice: random.Random, number: int) -> tuple[object, ...]:
    day = TODAY - timedelta(days=number // 4)
    return (day, *_article(number % 4), "GLS", "Hamm", "", dice.randint(1, 9), 1, False)


async def one_alert(**more: object) -> int:
    """An open alert of transport damages at one carrier, with an action that helped; returns the action."""
    async with transaction():
        alert = Alert(
            **{
                **{"series": "damaged_transport|carrier=GLS", "open_key": "damaged_transport|carrier=GLS"},
                **{"theme": "damaged_transport", "slice": '{"carrier": "GLS"}', "team": "logistics", "state": "action"},
                **{
                    "since": TODAY - timedelta(days=9),
                    "last_day": TODAY,
                    "observed": 30,
                    "expected": 9.5,
                    "lower": 4.0,
                },
                **{"upper": 15.0, "exposure": 210, "usual_share": 0.05, "score": 4.2, "opened_at": NOON},
                **{"updated_at": NOON, **more},
            }
        )
        await alert.save()
        action = Action(
            alert=alert.id,
            cause="=Kartons zu dünn, sagt Frau Erika Mustermann (erika@mustermann.example)",
            measure="Doppelwellige Kartons",
            started_on=TODAY - timedelta(days=3),
            theme="damaged_transport",
            created_at=NOON,
        )
        await action.save()
        await Effect(
            **{"action": action.id, "measured_on": TODAY, "days_after": 3, "before_count": 20, "before_answers": 100},
            **{"after_count": 5, "after_answers": 90, "ratio": 0.28, "lower": 0.1, "upper": 0.7, "verdict": "improved"},
        ).save()
        await ActionMoney(action_id=action.id, cost=12_345, extra_revenue=0, changed_at=NOON).save()
    return int(action.id)


async def one_inspection(comment: int | None, **more: object) -> None:
    async with transaction():
        values = {"sku": "S-1", "day": TODAY, "condition": "D", "finding": "damaged", "note": "geheim", **more}
        await Inspection(comment=comment, inspected_at=NOON, **values).save()


async def one_draft(order: str = "O-900", survey: int = 1, **places: str) -> None:
    """Somebody began a form about an order and did not send it."""
    invitation = await world.invite(survey, order=order, channel="mail", language="de")
    if places:
        await Order.update(places).where(Order.external_id == order)
    await world.begin(invitation, "item-4")


def choice(what: str = "submissions", kind: str = "csv", **query: str) -> Choice:
    """Read a choice as an address does; without days it is about everything that ``fill`` wrote."""
    days = {} if "days" in query or "since" in query else {"days": "90"}
    found = choice_of(what, kind, {**days, **query}, TODAY)
    assert found is not None
    return found


async def rows_of(wanted: Choice) -> list[Mapping[str, Cell]]:
    """All rows of a choice, as they reach the writer."""
    rows: list[Mapping[str, Cell]] = []
    async for block in blocks_of(wanted, BERLIN):
        rows += rows_in(block)
    return rows


def rows_in(block: Block) -> list[Mapping[str, Cell]]:
    return [dict(zip(block, cells, strict=True)) for cells in zip(*block.values(), strict=True)]


async def bytes_of(wanted: Choice) -> bytes:
    return b"".join([part async for part in file_of(wanted, BERLIN)])
