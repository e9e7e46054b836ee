"""Labels of the shop lead to a candidate that is examined before anybody may let it read."""

from __future__ import annotations

import pytest

from classifier.care import fitting, training, versions
from classifier.care.lessons import held_out, lessons
from classifier.care.measures import Difference, Gate, Labels, Measures, read_as
from classifier.care.packing import pack
from classifier.errors import ClassifierError
from classifier.tables import Example, LabelStep, Theme, ThemeChange, ThemeModelRow
from feedback_app.foundation.house import House
from surveys.tables import Confirmation
from tests.classifier.care.conftest import MEMBER, few_of
from tests.shop_cast import add_classified, add_comment


async def newest() -> ThemeModelRow:
    return await ThemeModelRow.objects().order_by(ThemeModelRow.id, ascending=False).first()


async def test_without_new_labels_nothing_happens_and_no_model_is_needed(house: House) -> None:
    assert await training.retrain(house) == 0
    assert not await ThemeModelRow.exists()


async def test_ten_labels_lead_to_one_candidate_and_the_same_labels_to_no_second(house, labels, quick) -> None:
    await labels(9)
    assert await training.retrain(house) == 0
    await labels(1)
    assert await training.retrain(house) == 1
    assert await training.retrain(house) == 0
    row = await newest()
    assert (row.kind, row.state) == ("retrained", "candidate")
    assert row.version.startswith("shop-")


async def test_a_candidate_says_what_it_learned_from_and_how_it_did(house, labels, quick) -> None:
    comments = await labels(30)
    await training.retrain(house)
    row = await newest()
    learned = read_as(Labels, row.labels)
    assert learned.members == sum(not held_out(comment) for comment in comments)
    measures = read_as(Measures, row.measures)
    assert {(part.source, part.language) for part in measures.parts} == {
        ("own", "de"),
        ("starter", "de"),
        ("starter", "en"),
    }
    own = measures.parts[0]
    assert own.texts == 30 - learned.members
    assert len(read_as(Gate, row.gate).verdicts) == 3
    assert len(row.checksum) == len(row.fingerprint) == 64
    assert "scikit-learn" in row.libraries


async def test_what_is_held_out_is_never_learned_from(house, labels) -> None:
    comments = await labels(40)
    found = await lessons()
    examined = {lesson.comment for lesson in found.own_held_out}
    assert examined == {comment for comment in comments if held_out(comment)}
    assert 1 <= len(examined) <= 20
    texts = {lesson.text for lesson in found.own_held_out}
    learned = set(found.training.texts[-found.labels.members :])
    assert learned.isdisjoint(texts)
    assert found.training.weights[-1] == 3.0


async def test_the_difference_counts_what_would_move(house, labels, quick) -> None:
    for number in range(5):
        await add_classified(f"viel zu klein, {number}", ["too_late"])
    await labels(10)
    await training.retrain(house)
    difference = read_as(Difference, (await newest()).difference)
    assert (difference.total, difference.read, difference.changed) == (5, 5, 5)
    assert [(move.before, move.after, move.comments) for move in difference.moves] == [("too_late", "too_small", 5)]


async def test_every_ten_labels_say_what_they_improved(house, labels, quick) -> None:
    await labels(12)
    await training.retrain(house)
    await labels(14)
    await training.retrain(house)
    steps = await LabelStep.objects().order_by(LabelStep.labels)
    assert [step.labels for step in steps] == [10, 20]
    assert all(0 < step.micro_after <= 1 and step.held_out > 0 for step in steps)


async def test_asking_trains_without_new_labels_and_only_once(house, quick) -> None:
    await versions.ask_for_training(house.now())
    await versions.ask_for_training(house.now())
    assert await versions.training_is_wanted()
    assert await training.retrain(house) == 1
    assert not await versions.training_is_wanted()
    await versions.ask_for_training(house.now())
    assert await training.retrain(house) == 0
    assert not await versions.training_is_wanted()


async def test_a_training_that_fails_says_so_and_leaves_no_trace(house, labels, monkeypatch) -> None:
    async def fails(_: object) -> bytes:
        raise ClassifierError("The model could not be trained: out of memory")

    monkeypatch.setattr(training, "fitted", fails)
    await labels(10)
    await versions.ask_for_training(house.now())
    with pytest.raises(ClassifierError, match="out of memory"):
        await training.retrain(house)
    assert [row.kind for row in await ThemeModelRow.objects()] == ["starter"]


async def test_examples_and_customers_count_too_but_a_correction_is_believed_first(house, labels) -> None:
    comments = [await add_comment(f"Naht offen {n}", language="de") for n in range(12)]
    learned = [comment for comment in comments if not held_out(comment)][:3]
    change = ThemeChange(kind="created", theme="quality", member_id=MEMBER, changed_at=house.now())
    await change.save()
    await Example(theme="quality", comment=learned[0], change=change.id, weight=1.0).save()
    for comment in (learned[0], learned[1]):
        await Confirmation(
            comment=comment, theme="material", confirmed=True, source="typing", confirmed_at=house.now()
        ).save()
    found = await lessons()
    assert (found.labels.examples, found.labels.customers) == (1, 1)
    assert (found.training.themes[-2:], found.training.weights[-2:]) == ((("quality",), ("material",)), (3.0, 0.5))


async def test_an_undone_deed_teaches_nothing(house) -> None:
    comment = await add_comment("Naht offen", language="de")
    change = ThemeChange(
        kind="created", theme="quality", member_id=MEMBER, changed_at=house.now(), undone_at=house.now()
    )
    await change.save()
    await Example(theme="quality", comment=comment, change=change.id).save()
    assert (await lessons()).labels.of_members == 0


async def test_merged_and_retired_themes_are_learned_as_what_they_mean_today(house, labels) -> None:
    await labels(10, "too_big")
    await Theme.update({Theme.retired: True, Theme.merged_into: "too_small"}).where(Theme.code == "too_big")
    await Theme.update({Theme.retired: True}).where(Theme.code == "too_late")
    found = await lessons()
    known = {theme for themes in found.training.themes for theme in themes}
    assert {"too_big", "too_late"}.isdisjoint(known | found.training.theme_names.keys())
    assert found.training.themes[-1] == ("too_small",)
    assert "Zu groß" in found.training.theme_names["too_small"]


async def test_a_theme_that_members_made_takes_part_through_its_name_and_words(house) -> None:
    await Theme(
        code="app", name_de="App koppelt nicht", name_en="App does not pair", team="product", origin="member",
        definition_de="Die Verbindung zum Handy gelingt nicht.", words_de="bluetooth\nkoppeln", position=99,
    ).save()  # fmt: skip
    names = (await lessons()).training.theme_names["app"]
    assert names.splitlines()[0] == "App koppelt nicht"
    assert {"bluetooth", "koppeln", "App does not pair"} <= set(names.splitlines())


@pytest.mark.slow
async def test_two_processes_come_to_the_same_bytes_from_the_same_lessons(house, labels) -> None:
    await labels(12)
    few = few_of((await lessons()).training)
    first = await fitting.fitted(few)
    assert first == await fitting.fitted(few)
    assert first == pack(fitting.fit(few))


async def test_a_process_that_cannot_train_says_why(house, monkeypatch) -> None:
    taught = (await lessons()).training
    wrong = type(taught)(taught.texts, taught.themes[:-1], taught.languages, taught.weights, taught.theme_names)
    with pytest.raises(ClassifierError, match="one list per text is needed"):
        await fitting.fitted(wrong)
