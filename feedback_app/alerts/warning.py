"""Stage ``warn``: the teams hear at once of comments that may tell of danger, without waiting for any detection.

Work is a flag that was not announced. Messages are enqueued in the transaction that marks it, so each flag is announced
once; the notify stage sends them. Invariant: no customer's words stand in a message. Many flags at once are one mail
per team; the webhook hears of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from classifier.flags import FlagNews, claim_unannounced, some_unannounced
from feedback_app.alerts import letters, notifications
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Text
from feedback_app.alerts.notifications import Draft
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House

TEAMS = ("product", "service")
MOST_MAILS = 5


async def run(house: House, channels: Channels) -> int:
    """Enqueue what the teams and the webhook have to hear; returns how many flags were announced."""
    if not await some_unannounced():
        return 0
    async with transaction():
        news = await claim_unannounced(house.now())
        drafts = [draft for team in await _teams() for draft in _mails(house, channels, team, news)]
        await notifications.enqueue(house, [*drafts, *_webhooks(house, channels, news)])
    return len(news)


async def _teams() -> list[tuple[str, str]]:
    """Return code and language of the teams that hear of danger, where they exist."""
    rows = await Team.select(Team.code, Team.language).where(Team.code.is_in(list(TEAMS))).order_by(Team.id)
    return [(row["code"], row["language"]) for row in rows]


def _mails(house: House, channels: Channels, team: tuple[str, str], news: Sequence[FlagNews]) -> list[Draft]:
    code, language = team
    if len(news) > MOST_MAILS:
        text = letters.flags_mail(news, f"{house.base_url}/flags", language)
        event = f"flags:{news[0].id}-{news[-1].id}"
        return [_mail(channels, event, code, text, all(one.demo for one in news))]
    return [
        _mail(channels, f"flag:{one.id}", code, letters.flag_mail(one, _url(house, one), language), one.demo)
        for one in news
    ]


def _mail(channels: Channels, event: str, team: str, text: Text, demo: bool) -> Draft:
    address = channels.team_mail.get(team, "")
    place = address or team
    # Two teams behind one address get one mail: its event, channel and place are the same.
    return Draft(event, notifications.mail_or_mailbox(channels, address), place, text, None, demo)


def _webhooks(house: House, channels: Channels, news: Sequence[FlagNews]) -> list[Draft]:
    if not channels.webhook_url:
        return []
    return [
        Draft(
            f"flag:{one.id}",
            "webhook",
            channels.webhook_url,
            Text("", letters.flag_json(one, _url(house, one)), ""),
            None,
            one.demo,
        )
        for one in news
    ]


def _url(house: House, news: FlagNews) -> str:
    return f"{house.base_url}/flags/{news.id}"
