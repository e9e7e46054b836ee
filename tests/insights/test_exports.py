"""Files of the desk: exactly the filtered rows, in columns that never change, and nothing in them that runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_app.foundation.cells import FORMULA
from feedback_app.foundation.dialect import fetch
from feedback_app.insights.exports.catalogue import CATALOGUE, Kind, What
from feedback_app.insights.exports.choices import ChoiceError, check, choice_of, leading_to
from feedback_app.insights.exports.csv_file import CsvWriter
from feedback_app.insights.exports.formats import Format, writer_of
from feedback_app.insights.exports.streaming import submissions_in
from tests.insights import export_world as world
from tests.insights.export_world import BERLIN, TODAY, bytes_of, choice, rows_of

GOLDEN = Path(__file__).with_name("export_columns.txt")


def columns_as_text() -> str:
    lines = []
    for what, columns in CATALOGUE.items():
        lines += [f"[{what}]", *(f"{column.name} {column.kind}" for column in columns), ""]
    return "\n".join(lines)


def test_criterion_22_the_columns_are_the_golden_ones():
    assert columns_as_text() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", list(What))
async def test_criterion_22_a_file_without_rows_has_the_same_columns(db: str, what: str):
    empty = (await bytes_of(choice(what, category="nobody sells this"))).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(empty))) == [column.name for column in CATALOGUE[What(what)]]


RAW = """
    SELECT s."id" AS "submission", c."id" AS "comment", s."day", s."channel", s."rating", v."code", v."version",
        c."question", c."reason", c."reason_group", c."sku", c."product", c."category", c."size", c."carrier",
        c."warehouse", c."region", c."text", c."language" AS "own", s."language" AS "of_form", k."language" AS "found"
    FROM "submission" s JOIN "survey" v ON v."id" = s."survey"
    LEFT JOIN "comment" c ON c."submission" = s."id" AND c."superseded_at" IS NULL
    LEFT JOIN "classification" k ON k."comment" = c."id"
