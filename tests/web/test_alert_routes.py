"""The pages about alerts: who sees what, who may act, and what a step answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from classifier.tables import Assignment, Classification, Theme
from feedback_app.alerts.evidence import AlertEvidence, Dimension, Part, to_json
from feedback_app.alerts.tables import Action, Alert, AlertEvent, Effect, Notification, Trend
from feedback_app.alerts.teams import install_teams
from surveys.tables import Comment, Submission, Survey

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


async def comment(text: str) -> int:
    survey = await Survey.objects().first() or Survey(code="returns", version=1, definition="{}", published_at=NOW)
    await survey.save()
    submission = Submission(survey=survey.id, submitted_at=NOW, day=DAY, changed_at=NOW)
    await submission.save()
    one = Comment(submission=submission.id, day=DAY, text=text, carrier="GLS", language="de")
    await one.save()
    await Classification(comment=one.id, day=DAY, outcome="themes", classified_at=NOW).save()
    await Assignment(comment=one.id, theme="damaged_transport", probability=0.9, source="model").save()
    return one.id


async def make_alert(team: str = "logistics", state: str = "new", series: str = "damaged_transport|carrier=GLS") -> int:
    await install_teams()
    if not await Theme.exists():
        await Theme(
            code="damaged_transport", name_de="Transportschaden", name_en="Damaged in transport", team=team
        ).save()
    shown = AlertEvidence(
        (
            Dimension("carrier", (Part("GLS", 27.0, 0.93), Part("DHL", 2.0, 0.07)), True),
            Dimension("warehouse", (Part("Erfurt", 15.0, 0.5), Part("Hamm", 14.0, 0.5)), False),
            Dimension("sku", (), False),
        ),
        ("karton",),
        (await comment("Der Karton war <b>zerdrückt</b>"),),
    )
    closed = state == "closed"
    alert = Alert(
        series=series, open_key=None if closed else f"{series}:{team}:{state}", theme="damaged_transport",
        slice='{"carrier":"GLS"}', team=team, state=state, since=date(2026, 11, 17), last_day=DAY, observed=41,
        expected=12.2, lower=6, upper=19, exposure=418, usual_share=0.031, score=5.0, evidence=to_json(shown),
        opened_at=NOW, updated_at=NOW, closed_at=NOW if closed else None,
    )  # fmt: skip
    await alert.save()
    await AlertEvent(alert=alert.id, at=NOW, kind="opened").save()
    return alert.id


async def add_trend() -> None:
    for number in range(56):
        await Trend(
            day=DAY - timedelta(days=number), series="damaged_transport|carrier=GLS", observed=12 if number < 4 else 3,
            exposure=100, expected=3, lower=0, upper=7, phi=1, standard_error=0.1, score=1, alarm=number < 4,
        ).save()  # fmt: skip


async def state_of(alert_id: int) -> str:
    return (await Alert.select(Alert.state).where(Alert.id == alert_id).first())["state"]


async def test_the_list_shows_open_alerts_as_sentences(client_as):
    alert_id = await make_alert()
    page = (await (await client_as("viewer")).get("/alerts")).text
    assert "Transportschaden bei GLS steigt seit Dienstag, 17. November" in page
    assert f'href="/alerts/{alert_id}"' in page
    assert "Logistik" in page


async def test_the_list_speaks_english_too(client_as):
    await make_alert()
    page = (await (await client_as("viewer", "en")).get("/alerts?lang=en")).text
    assert "“Damaged in transport” at GLS has been rising since Tuesday, 17 November" in page


async def test_the_list_filters_by_state_team_and_owner(client_as):
    await make_alert(state="closed")
    browser = await client_as("product")
    assert "Transportschaden" not in (await browser.get("/alerts")).text
    assert "Transportschaden" in (await browser.get("/alerts?view=closed")).text
    assert "Transportschaden" in (await browser.get("/alerts?view=closed&team=logistics")).text
    assert "Transportschaden" not in (await browser.get("/alerts?view=closed&team=product")).text
    assert "Transportschaden" not in (await browser.get("/alerts?view=mine")).text


async def test_a_list_without_alerts_is_a_page_too(client_as):
    answer = await (await client_as("viewer", "en")).get("/alerts")
    assert answer.status_code == 200
    assert "No alerts yet" in answer.text
    assert "All quiet" not in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [("view=mine", "Nothing is waiting for you"), ("page=9", "Nothing here"), ("view=closed", "None closed yet")],
)
async def test_a_part_without_alerts_does_not_say_that_all_is_quiet(client_as, query, said):
    await make_alert()
    page = await (await client_as("admin", "en")).get(f"/alerts?{query}")
    assert said in page.text
    assert "All quiet" not in page.text


async def test_long_lists_have_pages(client_as):
    for number in range(21):
        await make_alert(series=f"damaged_transport|sku=S-{number}")
    browser = await client_as("viewer")
    assert (await browser.get("/alerts")).text.count('<li class="alert-row') == 20
    assert (await browser.get("/alerts?page=2")).text.count('<li class="alert-row') == 1


async def test_several_alerts_are_noted_as_seen_at_once(client_as):
    first, other = (
        await make_alert(series="damaged_transport|sku=A"),
        await make_alert(series="damaged_transport|sku=B"),
    )
    foreign = await make_alert("product", series="damaged_transport|sku=C")
    answer = await (await client_as("logistics")).submit(
        "/alerts/seen", {"alert": [str(first), str(other), str(foreign), "77"], "back": "/alerts?view=unseen"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts?view=unseen")
    assert [await state_of(one) for one in (first, other, foreign)] == ["seen", "seen", "new"]


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/alerts?x=https://evil", "/themes"])
async def test_the_way_back_leads_to_the_list_only(client_as, back):
    answer = await (await client_as("logistics")).submit("/alerts/seen", {"back": back})
    assert answer.headers["location"] == "/alerts"


async def test_every_number_leads_to_the_submissions_behind_it(client_as):
    page = (await (await client_as("viewer")).get(f"/alerts/{await make_alert()}")).text
    own = "/submissions?theme=damaged_transport&amp;since=2026-11-17&amp;until=2026-11-20"
    assert f'href="{own}&amp;carrier=GLS"' in page
    assert f'href="{own}&amp;carrier=GLS&amp;warehouse=Erfurt"' in page
    assert f'href="{own}&amp;carrier=DHL"' in page
    assert 'href="/submissions?since=2026-11-17&amp;until=2026-11-20&amp;carrier=GLS"' in page


async def test_an_unknown_cost_asks_for_it_and_names_only_the_usual_range(client_as):
    alert_id = await make_alert()
    page = (await (await client_as("admin")).get(f"/alerts/{alert_id}")).text
    assert "Kosten einer Retoure eintragen" in page
    assert "Im Handel üblich: 5–20" in page
    page = (await (await client_as("logistics")).get(f"/alerts/{alert_id}")).text
    assert "Was eine Retoure kostet, ist nicht bekannt." in page


async def test_an_alerts_page_shows_figures_chart_causes_and_comments(client_as):
    alert_id = await make_alert()
    await add_trend()
    page = (await (await client_as("viewer")).get(f"/alerts/{alert_id}")).text
    for expected in ("41", "9,8", "3,1", 'class="band"', "Auf GLS entfallen 93", "Erfurt", "Meldung ausgelöst"):
        assert expected in page
    assert "<mark>Karton</mark> war &lt;b&gt;zerdrückt&lt;/b&gt;" in page


async def test_only_what_explains_the_rise_stays_open_and_no_long_tail(client_as):
    client = await client_as("logistics")
    number = await make_alert()
    sizes = tuple(Part(str(40 + one), 9.0 - one, 0.1) for one in range(8))
    hubs = (Part("GLS Mitte", 20.0, 0.9),)
    shown = AlertEvidence((Dimension("hub", hubs, True), Dimension("size", sizes, False)), looked_inside=True)
    await Alert.update({Alert.evidence: to_json(shown)}).where(Alert.id == number)
    page = (await client.get(f"/alerts/{number}")).text
    before, folded = page.split("Ein weiteres Merkmal: über alle verteilt")
    assert "GLS Mitte" in before
    assert "Größe: über alle verteilt" in folded
    assert ">44</a>" in folded
    assert ">45</a>" not in folded


async def test_an_alert_without_trends_is_a_page_too(client_as):
    alert_id = await make_alert(series="damaged_transport")
    assert (await (await client_as("admin")).get(f"/alerts/{alert_id}")).status_code == 200


@pytest.mark.parametrize("path", ["/alerts", "/alerts/1", "/mailbox", "/mailbox/1"])
async def test_strangers_are_sent_to_the_login(client_as, path):
    answer = await (await client_as(None)).get(path)
    assert (answer.status_code, answer.headers["location"].startswith("/login")) == (303, True)


@pytest.mark.parametrize("path", ["/alerts/77", "/alerts/99999999999999", "/mailbox/77", "/mailbox/99999999999999"])
async def test_what_does_not_exist_is_404(client_as, path):
    assert (await (await client_as("admin")).get(path)).status_code == 404


STEPS = {
    "see": {},
    "take": {},
    "action": {"cause": "Band reißt", "measure": "Doppelt kleben", "started_on": "2026-11-20"},
    "noise": {"reason": "Messe"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("role", "team", "status"),
    [
        ("admin", "logistics", 303),
        ("logistics", "logistics", 303),
        ("product", "product", 303),
        ("product", "logistics", 403),
        ("logistics", "product", 403),
        ("viewer", "logistics", 403),
        ("logistics", "service", 303),
    ],
)
async def test_only_the_role_of_the_team_acts(client_as, step, role, team, status):
    alert_id = await make_alert(team)
    answer = await (await client_as(role)).submit(f"/alerts/{alert_id}/{step}", STEPS[step])
    assert answer.status_code == status
    assert (await state_of(alert_id) == "new") == (status == 403)


async def test_a_step_without_a_csrf_token_is_refused(client_as):
    alert_id = await make_alert()
    assert (await (await client_as("admin")).post(f"/alerts/{alert_id}/see")).status_code == 403


async def test_taking_an_alert_on_makes_it_mine(client_as):
    alert_id = await make_alert()
    browser = await client_as("logistics")
    answer = await browser.submit(f"/alerts/{alert_id}/take")
    assert answer.headers["location"] == f"/alerts/{alert_id}#work"
    page = (await browser.get(f"/alerts/{alert_id}")).text
    assert "Logistics hat sie übernommen" in page
    assert "Transportschaden" in (await browser.get("/alerts?view=mine")).text


async def test_with_htmx_a_step_answers_with_the_right_column(client_as):
    alert_id = await make_alert()
    answer = await (await client_as("logistics")).submit(f"/alerts/{alert_id}/see", htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<aside class="work" id="work"')
    assert "Vermerkt: gesehen." in answer.text


@pytest.mark.parametrize(("state", "step"), [("closed", "see"), ("seen", "see"), ("assigned", "take")])
async def test_a_step_that_the_state_does_not_allow_is_409(client_as, state, step):
    alert_id = await make_alert(state=state)
    answer = await (await client_as("admin")).submit(f"/alerts/{alert_id}/{step}", STEPS[step])
    assert answer.status_code == 409
    assert await state_of(alert_id) == state


async def test_closing_before_an_action_needs_a_reason(client_as):
    alert_id = await make_alert()
    browser = await client_as("admin")
    assert (await browser.submit(f"/alerts/{alert_id}/close")).status_code == 409
    refused = await browser.submit(f"/alerts/{alert_id}/noise", {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#noise-note"' in refused.text
    assert 'id="noise-note-error"' in refused.text
    assert (await browser.submit(f"/alerts/{alert_id}/noise", {"reason": "Messe"})).status_code == 303
    assert "Messe" in (await browser.get(f"/alerts/{alert_id}")).text


@pytest.mark.parametrize("htmx", [False, True])
async def test_an_incomplete_action_comes_back_filled(client_as, htmx):
    alert_id = await make_alert()
    typed = {"cause": "Band reißt", "measure": " ", "started_on": "gestern"}
    answer = await (await client_as("logistics")).submit(f"/alerts/{alert_id}/action", typed, htmx)
    assert answer.status_code == 422
    for expected in ("Band reißt", 'value="gestern"', 'href="#measure"', 'href="#started_on"'):
        assert expected in answer.text
    assert await Action.count() == 0


async def test_an_action_and_its_effect_are_shown(client_as):
    alert_id = await make_alert()
    browser = await client_as("logistics")
    await browser.submit(f"/alerts/{alert_id}/action", STEPS["action"])
    assert "Doppelt kleben" in (await browser.get(f"/alerts/{alert_id}")).text
    await Effect(
        action=(await Action.objects().first()).id, measured_on=DAY, days_after=10, before_count=48, before_answers=240,
        after_count=10, after_answers=200, ratio=0.25, lower=0.1, upper=0.5, verdict="improved",
    ).save()  # fmt: skip
    page = (await browser.get(f"/alerts/{alert_id}")).text
    for expected in ("20,0", "5,0", "75\xa0%", "n = 240"):
        assert expected in page


async def message(**changes) -> int:
    row = Notification(**{
        "message_id": f"msg_{await Notification.count()}", "dedupe_key": f"k{await Notification.count()}",
        "channel": "mail", "recipient": "logistik@shop.example", "subject": "Transportschaden steigt",
        "body": "Erster Absatz\n\nZweiter Absatz", "created_at": NOW, "due_at": NOW, **changes,
    })  # fmt: skip
    await row.save()
    return row.id


async def test_the_mailbox_shows_every_message_and_its_state(client_as):
    await message(sent_at=NOW)
    await message(last_error="SMTP 451")
    await message(failed_at=NOW, last_error="HTTP 410", channel="webhook", subject="", body='{"a": 1}')
    page = (await (await client_as("viewer")).get("/mailbox")).text
    for expected in ("Gesendet", "Nächster Versuch", "SMTP 451", "Aufgegeben", "HTTP 410", "Webhook"):
        assert expected in page


async def test_customers_addresses_are_masked(client_as):
    message_id = await message(dedupe_key="told:1:2:mail:anna@example.org", recipient="anna@example.org")
    browser = await client_as("admin")
    for path in ("/mailbox", f"/mailbox/{message_id}"):
        page = (await browser.get(path)).text
        assert "anna@" not in page
        assert "a…@example.org" in page


async def test_a_message_is_shown_as_it_was_sent(client_as):
    mail, hook = await message(), await message(channel="webhook", subject="", body='{"a":"<i>"}')
    browser = await client_as("viewer")
    assert "<p>Zweiter Absatz</p>" in (await browser.get(f"/mailbox/{mail}")).text
    assert "&#34;a&#34;: &#34;&lt;i&gt;&#34;" in (await browser.get(f"/mailbox/{hook}")).text


async def test_a_message_that_was_given_up_can_be_tried_again_once(client_as):
    message_id = await message(failed_at=NOW, attempts=10)
    browser = await client_as("logistics")
    assert f'action="/mailbox/{message_id}/again"' in (await browser.get(f"/mailbox/{message_id}")).text
    assert (await browser.submit(f"/mailbox/{message_id}/again")).status_code == 303
    assert (await Notification.objects().first()).failed_at is None
    assert (await browser.submit(f"/mailbox/{message_id}/again")).status_code == 409
    assert (await (await client_as("viewer")).submit(f"/mailbox/{message_id}/again")).status_code == 403


async def test_characters_that_nobody_sees_are_not_stored(client_as):
    alert_id = await make_alert()
    browser = await client_as("logistics")
    typed = {"cause": "Band\0 reißt", "measure": "Doppelt\r\nkleben\0", "started_on": DAY.isoformat()}
    assert (await browser.submit(f"/alerts/{alert_id}/action", typed)).status_code == 303
    action = await Action.objects().first()
    assert (action.cause, action.measure) == ("Band reißt", "Doppelt\nkleben")
