"""The tables of criteria and of the customer's side name tests that exist, and leave no row out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
CRITERIA, CUSTOMERS = HOME / "docs" / "criteria.md", HOME / "docs" / "customers-side.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# Criteria of forms, links, surveys, languages, accessibility, themes and alerts; 40 belongs to another part.
OURS = {*map(str, range(1, 40)), "41"}


def rows(document: Path) -> dict[str, list[str]]:
    """The rows of a document's table by their first cell, without the head."""
    lines = [line for line in document.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]
    return {row[0].strip(): row for row in cells}


def names_in(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", [CRITERIA, CUSTOMERS], ids=lambda path: path.name)
def test_every_test_that_a_table_names_exists(document: Path) -> None:
    named = TEST.findall(document.read_text(encoding="utf-8"))
    missing = [f"{path}::{name}" for path, name in named if name not in names_in(HOME / path)]
    assert (len(named) > 20, missing) == (True, [])


def test_all_criteria_are_there_and_ours_have_a_test() -> None:
    table = rows(CRITERIA)
    assert list(table) == [str(number) for number in range(1, 42)]
    assert {number for number, row in table.items() if "belongs to" in row[2]} == set(table) - OURS
    assert [number for number in OURS if not TEST.search(table[number][3])] == []


def test_every_row_of_the_customers_side_that_is_kept_has_a_test() -> None:
    table = rows(CUSTOMERS)
    assert list(table) == [f"C{number}" for number in range(1, 28) if number != 24]
    kept = [number for number, row in table.items() if row[2].startswith(("have", "better"))]
    assert [number for number in kept if not TEST.search(table[number][4])] == []
