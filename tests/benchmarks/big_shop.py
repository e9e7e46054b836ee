"""A shop of any size for benchmarks: submissions over a year, each with one returned item, and three themes for two.

Values follow a Zipf law, as products and carriers do; the same number gives the same shop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
from piccolo.table import Table

from classifier.tables import Assignment, Classification
from classifier.themes import theme_names
from feedback_app.foundation.database import engine, engine_name, transaction
from feedback_app.foundation.dialect import execute, insert_many
from surveys.surveys import current_survey
from surveys.tables import Comment, Shipment, Submission

DAYS: Final = 365
BATCH: Final = 50_000
PRODUCTS, CATEGORIES, CARRIERS, REGIONS = 500, 12, 6, 16
SIZES: Final = ("", "XS", "S", "M", "L", "XL", "38", "39", "40", "41", "42", "43")
REASONS: Final = (
    "too_small",
    "too_big",
    "defective",
    "damaged_transport",
    "too_late",
    "missing_parts",
    "dislike_style",
)
TEXTS: Final = (
    "Der Karton kam völlig eingedrückt an, das Glas war gesprungen.",
    "Fällt viel zu klein aus, ich habe sonst immer M.",
    "Der Reißverschluss klemmt nach zwei Tagen.",
    "The parcel arrived a week late and nobody told me.",
    "",
)
SUBMISSION: Final = (
    "id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at", "revision",
    "notice_version", "demo",
)  # fmt: skip
COMMENT: Final = (
    "id", "submission", "day", "reason", "reason_raw", "reason_group", "text", "language", "sku", "product", "category",
    "size", "carrier", "warehouse", "region", "ordered_on", "quantity", "revision",
    "question", "wish", "help_shown", "helped", "color", "hub", "packaging", "shift", "lot", "area",
)  # fmt: skip
REST: Final = ("", "", "", False, "", "", "", "", "", "")
OUTCOME: Final = (
    "id", "comment", "day", "outcome", "language", "novelty", "source", "model_version", "classified_at", "revision",
    "reason_in_text", "overruled",
)  # fmt: skip
THEME: Final = ("comment", "theme", "probability", "source", "model_version")
SENT: Final = (
    "day", "sku", "product", "category", "carrier", "warehouse", "region", "quantity", "revision", "demo",
)  # fmt: skip


async def fill(number: int, last: date) -> None:
    """Write ``number`` submissions with as many comments and half as many more assignments, and what was sent."""
    dice = np.random.default_rng(1)
    survey = (await current_survey("returns")).id
    themes = sorted(await theme_names("en"))
    for start in range(0, number, BATCH):
        size = min(BATCH, number - start)
        async with transaction():
            await _answers(dice, start, size, number, last, survey, themes)
    async with transaction():
        await put(Shipment, SENT, _shipments(last))
    async with transaction():
        await execute("ANALYZE")


async def _answers(
    dice: np.random.Generator, start: int, size: int, number: int, last: date, survey: int, themes: Sequence[str]
) -> None:
    ids = range(start + 1, start + size + 1)
    days = [last - timedelta(days=int((number - one) * DAYS / number)) for one in ids]
    moments = [datetime(day.year, day.month, day.day, 10, tzinfo=UTC) for day in days]
    ratings = dice.choice((None, 1, 2, 3, 4, 5, 5), size).tolist()
    languages = dice.choice(("de", "de", "de", "en"), size).tolist()
    await put(
        Submission,
        SUBMISSION,
        ((one, survey, f"B-{one}", at, day, language, "mail", rating, at, 1, "", False)
         for one, at, day, language, rating in zip(ids, moments, days, languages, ratings, strict=True)),
    )  # fmt: skip
    places = {
        "product": _zipf(dice, PRODUCTS, size), "size": dice.integers(0, len(SIZES), size).tolist(),
        "carrier": _zipf(dice, CARRIERS, size), "region": dice.integers(0, REGIONS, size).tolist(),
        "reason": dice.integers(0, len(REASONS), size).tolist(), "text": dice.integers(0, len(TEXTS), size).tolist(),
        "delay": dice.integers(2, 40, size).tolist(),
    }  # fmt: skip
    await put(
        Comment,
        COMMENT,
        (_comment(one, day, language, dict(zip(places, values, strict=True)))
         for one, day, language, *values in zip(ids, days, languages, *places.values(), strict=True)),
    )  # fmt: skip
    await put(
        Classification,
        OUTCOME,
        ((one, one, day, "themes", language, 0.1, "model", "bench", at, 1, None, "")
         for one, day, language, at in zip(ids, days, languages, moments, strict=True)),
    )  # fmt: skip
    first, second = dice.integers(0, len(themes), (2, size)).tolist()
    pairs = [(one, theme) for one, theme in zip(ids, first, strict=True)]
    pairs += [(one, (theme + 1 + one) % len(themes)) for one, theme in zip(ids, second, strict=True) if one % 2]
    await put(Assignment, THEME, ((one, themes[theme], 0.9, "model", "bench") for one, theme in dict.fromkeys(pairs)))


def _comment(one: int, day: date, language: str, place: dict[str, int]) -> tuple[Any, ...]:
    product, reason = place["product"], REASONS[place["reason"]]
    return (
        one, one, day, reason, reason, "", TEXTS[place["text"]], language, f"A-{product}", f"Artikel {product}",
        f"Gruppe {product % CATEGORIES}", SIZES[place["size"]], f"Paketdienst {place['carrier']}",
        ("Erfurt", "Hamm")[one % 2], f"Land {place['region']}", day - timedelta(days=place["delay"]), 1, 1, *REST,
    )  # fmt: skip


def _zipf(dice: np.random.Generator, values: int, size: int) -> list[int]:
    weights = 1 / np.arange(1, values + 1)
    return [int(value) for value in dice.choice(values, size, p=weights / weights.sum())]


def _shipments(last: date) -> Iterable[tuple[Any, ...]]:
    for number in range(DAYS):
        for product in range(PRODUCTS):
            yield (
                last - timedelta(days=number), f"A-{product}", f"Artikel {product}", f"Gruppe {product % CATEGORIES}",
                f"Paketdienst {(product + number) % CARRIERS}", ("Erfurt", "Hamm")[number % 2],
                f"Land {product % REGIONS}", 1 + 400 // (product + 1), 1, False,
            )  # fmt: skip


async def put(table: type[Table], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows, on PostgreSQL by COPY; inside ``transaction()``."""
    if engine_name() == "sqlite":
        await insert_many(table, columns, rows)
        return
    current = engine().current_transaction.get()
    await current.connection.copy_records_to_table(table._meta.tablename, records=rows, columns=list(columns))
