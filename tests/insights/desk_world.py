"""A shop with random answers, and what counting it by hand gives: the brute force beside the column store."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from classifier.tables import Assignment, Classification
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many, reserve_ids
from feedback_app.insights.store import packing
from feedback_app.insights.tables import Inspection
from feedback_app.insights.views import Span
from surveys.surveys import current_survey, install_surveys
from surveys.tables import Comment, Shipment, Submission
from tests.conftest import NOON

LAST = NOON.date()
THEMES = ("damaged_transport", "too_small", "zipper")
VALUES: Mapping[str, tuple[str, ...]] = {
    "product": ("Wanderjacke", "Regenhose", ""),
    "category": ("Jacken", "Hosen"),
    "size": ("S", "M", "L", ""),
    "carrier": ("DHL", "GLS", ""),
    "warehouse": ("Erfurt", "Hamm"),
    "region": ("Nord", "Süd"),
    "reason": ("too_small", "too_big", "defective", ""),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as the test wrote it."""

    day: date
    submission: int
    rating: int | None
    channel: str
    values: Mapping[str, str]
    quantity: int
    text: str
    themes: tuple[str, ...]
    superseded: bool
    question: str
    id: int = 0


async def write_shop(house: Any, answers: int, seed: int, days: int = 40) -> list[Said]:
    """Fill the tables with random answers and shipments, pack them, and return what counts of the answers."""
    chance = random.Random(seed)
    await install_surveys(NOON)
    survey = (await current_survey("returns")).id
    said = [_said(chance, number // 2, days) for number in range(answers)]
    by_submission: dict[int, Said] = {}
    said = [replace(one, day=by_submission.setdefault(one.submission, one).day,
                    rating=by_submission[one.submission].rating, channel=by_submission[one.submission].channel)
            for one in said]  # fmt: skip
    async with transaction():
        submissions = await reserve_ids(Submission, len(by_submission))
        comments = await reserve_ids(Comment, len(said))
        said = [replace(one, submission=submissions[one.submission], id=comment)
                for one, comment in zip(said, comments, strict=True)]  # fmt: skip
        await _write(said, survey)
        await insert_many(
            Shipment,
            ("day", "sku", "product", "category", "carrier", "warehouse", "region", "quantity", "revision", "demo"),
            [(LAST - timedelta(days=number), "A-1", "Wanderjacke", "Jacken", carrier, "Erfurt", "Nord", 10 + number, 1,
              False)
             for number in range(days) for carrier in ("DHL", "GLS")],
        )  # fmt: skip
    await packing.run(house)
    return [one for one in said if not one.superseded]


def _said(chance: random.Random, submission: int, days: int) -> Said:
    values = {name: chance.choice(choices) for name, choices in VALUES.items()}
    return Said(
        LAST - timedelta(days=chance.randrange(days)),
        submission,
        chance.choice((None, 1, 2, 4, 5)),
        chance.choice(("link", "mail")),
        values,
        chance.choice((1, 1, 1, 2, 300)),
        chance.choice(("", "Der Reißverschluss klemmt.")),
        tuple(theme for theme in THEMES if chance.random() < 0.4),
        chance.random() < 0.1,
        chance.choice(("", "", "", "better")),
    )


async def _write(said: list[Said], survey: int) -> None:
    moment = {one.submission: datetime(*one.day.timetuple()[:3], 10, tzinfo=UTC) for one in said}
    await insert_many(
        Submission,
        ("id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at", "revision",
         "notice_version", "demo"),
        [(one.submission, survey, "", moment[one.submission], one.day, "de", one.channel, one.rating,
          moment[one.submission], 1, "", False)
         for one in {one.submission: one for one in said}.values()],
    )  # fmt: skip
    names = [column._meta.db_column_name for column in Comment._meta.columns]
    blank = Comment(_ignore_missing=True).to_dict()
    rows = []
    for one in said:
        row = {**blank, **one.values, "id": one.id, "submission": one.submission, "question": one.question,
               "day": one.day, "quantity": one.quantity, "text": one.text, "language": "de",
               "superseded_at": moment[one.submission] if one.superseded else None,
               "revision": 2 if one.superseded else 1}  # fmt: skip
        rows.append([row[name] for name in names])
    await insert_many(Comment, names, rows)
    read = [one for one in said if one.text]
    await insert_many(
        Classification,
        ("comment", "day", "outcome", "language", "source", "model_version", "classified_at", "revision", "overruled"),
        [(one.id, one.day, "themes" if one.themes else "none", "de", "model", "t", NOON, 1, "") for one in read],
    )
    await insert_many(
        Assignment,
        ("comment", "theme", "probability", "source", "model_version"),
        [(one.id, theme, 0.9, "model", "t") for one in read for theme in one.themes],
    )


def fits(one: Said, span: Span, filters: Mapping[str, str]) -> bool:
    """Tell by plain comparison whether a comment is within a span and fits all filters."""
    known = {**one.values, "channel": one.channel, "rating": str(one.rating or 0), "text": "1" if one.text else "0"}
    themes = one.themes if one.text else ()
    return span.since <= one.day <= span.until and all(
        value in themes if name == "theme" else known[name] == value for name, value in filters.items()
    )


async def inspect(comment: int, day: date, condition: str = "A", finding: str = "nothing") -> None:
    """Write down what the returns desk found."""
    async with transaction():
        await Inspection(
            comment=comment, day=LAST, comment_day=day, condition=condition, finding=finding, inspected_at=NOON
        ).save()


async def count(sql: str, *arguments: object) -> int:
    """Return the one number of a statement."""
    (row,) = await fetch(sql, *arguments)
    return int(next(iter(row.values())) or 0)
