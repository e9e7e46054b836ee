"""Telling people from programs that fill in forms, without any outside service.

Invariants: nothing is refused, a suspect is asked to confirm once more and then believed; addresses are kept only as
keyed hashes, in memory, for a minute; what a suspect sent is stored apart from every answer and count.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import msgspec

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.answers import Fields
from surveys.tables import Suspect

FASTEST_PERSON: Final = timedelta(seconds=2)
WINDOW: Final = timedelta(seconds=60)
MANY_LINKS: Final = 5
MOST_ADDRESSES: Final = 20_000
MOST_SUSPECTS: Final = 10
HONEYPOT: Final = "website"
_TAG_LENGTH: Final = 22
Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Served:
    """When a form was given out. ``confirming``: it asked a suspect to confirm."""

    at: datetime
    confirming: bool = False


def nonce_of(keys: Keys, token: str, served: Served) -> str:
    """Return what a form carries to show when it was given out: milliseconds, a letter and a keyed tag."""
    body = f"{round(served.at.timestamp() * 1000)}.{'c' if served.confirming else 'f'}"
    return f"{body}.{_tag(keys, token, body)}"


def served_by(keys: Keys, token: str, nonce: str) -> Served | None:
    """Return when the form with this nonce was given out, or None when it was not given out for this link."""
    body, _, tag = nonce.rpartition(".")
    at, _, kind = body.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) < 15 and kind in {"c", "f"}):
        return None
    if not hmac.compare_digest(_tag(keys, token, body).encode(), tag.encode("utf-8", "replace")):
        return None
    return Served(datetime.fromtimestamp(int(at) / 1000, UTC), kind == "c")


@dataclass(slots=True)
class Watch:
    """What this process saw within the last minute: links by address, scores by link."""

    links: OrderedDict[str, deque[tuple[datetime, str]]] = field(default_factory=OrderedDict)
    scores: OrderedDict[str, dict[str, datetime]] = field(default_factory=OrderedDict)

    def saw(self, house: House, address: str, token: str, score: str = "") -> None:
        """Note that somebody at an address opened a link, with one of its scores or without."""
        now = house.now()
        link = _kept(house.keys, "link", token)
        seen = _latest(self.links, kept_address(house.keys, address), deque[tuple[datetime, str]]())
        while seen and seen[0][0] <= now - WINDOW:
            seen.popleft()
        if link not in {one for _, one in seen}:
            seen.append((now, link))
        if score:
            _latest(self.scores, link, dict[str, datetime]())[score] = now

    def many_links(self, house: House, address: str) -> bool:
        """Tell whether five or more links were opened from one address within a minute."""
        since = house.now() - WINDOW
        seen = self.links.get(kept_address(house.keys, address), ())
        return len({link for at, link in seen if at > since}) >= MANY_LINKS

    def all_scores(self, house: House, token: str, scores: Sequence[str]) -> bool:
        """Tell whether every score of this link was opened within a minute."""
        since = house.now() - WINDOW
        seen = self.scores.get(_kept(house.keys, "link", token), {})
        return len(scores) > 1 and all(score in seen and seen[score] > since for score in scores)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of one posted form beside its answers. ``whole``: it is to be stored, not only saved.

    ``watched``: its link was sent out, so that how many of them one address opens tells something.
    """

    token: str
    address: str
    nonce: str
    honeypot: str
    fetch_site: str
    scores: tuple[str, ...]
    whole: bool
    watched: bool = True


def signs_of(house: House, watch: Watch, sent: Sent) -> tuple[str, ...]:
    """Return why a post looks like a program's; () for a person.

    Whoever was asked to confirm and does so after more than two seconds is a person, whatever else there is.
    """
    served = served_by(house.keys, sent.token, sent.nonce)
    fast = served is not None and house.now() - served.at < FASTEST_PERSON
    if served is not None and served.confirming:
        return ("too_fast",) if fast else ()
    signs = (
        ("no_nonce", served is None),
        ("too_fast", fast and sent.whole),
        ("honeypot", bool(sent.honeypot)),
        ("cross_site", sent.fetch_site == "cross-site"),
        ("many_links", sent.watched and watch.many_links(house, sent.address)),
        ("all_scores", sent.watched and watch.all_scores(house, sent.token, sent.scores)),
    )
    return tuple(name for name, there in signs if there)


def prefix_of(address: str) -> str:
    """Return what stands for one place on the net: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def kept_address(keys: Keys, address: str) -> str:
    """Return what is kept, in memory, of where a request came from: a keyed hash of its place on the net."""
    return _kept(keys, "address", prefix_of(address))


async def quarantine(house: House, invitation_id: int, signs: Sequence[str], fields: Fields) -> None:
    """Store what a suspect sent, apart from every answer; at most ten per link. ``fields`` are redacted already."""
    async with transaction():
        if await Suspect.count().where(Suspect.invitation == invitation_id) >= MOST_SUSPECTS:
            return
        await Suspect(
            invitation=invitation_id,
            signs=",".join(signs),
            fields=msgspec.json.encode(fields).decode(),
            seen_at=house.now(),
        ).save()


async def acquit(invitation_id: int, now: datetime, anonymous: bool) -> None:
    """Note that a person answered after all; an anonymous answer leaves no such trace. Inside ``transaction()``."""
    mine = Suspect.invitation == invitation_id
    if anonymous:
        await Suspect.delete().where(mine)
    else:
        await Suspect.update({Suspect.replaced_at: now}).where(mine & Suspect.replaced_at.is_null())


def _latest(kept: OrderedDict[str, Seen], key: str, empty: Seen) -> Seen:
    found = kept.setdefault(key, empty)
    kept.move_to_end(key)
    if len(kept) > MOST_ADDRESSES:
        kept.popitem(last=False)
    return found


def _kept(keys: Keys, purpose: str, text: str) -> str:
    return hmac.new(keys.derive(f"watch:{purpose}"), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _tag(keys: Keys, token: str, body: str) -> str:
    text = f"{token} {body}".encode("utf-8", "replace")
    return hmac.new(keys.derive("nonce"), text, hashlib.sha256).hexdigest()[:_TAG_LENGTH]
