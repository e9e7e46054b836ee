"""The customers' words of the demo, written for it, and how one is picked.

The files hold a pool of comments per reason, per theme that no reason states, and per planted issue. Invariant: a
comment comes again only after all that would fit have been used.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from feedback_app.demo.catalogue import Product

OPENING: Final = "opening"
CLOSING: Final = "closing"
# Matters that the form offers no reason for: customers state something vague and write what it is about.
UNSTATED: Final = ("packaging", "delivery_service", "customer_service", "refund_slow", "praise")
VAGUE: Final = frozenset({"", "other", "withdrawal"})


@dataclass(frozen=True, slots=True)
class DemoComment:
    """One comment. ``fits`` is a category or SKU, "" for any; the text may hold {product}, {size} and {color}."""

    pool: str
    language: str
    fits: str
    text: str


@cache
def demo_comments() -> tuple[DemoComment, ...]:
    """Return all comments in the order of their files."""
    found: list[DemoComment] = []
    for language in ("de", "en"):
        path = Path(__file__).with_name(f"comments_{language}.csv")
        with path.open(encoding="utf-8", newline="") as file:
            found += [
                DemoComment(row["reason"], language, row["fits"], row["text"])
                for row in csv.DictReader(file, strict=True)
            ]
    return tuple(found)


class Deck:
    """Draws comments like cards: shuffled, and none goes back before all that fit have been used."""

    def __init__(self, comments: Sequence[DemoComment], dice: Random) -> None:
        self._dice = dice
        self._pools: dict[tuple[str, str], list[DemoComment]] = {}
        self._left: dict[tuple[str, str], list[DemoComment]] = {}
        for comment in comments:
            self._pools.setdefault((comment.pool, comment.language), []).append(comment)

    def draw(self, pool: str, language: str, article: Product, size: str, color: str) -> str:
        """Return a comment of the pool that fits the article; "" when there is none."""
        left = self._left.setdefault((pool, language), [])
        card = next((card for card in left if _fits(card, article)), None)
        if card is None:
            self._refill(left, self._pools.get((pool, language), []))
            card = next((card for card in left if _fits(card, article)), None)
        if card is None:
            return ""
        left.remove(card)
        return card.text.format(product=article.name, size=size, color=color)

    def _refill(self, left: list[DemoComment], pool: list[DemoComment]) -> None:
        used = [card for card in pool if card not in left]
        self._dice.shuffle(used)
        left.extend(used)


def _fits(comment: DemoComment, article: Product) -> bool:
    if "{size}" in comment.text and not article.sizes:
        return False
    return comment.fits in ("", article.category, article.sku)
