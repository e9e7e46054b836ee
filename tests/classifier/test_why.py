"""Why a comment has its themes: the words of the model, of a rule and of nobody, in the customer's own spelling."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from classifier.carrying import carrying_words
from classifier.comments import parts_at
from classifier.model import ThemeModel
from classifier.reader import ThemeReader
from classifier.tables import Assignment, GlossaryWord
from classifier.themes import install_themes
from classifier.why import why_page
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.languages import speaking
from surveys.ports import NoReader
from tests.shop_cast import add_classified

JANA = Viewer(1, "Jana", "jana@shop.test", Role.PRODUCT, "en")


@pytest.fixture
async def reader(models: Path) -> ThemeReader:
    made = ThemeReader(models)
    await made.refresh(may_train=True)
    return made


def test_the_weighty_words_of_a_theme_are_found(model: ThemeModel) -> None:
    text = "Mein Mantel: der Reißverschluss klemmt und ist kaputt"
    found = carrying_words(model, text, "de", ["zip", "size", "no_such_theme"])
    words = {text[start:end] for start, end in found["zip"]}
    assert "Reißverschluss" in words
    assert not words & {"Mantel", "der"}
    assert found.keys() == {"zip"}


def test_marks_that_touch_are_one_and_nothing_is_lost() -> None:
    parts = parts_at("viel zu klein!", [(5, 7), (8, 13), (6, 9)])
    assert [(part.text, part.marked) for part in parts] == [("viel ", False), ("zu klein", True), ("!", False)]
    assert parts_at("", []) == ()


async def test_the_models_words_are_marked_where_the_customer_wrote_them(
    db: str, reader: ThemeReader, now: datetime
) -> None:
    await install_themes()
    comment = await add_classified("Unsere Loona ist VIEL ZU KLEIN", ["too_small"])
    async with transaction():
        await GlossaryWord(word="loona", meaning="Jacke", member_id=1, created_at=now).save()
    page = await why_page(comment, JANA, reader)
    assert page is not None
    (reason,) = page.reasons
    assert "KLEIN" in " ".join(reason.words)
    assert any(part.marked and "KLEIN" in part.text for part in page.comment.parts)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("member", "Your team set it by hand."),
        ("customer", "The customer confirmed it."),
        ("reason", "The customer gave it as the reason."),
        ("rule", "A rule gave it that has been changed since."),
        ("model", "The model reads it in the text"),
    ],
)
async def test_every_source_has_its_sentence(db: str, source: str, sentence: str) -> None:
    await install_themes()
    comment = await add_classified("Zu klein", ["too_small"])
    await Assignment.update({Assignment.source: source}).where(Assignment.comment == comment)
    with speaking("en"):
        page = await why_page(comment, JANA, NoReader())
    assert page is not None
    assert page.reasons[0].sentence.startswith(sentence)
