"""Erasing: with a customer's words, the order's number goes from what the returns desk found in the items.

The number leads to a person as well as an address does, and beside the number of the comment it would lead back to the
answer whose order was taken away. The result itself stays, so that figures stay true.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T20:34:12:000000"
VERSION = "1.38.0"
DESCRIPTION = "inspections forget the order with the answer"

FORGET = """
    UPDATE "inspection" SET "order_id" = '' WHERE "comment" IN (
        SELECT "id" FROM "comment" WHERE "submission" = NEW."id");
"""
WHEN = """NEW."order_id" = '' AND OLD."order_id" <> ''"""
FORWARDS = {
    "sqlite": (
        f"""
        CREATE TRIGGER "submission_order_forgotten" AFTER UPDATE OF "order_id" ON "submission" WHEN {WHEN} BEGIN
            {FORGET}
        END
        """,
    ),
    "postgres": (
        f"""
        CREATE FUNCTION "forget_inspected_order"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
        BEGIN
            {FORGET}
            RETURN NULL;
        END
        $$
        """,
        f"""
        CREATE TRIGGER "submission_order_forgotten" AFTER UPDATE OF "order_id" ON "submission" FOR EACH ROW
        WHEN ({WHEN}) EXECUTE FUNCTION "forget_inspected_order"()
        """,
    ),
}
BACKWARDS = {
    "sqlite": ('DROP TRIGGER IF EXISTS "submission_order_forgotten"',),
    "postgres": (
        'DROP TRIGGER IF EXISTS "submission_order_forgotten" ON "submission"',
        'DROP FUNCTION IF EXISTS "forget_inspected_order"()',
    ),
}


async def forwards() -> MigrationManager:
    return sql_migration(ID, "insights", FORWARDS[engine_name()], BACKWARDS[engine_name()])
