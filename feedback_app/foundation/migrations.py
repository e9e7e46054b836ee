"""Hand-written migrations: SQL that both engines understand, run forwards and backwards in one transaction each.

Piccolo's generated migrations fail on SQLite for about half of all changes, so each step here is plain SQL with
``{id}`` for the engine's own primary key and ``{bytes}`` for its type of binary columns. All migrations run in one
transaction with their entries in the migration table, so one that was killed runs again from the start.
Trap: Piccolo forgets a reversed migration by its ID alone, so IDs must differ between apps.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.backwards import BackwardsMigrationManager
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppConfig

from feedback_app.foundation import dialect
from feedback_app.foundation.database import engine, engine_name, transaction
from feedback_app.foundation.errors import FoundationError

# Piccolo looks the engine of a migration up by this name; the module answers with the bound engine.
os.environ.setdefault("PICCOLO_CONF", "feedback_app.piccolo_conf")

PRIMARY_KEY = {"sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "postgres": "SERIAL PRIMARY KEY"}
BYTES = {"sqlite": "BLOB", "postgres": "BYTEA"}


class MigrationError(FoundationError):
    """A migration did not run; the message names it."""


def sql_migration(
    migration_id: str, app_name: str, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """Return a migration made of SQL statements."""
    manager = MigrationManager(migration_id=migration_id, app_name=app_name, description="")

    async def run(statements: Sequence[str]) -> None:
        for statement in statements:
            filled = statement.replace("{id}", PRIMARY_KEY[engine_name()]).replace("{bytes}", BYTES[engine_name()])
            await engine().run_ddl(filled)

    async def run_forwards() -> None:
        await run(forwards)

    async def run_backwards() -> None:
        await run(backwards)

    manager.add_raw(run_forwards)
    manager.add_raw_backwards(run_backwards)
    return manager


async def migrate(apps: Sequence[AppConfig]) -> int:
    """Run what has not run yet, app by app in the given order; returns how many migrations ran.

    All or none; a web server and a worker that start together take turns.
    """
    Migration._meta._db = engine()
    async with transaction():
        await dialect.take_turns("migrations")
        await Migration.create_table(if_not_exists=True)
        before = await Migration.count()
        for app in apps:
            await _quietly(ForwardsMigrationManager(app_name=app.app_name).run_migrations(app), app.app_name)
        return int(await Migration.count()) - int(before)


async def migrate_back(apps: Sequence[AppConfig]) -> None:
    """Undo all migrations, last app first."""
    for app in reversed(apps):
        manager = BackwardsMigrationManager(app_name=app.app_name, migration_id="all", auto_agree=True)
        await _quietly(manager.run_migrations_backwards(app), app.app_name)


async def pending(apps: Sequence[AppConfig]) -> int:
    """Count migrations that have not run; all of them when the migration table is missing."""
    known = {(app.app_name, migration) for app in apps for migration in _ids(app)}
    Migration._meta._db = engine()
    if not await Migration.table_exists():
        return len(known)
    ran = await Migration.select(Migration.app_name, Migration.name)
    return len(known - {(row["app_name"], row["name"]) for row in ran})


def _ids(app: AppConfig) -> list[str]:
    manager = ForwardsMigrationManager(app_name=app.app_name)
    return manager.get_migration_ids(manager.get_migration_modules(app.resolved_migrations_folder_path))


async def _quietly(run: object, app_name: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = await run  # type: ignore[misc]
    if not result.success:
        raise MigrationError(f"{app_name}: {result.message}")
