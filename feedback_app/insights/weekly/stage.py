"""Stage ``week``: once a week each team hears what rose, what was done and what it brought.

Work is a team whose hour has come and whose week has no mark yet. Invariants: the letter and the mark are one
transaction, so a crash loses nothing and a second worker writes nothing; a week in which nobody answered and nothing
was done is marked and not written about; a quiet week is told as one, in a sentence; a team whose places all want to
hear of more serious things only gets none.
"""

from __future__ import annotations

from typing import Final

from feedback_app.alerts import destinations, posting, reading
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.outbox import Draft, enqueue, mail_or_mailbox
from feedback_app.alerts.posting import Said
from feedback_app.alerts.setting_words import named
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import speaking
from feedback_app.insights.weekly import letter as weekly_letter
from feedback_app.insights.weekly.letter import LetterPage, letter_page
from feedback_app.insights.weekly.week import Week, week_of
from feedback_app.insights.weekly.wishes import Due, days_of, due_of, wishes, written

SEVERITY: Final = "medium"
"""What a place must want to hear of to get letters; a place for dangers alone is not for reading."""


async def run(house: House, channels: Channels) -> int:
    """Write the letters that are due; returns how many."""
    due = {team: found for team, wish in (await wishes()).items() if (found := due_of(house, wish))}
    if not due:
        return 0
    done = await written({team: found.week for team, found in due.items()})
    return sum([await _write(house, channels, team, found) for team, found in due.items() if team not in done])


async def _write(house: House, channels: Channels, team: str, due: Due) -> bool:
    if await destinations.ears_of(team, SEVERITY) == []:
        return False
    listener = await posting.listener(team)
    with speaking(listener.language):
        week = await week_of(house, team, due)
        said = None if week.empty else await _said(house, week, due)
    async with transaction():
        first = await execute(
            "INSERT INTO weekly_report (team, week, written_at) VALUES (?, ?, ?) ON CONFLICT (team, week) DO NOTHING"
            " RETURNING id",
            team, due.week, house.now(),
        )  # fmt: skip
        if first and said is not None:
            await posting.post(house, channels, listener, said, single=False)
    return bool(first) and said is not None


async def _said(house: House, week: Week, due: Due) -> Said:
    page = await _page(house, week)
    return Said(
        event=f"weekly:{week.team}:{due.week.isoformat()}",
        severity=SEVERITY,
        mail=weekly_letter.mail_of(page),
        note=weekly_letter.note_of(page),
        hook=weekly_letter.hook_of(week, page, house.now()),
    )


async def _page(house: House, week: Week) -> LetterPage:
    return letter_page(week, named(await reading.team_names(), week.team), house.base_url)


async def preview(house: House, team: str) -> tuple[Week, LetterPage]:
    """Return the letter of the last seven days as it would be written now, in the language that is spoken."""
    week = await week_of(house, team, days_of(house, house.now()))
    return week, await _page(house, week)


async def send_copy(house: House, channels: Channels, team: str, viewer: Viewer) -> None:
    """Enqueue a copy for one member, in the member's language; asked twice within a minute it is sent once."""
    with speaking(viewer.language):
        _week, page = await preview(house, team)
        text = weekly_letter.mail_of(page)
    minute = house.now().strftime("%Y-%m-%dT%H:%M")
    async with transaction():
        channel = mail_or_mailbox(channels, viewer.email)
        event = f"weekly-copy:{team}:{viewer.id}:{minute}"
        await enqueue(house, [Draft(event, channel, viewer.email, text, None)])
