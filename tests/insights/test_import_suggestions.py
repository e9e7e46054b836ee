"""Which column means what: by its name, confirmed or taken back by what stands in it."""

from __future__ import annotations

import pytest

from feedback_app.insights.imports.kinds import KINDS
from feedback_app.insights.imports.suggesting import Suggestion, suggest

RETURNS, ORDERS = KINDS["returns"], KINDS["orders"]


def suggested(columns: str, *rows: str, kind=RETURNS) -> dict[str, Suggestion]:
    return suggest(kind, columns.split(";"), [row.split(";") for row in rows])


def test_our_own_names_are_sure():
    found = suggested("external_id;submitted_at;reason;comment", "R-1;2026-11-01;defective;kaputt")
    assert {name: (one.column, one.level) for name, one in found.items()} == {
        "external_id": (0, "sure"),
        "submitted_at": (1, "sure"),
        "reason": (2, "sure"),
        "comment": (3, "sure"),
    }


def test_german_headers_with_fitting_values_are_sure():
    found = suggested("retourendatum;grund;menge;bestellnummer", "01.11.2026;Zu klein;1;B-1", "2.11.2026;Defekt;2;B-2")
    assert {one.level for one in found.values()} == {"sure"}
    assert set(found) == {"submitted_at", "reason", "quantity", "order_id"}


@pytest.mark.parametrize(("second", "level"), [("01.12.2026", "sure"), ("irgendwann", "likely")])
def test_values_that_do_not_fit_make_a_date_less_sure(second: str, level: str):
    assert suggested("datum", "01.11.2026", second)["submitted_at"].level == level


def test_a_date_column_without_any_date_is_to_be_checked():
    assert suggested("datum", "offen", "bezahlt")["submitted_at"] == Suggestion(0, "check")


def test_an_empty_column_is_to_be_checked():
    assert suggested("menge;grund", ";Defekt")["quantity"].level == "check"


def test_a_word_that_shops_use_for_several_things_is_only_likely():
    assert suggested("artikel;grund", "Hose;Defekt")["product"].level == "likely"


def test_reasons_that_nobody_knows_speak_against_nothing():
    assert suggested("grund", "XY_42", "Gefällt Mutti nicht")["reason"] == Suggestion(0, "likely")


def test_a_number_that_stands_in_several_rows_names_no_row():
    assert "external_id" not in suggested("retourennummer;grund", "R-1;Defekt", "R-1;Zu klein")
    assert suggested("retourennummer;grund", "R-1;Defekt", "R-2;Zu klein")["external_id"].column == 0


def test_columns_with_strange_names_are_guessed_by_their_values_and_never_sure():
    found = suggested(
        "x1;x2;x3",
        "01.11.2026;Zu klein;Der Ärmel ist viel zu kurz für mich",
        "02.11.2026;Zu groß;Die Lampe ging schon am zweiten Tag aus",
    )
    assert {name: (one.column, one.level) for name, one in found.items()} == {
        "submitted_at": (0, "check"),
        "reason": (1, "check"),
        "comment": (2, "check"),
    }


def test_a_report_of_a_marketplace_is_sure():
    columns = "return-date;order-id;sku;asin;product-name;quantity;reason;customer-comments"
    found = suggested(columns, "2026-11-01T10:00:00+00:00;302-1;H-1;B0;Hose;1;APPAREL_TOO_SMALL;zu eng")
    assert found["submitted_at"] == Suggestion(0, "sure")
    assert found["comment"].column == 7


def test_the_one_date_of_a_file_of_orders_is_the_orders():
    assert suggested("bestellnummer;sku;datum", "B-1;H-1;01.11.2026", kind=ORDERS)["ordered_at"].column == 2


def test_no_rows_at_all_leave_everything_to_be_checked():
    assert {one.level for one in suggested("datum;grund;bestellnummer").values()} == {"check"}
