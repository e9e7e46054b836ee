"""An index for finding an order as customers write its number."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from feedback_app.foundation.migrations import sql_migration

ID = "2026-11-22T09:30:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "index for finding orders"

FORWARDS = (
    'CREATE INDEX IF NOT EXISTS "shop_order_folded" ON "shop_order" '
    "(lower(replace(replace(\"external_id\", '#', ''), ' ', '')))",
)
BACKWARDS = ('DROP INDEX IF EXISTS "shop_order_folded"',)


async def forwards() -> MigrationManager:
    return sql_migration(ID, "surveys", FORWARDS, BACKWARDS)
