"""Where an order was packed and how it travelled: hub, packaging, shift, lot and postal area; and its day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T15:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "dimensions of logistics"

COLUMNS = (
    ("shop_order", "hub"),
    ("shop_order", "packaging"),
    ("shop_order", "shift"),
    ("order_item", "lot"),
    ("comment", "hub"),
    ("comment", "packaging"),
    ("comment", "shift"),
    ("comment", "lot"),
    ("comment", "area"),
)
FORWARDS = (
    *(f"""ALTER TABLE "{table}" ADD COLUMN "{column}" TEXT NOT NULL DEFAULT ''""" for table, column in COLUMNS),
    'ALTER TABLE "comment" ADD COLUMN "ordered_on" DATE',
)
BACKWARDS = (
    'ALTER TABLE "comment" DROP COLUMN "ordered_on"',
    *(f'ALTER TABLE "{table}" DROP COLUMN "{column}"' for table, column in reversed(COLUMNS)),
)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
