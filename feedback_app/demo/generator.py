"""Makes the year of the fictional shop: shipments, answered forms, and orders that wait for an answer. Pure.

Invariants: the same seed and last day give the same rows in the same order, whichever part is read first; rows have
the columns of the CSV import; every number of an order or answer begins with ``demo-``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, TypeVar

from feedback_app.demo import catalogue, issues, rhythm
from feedback_app.demo.catalogue import PRODUCTS, Product
from feedback_app.demo.comments import CLOSING, OPENING, UNSTATED, VAGUE, Deck, DemoComment
from feedback_app.demo.issues import MENDED, UNNAMED, PlantedIssue, Quota
from feedback_app.demo.whereabouts import lot_of, whereabouts, with_whereabouts

DAYS: Final = 400
OPEN_ORDERS: Final = 40
ASKED_ORDERS: Final = 240
# Usual days differ more than by chance alone: variance = mean + mean² / 60.
DAY_SHAPE: Final = 60.0
WITH_TEXT: Final = 0.45
WITH_TEXT_IN_TROUBLE: Final = 0.65
WITH_RATING: Final = 0.85
WITH_OPENING: Final = 0.12
WITH_CLOSING: Final = 0.3
OTHER_MATTER: Final = 0.05
GIFT_SEASON: Final = 3.0

Row = dict[str, str]
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One line of a demo order."""

    article: Product
    size: str
    color: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """A recent order that nobody has answered for yet; ``ordered_at`` is the shop's local time without a zone."""

    number: str
    ordered_at: datetime
    language: str
    carrier: str
    warehouse: str
    region: str
    items: tuple[DemoItem, ...]
    hub: str = ""
    packaging: str = ""
    shift: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class DemoYear:
    """All that the demo stores. The iterators can be read once."""

    orders_sample: tuple[DemoOrder, ...]
    orders_asked: tuple[DemoOrder, ...]
    submissions: Iterator[Row]
    shipments: Iterator[Row]


