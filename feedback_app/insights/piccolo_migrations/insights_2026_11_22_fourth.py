"""Erasing: with a customer's words go the order's number and what members noted when they inspected the items.

The number leads to a person as well as an address does, and beside the number of the comment it would lead back to the
answer whose order was taken away; a note may tell what the customer wrote. Both go from all items of the order, also
those of which the customer said nothing. The result itself stays, so that figures stay true.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T20:34:12:000000"
VERSION = "1.38.0"
DESCRIPTION = "inspections forget order and note with the answer"

# The order goes from an answer only when its customer deletes it, and so do the words of its comments; a comment itself
# goes only with the whole submission.
ORDER = """
    UPDATE "inspection" SET "order_id" = '', "note" = '' WHERE "comment" IS NULL AND "order_id" = OLD."order_id";
    UPDATE "inspection" SET "order_id" = '', "note" = '' WHERE "comment" IN (
        SELECT "id" FROM "comment" WHERE "submission" = NEW."id");
"""
WORDS = """UPDATE "inspection" SET "note" = '' WHERE "comment" = NEW."id";"""
COMMENT = """UPDATE "inspection" SET "order_id" = '', "note" = '' WHERE "comment" = OLD."id";"""
# Name: when, on which table, under which condition, what is forgotten.
TRIGGERS = {
    "submission_order_forgotten": (
        'AFTER UPDATE OF "order_id"', "submission", """NEW."order_id" = '' AND OLD."order_id" <> ''""", ORDER,
    ),
    "comment_words_forgotten": ('AFTER UPDATE OF "text"', "comment", """NEW."text" = ''""", WORDS),
    "comment_forgotten": ("BEFORE DELETE", "comment", "", COMMENT),
}  # fmt: skip


def _forwards(name: str) -> tuple[str, ...]:
    moment, table, condition, forget = TRIGGERS[name]
    when = f"WHEN ({condition})" if condition else ""
    if engine_name() == "sqlite":
        return (f'CREATE TRIGGER "{name}" {moment} ON "{table}" {when} BEGIN {forget} END',)
    # Of a trigger before, PostgreSQL asks which row it leaves; of one afterwards, it does not care.
    return (
        f"""
        CREATE FUNCTION "{name}"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
        BEGIN
            {forget}
            RETURN OLD;
        END
        $$
        """,
        f'CREATE TRIGGER "{name}" {moment} ON "{table}" FOR EACH ROW {when} EXECUTE FUNCTION "{name}"()',
    )


def _backwards(name: str) -> tuple[str, ...]:
    if engine_name() == "sqlite":
        return (f'DROP TRIGGER IF EXISTS "{name}"',)
    return (
        f'DROP TRIGGER IF EXISTS "{name}" ON "{TRIGGERS[name][1]}"',
        f'DROP FUNCTION IF EXISTS "{name}"()',
    )


async def forwards() -> MigrationManager:
    return sql_migration(
        ID,
        "insights",
        [statement for name in TRIGGERS for statement in _forwards(name)],
        [statement for name in TRIGGERS for statement in _backwards(name)],
    )
