"""The pooled SQLite engine keeps its promises, and both engines roll back what fails."""

import asyncio
import sqlite3
from contextlib import closing

import asyncpg
import pytest

from feedback_app.foundation import database, dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.errors import DATABASE_TROUBLE, SettingsError, is_reference_gone, is_unavailable
from surveys.tables import Order, OrderItem, Shop


async def test_a_transaction_that_raises_leaves_nothing(db):
    with pytest.raises(RuntimeError):
        async with transaction():
            await Shop(name="A").save()
            raise RuntimeError
    assert await Shop.count() == 0


async def test_a_cancelled_transaction_rolls_back_and_the_pool_stays_usable(db):
    async def slow() -> None:
        async with transaction():
            await Shop(name="A").save()
            await asyncio.sleep(30)

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await Shop(name="B").save()
    assert [row["name"] for row in await Shop.select(Shop.name)] == ["B"]


# Only SQLite waits for a lock in BEGIN.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_begin_that_is_cancelled_while_it_waits_leaves_no_transaction_behind(db):
    async def write() -> None:
        async with transaction():
            pass

    with closing(sqlite3.connect(db.removeprefix("sqlite:///"), isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(write())
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.sleep(0.1)
    with pytest.raises(asyncio.CancelledError):
        await task
    await Shop(name="B").save()
    assert not any(connection.in_transaction for connection in database.engine()._all)


# Only PostgreSQL can go away while we run.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_task_that_lost_its_connection_begins_anew(db):
    for _ in range(database.POSTGRES_POOL + 1):
        with pytest.raises(DATABASE_TROUBLE):
            async with transaction():
                await Shop(name="A").save()
                await dialect.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    async with transaction():
        await Shop(name="B").save()
    assert [row["name"] for row in await Shop.select(Shop.name)] == ["B"]


async def test_many_writers_at_once_all_succeed(db):
    async def write(number: int) -> None:
        async with transaction():
            before = await Order.count()
            await Order(external_id=f"{number}-{before}").save()

    await asyncio.gather(*(write(number) for number in range(40)))
    assert await Order.count() == 40


# A disk is filled by SQLite's own limit on pages; PostgreSQL has no such switch.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_raises_and_loses_only_its_own_transaction(db):
    await Shop(name="A").save()
    # Every pooled connection must feel it, so the limit goes to each as it is used.
    pages = (await dialect.fetch("PRAGMA page_count"))[0]["page_count"]
    for connection in database.engine()._all:
        await connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        async with transaction():
            for number in range(500):
                await Order(external_id=str(number) * 30).save()
    for connection in database.engine()._all:
        await connection.execute("PRAGMA max_page_count = 1000000")
    await Shop(name="B").save()
    assert (await Shop.count(), await Order.count()) == (2, 0)


async def test_bulk_rows_get_ids_that_nobody_else_has(db):
    async with transaction():
        first = await dialect.reserve_ids(Order, 3)
        await dialect.insert_many(
            Order, ("id", "external_id", "language", "channel", "carrier", "warehouse", "region", "demo"),
            [(key, str(key), "de", "", "", "", "", False) for key in first],
        )  # fmt: skip
    later = Order(external_id="later")
    await later.save()
    assert later.id not in first
    assert await dialect.known_values(Order, "external_id", ["later", "never"]) == {"later"}


def test_an_unknown_database_address_names_the_variable():
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        database.make_engine("mysql://x")


def test_a_new_sqlite_file_is_private(tmp_path):
    database.make_engine(f"sqlite:///{tmp_path}/new.db")
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0


async def test_a_fault_in_our_sql_is_no_trouble_of_the_database(db):
    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedColumnError)) as caught:
        await dialect.fetch("SELECT no_such_column FROM shop")
    assert not is_unavailable(caught.value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_locked_file_is_trouble_of_the_database(db):
    with closing(sqlite3.connect(db.removeprefix("sqlite:///"), isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        late = sqlite3.connect(db.removeprefix("sqlite:///"), timeout=0)
        with closing(late), pytest.raises(sqlite3.OperationalError) as caught:
            late.execute("BEGIN IMMEDIATE")
    assert is_unavailable(caught.value)


@pytest.mark.parametrize(
    ("words", "unavailable"),
    [
        ("database is locked", True),
        ("database table is locked: comment", True),
        ("database or disk is full", True),
        ("disk I/O error", True),
        ("unable to open database file", True),
        ("no such column: locked", False),
        ('near "is": syntax error', False),
    ],
)
def test_sqlites_troubles_are_known_by_their_words_too(words, unavailable):
    assert is_unavailable(sqlite3.OperationalError(words)) is unavailable


async def test_a_reference_to_a_deleted_row_is_told_from_other_refusals(db):
    await Order(external_id="A").save()
    with pytest.raises((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)) as gone:
        await OrderItem(order=999, sku="J-1").save()
    with pytest.raises((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)) as twice:
        await Order(external_id="A").save()
    assert (is_reference_gone(gone.value), is_reference_gone(twice.value)) == (True, False)
