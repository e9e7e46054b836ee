"""The migrations and the tables say the same, forwards and backwards, on both engines."""

from piccolo.table import TABLE_REGISTRY

from feedback_app import schema
from feedback_app.foundation import dialect
from feedback_app.foundation.database import engine_name
from surveys.tables import Order, Shop


async def columns_in_database(table: str) -> set[str]:
    if engine_name() == "sqlite":
        return {row["name"] for row in await dialect.fetch(f"SELECT name FROM pragma_table_info('{table}')")}
    rows = await dialect.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = ?", table)
    return {row["column_name"] for row in rows}


async def test_every_table_has_exactly_the_migrated_columns(db):
    ours = [table for app in schema.APPS for table in app.table_classes]
    assert len(ours) > 20
    for table in ours:
        expected = {column._meta.db_column_name for column in table._meta.columns}
        assert await columns_in_database(table._meta.tablename) == expected, table


async def test_migrations_run_back_and_forth_on_a_filled_database(db, now):
    await Shop(name="Haus & Hose").save()
    await Order(external_id="A-1").save()
    await schema.migrate_back()
    assert await columns_in_database("shop") == set()
    assert await schema.migrate() == len(schema.APPS)
    assert await Order.count() == 0
    assert await schema.migrate() == 0


async def test_nothing_is_pending_after_a_migration(db):
    assert await schema.pending() == 0
    assert TABLE_REGISTRY
