"""The places that messages of a team go to: mail, webhooks, chats, and a feed that readers fetch.

Invariants: addresses and secrets are encrypted (secrets.py) and leave this room only inside the letter that is being
sent; a place that says it is gone is disabled with the reason, and nothing is sent to it until a member enables it
again. A team without an active place that is sent to hears at the places of the environment.
"""

from __future__ import annotations

import base64
import secrets as random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from feedback_app.alerts import secrets
from feedback_app.alerts.routing import at_least
from feedback_app.alerts.team_tables import Destination
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House

ACTIVE: Final = "active"
DISABLED: Final = "disabled"


class Kind(StrEnum):
    """What a place is. A feed is fetched by its readers; everything else is sent to."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    SLACK = "slack"
    TEAMS = "teams"
    MATTERMOST = "mattermost"
    APPRISE = "apprise"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as a member asks for it; address and secret are still readable."""

    team: str
    kind: Kind
    name: str
    address: str
    secret: str = ""
    private: bool = False
    severity_from: str = "low"


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One place as it is shown: ``address`` and ``secret`` tell no more than their end."""

    id: int
    team: str
    kind: Kind
    name: str
    address: str
    secret: str
    private: bool
    severity_from: str
    active: bool
    disabled_reason: str
    tested_at: datetime | None
    test_outcome: str
    failed: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter goes now, with what opens it."""

    id: int
    kind: Kind
    active: bool
    address: str
    secret: str
    private: bool


@dataclass(frozen=True, slots=True)
class Ear:
    """An active place of a team, as much of it as enqueueing needs."""

    id: int
    kind: Kind
    name: str


async def ears_of(team: str, severity: str) -> list[Ear] | None:
    """Return who hears of a message of this severity; None when the team has no active place of its own at all."""
    rows = await fetch(
        "SELECT id, kind, name, severity_from FROM destination WHERE team = ? AND state = ? AND kind <> ? ORDER BY id",
        team, ACTIVE, Kind.FEED.value,
    )  # fmt: skip
    if not rows:
        return None
    return [Ear(row["id"], Kind(row["kind"]), row["name"]) for row in rows if at_least(severity, row["severity_from"])]


async def place_of(house: House, destination_id: int) -> Place | None:
    """Return where a message goes; None when the place was deleted. ValueError when no key opens its address."""
    row = await Destination.select().where(Destination.id == destination_id).first()
    return _place(house, row) if row else None


async def shown(house: House) -> list[ShownPlace]:
    """Return all places for the settings, by team and age."""
    failed = await fetch(
        """
        SELECT destination_id AS id, COUNT(*) AS n FROM notification
        WHERE destination_id IS NOT NULL AND failed_at IS NOT NULL AND sent_at IS NULL GROUP BY destination_id
        """
    )
    counts = {row["id"]: int(row["n"]) for row in failed}
    rows = await Destination.select().order_by(Destination.id)
    return [_shown(house, row, counts.get(row["id"], 0)) for row in rows]


async def team_of(destination_id: int) -> str | None:
    """Return the team of a place, None when there is none."""
    row = await Destination.select(Destination.team).where(Destination.id == destination_id).first()
    return str(row["team"]) if row else None


async def kind_of(destination_id: int) -> Kind | None:
    """Return the kind of a place, None when there is none."""
    row = await Destination.select(Destination.kind).where(Destination.id == destination_id).first()
    return Kind(row["kind"]) if row else None


async def add(house: House, wanted: Wanted) -> int:
    """Store a place and return its id."""
    async with transaction():
        made = Destination(
            team=wanted.team,
            kind=wanted.kind.value,
            name=wanted.name,
            address=secrets.locked(house.keys, wanted.address),
            secret=secrets.locked(house.keys, wanted.secret),
            private_targets=wanted.private,
            severity_from=wanted.severity_from,
            created_at=house.now(),
        )
        await made.save()
    return int(made.id)


async def disable(destination_id: int, reason: str) -> None:
    """Send nothing to a place any more, inside the caller's transaction; says why."""
    await execute(
        "UPDATE destination SET state = ?, disabled_reason = ? WHERE id = ? AND state = ?",
        DISABLED, reason[:300], destination_id, ACTIVE,
    )  # fmt: skip


async def enable(destination_id: int) -> None:
    """Send to a place again."""
    async with transaction():
        await execute("UPDATE destination SET state = ?, disabled_reason = '' WHERE id = ?", ACTIVE, destination_id)


async def delete(destination_id: int) -> None:
    """Forget a place; its unsent messages are given up and stay readable in the mailbox."""
    async with transaction():
        await execute("DELETE FROM destination WHERE id = ?", destination_id)


async def note_test(house: House, destination_id: int, outcome: str) -> None:
    """Remember when a place was tried and what came of it; "" for success."""
    async with transaction():
        await execute(
            "UPDATE destination SET tested_at = ?, test_outcome = ? WHERE id = ?",
            house.now(), outcome[:300], destination_id,
        )  # fmt: skip


async def renew_feed(house: House, destination_id: int) -> None:
    """Give a feed a new link; the old one leads nowhere from now on."""
    async with transaction():
        await execute(
            "UPDATE destination SET address = ? WHERE id = ? AND kind = ?",
            secrets.locked(house.keys, new_feed_token()), destination_id, Kind.FEED.value,
        )  # fmt: skip


async def lock_anew(house: House) -> int:
    """Lock all addresses and secrets with the newest key, after the house's secret was changed; returns how many."""
    rows = await Destination.select(Destination.id, Destination.address, Destination.secret)
    async with transaction():
        for row in rows:
            await execute(
                "UPDATE destination SET address = ?, secret = ? WHERE id = ?",
                secrets.locked_anew(house.keys, row["address"]),
                secrets.locked_anew(house.keys, row["secret"]),
                row["id"],
            )
    return len(rows)


def new_feed_token() -> str:
    """Return what makes a feed's link impossible to guess."""
    return random.token_hex(16)


def new_signing_secret() -> str:
    """Return a secret for a webhook, as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(random.token_bytes(32)).decode("ascii")


def _place(house: House, row: dict[str, Any]) -> Place:
    address, secret = secrets.opened(house.keys, row["address"]), secrets.opened(house.keys, row["secret"])
    if address is None or secret is None:
        raise ValueError("the address was locked with another secret of the house")
    active = row["state"] == ACTIVE
    return Place(row["id"], Kind(row["kind"]), active, address, secret, bool(row["private_targets"]))


def _shown(house: House, row: dict[str, Any], failed: int) -> ShownPlace:
    kind = Kind(row["kind"])
    address, secret = secrets.opened(house.keys, row["address"]), secrets.opened(house.keys, row["secret"])
    return ShownPlace(
        id=row["id"],
        team=row["team"],
        kind=kind,
        name=row["name"],
        address="" if kind is Kind.FEED else secrets.shown_address(kind, address) if address else "?",
        secret=secrets.ending(secret) if secret else "",
        private=bool(row["private_targets"]),
        severity_from=row["severity_from"],
        active=row["state"] == ACTIVE,
        disabled_reason=row["disabled_reason"],
        tested_at=row["tested_at"],
        test_outcome=row["test_outcome"],
        failed=failed,
    )
