"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T05:00:02:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "theme" (
        "id" {id},
        "code" TEXT NOT NULL,
        "name_de" TEXT NOT NULL,
        "name_en" TEXT NOT NULL,
        "team" TEXT NOT NULL,
        "definition_de" TEXT NOT NULL,
        "definition_en" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        "retired" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_code" ON "theme" ("code")',
    """
    CREATE TABLE IF NOT EXISTS "classification" (
        "id" {id},
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "day" DATE NOT NULL,
        "outcome" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "novelty" REAL,
        "source" TEXT NOT NULL,
        "model_version" TEXT NOT NULL,
        "member_id" INTEGER,
        "classified_at" TIMESTAMPTZ NOT NULL,
        "revision" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "classification_comment" ON "classification" ("comment")',
    'CREATE INDEX IF NOT EXISTS "classification_day" ON "classification" ("day", "revision")',
    """CREATE INDEX IF NOT EXISTS "classification_none" ON "classification" ("day") WHERE "outcome" = 'none'""",
    """
    CREATE TABLE IF NOT EXISTS "assignment" (
        "id" {id},
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "theme" TEXT NOT NULL,
        "probability" REAL NOT NULL,
        "source" TEXT NOT NULL,
        "model_version" TEXT NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "assignment_comment" ON "assignment" ("comment", "theme")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "assignment_theme" ON "assignment" ("theme", "comment")',
    """
    CREATE TABLE IF NOT EXISTS "correction" (
        "id" {id},
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "themes_before" JSON NOT NULL,
        "themes_after" JSON NOT NULL,
        "member_id" INTEGER NOT NULL,
        "corrected_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "correction_comment" ON "correction" ("comment")',
)
BACKWARDS = (
    'DROP TABLE IF EXISTS "correction"',
    'DROP TABLE IF EXISTS "assignment"',
    'DROP TABLE IF EXISTS "classification"',
    'DROP TABLE IF EXISTS "theme"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "classifier", FORWARDS, BACKWARDS)
