"""The views for BI tools: as documented, without personal data, equal to the pages, and all that a role can read."""

from __future__ import annotations

import re
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from feedback_app import schema
from feedback_app.foundation.cells import without_queries
from feedback_app.foundation.database import connect, engine_name, transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.insights.piccolo_migrations.insights_2026_11_22_third import VIEWS
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.figures import answers_in
from feedback_app.insights.views import Span
from surveys.tables import Callback, Contact, Submission
from tests.insights import export_world as world
from tests.insights.export_world import NOON, TODAY

DOC = (Path(__file__).parents[2] / "docs" / "sql-views.md").read_text(encoding="utf-8")
PERSONAL = ("Mustermann", "erika@", "0170", "80331", "O-900", "person-hash", "geheim", "Chefin")
FORBIDDEN = re.compile(r"mail|phone|postal|person|order_id|hash|member|owner|note|fields|cause|measure$")


def documented() -> dict[str, list[str]]:
    parts = DOC.split("\n### ")[1:]
    views = [part for part in parts if part.startswith("bi_")]
    return {part.split("\n")[0]: re.findall(r"^\| ([a-z_]+) \| (?!meaning)", part, re.MULTILINE) for part in views}


async def columns_of(view: str) -> list[str]:
    if engine_name() == "sqlite":
        return [row["name"] for row in await fetch(f"PRAGMA table_info('{view}')")]
    sql = "SELECT column_name AS name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
    return [row["name"] for row in await fetch(sql, view)]


async def views_now() -> set[str]:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'view'",
        "postgres": "SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'",
    }
    return {row["name"] for row in await fetch(sql[engine_name()])}


async def test_the_document_names_every_view_and_column_and_no_other(db: str):
    assert set(documented()) == set(VIEWS) == await views_now()
    for view, columns in documented().items():
        assert columns == await columns_of(view), view
    granted = re.search(r"GRANT SELECT ON (.*?) TO bi;", DOC, re.DOTALL)
    assert granted is not None
    assert set(re.split(r",\s*", granted[1])) == set(VIEWS)


async def test_the_example_queries_of_the_document_run(db: str):
    (block,) = re.findall(r"```sql\n(-- Share.*?)```", DOC, re.DOTALL)
    queries = [part for part in block.split(";") if "SELECT" in part]
    assert len(queries) == 3
    for query in queries:
        if engine_name() == "postgres" or "date_trunc" not in query:
            await fetch(query)


async def cut_now() -> tuple[Facts, Cut]:
    facts = await facts_now()
    return facts, facts.said(Span(TODAY - timedelta(days=99), TODAY), {})


async def test_figures_of_the_views_are_those_of_the_pages(db: str):
    await world.fill(200)
    facts, cut = await cut_now()
    returns = await fetch('SELECT COUNT(*) AS n, SUM("pieces") AS pieces FROM "bi_returns"')
    assert (returns[0]["n"], returns[0]["pieces"]) == (cut.items(), cut.pieces())
    submissions = await fetch('SELECT COUNT(*) AS n, COUNT("rating") AS rated FROM "bi_submissions"')
    firsts = cut.by_submission()
    rated = int((cut.column("rating")[firsts] > 0).sum())
    assert (submissions[0]["n"], submissions[0]["rated"]) == (len(firsts), rated)
    texts = await fetch('SELECT COUNT(*) AS n FROM "bi_comments"')
    assert texts[0]["n"] == int(cut.column("has_text").sum())
    names = facts.values("theme")
    themes = await fetch(
        'SELECT "theme", SUM("comments") AS n, SUM("answers") AS answers FROM "bi_daily_themes" GROUP BY 1'
    )
    counts = dict(zip(names, cut.theme_counts(len(names)).tolist(), strict=True))
    assert {row["theme"]: row["n"] for row in themes if row["n"]} == {name: n for name, n in counts.items() if n}
    assert {row["answers"] for row in themes} == {answers_in(cut)}
    pairs = await fetch('SELECT COUNT(*) AS n FROM "bi_comment_themes"')
    assert pairs[0]["n"] == len(cut.themes().row)


@pytest.mark.parametrize("dimension", ["reason", "reason_group", "size", "carrier", "warehouse", "region", "language"])
async def test_returns_by_any_dimension_are_those_of_the_pages(db: str, dimension: str):
    await world.fill(120)
    facts, cut = await cut_now()
    rows = await fetch(f'SELECT "{dimension}" AS value, COUNT(*) AS n FROM "bi_returns" GROUP BY 1')
    counts = cut.where(cut.returns).counts(dimension, len(facts.values(dimension)))
    expected = {value: int(n) for value, n in zip(facts.values(dimension), counts, strict=True) if n}
    assert {row["value"]: row["n"] for row in rows} == expected


async def test_products_and_their_days_are_those_of_the_export(db: str):
    await world.fill(120)
    wanted = {
        row["product"]: (row["items"], row["pieces"], row["sent"])
        for row in await world.rows_of(world.choice("products"))
    }
    for view in ("bi_products", "bi_daily_products"):
        rows = await fetch(
            f'SELECT "product", SUM("returns") AS r, SUM("pieces") AS p, SUM("sent") AS s FROM "{view}" GROUP BY 1'
        )
        assert {row["product"]: (row["r"], row["p"], row["s"]) for row in rows} == wanted
    sent = await fetch('SELECT SUM("pieces") AS n FROM "bi_shipments"')
    assert sent[0]["n"] == sum(one[2] for one in wanted.values())


