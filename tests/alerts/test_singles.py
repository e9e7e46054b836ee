"""One submission that may tell of danger is an alert at once, in step with the flags on its comments."""

from datetime import timedelta

import pytest

from classifier import flags
from classifier.examining import Waiting
from classifier.tables import SafetyFlag
from feedback_app.alerts import endings, lifecycle, reading, warning
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.tables import Alert, AlertEvent, Notification
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from surveys.tables import Comment
from tests.alerts.recorded import record_action
from tests.shop_cast import TODAY, add_comment

TEXT = "Der Lader hat gequalmt, Finger verbrannt"
ANNA = Doer(7, "Anna")


@pytest.fixture
async def teams(db):
    await install_teams()


async def flagged(house, text=TEXT, **about) -> int:
    comment = await add_comment(text, day=TODAY, **about)
    async with transaction():
        await flags.raise_flags([Waiting(comment, TODAY, "", text, "de")], house.now())
    return int((await SafetyFlag.select().where(SafetyFlag.comment == comment).first())["id"])


async def opened(house, channels, clock, **about) -> tuple[int, int]:
    """A flag and its alert, a minute old."""
    flag = await flagged(house, product="Lader X", sku="L-1", **about)
    await warning.run(house, channels)
    clock.pass_time(minutes=1)
    return flag, int((await Alert.select(Alert.id).order_by(Alert.id).first())["id"])


async def state_of(alert_id: int) -> str:
    return (await Alert.select(Alert.state).where(Alert.id == alert_id).first())["state"]


async def verdict_of(flag: int) -> str:
    return (await SafetyFlag.select(SafetyFlag.verdict).where(SafetyFlag.id == flag).first())["verdict"]


async def test_a_danger_opens_a_critical_alert_about_its_submission(teams, house, mailbox_only, clock):
    await opened(house, mailbox_only, clock)
    alert = await Alert.objects().first()
    assert (alert.kind, alert.severity, alert.state, alert.team) == ("single", "critical", "new", "product")
    assert alert.submission
    assert alert.due_at - alert.opened_at == timedelta(hours=4)
    assert {row["alert_id"] for row in await Notification.select()} == {alert.id}


async def test_its_name_says_the_kind_of_danger_in_both_languages(teams, house, mailbox_only, clock):
    _, alert_id = await opened(house, mailbox_only, clock)
    card = await reading.card(alert_id)
    assert card.theme_name.de == "Feuer oder Überhitzung, Verbrennung oder Verbrühung"
    assert card.theme_name.en == "Fire or overheating, Burn or scald"
    assert card.series.slice.value == "L-1"


async def test_two_dangers_in_one_submission_are_one_alert(teams, house, mailbox_only, clock):
    await opened(house, mailbox_only, clock)
    other = await add_comment(TEXT, day=TODAY)
    async with transaction():
        first = await Comment.select(Comment.submission).order_by(Comment.id).first()
        await Comment.update({Comment.submission: first["submission"]}).where(Comment.id == other)
        await flags.raise_flags([Waiting(other, TODAY, "", TEXT, "de")], house.now())
    assert await warning.run(house, mailbox_only) == 1
    assert (await SafetyFlag.count(), await Alert.count()) == (2, 1)


async def test_calling_the_flag_harmless_closes_the_alert(teams, house, mailbox_only, clock):
    flag, alert_id = await opened(house, mailbox_only, clock)
    await flags.judge(flag, "harmless", "war ein Scherz", 7, "Anna", house.now())
    assert [await warning.run(house, mailbox_only), await warning.run(house, mailbox_only)] == [1, 0]
    assert await state_of(alert_id) == "closed"
    last = (await AlertEvent.select().order_by(AlertEvent.id))[-1]
    assert (last["kind"], last["member_name"], last["note"]) == ("noise", "Anna", "war ein Scherz")


async def test_a_confirmed_danger_stays_open_until_something_was_done(teams, house, mailbox_only, clock):
    flag, alert_id = await opened(house, mailbox_only, clock)
    await flags.judge(flag, "danger", "", 7, "Anna", house.now())
    assert [await warning.run(house, mailbox_only), await warning.run(house, mailbox_only)] == [1, 0]
    assert await state_of(alert_id) == "seen"


async def test_closing_the_alert_as_noise_calls_the_flag_harmless(teams, house, mailbox_only, clock):
    flag, alert_id = await opened(house, mailbox_only, clock)
    await lifecycle.close(house, alert_id, "Ironie", 7, "Anna")
    assert [await warning.run(house, mailbox_only), await warning.run(house, mailbox_only)] == [1, 0]
    assert await verdict_of(flag) == "harmless"
    assert await state_of(alert_id) == "closed"


async def test_an_action_calls_the_flag_dangerous(teams, house, mailbox_only, clock):
    flag, alert_id = await opened(house, mailbox_only, clock)
    await record_action(house, alert_id, "Netzteil", "Verkauf gestoppt", TODAY, 7, "Anna")
    assert [await warning.run(house, mailbox_only), await warning.run(house, mailbox_only)] == [1, 0]
    assert (await verdict_of(flag), await state_of(alert_id)) == ("danger", "action")


async def test_what_a_member_opens_again_stays_open(teams, house, mailbox_only, clock):
    _, alert_id = await opened(house, mailbox_only, clock)
    await lifecycle.close(house, alert_id, "Ironie", 7, "Anna")
    await warning.run(house, mailbox_only)
    clock.pass_time(minutes=1)
    await endings.reopen(house, alert_id, "doch nicht", ANNA)
    assert await warning.run(house, mailbox_only) == 0
    assert await state_of(alert_id) == "seen"


async def test_a_pass_without_news_writes_nothing(teams, house, mailbox_only, clock):
    await opened(house, mailbox_only, clock)
    before = await AlertEvent.count()
    assert await warning.run(house, mailbox_only) == 0
    assert await AlertEvent.count() == before
