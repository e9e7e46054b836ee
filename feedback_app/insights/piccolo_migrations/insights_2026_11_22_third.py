"""Views for BI tools: stable names and columns, read-only, no customer's address and no member's name.

In texts, a web address ends before its question mark or hash, as in all files: what follows may name a person.

Described in docs/sql-views.md. A view keeps PostgreSQL from changing a column that it reads, and SQLite from renaming a
table: a later migration that does so drops the view first and makes it anew, with the same columns in the same order
and new ones behind them.
"""
# ruff: noqa: S608 the statements hold our own words only

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T19:05:31:000000"
VERSION = "1.38.0"
DESCRIPTION = "views for BI tools"

# SQLite knows no regular expression: it goes from address to address. The mask is the rest of the text with one sign for
# all that ends a word and one for both that end an address, so that places in it are places in the text.
MASK = """replace(replace(c."text", '#', '?'), char(9), ' ')"""
for _blank in (10, 11, 12, 13):
    MASK = f"replace({MASK}, char({_blank}), ' ')"
HOST = """instr("mask", '://') + 3"""
WORD = f"""instr(substr("mask", {HOST}) || ' ', ' ')"""
ADDRESS = f"""instr(substr("mask", {HOST}, {WORD} - 1) || '?', '?')"""
CUT = f"""
    CASE WHEN instr(c."text", '://') = 0 THEN c."text" ELSE (
        WITH RECURSIVE "cut" ("said", "rest", "mask") AS (
            SELECT '', c."text", {MASK}
            UNION ALL
            SELECT "said" || substr("rest", 1, {HOST} + {ADDRESS} - 2), substr("rest", {HOST} + {WORD} - 1),
                substr("mask", {HOST} + {WORD} - 1)
            FROM "cut" WHERE instr("mask", '://') > 0
        )
        SELECT "said" || "rest" FROM "cut" WHERE instr("mask", '://') = 0
    ) END
"""
# What the engines call differently.
WORDS = {
    "sqlite": {
        "text": CUT,
        "days": """MAX(0, CAST(julianday(c."day") - julianday(c."ordered_on") AS INTEGER))""",
        "find": "instr",
    },
    "postgres": {
        "text": r"""regexp_replace(c."text", '(://[^\s?#]*)[?#]\S*', '\1', 'g')""",
        "days": """GREATEST(0, c."day" - c."ordered_on")""",
        "find": "strpos",
    },
}
PRODUCT = """COALESCE(NULLIF({0}."product", ''), {0}."sku")"""
SLICE = """
    CASE WHEN [find]({0}, '|') > 0
        THEN substr({0}, [find]({0}, '|') + 1, [find]({0}, '=') - [find]({0}, '|') - 1) ELSE '' END AS "dimension",
    CASE WHEN [find]({0}, '|') > 0 THEN substr({0}, [find]({0}, '=') + 1) ELSE '' END AS "value"
"""
ORDER = """LEFT JOIN "shop_order" o ON o."external_id" = s."order_id" AND s."order_id" <> ''"""
PIECES = f"""
    SELECT c."day", c."sku", {PRODUCT.format("c")} AS "product", c."category", 1 AS "returns", c."quantity" AS "pieces",
        0 AS "sent"
    FROM "comment" c WHERE c."superseded_at" IS NULL AND c."question" = ''
    UNION ALL
    SELECT h."day", h."sku", {PRODUCT.format("h")}, h."category", 0, 0, h."quantity" FROM "shipment" h
"""