"""


def fits(row: dict, themes: dict, filters: dict[str, str]) -> bool:
    """Tell by plain comparison whether a raw row fits all filters."""
    said = row["comment"] is not None
    language = (row["own"] or row["found"] or "") if said else row["of_form"]
    values = {
        "language": {language},
        "product": {row["product"] or row["sku"]},
        "reason": {row["reason"], row["reason_group"]},
        "survey": {row["code"], f"{row['code']}:{row['version']}"},
        "rating": {str(row["rating"])},
        "theme": themes.get(row["comment"], set()),
        "text": {"1" if row["text"] else "0"},
    }
    return all(value in values.get(name, {row.get(name)}) for name, value in filters.items())


SOME = {
    **{"category": ("Gruppe 0", "Gruppe 1", "nie"), "product": ("Produkt 0", "S-3"), "sku": ("S-1", "S-3")},
    **{"size": ("M",), "carrier": ("GLS", "DHL"), "warehouse": ("Hamm",), "region": ("Bayern",)},
    **{"language": ("de", "en"), "channel": ("mail",), "survey": ("returns", "csat:1", "csat:7"), "rating": ("1", "5")},
    **{"reason": ("too_small", "damaged"), "theme": world.THEMES, "text": ("1",)},
}
FILTERS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in SOME.items()})
DAYS = st.tuples(st.integers(0, 70), st.integers(0, 40))


async def test_criterion_23_exported_rows_are_those_of_a_brute_force_search_for_random_filters(db: str):
    await world.fill(260)
    raw, themes = await fetch(RAW), {}
    for row in await fetch('SELECT "comment", "theme" FROM "assignment"'):
        themes.setdefault(row["comment"], set()).add(row["theme"])
    drawn: list[tuple[dict[str, str], date, date]] = []

    @settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(FILTERS, DAYS)
    def draw(filters, days):
        since = TODAY - timedelta(days=days[0])
        drawn.append((filters, since, since + timedelta(days=days[1])))

    draw()
    sizes = set()
    for filters, since, until in drawn:
        wanted = [row for row in raw if since <= row["day"] <= until and fits(row, themes, filters)]
        found = await rows_of(choice(since=since.isoformat(), until=until.isoformat(), **filters))
        keys = [(row["day"], row["submission"], row["comment"] or 0) for row in found]
        assert keys == sorted((row["day"], row["submission"], row["comment"] or 0) for row in wanted), filters
        assert {row["comment"]: set(row["themes"]) for row in found if row["themes"]} == {
            row["comment"]: themes[row["comment"]] for row in wanted if row["comment"] in themes
        }
        sizes.add(len(keys))
    assert len(sizes) > 5


async def test_a_row_says_what_the_tables_say(db: str):
    await world.fill(40)
    raw = {row["comment"]: row for row in await fetch(RAW) if row["comment"]}
    found = [row for row in await rows_of(choice()) if row["comment"]]
    assert len(found) == len(raw)
    for row in found:
        said = raw[row["comment"]]
        assert (row["order"], row["version"], row["rating"]) == (f"O-{said['submission']}", 1, said["rating"])
        for name in ("reason", "sku", "category", "size", "carrier", "warehouse", "region", "question", "channel"):
            assert row[name] == said[name]
        assert row["product"] == (said["product"] or said["sku"])
        assert row["text"] == said["text"].replace("?mail=x@y.de", "")


async def test_criterion_24_what_was_begun_is_a_row_without_a_word_of_what_was_typed(db: str):
    await world.fill(5)
    await world.one_draft("O-900", carrier="GLS")
    (begun,) = await rows_of(choice(status="started"))
    assert (begun["status"], begun["order"], begun["step"]) == ("started", "O-900", "item")
    assert begun["day"] == TODAY
    assert "geheim" not in (await bytes_of(choice(kind="jsonl", status="all"))).decode()
    sent, drafts = await submissions_in(choice(), BERLIN)
    assert (len(await rows_of(choice())), len(await rows_of(choice(status="all")))) == (sent, sent + drafts)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"carrier": "GLS"}, 1),
        ({"carrier": "DHL"}, 0),
        ({"channel": "mail", "survey": "returns:1"}, 1),
        ({"survey": "csat"}, 0),
        ({"size": "M"}, 0),
        ({"since": "2026-11-01", "until": "2026-11-19"}, 0),
    ],
)
async def test_criterion_24_filters_leave_what_was_begun_only_where_they_can_fit(db: str, query, rows: int):
    await world.fill(1)
    await world.one_draft("O-900", carrier="GLS")
    assert len(await rows_of(choice(status="started", **query))) == rows


async def test_themes_and_their_days_add_up_to_the_raw_assignments(db: str):
    await world.fill(120)
    themes = {row["theme"]: row for row in await rows_of(choice("themes"))}
    days = await rows_of(choice("days"))
    raw = await fetch(
        'SELECT a."theme", COUNT(*) AS n FROM "assignment" a JOIN "comment" c ON c."id" = a."comment" '
        'WHERE c."superseded_at" IS NULL GROUP BY a."theme"'
    )
    answers = (await fetch('SELECT COUNT(*) AS n FROM "comment" WHERE "superseded_at" IS NULL'))[0]["n"]
    assert {theme: row["comments"] for theme, row in themes.items()} == {row["theme"]: row["n"] for row in raw}
    assert {row["answers"] for row in themes.values()} == {answers}
    for theme, row in themes.items():
        assert sum(day["comments"] for day in days if day["theme"] == theme) == row["comments"]
        assert row["lower"] < row["share"] < row["upper"]
    assert sum({day["day"]: day["answers"] for day in days}.values()) == answers


async def test_products_add_up_to_the_raw_items_and_shipments(db: str):
    await world.fill(120)
    found = {row["product"]: row for row in await rows_of(choice("products"))}
    raw = await fetch(
        """
        SELECT COALESCE(NULLIF("product", ''), "sku") AS "product", COUNT(*) AS n, SUM("quantity") AS "pieces",
            SUM(CASE WHEN "reason" = 'too_small' THEN 1 ELSE 0 END) AS "small"
        FROM "comment" WHERE "superseded_at" IS NULL AND "question" = '' GROUP BY 1
        """
    )
    named = """COALESCE(NULLIF("product", ''), "sku")"""
    sent = await fetch(f'SELECT {named} AS "product", SUM("quantity") AS n FROM "shipment" GROUP BY 1')
    assert {name: (row["items"], row["pieces"], row["too_small"]) for name, row in found.items()} == {
        row["product"]: (row["n"], row["pieces"], row["small"]) for row in raw
    }
    assert {name: row["sent"] for name, row in found.items()} == {row["product"]: row["n"] for row in sent}
    assert {row["sent"] for row in await rows_of(choice("products", size="M"))} == {None}


async def test_actions_come_with_their_effect_and_without_anybodys_name(db: str):
    await world.fill(1)
    await world.one_alert()
    (row,) = await rows_of(choice("actions"))
    assert (row["verdict"], row["ratio"], row["cost"], row["dimension"], row["value"]) == (
        *("improved", 0.28, 123.45, "carrier", "GLS"),
    )
    assert "mustermann" not in str(row).lower()
    assert row["name_de"] != row["name_en"]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({}, 1),
        ({"carrier": "GLS"}, 1),
        ({"carrier": "DHL"}, 0),
        ({"theme": "too_small"}, 0),
        ({"team": "product"}, 0),
        ({"since": "2026-01-01", "until": "2026-11-01"}, 0),
    ],
)
async def test_alerts_and_actions_follow_the_filters(db: str, query, rows: int):
    await world.fill(1)
    await world.one_alert()
    assert len(await rows_of(choice("alerts", **query))) == rows
    assert len(await rows_of(choice("actions", **query))) == rows


async def test_inspections_follow_the_filters_of_the_item_they_are_about(db: str):
    await world.fill(60)
    item = next(row for row in await rows_of(choice()) if row["comment"] and not row["question"])
    await world.one_inspection(item["comment"], sku="")
    await world.one_inspection(None, order_id="O-7")
    found = await rows_of(choice("inspections"))
    assert [(row["comment"], row["sku"], row["order"]) for row in found] == [
        (item["comment"], item["sku"], ""),
        (None, "S-1", "O-7"),
    ]
    assert [row["comment"] for row in await rows_of(choice("inspections", carrier=item["carrier"]))] == [
        item["comment"]
    ]
    assert None in [row["comment"] for row in await rows_of(choice("inspections", sku="S-1"))]
    assert "geheim" not in str(found)


async def test_what_was_erased_since_the_last_counting_is_empty_or_gone(db: str):
    from feedback_app.foundation.database import transaction
    from feedback_app.foundation.dialect import execute

    await world.fill(30)
    before = await rows_of(choice())
    gone, erased = before[0]["submission"], before[-1]["submission"]
    async with transaction():
        await execute('DELETE FROM "comment" WHERE "submission" = ?', gone)
        await execute('DELETE FROM "submission" WHERE "id" = ?', gone)
        await execute("""UPDATE "comment" SET "text" = '' WHERE "submission" = ?""", erased)
    after = await rows_of(choice())
    assert gone not in {row["submission"] for row in after}
    assert {row["text"] or "" for row in after if row["submission"] == erased} == {""}


@given(st.text(max_size=30))
def test_criterion_41_no_text_runs_in_a_csv_file(text: str):
    columns = CATALOGUE[What.DAYS]
    block = {column.name: [text if column.kind is Kind.TEXT else None] for column in columns}
    line = CsvWriter(columns, BERLIN).rows(block).decode(errors="surrogatepass") if text.isprintable() else ""
    for cell in next(csv.reader(io.StringIO(line)), []):
        assert not cell.startswith(FORMULA)


async def test_criterion_41_a_csv_file_holds_no_formula_and_no_query_of_an_address(db: str):
    await world.fill(40)
    text = (await bytes_of(choice())).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=1+1 ist zu viel" in cells
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert "x@y.de" not in text


async def test_json_lines_hold_all_columns_in_every_line(db: str):
    await world.fill(40)
    lines = (await bytes_of(choice(kind="jsonl"))).decode().splitlines()
    rows = [json.loads(line) for line in lines]
    expected = await rows_of(choice())
    assert [row["comment"] for row in rows] == [row["comment"] for row in expected]
    assert {tuple(row) for row in rows} == {tuple(column.name for column in CATALOGUE[What.SUBMISSIONS])}
    assert datetime.fromisoformat(rows[0]["submitted_at"]) == expected[0]["submitted_at"].astimezone(UTC)
    assert isinstance(rows[0]["themes"], list)


@pytest.mark.parametrize("kind", list(Format))
def test_a_writer_takes_empty_blocks(kind: Format):
    columns = CATALOGUE[What.THEMES]
    writer = writer_of(kind, columns, BERLIN)
    whole = writer.head() + writer.rows({column.name: [] for column in columns}) + writer.tail()
    assert isinstance(whole, bytes)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"since": "yesterday"}, "since"),
        ({"rating": "9"}, "rating"),
        ({"status": "half"}, "status"),
    ],
)
def test_programs_are_told_what_a_page_would_pass_over(query, named: str):
    with pytest.raises(ChoiceError, match=named):
        check(query)


def test_there_is_no_file_of_another_name_or_kind():
    assert choice_of("members", "csv", {}, TODAY) is None
    assert choice_of("themes", "pdf", {}, TODAY) is None


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/", {"what": "submissions"}),
        ("/themes", {"what": "themes"}),
        ("/themes/map", {"what": "themes"}),
        ("/themes/too_small", {"what": "submissions", "theme": "too_small"}),
        ("/products", {"what": "products"}),
        ("/logistics", {"what": "submissions"}),
    ],
)
def test_a_page_leads_to_the_file_that_is_about_the_same(path: str, offered: dict[str, str]):
    assert leading_to(path) == offered
