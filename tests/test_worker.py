"""The worker goes on when one stage does not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from classifier.workbench import deeds
from feedback_app import worker
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from surveys import imports
from surveys.answers import Answers, ItemAnswer
from surveys.invitations import find_invitation, invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.submissions import submit


@pytest.fixture
async def house(db: str, now: datetime, tmp_path: Path) -> House:
    settings = read_settings({"DATABASE_URL": db, "FEEDBACK_SECRET": "s" * 40, "FEEDBACK_VAR_DIR": str(tmp_path)})
    made = house_of(settings, lambda: now)
    await install(made, settings)
    await upsert_orders([OrderLines("A-1", (ItemLine("J-1", "Jacke"),))])
    return made


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three stages of which the first always fails; the names of those that ran, and the end after the last."""
    ran: list[str] = []

    async def fails(house: object, tools: object) -> int:
        raise ValueError("no mail server")

    def works(name: str) -> worker.Stage:
        async def stage(house: object, tools: object) -> int:
            ran.append(name)
            return 1

        return name, stage

    monkeypatch.setattr(worker, "STAGES", (("assign", fails), works("count"), works("notify")))
    return ran


async def test_a_stage_that_fails_stops_no_other(house, stages):
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run_forever(house, None, stop))
    while stages.count("notify") < 2:  # noqa: ASYNC110 the stages tell by a list
        await asyncio.sleep(0.01)
    stop.set()
    await running
    assert set(stages) == {"count", "notify"}


async def test_run_once_tells_the_caller_that_a_stage_failed(stages):
    with pytest.raises(ValueError, match="no mail server"):
        await worker.run_once(None, None)


@pytest.fixture
async def customer(house: House) -> Callable[[str], Awaitable[object]]:
    """A customer who has answered, and may choose another reason."""
    link = await find_invitation(house, (await invite(house, "A-1")).token)

    async def chooses(reason: str) -> object:
        key = str(link.order.items[0].id)
        return await submit(house, link, Answers(items=(ItemAnswer(key, reason, ""),) if reason else ()))

    await chooses("too_small")
    return chooses


def shipped(house: House, quantity: int, day: date | None = None) -> Awaitable[imports.ImportReport]:
    row = {"date": (day or house.today()).isoformat(), "sku": "J-1", "quantity": str(quantity)}
    return imports.store_shipment_rows(house, [row])


@pytest.mark.parametrize(
    "changed", ["a changed reason", "an item that is kept after all", "shipped", "corrected", "merged"]
)
async def test_what_comes_without_a_new_comment_is_news_too(house, customer, stages, monkeypatch, changed):
    monkeypatch.setattr(worker, "BUSY_SECONDS", 0.0)
    await shipped(house, 5)
    rhythm = worker.Rhythm()
    await worker._beat(house, None, rhythm)
    rhythm.news = False
    counted = stages.count("count")
    await worker._beat(house, None, rhythm)
    assert (rhythm.news, stages.count("count")) == (False, counted)
    if changed == "shipped":
        await shipped(house, 5, date(2024, 2, 29))
    elif changed == "merged":
        await deeds.merge("packaging", "damaged_transport", 1, house.now())
    elif changed == "corrected":
        await shipped(house, 6)
    else:
        await customer("too_big" if "reason" in changed else "")
    await worker._beat(house, None, rhythm)
    assert stages.count("count") == counted + 1


async def test_the_tables_are_looked_at_no_more_than_once_a_minute():
    rhythm = worker.Rhythm()
    assert rhythm.look_is_due(0.0)
    rhythm.looked_at = 0.0
    assert (rhythm.look_is_due(59.0), rhythm.look_is_due(60.0)) == (False, True)


def test_trends_are_looked_at_less_often_than_counts():
    rhythm = worker.Rhythm()
    assert len(rhythm.due(0.0)) == len(worker.STAGES) - len(worker.CARE)
    rhythm.ran_at = rhythm.all_ran_at = 0.0
    rhythm.news = True
    assert rhythm.due(worker.BUSY_SECONDS - 1) == ()
    assert rhythm.due(worker.BUSY_SECONDS) == worker.BUSY
    assert "detect" in rhythm.due(worker.DETECT_SECONDS)
    rhythm.news = False
    assert rhythm.due(worker.DETECT_SECONDS) == ()
    assert "detect" in rhythm.due(worker.IDLE_SECONDS)
