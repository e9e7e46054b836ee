"""Customers are asked by mail only if the law allows it, at most once in a while, and reminded once."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from feedback_app.alerts import links, notifications
from feedback_app.alerts.tables import Notification
from feedback_app.asking import asking
from feedback_app.asking.customers import Basis, note_basis, object_by
from feedback_app.asking.tables import Customer, Mailing
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from surveys.built_in_scores import CSAT
from surveys.definition import MailWords, Words
from surveys.invitations import Found, find_invitation
from surveys.persons import person_of
from surveys.surveys import publish
from surveys.tables import Invitation, Order
from tests.asking.asking_world import (
    ANNA,
    BUYER,
    CONSENT,
    NO_BASIS,
    answer,
    ask,
    link,
    only,
    parts,
    planned,
    states,
)  # fmt: skip

REMINDER_DAYS = CSAT.reminder_days


def objection(house) -> str:
    return links.objection_token(house, person_of(house.keys, ANNA))


async def changed(house, **fields) -> None:
    await publish("csat", msgspec.structs.replace(CSAT, **fields), house.now())


@pytest.mark.parametrize(
    ("basis", "why"),
    [
        (None, "no_legal_basis"),
        (NO_BASIS, "no_legal_basis"),
        (dataclasses.replace(BUYER, objection_notice=False), "no_objection_notice"),
    ],
)
async def test_without_a_legal_basis_nothing_is_sent(house, channels, postbox, basis, why):
    warned = await planned(house, basis)
    assert (warned.state, warned.warning) == ("waiting", why)
    assert await ask(house, channels) == 0
    assert await states() == [("blocked", why)]
    assert (postbox.mails, await Invitation.count(), await Notification.count()) == ([], 0, 0)


@pytest.mark.parametrize("basis", [CONSENT, BUYER])
async def test_with_a_legal_basis_the_link_arrives_and_opens(house, channels, postbox, basis):
    await planned(house, basis)
    assert await ask(house, channels) == 1
    (mail,) = postbox.mails
    found = await find_invitation(house, link(parts(mail)[0]))
    assert isinstance(found, Found)
    assert (found.order.external_id, found.channel) == ("O-1", "mail")
    assert await states() == [("sent", "")]
    asked = await Invitation.objects().first()
    assert (asked.person, asked.mail_domain) == (person_of(house.keys, ANNA), "post.example")


async def test_nothing_is_sent_before_it_is_due(house, channels, postbox, clock):
    await planned(house)
    await Mailing.update({Mailing.planned_for: house.now() + timedelta(hours=24)}, force=True)
    assert await ask(house, channels) == 0
    clock.pass_time(hours=24)
    assert await ask(house, channels) == 1


async def test_an_objection_is_honoured_before_the_next_mail(house, channels, postbox):
    await planned(house)
    await object_by(house, objection(house))
    assert await ask(house, channels) == 0
    assert await states() == [("blocked", "objected")]


async def test_an_objection_takes_a_mail_out_of_the_outbox(house, channels, postbox):
    await planned(house)
    assert await asking.run(house, channels) == 1
    await object_by(house, objection(house))
    assert await notifications.run(house, channels) == 0
    assert (postbox.mails, await states()) == ([], [("blocked", "objected")])
    assert (await only()).sent_at is None


async def test_an_objection_takes_a_reminder_out_of_the_outbox(house, channels, postbox, clock):
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=REMINDER_DAYS)
    assert await asking.remind(house, channels) == 1
    await object_by(house, objection(house))
    assert await ask(house, channels) == 0
    assert len(postbox.mails) == 1
    assert ((await only()).state, (await only()).reminded_at) == ("sent", None)


async def test_a_mail_that_was_given_up_cannot_be_revived_after_an_objection(house, channels, postbox):
    await planned(house)
    postbox.answer = "550 no such user"
    await ask(house, channels)
    given_up = (await Notification.objects().first()).id
    await object_by(house, objection(house))
    assert not await notifications.try_again(house, given_up)


async def test_a_basis_that_is_taken_away_holds_at_once(house, channels, postbox):
    await planned(house)
    await asking.run(house, channels)
    await note_basis(house, ANNA, NO_BASIS)
    assert await ask(house, channels) == 0
    assert await states() == [("blocked", "no_legal_basis")]


async def test_only_a_consent_given_later_ends_an_objection(house, clock):
    await note_basis(house, ANNA, CONSENT)
    await object_by(house, objection(house))
    assert (await note_basis(house, ANNA, CONSENT)).objected_at == house.now()
    newer = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert (await note_basis(house, ANNA, dataclasses.replace(BUYER, noted_at=newer))).objected_at == house.now()
    assert (await note_basis(house, ANNA, Basis("consent", newer, "shop"))).objected_at is None


async def test_an_objection_that_came_by_phone_holds_too(house):
    assert (await note_basis(house, ANNA, CONSENT, objects=True)).objected_at == house.now()


async def test_the_same_person_is_not_asked_again_for_a_month(house, channels, postbox, clock):
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=house.throttle_days - 1)
    await planned(house, email=" Anna@POST.example ".strip().casefold(), order="O-2", survey="ces")
    await ask(house, channels)
    assert ("skipped", "asked_recently") in await states()
    clock.pass_time(days=2)
    await ask(house, channels)
    assert ((await only("O-2")).state, len(postbox.mails)) == ("skipped", 2)  # the second is O-1's reminder
    await planned(house, order="O-3")
    await ask(house, channels)
    assert (await only("O-3")).state == "sent"


async def test_what_was_blocked_does_not_count_as_asked(house, channels, postbox):
    await planned(house, NO_BASIS)
    await ask(house, channels)
    await planned(house, CONSENT, order="O-2")
    assert await ask(house, channels) == 1


async def test_others_are_asked_meanwhile(house, channels, postbox):
    await planned(house)
    await planned(house, email="ben@post.example", order="O-2")
    assert await ask(house, channels) == 2


async def test_a_shop_that_wants_no_throttle_gets_none(house, channels, postbox):
    eager = dataclasses.replace(house, throttle_days=0)
    await planned(eager)
    await planned(eager, order="O-2")
    assert await ask(eager, channels) == 2


async def test_some_occasions_are_left_alone(house, channels, postbox):
    await changed(house, not_after=("auto_closed",))
    await planned(house, occasion="auto_closed")
    assert await ask(house, channels) == 0
    assert await states() == [("skipped", "occasion")]


async def test_who_answered_by_another_way_is_not_asked(house, channels, postbox):
    await planned(house)
    await ask(house, channels)
    await answer(house, (await only()).invitation)
    await planned(house, email="ben@post.example")
    assert await ask(house, channels) == 0
    assert await states() == [("answered", ""), ("skipped", "already_answered")]


async def test_an_order_that_is_gone_stops_nothing(house, channels, postbox):
    await planned(house)
    await planned(house, email="ben@post.example", order="O-2")
    await Order.delete().where(Order.external_id == "O-1")
    assert await ask(house, channels) == 1
    assert await states() == [("skipped", "unknown_order"), ("sent", "")]


async def test_words_without_the_link_are_not_sent(house, channels, postbox):
    await changed(house, mail=MailWords(Words("Frage", "Question"), Words("Hallo {shop}", "{survey_url}")))
    await planned(house, language="de")
    assert await ask(house, channels) == 0
    assert await states() == [("skipped", "no_words")]


async def test_one_reminder_and_no_second(house, channels, postbox, clock):
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=REMINDER_DAYS - 1)
    assert await ask(house, channels) == 0
    clock.pass_time(days=1)
    assert await ask(house, channels) == 1
    clock.pass_time(days=REMINDER_DAYS)
    assert await ask(house, channels) == 0
    first, second = postbox.mails
    assert second["Message-ID"] != first["Message-ID"]
    assert link(parts(first)[0]) == link(parts(second)[0])
    assert "einzige Erinnerung" in parts(second)[0]


@pytest.mark.parametrize("state", ["answered", "disowned", "objected", "expired"])
async def test_no_reminder_after_an_answer_or_an_objection(house, channels, postbox, clock, state):
    await planned(house)
    await ask(house, channels)
    invitation = (await only()).invitation
    match state:
        case "answered":
            await answer(house, invitation)
        case "disowned":
            await Invitation.update({Invitation.disowned_at: house.now()}).where(Invitation.id == invitation)
        case "objected":
            await object_by(house, objection(house))
        case "expired":
            await Invitation.update({Invitation.expires_at: house.now()}).where(Invitation.id == invitation)
    clock.pass_time(days=REMINDER_DAYS)
    assert await ask(house, channels) == 0
    assert len(postbox.mails) == 1


async def test_an_answer_takes_a_waiting_reminder_out_of_the_outbox(house, channels, postbox, clock):
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=REMINDER_DAYS)
    await asking.remind(house, channels)
    await answer(house, (await only()).invitation)
    await asking.run(house, channels)
    assert await notifications.run(house, channels) == 0
    await asking.remind(house, channels)
    assert await states() == [("answered", "")]


async def test_no_reminder_of_a_mail_that_never_left(house, channels, postbox, clock):
    postbox.answer = "451 later"
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=REMINDER_DAYS)
    assert await asking.remind(house, channels) == 0


def test_the_worker_has_both_stages_before_it_sends():
    from feedback_app.worker import STAGES

    names = [name for name, _ in STAGES]
    assert {"ask", "remind"} <= set(names[: names.index("notify")])


async def test_a_survey_without_a_reminder_reminds_nobody(house, channels, postbox, clock):
    await planned(house, survey="ces")
    await ask(house, channels)
    clock.pass_time(days=29)
    assert await ask(house, channels) == 0


async def test_a_mail_that_cannot_arrive_shows_as_bounced_until_it_does(house, channels, postbox):
    postbox.answer = "550 no such user"
    await planned(house)
    await ask(house, channels)
    await asking.remind(house, channels)
    assert await states() == [("bounced", "")]
    postbox.answer = ""
    await notifications.try_again(house, (await Notification.objects().first()).id)
    await ask(house, channels)
    await asking.remind(house, channels)
    assert await states() == [("sent", "")]


async def test_a_stage_that_runs_twice_asks_once(house, channels, postbox):
    await planned(house)
    await asyncio.gather(*(asking.run(house, channels) for _ in range(4)))
    await notifications.run(house, channels)
    assert (len(postbox.mails), await Invitation.count()) == (1, 1)


async def test_two_workers_do_not_ask_one_person_twice(house, channels, postbox):
    for order in ("O-1", "O-2", "O-3"):
        await planned(house, order=order)
    await asyncio.gather(*(asking.run(house, channels) for _ in range(3)))
    assert await notifications.run(house, channels) == 1
    assert sorted(await states()) == [("sent", ""), ("skipped", "asked_recently"), ("skipped", "asked_recently")]


async def test_an_objection_and_a_mail_never_pass_each_other(house, channels, postbox):
    for number in range(12):
        email = f"k{number}@post.example"
        await planned(house, email=email)
        token = links.objection_token(house, person_of(house.keys, email))
        await asyncio.gather(asking.run(house, channels), object_by(house, token))
    assert await notifications.run(house, channels) == 0
    assert set(await states()) == {("blocked", "objected")}


async def test_a_stage_that_is_killed_leaves_nothing_half_done(house, channels, postbox, monkeypatch):
    await planned(house)
    with monkeypatch.context() as crash:
        crash.setattr(notifications, "enqueue", None)
        with pytest.raises(TypeError):
            await asking.run(house, channels)
    assert (await states(), await Invitation.count()) == ([("waiting", "")], 0)
    assert await ask(house, channels) == 1
    assert len(postbox.mails) == 1


async def test_planning_the_same_twice_plans_once(house, channels, postbox):
    first, second = await planned(house), await planned(house)
    assert first == second
    assert await ask(house, channels) == 1
    again = await planned(house)
    assert (again.id, again.state) == (first.id, "sent")
    assert await ask(house, channels) == 0


async def test_what_was_blocked_may_be_planned_again_once_there_is_a_basis(house, channels, postbox):
    await planned(house, NO_BASIS)
    await ask(house, channels)
    await planned(house, CONSENT)
    assert await ask(house, channels) == 1
    assert await Mailing.count() == 1


async def test_the_database_holds_no_usable_link(house, channels, postbox, clock):
    await planned(house)
    await ask(house, channels)
    clock.pass_time(days=REMINDER_DAYS)
    await ask(house, channels)
    plain = parts(postbox.mails[1])[0]
    secrets = [part for place in "su" for part in link(plain, place).split(".")[1:]]
    assert len(secrets) == 4
    dump = str([await fetch(f'SELECT * FROM "{table}"') for table in await tables()])
    assert ANNA in dump
    assert [secret for secret in secrets if secret in dump] == []


async def tables() -> list[str]:
    from feedback_app import schema

    return [table._meta.tablename for app in schema.APPS for table in app.table_classes]


async def test_without_a_mail_server_the_mail_waits_in_the_mailbox(house, channels):
    await planned(house)
    assert await ask(house, dataclasses.replace(channels, smtp=None)) == 1
    kept = await Notification.objects().first()
    assert kept.channel == "mailbox"
    assert "{survey_url}" in kept.body


async def test_the_demo_mails_nobody_and_leaves_with_its_customers(house, channels, postbox):
    await Order.update({Order.demo: True}, force=True)
    await note_basis(house, ANNA, CONSENT, demo=True)
    await planned(house, None)
    assert await ask(house, channels) == 1
    assert postbox.mails == []
    async with transaction():
        await Customer.delete().where(Customer.demo.eq(True))
    assert await Mailing.count() == 0


async def test_a_demo_customer_whom_the_shop_names_is_real(house):
    await note_basis(house, ANNA, CONSENT, demo=True)
    await note_basis(house, ANNA, CONSENT)
    await note_basis(house, ANNA, CONSENT, demo=True)
    assert (await Customer.objects().first()).demo is False
