"""What members do with an alert on its page: every step, who may take it, and what an impossible one answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from classifier.tables import Theme
from feedback_app.alerts.tables import Alert, AlertEvent, Mute
from feedback_app.alerts.teams import install_teams

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


async def make_alert(team: str = "logistics", state: str = "new", **more) -> int:
    await install_teams()
    if not await Theme.exists():
        await Theme(code="broken", name_de="Bruch", name_en="Broken", team=team).save()
    closed = state == "closed"
    alert = Alert(**{
        "series": "broken|carrier=GLS", "open_key": None if closed else "broken|carrier=GLS", "theme": "broken",
        "slice": '{"carrier":"GLS"}', "team": team, "state": state, "since": date(2026, 11, 17),
        "last_day": NOW.date(), "observed": 41, "expected": 12.2, "lower": 6, "upper": 19, "exposure": 418,
        "usual_share": 0.031, "score": 5.0, "opened_at": NOW, "updated_at": NOW, "severity": "high",
        "due_at": NOW - timedelta(hours=1), "closed_at": NOW if closed else None, **more,
    })  # fmt: skip
    await alert.save()
    await AlertEvent(alert=alert.id, at=NOW, kind="opened", note="high").save()
    return alert.id


async def alert_now() -> Alert:
    return await Alert.objects().first()


async def test_a_member_goes_through_all_steps_of_an_alert(client_as):
    alert_id, browser = await make_alert(), await client_as("logistics")
    for step, fields, expected in (
        ("see", {}, "seen"),
        ("take", {}, "assigned"),
        ("comment", {"comment": "Spedition fragt nach"}, "assigned"),
        ("action", {"cause": "Band", "measure": "Doppelt kleben", "started_on": "2026-11-20"}, "action"),
        ("close", {}, "closed"),
        ("reopen", {"words": "kommt wieder"}, "seen"),
        ("noise", {"reason": "Messe"}, "closed"),
        ("reopen", {}, "seen"),
        ("accept", {"accept": "Neue Kartons"}, "closed"),
    ):
        answer = await browser.submit(f"/alerts/{alert_id}/{step}", fields)
        assert (step, answer.status_code, (await alert_now()).state) == (step, 303, expected)
    page = (await browser.get(f"/alerts/{alert_id}")).text
    for said in ("Spedition fragt nach", "kommt wieder", "Messe", "Neue Kartons"):
        assert said in page


async def test_the_block_says_until_when_and_that_it_is_late(client_as):
    alert_id = await make_alert()
    page = (await (await client_as("logistics")).get(f"/alerts/{alert_id}")).text
    assert "überfällig" in page
    buttons = [page.index(f">{label}<") for label in ("Gesehen", "Übernehmen", "Stumm bis …", "War Rauschen, weil …")]
    assert buttons == sorted(buttons)


async def test_a_step_that_is_not_possible_says_why_in_the_block(client_as):
    alert_id, browser = await make_alert(state="assigned", owner_id=99, owner_name="Jana"), await client_as("admin")
    for htmx in (False, True):
        answer = await browser.submit(f"/alerts/{alert_id}/take", htmx=htmx)
        assert answer.status_code == 409
        assert "Jana hat diese Meldung schon übernommen." in answer.text
        assert answer.text.lstrip().startswith("<aside") == htmx


@pytest.mark.parametrize(
    ("step", "fields", "field"),
    [
        ("noise", {"reason": " "}, "noise-note"),
        ("accept", {}, "accept-note"),
        ("comment", {"comment": ""}, "comment-text"),
        ("assign", {"to": "member:77", "words": "bitte"}, "assign-to"),
        ("mute", {"whom": "team", "end": "then", "reason": "Urlaub"}, "mute-until"),
        ("mute", {"end": "then", "until": "2028-01-01"}, "mute-until"),
        ("mute", {"end": "then", "share": "viel"}, "mute-share"),
    ],
)
async def test_a_form_that_lacks_something_comes_back_filled(client_as, step, fields, field):
    alert_id = await make_alert()
    answer = await (await client_as("admin")).submit(f"/alerts/{alert_id}/{step}", fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert all(typed in answer.text for name, typed in fields.items() if name in {"words", "share", "reason"})
    assert await Mute.count() == 0


async def test_an_alert_is_given_to_a_colleague_and_to_another_team(client_as):
    alert_id = await make_alert()
    await client_as("product")
    browser = await client_as("logistics")
    page = (await browser.get(f"/alerts/{alert_id}")).text
    mine = page.split('value="member:')[1].split('"')[0]
    await browser.submit(f"/alerts/{alert_id}/assign", {"to": f"member:{mine}", "owner": "0", "words": "bitte"})
    alert = await alert_now()
    assert (alert.owner_id, alert.state) == (int(mine), "assigned")
    late = await browser.submit(f"/alerts/{alert_id}/assign", {"to": "team:product", "owner": "0"})
    assert late.status_code == 409
    await browser.submit(f"/alerts/{alert_id}/assign", {"to": "team:product", "owner": mine})
    assert ((await alert_now()).team, (await alert_now()).state) == ("product", "new")


async def test_a_mute_is_seen_on_the_alert_and_can_be_ended(client_as):
    alert_id, browser = await make_alert(), await client_as("logistics")
    await browser.submit(
        f"/alerts/{alert_id}/mute", {"whom": "team", "about": "alert", "end": "week", "reason": "Messe"}
    )
    other = await client_as("viewer")
    assert (
        "Stumm für Logistik: diese Meldung, bis Freitag, 27. November." in (await other.get(f"/alerts/{alert_id}")).text
    )
    mute = await Mute.objects().first()
    assert (mute.team, mute.until - mute.created_at, mute.reason) == ("logistics", timedelta(days=7), "Messe")
    await browser.submit(f"/alerts/{alert_id}/unmute", {"mute": str(mute.id)})
    assert "Stumm für" not in (await other.get(f"/alerts/{alert_id}")).text


async def test_who_does_not_act_for_the_team_mutes_only_for_oneself(client_as):
    alert_id, browser = await make_alert(), await client_as("product")
    refused = await browser.submit(f"/alerts/{alert_id}/mute", {"whom": "team", "end": "day"})
    assert refused.status_code == 403
    assert (await browser.submit(f"/alerts/{alert_id}/mute", {"whom": "me", "end": "day"})).status_code == 303
    assert (await Mute.objects().first()).team == ""


async def test_a_share_and_a_day_end_a_mute(client_as):
    alert_id, browser = await make_alert(), await client_as("logistics")
    fields = {"end": "then", "until": "2026-11-30", "share": "12,5 %", "about": "theme"}
    await browser.submit(f"/alerts/{alert_id}/mute", fields)
    mute = await Mute.objects().first()
    assert (mute.theme, mute.share_above, mute.until) == ("broken", 0.125, datetime(2026, 11, 30, 23, tzinfo=UTC))


async def test_an_owner_that_no_row_can_hold_is_no_error_of_ours(app, client_as):
    await install_teams()
    alert_id, browser = await make_alert(), await client_as("admin")
    for owner in ("9" * 5000, "9" * 12, "²", "-1"):
        answer = await browser.submit(f"/alerts/{alert_id}/assign", {"to": "team:product", "owner": owner})
        assert answer.status_code < 500
