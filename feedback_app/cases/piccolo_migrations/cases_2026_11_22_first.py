"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T15:00:06:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

FORWARDS = (
    """
    CREATE TABLE IF NOT EXISTS "service_case" (
        "id" {id},
        "submission" INTEGER NOT NULL REFERENCES "submission" ("id") ON DELETE CASCADE,
        "kind" TEXT NOT NULL,
        "priority" TEXT NOT NULL,
        "state" TEXT NOT NULL,
        "team" TEXT NOT NULL,
        "order_id" TEXT NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "first_response_due" TIMESTAMPTZ NOT NULL,
        "first_response_at" TIMESTAMPTZ,
        "response_seconds" INTEGER,
        "solve_due" TIMESTAMPTZ NOT NULL,
        "solved_at" TIMESTAMPTZ,
        "closed_at" TIMESTAMPTZ,
        "owner_id" INTEGER,
        "owner_name" TEXT NOT NULL,
        "cause" TEXT NOT NULL,
        "done" TEXT NOT NULL,
        "escalated_at" TIMESTAMPTZ,
        "asked_at" TIMESTAMPTZ,
        "mailing" INTEGER REFERENCES "mailing" ("id") ON DELETE SET NULL,
        "follow_up" INTEGER REFERENCES "invitation" ("id") ON DELETE SET NULL,
        "seed" TEXT NOT NULL,
        "follow_up_revision" INTEGER NOT NULL,
        "recovered" BOOLEAN,
        "handover_asked_at" TIMESTAMPTZ,
        "handed_over_at" TIMESTAMPTZ,
        "helpdesk_reference" TEXT NOT NULL,
        "demo" BOOLEAN NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "service_case_once" ON "service_case" ("submission", "kind")',
    'CREATE INDEX IF NOT EXISTS "service_case_state" ON "service_case" ("state")',
    'CREATE INDEX IF NOT EXISTS "service_case_opened" ON "service_case" ("opened_at")',
    'CREATE INDEX IF NOT EXISTS "service_case_mailing" ON "service_case" ("mailing")',
    'CREATE INDEX IF NOT EXISTS "service_case_follow_up" ON "service_case" ("follow_up")',
    """
    CREATE TABLE IF NOT EXISTS "case_event" (
        "id" {id},
        "case" INTEGER NOT NULL REFERENCES "service_case" ("id") ON DELETE CASCADE,
        "at" TIMESTAMPTZ NOT NULL,
        "kind" TEXT NOT NULL,
        "member_id" INTEGER,
        "member_name" TEXT NOT NULL,
        "note" TEXT NOT NULL
    )
    """,
    'CREATE INDEX IF NOT EXISTS "case_event_case" ON "case_event" ("case")',
    """
    CREATE TABLE IF NOT EXISTS "case_rule" (
        "id" {id},
        "kind" TEXT NOT NULL,
        "active" BOOLEAN NOT NULL,
        "rating_at_most" INTEGER,
        "priority" TEXT NOT NULL,
        "installed_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "case_rule_kind" ON "case_rule" ("kind")',
    """
    CREATE TABLE IF NOT EXISTS "case_promise" (
        "id" {id},
        "priority" TEXT NOT NULL,
        "response_hours" DOUBLE PRECISION NOT NULL,
        "solution_hours" DOUBLE PRECISION NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "case_promise_priority" ON "case_promise" ("priority")',
    """
    CREATE TABLE IF NOT EXISTS "business_day" (
        "id" {id},
        "weekday" INTEGER NOT NULL,
        "opens" INTEGER NOT NULL,
        "closes" INTEGER NOT NULL
    )
    """,
    'CREATE UNIQUE INDEX IF NOT EXISTS "business_day_weekday" ON "business_day" ("weekday")',
)
BACKWARDS = tuple(
    f'DROP TABLE IF EXISTS "{table}"'
    for table in ("business_day", "case_promise", "case_rule", "case_event", "service_case")
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "cases", FORWARDS, BACKWARDS)
