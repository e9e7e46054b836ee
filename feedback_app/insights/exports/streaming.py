"""How a file is made: block by block from its source through its writer, each sent off before the next is read.

Invariants: the head goes out before anything is counted; nothing is held but one block, so memory does not grow with
the rows; no connection is held while somebody reads slowly; when the reader goes away the next step does not happen.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from feedback_app.foundation.cells import without_queries
from feedback_app.insights.exports.begun import count_begun, rows_begun
from feedback_app.insights.exports.catalogue import Block, Kind, What
from feedback_app.insights.exports.choices import Choice, Status
from feedback_app.insights.exports.counted import rows_of_days, rows_of_products, rows_of_themes
from feedback_app.insights.exports.formats import writer_of
from feedback_app.insights.exports.listed import rows_of_actions, rows_of_alerts, rows_of_inspections
from feedback_app.insights.exports.said import count_said, rows_said

log = structlog.get_logger()
_WRITING: Final = ThreadPoolExecutor(1, "export")
SOURCES: Final = {
    What.THEMES: rows_of_themes,
    What.DAYS: rows_of_days,
    What.PRODUCTS: rows_of_products,
    What.INSPECTIONS: rows_of_inspections,
    What.ALERTS: rows_of_alerts,
    What.ACTIONS: rows_of_actions,
}


async def file_of(
    choice: Choice, zone: ZoneInfo, progress: Callable[[int], object] = lambda rows: None
) -> AsyncIterator[bytes]:
    """Yield a file in parts, none of them empty. ``zone``: the shop's own; ``progress`` hears of each block's rows."""
    started, rows, whole = time.perf_counter(), 0, False
    writer = writer_of(choice.format, choice.columns, zone)
    try:
        if head := writer.head():
            yield head
        async for block in blocks_of(choice, zone):
            fresh = len(next(iter(block.values())))
            rows += fresh
            progress(fresh)
            if part := await _aside(writer.rows, block):
                yield part
        if tail := await _aside(writer.tail):
            yield tail
        whole = True
    finally:
        seconds = round(time.perf_counter() - started, 3)
        log.info("export", what=choice.what, format=choice.format, rows=rows, seconds=seconds, whole=whole)


async def _aside(work: Callable[..., bytes], *arguments: Block) -> bytes:
    """Write in a thread, so that other requests are answered meanwhile: one for all files, which share its memory."""
    return await asyncio.get_running_loop().run_in_executor(_WRITING, work, *arguments)


async def blocks_of(choice: Choice, zone: ZoneInfo) -> AsyncIterator[Block]:
    """Yield the rows of a choice, as columns."""
    if choice.what is not What.SUBMISSIONS:
        async for block in SOURCES[choice.what](choice):
            yield _clean(block, choice)
        return
    if choice.status is not Status.STARTED:
        async for block in rows_said(choice):
            yield block
    if choice.status is not Status.FINISHED:
        async for block in rows_begun(choice, zone):
            yield block


def _clean(block: Block, choice: Choice) -> Block:
    """Cut web addresses in all texts; submissions are cut where they are read, most of them once per value."""
    for column in choice.columns:
        if column.kind is Kind.TEXT:
            block[column.name] = [without_queries(str(cell)) if cell else "" for cell in block[column.name]]
    return block


async def submissions_in(choice: Choice, zone: ZoneInfo) -> tuple[int, int]:
    """Count the rows of submissions that were sent, and of those that were only begun."""
    return await count_said(choice), await count_begun(choice, zone)
