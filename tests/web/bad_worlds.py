"""Shops in which a page of the desk could say nothing, or something wrong: empty, tiny, crowded, and at odd hours.

Each is written as a product would find it: installed, answers stored, texts read, days packed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from classifier.tables import Assignment, Classification
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many, reserve_ids
from feedback_app.foundation.house import House
from feedback_app.insights.money.costs import PieceCost, save_model
from feedback_app.insights.search import indexing
from feedback_app.insights.store import packing
from feedback_app.settings import read_settings
from feedback_app.setup import install
from surveys import imports
from surveys.surveys import current_survey
from surveys.tables import Comment, Shipment, Submission

TODAY: Final = date(2026, 11, 20)
SHIPMENT: Final = (
    "day", "sku", "product", "category", "carrier", "warehouse", "region", "quantity", "revision", "demo",
)  # fmt: skip
SPELLINGS: Final = ("DHL", "dhl", "D.H.L.", "DHL Paket", " dhl ", "D-H-L")
# Half past midnight in Berlin, before, within and after the hours that the clocks skip and repeat.
MOMENTS: Final = (
    "2026-03-28T23:30:00+00:00", "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-29T21:59:59+00:00",
    "2026-10-24T22:30:00+00:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T22:59:59+00:00",
    "2026-11-19T23:30:00+00:00",
)  # fmt: skip


async def empty(house: House) -> None:
    """A shop that was just installed."""
    await install(house, read_settings({}))


async def one_answer(house: House) -> None:
    """One customer sent one item back, an hour ago."""
    await empty(house)
    await tell(house, [{"product": "Wanderjacke", "carrier": "GLS", "size": "M", "text": "Fällt viel zu klein aus."}])


async def one_day(house: House) -> None:
    """Forty answers, all of today."""
    await empty(house)
    await tell(
        house,
        [
            {"product": ("Wanderjacke", "Regenhose")[number % 2], "carrier": ("GLS", "DHL")[number // 20],
             "size": "SML"[number % 3], "text": ("Fällt viel zu klein aus.", "")[number % 2]}
            for number in range(40)
        ],
    )  # fmt: skip


async def many_days(house: House) -> None:
    """Forty days with three answers each, and what was sent."""
    await empty(house)
    rows = [
        {"product": ("Wanderjacke", "Regenhose", "")[number % 3], "carrier": ("GLS", "DHL")[number % 2],
         "size": "SML"[number % 3], "text": ("Fällt viel zu klein aus.", "")[number % 2],
         "day": TODAY - timedelta(days=number // 3)}
        for number in range(120)
    ]  # fmt: skip
    await send("Wanderjacke", 20)
    await tell(house, rows)
    await save_model({"": PieceCost(400, 300, 500)}, TODAY, house.now())


async def never_sent(house: House) -> None:
    """A product that comes back though nobody noted that it was sent, and one of which 0 pieces were sent."""
    await empty(house)
    await send("Wanderjacke", 20)
    await send("Nullhose", 0)
    days = [TODAY - timedelta(days=number) for number in range(90)]
    rows = [{"product": name, "day": day, "ordered_on": day - timedelta(days=3 + day.day)} for day in days
            for name in ("Wanderjacke", "Regenhose", "Nullhose")]  # fmt: skip
    await tell(house, rows)
    await save_model({"": PieceCost(400, 300, 500)}, TODAY, house.now())


async def odd_hours(house: House) -> None:
    """Answers around the change of the clocks, and one at 23:30 UTC, which is today in the shop."""
    await empty(house)
    rows = [
        {"external_id": f"clock-{number}", "submitted_at": moment, "language": "de", "product": "Wanderjacke",
         "reason": "Zu klein", "comment": "Fällt viel zu klein aus.", "rating": "2"}
        for number, moment in enumerate(MOMENTS)
    ]  # fmt: skip
    await imports.store_submission_rows(house, rows)
    await packing.run(house)


async def many_products(house: House) -> None:
    """5,000 products of one category, each sent back once."""
    await empty(house)
    await tell(
        house,
        [{"product": f"Artikel {number:04}", "sku": f"A-{number:04}", "category": "Alles",
          "day": TODAY - timedelta(days=number % 28)} for number in range(5_000)],
    )  # fmt: skip


async def many_carriers(house: House) -> None:
    """200 spellings of carriers, of which some are the same name."""
    await empty(house)
    names = [*SPELLINGS, *(f"Bote {number}" for number in range(200 - len(SPELLINGS)))]
    await tell(house, [{"product": "Wanderjacke", "carrier": name, "day": TODAY - timedelta(days=number % 7)}
                       for number, name in enumerate(names * 2)])  # fmt: skip


async def send(product: str, pieces: int) -> None:
    """Note what was sent of a product, on each of 120 days."""
    days = [TODAY - timedelta(days=number) for number in range(120)]
    rows = [(day, "", product, "Jacken", "GLS", "Erfurt", "Nord", pieces, 1, False) for day in days]
    async with transaction():
        await insert_many(Shipment, SHIPMENT, rows)


async def tell(house: House, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store answers, one item each, whose texts are read as "too small", and pack their days."""
    told = [{"day": TODAY, "category": "Jacken", "text": "", **row} for row in rows]
    survey = (await current_survey("returns")).id
    async with transaction():
        submissions = await reserve_ids(Submission, len(told))
        comments = await reserve_ids(Comment, len(told))
        await _store(told, submissions, comments, survey)
        await _read([(comment, row["day"], bool(row["text"])) for comment, row in zip(comments, told, strict=True)])
    await packing.run(house)
    await indexing.run(house)


async def _store(told: list[dict[str, Any]], submissions: Any, comments: Any, survey: int) -> None:
    moments = [datetime(row["day"].year, row["day"].month, row["day"].day, 10, tzinfo=UTC) for row in told]
    await insert_many(
        Submission,
        ("id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at", "revision",
         "notice_version", "demo"),
        [(one, survey, "", at, row["day"], "de", "link", 2, at, 1, "", False)
         for one, at, row in zip(submissions, moments, told, strict=True)],
    )  # fmt: skip
    blank = Comment(_ignore_missing=True).to_dict()
    names = [column._meta.db_column_name for column in Comment._meta.columns]
    stated = {"reason": "too_small", "reason_raw": "too_small", "language": "de", "quantity": 1, "revision": 1}
    filled = [{**blank, **stated, **row, "id": comment, "submission": one}
              for one, comment, row in zip(submissions, comments, told, strict=True)]  # fmt: skip
    await insert_many(Comment, names, [[row[name] for name in names] for row in filled])


async def _read(texts: list[tuple[int, date, bool]]) -> None:
    at = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    await insert_many(
        Classification,
        ("comment", "day", "outcome", "language", "source", "model_version", "classified_at", "revision", "overruled"),
        [(comment, day, "themes" if said else "empty", "de", "model", "t", at, 1, "") for comment, day, said in texts],
    )
    await insert_many(
        Assignment,
        ("comment", "theme", "probability", "source", "model_version"),
        [(comment, "too_small", 0.9, "model", "t") for comment, _day, said in texts if said],
    )
