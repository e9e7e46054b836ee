"""Reason against text in a running app."""

from __future__ import annotations

from typing import Any

import pytest

from classifier.tables import Assignment, Classification
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from feedback_app.insights.store import packing
from feedback_app.insights.themes.disagreement import FEWEST, reason_list
from feedback_app.insights.views import View
from surveys.catalogue import install_catalogue
from tests.shop_cast import TODAY, add_classified
from tests.web.browsing import ClientAs


async def said(text: str, reason: str, themes: list[str], agrees: bool | None) -> int:
    """A comment with a stated reason, whose text was read so."""
    comment = await add_classified(text, themes, reason=reason)
    async with transaction():
        await Classification.update({Classification.reason_in_text: agrees}).where(Classification.comment == comment)
        if agrees is not True:
            await Assignment(comment=comment, theme=reason, probability=1, source="reason").save()
    return comment


@pytest.fixture
async def shop(db: str, app: Any) -> None:
    """Twelve texts beside "dislike style": four of them are about fit; two beside "defective"; one without a word."""
    await install_themes()
    await install_catalogue()
    for _ in range(8):
        await said("sieht doof aus", "dislike_style", [], True)
    for _ in range(4):
        await said("sitzt an den Schultern nicht", "dislike_style", ["fit_other"], False)
    await said("riecht", "defective", ["material"], False)
    await said("geht nicht an", "defective", [], True)
    await said("siehe oben", "too_late", [], None)
    await packing.run(app.state.house)


async def test_each_reason_has_its_share_of_texts_that_tell_something_else(shop: None) -> None:
    found = {
        row.url.split("?", maxsplit=1)[0]: row for row in (await reason_list(View("/themes/reasons", 30, TODAY))).rows
    }
    style = found["/themes/reasons/dislike_style"]
    assert style.differing is not None
    assert (style.differing.count, style.texts) == (4, 12)
    assert [(one.count) for one in style.instead] == [4]


async def test_two_texts_are_too_few_for_a_share_and_a_silent_text_counts_nowhere(shop: None) -> None:
    rows = {row.texts: row for row in (await reason_list(View("/themes/reasons", 30, TODAY))).rows}
    assert sorted(rows) == [2, 12]
    assert rows[2].texts < FEWEST
    assert rows[2].differing is None


async def test_the_page_says_it_in_one_sentence(shop: None, client_as: ClientAs) -> None:
    page = await (await client_as("viewer")).get("/themes/reasons?days=90")
    assert "Von 14 Texten neben einem angekreuzten Grund erzählen 36\u202f% etwas anderes." in page.text.replace(
        "\xa0", "\u202f"
    )
    assert "Passform" in page.text


async def test_one_reason_shows_the_texts_that_differ_and_no_others(shop: None, client_as: ClientAs) -> None:
    page = await (await client_as("product", "en")).get("/themes/reasons/dislike_style?days=90")
    assert "4 of 12 texts" in page.text
    assert "Schultern" in page.text
    assert "sieht doof aus" not in page.text


async def test_an_unknown_reason_is_not_found(shop: None, client_as: ClientAs) -> None:
    assert (await (await client_as("product")).get("/themes/reasons/nonsense")).status_code == 404


@pytest.mark.parametrize(("without", "warned"), [(5, False), (6, True)])
async def test_the_list_says_so_when_more_than_a_fifth_fits_no_theme(
    db: str, app: Any, client_as: ClientAs, without: int, warned: bool
) -> None:
    await install_themes()
    for number in range(25):
        await add_classified("kommt mir komisch vor", [] if number < without else ["quality"])
    await packing.run(app.state.house)
    page = await (await client_as("product", "en")).get("/themes?days=90")
    assert ("More than a fifth of the texts fit no theme" in page.text) is warned
