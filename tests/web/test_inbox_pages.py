"""The inbox of new themes in a running app: every role, both languages, without JavaScript."""

from __future__ import annotations

import pytest

from classifier.inbox import finding
from classifier.tables import Classification, Proposal, Theme
from feedback_app.foundation.database import transaction
from tests.classifier.inbox.conftest import APP, ODD, SMALL, say
from tests.shop_cast import add_classified
from tests.web.browsing import Browser, ClientAs

INBOX = "/themes/inbox"


@pytest.fixture
async def proposal(app) -> int:
    """A shop with one proposal."""
    from classifier.themes import install_themes

    await install_themes()
    await say(SMALL * 4, ["too_small"])
    await say(ODD, [])
    await say(APP, [], product="Lampe <Amrum>")
    await finding.propose(app.state.house)
    row = await Proposal.select(Proposal.id).first()
    return int(row["id"])


def fields(**more: str | list[str]) -> dict[str, str | list[str]]:
    return {"name_de": "App-Zwang", "name_en": "Forced app", "team": "product", "group": "", **more}


@pytest.mark.parametrize("role", ["admin", "product", "logistics", "viewer"])
@pytest.mark.parametrize(("language", "words"), [("de", "passt kein Thema"), ("en", "No theme covers")])
async def test_everybody_sees_what_no_theme_covers(proposal, client_as: ClientAs, role, language, words):
    browser = await client_as(role, language)
    pages = [await browser.get(path) for path in (INBOX, f"{INBOX}/{proposal}", f"{INBOX}/foreign")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert words in pages[0].text
    assert "Lampe &lt;Amrum&gt;" in pages[0].text


async def test_only_those_who_may_decide_get_the_buttons(proposal, client_as: ClientAs):
    assert "formaction" in (await (await client_as("product")).get(f"{INBOX}/{proposal}")).text
    assert (
        '<form method="post" action="/themes/inbox'
        not in (await (await client_as("viewer")).get(f"{INBOX}/{proposal}")).text
    )


@pytest.mark.parametrize("deed", ["accept", "merge", "dismiss", "reopen"])
async def test_others_may_not_decide(proposal, client_as: ClientAs, deed):
    answer = await (await client_as("logistics")).submit(f"{INBOX}/{proposal}/{deed}", fields())
    assert answer.status_code == 403
    assert (await Proposal.select(Proposal.state).first())["state"] == "open"


@pytest.mark.parametrize("path", [INBOX, f"{INBOX}/1", f"{INBOX}/foreign"])
async def test_strangers_are_sent_to_the_login(client_as: ClientAs, path):
    assert (await (await client_as(None)).get(path)).status_code == 303


@pytest.mark.parametrize("number", ["999", "99999999999999999999"])
async def test_what_does_not_exist_is_not_found(proposal, client_as: ClientAs, number):
    browser = await client_as("product")
    assert (await browser.get(f"{INBOX}/{number}")).status_code == 404
    assert (await browser.submit(f"{INBOX}/{number}/reopen")).status_code in {404, 422}


async def test_accepting_leads_to_the_new_theme(proposal, client_as: ClientAs):
    browser = await client_as("product")
    answer = await browser.submit(f"{INBOX}/{proposal}/accept", fields())
    code = (await Theme.select(Theme.code).where(Theme.name_de == "App-Zwang").first())["code"]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/themes/{code}")
    assert "Aus „" in (await browser.get(INBOX)).text


async def test_a_form_that_is_not_right_comes_back_filled(proposal, client_as: ClientAs):
    browser = await client_as("product")
    answer = await browser.submit(
        f"{INBOX}/{proposal}/accept", fields(name_de="", name_en="", definition_de="Nur mit App")
    )
    assert answer.status_code == 422
    assert 'value="Nur mit App"' in answer.text
    assert 'id="errors"' in answer.text


async def test_ticks_that_were_taken_away_stay_away_when_the_form_comes_back(proposal, client_as: ClientAs):
    browser = await client_as("product")
    page = (await browser.get(f"{INBOX}/{proposal}")).text
    shown = [part.split('"')[0] for part in page.split('name="shown" value="')[1:]]
    assert len(shown) == len(APP)
    answer = await browser.submit(f"{INBOX}/{proposal}/accept", fields(team="nobody", shown=shown, comment=shown[1:]))
    assert answer.status_code == 422
    assert answer.text.count('name="comment"') == answer.text.count(" checked>") + 1


async def test_a_known_theme_takes_the_comments(proposal, client_as: ClientAs):
    browser = await client_as("product")
    assert (await browser.submit(f"{INBOX}/{proposal}/merge", {"into": "too_hard"})).status_code == 303
    assert "gehört zu" in (await browser.get(INBOX)).text


async def test_a_theme_that_is_none_is_refused(proposal, client_as: ClientAs):
    browser = await client_as("product")
    answer = await browser.submit(f"{INBOX}/{proposal}/merge", {"into": "nothing"})
    assert (answer.status_code, 'id="into-error"' in answer.text) == (422, True)


async def test_a_dismissed_group_can_be_brought_back(proposal, client_as: ClientAs):
    browser = await client_as("product")
    await browser.submit(f"{INBOX}/{proposal}/dismiss", {"note": "<b>Zufall</b>"})
    assert "&lt;b&gt;Zufall" in (await browser.get(INBOX)).text
    again = await browser.submit(f"{INBOX}/{proposal}/reopen")
    assert again.headers["location"] == f"{INBOX}/{proposal}"
    assert "formaction" in (await browser.get(f"{INBOX}/{proposal}")).text


async def test_who_decides_second_is_told(proposal, client_as: ClientAs):
    browser: Browser = await client_as("product")
    await browser.submit(f"{INBOX}/{proposal}/dismiss")
    answer = await browser.submit(f"{INBOX}/{proposal}/accept", fields())
    assert answer.status_code == 422
    assert "schon jemand entschieden" in answer.text


async def test_much_without_a_theme_is_explained(proposal, client_as: ClientAs):
    page = await (await client_as("product")).get(INBOX)
    assert "Vor allem fehlt: „" in page.text


async def test_other_languages_are_shown_apart(proposal, client_as: ClientAs):
    comment = await add_classified("La couleur ne me plaît pas", [])
    async with transaction():
        await Classification.update({Classification.outcome: "foreign"}).where(Classification.comment == comment)
    browser = await client_as("product", "en")
    assert "in another language" in (await browser.get(INBOX)).text
    assert "La couleur" in (await browser.get(f"{INBOX}/foreign")).text


async def test_an_empty_shop_says_what_is_missing(app, client_as: ClientAs):
    assert "Noch nicht gesucht" in (await (await client_as("product")).get(INBOX)).text
