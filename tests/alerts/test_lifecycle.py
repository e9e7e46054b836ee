"""The steps of an alert: what leads where, and who wins."""

import asyncio
from datetime import date

import pytest

from feedback_app.alerts import lifecycle
from feedback_app.alerts.actions import record_action
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.tables import Action, Alert, AlertEvent
from tests.alerts.alert_world import TODAY

STATES = ("new", "seen", "assigned", "action", "watching", "closed")
STEPS = {
    "see": lambda house, alert_id: lifecycle.see(house, alert_id, 1, "Jana"),
    "assign": lambda house, alert_id: lifecycle.assign(house, alert_id, 1, "Jana"),
    "action": lambda house, alert_id: record_action(house, alert_id, "Band", "Doppelt kleben", TODAY, 1, "Jana"),
    "close": lambda house, alert_id: lifecycle.close(house, alert_id, member_id=1),
    "noise": lambda house, alert_id: lifecycle.close(house, alert_id, "Messe", 1, "Jana"),
}
LEADS_TO = {
    ("new", "see"): "seen",
    ("new", "assign"): "assigned",
    ("seen", "assign"): "assigned",
    ("watching", "close"): "closed",
    **{(state, "action"): "action" for state in STATES[:-1]},
    **{(state, "noise"): "closed" for state in STATES[:-1]},
}


async def make_alert(house, state: str = "new") -> int:
    now = house.now()
    alert = Alert(
        series="too_small", open_key=None if state == "closed" else "too_small", theme="too_small", team="product",
        state=state, since=date(2026, 11, 10), last_day=TODAY, observed=41, expected=12, lower=6, upper=19,
        exposure=400, usual_share=0.03, score=4, opened_at=now, updated_at=now,
        closed_at=now if state == "closed" else None,
    )  # fmt: skip
    await alert.save()
    return alert.id


async def state_of(alert_id: int) -> str:
    return (await Alert.select(Alert.state).where(Alert.id == alert_id).first())["state"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
async def test_every_step_leads_where_it_should_or_is_refused(db, house, state, step):
    alert_id = await make_alert(house, state)
    if (state, step) in LEADS_TO:
        await STEPS[step](house, alert_id)
        assert await state_of(alert_id) == LEADS_TO[state, step]
        assert await AlertEvent.count() == 1
        return
    with pytest.raises(AlertError) as refused:
        await STEPS[step](house, alert_id)
    assert refused.value.status == 409
    assert await state_of(alert_id) == state
    assert await AlertEvent.count() == await Action.count() == 0


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
