"""The index of the full-text search: one entry per comment with a text, gone with the comment or its text.

PostgreSQL keeps the words as a tsvector, SQLite as three texts beside an FTS5 index of them. An entry is deleted by the
foreign key when its comment is, and by a trigger when the comment is replaced or loses its text. And an index for
finding what came back of an order by its number.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T18:40:08:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of the full-text search"

COMMENT = '"comment" INTEGER PRIMARY KEY NOT NULL REFERENCES "comment" ("id") ON DELETE CASCADE'
ORDERS = """CREATE INDEX "submission_order_id" ON "submission" ("order_id") WHERE "order_id" <> ''"""
FORWARDS = {
    "sqlite": (
        ORDERS,
        f"""
        CREATE TABLE "search_entry" (
            {COMMENT}, "german" TEXT NOT NULL, "english" TEXT NOT NULL, "tails" TEXT NOT NULL
        )
        """,
        """
        CREATE VIRTUAL TABLE "search_index" USING fts5 (
            "german", "english", "tails", content='search_entry', content_rowid='comment', columnsize=0, tokenize='ascii'
        )
        """,
        """
        CREATE TRIGGER "search_entry_inserted" AFTER INSERT ON "search_entry" BEGIN
            INSERT INTO "search_index" (rowid, "german", "english", "tails")
            VALUES (new."comment", new."german", new."english", new."tails");
        END
        """,
        """
        CREATE TRIGGER "search_entry_deleted" AFTER DELETE ON "search_entry" BEGIN
            INSERT INTO "search_index" ("search_index", rowid, "german", "english", "tails")
            VALUES ('delete', old."comment", old."german", old."english", old."tails");
        END
        """,
        """
        CREATE TRIGGER "comment_words_changed" AFTER UPDATE OF "text", "superseded_at" ON "comment"
        WHEN new."text" <> old."text" OR new."superseded_at" IS NOT NULL BEGIN
            DELETE FROM "search_entry" WHERE "comment" = new."id";
        END
        """,
    ),
    "postgres": (
        ORDERS,
        f'CREATE TABLE "search_entry" ({COMMENT}, "words" TSVECTOR NOT NULL)',
        'CREATE INDEX "search_entry_words" ON "search_entry" USING GIN ("words") WITH (fastupdate = off)',
        """
        CREATE FUNCTION "forget_search_entry"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM "search_entry" WHERE "comment" = NEW."id";
            RETURN NULL;
        END
        $$
        """,
        """
        CREATE TRIGGER "comment_words_changed" AFTER UPDATE OF "text", "superseded_at" ON "comment" FOR EACH ROW
        WHEN (NEW."text" <> OLD."text" OR NEW."superseded_at" IS NOT NULL)
        EXECUTE FUNCTION "forget_search_entry"()
        """,
    ),
}
BACKWARDS = {
    "sqlite": (
        'DROP INDEX IF EXISTS "submission_order_id"',
        'DROP TRIGGER IF EXISTS "comment_words_changed"',
        'DROP TABLE IF EXISTS "search_index"',
        'DROP TABLE IF EXISTS "search_entry"',
    ),
    "postgres": (
        'DROP INDEX IF EXISTS "submission_order_id"',
        'DROP TRIGGER IF EXISTS "comment_words_changed" ON "comment"',
        'DROP FUNCTION IF EXISTS "forget_search_entry"()',
        'DROP TABLE IF EXISTS "search_entry"',
    ),
}


async def forwards() -> MigrationManager:
    return sql_migration(ID, "insights", FORWARDS[engine_name()], BACKWARDS[engine_name()])
