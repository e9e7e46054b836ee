"""Silence for one member or one team: it always ends, says so, and nobody silences everybody."""

import asyncio
from datetime import date, timedelta

import pytest

from feedback_app.alerts import lifecycle, muting, notifications, reading
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.muting import Wish
from feedback_app.alerts.tables import AlertEvent, Mute, Notification
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from tests.alerts.alert_world import TODAY
from tests.alerts.played_trends import add_themes, play, settle_day
from tests.alerts.test_lifecycle import make_alert

JANA, TOM = Doer(1, "Jana"), Doer(2, "Tom")


@pytest.fixture
async def card(db, house):
    await install_teams()
    return await reading.card(await make_alert(house))


def wish(house, about="alert", whom="team", days=1, share=None) -> Wish:
    return Wish(about, whom, house.now() + timedelta(days=days) if days else None, share, "Messe")


async def lines() -> list[tuple[str, str]]:
    return [(row["kind"], row["note"]) for row in await AlertEvent.select().order_by(AlertEvent.id)]


async def test_a_team_that_muted_an_alert_gets_no_message_and_the_others_do(card, house, mailbox_only):
    await muting.mute(house, card, wish(house), JANA)
    assert await muting.muted("product", card, house.now())
    assert not await muting.muted("logistics", card, house.now())
    async with transaction():
        await notifications.announce(house, mailbox_only, card, "worse", 1, False)
    assert await Notification.count() == 0


async def test_a_member_mutes_for_oneself_only(card, house):
    await muting.mute(house, card, wish(house, whom="me"), JANA)
    assert [one["member_id"] for one in await muting.mutes_of(card, 1, house.now())] == [1]
    assert await muting.mutes_of(card, 2, house.now()) == []
    assert not await muting.muted("product", card, house.now())


@pytest.mark.parametrize(
    ("about", "series", "silent"),
    [("alert", "too_small", False), ("series", "too_small|sku=K", False), ("theme", "too_small|sku=K", True)],
)
async def test_a_mute_is_about_one_alert_one_series_or_a_whole_theme(card, house, about, series, silent):
    await muting.mute(house, card, wish(house, about), JANA)
    async with transaction():
        await lifecycle.close_by_itself(house, card.id)
    other = await reading.card(await make_alert(house, series=series))
    assert await muting.muted("product", other, house.now()) == silent


async def test_it_ends_by_itself_and_the_history_says_so(card, house, clock):
    await muting.mute(house, card, wish(house), JANA)
    assert await muting.run(house) == 0
    clock.pass_time(days=1)
    assert [await muting.run(house), await muting.run(house)] == [1, 0]
    assert not await muting.muted("product", card, house.now())
    assert await lines() == [("muted", f"product {house.now().isoformat()} -"), ("unmuted", "time")]


async def test_it_ends_with_its_alert(card, house):
    await muting.mute(house, card, wish(house, days=30), JANA)
    await lifecycle.close(house, card.id, "Messe")
    assert await muting.run(house) == 1


async def test_a_share_that_is_exceeded_ends_it_with_a_message(db, house, mailbox_only, clock):
    await install_teams()
    await add_themes(["broken"])
    since = TODAY - timedelta(days=5)
    await play("broken|carrier=GLS", TODAY - timedelta(days=70), TODAY, since, TODAY, 12)
    await settle_day(house, mailbox_only)
    card = await reading.card(1)
    await muting.mute(house, card, wish(house, days=0, share=0.2), JANA)
    for daily, silent, messages in ((18, True, 1), (40, False, 2)):
        clock.pass_time(hours=1)
        await lifted(daily)
        await settle_day(house, mailbox_only)
        assert (await muting.muted("logistics", card, house.now()), await Notification.count()) == (silent, messages)
    assert ("unmuted", "exceeded") in await lines()


async def lifted(daily: int) -> None:
    from feedback_app.alerts.tables import Trend

    async with transaction():
        await Trend.update({Trend.observed: daily}, force=True).where(Trend.day > TODAY - timedelta(days=6))


@pytest.mark.parametrize(
    ("days", "share"), [(0, None), (-1, None), (400, None), (0, 0.05), (0, 1.2)],
    ids=["no end", "in the past", "for ever", "exceeded already", "never exceeded"],
)  # fmt: skip
async def test_a_mute_without_a_real_end_is_refused(card, house, days, share):
    with pytest.raises(AlertError) as refused:
        await muting.mute(house, card, wish(house, days=days, share=share), JANA)
    assert refused.value.status == 422
    assert await Mute.count() == 0


async def test_a_new_mute_takes_the_place_of_the_old_one(card, house):
    await muting.mute(house, card, wish(house), JANA)
    await muting.mute(house, card, wish(house, days=7), TOM)
    held = await Mute.select().where(Mute.ended_at.is_null())
    assert [row["by_member_name"] for row in held] == ["Tom"]


async def test_only_its_owner_or_its_team_ends_a_mute(card, house):
    mine = await muting.mute(house, card, wish(house, whom="me"), JANA)
    teams = await muting.mute(house, card, wish(house), JANA)
    for mute_id, by, may in ((mine, TOM, ("product",)), (teams, TOM, ("logistics",))):
        with pytest.raises(AlertError) as refused:
            await muting.unmute(house, mute_id, by, may)
        assert refused.value.status == 404
    await muting.unmute(house, mine, JANA, ())
    await muting.unmute(house, teams, TOM, ("product",))
    assert not await muting.muted("product", card, house.now())
    assert await muting.mutes_of(card, JANA.id, house.now()) == []


def test_a_day_ends_at_the_shops_own_midnight(house):
    assert muting.end_of(date(2026, 10, 25), house).isoformat() == "2026-10-25T23:00:00+00:00"
    assert muting.end_of(date(2026, 7, 1), house).isoformat() == "2026-07-01T22:00:00+00:00"


async def test_a_mute_that_is_over_silences_nobody_before_the_stage_has_noted_it(card, house, mailbox_only, clock):
    await muting.mute(house, card, wish(house), JANA)
    await muting.mute(house, card, wish(house, whom="me"), JANA)
    clock.pass_time(days=3)
    assert not await muting.muted("product", card, house.now())
    assert await muting.mutes_of(card, JANA.id, house.now()) == []
    async with transaction():
        await notifications.announce(house, mailbox_only, card, "worse", 1, False)
    assert await Notification.count() == 1


async def test_of_two_clicks_at_once_one_mute_holds(card, house):
    await asyncio.gather(*(muting.mute(house, card, wish(house), JANA) for _ in range(4)))
    assert len(await Mute.select().where(Mute.ended_at.is_null())) == 1
