"""Every receiver is away for three days: all that happened meanwhile arrives, once, with the id of its first try."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from feedback_app.alerts import destinations, notifications, outbox
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.letters import Text
from feedback_app.alerts.outbox import Draft
from feedback_app.alerts.tables import Notification
from feedback_app.foundation.database import transaction
from tests.alerts.receivers import Hook, Postbox, http_server, smtp_server

STEP = timedelta(hours=9)
OUTAGE = timedelta(days=3)


async def something_happens(house, hook: Hook, places: dict[Kind, int], number: int) -> None:
    text = Text(f"Nr. {number}", f'{{"number": {number}}}', "")
    drafts = [
        Draft(f"event:{number}", kind.value, kind, text, None, destination_id=one) for kind, one in places.items()
    ]
    async with transaction():
        await outbox.enqueue(house, [*drafts, Draft(f"event:{number}", "webhook", hook.url, text, None)])


def arrived(mail: Postbox, hook: Hook) -> Counter[str]:
    return Counter(
        [str(one["Message-ID"]).strip("<>").partition("@")[0] for one in mail.mails]
        + [headers["webhook-id"] for headers, _ in hook.requests]
    )


async def test_an_outage_of_three_days_loses_nothing_and_repeats_nothing(world, house, clock):
    async with smtp_server() as mail, http_server() as hook:
        there = Channels(SmtpServer("127.0.0.1", mail.port), "f@shop.example", {}, hook.url, "", True)
        away = replace(there, smtp=SmtpServer("127.0.0.1", 9))
        places = {
            kind: await destinations.add(house, Wanted("logistics", kind, kind, address, "", private=True))
            for kind, address in ((Kind.SLACK, hook.url), (Kind.TEAMS, hook.url), (Kind.MAIL, "lager@shop.example"))
        }
        hook.answer, begin, number = b"HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n", house.now(), 0
        while house.now() < begin + OUTAGE:
            await something_happens(house, hook, places, number)
            assert await notifications.run(house, away) == 0
            clock.now, number = clock.now + STEP, number + 1
        tried = {headers["webhook-id"] for headers, _ in hook.requests}
        hook.requests.clear()
        hook.answer = b"HTTP/1.1 204 Fine\r\nContent-Length: 0\r\n\r\n"
        for _ in range(9):
            await notifications.run(house, there)
            clock.now += STEP
    got = arrived(mail, hook)
    rows = await Notification.select(Notification.message_id, Notification.sent_at)
    assert (len(rows), number) == (4 * 8, 8)
    assert got == Counter({row["message_id"]: 1 for row in rows})
    assert tried <= set(got)
    assert all(row["sent_at"] for row in rows)