VIEWS = {
    "bi_submissions": f"""
        SELECT s."id" AS "submission_id", s."day", s."submitted_at", v."code" AS "survey", v."version", s."channel",
            COALESCE(o."channel", '') AS "sales_channel", s."language", s."rating", s."revision" - 1 AS "changes"
        FROM "submission" s JOIN "survey" v ON v."id" = s."survey" {ORDER}
    """,
    "bi_returns": f"""
        SELECT c."id" AS "return_id", c."submission" AS "submission_id", c."day", v."code" AS "survey", v."version",
            s."channel", COALESCE(o."channel", '') AS "sales_channel",
            COALESCE(NULLIF(c."language", ''), k."language", '') AS "language", s."rating", c."reason_group", c."reason",
            c."wish", c."quantity" AS "pieces", c."sku", {PRODUCT.format("c")} AS "product", c."category", c."size",
            c."color", c."lot", c."carrier", c."warehouse", c."region", c."hub", c."packaging", c."shift", c."area",
            CASE WHEN c."ordered_on" IS NOT NULL THEN [days] END AS "days_since_order", CASE WHEN c."text" <> '' THEN 1 ELSE 0 END AS "has_text",
            COALESCE(w."condition", '') AS "condition", COALESCE(w."finding", '') AS "finding"
        FROM "comment" c JOIN "submission" s ON s."id" = c."submission" JOIN "survey" v ON v."id" = s."survey"
        LEFT JOIN "classification" k ON k."comment" = c."id" {ORDER}
        LEFT JOIN "inspection" w ON w."id" = (SELECT MAX(x."id") FROM "inspection" x WHERE x."comment" = c."id")
        WHERE c."superseded_at" IS NULL AND c."question" = ''
    """,
    "bi_comments": """
        SELECT c."id" AS "comment_id", c."submission" AS "submission_id", c."day", c."question",
            COALESCE(NULLIF(c."language", ''), k."language", '') AS "language", [text] AS "text",
            COALESCE(k."outcome", '') AS "outcome", k."reason_in_text"
        FROM "comment" c LEFT JOIN "classification" k ON k."comment" = c."id"
        WHERE c."superseded_at" IS NULL AND c."text" <> ''
    """,
    "bi_comment_themes": """
        SELECT a."comment" AS "comment_id", c."submission" AS "submission_id", c."day", a."theme", a."probability",
            a."source"
        FROM "assignment" a JOIN "comment" c ON c."id" = a."comment" WHERE c."superseded_at" IS NULL
    """,
    "bi_themes": """
        SELECT t."code" AS "theme", t."name_de", t."name_en", t."group_code", g."name_de" AS "group_name_de",
            g."name_en" AS "group_name_en", t."team", t."retired", t."merged_into"
        FROM "theme" t LEFT JOIN "theme_group" g ON g."code" = t."group_code"
    """,
    "bi_daily_themes": """
        SELECT d."day", t."code" AS "theme", COALESCE(n."comments", 0) AS "comments", d."answers"
        FROM (SELECT "day", COUNT(*) AS "answers" FROM "comment" WHERE "superseded_at" IS NULL GROUP BY "day") d
        CROSS JOIN "theme" t
        LEFT JOIN (
            SELECT c."day", a."theme", COUNT(*) AS "comments"
            FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
            WHERE c."superseded_at" IS NULL GROUP BY c."day", a."theme"
        ) n ON n."day" = d."day" AND n."theme" = t."code"
    """,
    "bi_products": f"""
        SELECT p."product", MAX(p."category") AS "category", SUM(p."returns") AS "returns", SUM(p."pieces") AS "pieces",
            SUM(p."sent") AS "sent", MIN(p."day") AS "first_day", MAX(p."day") AS "last_day"
        FROM ({PIECES}) p GROUP BY p."product"
    """,
    "bi_daily_products": f"""
        SELECT p."day", p."sku", p."product", p."category", SUM(p."returns") AS "returns", SUM(p."pieces") AS "pieces",
            SUM(p."sent") AS "sent"
        FROM ({PIECES}) p GROUP BY p."day", p."sku", p."product", p."category"
    """,
    "bi_shipments": f"""
        SELECT h."day", h."sku", {PRODUCT.format("h")} AS "product", h."category", h."carrier", h."warehouse",
            h."region", h."quantity" AS "pieces"
        FROM "shipment" h
    """,
    "bi_survey_scores": """
        SELECT s."id" AS "submission_id", s."day", v."code" AS "survey", v."version", s."channel", s."language",
            '' AS "question", s."rating" AS "score"
        FROM "submission" s JOIN "survey" v ON v."id" = s."survey" WHERE s."rating" IS NOT NULL
        UNION ALL
        SELECT s."id", s."day", v."code", v."version", s."channel", s."language", n."question", n."number"
        FROM "answer" n JOIN "submission" s ON s."id" = n."submission" JOIN "survey" v ON v."id" = s."survey"
        WHERE n."superseded_at" IS NULL AND n."number" IS NOT NULL
    """,
    "bi_inspections": """
        SELECT w."id" AS "inspection_id", w."comment" AS "return_id", w."day", w."sku", w."condition", w."finding",
            CASE WHEN w."member_id" IS NULL THEN 1 ELSE 0 END AS "imported"
        FROM "inspection" w
    """,
    "bi_alerts": f"""
        SELECT l."id" AS "alert_id", l."kind", l."theme", {SLICE.format('l."series"')}, l."team", l."severity", l."state",
            l."since", l."last_day", l."observed", l."expected", l."lower", l."upper", l."exposure" AS "answers",
            l."usual_share", l."score", l."cost_per_week", l."opened_at", l."due_at", l."seen_at", l."closed_at",
            l."parent" AS "parent_id"
        FROM "alert" l
    """,
    "bi_actions_effects": f"""
        SELECT a."id" AS "action_id", a."alert" AS "alert_id", l."theme",
            {SLICE.format('''COALESCE(NULLIF(a."scope", ''), l."series")''')}, a."started_on",
            COALESCE(e."verdict", '') AS "verdict", e."final", e."measured_on", e."days_after", e."before_count",
            e."before_answers", e."after_count", e."after_answers", e."ratio", e."lower", e."upper",
            COALESCE(e."comparison", '') AS "comparison", e."relapsed_on", m."cost" / 100.0 AS "cost",
            m."extra_revenue" / 100.0 AS "extra_revenue"
        FROM "action" a JOIN "alert" l ON l."id" = a."alert" LEFT JOIN "effect" e ON e."action" = a."id"
        LEFT JOIN "action_money" m ON m."action_id" = a."id"
    """,
    "bi_cases": """
        SELECT s."id" AS "case_id", s."submission" AS "submission_id", s."kind", s."priority", s."state", s."team",
            s."opened_at", s."first_response_due", s."first_response_at", s."response_seconds", s."solve_due",
            s."solved_at", s."closed_at", s."recovered"
        FROM "service_case" s
    """,
}
BACKWARDS = tuple(f'DROP VIEW IF EXISTS "{name}"' for name in reversed(VIEWS))


def _sql(view: str) -> str:
    for name, word in WORDS[engine_name()].items():
        view = view.replace(f"[{name}]", word)
    return view


async def forwards() -> MigrationManager:
    made = (f'CREATE VIEW "{name}" AS {_sql(view)}' for name, view in VIEWS.items())
    return sql_migration(ID, "insights", (*BACKWARDS, *made), BACKWARDS)
