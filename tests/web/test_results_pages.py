"""The results page, its file, and the page of one submission, as members see them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from classifier.themes import install_themes
from feedback_app.insights.store import packing
from surveys.built_in import BUILT_IN
from surveys.catalogue import install_catalogue
from surveys.form.opens import note_open
from surveys.tables import Callback
from tests.surveys import results_world as world
from tests.surveys.results_world import TODAY
from tests.web.browsing import ClientAs

CSAT, RETURNS = BUILT_IN["csat"], BUILT_IN["returns"]


@pytest.fixture
async def shop(db: str) -> AsyncIterator[int]:
    """A shop whose customers have answered both surveys; gives a rich submission."""
    await install_catalogue()
    await install_themes()
    csat, returns = await world.publish("csat", CSAT), await world.publish("returns", RETURNS)
    for number in range(8):
        await world.answer(csat, TODAY, {"csat": 5 if number else 1}, {"why_low": ("delivery",)}, {"better": "<b>mehr"})
    invitation = await world.invite(returns, order="O-7")
    submission = await world.answer(
        returns, TODAY, {"csat": 2}, order_id="O-7", channel="qr", invitation=invitation, style="stars"
    )
    key = await world.order_item(submission, "O-8", sku="S1")
    comment = await world.item(
        submission, "too_small", "size_or_fit", order_item=key, text="viel zu eng", wish="exchange", quantity=2
    )
    await world.follow_up(submission, key, "where_fit", "shoulders")
    await world.item(submission, "missing_parts", "wrong_or_missing", help_shown="missing_parts", helped=True)
    await world.picture(invitation, str(key))
    await world.confirm(comment, "too_small", confirmed=True)
    await world.confirm(comment, "damaged_transport", confirmed=False)
    await world.ask_for_call(submission, "0170 5551234")
    return submission


@pytest.fixture
async def packed(shop: int, app) -> int:
    """The same shop, its days packed for the desk."""
    await packing.run(app.state.house)
    return shop


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ("/surveys/csat/results", "Rücklaufquote", "Response rate"),
        (
            "/surveys/csat/results?from=2020-01-01&to=2020-01-02",
            "hat niemand diese Version",
            "Nobody has sent this survey",
        ),
        ("/surveys/returns/results?every=day", "Spielt die Reihenfolge", "Does the order"),
    ],
)
async def test_results_are_shown_in_both_languages(shop: int, client_as: ClientAs, path, german, english):
    for language, words in (("de", german), ("en", english)):
        page = await (await client_as("viewer", language)).get(path)
        assert page.status_code == 200
        assert words in page.text


async def test_strangers_see_no_results(shop: int, client_as: ClientAs):
    browser = await client_as(None)
    for path in ("/surveys/csat/results", "/surveys/csat/results.csv"):
        assert (await browser.get(path)).status_code in {303, 401}


async def test_what_does_not_exist_is_not_found(shop: int, client_as: ClientAs):
    browser = await client_as("admin")
    for path in ("/surveys/nope/results", "/surveys/nope/results.csv"):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.submit("/callbacks/999999/done")).status_code == 404


async def test_criterion_18_the_german_page_has_no_english_words_and_the_english_no_german(
    shop: int, client_as: ClientAs
):
    german = (await (await client_as("viewer", "de")).get("/surveys/csat/results")).text
    english = (await (await client_as("viewer", "en")).get("/surveys/csat/results")).text
    assert not [word for word in ("Satisfied", "Answers", "Share", "Show ", "Step", "Mean") if f">{word}" in german]
    assert not [word for word in ("Zufrieden", "Antworten", "Anteil", "Zeigen", "Schritt") if f">{word}" in english]


async def test_satisfaction_is_said_in_words_and_shape_with_its_interval_and_n(shop: int, client_as: ClientAs):
    page = (await (await client_as("viewer", "en")).get("/surveys/csat/results")).text
    assert "87.5%" in page
    assert "(52.9–97.8)" in page
    assert '<span class="light-good"><svg class="shape"' in page
    assert "above 80%" in page
    assert "Drawn as: numbers" in page


async def test_unconfirmed_opens_are_shown_per_mail_domain(shop: int, client_as: ClientAs, app):
    for _ in range(3):
        note_open(app.state.house, "gmx.de")
    page = (await (await client_as("viewer", "en")).get("/surveys/csat/results")).text
    assert "gmx.de" in page
    assert "unconfirmed opens" in page


async def test_the_file_is_sent_as_a_download(shop: int, client_as: ClientAs):
    found = await (await client_as("viewer")).get("/surveys/csat/results.csv?version=1")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.headers["content-disposition"] == 'attachment; filename="csat.csv"'
    assert len(found.text.splitlines()) == 9


async def test_one_submission_shows_all_that_was_answered(shop: int, client_as: ClientAs):
    page = (await (await client_as("viewer")).get(f"/submissions/{shop}")).text
    for words in (
        "Größe oder Passform › Zu klein",
        "Schultern",
        "Umtausch",
        "hat geholfen",
        "2 von 5 · wenig · als Sterne gezeigt",
        "„Zu klein“ bestätigt",
        "„Transportschaden“ verneint",
        "per QR-Code",
        "0170 5551234",
        "Version 1",
    ):
        assert words in page
    assert '<img src="/photos/1" alt="Bild 1' in page


async def test_who_may_act_notes_that_the_customer_was_called(shop: int, client_as: ClientAs):
    wish = await Callback.objects().first()
    assert (await (await client_as("viewer")).submit(f"/callbacks/{wish.id}/done")).status_code == 403
    browser = await client_as("logistics")
    done = await browser.submit(f"/callbacks/{wish.id}/done")
    assert (done.status_code, done.headers["location"]) == (303, f"/submissions/{shop}")
    assert "erledigt" not in (await browser.get(f"/submissions/{shop}")).text
    first = (await Callback.objects().first()).done_at
    await browser.submit(f"/callbacks/{wish.id}/done")
    assert (await Callback.objects().first()).done_at == first is not None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("survey=csat", 8),
        ("survey=csat&version=2", 0),
        ("survey=returns", 1),
        ("channel=qr", 1),
        ("survey=csat&rating=5", 7),
        ("reason=size_or_fit", 1),
        ("reason=too_small&survey=returns&version=1", 1),
        ("reason=too_big", 0),
        ("rating=x&version=y", 9),
        ("survey=csat:1", 8),
        ("only=content", 7),
        ("text=1", 9),
    ],
)
async def test_the_list_of_submissions_is_cut_by_survey_channel_rating_and_reason(
    packed: int, client_as: ClientAs, query: str, count: int
):
    page = (await (await client_as("viewer")).get(f"/submissions?{query}")).text
    assert page.count('class="alert-row"') == count


async def test_a_cut_of_the_list_stays_while_the_span_changes_and_can_be_taken_away(packed: int, client_as: ClientAs):
    page = (await (await client_as("viewer", "en")).get("/submissions?survey=csat&rating=5")).text
    assert "days=365&amp;survey=csat&amp;rating=5" in page
    assert "Satisfaction: 5" in page
    assert 'href="/submissions?days=30&amp;survey=csat"' in page


async def test_surveys_and_channels_can_be_chosen_on_the_filter_page(packed: int, client_as: ClientAs):
    page = (await (await client_as("viewer", "en")).get("/themes/filter?to=/submissions&survey=csat")).text
    assert '<option value="csat" selected>How satisfied are you? (8)</option>' in page
    assert '<option value="csat:1">How satisfied are you?, version 1 (8)</option>' in page
    everything = (await (await client_as("viewer", "en")).get("/themes/filter?to=/submissions")).text
    assert '<option value="qr">by QR code (2)</option>' in everything
