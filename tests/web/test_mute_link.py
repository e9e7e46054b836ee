"""One click in a mail mutes an alert for the team: without a login, and never by looking."""

import pytest

from feedback_app.alerts import links
from feedback_app.alerts.tables import AlertEvent, Mute
from tests.web.test_alert_routes import make_alert


async def link_to(app, state: str = "new") -> str:
    return f"/u/mute/{links.mute_token(app.state.house, await make_alert(state=state), 'logistics')}"


async def test_looking_at_the_link_mutes_nothing_and_says_what_would_be(client_as, app):
    page = (await (await client_as(None)).get(await link_to(app))).text
    assert "Transportschaden bei GLS steigt" in page
    assert "Das Team Logistik hört dann bis 27.11.2026, 12:00 nichts mehr davon." in page
    assert await Mute.count() == 0


async def test_the_button_mutes_for_the_team_for_a_week_and_the_history_says_so(client_as, app):
    link = await link_to(app)
    browser = await client_as(None)
    for _click in range(2):
        answer = await browser.post(link)
        assert answer.status_code == 200
        assert "Diese Meldung ist stummgeschaltet" in answer.text
    held = await Mute.objects().where(Mute.ended_at.is_null())
    assert [(mute.team, mute.member_id, mute.by_member_name) for mute in held] == [
        ("logistics", None, "Logistik, per E-Mail")
    ]
    assert await AlertEvent.exists().where(AlertEvent.kind == "muted")


async def test_a_closed_alert_needs_no_muting(client_as, app):
    answer = await (await client_as(None)).post(await link_to(app, "closed"))
    assert "schon abgeschlossen" in answer.text
    assert await Mute.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_link_that_is_not_ours_is_404_with_a_way_on(client_as, method):
    await make_alert()
    answer = await getattr(await client_as(None), method)("/u/mute/1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 404
    assert "Dieser Link funktioniert nicht" in answer.text
    assert await Mute.count() == 0
