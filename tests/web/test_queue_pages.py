"""Questions to members in a running app: answer, skip, take back; two at once; what ten answers came to."""

from __future__ import annotations

import re
from datetime import datetime

import httpx
import pytest

from classifier import assignments
from classifier.tables import Classification, Correction, LabelStep, Theme
from classifier.themes import install_themes, themes_of
from feedback_app.foundation.database import transaction
from surveys.tables import Comment
from tests.shop_cast import add_classified
from tests.web.browsing import Browser, ClientAs

HOME = "/themes/queue"


@pytest.fixture
async def shop(db: str) -> list[int]:
    """Twelve comments: every second has a theme, the others have none."""
    await install_themes()
    return [await add_classified(f"Knarzt am Gestell{n}", ["quality"] if n % 2 else []) for n in range(12)]


@pytest.fixture
async def anna(shop: list[int], client_as: ClientAs) -> Browser:
    return await client_as("product", "en")


def asked(page: httpx.Response) -> int:
    """The comment that a page asks about, 0 when it asks nothing."""
    found = re.search(r'name="comment" value="(\d+)"><input type="hidden" name="shown"', page.text)
    return int(found[1]) if found else 0


async def answer(browser: Browser, comment: int, **fields: str | list[str]) -> httpx.Response:
    return await browser.submit(HOME, {"comment": str(comment), "shown": "0", "do": "save", **fields})


async def test_a_question_shows_the_comment_and_what_the_model_says(anna: Browser, shop: list[int]) -> None:
    page = await anna.get(HOME)
    assert asked(page) in shop
    assert "Knarzt am Gestell" in page.text
    assert "The model finds no theme that fits." in page.text
    assert "No answer from you yet." in page.text
    one = await anna.get(f"{HOME}?comment={shop[1]}")
    assert "The model says: Quality (90% sure)" in one.text
    assert '<input type="checkbox" name="theme" value="quality" checked>' in one.text


async def test_an_answer_is_kept_and_the_next_question_comes(anna: Browser) -> None:
    comment = asked(await anna.get(HOME))
    saved = await answer(anna, comment, theme=["quality", "material"])
    assert (saved.status_code, saved.headers["location"]) == (303, f"{HOME}?saved={comment}")
    assert await themes_of([comment]) == {comment: ["quality", "material"]}
    page = await anna.get(saved.headers["location"])
    assert "Saved: Quality, " in page.text
    assert "9 more until the next balance." in page.text
    assert asked(page) not in {0, comment}


