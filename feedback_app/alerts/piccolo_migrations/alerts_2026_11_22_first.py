"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T05:00:03:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "team" (
        "id" {id},
        "code" TEXT NOT NULL,
        "name_de" TEXT NOT NULL,
        "name_en" TEXT NOT NULL,
        "language" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "team_code" ON "team" ("code")',
    """
    CREATE TABLE IF NOT EXISTS "counted_day" (
        "id" {id},
        "day" DATE NOT NULL,
        "comments" INTEGER NOT NULL,
        "comment_revisions" INTEGER NOT NULL,
        "classifications" INTEGER NOT NULL,
        "classification_revisions" INTEGER NOT NULL,
        "shipments" INTEGER NOT NULL,
        "shipment_revisions" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "counted_day_day" ON "counted_day" ("day")',
    """
    CREATE TABLE IF NOT EXISTS "daily_count" (
        "id" {id},
        "comments" INTEGER NOT NULL,
        "day" DATE NOT NULL,
        "theme" TEXT NOT NULL,
        "sku" TEXT NOT NULL,
        "carrier" TEXT NOT NULL,
        "warehouse" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "daily_count_slice" ON "daily_count" ("day", "theme", "sku", "carrier", "warehouse")',
    'CREATE INDEX IF NOT EXISTS "daily_count_sum" ON "daily_count" ("day", "theme", "carrier", "warehouse", "comments")',
    """
    CREATE TABLE IF NOT EXISTS "daily_volume" (
        "id" {id},
        "day" DATE NOT NULL,
        "sku" TEXT NOT NULL,
        "product" TEXT NOT NULL,
        "category" TEXT NOT NULL,
        "carrier" TEXT NOT NULL,
        "warehouse" TEXT NOT NULL,
        "answers" INTEGER NOT NULL,
        "shipments" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "daily_volume_slice" ON "daily_volume" ("day", "sku", "carrier", "warehouse")',
    'CREATE INDEX IF NOT EXISTS "daily_volume_sum" ON "daily_volume" ("day", "carrier", "warehouse", "answers")',
    """
    CREATE TABLE IF NOT EXISTS "trend" (
        "id" {id},
        "day" DATE NOT NULL,
        "series" TEXT NOT NULL,
        "observed" INTEGER NOT NULL,
        "exposure" INTEGER NOT NULL,
        "expected" DOUBLE PRECISION NOT NULL,
        "lower" DOUBLE PRECISION NOT NULL,
        "upper" DOUBLE PRECISION NOT NULL,
        "phi" DOUBLE PRECISION NOT NULL,
        "standard_error" DOUBLE PRECISION NOT NULL,
        "score" DOUBLE PRECISION NOT NULL,
        "alarm" BOOLEAN NOT NULL,
        "since" DATE
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "trend_series" ON "trend" ("series", "day")',
    'CREATE INDEX IF NOT EXISTS "trend_day" ON "trend" ("day")',
    """
    CREATE TABLE IF NOT EXISTS "detected_day" (
        "id" {id},
        "day" DATE NOT NULL,
        "fingerprint" TEXT NOT NULL,
        "detected_at" TIMESTAMPTZ NOT NULL,
        "alerted_at" TIMESTAMPTZ
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "detected_day_day" ON "detected_day" ("day")',
    """
    CREATE TABLE IF NOT EXISTS "alert" (
        "id" {id},
        "series" TEXT NOT NULL,
        "open_key" TEXT,
        "theme" TEXT NOT NULL,
        "slice" JSON NOT NULL,
        "team" TEXT NOT NULL,
        "state" TEXT NOT NULL,
        "since" DATE NOT NULL,
        "last_day" DATE NOT NULL,
        "observed" INTEGER NOT NULL,
        "expected" DOUBLE PRECISION NOT NULL,
        "lower" DOUBLE PRECISION NOT NULL,
        "upper" DOUBLE PRECISION NOT NULL,
        "exposure" INTEGER NOT NULL,
        "usual_share" DOUBLE PRECISION NOT NULL,
        "score" DOUBLE PRECISION NOT NULL,
        "evidence" JSON NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "closed_at" TIMESTAMPTZ,
        "owner_id" INTEGER,
        "owner_name" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "alert_open_key" ON "alert" ("open_key")',
    'CREATE INDEX IF NOT EXISTS "alert_state" ON "alert" ("state")',
    """
    CREATE TABLE IF NOT EXISTS "alert_event" (
        "id" {id},
        "alert" INTEGER NOT NULL REFERENCES "alert" ("id") ON DELETE CASCADE,
        "at" TIMESTAMPTZ NOT NULL,
        "kind" TEXT NOT NULL,
        "member_id" INTEGER,
        "member_name" TEXT NOT NULL,
        "note" TEXT NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "alert_event_alert" ON "alert_event" ("alert")',
    """
    CREATE TABLE IF NOT EXISTS "notification" (
        "id" {id},
        "message_id" TEXT NOT NULL,
        "dedupe_key" TEXT NOT NULL,
        "alert_id" INTEGER,
        "channel" TEXT NOT NULL,
        "recipient" TEXT NOT NULL,
        "subject" TEXT NOT NULL,
        "body" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "due_at" TIMESTAMPTZ NOT NULL,
        "attempts" INTEGER NOT NULL,
        "sent_at" TIMESTAMPTZ,
        "failed_at" TIMESTAMPTZ,
        "last_error" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "notification_message_id" ON "notification" ("message_id")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "notification_dedupe_key" ON "notification" ("dedupe_key")',
    'CREATE INDEX IF NOT EXISTS "notification_due" ON "notification" ("due_at") WHERE "sent_at" IS NULL AND "failed_at" IS NULL',
    """
    CREATE TABLE IF NOT EXISTS "action" (
        "id" {id},
        "alert" INTEGER NOT NULL REFERENCES "alert" ("id") ON DELETE CASCADE,
        "cause" TEXT NOT NULL,
        "measure" TEXT NOT NULL,
        "started_on" DATE NOT NULL,
        "member_id" INTEGER,
        "member_name" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "action_alert" ON "action" ("alert")',
    """
    CREATE TABLE IF NOT EXISTS "effect" (
        "id" {id},
        "action" INTEGER NOT NULL REFERENCES "action" ("id") ON DELETE CASCADE,
        "measured_on" DATE NOT NULL,
        "days_after" INTEGER NOT NULL,
        "before_count" INTEGER NOT NULL,
        "before_answers" INTEGER NOT NULL,
        "after_count" INTEGER NOT NULL,
        "after_answers" INTEGER NOT NULL,
        "ratio" DOUBLE PRECISION,
        "lower" DOUBLE PRECISION,
        "upper" DOUBLE PRECISION,
        "verdict" TEXT NOT NULL,
        "final" BOOLEAN NOT NULL,
        "told_at" TIMESTAMPTZ
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "effect_action" ON "effect" ("action")',
)
BACKWARDS = (
    'DROP TABLE IF EXISTS "effect"',
    'DROP TABLE IF EXISTS "action"',
    'DROP TABLE IF EXISTS "notification"',
    'DROP TABLE IF EXISTS "alert_event"',
    'DROP TABLE IF EXISTS "alert"',
    'DROP TABLE IF EXISTS "detected_day"',
    'DROP TABLE IF EXISTS "trend"',
    'DROP TABLE IF EXISTS "daily_volume"',
    'DROP TABLE IF EXISTS "daily_count"',
    'DROP TABLE IF EXISTS "counted_day"',
    'DROP TABLE IF EXISTS "team"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "alerts", FORWARDS, BACKWARDS)
