"""From one message to a team to the drafts for all its places, each in the place's own shape and at the team's hours.

Invariants: people are told in their hours, unless it is as severe as the team wants to be woken for; programs (the
webhook) are told at once. A team that hears by digest gets no single message but what is critical. A muted team gets
nothing; the environment's webhook belongs to no team and hears everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from feedback_app.alerts import alert_settings, destinations, outbox
from feedback_app.alerts.channels import Channels, apprise, mattermost, slack, teams
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.destinations import Ear, Kind
from feedback_app.alerts.hours import Calendar, german_holidays, next_on_call, parse_hours
from feedback_app.alerts.letters import Text
from feedback_app.alerts.outbox import Draft
from feedback_app.alerts.routing import at_least
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import DEFAULT_LANGUAGE

ALWAYS_AT_ONCE: Final = "critical"
CHATS: Final[Mapping[Kind, Callable[[Note], str]]] = {
    Kind.SLACK: slack.render,
    Kind.TEAMS: teams.render,
    Kind.MATTERMOST: mattermost.render,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message in every shape. ``event`` names it; ``hook`` is the webhook's JSON, "" when programs hear nothing."""

    event: str
    severity: str
    mail: Text
    note: Note
    hook: str
    alert_id: int | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """A team with its wishes, or what holds for one that is not known."""

    code: str
    language: str = DEFAULT_LANGUAGE
    digest: str = "none"
    hours: str = "{}"
    wake_from: str = ALWAYS_AT_ONCE
    escalate_hours: int = 0
    escalate_to: str = ""
    owner_name: str = ""


async def listener(code: str) -> Listener:
    """Return a team's wishes."""
    row = await Team.objects().get(Team.code == code)
    if row is None:
        return Listener(code)
    return Listener(
        code, row.language, row.digest, row.hours, row.wake_from, row.escalate_hours, row.escalate_to, row.owner_name
    )


async def calendar_of(house: House, team: Listener) -> Calendar:
    """Return when a team may be disturbed, with the holidays of the shop's federal state."""
    settings = await alert_settings.settings_now()
    return Calendar(parse_hours(team.hours), house.zone, german_holidays(settings.federal_state))


async def post(
    house: House, channels: Channels, team: Listener, said: Said, *, muted: bool = False, single: bool = True
) -> None:
    """Enqueue a message for every place of a team, inside the caller's transaction.

    single: an alert of its own, which a team that reads digests does not want unless it is critical.
    """
    ears = await destinations.ears_of(team.code, said.severity)
    due = await _due(house, team, said.severity)
    drafts = _of_environment(channels, team, said, due) if ears is None else []
    drafts += [draft for ear in ears or () if (draft := _draft(channels, said, ear, due))]
    waits = single and team.digest != "none" and not at_least(said.severity, ALWAYS_AT_ONCE)
    kept = [] if muted else [draft for draft in drafts if draft.channel == Kind.WEBHOOK or not waits]
    await outbox.enqueue(house, kept + _environment_hook(channels, said))


async def _due(house: House, team: Listener, severity: str) -> datetime:
    now = house.now()
    if at_least(severity, team.wake_from):
        return now
    return next_on_call(now, await calendar_of(house, team))


def _of_environment(channels: Channels, team: Listener, said: Said, due: datetime) -> list[Draft]:
    address = channels.team_mail.get(team.code, "")
    channel = outbox.mail_or_mailbox(channels, address)
    return [Draft(said.event, channel, address or team.code, said.mail, said.alert_id, said.demo, due_at=due)]


def _environment_hook(channels: Channels, said: Said) -> list[Draft]:
    if not (channels.webhook_url and said.hook):
        return []
    text = Text("", said.hook, "")
    return [Draft(said.event, "webhook", channels.webhook_url, text, said.alert_id, said.demo)]


def _draft(channels: Channels, said: Said, ear: Ear, due: datetime) -> Draft | None:
    text = rendered(ear.kind, said)
    if text is None:
        return None
    # Mails stay readable in the mailbox while no server is set.
    channel = outbox.mail_or_mailbox(channels, ear.name) if ear.kind is Kind.MAIL else ear.kind.value
    made = Draft(said.event, channel, ear.name, text, said.alert_id, said.demo, destination_id=ear.id, due_at=due)
    return replace(made, due_at=None) if ear.kind is Kind.WEBHOOK else made


def rendered(kind: Kind, said: Said) -> Text | None:
    """Return a message in the shape of a place; None when nothing of it is meant for such a place."""
    if kind is Kind.MAIL:
        return said.mail
    if kind is Kind.WEBHOOK:
        return Text("", said.hook, "") if said.hook else None
    if kind is Kind.APPRISE:
        return Text(*apprise.render(said.note), "")
    if kind in CHATS:
        return Text(said.note.title, CHATS[kind](said.note), "")
    return None
