"""Customers see on their own page what was done about what they said: their matter, their slice, and honestly."""

from datetime import timedelta

import pytest
from test_measuring import STARTED, acted
from test_telling import customer

from feedback_app.alerts import measuring
from feedback_app.alerts.deeds import Deeds
from feedback_app.alerts.tables import Action, Alert, Effect
from feedback_app.foundation.languages import speaking
from surveys.ports import Deed, News
from surveys.tables import Comment
from tests.alerts.alert_world import TODAY, Batch
from tests.alerts.recorded import record_action


@pytest.fixture
def news(house) -> News:
    return Deeds(house)


@pytest.fixture(autouse=True)
def german():
    with speaking("de"):
        yield


async def verdicts(news: News, submission: int) -> list[str]:
    return [deed.verdict for deed in await news.deeds(submission)]


async def test_who_complained_reads_what_was_done_and_that_it_helped(world, house, news):
    await acted(house, world)
    await measuring.run(house)
    asked = await customer(world, house, "")
    assert await news.deeds(asked) == (
        Deed(
            "Transportschaden",
            "Doppelt kleben",
            "10. November 2026",
            "Seitdem seltener: 5,0\u00a0% statt 20,0\u00a0% aller Rückmeldungen.",
        ),
    )


async def test_it_speaks_the_readers_language(world, house, news):
    await acted(house, world)
    await measuring.run(house)
    asked = await customer(world, house, "")
    with speaking("en"):
        (deed,) = await news.deeds(asked)
    assert (deed.theme, deed.since) == ("Damaged in transport", "10 November 2026")
    assert deed.verdict == "Rarer since then: 5.0% instead of 20.0% of all answers."


async def test_nobody_reads_about_what_others_complained_of(world, house, news):
    await acted(house, world)
    await measuring.run(house)
    others = [
        await customer(world, house, "", theme="too_small"),
        await customer(world, house, "", carrier="DHL"),
        await customer(world, house, "", day=STARTED - timedelta(days=13)),
        await customer(world, house, "", day=TODAY),
    ]
    assert [await news.deeds(one) for one in others] == [()] * 4


async def test_a_changed_answer_counts_as_it_is_now(world, house, news):
    await acted(house, world)
    await measuring.run(house)
    asked = await customer(world, house, "")
    await Comment.update({Comment.superseded_at: house.now()}).where(Comment.submission == asked)
    assert await news.deeds(asked) == ()


async def test_an_action_just_begun_is_told_without_a_promise(world, house, news):
    await acted(house, world, started_on=TODAY - timedelta(days=2))
    asked = await customer(world, house, "", day=TODAY - timedelta(days=3))
    before = await verdicts(news, asked)
    await measuring.run(house)
    assert before == await verdicts(news, asked) == ["Ob das hilft, lässt sich noch nicht sagen."]


async def test_what_begins_tomorrow_has_not_been_done(world, house, news):
    await acted(house, world, started_on=TODAY + timedelta(days=1))
    asked = await customer(world, house, "", day=TODAY)
    assert await news.deeds(asked) == ()


@pytest.mark.parametrize(
    ("verdict", "final", "shown"),
    [
        ("improved", True, 1),
        ("improved", False, 1),
        ("no_change", False, 1),
        ("no_change", True, 0),
        ("worse", False, 0),
        ("worse", True, 0),
        ("too_early", False, 1),
        ("too_early", True, 0),
    ],
)
async def test_what_is_known_not_to_have_helped_is_not_shown_as_a_deed(world, house, news, verdict, final, shown):
    await acted(house, world)
    await measuring.run(house)
    await Effect.update({Effect.verdict: verdict, Effect.final: final}, force=True)
    asked = await customer(world, house, "")
    assert len(await news.deeds(asked)) == shown


async def test_shares_of_few_answers_are_not_named(world, house, news):
    await acted(house, world)
    await measuring.run(house)
    await Effect.update({Effect.after_count: 1, Effect.after_answers: 60}, force=True)
    asked = await customer(world, house, "")
    assert await verdicts(news, asked) == ["Seitdem kommt das seltener vor."]


async def test_one_deed_per_action_the_newest_first(world, house, news):
    alert = await acted(house, world)
    await record_action(house, alert, "Band reißt", "Neues Band", TODAY - timedelta(days=1), 1, "Jana")
    asked = await customer(world, house, "", n=3)
    await world.add([Batch(STARTED, 1, "too_small", carrier="GLS")], asked)
    assert [deed.measure for deed in await news.deeds(asked)] == ["Neues Band", "Doppelt kleben"]


async def test_an_alert_about_everything_is_about_every_slice(world, house, news):
    await acted(house, world)
    await Alert.update({Alert.series: "damaged_transport", Alert.slice: "{}"}, force=True)
    asked = await customer(world, house, "", carrier="DHL")
    assert len(await news.deeds(asked)) == 1


async def test_members_words_stay_plain_text(world, house, news):
    await acted(house, world)
    await Action.update({Action.measure: "<b>Doppelt</b> kleben & prüfen"}, force=True)
    asked = await customer(world, house, "")
    assert [deed.measure for deed in await news.deeds(asked)] == ["<b>Doppelt</b> kleben & prüfen"]


async def test_who_said_nothing_reads_nothing(world, house, news):
    assert await news.deeds(world.submission + 1) == ()
