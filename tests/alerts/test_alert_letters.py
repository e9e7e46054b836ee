"""The mail about an alert: its evidence in short, customers' words that are never kept, one click to mute."""

import pytest

from feedback_app.alerts import alert_letters, links, notifications, reading
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.alerts.grounds import AlertEvidence, Dimension, Named, Part, to_json
from feedback_app.alerts.tables import Alert, Notification, Trend
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from surveys.tables import Comment
from tests.alerts.alert_world import TODAY, Batch
from tests.alerts.receivers import smtp_server

SAID = 'Karton <b>zerdrückt</b>, siehe {mute_url} & "Foto"'


@pytest.fixture
async def alert_id(world, house) -> int:
    """An alert with evidence, one comment and four weeks of counts."""
    await install_teams()
    await world.add([Batch(TODAY, theme="damaged_transport", carrier="GLS", text=SAID)])
    comment = await Comment.objects().first()
    shown = AlertEvidence(
        dimensions=(Dimension("warehouse", (Part("Erfurt", 20.0, 0.68),), True),),
        comments=(comment.id,),
        cause=Named("warehouse", ("Erfurt",), 0.68),
        own_share=0.9,
        looked_inside=True,
    )
    now, series = house.now(), "damaged_transport|carrier=GLS"
    alert = Alert(
        series=series, open_key=series, theme="damaged_transport", team="logistics", state="new", severity="high",
        since=TODAY, last_day=TODAY, observed=41, expected=12.2, lower=6, upper=19, exposure=418, usual_share=0.031,
        score=5.0, opened_at=now, updated_at=now, evidence=to_json(shown), cost_per_week=243.0, due_at=now,
    )  # fmt: skip
    await alert.save()
    await Trend(
        day=TODAY,
        series=series,
        observed=8,
        exposure=20,
        expected=2,
        lower=0,
        upper=5,
        phi=1,
        standard_error=0.1,
        score=5,
    ).save()
    return int(alert.id)


async def letter(house, alert_id: int, code: str = "de", event="opened"):
    card = await reading.card(alert_id)
    return await alert_letters.alert_mail(house, card, event, f"https://shop.example/alerts/{alert_id}", code)


async def test_the_mail_says_in_text_and_html_what_the_page_says(alert_id, house):
    text = await letter(house, alert_id)
    assert text.subject == "Transportschaden bei GLS steigt seit Freitag, 20. November"
    for said in (
        "Lager Erfurt erklärt 68\u00a0%",
        "41",
        "üblich 6–19",
        "243\u00a0€",
        "Hoch",
        "····█",
        f"/alerts/{alert_id}",
    ):
        assert said in text.body
        assert said in text.html


async def test_the_mail_speaks_the_teams_language_and_says_why_it_comes_again(alert_id, house):
    text = await letter(house, alert_id, "en", "worse")
    assert text.body.startswith(
        "This is more serious now:\n\n“Damaged in transport” at GLS has been rising since Friday"
    )
    assert "warehouse Erfurt explains 68%" in text.body


async def test_no_image_and_no_foreign_host_stand_in_the_mail(alert_id, house):
    html = (await letter(house, alert_id)).html
    assert "<img" not in html
    assert {part.split('"')[0] for part in html.split('href="')[1:]} == {
        f"https://shop.example/alerts/{alert_id}",
        "{mute_url}",
    }


@pytest.fixture
async def postbox():
    async with smtp_server() as box:
        yield box


async def sent(house, postbox, alert_id: int, between=None):
    """Announce an alert, let something happen, send it; returns the mail's two parts and its headers."""
    channels = Channels(
        SmtpServer("127.0.0.1", postbox.port), "feedback@shop.example", {"logistics": "l@shop.example"}, "", "", False
    )
    async with transaction():
        await notifications.announce(house, channels, await reading.card(alert_id), "opened", 1, False)
    if between:
        await between()
    assert await notifications.run(house, channels, lambda: 0.0) == 1
    mail = postbox.mails[0]
    plain, html = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    return plain, html, mail


async def test_customers_words_are_filled_in_when_the_mail_is_sent_and_never_kept(alert_id, house, postbox):
    plain, html, _mail = await sent(house, postbox, alert_id)
    assert f"„{SAID}“" in plain
    assert "Karton &lt;b&gt;zerdrückt&lt;/b&gt;, siehe {mute_url} &amp; &quot;Foto&quot;" in html
    row = await Notification.objects().first()
    assert "zerdrückt" not in f"{row.body}{row.html}{row.links}{row.headers}"


async def test_words_that_were_erased_before_the_mail_left_are_not_told(alert_id, house, postbox):
    async def erase():
        await Comment.delete(force=True)

    plain, html, _mail = await sent(house, postbox, alert_id, erase)
    assert "zerdrückt" not in plain + html
    assert "„…“" in plain


async def test_the_mail_programs_own_button_mutes_with_one_click(alert_id, house, postbox):
    plain, _html, mail = await sent(house, postbox, alert_id)
    link = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in plain
    assert links.muted_by(house, link.rsplit("/", 1)[1], ["product", "logistics"]) == (alert_id, "logistics")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "1." + "A" * 22 + t[24:], lambda t: "x", lambda t: ""])
async def test_a_link_that_was_tampered_with_is_nobodys(alert_id, house, change):
    token = links.mute_token(house, alert_id, "logistics")
    assert links.muted_by(house, change(token), ["logistics"]) is None
