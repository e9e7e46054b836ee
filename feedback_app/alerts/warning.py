"""Stage ``warn``: the teams hear at once of comments that may tell of danger, without waiting for any detection.

Work is a flag that was not announced, or a verdict that its alert has not heard. Alerts are opened and messages
enqueued in the transaction that marks the flags, so each flag is announced once; the notify stage sends. Invariant: no
customer's words stand in a message. Many flags at once are one message per team; programs hear of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from classifier.flags import FlagNews, claim_unannounced, some_unannounced
from feedback_app.alerts import outbox, posting, singles
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind, ears_of
from feedback_app.alerts.flag_letters import flag_json, flag_page, flags_page, note_of
from feedback_app.alerts.letters import Text, mail_of
from feedback_app.alerts.outbox import Draft
from feedback_app.alerts.posting import Listener, Said
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import speaking

TEAMS: Final = ("product", "service")
SEVERITY: Final = "critical"
MOST_MAILS: Final = 5


async def run(house: House, channels: Channels) -> int:
    """Open alerts and enqueue what teams and programs have to hear; returns how many flags and verdicts were new."""
    done = await _announce(house, channels) if await some_unannounced() else 0
    return done + await singles.keep_in_step(house)


async def _announce(house: House, channels: Channels) -> int:
    async with transaction():
        news = await claim_unannounced(house.now())
        alerts = await singles.open_singles(house, news)
        routed = await _routed(alerts)
        for team in await _teams(routed):
            own = news if team.code in TEAMS else [one for one in news if routed.get(one.id) == team.code]
            for said in _messages(house, team, own, alerts):
                await posting.post(house, channels, team, said)
            if len(own) > MOST_MAILS:
                await outbox.enqueue(house, await _each_to_programs(house, team, own, alerts))
        await outbox.enqueue(house, _each_to_the_webhook(house, channels, news, alerts))
    return len(news)


async def _routed(alerts: Mapping[int, int]) -> dict[int, str]:
    """Return for each flag the team that its alert was routed to."""
    if not alerts:
        return {}
    rows = await Alert.select(Alert.id, Alert.team).where(Alert.id.is_in(sorted(set(alerts.values()))))
    teams = {row["id"]: row["team"] for row in rows}
    return {flag: teams[alert] for flag, alert in alerts.items() if alert in teams}


async def _teams(routed: Mapping[int, str]) -> list[Listener]:
    """Return the teams that hear of every danger, and those whose alerts tell of one, where they exist."""
    codes = sorted({*TEAMS, *routed.values()})
    rows = await Team.select(Team.code).where(Team.code.is_in(codes)).order_by(Team.id)
    return [await posting.listener(row["code"]) for row in rows]


def _messages(house: House, team: Listener, news: Sequence[FlagNews], alerts: Mapping[int, int]) -> list[Said]:
    with speaking(team.language):
        if len(news) > MOST_MAILS:
            page = flags_page(news, f"{house.base_url}/flags")
            event, demo = f"flags:{news[0].id}-{news[-1].id}", all(one.demo for one in news)
            return [Said(event, SEVERITY, mail_of(page), note_of(page), "", demo=demo)]
        found = []
        for one in news:
            page, url = flag_page(one, _url(house, one)), _url(house, one)
            hook = flag_json(one, url)
            mail, note = mail_of(page), note_of(page)
            found.append(Said(_event(one), SEVERITY, mail, note, hook, alerts.get(one.id), one.demo))
        return found


async def _each_to_programs(
    house: House, team: Listener, news: Sequence[FlagNews], alerts: Mapping[int, int]
) -> list[Draft]:
    ears = [ear for ear in await ears_of(team.code, SEVERITY) or () if ear.kind is Kind.WEBHOOK]
    return [
        Draft(_event(one), ear.kind.value, ear.name, _body(house, one), alerts.get(one.id), one.demo,
              destination_id=ear.id)
        for ear in ears
        for one in news
    ]  # fmt: skip


def _each_to_the_webhook(
    house: House, channels: Channels, news: Sequence[FlagNews], alerts: Mapping[int, int]
) -> list[Draft]:
    """Return the messages to the environment's webhook; those that a team's message brought already are the same."""
    if not channels.webhook_url:
        return []
    return [
        Draft(_event(one), "webhook", channels.webhook_url, _body(house, one), alerts.get(one.id), one.demo)
        for one in news
    ]


def _event(news: FlagNews) -> str:
    return f"flag:{news.id}"


def _body(house: House, news: FlagNews) -> Text:
    return Text("", flag_json(news, _url(house, news)), "")


def _url(house: House, news: FlagNews) -> str:
    return f"{house.base_url}/flags/{news.id}"
