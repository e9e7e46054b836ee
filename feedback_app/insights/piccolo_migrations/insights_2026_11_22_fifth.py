"""Days whose orders changed: what the column store reads from an order, and which of its answers belong together.

An order may be imported after its answers, or corrected later, and counts no revisions that packing could compare. So
the engine itself notes the days of the answers whose order, order lines or fellow answers changed. A day may be noted
several times; packing takes back the notes that it sees before it reads the day.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.database import engine_name
from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T22:41:17:000000"
VERSION = "1.38.0"
DESCRIPTION = "days whose orders changed"

TABLE = 'CREATE TABLE IF NOT EXISTS "changed_day" ("id" {id}, "day" DATE NOT NULL)'
DAYS_OF_ORDER = """
    INSERT INTO "changed_day" ("day")
    SELECT s."day" FROM "submission" s WHERE [order] <> '' AND s."order_id" = [order]
    UNION
    SELECT c."day" FROM "submission" s JOIN "comment" c ON c."submission" = s."id"
    WHERE [order] <> '' AND s."order_id" = [order];
"""
OTHER_DAYS_OF_ORDER = """
    INSERT INTO "changed_day" ("day")
    SELECT DISTINCT c."day" FROM "submission" a JOIN "submission" s ON s."order_id" = a."order_id"
    JOIN "comment" c ON c."submission" = s."id"
    WHERE a."id" = NEW."submission" AND a."order_id" <> '' AND c."day" <> NEW."day" AND c."size" <> '';
"""
OWN_DAYS = """
    INSERT INTO "changed_day" ("day")
    SELECT NEW."day" UNION SELECT c."day" FROM "comment" c WHERE c."submission" = NEW."id";
"""
OF_LINE = '(SELECT p."external_id" FROM "shop_order" p WHERE p."id" = [row]."order")'


def _days_of(order: str) -> str:
    return DAYS_OF_ORDER.replace("[order]", order)


def _changed(*columns: str) -> str:
    differs = "IS DISTINCT FROM" if engine_name() == "postgres" else "IS NOT"
    return "(" + " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in columns) + ")"


def _update(*columns: str) -> str:
    return "UPDATE OF " + ", ".join(f'"{name}"' for name in columns)


def _triggers() -> tuple[tuple[str, str, str, str, str], ...]:
    """Return name, event, table, condition and deed of each trigger."""
    order = ("external_id", "channel", "carrier", "warehouse", "region", "hub", "packaging", "shift")
    line, said = ("sku", "product", "size"), ("superseded_at", "sku", "product", "size")
    new, old, either = (f"""{words} <> ''""" for words in ('NEW."size"', 'OLD."size"', 'OLD."size" || NEW."size"'))
    new_line, old_line = (_days_of(OF_LINE.replace("[row]", row)) for row in ("NEW", "OLD"))
    both_orders = _days_of('OLD."external_id"') + _days_of('NEW."external_id"')
    both_answers = _days_of('OLD."order_id"') + _days_of('NEW."order_id"')
    return (
        ("order_came", "INSERT", "shop_order", "", _days_of('NEW."external_id"')),
        ("order_changed", _update(*order), "shop_order", _changed(*order), both_orders),
        ("order_went", "DELETE", "shop_order", "", _days_of('OLD."external_id"')),
        ("line_came", "INSERT", "order_item", new, new_line),
        ("line_changed", _update(*line), "order_item", f"{either} AND {_changed(*line)}", new_line),
        ("line_went", "DELETE", "order_item", old, old_line),
        ("sized_came", "INSERT", "comment", new, OTHER_DAYS_OF_ORDER),
        ("sized_changed", _update(*said), "comment", f"{either} AND {_changed(*said)}", OTHER_DAYS_OF_ORDER),
        ("answer_moved", _update("order_id"), "submission", _changed("order_id"), both_answers + OWN_DAYS),
        ("answer_went", "DELETE", "submission", """OLD."order_id" <> ''""", _days_of('OLD."order_id"')),
    )


def _forwards() -> tuple[str, ...]:
    postgres = engine_name() == "postgres"
    made: list[str] = [TABLE]
    for name, event, table, condition, deed in _triggers():
        when = f"WHEN ({condition})" if condition else ""
        head = f'CREATE TRIGGER "note_{name}" AFTER {event} ON "{table}" FOR EACH ROW {when}'
        if not postgres:
            made.append(f"{head} BEGIN {deed} END")
            continue
        body = f"$$ BEGIN {deed} RETURN NULL; END $$"
        made.append(f'CREATE FUNCTION "note_{name}"() RETURNS TRIGGER LANGUAGE plpgsql AS {body}')
        made.append(f'{head} EXECUTE FUNCTION "note_{name}"()')
    return tuple(made)


def _backwards() -> tuple[str, ...]:
    postgres = engine_name() == "postgres"
    gone: list[str] = []
    for name, _event, table, _condition, _deed in _triggers():
        gone.append(f'DROP TRIGGER IF EXISTS "note_{name}"' + (f' ON "{table}"' if postgres else ""))
        gone += [f'DROP FUNCTION IF EXISTS "note_{name}"()'] if postgres else []
    return (*gone, 'DROP TABLE IF EXISTS "changed_day"')


async def forwards() -> MigrationManager:
    return sql_migration(ID, "insights", _forwards(), _backwards())
