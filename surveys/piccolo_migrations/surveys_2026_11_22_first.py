"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T05:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "shop" (
        "id" {id},
        "name" TEXT NOT NULL,
        "withdrawal_url" TEXT NOT NULL,
        "privacy_url" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL,
        "before_demo" JSON NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS "shop_order" (
        "id" {id},
        "external_id" TEXT NOT NULL,
        "ordered_at" TIMESTAMPTZ,
        "language" TEXT NOT NULL,
        "channel" TEXT NOT NULL,
        "carrier" TEXT NOT NULL,
        "warehouse" TEXT NOT NULL,
        "region" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "shop_order_external_id" ON "shop_order" ("external_id")',
    """
    CREATE TABLE IF NOT EXISTS "order_item" (
        "id" {id},
        "order" INTEGER NOT NULL REFERENCES "shop_order" ("id") ON DELETE CASCADE,
        "sku" TEXT NOT NULL,
        "product" TEXT NOT NULL,
        "category" TEXT NOT NULL,
        "size" TEXT NOT NULL,
        "color" TEXT NOT NULL,
        "quantity" INTEGER NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "order_item_order" ON "order_item" ("order")',
    """
    CREATE TABLE IF NOT EXISTS "reason" (
        "id" {id},
        "code" TEXT NOT NULL,
        "name_de" TEXT NOT NULL,
        "name_en" TEXT NOT NULL,
        "party" TEXT NOT NULL,
        "position" INTEGER NOT NULL,
        "codes" JSON NOT NULL,
        "retired" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "reason_code" ON "reason" ("code")',
    """
    CREATE TABLE IF NOT EXISTS "survey" (
        "id" {id},
        "code" TEXT NOT NULL,
        "version" INTEGER NOT NULL,
        "definition" JSON NOT NULL,
        "published_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "survey_version" ON "survey" ("code", "version")',
    """
    CREATE TABLE IF NOT EXISTS "invitation" (
        "id" {id},
        "token_hash" TEXT NOT NULL,
        "order" INTEGER REFERENCES "shop_order" ("id") ON DELETE CASCADE,
        "survey" INTEGER NOT NULL REFERENCES "survey" ("id") ON DELETE RESTRICT,
        "language" TEXT NOT NULL,
        "channel" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "expires_at" TIMESTAMPTZ NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "invitation_token_hash" ON "invitation" ("token_hash")',
    'CREATE INDEX IF NOT EXISTS "invitation_order" ON "invitation" ("order")',
    'CREATE INDEX IF NOT EXISTS "invitation_survey" ON "invitation" ("survey")',
    """
    CREATE TABLE IF NOT EXISTS "submission" (
        "id" {id},
        "external_id" TEXT,
        "invitation" INTEGER REFERENCES "invitation" ("id") ON DELETE SET NULL,
        "survey" INTEGER NOT NULL REFERENCES "survey" ("id") ON DELETE RESTRICT,
        "order_id" TEXT NOT NULL,
        "submitted_at" TIMESTAMPTZ NOT NULL,
        "day" DATE NOT NULL,
        "language" TEXT NOT NULL,
        "channel" TEXT NOT NULL,
        "rating" INTEGER,
        "revision" INTEGER NOT NULL,
        "changed_at" TIMESTAMPTZ NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "submission_external_id" ON "submission" ("external_id")',
    'CREATE UNIQUE INDEX IF NOT EXISTS "submission_invitation" ON "submission" ("invitation")',
    'CREATE INDEX IF NOT EXISTS "submission_survey" ON "submission" ("survey")',
    'CREATE INDEX IF NOT EXISTS "submission_submitted_at" ON "submission" ("submitted_at")',
    """
    CREATE TABLE IF NOT EXISTS "comment" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "order_item" INTEGER REFERENCES "order_item" ("id") ON DELETE SET NULL,
        "day" DATE NOT NULL,
        "reason" TEXT NOT NULL,
        "reason_raw" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "sku" TEXT NOT NULL,
        "product" TEXT NOT NULL,
        "category" TEXT NOT NULL,
        "size" TEXT NOT NULL,
        "color" TEXT NOT NULL,
        "carrier" TEXT NOT NULL,
        "warehouse" TEXT NOT NULL,
        "region" TEXT NOT NULL,
        "superseded_at" TIMESTAMPTZ,
        "revision" INTEGER NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "comment_submission" ON "comment" ("submission")',
    'CREATE INDEX IF NOT EXISTS "comment_order_item" ON "comment" ("order_item")',
    'CREATE INDEX IF NOT EXISTS "comment_day" ON "comment" ("day", "revision")',
    """
    CREATE INDEX IF NOT EXISTS "comment_words" ON "comment" ("day", "id")
    WHERE "text" <> '' AND "superseded_at" IS NULL
    """,
    'CREATE INDEX IF NOT EXISTS "comment_product" ON "comment" ("product", "day")',
    """
    CREATE TABLE IF NOT EXISTS "contact" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "email" TEXT NOT NULL,
        "consented_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "contact_submission" ON "contact" ("submission")',
    """
    CREATE TABLE IF NOT EXISTS "shipment" (
        "id" {id},
        "day" DATE NOT NULL,
        "sku" TEXT NOT NULL,
        "product" TEXT NOT NULL,
        "category" TEXT NOT NULL,
        "carrier" TEXT NOT NULL,
        "warehouse" TEXT NOT NULL,
        "region" TEXT NOT NULL,
        "quantity" INTEGER NOT NULL,
        "revision" INTEGER NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "shipment_slice" ON "shipment" ("day", "sku", "product", "category", "carrier", "warehouse", "region")',
)
BACKWARDS = (
    'DROP TABLE IF EXISTS "shipment"',
    'DROP TABLE IF EXISTS "contact"',
    'DROP TABLE IF EXISTS "comment"',
    'DROP TABLE IF EXISTS "submission"',
    'DROP TABLE IF EXISTS "invitation"',
    'DROP TABLE IF EXISTS "survey"',
    'DROP TABLE IF EXISTS "reason"',
    'DROP TABLE IF EXISTS "order_item"',
    'DROP TABLE IF EXISTS "shop_order"',
    'DROP TABLE IF EXISTS "shop"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
