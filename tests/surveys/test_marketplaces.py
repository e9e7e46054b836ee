"""Return reports of a marketplace are imported as they come (rows of our own in the shape of Amazon's)."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_app.foundation.house import House
from surveys import imports
from surveys.csv_file import ImportProblem
from surveys.marketplaces import our_names, report_of
from surveys.tables import Comment, Submission

SHIPPED_BY_AMAZON = "\n".join(
    row.replace(" | ", "\t")
    for row in (
        "return-date | order-id | sku | asin | fnsku | product-name | quantity | fulfillment-center-id | "
        "detailed-disposition | reason | status | license-plate-number | customer-comments",
        "2026-10-03T15:31:40+00:00 | 303-1111111-2222222 | LAMPE-1 | B0TEST0001 | X0001 | Stehlampe „Föhr“ | 2 | "
        "XDE1 | DEFECTIVE | DEFECTIVE | Unit returned to inventory | LPN1 | Brennt nach zwei Tagen durch",
        "2026-10-04T08:00:00+00:00 | 303-1111111-3333333 | HOSE-2 | B0TEST0002 | X0002 | Hose | 1 | XDE1 | "
        "SELLABLE | APPAREL_TOO_SMALL | Unit returned to inventory | LPN2 | ",
        "2026-10-04T09:00:00+00:00 | 303-1111111-4444444 | HOSE-2 | B0TEST0002 | X0002 | Hose | 1 | XDE1 | "
        "SELLABLE | HARVEST_MOON | Unit returned to inventory | LPN3 | ",
    )
)
SHIPPED_BY_THE_SHOP = (
    "Order ID,Order date,Return request date,Return request status,Amazon RMA ID,ASIN,Merchant SKU,Item Name,"
    "Return quantity,Return Reason,In policy\n"
    '303-5,10-Okt-2026,14-Oct-2026,Approved,RMA1,B0TEST0003,TEE-1,"Teekanne, 1 l",1,CR-DAMAGED_BY_CARRIER,Y\n'
)


async def test_a_report_of_goods_that_amazon_ships_is_read_as_it_comes(shop: House, tmp_path: Path) -> None:
    (tmp_path / "fba.txt").write_text(SHIPPED_BY_AMAZON, encoding="utf-8")
    report = await imports.import_submissions(shop, tmp_path / "fba.txt")
    assert (report.stored, report.bad, report.unknown_reasons) == (3, 0, {"HARVEST_MOON": 1})
    lamp, trousers, odd = await Comment.select().order_by(Comment.id)
    assert (lamp["reason"], lamp["quantity"], lamp["text"]) == ("defective", 2, "Brennt nach zwei Tagen durch")
    assert (trousers["reason"], trousers["reason_raw"]) == ("too_small", "APPAREL_TOO_SMALL")
    assert (odd["reason"], odd["reason_raw"]) == ("", "HARVEST_MOON")
    first = await Submission.select().order_by(Submission.id).first()
    assert (first["channel"], first["order_id"]) == ("amazon", "303-1111111-2222222")


async def test_a_report_of_goods_that_the_shop_ships_is_read_as_it_comes(shop: House, tmp_path: Path) -> None:
    (tmp_path / "seller.csv").write_text(SHIPPED_BY_THE_SHOP, encoding="utf-8")
    assert (await imports.import_submissions(shop, tmp_path / "seller.csv")).stored == 1
    row = await Comment.select().first()
    assert (row["reason"], row["sku"], row["product"]) == ("damaged_transport", "TEE-1", "Teekanne, 1 l")
    assert row["day"].isoformat() == "2026-10-14"


async def test_a_report_imported_twice_changes_nothing(shop: House, tmp_path: Path) -> None:
    (tmp_path / "fba.txt").write_text(SHIPPED_BY_AMAZON, encoding="utf-8")
    await imports.import_submissions(shop, tmp_path / "fba.txt")
    assert (await imports.import_submissions(shop, tmp_path / "fba.txt")).known == 3


async def test_a_report_without_a_day_is_refused_by_name_of_the_column(shop: House, tmp_path: Path) -> None:
    (tmp_path / "no_day.csv").write_text("ASIN,Order ID,Product Name,Return Reason Code\nB0,1,Hose,CR-DEFECTIVE\n")
    with pytest.raises(ImportProblem, match="submitted_at"):
        await imports.import_submissions(shop, tmp_path / "no_day.csv")


def test_a_shops_own_file_keeps_its_columns() -> None:
    assert report_of(("submitted_at", "return-date", "asin", "reason")) is None
    assert report_of(("date", "reason")) is None


def test_a_column_that_has_our_name_keeps_it() -> None:
    columns = ("return-date", "asin", "reason", "product-name", "product")
    report = report_of(columns)
    assert report is not None
    assert our_names(columns, report) == ("submitted_at", "asin", "reason", "product-name", "product")
