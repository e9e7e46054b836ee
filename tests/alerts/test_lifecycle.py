"""The steps of an alert: what leads where, and who wins."""

import asyncio
from datetime import date, timedelta

import pytest

from feedback_app.alerts import endings, handing, lifecycle
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.lifecycle import Doer
from feedback_app.alerts.tables import Alert, AlertEvent, ChangePoint, Notification
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from feedback_app.foundation.languages import speaking
from tests.alerts.alert_world import TODAY
from tests.alerts.recorded import record_action

JANA, TOM = Doer(1, "Jana"), Doer(2, "Tom")

STATES = ("new", "seen", "assigned", "action", "watching", "closed")
STEPS = {
    "see": lambda house, alert_id: lifecycle.see(house, alert_id, 1, "Jana"),
    "assign": lambda house, alert_id: lifecycle.assign(house, alert_id, 1, "Jana"),
    "action": lambda house, alert_id: record_action(house, alert_id, "Band", "Doppelt kleben", TODAY, 1, "Jana"),
    "close": lambda house, alert_id: lifecycle.close(house, alert_id, member_id=1),
    "noise": lambda house, alert_id: lifecycle.close(house, alert_id, "Messe", 1, "Jana"),
    "hand_over": lambda house, alert_id: lifecycle.hand_over(house, alert_id, TOM, 0, "", JANA),
    "pass_on": lambda house, alert_id: lifecycle.pass_on(house, alert_id, "service", Doer(), 0, "", JANA),
    "accept": lambda house, alert_id: endings.accept(house, alert_id, "Neue Kollektion", JANA),
    "reopen": lambda house, alert_id: endings.reopen(house, alert_id, "doch nicht", JANA),
}
LEADS_TO = {
    ("new", "see"): "seen",
    ("new", "assign"): "assigned",
    ("seen", "assign"): "assigned",
    ("action", "close"): "closed",
    ("watching", "close"): "closed",
    ("closed", "reopen"): "seen",
    ("new", "hand_over"): "assigned",
    ("seen", "hand_over"): "assigned",
    **{(state, "hand_over"): state for state in STATES[2:-1]},
    **{(state, "action"): "action" for state in STATES[:-1]},
    **{(state, step): "closed" for state in STATES[:-1] for step in ("noise", "accept")},
    **{(state, "pass_on"): "new" for state in STATES[:-1]},
}


async def make_alert(house, state: str = "new", series: str = "too_small") -> int:
    now = house.now()
    alert = Alert(
        series=series, open_key=None if state == "closed" else series, theme="too_small", team="product",
        state=state, since=date(2026, 11, 10), last_day=TODAY, observed=41, expected=12, lower=6, upper=19,
        exposure=400, usual_share=0.03, score=4, opened_at=now, updated_at=now,
        closed_at=now if state == "closed" else None,
    )  # fmt: skip
    await alert.save()
    return alert.id


async def state_of(alert_id: int) -> str:
    return (await Alert.select(Alert.state).where(Alert.id == alert_id).first())["state"]


@pytest.mark.parametrize("step", STEPS)
async def test_every_step_leads_where_it_should_or_is_refused(db, house, step):
    for state in STATES:
        alert_id = await make_alert(house, state, series=f"too_small|sku={state}")
        if (state, step) in LEADS_TO:
            await STEPS[step](house, alert_id)
            assert await state_of(alert_id) == LEADS_TO[state, step]
            assert await AlertEvent.count().where(AlertEvent.alert == alert_id) == 1
            continue
        with pytest.raises(AlertError) as refused:
            await STEPS[step](house, alert_id)
        assert refused.value.status == 409
        assert await state_of(alert_id) == state
        assert await AlertEvent.count().where(AlertEvent.alert == alert_id) == 0


async def test_a_step_of_an_alert_that_does_not_exist_is_404(db, house):
    with pytest.raises(AlertError) as refused:
        await lifecycle.see(house, 77)
    assert refused.value.status == 404


