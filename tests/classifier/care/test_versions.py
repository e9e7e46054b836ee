"""Models live in the database: one reads, others wait or are gone back to, and damaged ones are never used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from classifier.care import rereading, versions
from classifier.care.measures import Difference, Gate, Labels, Measures
from classifier.care.packing import pack, unpack
from classifier.care.versions import Candidate
from classifier.errors import ClassifierError, ModelError
from classifier.model import ThemeModel
from classifier.tables import ThemeModelContent, ThemeModelRow
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House

TEXTS = ["die Hose ist viel zu eng", "arrived broken", "", "Naht offen und zu klein"]


def candidate(model: ThemeModel, version: str = "shop-1", gate: Gate | None = None) -> Candidate:
    about = (version, "retrained", pack(model), "f" * 64, "starter-x", Labels(members=12), 12)
    return Candidate(*about, Measures(), Difference(), gate or Gate())


async def states() -> dict[str, str]:
    rows = await ThemeModelRow.select(ThemeModelRow.version, ThemeModelRow.state)
    return {row["version"]: row["state"] for row in rows}


async def test_the_starter_model_is_put_there_on_first_need_and_only_once(house: House) -> None:
    first = await versions.active(house)
    assert first.version == versions.shipped_version()
    assert await versions.active(house) == first
    assert await states() == {first.version: "active"}


async def test_a_stored_model_says_the_same_as_the_one_that_was_stored(house: House, starter) -> None:
    versions._kept.clear()
    stored = (await versions.active(house)).model
    assert stored.predict(TEXTS, ["de", "en", "de", "de"]) == starter[0].predict(TEXTS, ["de", "en", "de", "de"])


async def test_the_model_is_loaded_again_only_when_another_one_reads(house: House, other_model: ThemeModel) -> None:
    first = await versions.active(house)
    assert (await versions.active(house)).model is first.model
    await versions.store_candidate(candidate(other_model), house.now())
    assert (await versions.active(house)).model is first.model
    await versions.activate("shop-1", 7, house.now())
    second = await versions.active(house)
    assert (second.version, second.last_correction) == ("shop-1", 12)
    assert second.model.classes_ == ("too_big", "too_small")


async def test_activation_replaces_the_active_model_and_has_all_comments_read_again(house: House, other_model) -> None:
    starter = (await versions.active(house)).version
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.activate("shop-1", 7, house.now())
    assert await states() == {starter: "replaced", "shop-1": "active"}
    work = await rereading.latest()
    assert work is not None
    assert (work.version, work.why, work.finished_at) == ("shop-1", "model", None)


async def test_a_closed_gate_cannot_be_passed(house: House, other_model: ThemeModel) -> None:
    starter = (await versions.active(house)).version
    await versions.store_candidate(candidate(other_model, gate=Gate(passed=False, why="worse")), house.now())
    with pytest.raises(ClassifierError, match="schlechter als das"):
        await versions.activate("shop-1", 7, house.now())
    assert (await versions.active(house)).version == starter


async def test_an_unknown_model_cannot_become_active(house: House) -> None:
    with pytest.raises(ClassifierError, match="Ein Modell shop-9 gibt es nicht"):
        await versions.activate("shop-9", 7, house.now())


async def test_rolling_back_leads_to_the_model_before_and_then_further_back(house: House, other_model) -> None:
    starter = (await versions.active(house)).version
    for number in (1, 2):
        await versions.store_candidate(candidate(other_model, f"shop-{number}"), house.now())
        await versions.activate(f"shop-{number}", 7, house.now())
    assert await versions.roll_back(7, house.now()) == "shop-1"
    assert (await versions.active(house)).version == "shop-1"
    assert await versions.roll_back(7, house.now()) == starter
    assert await states() == {starter: "active", "shop-1": "refused", "shop-2": "refused"}
    with pytest.raises(ClassifierError, match="gibt es keines"):
        await versions.roll_back(7, house.now())


async def test_what_was_left_can_be_taken_up_again(house: House, other_model: ThemeModel) -> None:
    await versions.active(house)
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.activate("shop-1", 7, house.now())
    await versions.roll_back(7, house.now())
    await versions.activate("shop-1", 7, house.now())
    assert (await versions.active(house)).version == "shop-1"


async def test_a_damaged_model_is_refused_and_the_one_before_reads_on(house: House, other_model: ThemeModel) -> None:
    starter = (await versions.active(house)).version
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.activate("shop-1", 7, house.now())
    await spoil("shop-1", lambda content: content[:100] + b"?" + content[101:])
    versions._kept.clear()
    assert (await versions.active(house)).version == starter
    assert await states() == {starter: "active", "shop-1": "refused"}
    with pytest.raises(ClassifierError):
        await versions.activate("shop-1", 7, house.now())


async def test_a_damaged_starter_model_is_made_again(house: House) -> None:
    starter = (await versions.active(house)).version
    await spoil(starter, lambda _: b"")
    versions._kept.clear()
    assert (await versions.active(house)).version == starter


async def test_foreign_bytes_with_the_right_checksum_are_refused_too(house: House, other_model: ThemeModel) -> None:
    await versions.active(house)
    foreign = replace(candidate(other_model), content=b"PK this is no model")
    await versions.store_candidate(foreign, house.now())
    with pytest.raises(ModelError, match="damaged"):
        await versions.activate("shop-1", 7, house.now())


async def test_a_new_starter_model_replaces_an_active_one_but_not_a_retrained_one(
    house: House, other_model: ThemeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (await versions.active(house)).version
    upgrade(monkeypatch, other_model, "starter-new")
    assert (await versions.active(house)).version == "starter-new"
    assert await states() == {old: "replaced", "starter-new": "active"}
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.activate("shop-1", 7, house.now())
    upgrade(monkeypatch, other_model, "starter-newer")
    assert (await versions.active(house)).version == "shop-1"


async def test_a_new_candidate_takes_the_place_of_the_one_that_waited(house: House, other_model: ThemeModel) -> None:
    starter = (await versions.active(house)).version
    for number in (1, 2):
        await versions.store_candidate(candidate(other_model, f"shop-{number}"), house.now())
    assert await states() == {starter: "active", "shop-1": "replaced", "shop-2": "candidate"}
    # Nobody goes back to what never read: its bytes are gone.
    assert await ThemeModelContent.count() == 2


async def test_a_candidate_can_be_put_aside(house: House, other_model: ThemeModel) -> None:
    await versions.active(house)
    await versions.store_candidate(candidate(other_model), house.now())
    await versions.refuse("shop-1")
    assert (await states())["shop-1"] == "refused"
    with pytest.raises(ClassifierError):
        await versions.refuse("shop-1")


def test_the_same_model_is_packed_into_the_same_bytes(other_model: ThemeModel) -> None:
    packed = pack(other_model)
    assert pack(other_model) == packed
    assert pack(unpack(packed)) == packed


@pytest.mark.parametrize("name", ["../model.json", "/etc/passwd", "model.pkl", "x" * 50 + ".json"])
def test_a_pack_with_other_files_is_refused(name: str) -> None:
    import io
    import zipfile

    foreign = io.BytesIO()
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(ModelError, match="files that no model has"):
        unpack(foreign.getvalue())


async def spoil(version: str, change) -> None:
    row = await ThemeModelRow.objects().get(ThemeModelRow.version == version)
    stored = await ThemeModelContent.objects().get(ThemeModelContent.model == row.id)
    async with transaction():
        await execute(
            'UPDATE "theme_model_content" SET "content" = ? WHERE "id" = ?', change(bytes(stored.content)), stored.id
        )


def upgrade(monkeypatch: pytest.MonkeyPatch, model: ThemeModel, version: str) -> None:
    monkeypatch.setattr(versions, "shipped_version", lambda: version)
    monkeypatch.setattr(versions, "starter_model", lambda folder: (model, version))
