"""Groups and lineage of themes, models and their care, rules, glossary, proposals, label steps, safety flags."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T11:40:02:000000"
VERSION = "1.38.0"
DESCRIPTION = "themes that can be trusted"

THEME_COLUMNS = (
    ("group_code", "''"),
    ("merged_into", "''"),
    ("words_de", "''"),
    ("words_en", "''"),
    ("origin", "'starter'"),
)
FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "theme_group" (
        "id" {id},
        "code" TEXT NOT NULL,
        "name_de" TEXT NOT NULL,
        "name_en" TEXT NOT NULL,
        "position" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_group_code" ON "theme_group" ("code")',
    *(f'ALTER TABLE "theme" ADD COLUMN "{name}" TEXT NOT NULL DEFAULT {value}' for name, value in THEME_COLUMNS),
    'ALTER TABLE "classification" ADD COLUMN "reason_in_text" BOOLEAN',
    """ALTER TABLE "classification" ADD COLUMN "overruled" TEXT NOT NULL DEFAULT ''""",
    """CREATE INDEX IF NOT EXISTS "classification_marked" ON "classification" ("comment") """
    """WHERE "source" = 'model' AND "model_version" = ''""",
    """CREATE INDEX IF NOT EXISTS "classification_silent" ON "classification" ("day")
    WHERE "outcome" IN ('empty', 'foreign')""",
    """
    CREATE TABLE IF NOT EXISTS "theme_change" (
        "id" {id},
        "kind" TEXT NOT NULL,
        "theme" TEXT NOT NULL,
        "others" JSON NOT NULL,
        "undo" JSON NOT NULL,
        "about" JSON NOT NULL,
        "member_id" INTEGER NOT NULL,
        "changed_at" TIMESTAMPTZ NOT NULL,
        "undone_by" INTEGER,
        "undone_at" TIMESTAMPTZ
    )
    """,
    'CREATE INDEX IF NOT EXISTS "theme_change_theme" ON "theme_change" ("theme")',
    """
    CREATE TABLE IF NOT EXISTS "theme_example" (
        "id" {id},
        "theme" TEXT NOT NULL,
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "change" INTEGER NOT NULL REFERENCES "theme_change" ("id") ON DELETE CASCADE,
        "weight" REAL NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_example_theme" ON "theme_example" ("theme", "comment", "change")',
    'CREATE INDEX IF NOT EXISTS "theme_example_comment" ON "theme_example" ("comment")',
    'CREATE INDEX IF NOT EXISTS "theme_example_change" ON "theme_example" ("change")',
    """
    CREATE TABLE IF NOT EXISTS "past_count" (
        "id" {id},
        "day" DATE NOT NULL,
        "theme" TEXT NOT NULL,
        "mentions" INTEGER NOT NULL,
        "until" TIMESTAMPTZ NOT NULL,
        "why" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "past_count_theme" ON "past_count" ("theme", "day", "until", "why")',
    'CREATE INDEX IF NOT EXISTS "past_count_why" ON "past_count" ("why")',
    """
    CREATE TABLE IF NOT EXISTS "theme_model" (
        "id" {id},
        "version" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "state" TEXT NOT NULL,
        "checksum" TEXT NOT NULL,
        "fingerprint" TEXT NOT NULL,
        "libraries" JSON NOT NULL,
        "labels" JSON NOT NULL,
        "last_correction" INTEGER NOT NULL,
        "measures" JSON NOT NULL,
        "difference" JSON NOT NULL,
        "gate" JSON NOT NULL,
        "trained_at" TIMESTAMPTZ NOT NULL,
        "activated_at" TIMESTAMPTZ,
        "activated_by" INTEGER
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_model_version" ON "theme_model" ("version")',
    """CREATE UNIQUE INDEX IF NOT EXISTS "theme_model_active" ON "theme_model" ("state") WHERE "state" = 'active'""",
    """
    CREATE TABLE IF NOT EXISTS "theme_model_content" (
        "id" {id},
        "model" INTEGER NOT NULL REFERENCES "theme_model" ("id") ON DELETE CASCADE,
        "content" {bytes} NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_model_content_model" ON "theme_model_content" ("model")',
    """
    CREATE TABLE IF NOT EXISTS "rereading" (
        "id" {id},
        "version" TEXT NOT NULL,
        "why" TEXT NOT NULL,
        "total" INTEGER NOT NULL,
        "done" INTEGER NOT NULL,
        "changed" INTEGER NOT NULL,
        "after" INTEGER NOT NULL,
        "stopped" BOOLEAN NOT NULL,
        "started_at" TIMESTAMPTZ NOT NULL,
        "finished_at" TIMESTAMPTZ
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS "theme_rule" (
        "id" {id},
        "theme" TEXT NOT NULL,
        "effect" TEXT NOT NULL,
        "pattern" TEXT NOT NULL,
        "active" BOOLEAN NOT NULL,
        "member_id" INTEGER NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS "glossary_word" (
        "id" {id},
        "word" TEXT NOT NULL,
        "meaning" TEXT NOT NULL,
        "member_id" INTEGER NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "glossary_word_word" ON "glossary_word" ("word")',
    """
    CREATE TABLE IF NOT EXISTS "theme_proposal" (
        "id" {id},
        "state" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "words" JSON NOT NULL,
        "size" INTEGER NOT NULL,
        "theme" TEXT NOT NULL,
        "found_at" TIMESTAMPTZ NOT NULL,
        "seen_at" TIMESTAMPTZ NOT NULL,
        "nearest" JSON NOT NULL,
        "decided_by" INTEGER,
        "decided_at" TIMESTAMPTZ,
        "note" TEXT NOT NULL,
        "change_id" INTEGER
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS "theme_proposal_search" (
        "id" {id},
        "searched_at" TIMESTAMPTZ NOT NULL,
        "comments" INTEGER NOT NULL,
        "found" INTEGER NOT NULL,
        "sign" TEXT NOT NULL
    )
    """,
    """CREATE INDEX IF NOT EXISTS "classification_novel" ON "classification" ("day") """
    """WHERE "outcome" = 'themes' AND "novelty" >= 0.5""",
    """CREATE INDEX IF NOT EXISTS "classification_foreign" ON "classification" ("day") WHERE "outcome" = 'foreign'""",
    """
    CREATE TABLE IF NOT EXISTS "theme_proposal_comment" (
        "id" {id},
        "proposal" INTEGER NOT NULL REFERENCES "theme_proposal" ("id") ON DELETE CASCADE,
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "rank" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "theme_proposal_comment_both" '
    'ON "theme_proposal_comment" ("proposal", "comment")',
    'CREATE INDEX IF NOT EXISTS "theme_proposal_comment_comment" ON "theme_proposal_comment" ("comment")',
    """
    CREATE TABLE IF NOT EXISTS "label_step" (
        "id" {id},
        "labels" INTEGER NOT NULL,
        "measured_at" TIMESTAMPTZ NOT NULL,
        "held_out" INTEGER NOT NULL,
        "micro_before" REAL NOT NULL,
        "micro_after" REAL NOT NULL,
        "macro_before" REAL NOT NULL,
        "macro_after" REAL NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "label_step_labels" ON "label_step" ("labels")',
    """
    CREATE TABLE IF NOT EXISTS "safety_flag" (
        "id" {id},
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "day" DATE NOT NULL,
        "kinds" TEXT NOT NULL,
        "places" TEXT NOT NULL,
        "flagged_at" TIMESTAMPTZ NOT NULL,
        "announced_at" TIMESTAMPTZ,
        "seen_at" TIMESTAMPTZ,
        "seen_by" INTEGER,
        "seen_name" TEXT NOT NULL,
        "verdict" TEXT NOT NULL,
        "note" TEXT NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "safety_flag_comment" ON "safety_flag" ("comment")',
    'CREATE INDEX IF NOT EXISTS "safety_flag_open" ON "safety_flag" ("verdict", "flagged_at") WHERE "seen_at" IS NULL',
    'CREATE INDEX IF NOT EXISTS "safety_flag_unannounced" ON "safety_flag" ("id") WHERE "announced_at" IS NULL',
    'CREATE INDEX IF NOT EXISTS "safety_flag_seen" ON "safety_flag" ("verdict", "seen_at") WHERE "seen_at" IS NOT NULL',
)
TABLES = (
    "safety_flag",
    "label_step",
    "theme_proposal_comment",
    "theme_proposal_search",
    "theme_proposal",
    "glossary_word",
    "theme_rule",
    "rereading",
    "theme_model_content",
    "theme_model",
    "past_count",
    "theme_example",
    "theme_change",
    "theme_group",
)
BACKWARDS = (
    *(f'DROP TABLE IF EXISTS "{table}"' for table in TABLES),
    'DROP INDEX IF EXISTS "classification_foreign"',
    'DROP INDEX IF EXISTS "classification_novel"',
    *(f'ALTER TABLE "theme" DROP COLUMN "{name}"' for name, _ in THEME_COLUMNS),
    'DROP INDEX IF EXISTS "classification_silent"',
    'DROP INDEX IF EXISTS "classification_marked"',
    'ALTER TABLE "classification" DROP COLUMN "overruled"',
    'ALTER TABLE "classification" DROP COLUMN "reason_in_text"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "classifier", FORWARDS, BACKWARDS)
