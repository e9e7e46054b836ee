"""Indexes for the results of a survey, and for exports of any length."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T08:40:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes for results"

FORWARDS = (
    'CREATE INDEX IF NOT EXISTS "submission_survey_day" ON "submission" ("survey", "day", "id", "rating")',
    'DROP INDEX IF EXISTS "submission_survey"',
    'CREATE INDEX IF NOT EXISTS "invitation_survey_created" ON "invitation" '
    '("survey", "created_at", "id", "spent_on", "disowned_at")',
    'DROP INDEX IF EXISTS "invitation_survey"',
)
BACKWARDS = (
    'CREATE INDEX IF NOT EXISTS "invitation_survey" ON "invitation" ("survey")',
    'DROP INDEX IF EXISTS "invitation_survey_created"',
    'CREATE INDEX IF NOT EXISTS "submission_survey" ON "submission" ("survey")',
    'DROP INDEX IF EXISTS "submission_survey_day"',
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
