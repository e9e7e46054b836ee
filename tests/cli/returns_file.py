"""A shop's year of returns as a CSV file of its own making, with one rise that somebody should have noticed."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

LAST = date(2026, 11, 15)
DAYS = 400
RISE_DAYS = 12
HEADER = (
    "Retourennummer", "Datum", "SKU", "Produkt", "Größe", "Versanddienstleister", "Lager", "Grund", "Kundenkommentar",
    "Bewertung",
)  # fmt: skip
PRODUCTS = (("H-1", "Hose Malmö", 5), ("K-2", "Kleid Oslo", 3), ("T-3", "Teekanne Föhr", 4), ("L-4", "Lampe Juist", 2))
CARRIERS = ("DHL", "GLS", "DPD")
SAID = (
    ("too_small", "Fällt viel zu klein aus, eine Nummer größer wäre besser."),
    ("too_small", "Much too small, it runs two sizes short."),
    ("damaged_transport", "Das Paket war völlig zerdrückt und alles darin zerbrochen."),
    ("damaged_transport", "The box arrived crushed and the pot was broken."),
    ("changed_mind", "Brauche ich doch nicht mehr."),
    ("too_late", "Kam zwei Wochen zu spät an."),
    ("", ""),
    ("dislike_style", ""),
    ("quality", "Die Naht ist schon nach einmal Tragen aufgegangen. Viele Grüße, Erika Muster, Tel. 0171 2345678"),
)
WEIGHTS = (3, 1, 1, 1, 3, 2, 2, 2, 2)


def write_returns(file: Path, rows: int, seed: int = 1, last: date = LAST) -> Path:
    """Write so many returns; in the last days damage at GLS is six times what it was."""
    dice = random.Random(seed)
    with file.open("w", encoding="cp1252", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(HEADER)
        for number in range(rows):
            writer.writerow(_row(dice, number, last - timedelta(days=DAYS - 1 - number * DAYS // rows), last))
    return file


def _row(dice: random.Random, number: int, day: date, last: date) -> tuple[object, ...]:
    sku, product, _ = dice.choices(PRODUCTS, [weight for _, _, weight in PRODUCTS])[0]
    carrier, warehouse = dice.choice(CARRIERS), dice.choice(("Erfurt", "Hamm"))
    rises = carrier == "GLS" and day > last - timedelta(days=RISE_DAYS)
    weights = [
        weight * (6 if rises and theme == "damaged_transport" else 1)
        for (theme, _), weight in zip(SAID, WEIGHTS, strict=True)
    ]
    reason, text = dice.choices(SAID, weights)[0]
    return (
        f"R{number}", day.strftime("%d.%m.%Y"), sku, product, dice.choice(("S", "M", "L")), carrier, warehouse,
        reason if dice.random() < 0.8 else "", text, dice.choice(("", 1, 3, 4, 5)),
    )  # fmt: skip
