"""Everything on the desk that has a name, found by the beginning of any of its words: for the palette and /go.

Reads only. Invariants: a member is led only where they may go; whole names and beginnings come before words inside;
the last entry always looks for the words in what customers wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final
from urllib.parse import quote, urlencode

from classifier.themes import theme_names
from feedback_app.alerts import reading, sentences
from feedback_app.foundation.access import SERVING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.rail import rail_of
from feedback_app.foundation.typed_numbers import whole_number
from feedback_app.insights.saved.views import listed
from feedback_app.insights.search.words import folded_of, tokens_of
from feedback_app.insights.store.facts import Facts, facts_now

MOST: Final = 8
MOST_ALERTS: Final = 100
"""So many of the newest alerts are found by their sentence; by its number every one is."""
MOST_ORDERS: Final = 3
MOST_NAMES: Final = 100_000
"""So many names are kept as they are compared."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: ``hint`` says what kind of thing it is."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class GoPage:
    """Context of search/go.html."""

    q: str
    places: tuple[Place, ...]


async def find_places(typed: str, viewer: Viewer) -> tuple[Place, ...]:
    """Return the eight best places for what was typed; nothing for nothing."""
    wanted = _folded(typed)
    if not wanted:
        return ()
    exact = [*await _alert_by_number(typed), *await _orders(typed)]
    named = [
        *_rooms(viewer),
        *[Place(v.name, _("Saved view"), f"{v.link}/open") for v in await listed(viewer)],
        *await _themes(),
        *await _alerts(),
        *_products(await facts_now(), wanted),
    ]
    ranked = sorted((_rank(wanted, place.label), order) for order, place in enumerate(named))
    best = [named[order] for rank, order in ranked if rank < NO_MATCH]
    words_url = f"/search?{urlencode({'q': typed})}"
    last = Place(_("Search for “%(words)s” in what customers wrote") % {"words": typed}, _("Search"), words_url)
    places = list(dict.fromkeys((*exact, *best)))
    return (*places[: MOST - 1], last)


NO_MATCH: Final = 9


def _rank(wanted: str, label: str) -> int:
    """Return 0 for the whole name, 1 for its beginning, 2 for beginnings of its words, else NO_MATCH."""
    named = _folded(label)
    if named.startswith(wanted):
        return 0 if named == wanted else 1
    return 2 if all(f" {word}" in named for word in wanted.split()) else NO_MATCH


# A palette asks with every letter, and a shop has tens of thousands of article numbers.
@lru_cache(maxsize=MOST_NAMES)
def _folded(label: str) -> str:
    """Return the words of a name as they are compared, each behind a blank."""
    return "".join(f" {folded_of(token)}" for token in tokens_of(label))


def _rooms(viewer: Viewer) -> Iterator[Place]:
    for room in rail_of(viewer.role):
        yield Place(room.word, _("Page"), room.url)
    yield Place(_("Return rates"), _("Page"), "/alerts/rates")
    yield Place(_("Reason and text"), _("Page"), "/themes/reasons")
    if viewer.role in SERVING:
        yield Place(_("Who hears of what"), _("Page"), "/alerts/settings")


async def _themes() -> list[Place]:
    names = (await theme_names(language())).values()
    return [Place(theme.name, _("Theme"), f"/themes/{theme.code}") for theme in names if not theme.retired]


def _products(facts: Facts, wanted: str) -> Iterator[Place]:
    """Yield the products and article numbers that fit best; there may be thousands, so others are not even made."""
    for dimension, hint in (("product", _("Product")), ("sku", _("Article number"))):
        ranked = ((_rank(wanted, name), name) for name in facts.values(dimension) if name)
        fitting = sorted((one for one in ranked if one[0] < NO_MATCH), key=itemgetter(0))
        for _rank_of, name in fitting[:MOST]:
            yield Place(name, hint, f"/products/{quote(name, safe='')}")


async def _alerts() -> list[Place]:
    cards = await reading.cards(f"ORDER BY closed_at IS NOT NULL, opened_at DESC, id DESC LIMIT {MOST_ALERTS}")
    return [Place(sentences.headline(card), _alert_hint(card.id), f"/alerts/{card.id}") for card in cards]


async def _alert_by_number(typed: str) -> list[Place]:
    number = whole_number(typed.lstrip("#").strip())
    cards = await reading.cards("WHERE id = ?", number) if number else []
    return [Place(sentences.headline(card), _alert_hint(card.id), f"/alerts/{card.id}") for card in cards]


def _alert_hint(number: int) -> str:
    return _("Alert %(number)s") % {"number": number}


async def _orders(typed: str) -> list[Place]:
    """Return what came back of an order, by its whole number."""
    # "<> ''" is what the index says: without it SQLite would read all submissions.
    found = await fetch(
        """SELECT "id" FROM "submission" WHERE "order_id" = ? AND "order_id" <> '' ORDER BY "id" DESC LIMIT ?""",
        typed.strip(),
        MOST_ORDERS,
    )
    label = _("Order %(number)s") % {"number": typed.strip()}
    return [Place(label, _("Submission"), f"/submissions/{row['id']}") for row in found]
