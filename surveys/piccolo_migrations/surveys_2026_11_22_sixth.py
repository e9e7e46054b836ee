"""Indexes for seeing which days of submissions changed, and for finding the answers of an order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T18:40:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes for days and orders of submissions"

FORWARDS = (
    'CREATE INDEX IF NOT EXISTS "submission_day" ON "submission" ("day", "revision")',
    'CREATE INDEX IF NOT EXISTS "submission_order" ON "submission" ("order_id")',
)
BACKWARDS = ('DROP INDEX IF EXISTS "submission_order"', 'DROP INDEX IF EXISTS "submission_day"')


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
