"""The worker goes on when one stage does not."""

import asyncio

import pytest

from feedback_app import worker


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


async def test_a_stage_that_fails_stops_no_other(db, stages):
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run_forever(None, None, stop))
    while stages.count("notify") < 2:  # noqa: ASYNC110 the stages tell by a list
        await asyncio.sleep(0.01)
    stop.set()
    await running
    assert set(stages) == {"count", "notify"}


async def test_run_once_tells_the_caller_that_a_stage_failed(stages):
    with pytest.raises(ValueError, match="no mail server"):
        await worker.run_once(None, None)
