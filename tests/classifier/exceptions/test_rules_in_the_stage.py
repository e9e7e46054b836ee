"""Rules, glossary and merged themes in the assign stage: who is believed, what is read again, what settles down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from classifier import assignments, themes
from classifier.examining import Waiting, examine, joined
from classifier.exceptions.glossary import Glossary
from classifier.model import Answers, ThemeModel
from classifier.tables import Assignment, Classification, GlossaryWord, Theme, ThemeRule
from classifier.themes import themes_of
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.tables import Comment, Confirmation
from tests.shop_cast import TODAY, add_comment

LIVE = frozenset({"too_small", "quality", "gift"})


class Knows:
    """A model that finds a theme wherever its word stands, and is rather sure of it."""

    classes_ = ("quality", "too_small")
    words: Mapping[str, str] = {"eng": "too_small", "kaputt": "quality"}

    def answers(self, texts: Sequence[str], languages: Sequence[str]) -> Answers:
        found = [tuple(theme for word, theme in self.words.items() if word in text.split()) for text in texts]
        sure = np.array([[0.8 * (theme in given) for theme in self.classes_] for given in found])
        return Answers(sure, found, np.full(len(texts), 0.25))


KNOWS = cast("ThemeModel", Knows())


@pytest.fixture
def house(now: datetime) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "http://shop.test", Path("models"))


@pytest.fixture
async def shop(db: str) -> None:
    await themes.install_themes()


async def add_rule(theme: str, pattern: str, now: datetime, effect: str = "always") -> ThemeRule:
    async with transaction():
        rule = ThemeRule(theme=theme, effect=effect, pattern=pattern, member_id=1, created_at=now)
        await rule.save()
    return rule


async def sources(comment: int) -> dict[str, str]:
    return {row["theme"]: row["source"] for row in await Assignment.select().where(Assignment.comment == comment)}


def said(ruled: Mapping[str, bool], heard: Mapping[str, bool] = {}) -> dict[str, str]:
    given = joined("too_small", {"too_small": 0.9, "quality": 0.8}, heard, LIVE, ruled)
    return {one.theme: one.source for one in given}


def test_a_rule_is_believed_before_the_customer_the_reason_and_the_model() -> None:
    assert said({"gift": True}) == {"gift": "rule", "too_small": "reason", "quality": "model"}
    assert said({"too_small": False, "quality": False}) == {}
    assert said({"quality": True}, {"quality": False}) == {"quality": "rule", "too_small": "reason"}
    assert said({"gift": False}, {"gift": True}) == {"too_small": "reason", "quality": "model"}


def test_whoever_names_a_merged_theme_means_its_successor() -> None:
    live, merged = frozenset({"fit", "quality"}), {"too_small": "fit", "too_big": "fit"}
    given = joined("too_small", {"too_big": 0.4, "quality": 0.5}, {"too_big": True}, live, {}, merged)
    assert {one.theme: one.source for one in given} == {"fit": "customer", "quality": "model"}
    surest = joined("", {"too_small": 0.4, "too_big": 0.6}, {}, live, {}, merged)
    assert [(one.theme, one.probability) for one in surest] == [("fit", 0.6)]
    assert joined("", {"too_small": 0.9}, {}, frozenset({"quality"}), {}, {}) == ()


def test_the_model_reads_the_meaning_of_the_shops_words() -> None:
    waiting = [Waiting(1, TODAY, "", "meine Loona ist knubbelig", "de")]
    assert examine(waiting, KNOWS, LIVE, {})[0].assigned == ()
    with_meaning = examine(waiting, KNOWS, LIVE, {}, glossary=Glossary({"Loona": "", "knubbelig": "eng"}))
    assert [one.theme for one in with_meaning[0].assigned] == ["too_small"]
    assert with_meaning[0].comment.text == "meine Loona ist knubbelig"


def test_a_text_that_is_only_a_name_says_nothing() -> None:
    found = examine([Waiting(1, TODAY, "", "Loona", "de")], KNOWS, LIVE, {}, glossary=Glossary({"loona": ""}))
    assert (found[0].outcome, found[0].novelty) == ("empty", None)


async def test_a_rule_in_force_gives_its_theme_and_a_paused_one_does_not(
    shop: None, house: House, now: datetime
) -> None:
    await add_rule("gift", "Geschenk*", now)
    paused = await add_rule("quality", "Oma", now)
    await ThemeRule.update({ThemeRule.active: False}).where(ThemeRule.id == paused.id)
    comment = await add_comment("Das Geschenkpapier von Oma ist zu eng")
    await assignments.run(house, KNOWS, "v1")
    assert await sources(comment) == {"gift": "rule", "too_small": "model"}


async def test_a_confirmation_that_a_rule_overrules_is_heard_once_only(shop: None, house: House, now: datetime) -> None:
    await add_rule("too_small", "Gürtel", now, "never")
    comment = await add_comment("Gürtel eng")
    await assignments.run(house, KNOWS, "v1")
    async with transaction():
        await Confirmation(comment=comment, theme="too_small", confirmed=True, source="typing", confirmed_at=now).save()
    assert [await assignments.run(house, KNOWS, "v1") for _ in range(2)] == [1, 0]
    assert await themes_of([comment]) == {comment: []}
    await ThemeRule.delete(force=True)
    assert await assignments.classify_again(house, KNOWS, "v1", 0) == (comment, 1, 1)
    assert await sources(comment) == {"too_small": "customer"}


async def test_reading_again_counts_only_what_changed_and_twice_changes_nothing(
    shop: None, house: House, now: datetime
) -> None:
    eng, gift, corrected = [await add_comment(text) for text in ("zu eng", "ein Geschenk", "Geschenk, eng")]
    await assignments.run(house, KNOWS, "v1")
    await assignments.correct(corrected, ["quality"], 7, now)
    await add_rule("gift", "Geschenk", now)
    assert await assignments.classify_again(house, KNOWS, "v2", 0, 1) == (eng, 1, 0)
    assert await assignments.classify_again(house, KNOWS, "v2", eng, 500) == (gift, 1, 1)
    assert await assignments.classify_again(house, KNOWS, "v2", gift) == (gift, 0, 0)
    assert await assignments.classify_again(house, KNOWS, "v2", 0) == (gift, 2, 0)
    kept = {r["comment"]: (r["model_version"], r["revision"]) for r in await Classification.select()}
    assert kept == {eng: ("v2", 1), gift: ("v2", 2), corrected: ("", 2)}
    assert await sources(corrected) == {"quality": "member"}


async def test_what_is_marked_is_read_again_and_corrections_stay(shop: None, house: House, now: datetime) -> None:
    marked, other, corrected = [await add_comment("Knubbel") for _ in range(3)]
    await assignments.run(house, KNOWS, "v1")
    await assignments.correct(corrected, [], 7, now)
    async with transaction():
        await GlossaryWord(word="knubbel", meaning="zu eng", member_id=1, created_at=now).save()
        await assignments.mark_to_read_again([marked, corrected])
    assert [await assignments.run(house, KNOWS, "v1") for _ in range(2)] == [1, 0]
    assert await themes_of([marked, other, corrected]) == {marked: ["too_small"], other: [], corrected: []}


async def test_a_deleted_text_keeps_what_a_rule_gave_it(shop: None, house: House, now: datetime) -> None:
    await add_rule("gift", "Geschenk", now)
    comment = await add_comment("Geschenk")
    await assignments.run(house, KNOWS, "v1")
    await Comment.update({Comment.text: ""}).where(Comment.id == comment)
    assert await assignments.classify_again(house, KNOWS, "v2", 0) == (0, 0, 0)
    assert await sources(comment) == {"gift": "rule"}


async def test_a_merged_theme_is_not_assigned_even_if_somebody_forgot_to_retire_it(shop: None, house: House) -> None:
    await Theme.update({Theme.merged_into: "quality"}).where(Theme.code == "too_small")
    comment = await add_comment("zu eng", reason="too_small")
    await assignments.run(house, KNOWS, "v1")
    assert await sources(comment) == {"quality": "reason"}


async def test_whether_the_text_tells_of_the_reason_is_kept(shop: None, house: House, now: datetime) -> None:
    same, other, silent = [
        await add_comment(text, reason="too_small") for text in ("zu eng", "kaputt und aus", "wie besprochen")
    ]
    await assignments.run(house, KNOWS, "v1")
    told = {row["comment"]: row["reason_in_text"] for row in await Classification.select()}
    assert (told[same], told[other], told[silent]) == (True, False, None)
    await assignments.correct(other, ["too_small"], 7, now)
    assert (await Classification.objects().get(Classification.comment == other)).reason_in_text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "Le pantalon est beaucoup trop petit et la fermeture éclair est cassée, je suis très déçue",
        "Kargo kutusu yırtılmış, ürün kırık geldi, çok memnun değilim, iade ediyorum",
        "Sukienka jest za mała i szew się rozdarł po jednym dniu, proszę o zwrot pieniędzy",
    ],
)
async def test_what_is_neither_german_nor_english_is_kept_and_not_judged(
    shop: None, house: House, now: datetime, text: str
) -> None:
    await add_rule("gift", "szew OR pantalon OR kutusu", now)
    comment, stated, ruled = [
        await add_comment(words, reason=reason, language="de")
        for words, reason in ((f"{text} eng", ""), (text, "too_small"), (text, ""))
    ]
    await ThemeRule.update({ThemeRule.active: False}).where(ThemeRule.theme == "gift")
    await assignments.run(house, KNOWS, "v1")
    found = {r["comment"]: (r["outcome"], r["novelty"], r["language"]) for r in await Classification.select()}
    assert found[comment] == ("foreign", None, "")
    assert await sources(stated) == {"too_small": "reason"}
    await ThemeRule.update({ThemeRule.active: True}).where(ThemeRule.theme == "gift")
    assert await assignments.classify_again(house, KNOWS, "v1", stated) == (ruled, 1, 1)
    assert await sources(ruled) == {"gift": "rule"}
