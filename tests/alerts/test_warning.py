"""Teams hear at once of comments that may tell of danger: once, and without the customer's words."""

import json
from datetime import timedelta

import pytest

from classifier import flags
from classifier.examining import Waiting
from classifier.tables import SafetyFlag
from feedback_app import worker
from feedback_app.alerts import notifications, outbox, route_order, warning
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.tables import Alert, Notification
from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from surveys.tables import Comment
from tests.alerts.receivers import http_server, smtp_server
from tests.shop_cast import TODAY, add_comment

TEXT = "Der Lader hat gequalmt, Finger verbrannt"
SECRET_WORDS = ("gequalmt", "verbrannt", "Finger")


@pytest.fixture
async def teams(db):
    await install_teams()


async def flagged(house, text=TEXT, day=TODAY, **about) -> int:
    comment = await add_comment(text, day=day, **about)
    async with transaction():
        await flags.raise_flags([Waiting(comment, day, "", text, "de")], house.now())
    return int((await SafetyFlag.select().where(SafetyFlag.comment == comment).first())["id"])


async def test_product_and_service_get_a_mail_with_kind_product_and_link(teams, house):
    async with smtp_server() as box:
        mails = {"product": "produkt@shop.example", "service": "service@shop.example", "logistics": "l@shop.example"}
        channels = Channels(SmtpServer("127.0.0.1", box.port), "feedback@shop.example", mails, "", "", False)
        flag = await flagged(house, product="Lader X", sku="L-1")
        assert [await warning.run(house, channels), await warning.run(house, channels)] == [1, 0]
        await notifications.run(house, channels)
    assert sorted(mail["To"] for mail in box.mails) == ["produkt@shop.example", "service@shop.example"]
    plain = box.mails[0].get_payload()[0].get_payload(decode=True).decode()
    assert f"https://shop.example/flags/{flag}" in plain
    assert ("Feuer oder Überhitzung" in plain, "Lader X" in plain) == (True, True)
    rows = str(await Notification.select())
    assert [word for word in SECRET_WORDS if word in rows] == []


async def test_two_teams_behind_one_address_get_one_mail(teams, house):
    mails = {"product": "alle@shop.example", "service": "alle@shop.example"}
    await flagged(house)
    await warning.run(house, Channels(SmtpServer("127.0.0.1", 9), "f@shop.example", mails, "", "", False))
    assert await Notification.count() == 1


async def test_without_a_mail_server_the_mailbox_keeps_it_in_each_teams_language(teams, house, mailbox_only):
    async with transaction():
        await Team.update({Team.language: "en"}).where(Team.code == "service")
    await flagged(house, product="Lader")
    await warning.run(house, mailbox_only)
    kept = {row["recipient"]: row["subject"] for row in await Notification.select()}
    assert kept == {
        "product": "Sicherheit prüfen: Feuer oder Überhitzung, Verbrennung oder Verbrühung – Lader",
        "service": "Check safety: Fire or overheating, Burn or scald – Lader",
    }


async def test_only_teams_that_exist_hear_of_it(db, house, mailbox_only):
    await flagged(house)
    assert await warning.run(house, mailbox_only) == 1
    assert await Notification.count() == 0


async def test_the_webhook_says_what_was_found_and_none_of_the_words(teams, house):
    async with http_server() as hook:
        channels = Channels(None, "f@shop.example", {}, hook.url, "", True)
        flag = await flagged(house, product="Lader", sku="L-1")
        await warning.run(house, channels)
        await notifications.run(house, channels)
    ((_, body),) = hook.requests
    assert json.loads(body) == {
        "type": "safety.flagged",
        "timestamp": "2026-11-20T11:00:00Z",
        "data": {
            "id": flag, "kinds": ["fire", "burn"], "product": "Lader", "sku": "L-1",
            "url": f"https://shop.example/flags/{flag}",
        },
    }  # fmt: skip


async def test_many_flags_at_once_are_one_mail_per_team_and_a_webhook_each(teams, house):
    channels = Channels(None, "f@shop.example", {}, "https://hook.example/x", "", False)
    for number in range(7):
        await flagged(house, f"{TEXT} {number}")
    assert await warning.run(house, channels) == 7
    by_channel = [row["channel"] for row in await Notification.select()]
    assert (by_channel.count("mailbox"), by_channel.count("webhook")) == (2, 7)
    mail = await Notification.objects().where(Notification.channel == "mailbox").first()
    assert (mail.subject, "https://shop.example/flags\n" in mail.body) == ("Sicherheit prüfen: 7 Rückmeldungen", True)


async def test_a_crash_before_the_end_announces_nothing_and_the_next_run_everything(
    teams, house, mailbox_only, monkeypatch
):
    await flagged(house)
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "enqueue", None)
        with pytest.raises(TypeError):
            await warning.run(house, mailbox_only)
    assert (await Notification.count(), await Alert.count(), await flags.some_unannounced()) == (0, 0, True)
    assert await warning.run(house, mailbox_only) == 1
    assert await Notification.count() == 2


async def test_what_somebody_has_looked_at_and_what_is_long_ago_is_not_announced(teams, house, mailbox_only):
    seen = await flagged(house)
    await flags.judge(seen, "harmless", "", 7, "Anna", house.now())
    old = await flagged(house, TEXT + " alt", TODAY - timedelta(days=40))
    assert await warning.run(house, mailbox_only) == 0
    assert (await flags.some_unannounced(), (await flags.open_flags(house.now())).count) == (False, 0)
    assert (await SafetyFlag.objects().get(SafetyFlag.id == old)).verdict == "past"


async def test_a_name_in_braces_is_no_link(teams, house, mailbox_only):
    await flagged(house, product="Lader {confirm}")
    await warning.run(house, mailbox_only)
    await notifications.run(house, mailbox_only)
    assert "Lader {confirm}" in (await Notification.objects().first()).body


def test_danger_is_told_within_seconds_and_waits_for_no_detection():
    names = [name for name, _ in worker.STAGES]
    assert names.index("assign") < names.index("warn") < names.index("notify")
    assert names.index("warn") < names.index("detect")
    for quick in (worker.SOON, worker.BUSY, worker.WITHOUT_NEWS):
        assert "warn" in quick


async def test_the_worker_tidies_notes_about_deleted_texts(teams, house):
    flag = await flagged(house)
    await flags.judge(flag, "danger", "er schrieb: Finger verbrannt", 7, "Anna", house.now())
    async with transaction():
        await Comment.update({Comment.text: ""}, force=True)
    assert await worker._tidy(house, None) >= 1
    assert (await SafetyFlag.objects().first()).note == ""


async def test_the_team_that_a_route_names_hears_of_its_dangers_too(teams, house, mailbox_only):
    await route_order.add({"team": "logistics", "dimension": "sku", "value": "L-1"})
    await flagged(house, product="Lader X", sku="L-1")
    await flagged(house, product="Hose", sku="H-1")
    await warning.run(house, mailbox_only)
    rows = await Notification.select(Notification.recipient, Notification.subject)
    heard = [row["recipient"] for row in rows]
    assert (heard.count("logistics"), heard.count("product"), heard.count("service")) == (1, 2, 2)
