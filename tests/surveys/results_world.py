"""A shop with answers to look at: rows written straight into the tables, so that these tests need no form."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.definition import Definition
from surveys.results.cut import Cut, cut_of
from surveys.tables import (
    Answer,
    Callback,
    Comment,
    Confirmation,
    Draft,
    Invitation,
    Order,
    OrderItem,
    Photo,
    Submission,
    Survey,
    Suspect,
)

TODAY = date(2026, 11, 20)
NOON = datetime.combine(TODAY, time(11), UTC)
BERLIN = ZoneInfo("Europe/Berlin")
_numbers = itertools.count(1)


def house(tmp_path) -> House:
    """The surroundings, at noon of the day."""
    return House(lambda: NOON, BERLIN, Keys("k" * 40), "http://shop.test", tmp_path / "models")


async def publish(code: str, definition: Definition, version: int = 1) -> int:
    """Publish a version and return its id."""
    text = msgspec.json.encode(definition).decode()
    row = Survey(code=code, version=version, definition=text, published_at=NOON - timedelta(days=400 - version))
    async with transaction():
        await row.save()
    return int(row.id)


async def cut(code: str, **query: str) -> Cut:
    """Read a cut as the page does; ``since`` stands for from."""
    from surveys.results.queries import versions_of

    asked = {"from" if name == "since" else name: value for name, value in query.items()}
    return cut_of(code, asked, await versions_of(code), TODAY)


async def invite(survey: int, day: date = TODAY, order: str = "", **more: object) -> int:
    """Make an invitation on a day and return its id."""
    at = datetime.combine(day, time(9), UTC)
    async with transaction():
        order_id = None
        if order:
            found = Order(external_id=order)
            await found.save()
            order_id = found.id
        row = Invitation(
            token_hash=f"hash-{next(_numbers)}",
            order=order_id,
            survey=survey,
            created_at=at,
            expires_at=at + timedelta(days=30),
            **more,
        )
        await row.save()
    return int(row.id)


async def answer(
    survey: int,
    day: date = TODAY,
    numbers: Mapping[str, int] | None = None,
    codes: Mapping[str, Sequence[str]] | None = None,
    texts: Mapping[str, str] | None = None,
    style: str = "numbers",
    **more: object,
) -> int:
    """Store one submission with answers to page questions and return its id."""
    at = datetime.combine(day, time(10), UTC)
    numbers = numbers or {}
    async with transaction():
        row = Submission(
            survey=survey, submitted_at=at, day=day, changed_at=at, rating=numbers.get("csat"), language="de", **more
        )
        await row.save()
        for question, number in numbers.items():
            await Answer(submission=row.id, question=question, number=number, style=style).save()
        for question, chosen in (codes or {}).items():
            text = msgspec.json.encode(tuple(chosen)).decode()
            await Answer(submission=row.id, question=question, codes=text).save()
        for question, text in (texts or {}).items():
            await Comment(submission=row.id, day=day, question=question, text=text).save()
    return int(row.id)


async def item(submission: int, reason: str = "", group: str = "", day: date = TODAY, **more: object) -> int:
    """Add what was said about one returned item and return the comment's id."""
    async with transaction():
        row = Comment(submission=submission, day=day, reason=reason, reason_raw=reason, reason_group=group, **more)
        await row.save()
    return int(row.id)


async def order_item(submission: int, order: str, **article: str) -> int:
    """Add an order with one item, to hang follow-ups and photos on."""
    async with transaction():
        found = Order(external_id=order)
        await found.save()
        row = OrderItem(order=found.id, **article)
        await row.save()
    return int(row.id)


async def follow_up(submission: int, order_item_id: int, question: str, *chosen: str, text: str = "") -> None:
    """Add the answer to a follow-up question about an item."""
    async with transaction():
        codes = msgspec.json.encode(chosen).decode()
        await Answer(submission=submission, order_item=order_item_id, question=question, codes=codes, text=text).save()


async def begin(invitation: int, step: str) -> None:
    """Leave a draft behind a link."""
    async with transaction():
        await Draft(
            invitation=invitation, step=step, fields='{"comment-1": ["geheim"]}', served_at=NOON, changed_at=NOON
        ).save()


async def suspect(invitation: int, replaced: bool = False) -> None:
    """Store what a robot seems to have sent."""
    async with transaction():
        await Suspect(
            invitation=invitation, signs="too_fast", fields="{}", seen_at=NOON, replaced_at=NOON if replaced else None
        ).save()


async def picture(invitation: int, place: str) -> int:
    """Store a photo and return its id."""
    async with transaction():
        row = Photo(invitation=invitation, place=place, content=b"x", width=40, height=30, created_at=NOON)
        await row.save()
    return int(row.id)


async def confirm(comment: int, theme: str, confirmed: bool) -> None:
    """Say that a comment is, or is not, about a theme."""
    async with transaction():
        await Confirmation(comment=comment, theme=theme, confirmed=confirmed, source="typing", confirmed_at=NOON).save()


async def ask_for_call(submission: int, phone: str) -> int:
    """Store a wish to be called and return its id."""
    async with transaction():
        row = Callback(submission=submission, phone=phone, consented_at=NOON)
        await row.save()
    return int(row.id)
