"""The tables of criteria, of both sides and of the figures name tests that exist, and leave no row out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
CRITERIA, CUSTOMERS = HOME / "docs" / "criteria.md", HOME / "docs" / "customers-side.md"
MANAGERS, FIGURES = HOME / "docs" / "product-managers-side.md", HOME / "docs" / "figures.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FIELD = {
    *(f"U{number}" for number in range(13, 21)), *(f"O{number}" for number in (8, 9, 17, 18, 19, 20)),
    *(f"S{number}" for number in (3, 5, 11, 12, 20)),
}  # fmt: skip
"""Rows of the field's feature table that are about the desk, and what nobody had."""


def lines(document: Path) -> list[list[str]]:
    """The cells of all lines of a document's tables."""
    found = [line for line in document.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


def rows(document: Path) -> dict[str, list[str]]:
    """The rows of a document's tables by their first cell, without the first head."""
    return {row[0].strip(): row for row in lines(document)[1:]}


def names_in(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", [CRITERIA, CUSTOMERS, MANAGERS, FIGURES], ids=lambda path: path.name)
def test_every_test_that_a_table_names_exists(document: Path) -> None:
    named = TEST.findall(document.read_text(encoding="utf-8"))
    missing = [f"{path}::{name}" for path, name in named if name not in names_in(HOME / path)]
    assert (len(named) > 20, missing) == (True, [])


def test_all_criteria_are_there_and_each_has_a_test() -> None:
    table = rows(CRITERIA)
    assert list(table) == [str(number) for number in range(1, 42)]
    assert [number for number, row in table.items() if not TEST.search(row[3])] == []


def test_every_row_of_the_customers_side_that_is_kept_has_a_test() -> None:
    table = rows(CUSTOMERS)
    assert list(table) == [f"C{number}" for number in range(1, 28) if number != 24]
    kept = [number for number, row in table.items() if row[2].startswith(("have", "better"))]
    assert [number for number in kept if not TEST.search(table[number][4])] == []


def test_every_row_of_the_product_managers_side_that_is_kept_has_a_test() -> None:
    table = {number: row for number, row in rows(MANAGERS).items() if re.fullmatch(r"[A-Z]\d+", number)}
    assert set(table) >= FIELD
    assert {row[2] for row in table.values()} <= {"have", "better", "have, differently", "in part", "left out"}
    assert [number for number, row in table.items() if row[2] != "left out" and not TEST.search(row[4])] == []


def test_a_figure_without_a_second_computation_says_so() -> None:
    table = [row for row in lines(FIGURES) if row[0] != "figure"]
    assert len(table) > 50
    assert [row[0] for row in table if not (TEST.search(row[3]) or row[3].startswith("none"))] == []
