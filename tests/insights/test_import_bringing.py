"""The stage that brings in a file: killed, run twice, left alone; each time the rows are right and what it says too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from feedback_app import worker
from feedback_app.alerts.channels import Channels
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.house import House
from feedback_app.insights.imports import bringing, files, runs
from feedback_app.insights.imports.kinds import KINDS
from feedback_app.insights.imports.runs import Run
from surveys import imports, order_import
from surveys.catalogue import install_catalogue
from surveys.surveys import install_surveys
from surveys.tables import Comment, Order, Submission

EVA = Viewer(1, "Eva", "eva@shop.test", Role.PRODUCT, "de")
RETURNS = {"external_id": 0, "submitted_at": 1, "reason": 2}
ORDERS = {"order_id": 0, "sku": 1}
ROWS = 25


@pytest.fixture
async def shop(db: str, house: House, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose batches hold ten rows."""
    await install_catalogue()
    await install_surveys(now)
    monkeypatch.setattr(imports, "ROWS_PER_BATCH", 10)
    monkeypatch.setattr(order_import, "ORDERS_PER_BATCH", 10)
    return replace(house, models_dir=tmp_path / "var" / "models")


def later(shop: House, **by: float) -> House:
    moved = shop.now() + timedelta(**by)
    return replace(shop, clock=lambda: moved)


async def uploaded(shop: House, lines: list[str], kind: str = "returns") -> Run:
    run = await runs.begin(EVA, KINDS[kind], "a.csv", shop.now())
    await runs.note_lines(run, files.keep(shop, run.token, BytesIO("\n".join(["a;b;c", *lines]).encode())))
    return run


async def asked(shop: House, lines: list[str], kind: str = "returns") -> Run:
    run = await uploaded(shop, lines, kind)
    await runs.choose(run, ORDERS if kind == "orders" else RETURNS, shop.now())
    return run


async def told(run: Run) -> tuple[int, int, int, int, str]:
    found = await runs.run_of(EVA, run.id)
    assert found is not None
    return found.new, found.changed, found.known, found.refused, found.trouble


def returns(bad: int = 0) -> list[str]:
    return [f"R-{number};{'nie' if number < bad else '2026-11-01'};Defekt" for number in range(ROWS)]


def dying(monkeypatch: pytest.MonkeyPatch, room: object, name: str, at: int) -> None:
    """Let the worker die inside the transaction of one batch, behind all that it writes."""
    whole: Callable[..., object] = getattr(room, name)
    count = 0

    async def doomed(*given: object, **more: object) -> object:
        nonlocal count
        count += 1
        outcome = await whole(*given, **more)  # type: ignore[misc]
        if count == at:
            raise KeyboardInterrupt
        return outcome

    monkeypatch.setattr(room, name, doomed)


@pytest.mark.parametrize("room", ["store", "note"])
async def test_a_killed_worker_leaves_whole_batches_and_the_next_one_goes_on(
    shop: House, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    run = await asked(shop, returns(bad=2))
    with monkeypatch.context() as dead, pytest.raises(KeyboardInterrupt):
        dying(dead, *((imports, "store_submissions", 2) if room == "store" else (runs, "note", 2)))
        await bringing.run(shop)
    assert (await Submission.count(), await Comment.count()) == (8, 8)
    assert await bringing.run(later(shop, minutes=1)) == 0  # the dead one still holds it
    assert await bringing.run(later(shop, minutes=6)) == 1
    assert (await Submission.count(), await Comment.count()) == (23, 23)
    assert await told(run) == (23, 0, 0, 2, "")


async def test_orders_go_on_behind_the_last_whole_batch_too(shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await asked(shop, [f"B-{number};S-1;" for number in range(ROWS)], "orders")
    with monkeypatch.context() as dead, pytest.raises(KeyboardInterrupt):
        dying(dead, order_import, "store_orders", 3)
        await bringing.run(shop)
    assert await Order.count() == 20
    await bringing.run(later(shop, minutes=6))
    assert (await Order.count(), await told(run)) == (ROWS, (ROWS, 0, 0, 0, ""))


async def test_running_again_does_nothing(shop: House) -> None:
    await asked(shop, returns())
    assert [await bringing.run(shop), await bringing.run(shop)] == [1, 0]
    assert not await runs.is_due(later(shop, days=30).now())


async def test_rows_that_are_known_differ_or_cannot_be_read_are_told_apart(shop: House) -> None:
    await asked(shop, returns())
    await bringing.run(shop)
    other = [line.replace("Defekt", "Zu klein") if number < 3 else line for number, line in enumerate(returns())]
    run = await asked(shop, [*other, "R-99;2026-11-01;Defekt", "R-100;nie;Defekt"])
    await bringing.run(shop)
    assert await told(run) == (1, 3, ROWS - 3, 1, "")


async def test_the_file_is_gone_only_after_its_row_says_that_it_is_through(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await asked(shop, returns())
    with monkeypatch.context() as dead, pytest.raises(KeyboardInterrupt):
        dying(dead, runs, "end", 1)
        await bringing.run(shop)
    assert files.path_of(shop, run.token).exists()
    await bringing.run(shop)
    assert not files.path_of(shop, run.token).exists()
    assert await told(run) == (ROWS, 0, 0, 0, "")


async def test_a_file_that_somebody_took_away_ends_with_a_word(shop: House) -> None:
    run = await asked(shop, returns())
    files.forget(shop, run.token)
    assert await bringing.run(shop) == 1
    assert await told(run) == (0, 0, 0, 0, "gone")


async def test_what_nobody_asked_for_stays_an_hour_and_not_longer(shop: House) -> None:
    run = await uploaded(shop, returns())
    await bringing.run(later(shop, minutes=59))
    assert files.path_of(shop, run.token).exists()
    await bringing.run(later(shop, minutes=61))
    assert not files.path_of(shop, run.token).exists()
    assert (await told(run))[-1] == "expired"
    assert await Submission.count() == 0


async def test_an_expired_file_can_not_be_asked_for(shop: House) -> None:
    run = await uploaded(shop, returns())
    await bringing.run(later(shop, minutes=61))
    assert not await runs.choose(run, RETURNS, shop.now())


async def test_a_file_is_asked_for_once(shop: House) -> None:
    run = await uploaded(shop, returns())
    assert await runs.choose(run, RETURNS, shop.now())
    assert not await runs.choose(run, ORDERS, shop.now())


async def test_only_the_account_of_the_product_can_read_a_file(shop: House) -> None:
    path = files.path_of(shop, (await uploaded(shop, returns())).token)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_the_worker_brings_it_in_beside_its_other_stages_within_seconds(shop: House) -> None:
    run = await asked(shop, returns())
    stop, tools = asyncio.Event(), worker.Tools(None, "", Channels(None, "", {}, "", "", private_targets=False))
    beside = asyncio.create_task(worker._imports_beside(shop, tools, stop))
    while (await told(run))[0] < ROWS or await runs.is_due(shop.now()):  # noqa: ASYNC110 the rows tell
        await asyncio.sleep(0.01)
    stop.set()
    await beside


@pytest.mark.parametrize("token", ["", "../../secret", "a" * 33, "A" * 32])
def test_no_other_name_becomes_a_path(house: House, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        files.path_of(house, token)
