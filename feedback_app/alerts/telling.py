"""Stage ``tell``: customers who asked hear what became of their complaint.

Work is an effect that a member has released and a customer who was not told of it yet. Invariants: only customers who
left an address for this purpose and whose current answer is about exactly this theme, in this scope and time; one mail
per person and action, noted in Telling in the transaction that enqueues it; never after an objection; no person twice
within the house's throttle, so several actions come in one mail; what relapsed is told to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from feedback_app.alerts import notifications, reading
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.cards import Names
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Text
from feedback_app.alerts.notifications import Draft
from feedback_app.alerts.slices import DIMENSIONS, PARTS, parse_series
from feedback_app.alerts.tables import Telling
from feedback_app.alerts.told_letter import HEADERS, From, Helped, told_mail
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.house import House
from surveys.persons import person_of

TOLD: Final = "told"
RELEASE_HOLDS: Final = timedelta(days=120)
"""How long after its release an action is still told, e.g. to those who were written to a short time before."""
LEAST_ANSWERS: Final = 100
"""Answers on each side below which no shares are named: one answer more or less would move them by a percent."""
COLUMNS: Final = frozenset((*DIMENSIONS, *PARTS)) - {"survey"}
HELPED: Final = "e.verdict = 'improved' AND e.relapsed_on IS NULL"


class Gate(Protocol):
    """Knows who objected to mails; the floor that asks customers is one."""

    async def refuses(self, emails: Collection[str]) -> frozenset[str]:
        """Return those of the addresses, case-folded, that nobody may write to."""
        ...

    async def hold(self, email: str, demo: bool) -> bool:
        """Hold a person until the end of the caller's transaction; False when nobody may write to them."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """An action that helped."""

    id: int
    alert: int
    scope: str
    measure: str
    started_on: date
    since: date
    demo: bool
    shares: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Listener:
    """A customer who asked to hear and complained about what an action is against."""

    action: Done
    submission: int
    contact: int
    email: str
    person: str
    language: str
    day: date


async def run(house: House, channels: Channels, gate: Gate) -> int:
    """Enqueue the mails that are due; returns how many."""
    if (await settings_now()).tell_by_itself:
        await _release_all(house)
    waiting = await _waiting(house, gate)
    told = 0
    for listeners in waiting.values():
        told += await _tell(house, channels, gate, listeners)
    return told


async def listeners(house: House, gate: Gate, action: Done) -> tuple[list[Listener], list[Listener]]:
    """Return who hears of an action now, and who later because they were written to a short time ago."""
    found = await _new_listeners(house, gate, [action])
    recent = await _told_recently(house, [one.person for one in found])
    return [one for one in found if one.person not in recent], [one for one in found if one.person in recent]


async def helpful(clause: str, *arguments: object) -> list[Done]:
    """Return actions that helped and hold, chosen by a clause over e (effect) and a (action)."""
    rows = await fetch(
        f"""
        SELECT a.id, a.alert, a.scope, a.measure, a.started_on, l.series, l.since, l.demo,
            e.before_count, e.before_answers, e.after_count, e.after_answers
        FROM effect e JOIN action a ON a.id = e.action JOIN alert l ON l.id = a.alert
        WHERE {HELPED} AND {clause} ORDER BY a.id
        """,  # noqa: S608 clauses are ours
        *arguments,
    )
    return [
        Done(
            row["id"], row["alert"], row["scope"] or row["series"], row["measure"], row["started_on"],
            min(row["since"], row["started_on"]), bool(row["demo"]), sound_shares(row),
        )
        for row in rows
    ]  # fmt: skip


