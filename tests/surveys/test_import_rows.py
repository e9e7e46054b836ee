"""Rows of a shop's file become submissions and shipments, or say what is wrong."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.import_rows import (
    SHIPMENT_COLUMNS,
    SUBMISSION_COLUMNS,
    RowProblem,
    ShipmentRow,
    SubmissionRow,
    parse_shipment,
    parse_submission,
    unknown_columns,
)
from surveys.row_identity import Occurrences, identity

BERLIN = ZoneInfo("Europe/Berlin")


def submission(**fields: str) -> SubmissionRow:
    row = parse_submission({"submitted_at": "2026-03-01T10:00:00Z"} | fields, BERLIN, 7)
    assert isinstance(row, SubmissionRow), row
    return row


def problems(**fields: str) -> list[RowProblem]:
    found = parse_submission({"submitted_at": "2026-03-01T10:00:00Z"} | fields, BERLIN, 7)
    assert isinstance(found, list), found
    return found


NOT_TEXTS = {"submitted_at", "rating", "quantity", "ordered_at", "postal_code"}


def test_a_full_row_is_read() -> None:
    texts = {column: f" {column} " for column in SUBMISSION_COLUMNS if column not in NOT_TEXTS}
    row = submission(**texts | {"rating": "4", "language": "de", "quantity": "3"})
    assert row.quantity == 3
    assert (row.external_id, row.order_id, row.reason_raw) == ("external_id", "order_id", "reason")
    assert (row.language, row.rating, row.comment, row.region) == ("de", 4, "comment", "region")


def test_only_the_time_is_needed() -> None:
    row = submission()
    assert (row.external_id, row.language, row.rating) == (None, None, None)
    assert {row.sku, row.product, row.comment, row.reason_raw, row.carrier} == {""}


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00+02:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 10:00", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-07-01 10:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-03-01T10:00:00.123456", datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("20260701", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("01-Jul-2026", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("01.07.2026", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("1.7.2026", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("31.03.2026 08:05", datetime(2026, 3, 31, 6, 5, tzinfo=UTC)),
        (" 31.03.2026, 08:05:09 ", datetime(2026, 3, 31, 6, 5, 9, tzinfo=UTC)),
        ("31.03.2026 00:00", datetime(2026, 3, 30, 22, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_the_zone_of_the_shop(raw: str, instant: datetime) -> None:
    assert submission(submitted_at=raw).submitted_at == instant


def test_the_day_is_the_day_of_the_shop() -> None:
    assert submission(submitted_at="2026-03-01T23:30:00Z").day == date(2026, 3, 2)
    assert submission(submitted_at="2026-03-01T23:30:00").day == date(2026, 3, 1)


@pytest.mark.parametrize("raw", ["", " ", "gestern", "2026-02-30", "31.02.2026", "03/31/2026", "2026-03-01T25:00", "1"])
def test_what_is_no_date_is_a_problem(raw: str) -> None:
    assert [(p.line, p.column) for p in problems(submitted_at=raw)] == [(7, "submitted_at")]


@pytest.mark.parametrize("raw", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1889-01-01"])
def test_a_year_that_cannot_be_right_is_a_problem(raw: str) -> None:
    (problem,) = problems(submitted_at=raw)
    assert problem.text() == f"The year {raw[:4]} cannot be right."


@pytest.mark.parametrize(("raw", "rating"), [("", None), ("1", 1), (" 5 ", 5), ("4.0", 4), ("3,0", 3)])
def test_ratings_are_whole_numbers(raw: str, rating: int | None) -> None:
    assert submission(rating=raw).rating == rating


@pytest.mark.parametrize("raw", ["0", "6", "4.5", "-1", "gut", "٤", "1e0"])
def test_other_ratings_are_a_problem(raw: str) -> None:
    (problem,) = problems(rating=raw)
    assert (problem.column, problem.text()) == ("rating", f"“{raw}” is not a whole number from 1 to 5.")


@pytest.mark.parametrize(
    ("raw", "language"),
    [("de", "de"), ("de-AT", "de"), ("EN_us", "en"), (" en ", "en"), ("fr", None), ("Deutsch", None), ("", None)],
)
def test_languages_other_than_german_and_english_are_unknown(raw: str, language: str | None) -> None:
    assert submission(language=raw).language == language


def test_all_problems_of_a_row_come_at_once() -> None:
    found = problems(submitted_at="x", rating="9", sku="s" * 201, comment="k" * 10_001)
    assert [problem.column for problem in found] == ["submitted_at", "rating", "sku", "comment"]
    assert found[2].text() == "This text has 201 characters; the most are 200."


def test_a_long_wrong_value_is_quoted_in_short() -> None:
    (problem,) = problems(rating="x\0" * 5000)
    assert len(problem.text()) < 100


def test_a_percent_sign_in_a_value_does_no_harm() -> None:
    (problem,) = problems(rating="100%s")
    assert "“100%s”" in problem.text()


def test_comments_are_cleaned_and_names_stay_on_one_line() -> None:
    row = submission(comment=" zu\r\nklein\0 ", product="Hose\n blau\t32")
    assert (row.comment, row.product) == ("zu\nklein", "Hose blau 32")


def test_half_a_surrogate_pair_is_a_problem_of_its_column() -> None:
    assert [p.column for p in problems(comment="\ud800", sku="\udfff")] == ["sku", "comment"]


def test_reasons_stay_as_they_are_written() -> None:
    assert submission(reason="SIZE_TOO_SMALL / 17").reason_raw == "SIZE_TOO_SMALL / 17"


def test_unknown_columns_are_named_once() -> None:
    found = unknown_columns(("sku", "farbe", "comment", "kunde"), SUBMISSION_COLUMNS)
    assert [(problem.line, problem.column) for problem in found] == [(1, "farbe"), (1, "kunde")]


def shipment(**fields: str) -> ShipmentRow | list[RowProblem]:
    return parse_shipment({"date": "2026-03-01", "quantity": "3"} | fields, BERLIN, 2)


def test_a_shipment_needs_date_and_quantity_only() -> None:
    assert shipment() == ShipmentRow(date(2026, 3, 1), "", "", "", "", "", "", 3)
    found = parse_shipment({}, BERLIN, 2)
    assert isinstance(found, list)
    assert [problem.text() for problem in found] == ["The date is missing.", "The quantity is missing."]


def test_every_column_of_a_shipment_is_read() -> None:
    row = shipment(**{column: column for column in SHIPMENT_COLUMNS[1:-1]})
    expected = ("sku", "product", "category", "carrier", "warehouse", "region")
    assert isinstance(row, ShipmentRow)
    assert (row.sku, row.product, row.category, row.carrier, row.warehouse, row.region) == expected


@pytest.mark.parametrize(("raw", "quantity"), [("0", 0), (" 12 ", 12), ("5.0", 5), ("7,00", 7)])
def test_quantities_are_whole_numbers(raw: str, quantity: int) -> None:
    row = shipment(quantity=raw)
    assert isinstance(row, ShipmentRow)
    assert row.quantity == quantity


@pytest.mark.parametrize("raw", ["-1", "1.5", "1.000", "viele", "9" * 10, "²"])
def test_other_quantities_are_a_problem(raw: str) -> None:
    found = shipment(quantity=raw)
    assert isinstance(found, list)
    assert [problem.column for problem in found] == ["quantity"]


def test_the_identity_is_that_of_the_content_not_of_its_spelling() -> None:
    once = submission(submitted_at="2026-03-01T10:00:00Z", rating="4", sku="A")
    again = submission(submitted_at="01.03.2026 11:00", rating="4.0", sku=" A ", comment="")
    assert identity(once, 0) == identity(again, 0)
    assert identity(once, 0).startswith("row-")
    assert len(identity(once, 0)) == 4 + 64


@pytest.mark.parametrize("column", [c for c in SUBMISSION_COLUMNS if c not in {*NOT_TEXTS, "language"}])
def test_every_field_is_part_of_the_identity(column: str) -> None:
    assert identity(submission(**{column: "a"}), 0) != identity(submission(), 0)


def test_more_pieces_are_another_row_and_one_piece_is_what_rows_without_a_number_mean() -> None:
    assert identity(submission(quantity="2"), 0) != identity(submission(), 0)
    assert identity(submission(quantity="1"), 0) == identity(submission(), 0)


def test_a_text_in_another_column_is_another_row() -> None:
    assert identity(submission(sku="a"), 0) != identity(submission(product="a"), 0)
    assert identity(submission(rating="4"), 0) != identity(submission(language="de"), 0)
    assert identity(submission(), 0) != identity(submission(submitted_at="2026-03-01T10:00:01Z"), 0)


def test_equal_rows_of_a_file_are_told_apart_and_found_again() -> None:
    file = [submission(sku=sku) for sku in "abaab"]
    counts = [[seen.count(row) for row in file] for seen in (Occurrences(), Occurrences())]
    assert counts == [[0, 0, 1, 2, 1]] * 2
    assert len({identity(row, n) for row, n in zip(file, counts[0], strict=True)}) == 5


@given(st.dictionaries(st.sampled_from(SUBMISSION_COLUMNS), st.text(st.characters(), max_size=40)))
def test_no_row_ever_raises(fields: dict[str, str]) -> None:
    found = parse_submission(fields, BERLIN, 1)
    assert isinstance(found, SubmissionRow) or all(isinstance(p.text(), str) for p in found)


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_at_most_four_seconds() -> None:
    fields = dict.fromkeys(SUBMISSION_COLUMNS, "Größe M") | {
        "submitted_at": "31.03.2026 08:05",
        "rating": "4",
        "quantity": "1",
        "ordered_at": "02.03.2026",
        "language": "de",
        "comment": "Die Hose fällt sehr klein aus und die Naht löst sich. " * 3,
    }
    started, seen = time.process_time(), Occurrences()
    for line in range(100_000):
        row = parse_submission(fields, BERLIN, line)
        assert isinstance(row, SubmissionRow)
        identity(row, seen.count(row))
    assert time.process_time() - started <= 4
