"""The customer's side in full: steps, follow-ups, photos, confirmations, suspects, branding."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T08:10:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "the customer's side"

COLUMNS = (
    ("shop", "form_of_address", "TEXT NOT NULL DEFAULT 'sie'"),
    ("shop", "color", "TEXT NOT NULL DEFAULT ''"),
    ("shop", "logo", "{bytes} NOT NULL DEFAULT ''"),
    ("shop", "logo_alt", "TEXT NOT NULL DEFAULT ''"),
    ("shop_order", "postal_code", "TEXT NOT NULL DEFAULT ''"),
    ("shop_order", "person", "TEXT NOT NULL DEFAULT ''"),
    ("reason", "parent", "TEXT NOT NULL DEFAULT ''"),
    ("invitation", "person", "TEXT NOT NULL DEFAULT ''"),
    ("invitation", "mail_domain", "TEXT NOT NULL DEFAULT ''"),
    ("invitation", "spent_on", "DATE"),
    ("invitation", "disowned_at", "TIMESTAMPTZ"),
    ("submission", "notice_version", "TEXT NOT NULL DEFAULT ''"),
    ("submission", "deletion_hash", "TEXT"),
    ("comment", "question", "TEXT NOT NULL DEFAULT ''"),
    ("comment", "reason_group", "TEXT NOT NULL DEFAULT ''"),
    ("comment", "group_position", "INTEGER"),
    ("comment", "reason_position", "INTEGER"),
    ("comment", "quantity", "INTEGER NOT NULL DEFAULT 1"),
    ("comment", "wish", "TEXT NOT NULL DEFAULT ''"),
    ("comment", "help_shown", "TEXT NOT NULL DEFAULT ''"),
    ("comment", "helped", "BOOLEAN NOT NULL DEFAULT FALSE"),
)
TABLES = (
    """
    CREATE TABLE IF NOT EXISTS "answer" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "order_item" INTEGER REFERENCES "order_item" ("id") ON DELETE SET NULL,
        "question" TEXT NOT NULL,
        "number" INTEGER,
        "codes" JSON NOT NULL,
        "text" TEXT NOT NULL,
        "style" TEXT NOT NULL,
        "superseded_at" TIMESTAMPTZ
    )
    """,
    'CREATE INDEX IF NOT EXISTS "answer_submission" ON "answer" ("submission")',
    'CREATE INDEX IF NOT EXISTS "answer_question" ON "answer" ("question", "submission")',
    """
    CREATE TABLE IF NOT EXISTS "confirmation" (
        "id" {id},
        "comment" INTEGER NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE,
        "theme" TEXT NOT NULL,
        "confirmed" BOOLEAN NOT NULL,
        "source" TEXT NOT NULL,
        "confirmed_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "confirmation_comment_theme" ON "confirmation" ("comment", "theme")',
    """
    CREATE TABLE IF NOT EXISTS "draft" (
        "id" {id},
        "invitation" INTEGER NOT NULL REFERENCES "invitation" ("id") ON DELETE CASCADE,
        "step" TEXT NOT NULL,
        "fields" JSON NOT NULL,
        "served_at" TIMESTAMPTZ NOT NULL,
        "changed_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "draft_invitation" ON "draft" ("invitation")',
    """
    CREATE TABLE IF NOT EXISTS "photo" (
        "id" {id},
        "invitation" INTEGER NOT NULL REFERENCES "invitation" ("id") ON DELETE CASCADE,
        "place" TEXT NOT NULL,
        "content" {bytes} NOT NULL,
        "width" INTEGER NOT NULL,
        "height" INTEGER NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "photo_invitation" ON "photo" ("invitation", "place")',
    """
    CREATE TABLE IF NOT EXISTS "suspect" (
        "id" {id},
        "invitation" INTEGER NOT NULL REFERENCES "invitation" ("id") ON DELETE CASCADE,
        "signs" TEXT NOT NULL,
        "fields" JSON NOT NULL,
        "seen_at" TIMESTAMPTZ NOT NULL,
        "replaced_at" TIMESTAMPTZ
    )
    """,
    'CREATE INDEX IF NOT EXISTS "suspect_invitation" ON "suspect" ("invitation")',
    """
    CREATE TABLE IF NOT EXISTS "callback" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "phone" TEXT NOT NULL,
        "consented_at" TIMESTAMPTZ NOT NULL,
        "done_at" TIMESTAMPTZ
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "callback_submission" ON "callback" ("submission")',
    """
    CREATE TABLE IF NOT EXISTS "survey_draft" (
        "id" {id},
        "code" TEXT NOT NULL,
        "definition" JSON NOT NULL,
        "based_on" INTEGER NOT NULL,
        "changed_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "survey_draft_code" ON "survey_draft" ("code")',
)
INDEXES = (
    'CREATE UNIQUE INDEX IF NOT EXISTS "submission_deletion_hash" ON "submission" ("deletion_hash")',
    'CREATE INDEX IF NOT EXISTS "invitation_person" ON "invitation" ("person", "created_at")',
)
FORWARDS = (
    *(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}' for table, column, kind in COLUMNS),
    *TABLES,
    *INDEXES,
)
BACKWARDS = (
    'DROP INDEX IF EXISTS "invitation_person"',
    'DROP INDEX IF EXISTS "submission_deletion_hash"',
    *(
        f'DROP TABLE IF EXISTS "{table}"'
        for table in ("survey_draft", "callback", "suspect", "photo", "draft", "confirmation", "answer")
    ),
    *(f'ALTER TABLE "{table}" DROP COLUMN "{column}"' for table, column, _ in reversed(COLUMNS)),
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