@pytest.mark.parametrize(
    ("fields", "themes"),
    [
        ({"none": "1"}, []),
        ({"other": "TOO SMALL"}, ["too_small"]),
        ({"other": "too sm", "theme": ["gift"]}, ["gift", "too_small"]),
    ],
)
async def test_none_fits_and_a_typed_name_are_answers(
    anna: Browser, shop: list[int], fields: dict[str, str | list[str]], themes: list[str]
) -> None:
    assert (await answer(anna, shop[0], **fields)).status_code == 303
    assert await themes_of([shop[0]]) == {shop[0]: themes}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Please choose a theme, or “none fits”."),
        ({"none": "1", "theme": ["gift"]}, "both at once is not possible"),
        ({"other": "too"}, "There is no theme of this name."),
        ({"theme": ["no_such_theme"]}, "does not exist any more"),
    ],
)
async def test_an_answer_that_says_nothing_comes_back_filled(
    anna: Browser, shop: list[int], fields: dict[str, str | list[str]], sentence: str
) -> None:
    page = await answer(anna, shop[0], **fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert asked(page) == shop[0]
    assert ("gift" not in str(fields)) or 'value="gift" checked' in page.text
    assert f'value="{fields.get("other", "")}" list=' in page.text
    assert await Correction.count() == 0


async def test_a_skipped_comment_does_not_come_again(anna: Browser, shop: list[int]) -> None:
    page, seen = await anna.get(HOME), []
    while comment := asked(page):
        skipped = re.search(r'name="skipped" value="([\d.]*)"', page.text)
        assert skipped is not None
        fields = {"comment": str(comment), "skipped": skipped[1], "do": "skip"}
        seen.append(comment)
        page = await anna.get((await anna.submit(HOME, fields)).headers["location"])
    assert sorted(seen) == sorted(shop)
    assert "Nothing to ask right now" in page.text


async def test_the_last_answer_can_be_taken_back(anna: Browser, shop: list[int]) -> None:
    await answer(anna, shop[1], theme=["gift"])
    back = await anna.submit(f"{HOME}/undo", {"comment": str(shop[1])})
    assert back.headers["location"] == f"{HOME}?comment={shop[1]}"
    assert asked(await anna.get(back.headers["location"])) == shop[1]
    assert await Correction.count() == 0
    assert await themes_of([shop[1]]) == {shop[1]: ["quality"]}
    kept = await Classification.objects().get(Classification.comment == shop[1])
    assert kept is not None
    assert (kept.source, kept.model_version, kept.revision) == ("model", "", 3)
    again = await anna.submit(f"{HOME}/undo", {"comment": str(shop[1])})
    assert again.headers["location"] == f"{HOME}?done=late"


async def test_taking_back_leaves_what_a_colleague_had_said_before(
    anna: Browser, shop: list[int], client_as: ClientAs
) -> None:
    boss = await client_as("admin")
    await answer(boss, shop[1], theme=["gift"])
    newest = await Correction.select(Correction.id).first()
    await answer(anna, shop[1], theme=["material"], shown=str(newest["id"]))  # type: ignore[index]
    assert (await boss.submit(f"{HOME}/undo", {"comment": str(shop[1])})).headers["location"] == f"{HOME}?done=late"
    await anna.submit(f"{HOME}/undo", {"comment": str(shop[1])})
    assert await themes_of([shop[1]]) == {shop[1]: ["gift"]}
    kept = await Classification.objects().get(Classification.comment == shop[1])
    assert kept is not None
    assert (kept.source, kept.member_id) == ("member", boss.member_id)


async def test_two_members_at_once_are_not_asked_the_same(anna: Browser, client_as: ClientAs) -> None:
    boss = await client_as("admin")
    for _ in range(5):
        first, second = asked(await anna.get(HOME)), asked(await boss.get(HOME))
        assert first
        assert second not in {0, first}
        await answer(anna, first, none="1")
        await answer(boss, second, none="1")


async def test_who_was_slower_does_not_overwrite_a_colleague(
    anna: Browser, shop: list[int], client_as: ClientAs
) -> None:
    await answer(await client_as("admin"), shop[0], theme=["gift"])
    late = await answer(anna, shop[0], theme=["material"])
    assert late.headers["location"] == f"{HOME}?done=quicker"
    assert "Their answer stands." in (await anna.get(late.headers["location"])).text
    assert await themes_of([shop[0]]) == {shop[0]: ["gift"]}


async def test_after_ten_answers_the_page_says_what_they_came_to(anna: Browser, shop: list[int], now: datetime) -> None:
    async with transaction():
        figures = {"micro_before": 0.71, "micro_after": 0.735, "macro_before": 0.5, "macro_after": 0.5}
        await LabelStep(labels=10, measured_at=now, held_out=1240, **figures).save()
    for n, comment in enumerate(shop[:10]):
        location = (await answer(anna, comment, **({"theme": ["quality"]} if n % 2 else {"theme": ["gift"]}))).headers[
            "location"
        ]
    page = await anna.get(location)
    assert "Of your last ten, 5 were right as they stood." in page.text
    assert "on 1,240 comments that nothing is learned from: hits 71.0% → 73.5% (F1)." in page.text


async def test_what_is_answered_superseded_empty_or_gone_is_not_asked(
    anna: Browser, shop: list[int], now: datetime
) -> None:
    await Comment.update({Comment.text: ""}).where(Comment.id.is_in(shop[:6]))
    await Comment.update({Comment.superseded_at: now}).where(Comment.id.is_in(shop[6:11]))
    assert asked(await anna.get(HOME)) == shop[11]
    await answer(anna, shop[11], none="1")
    assert asked(await anna.get(HOME)) == 0
    gone = await answer(anna, 2_000_000_000, none="1")
    assert gone.headers["location"] == f"{HOME}?done=gone"


@pytest.mark.parametrize("query", ["saved=x", "skipped=1..a.-3.99999999999", "comment=999999", "done=nonsense"])
async def test_a_strange_address_is_no_trouble(anna: Browser, query: str) -> None:
    assert (await anna.get(f"{HOME}?{query}")).status_code == 200


async def test_only_who_may_correct_is_asked(shop: list[int], client_as: ClientAs) -> None:
    for role in ("logistics", "viewer"):
        browser = await client_as(role)
        assert (await browser.get(HOME)).status_code == 403
        assert (await answer(browser, shop[0], none="1")).status_code == 403
        assert (await browser.submit(f"{HOME}/undo", {"comment": str(shop[0])})).status_code == 403


async def test_a_retired_theme_is_not_offered(anna: Browser, shop: list[int]) -> None:
    await Theme.update({Theme.retired: True}).where(Theme.code == "gift")
    page = await answer(anna, shop[0], other="gift")
    assert page.status_code == 422
    assert '<option value="Gift">' not in page.text
    assert await assignments.newest_comment() == shop[-1]


async def test_a_form_without_its_button_is_no_answer(anna: Browser, shop: list[int]) -> None:
    before = await themes_of([shop[1]])
    sent = await anna.submit(HOME, {"comment": str(shop[1]), "shown": "0", "theme": "gift"})
    assert sent.status_code == 303
    assert await themes_of([shop[1]]) == before
