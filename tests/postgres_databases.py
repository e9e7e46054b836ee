"""PostgreSQL databases for tests: one is emptied and used again, since making a new one takes ten times as long.

Invariant: what a test gets is migrated and empty, with all sequences at their start. A database whose tables are no
longer those it was made with is dropped.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

TEMPLATE: Final = "template_feedback"
SIGN: Final = """
    SELECT md5(string_agg(oid::text, ' ' ORDER BY oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
OTHERS: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY: Final = """
DO $$
DECLARE one record; filled boolean; names text := '';
BEGIN
  FOR one IN SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migration'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.name) INTO filled;
    IF filled THEN names := names || ', ' || quote_ident(one.name); END IF;
  END LOOP;
  IF names <> '' THEN EXECUTE 'TRUNCATE ' || substr(names, 3) || ' CASCADE'; END IF;
  FOR one IN SELECT sequencename AS name FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> 'migration_id_seq'
  LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
  END LOOP;
END $$
"""


@dataclass(slots=True)
class Databases:
    """The databases of one server; ``signs`` say which tables each was made with."""

    server: Any
    spare: list[str] = field(default_factory=list)
    signs: dict[str, str] = field(default_factory=dict)

    def take(self) -> str:
        """Return the name of a migrated, empty database that nobody else uses."""
        if self.spare:
            return self.spare.pop()
        name = f"t{len(self.signs)}"
        self.server.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        self.signs[name] = asyncio.run(self._sign(name))
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it."""
        if asyncio.run(self._emptied(name)):
            self.spare.append(name)
        else:
            self.server.psql(f"DROP DATABASE {name} WITH (FORCE)")

    async def _sign(self, name: str) -> str:
        connection = await asyncpg.connect(self.server.get_uri(name))
        try:
            return str(await connection.fetchval(SIGN))
        finally:
            await connection.close()

    async def _emptied(self, name: str) -> bool:
        connection = await asyncpg.connect(self.server.get_uri(name))
        try:
            # What a killed process left behind may hold locks.
            await connection.execute(OTHERS)
            if await connection.fetchval(SIGN) != self.signs[name]:
                return False
            await connection.execute(EMPTY)
            return True
        finally:
            await connection.close()
