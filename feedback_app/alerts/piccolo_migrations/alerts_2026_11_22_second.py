"""Messages that carry links made when they are sent, and headers of their own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T08:30:03:000000"
VERSION = "1.38.0"
DESCRIPTION = "links and headers of messages"

COLUMNS = (
    ("notification", "links", "JSON NOT NULL DEFAULT '{}'"),
    ("notification", "headers", "JSON NOT NULL DEFAULT '{}'"),
    ("notification", "invitation_id", "INTEGER"),
)
FORWARDS = (
    *(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}' for table, column, kind in COLUMNS),
    'CREATE INDEX IF NOT EXISTS "notification_invitation" ON "notification" ("invitation_id")',
)
BACKWARDS = (
    'DROP INDEX IF EXISTS "notification_invitation"',
    *(f'ALTER TABLE "{table}" DROP COLUMN "{column}"' for table, column, _ in reversed(COLUMNS)),
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "alerts", FORWARDS, BACKWARDS)