async def test_of_many_members_who_take_an_alert_one_wins(db, house):
    alert_id = await make_alert(house)
    tries = [lifecycle.assign(house, alert_id, member, f"M{member}") for member in range(1, 21)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    winners = [number for number, outcome in enumerate(outcomes, 1) if outcome is None]
    assert len(winners) == 1
    assert all(outcome.status == 409 for outcome in outcomes if isinstance(outcome, AlertError))
    assert (await Alert.objects().first()).owner_id == winners[0]
    assert await AlertEvent.count() == 1


async def test_history_says_who_did_what(db, house):
    alert_id = await make_alert(house)
    await lifecycle.see(house, alert_id, 1, "Jana")
    await lifecycle.close(house, alert_id, " Messe ", 2, "Tom")
    lines = await AlertEvent.select().order_by(AlertEvent.id)
    assert [(line["kind"], line["member_name"], line["note"]) for line in lines] == [
        ("seen", "Jana", ""),
        ("noise", "Tom", "Messe"),
    ]
    alert = await Alert.objects().first()
    assert (alert.open_key, alert.closed_at) == (None, house.now())


async def test_who_acts_on_an_alert_that_nobody_has_owns_it(db, house):
    alert_id = await make_alert(house)
    await record_action(house, alert_id, "Band", "Doppelt kleben", TODAY, 7, "Jana")
    await record_action(house, alert_id, "Band", "Dreifach kleben", TODAY, 8, "Tom")
    alert = await Alert.objects().first()
    assert (alert.owner_id, alert.owner_name) == (7, "Jana")


@pytest.mark.parametrize(("cause", "measure"), [("", "kleben"), ("Band", " ")])
async def test_an_action_needs_a_cause_and_a_measure(db, house, cause, measure):
    with pytest.raises(AlertError) as refused:
        await record_action(house, await make_alert(house), cause, measure, TODAY)
    assert refused.value.status == 422


async def test_who_sees_or_takes_it_is_the_first_who_saw_it(db, house, clock):
    alert_id, first = await make_alert(house), house.now()
    await lifecycle.see(house, alert_id, 1, "Jana")
    clock.pass_time(hours=1)
    await lifecycle.assign(house, alert_id, 2, "Tom")
    assert (await Alert.objects().first()).seen_at == first


async def test_an_alert_is_handed_to_another_member_with_a_note(db, house):
    alert_id = await make_alert(house, "watching")
    await lifecycle.hand_over(house, alert_id, TOM, 0, "du kennst die Halle", JANA)
    alert, line = await Alert.objects().first(), await AlertEvent.objects().first()
    assert (alert.owner_id, alert.owner_name, alert.state) == (2, "Tom", "watching")
    assert (line.kind, line.member_name, line.note) == ("handed", "Jana", "Tom: du kennst die Halle")


async def test_what_has_another_owner_by_now_is_not_given_away(db, house):
    alert_id = await make_alert(house)
    await lifecycle.assign(house, alert_id, 3, "Ida")
    with pytest.raises(AlertError) as refused, speaking("de"):
        await lifecycle.hand_over(house, alert_id, TOM, 0, "", JANA)
    assert (refused.value.status, "Ida" in str(refused.value)) == (409, True)
    assert (await Alert.objects().first()).owner_id == 3


async def test_another_team_hears_once_of_what_it_was_given(db, house, mailbox_only):
    await install_teams()
    alert_id = await make_alert(house, "assigned")
    await lifecycle.pass_on(house, alert_id, "logistics", TOM, 0, "euer Paket", JANA)
    assert [await handing.run(house, mailbox_only), await handing.run(house, mailbox_only)] == [1, 0]
    alert, message = await Alert.objects().first(), await Notification.objects().first()
    assert (alert.team, alert.state, alert.owner_name, alert.seen_at) == ("logistics", "new", "Tom", None)
    assert (message.recipient, await Notification.count()) == ("logistics", 1)
    await lifecycle.pass_on(house, alert_id, "product", Doer(), 2, "", TOM)
    assert await handing.run(house, mailbox_only) == 1


async def test_a_comment_has_an_author_and_words_and_needs_no_state(db, house):
    alert_id = await make_alert(house, "closed")
    await lifecycle.comment(house, alert_id, " Spedition fragt nach ", JANA)
    line = await AlertEvent.objects().first()
    assert (line.kind, line.member_name, line.at, line.note) == ("comment", "Jana", house.now(), "Spedition fragt nach")
    for alert, words, status in ((alert_id, " ", 422), (77, "x", 404)):
        with pytest.raises(AlertError) as refused:
            await lifecycle.comment(house, alert, words, JANA)
        assert refused.value.status == status


async def test_what_is_accepted_is_the_new_normal_from_the_first_day_of_its_rise(db, house):
    alert_id = await make_alert(house)
    await endings.accept(house, alert_id, "Neue Kollektion", JANA)
    point, alert = await ChangePoint.objects().first(), await Alert.objects().first()
    assert (point.day, point.theme, point.series, point.kind) == (alert.since, "too_small", "too_small", "accepted")
    assert (alert.accepted_on, alert.open_key, alert.closed_at) == (alert.since, None, house.now())
    await endings.reopen(house, alert_id, "", JANA)
    assert await ChangePoint.count() == 0
    again = await Alert.objects().first()
    assert (again.accepted_on, again.due_at) == (None, house.now() + timedelta(days=3))


async def test_what_has_a_successor_is_not_opened_again(db, house):
    closed, _ = await make_alert(house, "closed"), await make_alert(house)
    with pytest.raises(AlertError) as refused:
        await endings.reopen(house, closed, "", JANA)
    assert refused.value.status == 409


async def test_calibration_learns_which_alerts_were_noise_and_which_were_real(db, house):
    ends = {
        "noise": lambda one: lifecycle.close(house, one, "Messe", 1, "Jana"),
        "accepted": lambda one: endings.accept(house, one, "neu", JANA),
        "acted": lambda one: acted_and_closed(house, one),
        "by itself": lambda one: quiet(house, one),
    }
    for number, end in enumerate([*ends.values(), ends["noise"]]):
        await end(await make_alert(house, series=f"too_small|sku={number}"))
    month = house.now() - timedelta(days=30)
    assert await endings.noise_and_real("product", month) == (2, 2)
    assert await endings.noise_and_real("logistics", month) == (0, 0)
    assert await endings.noise_and_real("product", house.now() + timedelta(seconds=1)) == (0, 0)


async def acted_and_closed(house, alert_id: int) -> None:
    await record_action(house, alert_id, "Schnitt", "Neue Tabelle", TODAY, 1, "Jana")
    await lifecycle.close(house, alert_id, member_id=1)


async def quiet(house, alert_id: int) -> None:
    async with transaction():
        await lifecycle.close_by_itself(house, alert_id)


@pytest.mark.parametrize("step", lifecycle.FROM_STATES)
@pytest.mark.parametrize("state", STATES)
def test_a_refusal_is_a_sentence_for_people(step, state):
    with speaking("en"):
        said = lifecycle.why_not(step, state, "Jana")
    assert said.endswith(".")
    assert len(said.split()) > 3
