"""The migrations and the tables say the same, forwards and backwards, on both engines."""

from zoneinfo import ZoneInfo

from piccolo.table import TABLE_REGISTRY

from feedback_app import schema
from feedback_app.alerts import counts, detection
from feedback_app.auth.members import add_member
from feedback_app.foundation import dialect
from feedback_app.foundation.access import Role
from feedback_app.foundation.database import engine_name
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.settings import read_settings
from feedback_app.setup import install
from surveys.imports import store_shipment_rows, store_submission_rows
from surveys.invitations import invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.tables import Order


async def columns_in_database(table: str) -> set[str]:
    if engine_name() == "sqlite":
        return {row["name"] for row in await dialect.fetch(f"SELECT name FROM pragma_table_info('{table}')")}
    rows = await dialect.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = ?", table)
    return {row["column_name"] for row in rows}


async def fill(now, folder) -> None:
    """Leave a shop with orders, answers, counted days, trends and a member behind."""
    house = House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", folder)
    await install(house, read_settings({"FEEDBACK_VAR_DIR": str(folder)}))
    await upsert_orders([OrderLines("A-1", (ItemLine("S-1"),))])
    await invite(house, "A-1")
    rows = [
        {"external_id": f"E-{number}", "submitted_at": f"2026-11-{number % 18 + 1:02}", "reason": "defective"}
        for number in range(60)
    ]
    await store_submission_rows(house, rows)
    await store_shipment_rows(house, [{"date": "2026-11-01", "quantity": "3"}])
    await counts.run(house)
    await detection.run(house)
    await add_member("a@shop.test", "A", "a long password", Role.VIEWER)


async def test_every_table_has_exactly_the_migrated_columns(db):
    ours = [table for app in schema.APPS for table in app.table_classes]
    assert len(ours) > 20
    for table in ours:
        expected = {column._meta.db_column_name for column in table._meta.columns}
        assert await columns_in_database(table._meta.tablename) == expected, table


async def test_migrations_run_back_and_forth_on_a_filled_database(db, now, tmp_path):
    await fill(now, tmp_path)
    await schema.migrate_back()
    assert await columns_in_database("shop") == set()
    assert await schema.migrate() > len(schema.APPS)
    assert await Order.count() == 0
    assert await schema.migrate() == 0


async def test_nothing_is_pending_after_a_migration(db):
    assert await schema.pending() == 0
    assert TABLE_REGISTRY
