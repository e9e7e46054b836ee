"""The settings of alerts: who may change what, what a form says when it is wrong, and that secrets stay away."""

import xml.etree.ElementTree as ET

import pytest

from feedback_app.alerts import alert_settings, destinations
from feedback_app.alerts.alert_settings import AlertSettings
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.tables import Notification
from feedback_app.alerts.team_tables import Destination, Route, Team
from feedback_app.alerts.teams import install_teams
from tests.alerts.receivers import http_server
from tests.web.test_alert_routes import make_alert

SETTINGS = "/alerts/settings"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WISHES = {
    "language": "en", "wake_from": "high", "digest": "weekly", "digest_weekday": "4", "digest_hour": "9",
    "escalate_hours": "6", "escalate_to": "product", "owner": "", "quiet_start": "12:00", "quiet_end": "13:00",
    **{f"{day}_start": "08:00" for day in DAYS[:5]}, **{f"{day}_end": "17:30" for day in DAYS[:5]},
}  # fmt: skip
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE="


@pytest.fixture
async def admin(app, client_as):
    await install_teams()
    return await client_as("admin")


async def test_the_first_page_says_in_sentences_who_hears_what(admin):
    await Route(position=0, theme="", dimension="carrier", value="GLS", team="logistics").save()
    page = (await admin.get(SETTINGS)).text
    assert "Meldungen bei GLS gehen an Logistik." in page
    assert "Nachrichten zu jeder Zeit." in page
    assert "Keine eigene Adresse" in page or "bleiben im Postfach" in page


async def test_a_team_saves_its_hours_and_wishes(admin):
    answer = await admin.submit(f"{SETTINGS}/teams/logistics", WISHES)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SETTINGS}?saved=1#logistics")
    team = await Team.objects().get(Team.code == "logistics")
    assert (team.language, team.wake_from, team.digest, team.digest_weekday) == ("en", "high", "weekly", 4)
    assert (team.escalate_hours, team.escalate_to) == (6, "product")
    assert team.digested_at is not None
    page = (await admin.get(SETTINGS)).text
    assert "Nachrichten Mo.–Fr. 08:00–17:30, aber nicht 12:00–13:00, nicht an Feiertagen." in page
    form = (await admin.get(f"{SETTINGS}/teams/logistics")).text
    assert 'name="fri_end" value="17:30"' in form


async def test_wrong_wishes_come_back_filled(admin):
    wrong = WISHES | {"mon_start": "8 Uhr", "tue_end": "", "escalate_hours": "bald", "digest": "hourly"}
    answer = await admin.submit(f"{SETTINGS}/teams/logistics", wrong)
    assert answer.status_code == 422
    for field in ("mon_end", "tue_end", "escalate_hours", "digest"):
        assert f'href="#{field}"' in answer.text or f'href="#{field.replace("_end", "_start")}"' in answer.text
    assert 'value="bald"' in answer.text
    assert (await Team.objects().get(Team.code == "logistics")).digest == "none"


async def test_hours_of_five_thousand_digits_come_back_as_wrong(admin):
    answer = await admin.submit(f"{SETTINGS}/teams/logistics", WISHES | {"escalate_hours": "9" * 5000})
    assert answer.status_code == 422


async def test_quiet_hours_that_never_end_are_refused(admin):
    answer = await admin.submit(f"{SETTINGS}/teams/logistics", WISHES | {"quiet_start": "07:00", "quiet_end": "07:00"})
    assert answer.status_code == 422


async def test_a_member_changes_its_own_team_only(app, client_as, admin):
    logistics = await client_as("logistics")
    assert (await logistics.get(f"{SETTINGS}/teams/logistics")).status_code == 200
    assert (await logistics.get(f"{SETTINGS}/teams/product")).status_code == 403
    assert (await logistics.submit(f"{SETTINGS}/teams/product", WISHES)).status_code == 403
    assert (await logistics.submit(SETTINGS, {"federal_state": "BY"})).status_code == 403
    assert (await logistics.get(f"{SETTINGS}/teams/marketing")).status_code == 404
    refused = await logistics.submit(f"{SETTINGS}/teams/logistics/places/new", {"kind": "slack", "name": "x"})
    assert refused.status_code == 403
    viewer = await client_as("viewer")
    assert (await viewer.get(SETTINGS)).status_code == 200
    assert "/alerts/settings/teams/" not in (await viewer.get(SETTINGS)).text