async def test_days_since_the_order_are_the_packed_delays(db: str):
    await world.fill(80)
    _facts, cut = await cut_now()
    rows = await fetch('SELECT "days_since_order" AS days, COUNT(*) AS n FROM "bi_returns" GROUP BY 1')
    delays = cut.column("delay")[cut.returns].tolist()
    assert {row["days"]: row["n"] for row in rows} == {(d if d >= 0 else None): delays.count(d) for d in set(delays)}


async def test_alerts_actions_and_inspections_say_what_they_are_narrowed_to_and_what_they_brought(db: str):
    await world.fill(1)
    await world.one_alert()
    await world.one_inspection(None)
    (alert,), (action,) = await fetch('SELECT * FROM "bi_alerts"'), await fetch('SELECT * FROM "bi_actions_effects"')
    assert (alert["theme"], alert["dimension"], alert["value"]) == ("damaged_transport", "carrier", "GLS")
    assert (action["dimension"], action["value"], action["verdict"], float(action["cost"])) == (
        *("carrier", "GLS", "improved", 123.45),
    )
    (inspection,) = await fetch('SELECT * FROM "bi_inspections"')
    assert (inspection["condition"], inspection["imported"]) == ("D", 1)


async def test_an_alert_about_everything_is_narrowed_to_nothing(db: str):
    await world.fill(1)
    await world.one_alert(series="too_late", open_key="too_late")
    assert [(r["dimension"], r["value"]) for r in await fetch('SELECT * FROM "bi_alerts"')] == [("", "")]


async def test_no_view_holds_personal_data(db: str):
    await world.fill(3)
    await world.one_alert(owner_name="Chefin")
    await world.one_draft("O-900")
    async with transaction():
        await Submission.update({Submission.order_id: "O-900"}).where(Submission.id == 1)
        await Contact(submission=1, email="erika@mustermann.example", consented_at=NOON).save()
        await Callback(submission=1, phone="0170 5551234", consented_at=NOON).save()
    await world.one_inspection(None, order_id="O-900", note="geheim")
    for view in VIEWS:
        assert not [name for name in await columns_of(view) if FORBIDDEN.search(name)], view
        told = str(await fetch(f'SELECT * FROM "{view}"'))
        assert not [word for word in PERSONAL if word in told], view


@pytest.mark.parametrize(
    "text",
    [
        "Siehe https://shop.example/k?mail=erika%40web.de#bild und HTTP://q.example#Erika\nsonst gut?",
        "(http://a.example/?kunde=7) https://b.example/ä?ö\thttps://c.example/d#e?f https://d.example?g",
        "Ganz ohne Adresse? Nummer #3: ja",
        "https://a.example/b/c",
    ],
)
async def test_texts_come_without_what_web_addresses_say_behind_their_path(db: str, text: str):
    await world.fill(3)
    async with transaction():
        await execute('UPDATE "comment" SET "text" = ? WHERE "id" = 1', text)
    rows = await fetch('SELECT "text" FROM "bi_comments" WHERE "comment_id" = 1')
    assert [row["text"] for row in rows] == [without_queries(text)]


async def test_a_text_of_nothing_but_addresses_is_cut_in_no_time(db: str):
    await world.fill(3)
    async with transaction():
        await execute('UPDATE "comment" SET "text" = ? WHERE "id" = 1', "://?" * 1_000 + " https://a.example?b" * 200)
    started = time.perf_counter()
    rows = await fetch('SELECT "text" FROM "bi_comments" WHERE "comment_id" = 1')
    assert time.perf_counter() - started < 0.5
    assert rows == [{"text": "://" + " https://a.example" * 200}]


async def test_a_role_with_the_documented_rights_reads_the_views_and_no_table(db: str, postgres_server):
    if engine_name() != "postgres":
        pytest.skip("SQLite knows no roles, and the document says so")
    await world.fill(5)
    statements = re.findall(r"```sql\n(CREATE ROLE.*?)```", DOC, re.DOTALL)[0]
    connection = await asyncpg.connect(db)
    try:
        await connection.execute("DROP OWNED BY bi; DROP ROLE bi" if await has_role(connection) else "SELECT 1")
        await connection.execute(statements)
        await connection.execute("SET ROLE bi")
        for view in VIEWS:
            await connection.fetch(f'SELECT * FROM "{view}"')
        for table in ("comment", "submission", "contact", "customer", "member", "alert", "shop_order"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f'SELECT * FROM "{table}"')
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute('DELETE FROM "bi_inspections"')
    finally:
        await connection.execute("RESET ROLE")
        await connection.execute("DROP OWNED BY bi; DROP ROLE bi")
        await connection.close()


async def has_role(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetch("SELECT 1 FROM pg_roles WHERE rolname = 'bi'"))


async def test_the_documented_address_of_a_sqlite_file_reads_and_cannot_write(db: str):
    if engine_name() != "sqlite":
        pytest.skip("PostgreSQL has a role for this")
    await world.fill(5)
    opened = sqlite3.connect(f"file:{db.removeprefix('sqlite:///')}?mode=ro", uri=True)
    assert opened.execute("SELECT COUNT(*) FROM bi_submissions").fetchone() == (5,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened.execute("DELETE FROM submission")
    opened.close()


async def test_the_views_go_backwards_and_forwards_on_a_filled_database(database_url: str):
    async with connect(database_url):
        await world.fill(5)
        await schema.migrate_back()
        assert await views_now() == set()
        await schema.migrate()
        assert await views_now() == set(VIEWS)
