"""What a customer deletes is gone from the desk: from every table, the search, the files and the counts of texts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback_app.foundation.database import engine_name, transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.insights.inspection.witnesses import Item, items_of_order, rejoin
from feedback_app.insights.search import engine, indexing
from feedback_app.insights.search.query import read_query
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.tables import Inspection
from feedback_app.insights.views import Span
from surveys.form.deletion import deletion_hash, erase_by_code
from tests.conftest import NOON
from tests.insights import export_world
from tests.insights.desk_world import LAST, count, write_shop

CODE, WORD, ORDER = "ABCD-EFGH-IJKL-MNOP", "Quastenflosser", "B-778899"
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


@pytest.fixture
async def erased(db: str, house: House) -> tuple[int, House]:
    """One answer with a rare word and an inspected item, read, packed and indexed; then its customer deletes it."""
    said = [one for one in await write_shop(house, 30, seed=5) if one.text and not one.question]
    submission = said[0].submission
    async with transaction():
        text = f"Der {WORD} klemmt."
        await execute('UPDATE "comment" SET "text" = ? WHERE "submission" = ?', text, submission)
        await execute(
            'UPDATE "submission" SET "order_id" = ?, "deletion_hash" = ? WHERE "id" = ?',
            *(ORDER, deletion_hash(CODE), submission),
        )
        await Inspection(
            comment=said[0].id, comment_day=said[0].day, order_id=ORDER, day=LAST, condition="A", finding="nothing",
            inspected_at=NOON,
        ).save()  # fmt: skip
    await packing.run(house)
    await indexing.run(house)
    assert await where(WORD)
    assert await where(ORDER)
    assert len(await hits()) > 0
    assert await erase_by_code(CODE)
    return submission, house


async def where(words: str) -> set[str]:
    """Return the tables in which a word stands anywhere."""
    names = [row["name"] for row in await fetch(TABLES[engine_name()])]
    rows = [(name, str(row).lower()) for name in names for row in await fetch(f'SELECT * FROM "{name}"')]
    return {name for name, row in rows if words.lower() in row}


async def hits() -> list[int]:
    return list(await engine.matching(read_query(WORD), 1, 10_000, 10))


async def test_no_table_holds_a_deleted_word_or_the_number_of_its_order(erased: tuple[int, House]) -> None:
    assert await where(WORD) == set()
    assert await where(ORDER) == set()


async def test_a_deleted_word_is_found_no_more_and_stands_in_no_file(erased: tuple[int, House]) -> None:
    assert await hits() == []
    for what in ("submissions", "inspections"):
        for kind in ("csv", "jsonl"):
            text = (await export_world.bytes_of(export_world.choice(what, kind, days="365"))).decode()
            assert WORD not in text
            assert ORDER not in text


async def test_the_day_is_packed_anew_so_that_texts_are_counted_as_they_are(erased: tuple[int, House]) -> None:
    _submission, house = erased
    assert await packing.run(house) == 1
    assert await packing.run(house) == 0
    cut = (await facts_now()).said(Span(LAST - timedelta(days=400), LAST), {})
    texts = await count("SELECT COUNT(*) FROM comment WHERE text <> '' AND superseded_at IS NULL")
    assert int(cut.column("has_text").sum()) == texts


async def test_what_was_found_in_the_item_still_counts_and_stays_without_its_order(erased: tuple[int, House]) -> None:
    _submission, house = erased
    assert await rejoin(house) == 0
    assert await count("SELECT COUNT(*) FROM inspection WHERE comment IS NOT NULL AND order_id = ''") == 1
    found: tuple[Item, ...] = await items_of_order(ORDER)
    assert found == ()
