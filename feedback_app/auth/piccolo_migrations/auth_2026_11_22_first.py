"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T05:00:04:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "member" (
        "id" {id},
        "email" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "password_hash" TEXT NOT NULL,
        "role" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "active" BOOLEAN NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "member_email" ON "member" ("email")',
    """
    CREATE TABLE IF NOT EXISTS "member_session" (
        "id" {id},
        "token_hash" TEXT NOT NULL,
        "member" INTEGER NOT NULL REFERENCES "member" ("id") ON DELETE CASCADE,
        "created_at" TIMESTAMPTZ NOT NULL,
        "seen_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "member_session_token_hash" ON "member_session" ("token_hash")',
    'CREATE INDEX IF NOT EXISTS "member_session_member" ON "member_session" ("member")',
    """
    CREATE TABLE IF NOT EXISTS "api_key" (
        "id" {id},
        "name" TEXT NOT NULL,
        "prefix" TEXT NOT NULL,
        "key_hash" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "revoked_at" TIMESTAMPTZ
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "api_key_key_hash" ON "api_key" ("key_hash")',
    """
    CREATE TABLE IF NOT EXISTS "idempotent_answer" (
        "id" {id},
        "api_key" INTEGER NOT NULL REFERENCES "api_key" ("id") ON DELETE CASCADE,
        "key" TEXT NOT NULL,
        "request_hash" TEXT NOT NULL,
        "status" INTEGER NOT NULL,
        "body" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "idempotent_answer_api_key" ON "idempotent_answer" ("api_key")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "idempotent_answer_key" ON "idempotent_answer" ("api_key", "key")',
    """
    CREATE TABLE IF NOT EXISTS "login_attempt" (
        "id" {id},
        "email_hash" TEXT NOT NULL,
        "client" TEXT NOT NULL,
        "at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "login_attempt_at" ON "login_attempt" ("at")',
)
BACKWARDS = (
    'DROP TABLE IF EXISTS "login_attempt"',
    'DROP TABLE IF EXISTS "idempotent_answer"',
    'DROP TABLE IF EXISTS "api_key"',
    'DROP TABLE IF EXISTS "member_session"',
    'DROP TABLE IF EXISTS "member"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "auth", FORWARDS, BACKWARDS)
