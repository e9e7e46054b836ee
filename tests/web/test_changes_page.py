"""The public page of what was changed: off until switched on, written by the team, without a cookie; and its feed."""

from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from feedback_app.alerts.alert_settings import save_news, settings_now
from feedback_app.alerts.tables import ChangeNote
from surveys.tables import Shop

ATOM = "{http://www.w3.org/2005/Atom}"
FORM = {
    "title_de": "Kartons",
    "text_de": "Wir nehmen dickere.\nSeit Mai.",
    "title_en": "",
    "text_en": "",
    "day": "2026-11-02",
}


@pytest.fixture
async def public(app, now: datetime) -> None:
    await Shop(name="Wetterfest & Co").save()
    await save_news(True, False)
    await ChangeNote(
        title_de="Dickere Kartons", text_de="Jetzt <doppelt>.", day=date(2026, 11, 2), published_at=now, created_at=now
    ).save()
    await ChangeNote(title_de="Entwurf", text_de="Geheim", day=date(2026, 11, 3), created_at=now).save()


async def test_the_page_is_not_there_while_it_is_off(client_as):
    stranger = await client_as(None)
    assert (await stranger.get("/changes")).status_code == 404
    assert (await stranger.get("/changes/feed.atom")).status_code == 404


async def test_everybody_reads_what_was_published_and_nothing_else(client_as, public):
    answer = await (await client_as(None)).get("/changes?lang=de")
    assert answer.status_code == 200
    assert "Dickere Kartons" in answer.text
    assert "Jetzt &lt;doppelt&gt;." in answer.text
    assert "Entwurf" not in answer.text
    assert "set-cookie" not in answer.headers
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_a_reader_of_the_other_language_sees_it_too(client_as, public):
    page = (await (await client_as(None)).get("/changes?lang=en")).text
    assert "What we have changed" in page
    assert "Dickere Kartons" in page


async def test_a_shop_that_says_du_says_it_here(client_as, public, app):
    await Shop.update({Shop.form_of_address: "du"}, force=True)
    assert "Du sagst uns" in (await (await client_as(None)).get("/changes?lang=de")).text


async def test_the_feed_is_well_formed_and_says_the_same(client_as, public, now):
    answer = await (await client_as(None)).get("/changes/feed.atom?lang=de")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)
    assert [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")] == ["Dickere Kartons"]
    assert feed.findtext(f"{ATOM}entry/{ATOM}content") == "Jetzt <doppelt>."
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "") == now


async def test_a_draft_is_published_and_withdrawn_by_the_team(client_as):
    lea = await client_as("logistics")
    assert (await lea.submit("/change-notes/new?action=0", FORM)).status_code == 303
    note = await ChangeNote.objects().first()
    assert (note.title_de, note.published_at) == ("Kartons", None)
    await lea.submit(f"/change-notes/{note.id}", {**FORM, "title_en": "Boxes", "text_en": "x", "then": "publish"})
    assert (await ChangeNote.objects().first()).published_at is not None
    await lea.submit(f"/change-notes/{note.id}", {**FORM, "then": "withdraw"})
    note = await ChangeNote.objects().first()
    assert (note.published_at, note.title_de) == (None, "Kartons")


async def test_an_entry_without_words_comes_back_with_what_was_typed(client_as):
    lea = await client_as("logistics", "en")
    answer = await lea.submit("/change-notes/new?action=0", {"title_de": "Kartons", "day": "morgen"})
    assert answer.status_code == 422
    assert "Please write a title and a text in at least one language." in answer.text
    assert "Please give the day since when it holds." in answer.text
    assert 'value="Kartons"' in answer.text
    assert not await ChangeNote.exists()


async def test_the_switches_are_kept(client_as):
    lea = await client_as("logistics")
    await lea.submit("/change-notes/settings", {"on": "yes", "by_itself": "yes"})
    assert ((await settings_now()).changes_page, (await settings_now()).tell_by_itself) == (True, True)
    await lea.submit("/change-notes/settings", {})
    assert ((await settings_now()).changes_page, (await settings_now()).tell_by_itself) == (False, False)


async def test_who_only_reads_sees_the_list_without_buttons(client_as, public):
    page = (await (await client_as("viewer")).get("/change-notes")).text
    assert "Entwurf" in page
    assert 'action="/change-notes/settings"' not in page
