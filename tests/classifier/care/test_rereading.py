"""All comments are read again in the background: in slices, with progress, and whatever happens in between."""

from __future__ import annotations

import asyncio
import sys

import pytest

from classifier.care import rereading
from classifier.care.rereading import latest, reread, start_rereading
from classifier.model import ThemeModel
from classifier.tables import Assignment, Classification
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from tests.shop_cast import add_classified

AT_ONCE = 0.0
"""A slice of this many seconds reads one batch."""


@pytest.fixture
async def twenty(house: House, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Twenty comments that were all read as too late; ten of them say too small, ten say too big."""
    monkeypatch.setattr(rereading, "BATCH", 8)
    words = ("viel zu klein", "viel zu groß und zu weit")
    return [await add_classified(f"{words[n % 2]} Nr. {n}", ["too_late"]) for n in range(20)]


async def begin(house: House, why: str = "model") -> None:
    async with transaction():
        await start_rereading("shop-2", why, house.now())


async def themes() -> list[str]:
    return [row["theme"] for row in await Assignment.select().order_by(Assignment.comment)]


async def test_without_a_reason_nothing_is_read(house: House, twenty, other_model: ThemeModel) -> None:
    assert await reread(house, other_model, "shop-2") == 0
    assert not await rereading.is_due()


async def test_all_comments_are_read_again_slice_by_slice(house: House, twenty, other_model: ThemeModel) -> None:
    await begin(house)
    assert [await reread(house, other_model, "shop-2", AT_ONCE) for _ in range(5)] == [8, 8, 4, 0, 0]
    assert await themes() == ["too_small", "too_big"] * 10
    work = await latest()
    assert (work.total, work.done, work.changed, work.share) == (20, 20, 20, 1.0)
    assert work.finished_at == house.now()
    assert not await rereading.is_due()


async def test_progress_is_known_while_it_runs(house: House, twenty, other_model: ThemeModel) -> None:
    await begin(house)
    await reread(house, other_model, "shop-2", AT_ONCE)
    work = await latest()
    assert (work.total, work.done, work.share, work.finished_at) == (20, 8, 0.4, None)


async def test_it_can_be_stopped_and_goes_on_where_it_was(house: House, twenty, other_model: ThemeModel) -> None:
    await begin(house)
    await reread(house, other_model, "shop-2", AT_ONCE)
    assert await rereading.stop()
    assert await reread(house, other_model, "shop-2") == 0
    assert not await rereading.stop()
    assert await rereading.go_on()
    assert await reread(house, other_model, "shop-2") == 12
    assert not await rereading.go_on()


async def test_a_new_reason_begins_anew_also_where_it_was_stopped(house: House, twenty, other_model) -> None:
    await begin(house)
    await reread(house, other_model, "shop-2", AT_ONCE)
    await rereading.stop()
    await begin(house, "rules")
    work = await latest()
    assert (work.why, work.done, work.after, work.stopped) == ("rules", 0, 0, False)
    assert await reread(house, other_model, "shop-2") == 20


async def test_what_was_finished_stays_and_new_work_has_its_own_row(house: House, twenty, other_model) -> None:
    await begin(house)
    first = await latest()
    await reread(house, other_model, "shop-2")
    await begin(house)
    assert (await latest()).id > first.id


async def test_a_crash_between_reading_and_noting_reads_a_batch_twice_and_changes_nothing(
    house: House, twenty, other_model: ThemeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    async def cut(*_: object) -> bool:
        raise PowerCut

    await begin(house)
    with monkeypatch.context() as broken:
        broken.setattr(rereading, "_note", cut)
        with pytest.raises(PowerCut):
            await reread(house, other_model, "shop-2")
    revisions = await Classification.select(Classification.revision).order_by(Classification.comment)
    assert await reread(house, other_model, "shop-2") == 20
    again = await Classification.select(Classification.revision).order_by(Classification.comment)
    assert again[:8] == revisions[:8]
    assert (await latest()).done == 20
    assert await themes() == ["too_small", "too_big"] * 10


async def test_what_members_corrected_is_left_alone(house: House, twenty, other_model, labels) -> None:
    await labels(3, "gift")
    await begin(house)
    await reread(house, other_model, "shop-2")
    assert (await themes())[-3:] == ["gift"] * 3


KILLED = """
import asyncio, sys
from datetime import UTC, datetime
from classifier.care import rereading, versions
from feedback_app.foundation import database
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of

async def work():
    given = {"DATABASE_URL": sys.argv[1], "FEEDBACK_SECRET": "s" * 40, "FEEDBACK_VAR_DIR": sys.argv[2]}
    settings = read_settings(given)
    house = house_of(settings)
    rereading.BATCH = 2
    async with database.connect(settings.database_url):
        active = await versions.active(house)
        while await rereading.reread(house, active.model, active.version, 0.0):
            print("slice", flush=True)
            await asyncio.sleep(0.05)
asyncio.run(work())
"""


@pytest.mark.slow
async def test_a_worker_that_is_killed_leaves_work_that_another_one_ends(
    db: str, house: House, twenty, other_model, tmp_path
) -> None:
    from classifier.care import versions
    from tests.classifier.care.test_versions import candidate

    await versions.active(house)
    await versions.store_candidate(candidate(other_model, "shop-2"), house.now())
    await versions.activate("shop-2", None, house.now())
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, db, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    for _ in range(2):
        await asyncio.wait_for(child.stdout.readline(), 60)
    child.kill()
    assert await child.wait() == -9
    work = await latest()
    assert 2 <= work.done < 20
    assert await reread(house, other_model, "shop-2") == 20 - work.done
    assert await themes() == ["too_small", "too_big"] * 10