def sound_shares(row: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the shares before and after where both are sound, else None."""
    before, after = row["before_answers"], row["after_answers"]
    if min(before, after) < LEAST_ANSWERS:
        return None
    return row["before_count"] / before, row["after_count"] / after


async def sender(house: House) -> From:
    """Return who writes."""
    shops = await fetch("SELECT name, form_of_address FROM shop ORDER BY id LIMIT 1")
    url = f"{house.base_url}/changes" if (await settings_now()).changes_page else ""
    if not shops:
        return From("", changes_url=url)
    return From(str(shops[0]["name"]), shops[0]["form_of_address"] == "du", url)


def helped(listener: Listener, themes: Mapping[str, Names]) -> Helped:
    """Return what a listener hears of an action."""
    theme = parse_series(listener.action.scope).theme
    return Helped(
        themes.get(theme, Names(theme, theme)),
        listener.day,
        listener.action.measure,
        listener.action.started_on,
        listener.action.shares,
    )


async def drop_unsent(email: str) -> None:
    """Take what was not sent yet to an address out of the outbox, inside the caller's transaction."""
    await execute(
        "DELETE FROM notification WHERE sent_at IS NULL AND LOWER(recipient) = ? AND dedupe_key LIKE ?",
        email.casefold(),
        f"{TOLD}:%",
    )


async def _release_all(house: House) -> None:
    since = house.today() - RELEASE_HOLDS
    if not await helpful("e.told_at IS NULL AND a.started_on >= ?", since):
        return
    async with transaction():
        await execute(
            "UPDATE effect SET told_at = ? WHERE told_at IS NULL AND verdict = 'improved' AND relapsed_on IS NULL"
            " AND action IN (SELECT id FROM action WHERE started_on >= ?)",
            house.now(), since,
        )  # fmt: skip


async def _waiting(house: House, gate: Gate) -> dict[str, list[Listener]]:
    """Return by person who is to be told now, and of what."""
    released = await helpful("e.told_at IS NOT NULL AND e.told_at > ?", house.now() - RELEASE_HOLDS)
    found = await _new_listeners(house, gate, released)
    recent = await _told_recently(house, [one.person for one in found])
    waiting: dict[str, list[Listener]] = {}
    for one in found:
        if one.person not in recent:
            waiting.setdefault(one.person, []).append(one)
    return waiting


async def _new_listeners(house: House, gate: Gate, actions: Sequence[Done]) -> list[Listener]:
    """Return one listener for each person and action that was not told, without those who objected."""
    found: dict[tuple[int, str], Listener] = {}
    for action in actions:
        told = await _told(action.id)
        for one in await _contacts(house, action):
            # Who complained twice hears of it once, about the newer complaint.
            if one.person not in told and one.submission not in told:
                found[action.id, one.person] = one
    refused = await gate.refuses({one.email.casefold() for one in found.values()})
    return [one for one in found.values() if one.email.casefold() not in refused]


async def _told(action_id: int) -> set[object]:
    rows = await fetch("SELECT person, submission FROM telling WHERE action = ?", action_id)
    return {value for row in rows for value in (row["person"], row["submission"]) if value}


async def _told_recently(house: House, persons: Sequence[str]) -> set[str]:
    if not persons:
        return set()
    rows = await fetch(
        "SELECT DISTINCT person FROM telling WHERE at > ?", house.now() - timedelta(days=house.throttle_days)
    )
    return {row["person"] for row in rows}


async def _contacts(house: House, action: Done) -> list[Listener]:
    """Return who asked to be told and complained of the action's theme in its scope, from the rise to its start."""
    series = parse_series(action.scope)
    part = series.slice
    if part.dimension and part.dimension not in COLUMNS:
        return []
    chosen, values = ("", []) if part.everything else (f" AND c.{part.dimension} = ?", [part.value])
    rows = await fetch(
        f"""
        SELECT DISTINCT k.id, k.email, s.id AS submission, s.language, s.day FROM contact k
        JOIN submission s ON s.id = k.submission
        JOIN comment c ON c.submission = s.id JOIN assignment a ON a.comment = c.id AND a.theme = ?
        WHERE k.email <> '' AND c.superseded_at IS NULL AND c.day BETWEEN ? AND ?{chosen} ORDER BY k.id
        """,  # noqa: S608 names are ours
        series.theme, action.since, action.started_on, *values,
    )  # fmt: skip
    return [
        Listener(
            action, row["submission"], row["id"], row["email"], person_of(house.keys, row["email"]),
            row["language"], row["day"],
        )
        for row in rows
    ]  # fmt: skip


async def _tell(house: House, channels: Channels, gate: Gate, chosen: Sequence[Listener]) -> bool:
    """Tell one person of all that waits for them, in one mail; False when that is not possible any more."""
    newest = chosen[-1]
    demo = any(one.action.demo for one in chosen)
    async with transaction():
        if not await gate.hold(newest.email, demo) or await _told_recently(house, [newest.person]) & {newest.person}:
            return False
        themes = await reading.theme_names()
        text = told_mail([helped(one, themes) for one in chosen], await sender(house), newest.language)
        await insert_many(
            Telling,
            ("action", "submission", "person", "at"),
            [(one.action.id, one.submission, one.person, house.now()) for one in chosen],
            "ON CONFLICT (action, submission) DO NOTHING",
        )
        await notifications.enqueue(house, [_draft(channels, chosen, text, demo)])
    return True


def _draft(channels: Channels, chosen: Sequence[Listener], text: Text, demo: bool) -> Draft:
    newest = chosen[-1]
    return Draft(
        event=f"{TOLD}:{chosen[0].action.id}:{newest.contact}",
        # The demo's customers are invented, but somebody may own their addresses.
        channel="mailbox" if demo else notifications.mail_or_mailbox(channels, newest.email),
        recipient=newest.email,
        text=text,
        alert_id=newest.action.alert,
        demo=demo,
        links={"objection_url": f"objection:{newest.person}"},
        headers=HEADERS,
    )
