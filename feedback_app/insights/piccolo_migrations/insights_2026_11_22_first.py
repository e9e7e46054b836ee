"""The first tables of this floor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T18:40:07:000000"
VERSION = "1.38.0"
DESCRIPTION = "first tables"

TEXT = "TEXT NOT NULL DEFAULT ''"
NUMBER = "INTEGER NOT NULL DEFAULT 0"
TIME = "TIMESTAMPTZ NOT NULL"
FLAG = "BOOLEAN NOT NULL DEFAULT FALSE"
TABLES = {
    "facet": (("dimension", "TEXT NOT NULL"), ("code", "INTEGER NOT NULL"), ("value", "TEXT NOT NULL")),
    "packed_day": (
        ("day", "DATE NOT NULL"),
        ("kind", "TEXT NOT NULL"),
        ("fingerprint", "TEXT NOT NULL"),
        ("size", "INTEGER NOT NULL"),
        ("content", "{bytes} NOT NULL"),
    ),
    "saved_view": (
        ("name", "TEXT NOT NULL"),
        ("path", "TEXT NOT NULL"),
        ("query", TEXT),
        ("shared", FLAG),
        ("member_id", "INTEGER NOT NULL"),
        ("member_name", TEXT),
        ("created_at", TIME),
    ),
    "chart_note": (
        ("day", "DATE NOT NULL"),
        ("theme", TEXT),
        ("product", TEXT),
        ("text", "TEXT NOT NULL"),
        ("member_id", "INTEGER NOT NULL"),
        ("member_name", TEXT),
        ("created_at", TIME),
    ),
    "return_cost": (
        ("category", TEXT),
        ("shipping", NUMBER),
        ("handling", NUMBER),
        ("write_down", NUMBER),
        ("changed_at", TIME),
    ),
    "action_money": (
        ("action_id", "INTEGER NOT NULL"),
        ("cost", NUMBER),
        ("extra_revenue", NUMBER),
        ("note", TEXT),
        ("member_name", TEXT),
        ("changed_at", TIME),
    ),
    "inspection": (
        ("comment", 'INTEGER REFERENCES "comment" ("id") ON DELETE SET NULL'),
        ("order_id", TEXT),
        ("sku", TEXT),
        ("size", TEXT),
        ("day", "DATE NOT NULL"),
        ("comment_day", "DATE"),
        ("condition", "TEXT NOT NULL"),
        ("finding", "TEXT NOT NULL"),
        ("note", TEXT),
        ("revision", "INTEGER NOT NULL DEFAULT 1"),
        ("member_id", "INTEGER"),
        ("inspected_at", TIME),
        ("demo", FLAG),
    ),
    "weekly_report": (("team", "TEXT NOT NULL"), ("week", "DATE NOT NULL"), ("written_at", TIME)),
    "report_wish": (
        ("team", "TEXT NOT NULL"),
        ("active", "BOOLEAN NOT NULL DEFAULT TRUE"),
        ("weekday", NUMBER),
        ("hour", "INTEGER NOT NULL DEFAULT 7"),
        ("changed_at", TIME),
    ),
    "preference": (("member_id", "INTEGER NOT NULL"), ("name", "TEXT NOT NULL"), ("value", TEXT)),
}
UNIQUE = {
    "facet_code": ("facet", '"dimension", "code"'),
    "facet_value": ("facet", '"dimension", "value"'),
    "packed_day_once": ("packed_day", '"kind", "day"'),
    "return_cost_category": ("return_cost", '"category"'),
    "action_money_action": ("action_money", '"action_id"'),
    "weekly_report_once": ("weekly_report", '"team", "week"'),
    "report_wish_team": ("report_wish", '"team"'),
    "preference_name": ("preference", '"member_id", "name"'),
}
INDEXES = {
    "saved_view_member": ("saved_view", '"member_id"'),
    "chart_note_day": ("chart_note", '"day"'),
    "inspection_comment": ("inspection", '"comment"'),
    "inspection_comment_day": ("inspection", '"comment_day"'),
    "inspection_day": ("inspection", '"day"'),
    "inspection_order": ("inspection", '"order_id"'),
}


def _table(name: str) -> str:
    lines = ",\n".join(f'"{column}" {kind}' for column, kind in TABLES[name])
    return f'CREATE TABLE IF NOT EXISTS "{name}" ("id" {{id}},\n{lines})'


FORWARDS = (
    *(_table(name) for name in TABLES),
    *(f'CREATE UNIQUE INDEX IF NOT EXISTS "{name}" ON "{table}" ({on})' for name, (table, on) in UNIQUE.items()),
    *(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" ({on})' for name, (table, on) in INDEXES.items()),
)
BACKWARDS = tuple(f'DROP TABLE IF EXISTS "{name}"' for name in reversed(TABLES))


async def forwards() -> MigrationManager:
    return sql_migration(ID, "insights", FORWARDS, BACKWARDS)
