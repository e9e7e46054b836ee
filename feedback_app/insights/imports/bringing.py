"""Stage ``import``: files that members asked for are brought in, batch by batch; those left alone are forgotten.

Invariants: each batch and the word on how far it is are one transaction, so a killed worker goes on behind the last
whole batch; counts stay true; a file is deleted only after its row says that it is through.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.insights.imports import files, runs
from feedback_app.insights.imports.runs import Run
from surveys import imports, order_import
from surveys.csv_file import ImportProblem
from surveys.import_rows import SubmissionRow
from surveys.imports import ImportReport, Layout
from surveys.orders import OrderLines

Store = Callable[[], Awaitable[None]]


async def run(house: House) -> int:
    """Bring in all files that wait; returns how many are through now."""
    done = 0
    for left in await runs.left_alone(house.now()):
        await runs.end(left, house.now(), "expired")
    while (found := await runs.claim(house.now())) is not None:
        await _bring(house, found)
        done += 1
    for over in await runs.ended():
        files.forget(house, over.token)
        await runs.note_forgotten(over)
    return done


async def _bring(house: House, run: Run) -> None:
    report = ImportReport(stored=run.stored, changed=run.changed, known=run.known)
    path = files.path_of(house, run.token)
    try:
        layout = files.layout_of(files.shape_of(house, run.token), run.kind, run.columns)
        for number, prepared in enumerate(_batches(house, run, path, layout, report), 1):
            # Masking takes seconds: no transaction waits for it.
            if number > run.batches and not await _step(house, run, number, prepared(), report):
                return
    except (OSError, ImportProblem):
        # Somebody emptied the folder, or the worker looks into another one than the web server.
        await runs.end(run, house.now(), "gone", report)
        return
    await runs.end(run, house.now(), "", report)


async def _step(house: House, run: Run, number: int, store: Store, report: ImportReport) -> bool:
    """Store one batch; False where another worker has brought it in meanwhile."""
    async with transaction():
        await store()
        return await runs.note(run, number, report, house.now())


def _batches(house: House, run: Run, path: Path, layout: Layout, report: ImportReport) -> Iterator[Callable[[], Store]]:
    if run.kind.code == "orders":
        for orders in order_import.order_batches(house, path, layout, report):
            yield partial(_of_orders, orders, report)
        return
    for rows in imports.submission_batches(house, path, layout, report):
        yield partial(_of_returns, house, rows, report)


def _of_orders(orders: Sequence[OrderLines], report: ImportReport) -> Store:
    return partial(order_import.store_orders, orders, report)


def _of_returns(house: House, rows: Sequence[SubmissionRow], report: ImportReport) -> Store:
    return partial(imports.store_submissions, house, imports.redacted(rows), report)