async def test_routes_are_added_moved_and_deleted(admin):
    for value in ("GLS", "DHL", "DPD"):
        fields = {"dimension": "carrier", "value": value, "team": "logistics", "party": "carrier"}
        assert (await admin.submit(f"{SETTINGS}/routes/new", fields)).status_code == 303
    first, second, third = [row["id"] for row in await Route.select(Route.id).order_by(Route.position)]
    await admin.submit(f"{SETTINGS}/routes/{third}", {"do": "up"})
    await admin.submit(f"{SETTINGS}/routes/{first}", {"do": "up"})
    await admin.submit(f"{SETTINGS}/routes/{second}", {"do": "delete"})
    rows = await Route.select(Route.id, Route.position).order_by(Route.position)
    assert [(row["id"], row["position"]) for row in rows] == [(first, 0), (third, 1)]
    assert (await admin.submit(f"{SETTINGS}/routes/{second}", {"do": "up"})).status_code == 404
    assert (await admin.submit(f"{SETTINGS}/routes/{first}", {"do": "burn"})).status_code == 404


async def test_a_route_that_says_half_a_thing_comes_back(app, client_as, admin):
    answer = await admin.submit(f"{SETTINGS}/routes/new", {"dimension": "carrier", "team": "logistics"})
    assert (answer.status_code, 'href="#value"' in answer.text) == (422, True)
    answer = await admin.submit(f"{SETTINGS}/routes/new", {"value": "GLS", "team": "nobody", "theme": "made_up"})
    assert all(f'href="#{field}"' in answer.text for field in ("theme", "dimension", "team"))
    logistics = await client_as("logistics")
    assert (await logistics.submit(f"{SETTINGS}/routes/new", {"team": "product"})).status_code == 403
    assert await Route.count() == 0


async def test_what_holds_for_all_is_saved_by_an_administrator(admin):
    answer = await admin.submit(SETTINGS, {"federal_state": "BY", "euros": "6,50 €"})
    assert answer.status_code == 303
    assert await alert_settings.settings_now() == AlertSettings("BY", 650)
    for fields in ({"federal_state": "XX"}, {"euros": "viel"}, {"euros": "-1"}, {"euros": "NaN"}, {"euros": "1e9"}):
        assert (await admin.submit(SETTINGS, fields)).status_code == 422
    assert await alert_settings.settings_now() == AlertSettings("BY", 650)


@pytest.mark.parametrize(
    ("kind", "address", "says"),
    [
        ("mail", "lager", "lager@shop.example"),
        ("slack", "hooks.slack.com/x", "https://"),
        ("teams", "javascript:alert(1)", "https://"),
        ("webhook", "http://user:pw@example.org/", "https://"),
        ("apprise", "syslog://localhost", "Apprise"),
        ("mattermost", "https://a b.example/", "2.000"),
    ],
)
async def test_an_address_that_is_none_comes_back_with_a_reason(admin, kind, address, says):
    fields = {"kind": kind, "name": "Lager", "address": address, "secret": SECRET}
    answer = await admin.submit(f"{SETTINGS}/teams/logistics/places/new", fields)
    assert answer.status_code == 422
    assert says in answer.text.split("error-summary")[1][:600]
    assert await Destination.count() == 0


async def test_a_place_is_added_tried_and_shown_without_its_secrets(admin, app):
    async with http_server() as hook:
        fields = {"kind": "webhook", "name": "ERP", "address": hook.url, "secret": SECRET, "private": "yes"}
        assert (await admin.submit(f"{SETTINGS}/teams/logistics/places/new", fields)).status_code == 303
        place = (await Destination.objects().first()).id
        await admin.submit(f"{SETTINGS}/places/{place}", {"do": "test"})
        assert len(hook.requests) == 1
        page = (await admin.get(SETTINGS)).text
        assert "Test angekommen" in page
        assert hook.url not in page
        assert SECRET not in page
        assert f"…{SECRET[-4:]}" in page
        hook.answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        await admin.submit(f"{SETTINGS}/places/{place}", {"do": "test"})
    assert "dort nicht bekannt (HTTP 404)" in (await admin.get(SETTINGS)).text


