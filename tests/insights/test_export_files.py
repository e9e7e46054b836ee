"""What spreadsheets and BI tools find in the files: read back by other code than wrote them."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.insights.exports.catalogue import CATALOGUE, Block, Column, Kind, What
from feedback_app.insights.exports.formats import Format, writer_of
from feedback_app.insights.exports.workbook import WorkbookWriter
from tests.insights import export_world as world
from tests.insights.export_world import BERLIN, bytes_of, choice, rows_of

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPELT = re.compile("_x([0-9A-F]{4})_")
QUOTED = "4"
KINDS = tuple(Column(kind.value, kind, "") for kind in Kind)


def sheets_of(whole: bytes) -> list[list[list[object]]]:
    """The cells of each sheet: texts, numbers, flags and None, as ECMA-376 tells to read them."""
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        types = opened.read("[Content_Types].xml").decode()
        names = sorted(name for name in opened.namelist() if name.startswith("xl/worksheets/"))
        assert all(f'PartName="/{name}"' in types for name in (*names, "xl/workbook.xml", "xl/styles.xml"))
        return [rows_in(opened.read(name)) for name in names]


def rows_in(sheet: bytes) -> list[list[object]]:
    root = ElementTree.fromstring(sheet)
    assert root.find(f".//{SHEET}f") is None
    return [[value_of(cell) for cell in row] for row in root.iter(f"{SHEET}row")]


def value_of(cell: ElementTree.Element) -> object:
    kind, number = cell.get("t"), cell.find(f"{SHEET}v")
    if kind == "inlineStr":
        raw = "".join(text.text or "" for text in cell.iter(f"{SHEET}t"))
        return SPELT.sub(lambda found: chr(int(found[1], 16)), raw)
    if number is None:
        return None
    return bool(int(number.text)) if kind == "b" else float(number.text)


def day_of(serial: float) -> date:
    return date(1899, 12, 30) + timedelta(days=int(serial))


def block(**cells: list) -> Block:
    size = len(next(iter(cells.values())))
    return {column.name: cells.get(column.name, [None] * size) for column in KINDS}


def workbook(*blocks: Block, most_rows: int = 1_048_576) -> bytes:
    writer = WorkbookWriter(KINDS, BERLIN, most_rows)
    return writer.head() + b"".join(writer.rows(one) for one in blocks) + writer.tail()


async def test_a_workbook_holds_the_same_rows_as_the_tables(db: str):
    await world.fill(60)
    expected = await rows_of(choice())
    (rows,) = sheets_of(await bytes_of(choice(kind="xlsx")))
    columns = CATALOGUE[What.SUBMISSIONS]
    assert rows[0] == [column.name for column in columns]
    assert len(rows) == len(expected) + 1
    for row, wanted in zip(rows[1:], expected, strict=True):
        found = dict(zip(rows[0], row, strict=True))
        assert day_of(found["day"]) == wanted["day"]
        assert found["comment"] == wanted["comment"]
        assert (found["text"] or "") == (wanted["text"] or "")
        assert (found["themes"] or "") == " | ".join(wanted["themes"])


def test_moments_and_flags_are_what_excel_calls_so():
    noon = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)
    (rows,) = sheets_of(workbook(block(moment=[noon, None], flag=[True, False], decimal=[0.25, 1e-9], number=[-3, 0])))
    assert rows[1] == [None, None, -3, 0.25, None, pytest.approx(46204 + 12.5 / 24, abs=1e-5), True]
    assert rows[2] == [None, None, 0, 1e-9, None, None, False]


def test_criterion_41_what_begins_like_a_formula_is_a_text_and_stays_one_when_it_is_edited():
    whole = workbook(block(text=["=1+1", "+49 89", "harmlos", " @SUM(A1)", "＝1"]))
    (rows,) = sheets_of(whole)
    assert [row[0] for row in rows[1:]] == ["=1+1", "+49 89", "harmlos", " @SUM(A1)", "＝1"]
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        cells = list(ElementTree.fromstring(opened.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}c"))
        styles = ElementTree.fromstring(opened.read("xl/styles.xml")).find(f"{SHEET}cellXfs")
    texts = [cell.get("s") for cell in cells if cell.get("t") == "inlineStr"][len(KINDS) :]
    assert texts == [QUOTED, QUOTED, None, QUOTED, QUOTED]
    assert styles is not None
    assert styles[int(QUOTED)].get("quotePrefix") == "1"


@given(st.text(max_size=60))
def test_any_text_comes_out_of_a_workbook_as_it_went_in(text: str):
    (rows,) = sheets_of(workbook(block(text=[text])))
    assert (rows[1][0] or "") == re.sub("\r", "\n", text)


def test_a_text_longer_than_a_cell_is_cut_and_not_damaged():
    (rows,) = sheets_of(workbook(block(text=["ä" * 40_000])))
    assert rows[1][0] == "ä" * 32_767


def test_a_full_sheet_is_followed_by_another_with_the_same_columns():
    sheets = sheets_of(workbook(block(number=[1, 2, 3, 4]), block(number=[5, 6]), most_rows=4))
    assert [[row[2] for row in sheet[1:]] for sheet in sheets] == [[1, 2, 3], [4, 5, 6]]
    assert [sheet[0] for sheet in sheets] == [[column.name for column in KINDS]] * 2


async def test_a_parquet_file_holds_types_and_the_same_rows(db: str):
    await world.fill(60)
    expected = await rows_of(choice())
    table = pq.read_table(io.BytesIO(await bytes_of(choice(kind="parquet"))))
    assert table.column_names == [column.name for column in CATALOGUE[What.SUBMISSIONS]]
    rows = table.to_pylist()
    assert [row["comment"] for row in rows] == [row["comment"] for row in expected]
    assert [row["day"] for row in rows] == [row["day"] for row in expected]
    assert [tuple(row["themes"]) for row in rows] == [row["themes"] for row in expected]
    assert [row["submitted_at"] for row in rows] == [row["submitted_at"] for row in expected]
    assert [row["text"] for row in rows] == [row["text"] or "" for row in expected]


def test_parquet_comes_in_row_groups_of_their_own():
    writer = writer_of(Format.PARQUET, KINDS, BERLIN)
    parts = [writer.head(), *(writer.rows(block(number=list(range(10_000)))) for _ in range(5)), writer.tail()]
    assert [bool(part) for part in parts] == [True, False, True, False, True, False, True]
    assert pq.ParquetFile(io.BytesIO(b"".join(parts))).num_row_groups == 3


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.JSONL])
def test_criterion_23_a_writer_needs_no_more_memory_for_many_blocks_than_for_few(kind: Format):
    writer, some = writer_of(kind, KINDS, BERLIN), block(text=["Der Karton war eingedrückt. " * 8] * 500)
    writer.head()
    tracemalloc.start()
    peaks = []
    for _ in range(40):
        assert isinstance(writer.rows(some), bytes)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert max(peaks[20:]) < 1.3 * max(peaks[:5])
