"""Parts of days, change points, mutes, routes, destinations, tellings and public notes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T15:00:03:000000"
VERSION = "1.38.0"
DESCRIPTION = "alerts that deserve to be read"

TEXT = "TEXT NOT NULL DEFAULT ''"
NUMBER = "INTEGER NOT NULL DEFAULT 0"
TIME = "TIMESTAMPTZ"
FLAG = "BOOLEAN NOT NULL DEFAULT FALSE"

COLUMNS = (
    ("alert", "kind", "TEXT NOT NULL DEFAULT 'trend'"),
    ("alert", "parent", "INTEGER"),
    ("alert", "severity", "TEXT NOT NULL DEFAULT 'medium'"),
    ("alert", "due_at", TIME),
    ("alert", "cost_per_week", "DOUBLE PRECISION"),
    ("alert", "submission", "INTEGER"),
    ("alert", "seen_at", TIME),
    ("alert", "escalated_at", TIME),
    ("alert", "accepted_on", "DATE"),
    ("notification", "destination_id", "INTEGER"),
    ("action", "theme", TEXT),
    ("action", "scope", TEXT),
    ("action", "owner_id", "INTEGER"),
    ("action", "owner_name", TEXT),
    ("effect", "comparison", TEXT),
    ("effect", "other_before_count", NUMBER),
    ("effect", "other_before_answers", NUMBER),
    ("effect", "other_after_count", NUMBER),
    ("effect", "other_after_answers", NUMBER),
    ("effect", "relapsed_on", "DATE"),
    ("team", "false_alarms_per_month", "DOUBLE PRECISION"),
    ("team", "least_rise", "DOUBLE PRECISION"),
    ("team", "calibration", "DOUBLE PRECISION NOT NULL DEFAULT 1"),
    ("team", "calibrated_at", TIME),
    ("team", "digest", "TEXT NOT NULL DEFAULT 'none'"),
    ("team", "digest_weekday", NUMBER),
    ("team", "digest_hour", "INTEGER NOT NULL DEFAULT 7"),
    ("team", "digested_at", TIME),
    ("team", "hours", "JSON NOT NULL DEFAULT '{}'"),
    ("team", "wake_from", "TEXT NOT NULL DEFAULT 'critical'"),
    ("team", "escalate_hours", "INTEGER NOT NULL DEFAULT 24"),
    ("team", "escalate_to", TEXT),
    ("team", "owner_id", "INTEGER"),
    ("team", "owner_name", TEXT),
)
TABLES = {
    "daily_part": (
        ("day", "DATE NOT NULL"),
        ("dimension", "TEXT NOT NULL"),
        ("value", "TEXT NOT NULL"),
        ("theme", TEXT),
        ("comments", "INTEGER NOT NULL"),
    ),
    "daily_return": (
        ("day", "DATE NOT NULL"),
        ("ordered_on", "DATE"),
        ("sku", TEXT),
        ("category", TEXT),
        ("carrier", TEXT),
        ("warehouse", TEXT),
        ("pieces", "INTEGER NOT NULL"),
    ),
    "change_point": (
        ("day", "DATE NOT NULL"),
        ("theme", TEXT),
        ("series", TEXT),
        ("kind", "TEXT NOT NULL"),
        ("note", TEXT),
        ("created_at", "TIMESTAMPTZ NOT NULL"),
    ),
    "mute": (
        ("alert", 'INTEGER REFERENCES "alert" ("id") ON DELETE CASCADE'),
        ("theme", TEXT),
        ("series", TEXT),
        ("team", TEXT),
        ("member_id", "INTEGER"),
        ("until", TIME),
        ("share_above", "DOUBLE PRECISION"),
        ("reason", TEXT),
        ("by_member_id", "INTEGER"),
        ("by_member_name", TEXT),
        ("created_at", "TIMESTAMPTZ NOT NULL"),
        ("ended_at", TIME),
    ),
    "telling": (
        ("action", 'INTEGER NOT NULL REFERENCES "action" ("id") ON DELETE CASCADE'),
        ("submission", "INTEGER NOT NULL"),
        ("person", TEXT),
        ("at", "TIMESTAMPTZ NOT NULL"),
    ),
    "change_note": (
        ("action", 'INTEGER REFERENCES "action" ("id") ON DELETE SET NULL'),
        ("title_de", TEXT),
        ("title_en", TEXT),
        ("text_de", TEXT),
        ("text_en", TEXT),
        ("day", "DATE NOT NULL"),
        ("published_at", TIME),
        ("created_at", "TIMESTAMPTZ NOT NULL"),
        ("demo", FLAG),
    ),
    "route": (
        ("position", NUMBER),
        ("party", TEXT),
        ("theme", TEXT),
        ("dimension", TEXT),
        ("value", TEXT),
        ("severity_from", TEXT),
        ("team", "TEXT NOT NULL"),
        ("owner_id", "INTEGER"),
        ("owner_name", TEXT),
    ),
    "destination": (
        ("team", "TEXT NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("name", "TEXT NOT NULL"),
        ("address", "TEXT NOT NULL"),
        ("secret", TEXT),
        ("private_targets", FLAG),
        ("severity_from", "TEXT NOT NULL DEFAULT 'low'"),
        ("state", "TEXT NOT NULL DEFAULT 'active'"),
        ("disabled_reason", TEXT),
        ("tested_at", TIME),
        ("test_outcome", TEXT),
        ("created_at", "TIMESTAMPTZ NOT NULL"),
    ),
    "backtest": (
        ("team", "TEXT NOT NULL"),
        ("asked_at", "TIMESTAMPTZ NOT NULL"),
        ("member_id", "INTEGER"),
        ("member_name", TEXT),
        ("days", "INTEGER NOT NULL"),
        ("false_alarms_per_month", "DOUBLE PRECISION"),
        ("least_rise", "DOUBLE PRECISION"),
        ("series", TEXT),
        ("noticed_on", "DATE"),
        ("claimed_until", TIME),
        ("done_at", TIME),
        ("trouble", TEXT),
        ("outcome", "JSON NOT NULL DEFAULT '{}'"),
    ),
    "alert_setting": (
        ("federal_state", TEXT),
        ("cents_per_return", "INTEGER"),
        ("changes_page", FLAG),
        ("tell_by_itself", FLAG),
    ),
}
INDEXES = (
    ("daily_part_slice", '"daily_part" ("dimension", "day", "theme", "value")', "UNIQUE "),
    ("daily_part_day", '"daily_part" ("day")', ""),
    # A shop with many products reads them some hundreds at a time: each must be found without all the others.
    ("daily_part_value", '"daily_part" ("dimension", "value", "day", "theme", "comments")', ""),
    ("daily_volume_sku", '"daily_volume" ("sku", "day", "answers", "shipments")', ""),
    ("daily_count_sku", '"daily_count" ("sku", "day", "theme", "comments")', ""),
    ("daily_return_day", '"daily_return" ("day")', ""),
    ("daily_return_order", '"daily_return" ("ordered_on")', ""),
    ("change_point_day", '"change_point" ("day", "theme", "series", "kind")', "UNIQUE "),
    ("alert_parent", '"alert" ("parent")', ""),
    ("mute_alert", '"mute" ("alert")', ""),
    ("telling_action", '"telling" ("action", "submission")', "UNIQUE "),
    ("telling_person", '"telling" ("person", "at")', ""),
    ("change_note_action", '"change_note" ("action")', ""),
    ("backtest_team", '"backtest" ("team", "asked_at")', ""),
    ("destination_team", '"destination" ("team")', ""),
)


def _table(name: str, columns: tuple[tuple[str, str], ...]) -> str:
    lines = ", ".join(f'"{column}" {kind}' for column, kind in columns)
    return f'CREATE TABLE IF NOT EXISTS "{name}" ("id" {{id}}, {lines})'


FORWARDS = (
    *(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}' for table, column, kind in COLUMNS),
    *(_table(name, columns) for name, columns in TABLES.items()),
    *(f'CREATE {unique}INDEX IF NOT EXISTS "{name}" ON {place}' for name, place, unique in INDEXES),
    # Counted anew: the parts of past days are filled at the next counting.
    'DELETE FROM "counted_day"',
)
BACKWARDS = (
    *(f'DROP INDEX IF EXISTS "{name}"' for name, _, _ in reversed(INDEXES)),
    *(f'DROP TABLE IF EXISTS "{name}"' for name in reversed(TABLES)),
    *(f'ALTER TABLE "{table}" DROP COLUMN "{column}"' for table, column, _ in reversed(COLUMNS)),
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "alerts", FORWARDS, BACKWARDS)
