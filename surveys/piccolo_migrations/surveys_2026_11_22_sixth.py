"""An index for seeing which days of submissions changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T18:40:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "index for days of submissions"

FORWARDS = ('CREATE INDEX IF NOT EXISTS "submission_day" ON "submission" ("day", "revision")',)
BACKWARDS = ('DROP INDEX IF EXISTS "submission_day"',)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