async def test_a_place_is_switched_off_and_on_and_deleted(admin, app, client_as):
    place = await destinations.add(
        app.state.house, Wanted("logistics", Kind.SLACK, "#lager", "https://hooks.example/x")
    )
    logistics = await client_as("logistics")
    await logistics.submit(f"{SETTINGS}/places/{place}", {"do": "disable"})
    assert "ein Mitglied hat es abgeschaltet" in (await admin.get(SETTINGS)).text
    await logistics.submit(f"{SETTINGS}/places/{place}", {"do": "enable"})
    assert (await destinations.shown(app.state.house))[0].active
    assert (await logistics.submit(f"{SETTINGS}/places/{place}", {"do": "delete"})).status_code == 403
    assert (await admin.submit(f"{SETTINGS}/places/{place}", {"do": "delete"})).status_code == 303
    assert (await admin.submit(f"{SETTINGS}/places/{place}", {"do": "test"})).status_code == 404


async def test_all_that_failed_at_a_place_is_sent_again(admin, app, now):
    place = await destinations.add(
        app.state.house, Wanted("logistics", Kind.SLACK, "#lager", "https://hooks.example/x")
    )
    for number in range(3):
        await Notification(
            message_id=f"m{number}", dedupe_key=f"k{number}", channel="slack", destination_id=place, body="{}",
            recipient="#lager", subject=f"Nr. {number}", created_at=now, due_at=now, attempts=10, failed_at=now,
            last_error="HTTP 500",
        ).save()  # fmt: skip
    assert "3 Nachrichten sind nicht angekommen" in (await admin.get(SETTINGS)).text
    assert (await admin.get(f"/mailbox?place={place}")).text.count("Nr. ") >= 3
    assert "Nr. " not in (await admin.get(f"/mailbox?place={place + 1}")).text
    await admin.submit(f"{SETTINGS}/places/{place}", {"do": "again"})
    assert await Notification.count().where(Notification.failed_at.is_null()) == 3


async def test_a_webhook_comes_with_a_fresh_secret(admin):
    pages = [(await admin.get(f"{SETTINGS}/teams/logistics/places/new?kind=webhook")).text for _ in range(2)]
    assert all('value="whsec_' in page for page in pages)
    assert pages[0] != pages[1]
    assert (await admin.get(f"{SETTINGS}/teams/logistics/places/new?kind=pigeon")).status_code == 404


async def test_a_feed_is_read_by_its_link_until_it_gets_a_new_one(app, client_as, admin):
    alert_id = await make_alert()
    logistics, stranger = await client_as("logistics"), await client_as(None)
    await logistics.submit(f"{SETTINGS}/teams/logistics/places/new", {"kind": "feed", "name": "Mein Leser"})
    url = (await logistics.get(SETTINGS)).text.split('readonly value="')[1].split('"')[0]
    path = url.removeprefix(app.state.house.base_url)
    answer = await stranger.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    assert "set-cookie" not in answer.headers
    atom = ET.fromstring(answer.text)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert next(entry.text for entry in atom.findall("a:entry/a:id", space)).endswith(f"/alerts/{alert_id}")
    assert "zerdrückt" not in answer.text
    place = (await Destination.objects().first()).id
    await logistics.submit(f"{SETTINGS}/places/{place}", {"do": "renew"})
    assert (await stranger.get(path)).status_code == 404
    other = (await logistics.get(SETTINGS)).text.split('readonly value="')[1].split('"')[0]
    assert (await stranger.get(other.removeprefix(app.state.house.base_url))).status_code == 200
    assert (await stranger.get(f"/feed/{place}/nothing")).status_code == 404
    await logistics.submit(f"{SETTINGS}/places/{place}", {"do": "disable"})
    assert (await stranger.get(other.removeprefix(app.state.house.base_url))).status_code == 404


async def test_a_hostile_name_does_nothing_in_the_feed(app, admin):
    from classifier.tables import Theme

    await make_alert()
    await Theme.update({Theme.name_de: "]]><script>alert(1)</script>&\x0b"}).where(Theme.code == "damaged_transport")
    await admin.submit(f"{SETTINGS}/teams/logistics/places/new", {"kind": "feed", "name": "<b>Leser</b>"})
    page = (await admin.get(SETTINGS)).text
    assert "<b>Leser" not in page
    url = page.split('readonly value="')[1].split('"')[0].removeprefix(app.state.house.base_url)
    atom = ET.fromstring((await admin.get(url)).text)
    assert "<script>" in atom.find(".//{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title").text
