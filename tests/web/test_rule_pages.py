"""Rules, glossary and "why" in a running app: a look before each change, a way back after it, and who may do what."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from classifier.tables import Classification, GlossaryWord, Rereading, ThemeRule
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from tests.shop_cast import add_classified, add_comment
from tests.web.browsing import Browser, ClientAs

RULE = {"theme": "packaging", "effect": "always", "pattern": "Karton*"}


@pytest.fixture
async def shop(db: str) -> dict[str, int]:
    """Three comments, two of them about cartons, one of these about packaging already."""
    await install_themes()
    return {
        "known": await add_classified("Der Karton war offen", ["packaging"]),
        "new": await add_classified("KARTONAGE <b>viel</b> zu groß", ["too_big"]),
        "other": await add_classified("Zu klein", ["too_small"]),
    }


@pytest.fixture
async def anna(shop: dict[str, int], client_as: ClientAs) -> Browser:
    return await client_as("product")


async def marked() -> set[int]:
    rows = await Classification.select().where(Classification.model_version == "")
    return {row["comment"] for row in rows if row["source"] == "model"}


@pytest.mark.parametrize("role", ["admin", "product", "logistics", "viewer"])
@pytest.mark.parametrize(("language", "word"), [("de", "Regeln"), ("en", "Rules")])
async def test_everybody_may_look(
    shop: dict[str, int],
    client_as: ClientAs,
    role: str,
    language: str,
    word: str,
) -> None:
    browser = await client_as(role, language)
    assert f"<h1>{word}</h1>" in (await browser.get("/themes/rules")).text
    for path in ("/themes/glossary", f"/comments/{shop['known']}/why"):
        assert (await browser.get(path)).status_code == 200, path


@pytest.mark.parametrize("path", ["/themes/rules", "/themes/rules/1", "/themes/glossary", "/themes/glossary/1"])
async def test_only_who_may_correct_may_change(shop: dict[str, int], client_as: ClientAs, path: str) -> None:
    viewer = await client_as("viewer")
    assert (await viewer.submit(path, RULE)).status_code == 403
    assert 'method="post" action="/themes' not in (await viewer.get("/themes/rules")).text


async def test_a_rule_shows_what_it_would_touch_before_it_is_there(anna: Browser) -> None:
    page = await anna.get(f"/themes/rules?{urlencode(RULE)}", headers={"Accept-Language": "en"})
    assert "This rule would touch 2 comments of those searched" in page.text
    assert "One gets the theme newly." in page.text
    assert "<mark>KARTONAGE</mark> &lt;b&gt;viel" in page.text
    assert await ThemeRule.count() == 0


async def test_a_colleagues_word_stands_above_the_rule_and_the_look_says_so(
    anna: Browser, shop: dict[str, int]
) -> None:
    await anna.submit(f"/comments/{shop['new']}/themes", {"theme": ["too_big"]})
    page = await anna.get(f"/themes/rules?{urlencode(RULE)}", headers={"Accept-Language": "en"})
    assert "A colleague said otherwise about one of them" in page.text
    assert "None of them changes" in page.text


async def test_a_saved_rule_has_the_comments_read_again_that_it_touches(anna: Browser, shop: dict[str, int]) -> None:
    answer = await anna.submit("/themes/rules", RULE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/themes/rules?done=added")
    assert await marked() == {shop["known"], shop["new"]}
    assert await Rereading.count() == 0
    again = await anna.submit("/themes/rules", {**RULE, "pattern": "  Karton* "})
    assert again.headers["location"] == "/themes/rules?done=known"
    assert await ThemeRule.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pattern": '"zu klein'}, "The quotation mark at character 1 is never closed."),
        ({"theme": "no_such"}, "Please choose a theme."),
        ({"pattern": "NOT karton"}, "This would mean nearly every comment"),
    ],
)
async def test_a_rule_that_is_not_understood_comes_back_filled(
    shop: dict[str, int],
    client_as: ClientAs,
    wrong: dict[str, str],
    sentence: str,
) -> None:
    browser = await client_as("product", "en")
    for page in (
        await browser.submit("/themes/rules", {**RULE, **wrong}),
        await browser.get(f"/themes/rules?{urlencode({**RULE, **wrong})}"),
    ):
        assert page.status_code == 422
        assert sentence in page.text
    typed = wrong.get("pattern", RULE["pattern"]).replace('"', "&#34;")
    assert f'value="{typed}"' in page.text
    assert await ThemeRule.count() == 0


async def test_a_rule_rests_goes_on_and_is_deleted_with_a_way_back(anna: Browser) -> None:
    await anna.submit("/themes/rules", RULE)
    (rule,) = await ThemeRule.objects()
    for do, active in (("pause", False), ("resume", True)):
        assert (await anna.submit(f"/themes/rules/{rule.id}", {"do": do})).status_code == 303
        assert (await ThemeRule.objects())[0].active is active
    gone = await anna.submit(f"/themes/rules/{rule.id}", {"do": "delete"})
    assert await ThemeRule.count() == 0
    page = await anna.get(gone.headers["location"])
    assert '<input type="hidden" name="pattern" value="Karton*">' in page.text
    await anna.submit("/themes/rules", RULE)
    assert await ThemeRule.count() == 1
    late = await anna.submit(f"/themes/rules/{rule.id + 99}", {"do": "delete"})
    assert late.headers["location"] == "/themes/rules?done=gone"


async def test_a_rule_does_not_rest_by_mistake(anna: Browser) -> None:
    await anna.submit("/themes/rules", RULE)
    (rule,) = await ThemeRule.objects()
    assert (await anna.submit(f"/themes/rules/{rule.id}", {"do": "what?"})).status_code == 404
    assert (await ThemeRule.objects())[0].active


async def test_rules_that_contradict_each_other_are_shown(anna: Browser) -> None:
    await anna.submit("/themes/rules", RULE)
    await anna.submit("/themes/rules", {**RULE, "effect": "never", "pattern": "offen"})
    await anna.submit("/themes/rules", {**RULE, "effect": "never", "pattern": "Rechnung"})
    page = (await anna.get("/themes/rules", headers={"Accept-Language": "en"})).text
    assert "always with Karton*, but never with offen. Where both fit, never wins. Both fit one comment." in page
    assert "never with Rechnung. Where" not in page


async def test_a_word_shows_what_the_model_would_read(anna: Browser) -> None:
    asked = {"word": "kartonage", "kind": "means", "meaning": "Verpackung"}
    page = await anna.get(f"/themes/glossary?{urlencode(asked)}", headers={"Accept-Language": "en"})
    assert "This word stands in one of the comments searched" in page.text
    assert "The model reads: Verpackung &lt;b&gt;viel" in page.text


async def test_a_word_is_kept_changed_and_deleted_with_a_way_back(anna: Browser, shop: dict[str, int]) -> None:
    await anna.submit("/themes/glossary", {"word": " Kartonage ", "kind": "means", "meaning": "Verpackung"})
    assert await marked() == {shop["new"]}
    await anna.submit("/themes/glossary", {"word": "kartonage", "kind": "name", "meaning": "ignored"})
    (word,) = await GlossaryWord.objects()
    assert (word.word, word.meaning) == ("kartonage", "")
    gone = await anna.submit(f"/themes/glossary/{word.id}")
    assert await GlossaryWord.count() == 0
    assert '<input type="hidden" name="kind" value="name">' in (await anna.get(gone.headers["location"])).text
    assert (await anna.submit("/themes/glossary", {"word": "!!", "kind": "means"})).status_code == 422


async def test_frequent_words_nobody_taught_the_model_are_proposed(anna: Browser) -> None:
    for _ in range(3):
        await add_comment("Mein Quorzifax ist zu klein")
    page = (await anna.get("/themes/glossary")).text
    assert "<strong>Quorzifax</strong>" in page
    assert "<strong>klein</strong>" not in page


async def test_why_says_who_said_so_and_marks_the_words_of_a_rule(anna: Browser, shop: dict[str, int]) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    async with transaction():
        await ThemeRule(theme="too_big", effect="never", pattern="kartonage", member_id=1, created_at=now).save()
        await GlossaryWord(word="kartonage", meaning="Verpackung", member_id=1, created_at=now).save()
    page = await anna.get(f"/comments/{shop['new']}/why", headers={"HX-Request": "true", "Accept-Language": "en"})
    assert page.text.strip().startswith(f'<li class="comment" id="comment-{shop["new"]}"')
    assert "The model reads it in the text, 90% sure." in page.text
    assert "A rule forbids “Too big” here: kartonage" in page.text
    assert "“KARTONAGE” is read as “Verpackung” (glossary)." in page.text


@pytest.mark.parametrize("path", ["/comments/999999/why", "/comments/99999999999/why"])
async def test_why_of_nothing_is_not_found(anna: Browser, path: str) -> None:
    assert (await anna.get(path)).status_code == 404
