"""Reading a shop's CSV file, however it was written."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from surveys.csv_file import CsvRow, ImportProblem, inspect_csv, read_csv
from surveys.import_rows import RowProblem


def rows_of(path: Path) -> list[CsvRow | RowProblem]:
    return list(read_csv(path, inspect_csv(path)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "returns.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_out(file: Path, encoding: str, delimiter: str) -> None:
    file.write_bytes(f"sku{delimiter}comment\r\nA1{delimiter}Größe fällt klein aus – 5 €\r\n".encode(encoding))
    assert rows_of(file) == [(2, {"sku": "A1", "comment": "Größe fällt klein aus – 5 €"})]


def test_a_delimiter_inside_a_quoted_name_does_not_mislead(file: Path) -> None:
    file.write_text('"a,b,c";sku\n1;2\n', encoding="utf-8")
    assert inspect_csv(file).columns == ("a,b,c", "sku")


def test_the_hint_line_of_excel_is_followed(file: Path) -> None:
    file.write_text("sep=;\nsku;comment\nA1;gut\n", encoding="utf-8")
    assert rows_of(file) == [(3, {"sku": "A1", "comment": "gut"})]


def test_a_sample_that_ends_inside_a_letter_is_still_utf_8(file: Path) -> None:
    file.write_bytes(b"c\n" + b"x" * 65_533 + "ä\n".encode())
    assert inspect_csv(file).encoding == "utf-8-sig"


def test_lines_are_counted_as_an_editor_counts_them(file: Path) -> None:
    file.write_text('a,b\n1,"one\ntwo\nthree"\n\n2,x\n', encoding="utf-8")
    assert [row[0] for row in rows_of(file) if isinstance(row, tuple)] == [2, 6]


def test_names_of_columns_are_trimmed_and_in_lower_case(file: Path) -> None:
    file.write_text(" SKU ,Comment\nA1,x\n", encoding="utf-8")
    assert inspect_csv(file).columns == ("sku", "comment")


def test_a_row_of_wrong_width_is_a_problem_and_the_next_is_read(file: Path) -> None:
    file.write_text("a,b\n1\n1,2,3\n4,5\n", encoding="utf-8")
    short, long, right = rows_of(file)
    assert isinstance(short, RowProblem)
    assert (short.line, short.text()) == (2, "This row has 1 fields; the header has 2.")
    assert isinstance(long, RowProblem)
    assert long.line == 3
    assert right == (4, {"a": "4", "b": "5"})


@pytest.mark.parametrize("empty", ["\n\n", ",\n", ",,,,\n", '"",""\n'])
def test_rows_without_text_are_passed_over(file: Path, empty: str) -> None:
    file.write_text(f"a,b\n{empty}1,2\n", encoding="utf-8")
    assert [row[1] for row in rows_of(file) if isinstance(row, tuple)] == [{"a": "1", "b": "2"}]
    assert len(rows_of(file)) == 1


def test_nul_bytes_make_a_problem_row(file: Path) -> None:
    file.write_bytes(b"a,b\n1,x\0y\n2,z\n")
    bad, good = rows_of(file)
    assert isinstance(bad, RowProblem)
    assert (bad.line, bad.text()) == (2, "This row contains NUL bytes.")
    assert good == (3, {"a": "2", "b": "z"})


def test_bytes_that_are_no_text_make_a_problem_row(file: Path) -> None:
    file.write_bytes("a,b\nä,ö\n".encode() + b"1,\xff\n" + b"2,ok\n")
    # The sample holds the bad byte, so the file counts as Windows-1252; beyond the sample it is a problem.
    assert inspect_csv(file).encoding == "cp1252"
    file.write_bytes("a,b\nä,ö\n".encode() + b"1,2\n" * 20_000 + b"1,\xff\n" + b"2,ok\n")
    *_, bad, good = rows_of(file)
    assert isinstance(bad, RowProblem)
    assert (bad.line, "not text" in bad.text()) == (20_003, True)
    assert good == (20_004, {"a": "2", "b": "ok"})


def test_bytes_that_windows_1252_does_not_know_make_a_problem_row(file: Path) -> None:
    file.write_bytes(b"a\nGr\xf6\xdfe\n\x81\nok\n")
    rows = rows_of(file)
    assert rows[0] == (2, {"a": "Größe"})
    assert isinstance(rows[1], RowProblem)
    assert rows[2] == (4, {"a": "ok"})


def test_a_utf_16_file_that_breaks_off_inside_a_letter_costs_its_last_row_only(file: Path) -> None:
    file.write_bytes("sku\nA1\nB2".encode("utf-16") + b"x")
    assert rows_of(file) == [
        (2, {"sku": "A1"}),
        RowProblem(3, "", "This row contains bytes that are not text in the encoding of the file."),
    ]


def test_a_quotation_mark_that_never_closes_costs_some_rows_and_not_the_file(file: Path) -> None:
    file.write_text('a,b\n1,"open\n' + "2,x\n" * 60_000, encoding="utf-8")
    first, *rest = rows_of(file)
    assert isinstance(first, RowProblem)
    assert first.line == 2
    assert rest[-1] == (60_002, {"a": "2", "b": "x"})


def test_a_line_too_long_for_a_row_is_skipped_at_its_true_line(file: Path) -> None:
    file.write_text("a,b\n" + "x" * 3_000_000 + "\n4,5\n", encoding="utf-8")
    bad, good = rows_of(file)
    assert isinstance(bad, RowProblem)
    assert bad.line == 2
    assert good == (3, {"a": "4", "b": "5"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The file is empty"),
        ("\n\n", "The file is empty"),
        ("a,b,A\n1,2,3\n", "line 1: a: The header names this column twice."),
        ("a,,b\n1,2,3\n", "line 1: A column of the header has no name."),
        ("b,c\n1,2\n", "line 1: a: The header lacks this column."),
    ],
)
def test_a_header_that_cannot_be_used_is_one_error(file: Path, text: str, reason: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ImportProblem, match=reason):
        inspect_csv(file, required=("a",))


def test_memory_does_not_grow_with_the_file(file: Path) -> None:
    file.write_text("a,b\n" + "1,ein Kommentar mit etwas Text\n" * 100_000, encoding="utf-8")
    shape = inspect_csv(file)
    tracemalloc.start()
    count = sum(1 for _ in read_csv(file, shape))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 500_000) == (100_000, True)
