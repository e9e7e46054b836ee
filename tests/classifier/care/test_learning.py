"""What a member corrects is learned at once: the next text like it is read as the member said."""

from __future__ import annotations

import pytest

from classifier import assignments
from classifier.care import learning, versions
from classifier.care.lessons import held_out
from classifier.reader import ThemeReader
from classifier.tables import Assignment, Example, Theme, ThemeChange
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import speaking
from tests.classifier.care.conftest import MEMBER
from tests.shop_cast import add_comment

ODD = "Der Bommel am Schlumpf ist futsch"


async def corrected(house: House, text: str, theme: str, held: bool = False) -> int:
    """A member says what a comment is about; one that is, or is not, for examining only."""
    while True:
        comment = await add_comment(text, language="de")
        if held_out(comment) is held:
            break
    await assignments.correct(comment, [theme], MEMBER, house.now())
    return comment


async def reads(house: House, text: str) -> tuple[str, ...]:
    model = await learning.up_to_date(await versions.active(house))
    return model.predict([text], ["de"])[0]


async def test_a_correction_is_seen_in_the_next_text(house: House) -> None:
    assert await reads(house, ODD) != ("gift",)
    await corrected(house, ODD, "gift")
    assert (await reads(house, ODD))[0] == "gift"


async def test_the_stage_reads_with_what_was_just_corrected(house: House) -> None:
    await corrected(house, ODD, "gift")
    active = await versions.active(house)
    comment = await add_comment(ODD, language="de")
    await assignments.run(house, await learning.up_to_date(active), active.version)
    assert "gift" in [row["theme"] for row in await Assignment.select().where(Assignment.comment == comment)]


async def test_without_anything_new_it_is_the_same_model(house: House) -> None:
    active = await versions.active(house)
    assert await learning.up_to_date(active) is active.model
    await corrected(house, ODD, "gift")
    learned = await learning.up_to_date(active)
    assert learned is not active.model
    assert await learning.up_to_date(active) is learned


async def test_labels_for_examining_are_not_learned(house: House) -> None:
    before = await reads(house, ODD)
    await corrected(house, ODD, "gift", held=True)
    assert await reads(house, ODD) == before


async def test_the_last_correction_of_a_comment_counts(house: House) -> None:
    comment = await corrected(house, ODD, "gift")
    assert (await reads(house, ODD))[0] == "gift"
    await assignments.correct(comment, ["counterfeit"], MEMBER, house.now())
    assert (await reads(house, ODD))[0] == "counterfeit"


async def test_two_processes_come_to_the_same_model(house: House) -> None:
    await corrected(house, ODD, "gift")
    await reads(house, ODD)
    await corrected(house, "Das Dingsda wabert", "expired")
    texts = [ODD, "Das Dingsda wabert", "zu klein"]
    active = await versions.active(house)
    step_by_step = (await learning.up_to_date(active)).predict_proba(texts, ["de"] * 3)
    learning._states.clear()
    at_once = (await learning.up_to_date(active)).predict_proba(texts, ["de"] * 3)
    assert step_by_step == pytest.approx(at_once)


async def test_a_theme_of_the_shop_is_known_by_its_words_at_once(house: House) -> None:
    assert "pairing" not in await reads(house, "bluetooth koppelt nicht")
    change = ThemeChange(kind="created", theme="pairing", member_id=MEMBER, changed_at=house.now())
    await change.save()
    words = {"words_de": "bluetooth koppelt nicht\nbluetooth verbindet nicht", "words_en": "bluetooth pairing"}
    names = {"name_de": "Bluetooth koppelt nicht", "name_en": "Bluetooth does not pair"}
    await Theme(code="pairing", team="product", origin="member", position=99, **names, **words).save()
    comment = await add_comment("bluetooth koppelt nicht", language="de")
    await Example(theme="pairing", comment=comment, change=change.id).save()
    assert "pairing" in await reads(house, "bluetooth koppelt nicht")


async def test_suggestions_follow_a_correction(house: House) -> None:
    await versions.active(house)
    reader = ThemeReader(house.models_dir)
    await reader.refresh()
    with speaking("de"):
        assert "gift" not in [guess.theme for guess in await reader.guesses(ODD, "de")]
        await corrected(house, ODD, "gift")
        await reader.refresh()
        assert (await reader.guesses(ODD, "de"))[0].theme == "gift"
    await reader.stop()


async def test_suggestions_come_from_the_active_model(house: House, other_model) -> None:
    from tests.classifier.care.test_versions import candidate

    await versions.active(house)
    reader = ThemeReader(house.models_dir)
    await reader.refresh()
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.activate("shop-1", MEMBER, house.now())
    await reader.refresh()
    assert reader._loaded.version == "shop-1"
    await reader.stop()
