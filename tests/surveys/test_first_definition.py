"""Definitions of the first shape stay readable, and give way to the new built-in surveys."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from feedback_app.foundation.database import transaction
from surveys.answers import Answers, Item, ItemAnswer, Said
from surveys.built_in import BUILT_IN, CSAT, RETURNS
from surveys.definition import Definition, Words
from surveys.errors import UnknownSurveyError
from surveys.first_definition import has_first_shape, read_definition
from surveys.form.parsing import parse_answers
from surveys.form.reason_choices import offered_groups
from surveys.surveys import codes, current_survey, install_surveys, publish, survey_version, versions
from surveys.tables import Survey

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
RETURNS_THEN = """{
  "title": {"de": "Ihre Rücksendung", "en": "Your return"}, "intro": {"de": "Kurz.", "en": "Short."},
  "reason": {"words": {"de": "Warum?", "en": "Why?"}, "codes": ["too_small", "quality"], "more": ["gift"],
             "last": ["other"]},
  "item_comment": {"words": {"de": "Was war?", "en": "What was it?"}, "help": {"de": "", "en": ""}, "limit": 2000},
  "csat": {"words": {"de": "Zufrieden?", "en": "Satisfied?"},
           "steps": [{"de": "nein", "en": "no"}, {"de": "mittel", "en": "so-so"}, {"de": "ja", "en": "yes"}]},
  "comment": {"words": {"de": "Noch etwas?", "en": "Anything else?"}, "help": {"de": "", "en": ""}},
  "contact": false
}"""
ONLY_A_SCALE = """{"title": {"de": "T", "en": "T"}, "intro": {"de": "", "en": ""}, "reason": null,
  "item_comment": null, "csat": {"words": {"de": "W", "en": "W"}, "steps": []}, "comment": null, "contact": true}"""
JACKET = Item("1", "Regenjacke")


def test_a_form_of_the_first_shape_asks_the_same_in_the_same_order() -> None:
    definition = read_definition(RETURNS_THEN)
    assert definition.items is not None
    for seed in "abcdef":
        offered = [group.code for group in offered_groups(definition.items, JACKET, seed)]
        assert offered == ["too_small", "quality", "gift", "other"]
    assert [question.code for question in definition.questions()] == ["csat", "comment"]
    assert (definition.title, definition.contact) == (Words("Ihre Rücksendung", "Your return"), False)


def test_a_form_of_the_first_shape_can_be_answered() -> None:
    fields = {"reason-1": ("quality",), "comment-1": ("x" * 2_000,), "q-csat": ("3",), "q-comment": ("gut",)}
    read = parse_answers(read_definition(RETURNS_THEN), (JACKET,), fields, "17")
    assert isinstance(read, Answers)
    assert read.items == (ItemAnswer("1", "quality", "x" * 2_000, "quality", group_position=2),)
    assert (read.rating, read.said) == (3, (Said("comment", "gut"),))


def test_a_survey_without_reasons_asks_nothing_about_items() -> None:
    assert read_definition(ONLY_A_SCALE).items is None


@pytest.mark.parametrize("definition", BUILT_IN.values(), ids=BUILT_IN.keys())
def test_a_definition_survives_its_way_through_the_database(definition: Definition) -> None:
    text = msgspec.json.encode(definition).decode()
    assert not has_first_shape(text)
    assert read_definition(text) == definition


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"title": 1, "reason": null}', '{"title": {}, "intro": {}, "x": 1}'])
def test_what_is_no_definition_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_definition(text)


async def store(code: str, version: int, text: str) -> None:
    async with transaction():
        await Survey(code=code, version=version, definition=text, published_at=NOW).save()


async def test_the_survey_that_shipped_first_gets_a_new_version_and_stays_readable(db: str) -> None:
    await store("returns", 1, RETURNS_THEN)
    await install_surveys(NOW)
    newest, first = await versions("returns")
    assert (newest.version, newest.definition, newest.published_at) == (2, RETURNS, NOW)
    assert (first.version, first.definition) == (1, read_definition(RETURNS_THEN))
    assert await survey_version(first.id) == first


async def test_a_version_that_a_shop_has_made_stays(db: str) -> None:
    await store("returns", 1, RETURNS_THEN)
    await store("returns", 2, RETURNS_THEN)
    await publish("csat", msgspec.structs.replace(CSAT, contact=False), NOW)
    await install_surveys(NOW)
    assert (await current_survey("returns")).version == 2
    assert (await current_survey("csat")).version == 1


async def test_surveys_may_be_installed_twice(db: str) -> None:
    await install_surveys(NOW)
    await install_surveys(NOW)
    assert await codes() == ("ces", "csat", "nps", "returns")
    assert [survey.version for survey in await versions("returns")] == [1]


async def test_an_unknown_survey_has_no_versions(db: str) -> None:
    assert await versions("nonsense") == ()
    with pytest.raises(UnknownSurveyError):
        await current_survey("nonsense")
