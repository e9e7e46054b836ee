"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T08:30:05:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "customer" (
        "id" {id},
        "email" TEXT NOT NULL,
        "person" TEXT NOT NULL,
        "legal_basis" TEXT NOT NULL,
        "basis_noted_at" TIMESTAMPTZ,
        "basis_source" TEXT NOT NULL,
        "objection_notice" BOOLEAN NOT NULL,
        "objected_at" TIMESTAMPTZ,
        "objection_hash" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "customer_email" ON "customer" ("email")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "customer_person" ON "customer" ("person")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "customer_objection_hash" ON "customer" ("objection_hash")',
    """
    CREATE TABLE IF NOT EXISTS "mailing" (
        "id" {id},
        "customer" INTEGER NOT NULL REFERENCES "customer" ("id") ON DELETE CASCADE,
        "order_id" TEXT NOT NULL,
        "survey" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "occasion" TEXT NOT NULL,
        "planned_for" TIMESTAMPTZ NOT NULL,
        "state" TEXT NOT NULL,
        "why" TEXT NOT NULL,
        "seed" TEXT NOT NULL,
        "invitation" INTEGER REFERENCES "invitation" ("id") ON DELETE SET NULL,
        "sent_at" TIMESTAMPTZ,
        "reminded_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "mailing_once" ON "mailing" ("customer", "order_id", "survey", "occasion")',
    'CREATE INDEX IF NOT EXISTS "mailing_due" ON "mailing" ("state", "planned_for")',
    'CREATE INDEX IF NOT EXISTS "mailing_invitation" ON "mailing" ("invitation")',
    """
    CREATE TABLE IF NOT EXISTS "reported" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "revision" INTEGER NOT NULL,
        "reported_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "reported_submission" ON "reported" ("submission")',
)
BACKWARDS = (
    'DROP TABLE IF EXISTS "reported"',
    'DROP TABLE IF EXISTS "mailing"',
    'DROP TABLE IF EXISTS "customer"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "asking", FORWARDS, BACKWARDS)