def generate(seed: int, last_day: date, comments: Sequence[DemoComment], days: int = DAYS) -> DemoYear:
    """Make the year that ends with ``last_day``; ``days`` is its length."""
    calendar = [last_day - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    # A die for each, so that reading one part does not change another.
    return DemoYear(
        _orders(_dice(seed, last_day, "orders"), last_day, OPEN_ORDERS, "demo-{:04}", (3, 14)),
        _orders(_dice(seed, last_day, "asked"), last_day, ASKED_ORDERS, "demo-a-{:04}", (66, 80)),
        with_whereabouts(
            _with_mended(
                _with_news(
                    _submissions(_dice(seed, last_day, "submissions"), calendar, comments),
                    _dice(seed, last_day, "unnamed"),
                    last_day,
                    comments,
                ),
                _dice(seed, last_day, "mended"),
                last_day,
                comments,
            ),
            _dice(seed, last_day, "whereabouts"),
            last_day,
        ),
        _shipments(_dice(seed, last_day, "shipments"), calendar),
    )


def _dice(seed: int, last_day: date, part: str) -> Random:
    return Random(f"{seed}/{last_day.isoformat()}/{part}")  # noqa: S311 nothing here is a secret


def _orders(dice: Random, last_day: date, count: int, number: str, ago: tuple[int, int]) -> tuple[DemoOrder, ...]:
    """Make orders of ``ago`` days before the last day, from the nearest to the furthest."""
    return tuple(
        _order(dice, last_day - timedelta(days=dice.randint(*ago)), number.format(place))
        for place in range(1, count + 1)
    )


def _order(dice: Random, ordered_on: date, number: str) -> DemoOrder:
    articles = dice.choices(PRODUCTS, [article.demand for article in PRODUCTS], k=dice.choice((1, 1, 2, 3)))
    return _on_its_way(
        DemoOrder(
            number=number,
            ordered_at=_moment(dice, ordered_on),
            language=_one(dice, catalogue.LANGUAGES),
            carrier=_one(dice, catalogue.CARRIERS),
            warehouse=_one(dice, catalogue.WAREHOUSES),
            region=_one(dice, catalogue.REGIONS),
            items=tuple(DemoItem(article, *_variant(dice, article)) for article in dict.fromkeys(articles)),
        )
    )


def _on_its_way(order: DemoOrder) -> DemoOrder:
    """Complete an order by a die of its own, so that all else stays as it is."""
    dice = Random(order.number)  # noqa: S311 nothing here is a secret
    where = whereabouts(dice, order.carrier, order.region, order.items[0].article.category)
    ordered_on = order.ordered_at.date()
    return replace(
        order,
        items=tuple(replace(item, lot=lot_of(dice, item.article.sku, ordered_on)) for item in order.items),
        hub=where["hub"],
        packaging=where["packaging"],
        shift=where["shift"],
        postal_code=where["postal_code"],
    )


def _shipments(dice: Random, calendar: Sequence[date]) -> Iterator[Row]:
    demand = [article.demand for article in PRODUCTS]
    for day in calendar:
        pieces = _count(dice, rhythm.pieces_sent(day, calendar[-1]))
        articles = dice.choices(PRODUCTS, demand, k=pieces)
        carriers = _many(dice, catalogue.CARRIERS, pieces)
        warehouses = _many(dice, catalogue.WAREHOUSES, pieces)
        sent = Counter(zip(articles, carriers, warehouses, strict=True))
        for (article, carrier, warehouse), quantity in sent.items():
            yield {
                "date": day.isoformat(),
                "sku": article.sku,
                "product": article.name,
                "category": article.category,
                "carrier": carrier,
                "warehouse": warehouse,
                "region": "",
                "quantity": str(quantity),
            }


def _submissions(dice: Random, calendar: Sequence[date], comments: Sequence[DemoComment]) -> Iterator[Row]:
    deck, quota = Deck(comments, dice), Quota()
    weights = [article.demand * article.returned for article in PRODUCTS]
    returned = sum(weights) / sum(article.demand for article in PRODUCTS)
    for day in calendar:
        running = issues.running(day, calendar[-1])
        answers = _count(dice, rhythm.answers_written(day, calendar[-1], returned))
        moments = sorted(_moment(dice, day) for _ in range(answers))
        for number, moment in enumerate(moments, 1):
            article = dice.choices(PRODUCTS, weights)[0]
            yield _submission(dice, deck, quota, article, moment, number, running)


def _submission(
    dice: Random,
    deck: Deck,
    quota: Quota,
    article: Product,
    moment: datetime,
    number: int,
    running: Sequence[PlantedIssue],
) -> Row:
    carrier, language = _one(dice, catalogue.CARRIERS), _one(dice, catalogue.LANGUAGES)
    size, color = _variant(dice, article)
    concerned = [issue for issue in running if issue.concerns(article.sku, carrier)]
    reason, issue = _reason(dice, quota, _usual_reasons(article, moment.date()), concerned)
    rated = dice.random() < WITH_RATING
    return {
        "external_id": f"demo-{moment:%y%m%d}-{number:03}",
        "submitted_at": moment.isoformat(),
        "order_id": f"demo-{moment:%y%m%d}{number:03}",
        "language": language,
        "channel": _one(dice, catalogue.CHANNELS),
        "sku": article.sku,
        "product": article.name,
        "category": article.category,
        "size": size,
        "color": color,
        "carrier": carrier,
        "warehouse": _one(dice, catalogue.WAREHOUSES),
        "region": _one(dice, catalogue.REGIONS),
        "reason": reason,
        "rating": str(dice.choices(range(1, 6), catalogue.ratings(reason))[0]) if rated else "",
        "comment": _comment(dice, deck, DemoItem(article, size, color), language, reason, issue),
        "quantity": "",
    }


def _with_news(rows: Iterator[Row], dice: Random, last_day: date, comments: Sequence[DemoComment]) -> Iterator[Row]:
    """Let some who state nothing definite write about what no theme covers; all other rows stay as they are."""
    deck = Deck(comments, dice)
    for row in rows:
        share = UNNAMED.share(date.fromisoformat(row["submitted_at"][:10]), last_day)
        if row["category"] != UNNAMED.category or row["reason"] not in VAGUE or dice.random() >= share:
            yield row
            continue
        article = catalogue.product(row["sku"])
        text = deck.draw(UNNAMED.wording, row["language"], article, row["size"], row["color"])
        yield {**row, "comment": text}


def _with_mended(rows: Iterator[Row], dice: Random, last_day: date, comments: Sequence[DemoComment]) -> Iterator[Row]:
    """Let the issue that was mended happen; all other rows stay as they are."""
    deck, issue = Deck(comments, dice), MENDED
    for row in rows:
        day = date.fromisoformat(row["submitted_at"][:10])
        tells = issue.since(last_day) <= day <= issue.until(last_day) and issue.concerns(row["sku"], row["carrier"])
        usual = catalogue.REASONS[row["category"]]
        if not tells or dice.random() >= (issue.factor - 1) * usual.get(issue.reason, 0.0) / sum(usual.values()):
            yield row
            continue
        article = catalogue.product(row["sku"])
        text = deck.draw(issue.wording, row["language"], article, row["size"], row["color"])
        rating = str(dice.choices(range(1, 6), catalogue.ratings(issue.reason))[0]) if row["rating"] else ""
        told = text if row["comment"] else ""
        yield {**row, "reason": issue.reason, "rating": rating, "comment": told}


def _reason(
    dice: Random, quota: Quota, weights: Mapping[str, float], concerned: Sequence[PlantedIssue]
) -> tuple[str, PlantedIssue | None]:
    """Choose the stated reason, and the planted issue it tells of."""
    told = next((issue for issue in concerned if quota.falls(issue, weights)), None)
    if told is not None:
        return told.reason, told
    planted = {issue.reason for issue in concerned}
    return _one(dice, {reason: weight for reason, weight in weights.items() if reason not in planted}), None


def _usual_reasons(article: Product, day: date) -> Mapping[str, float]:
    weights = catalogue.REASONS[article.category]
    if (day.month, day.day) >= (12, 25) or (day.month == 1 and day.day <= 20):
        return {**weights, "gift": weights["gift"] * GIFT_SEASON}
    return weights


def _comment(dice: Random, deck: Deck, item: DemoItem, language: str, reason: str, issue: PlantedIssue | None) -> str:
    if dice.random() >= (WITH_TEXT_IN_TROUBLE if issue else WITH_TEXT):
        return ""
    pool = issue.wording if issue and dice.random() < 0.8 else _pool(dice, item.article, reason)
    text = deck.draw(pool, language, item.article, item.size, item.color)
    if text and dice.random() < WITH_OPENING:
        text = f"{deck.draw(OPENING, language, item.article, item.size, item.color)} {text}"
    if text.endswith((".", "!", "?")) and dice.random() < WITH_CLOSING:
        text = f"{text} {deck.draw(CLOSING, language, item.article, item.size, item.color)}"
    return text


def _pool(dice: Random, article: Product, reason: str) -> str:
    """Choose what the words are about: mostly the reason, sometimes a matter the form has no reason for, or another."""
    if reason in VAGUE and dice.random() < 0.6:
        return dice.choice(UNSTATED)
    if dice.random() < OTHER_MATTER:
        return _one(dice, catalogue.REASONS[article.category]) or "other"
    return reason or "other"


def _variant(dice: Random, article: Product) -> tuple[str, str]:
    return dice.choice(article.sizes) if article.sizes else "", dice.choice(article.colors)


def _moment(dice: Random, day: date) -> datetime:
    """Return a local time of that day between 7 and 22 o'clock, most likely in the evening."""
    seconds = int(dice.triangular(7 * 3600, 22 * 3600, 19 * 3600))
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def _one(dice: Random, weights: Mapping[Kind, float]) -> Kind:
    return _many(dice, weights, 1)[0]


def _many(dice: Random, weights: Mapping[Kind, float], count: int) -> list[Kind]:
    return dice.choices(list(weights), list(weights.values()), k=count)


def _count(dice: Random, mean: float) -> int:
    """Draw a number of events of a day: Poisson around a mean that itself varies."""
    if mean <= 0:
        return 0
    return _poisson(dice, mean * dice.gammavariate(DAY_SHAPE, 1 / DAY_SHAPE))


def _poisson(dice: Random, mean: float) -> int:
    """Draw from a Poisson distribution: events of rate 1 until ``mean`` is over."""
    count, waited = 0, -math.log(1 - dice.random())
    while waited < mean:
        count += 1
        waited -= math.log(1 - dice.random())
    return count
