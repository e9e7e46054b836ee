"""A team's open alerts as an Atom feed, for those who read with a feed reader.

The link is the key: it is signed, names the feed, and leads nowhere once the feed has a new link or is gone. Invariant:
no customer's words and no address stand in it. Source of the format: RFC 4287.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from feedback_app.alerts import destinations, posting, reading, sentences, setting_words
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels.notes import one_line
from feedback_app.alerts.destinations import Kind
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import sign_token, token_is_genuine
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language, speaking
from feedback_app.foundation.pages import render

PURPOSE: Final = "feed"
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One alert in the feed."""

    url: str
    title: str
    text: str
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Context of alert_settings/feed.xml."""

    lang: str
    id: str
    title: str
    url: str
    updated_at: datetime
    entries: tuple[FeedEntry, ...]


async def url_of(house: House, destination_id: int) -> str:
    """Return a feed's link, "" while it cannot be opened."""
    token = await _token(house, destination_id)
    return f"{house.base_url}/feed/{destination_id}/{token}" if token else ""


async def feed(house: House, destination_id: int, token: str) -> str | None:
    """Return a feed as XML; None when the link is not, or no longer, its own."""
    if not token_is_genuine(house.keys, PURPOSE, token):
        return None
    known = await _token(house, destination_id)
    if known is None or not hmac.compare_digest(known, token):
        return None
    code = await destinations.team_of(destination_id)
    team = await posting.listener(code or "")
    cards = await reading.cards(
        "WHERE team = ? AND closed_at IS NULL AND parent IS NULL ORDER BY opened_at DESC, id DESC LIMIT ?", code, MOST
    )
    changed = await _changed([card.id for card in cards])
    with speaking(team.language):
        name = setting_words.named(await reading.team_names(), team.code)
        return render("alert_settings/feed.xml", _page(house, destination_id, name, cards, changed))


async def _token(house: House, destination_id: int) -> str | None:
    try:
        place = await destinations.place_of(house, destination_id)
    except ValueError:
        return None
    if place is None or place.kind is not Kind.FEED or not place.active:
        return None
    return sign_token(house.keys, PURPOSE, bytes.fromhex(place.address))


async def _changed(ids: Sequence[int]) -> dict[int, datetime]:
    if not ids:
        return {}
    rows = await fetch(f"SELECT id, updated_at FROM alert WHERE id IN ({marks(ids)})", *ids)  # noqa: S608 question marks only
    return {row["id"]: row["updated_at"] for row in rows}


def _page(
    house: House, destination_id: int, team: str, cards: Sequence[AlertCard], changed: dict[int, datetime]
) -> FeedPage:
    entries = tuple(
        FeedEntry(
            f"{house.base_url}/alerts/{card.id}",
            # XML has no place for control characters, not even escaped.
            one_line(sentences.headline(card)),
            one_line(sentences.sentence(card)),
            card.opened_at,
            changed.get(card.id, card.opened_at),
        )
        for card in cards
    )
    return FeedPage(
        lang=language(),
        id=f"{house.base_url}/feed/{destination_id}",
        title=_("Open alerts: %(team)s") % {"team": team},
        url=f"{house.base_url}/alerts",
        updated_at=max((entry.updated_at for entry in entries), default=house.now()),
        entries=entries,
    )
