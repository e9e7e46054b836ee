"""The product manager's pages in a running app: every role, both languages, with and without htmx."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from classifier.tables import Correction, Theme
from classifier.themes import install_themes, themes_of
from feedback_app.alerts.tables import DailyCount, DailyVolume
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.database import transaction
from feedback_app.insights.store import packing
from surveys.tables import Comment
from tests.shop_cast import TODAY, add_classified, add_comment
from tests.web.browsing import ClientAs

ROLES = ("admin", "product", "logistics", "viewer")


@pytest.fixture
async def comment(db: str, app: Any) -> int:
    """A shop with one comment about size, counted."""
    await install_themes()
    await install_teams()
    added = await add_classified(
        "Ärmel viel <b>zu klein</b>", ["too_small"], product="Bluse", carrier="GLS", order="B-1"
    )
    async with transaction():
        await DailyVolume(day=TODAY, product="Bluse", carrier="GLS", answers=1).save()
        await DailyCount(day=TODAY, theme="too_small", carrier="GLS", comments=1).save()
    await packing.run(app.state.house)
    return added


async def submission_of(comment: int) -> int:
    row = await Comment.select(Comment.submission).where(Comment.id == comment).first()
    return int(row["submission"])  # type: ignore[index]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("language", "theme", "stated"), [("de", "Zu klein", "Rückmeldungen"), ("en", "Too small", "Submissions")]
)
async def test_every_page_is_shown_to_every_role_in_both_languages(
    comment: int, client_as: ClientAs, role: str, language: str, theme: str, stated: str
) -> None:
    browser = await client_as(role, language)
    for path in ("/themes", "/themes/too_small", "/submissions", f"/submissions/{await submission_of(comment)}"):
        page = await browser.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{language}"' in page.text
        assert theme in page.text
        assert stated in page.text


@pytest.mark.parametrize("path", ["/themes", "/themes/too_small", "/submissions", "/submissions/1", "/comments/1"])
async def test_strangers_are_sent_to_the_login(client_as: ClientAs, path: str) -> None:
    answer = await (await client_as(None)).get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}")


@pytest.mark.parametrize(
    "path",
    [
        "/themes/no_such_theme",
        "/themes/no_such_theme/days.csv",
        "/submissions/999",
        "/submissions/99999999999999999999",
        "/comments/999",
        "/comments/99999999999999999999/themes",
    ],
)
async def test_what_does_not_exist_is_not_found(comment: int, client_as: ClientAs, path: str) -> None:
    assert (await (await client_as("product")).get(path)).status_code == 404


async def test_a_customers_words_are_shown_as_words(comment: int, client_as: ClientAs) -> None:
    page = await (await client_as("viewer")).get("/themes/too_small")
    assert "&lt;b&gt;zu klein&lt;/b&gt;" in page.text
    assert "<b>zu klein" not in page.text


async def test_the_choices_of_a_view_live_in_the_address(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product", "en")
    page = await browser.get("/themes?days=90&carrier=GLS&team=product")
    assert "Carrier: GLS" in page.text
    assert "/themes/too_small?days=90&amp;carrier=GLS" in page.text
    assert "Nothing fits this filter" in (await browser.get("/themes?carrier=DHL")).text


async def test_a_slice_is_chosen_on_a_plain_form(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product")
    page = await browser.get("/themes/filter?to=/themes/too_small&days=90&carrier=GLS")
    assert '<form class="stack filter-form" method="get" action="/themes/too_small">' in page.text
    assert '<option value="GLS" selected>GLS (1)</option>' in page.text
    assert '<input type="hidden" name="days" value="90">' in page.text


@pytest.mark.parametrize("to", ["https://evil.test", "//evil.test", "/themes/../logout", "/members"])
async def test_the_form_leads_only_to_our_own_views(comment: int, client_as: ClientAs, to: str) -> None:
    page = await (await client_as("product")).get("/themes/filter", params={"to": to})
    assert 'method="get" action="/themes"' in page.text


async def test_the_figures_are_there_as_files_too(comment: int, client_as: ClientAs) -> None:
    await Theme.update({Theme.name_de: "=1+1"}).where(Theme.code == "too_small")
    browser = await client_as("product")
    rows = (await browser.get("/themes.csv")).text.lstrip("\ufeff").splitlines()
    assert rows[0] == "theme,name,team,comments,share,lower,upper,trend,change"
    assert rows[1].startswith("too_small,'=1+1,Produkt,1,1,0.2065")
    days = (await browser.get("/themes/too_small/days.csv?days=7")).text.splitlines()
    assert days[1:3] == [f"{TODAY - timedelta(days=6)},,,,", f"{TODAY - timedelta(days=5)},,,,"]
    assert days[-1] == f"{TODAY},1,,,"


async def test_long_lists_come_in_parts(comment: int, app: Any, client_as: ClientAs) -> None:
    for _ in range(30):
        await add_classified("Viel zu klein", ["too_small"])
    await packing.run(app.state.house)
    browser = await client_as("product")
    first = await browser.get("/submissions")
    assert first.text.count('class="alert-row"') == 25
    later = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert (await browser.get(later)).text.count('class="alert-row"') == 6


async def test_a_correction_without_script_is_a_page_and_a_way_back(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product")
    form = await browser.get(f"/comments/{comment}/themes")
    assert form.text.count('type="checkbox"') == 31
    assert form.text.count(" checked") == 1
    answer = await browser.submit(f"/comments/{comment}/themes", {"theme": ["quality", "material"]})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/submissions/{await submission_of(comment)}#comment-{comment}"
    assert await themes_of([comment]) == {comment: ["quality", "material"]}
    kept = await Correction.select(Correction.member_id).output(as_list=True)
    assert kept == [browser.member_id]


async def test_a_correction_with_htmx_swaps_the_comment(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("admin", "en")
    form = await browser.get(f"/comments/{comment}/themes", headers={"HX-Request": "true"})
    assert form.text.strip().startswith(f'<li class="comment" id="comment-{comment}"')
    swapped = await browser.submit(f"/comments/{comment}/themes", {"theme": "quality"}, htmx=True)
    assert swapped.text.strip().startswith(
        f'<li class="comment" id="comment-{comment}" data-announce="Saved: Quality">'
    )
    assert "corrected by hand" in swapped.text
    assert "<html" not in swapped.text


async def test_a_cancelled_correction_shows_the_comment_again(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product")
    shown = await browser.get(f"/comments/{comment}", headers={"HX-Request": "true"})
    assert shown.text.strip().startswith(f'<li class="comment" id="comment-{comment}">')
    assert (await browser.get(f"/comments/{comment}")).status_code == 303


async def test_nothing_ticked_means_that_no_theme_fits(comment: int, app: Any, client_as: ClientAs) -> None:
    browser = await client_as("product")
    assert (await browser.submit(f"/comments/{comment}/themes")).status_code == 303
    assert await themes_of([comment]) == {comment: []}


async def test_a_theme_that_is_gone_brings_the_form_back(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product", "en")
    answer = await browser.submit(f"/comments/{comment}/themes", {"theme": ["quality", "gone"]})
    assert answer.status_code == 422
    assert "does not exist any more" in answer.text
    assert 'value="quality" checked' in answer.text
    assert await themes_of([comment]) == {comment: ["too_small"]}


@pytest.mark.parametrize("role", ["viewer", "logistics"])
async def test_who_may_not_correct_is_refused_and_offered_nothing(comment: int, client_as: ClientAs, role: str) -> None:
    browser = await client_as(role)
    assert (await browser.get(f"/comments/{comment}/themes")).status_code == 403
    assert (await browser.submit(f"/comments/{comment}/themes", {"theme": "quality"})).status_code == 403
    assert f"/comments/{comment}/themes" not in (await browser.get("/themes/too_small")).text
    assert await themes_of([comment]) == {comment: ["too_small"]}


async def test_a_correction_needs_the_token_of_the_page(comment: int, client_as: ClientAs) -> None:
    browser = await client_as("product")
    answer = await browser.post(f"/comments/{comment}/themes", data={"theme": "quality"})
    assert answer.status_code == 403
    assert await themes_of([comment]) == {comment: ["too_small"]}


async def test_a_comment_without_words_says_so(comment: int, client_as: ClientAs) -> None:
    silent = await add_comment(reason="gift")
    page = await (await client_as("viewer", "en")).get(f"/submissions/{await submission_of(silent)}")
    assert "no text" in page.text
    assert "Stated: gift" in page.text


async def test_a_comment_that_waits_does_not_say_that_no_theme_fits(
    comment: int, app: Any, client_as: ClientAs
) -> None:
    await add_comment("Noch nie gelesen", order="B-2")
    await add_classified("Quartalsabschluss", [], order="B-3")
    await packing.run(app.state.house)
    page = (await (await client_as("viewer")).get("/submissions")).text
    assert (page.count("noch nicht zugeordnet"), page.count("kein Thema")) == (1, 1)


async def test_a_comment_that_its_customer_replaced_is_shown_no_more(
    comment: int, client_as: ClientAs, now: datetime
) -> None:
    await Comment.update({Comment.superseded_at: now}).where(Comment.id == comment)
    browser = await client_as("product")
    assert (await browser.get(f"/comments/{comment}/themes")).status_code == 404
    assert (await browser.submit(f"/comments/{comment}/themes", {"theme": "quality"})).status_code == 404
