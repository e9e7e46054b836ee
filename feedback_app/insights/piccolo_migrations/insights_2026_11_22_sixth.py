"""Files that members bring in: what became of each, for the page of the file and as the list of who brought in what."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T22:52:40:000000"
VERSION = "1.38.0"
DESCRIPTION = "files that are brought in"

NUMBER = "INTEGER NOT NULL DEFAULT 0"
COLUMNS = (
    ("member_id", "INTEGER NOT NULL"),
    ("member_name", "TEXT NOT NULL DEFAULT ''"),
    ("kind", "TEXT NOT NULL"),
    ("name", "TEXT NOT NULL DEFAULT ''"),
    ("token", "TEXT NOT NULL DEFAULT ''"),
    ("lines", NUMBER),
    ("columns", "TEXT NOT NULL DEFAULT '{}'"),
    ("created_at", "TIMESTAMPTZ NOT NULL"),
    ("asked_at", "TIMESTAMPTZ"),
    ("claimed_until", "TIMESTAMPTZ"),
    ("batches", NUMBER),
    ("stored", NUMBER),
    ("changed", NUMBER),
    ("known", NUMBER),
    ("refused", NUMBER),
    ("problems", "TEXT NOT NULL DEFAULT '[]'"),
    ("done_at", "TIMESTAMPTZ"),
    ("trouble", "TEXT NOT NULL DEFAULT ''"),
)
LINES = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS)
FORWARDS = (f'CREATE TABLE IF NOT EXISTS "import_run" ("id" {{id}}, {LINES})',)
BACKWARDS = ('DROP TABLE IF EXISTS "import_run"',)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "insights", FORWARDS, BACKWARDS)
