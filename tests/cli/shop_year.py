"""The year of a shop as its own export: the columns of the README, chance in every row, and one planted rise."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

COLUMNS = (
    "external_id", "submitted_at", "order_id", "language", "channel", "sku", "product", "category", "size", "color",
    "carrier", "warehouse", "region", "reason", "rating", "comment",
)  # fmt: skip
CARRIERS = ("DHL", "GLS", "DPD", "Hermes")
DAMAGED = "damaged_transport"
OTHER_REASONS = ("too_small", "too_big", "not_as_described", "quality", "defective", "wrong_item", "changed_mind",
                 "dislike_style", "ordered_wrong")  # fmt: skip
USUALLY_DAMAGED = 0.10
RISE_DAYS = 7
PRODUCTS = tuple((f"T-{number}", f"Teller Föhr {number}") for number in range(12))
WORDS = {
    DAMAGED: "Kam zerbrochen an, der Transport war wohl zu grob.",
    "too_small": "Fällt leider viel zu klein aus.",
    "changed_mind": "Ich brauche es doch nicht mehr.",
}


def write_year(
    file: Path,
    last: date,
    rising: str = "",
    rise: float = 2.0,
    days: int = 400,
    answers_a_day: int = 200,
    seed: int = 1,
) -> Path:
    """Write the days up to and including ``last``; for the last seven, damage at ``rising`` is ``rise``-fold."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        out = csv.writer(opened)
        out.writerow(COLUMNS)
        random = np.random.default_rng(seed)
        for number in range(days):
            day, now_rising = last - timedelta(days=days - 1 - number), rising if number >= days - RISE_DAYS else ""
            out.writerows(_day(random, day, answers_a_day, now_rising, rise))
    return file


def _day(
    random: np.random.Generator, day: date, answers: int, rising: str, rise: float = 2.0
) -> Iterator[tuple[object, ...]]:
    for number in range(int(random.poisson(answers))):
        carrier = CARRIERS[random.integers(len(CARRIERS))]
        # Drawn alike with and without the rise, so that both years are the same but for the rise itself.
        chance, other, product, words = random.random(), *random.integers((len(OTHER_REASONS), len(PRODUCTS), 5))
        damaged = chance < USUALLY_DAMAGED * (rise if carrier == rising else 1)
        reason = DAMAGED if damaged else OTHER_REASONS[other]
        sku, name = PRODUCTS[product]
        at = datetime.combine(day, time(8 + number % 12, number % 60)).isoformat()
        yield (
            f"{day}-{number}", at, f"B-{day}-{number}", "de", "web", sku, name, "Geschirr", "", "",
            carrier, ("Erfurt", "Kassel")[number % 2], "Bayern", reason, 1 + number % 5,
            WORDS.get(reason, "") if words == 0 else "",
        )  # fmt: skip
