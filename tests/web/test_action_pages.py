"""The pages of an action: filled from a playbook, changed until it is judged, released to the customers; playbooks."""

from datetime import date, datetime

import pytest

from classifier.tables import Theme
from feedback_app.alerts.playbook_causes import starter_causes
from feedback_app.alerts.slices import DIMENSIONS, PARTS
from feedback_app.alerts.tables import Action, AlertEvent, DailyCount, Effect
from feedback_app.alerts.teams import install_teams
from tests.alerts.action_cast import STARTED, acted, listener, one_alert

FORM = {"cause": "Karton zu dünn", "measure": "Dicker Karton", "started_on": "2026-11-20"}


@pytest.fixture
async def alert(app, now: datetime) -> int:
    await install_teams()
    await Theme(code="damaged_transport", name_de="Transportschaden", name_en="Damaged", team="logistics").save()
    await DailyCount(day=STARTED, theme="damaged_transport", carrier="GLS", warehouse="Hamm", comments=3).save()
    return await one_alert(now)


async def test_an_action_says_where_it_works_and_who_sees_to_it(client_as, alert):
    lea = await client_as("logistics")
    page = (await lea.get(f"/alerts/{alert}/act")).text
    assert "bei GLS" in page
    assert "in Lager Hamm" in page or "im Lager Hamm" in page
    await lea.submit(f"/alerts/{alert}/act", {**FORM, "scope": "damaged_transport", "owner": "Tom"})
    action = await Action.objects().first()
    assert (action.scope, action.theme, action.owner_name) == ("damaged_transport", "damaged_transport", "Tom")
    assert action.started_on == date(2026, 11, 20)


async def test_an_action_elsewhere_than_offered_comes_back_filled(client_as, alert):
    lea = await client_as("logistics", "en")
    answer = await lea.submit(f"/alerts/{alert}/act", {**FORM, "scope": "too_small"})
    assert answer.status_code == 422
    assert "Please choose where the action works." in answer.text
    assert "Karton zu dünn" in answer.text
    assert not await Action.exists()


async def test_an_action_can_be_changed_until_it_is_judged(client_as, alert, now):
    action = await acted(alert, now, "too_early")
    lea = await client_as("logistics")
    assert "Dicker Karton" in (await lea.get(f"/actions/{action}/edit")).text
    changed = {**FORM, "measure": "Doppelter Karton", "started_on": "2026-11-05"}
    assert (await lea.submit(f"/actions/{action}/edit", changed)).status_code == 303
    assert (await Action.objects().first()).measure == "Doppelter Karton"
    assert not await Effect.exists()


async def test_an_action_that_was_judged_stays_as_it_is(client_as, alert, now):
    action = await acted(alert, now)
    lea = await client_as("logistics")
    assert (await lea.get(f"/actions/{action}/edit")).status_code == 409
    assert (await lea.submit(f"/actions/{action}/edit", FORM)).status_code == 409
    assert (await Action.objects().first()).started_on == STARTED


async def test_another_team_changes_and_tells_nothing(client_as, alert, now):
    action = await acted(alert, now)
    mia = await client_as("product")
    for path in (f"/alerts/{alert}/act", f"/actions/{action}/edit", f"/actions/{action}/tell"):
        assert (await mia.submit(path, FORM)).status_code == 403
    assert (await Effect.objects().first()).told_at is None


@pytest.mark.parametrize("path", ["/actions/7/edit", "/actions/99999999999/tell", "/alerts/7/act"])
async def test_what_does_not_exist_is_not_found(client_as, alert, path):
    assert (await (await client_as("admin")).get(path)).status_code == 404


async def test_the_preview_shows_the_mail_and_counts_who_gets_it(client_as, alert, now):
    action = await acted(alert, now)
    await listener(now)
    page = (await (await client_as("logistics", "en")).get(f"/actions/{action}/tell")).text
    assert "Tell one customer" in page
    assert "This is what we changed: Dicker Karton" in page
    assert "5.0% of all answers tell of this now; before it were 20.0%" in page
    assert "anna@example.org" not in page


async def test_the_button_releases_the_mails_once(client_as, alert, now):
    action = await acted(alert, now)
    lea = await client_as("logistics")
    assert (await lea.submit(f"/actions/{action}/tell")).status_code == 303
    assert (await Effect.objects().first()).told_at == now
    assert (await AlertEvent.objects().first()).kind == "released"
    assert (await lea.submit(f"/actions/{action}/tell")).status_code == 409


async def test_without_a_clear_effect_there_is_no_button(client_as, alert, now):
    action = await acted(alert, now, "no_change")
    page = (await (await client_as("logistics", "en")).get(f"/actions/{action}/tell")).text
    assert "told only of what has clearly helped" in page
    assert f'action="/actions/{action}/tell"' not in page


async def test_an_alert_without_a_history_offers_what_to_check_first(client_as, alert):
    page = (await (await client_as("logistics")).get(f"/alerts/{alert}")).text
    assert "Was zuerst zu prüfen ist" in page
    assert "Zusteller behandelt Pakete gröber" in page
    filled = (await (await client_as("logistics")).get(f"/alerts/{alert}/act?use=damaged_transport.0")).text
    assert "Schäden beim Zusteller melden" in filled


async def test_an_alert_offers_what_helped_before_with_its_effect(client_as, alert, now):
    earlier = await one_alert(now, "DHL")
    action = await acted(earlier, now, measure="Anderer Karton")
    lea = await client_as("logistics", "en")
    page = (await lea.get(f"/alerts/{alert}")).text
    assert "What helped before" in page
    assert "The rate fell by 75% (60–85%)." in page
    assert "(n = 850 answers)" in page
    assert "Anderer Karton" in (await lea.get(f"/alerts/{alert}/act?use=a.{action}")).text


@pytest.mark.parametrize("use", ["a.99", "a.x", "nothing.0", "damaged_transport.99", "damaged_transport", "%00.1"])
async def test_an_unknown_entry_of_the_playbook_leaves_the_form_empty(client_as, alert, use):
    answer = await (await client_as("logistics")).get(f"/alerts/{alert}/act?use={use}")
    assert answer.status_code == 200
    assert "Aus der Erfahrung übernommen" not in answer.text


async def test_the_playbooks_name_what_helped_and_what_did_not(client_as, alert, now):
    await acted(alert, now, "improved", "Dicker Karton")
    await acted(alert, now, "no_change", "Neues Klebeband")
    page = (await (await client_as("viewer")).get("/playbooks?theme=damaged_transport")).text
    assert page.index("Dicker Karton") < page.index("Neues Klebeband") < page.index("Packanweisung")
    assert "Alte und neue Charge" not in page
    assert (await (await client_as("viewer")).get("/playbooks?theme=unknown")).status_code == 200


def test_every_row_of_the_matrix_is_whole_in_both_languages():
    for rows in starter_causes().values():
        for row in rows:
            assert all((*row.said("de"), *row.said("en")))
            assert row.dimension in {"", *DIMENSIONS, *PARTS}
