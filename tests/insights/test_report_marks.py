"""Marks of the report about a file: what differs beyond chance although so many cells are looked at. Pure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feedback_app.insights.file_report.ledger import DIMENSIONS, Column, Ledger
from feedback_app.insights.file_report.places import outliers, place_tables
from feedback_app.insights.file_report.tallies import heat_map


def test_files_without_any_difference_hardly_ever_show_one():
    shown = 0
    for seed in range(40):
        books = books_of_chance(np.random.default_rng(seed), 3000)
        heat = heat_map(books, books.themes)
        shown += bool(outliers(books, place_tables(books)) or any(cell.high for row in heat.rows for cell in row.cells))
    assert shown / 40 < 0.15


def test_a_carrier_that_breaks_much_more_stands_out_in_damage_alone():
    books = books_of_chance(np.random.default_rng(2), 3000)
    bad = np.flatnonzero(books.columns["carrier"].codes == 2)[::5]
    more = replace(books, pair_row=np.append(books.pair_row, bad), pair_theme=np.append(books.pair_theme, 0 * bad))
    (found,) = outliers(more, place_tables(more))
    assert (found.value, found.trouble, found.elsewhere < found.share.lower) == ("carrier 2", "damaged", True)


def books_of_chance(rng: np.random.Generator, size: int) -> Ledger:
    """A file in which no theme depends on anything."""
    wide = {name: 12 if name == "product" else 5 for name in DIMENSIONS}
    columns = {
        name: Column(rng.integers(1, n + 1, size), ("", *(f"{name} {number}" for number in range(1, n + 1))))
        for name, n in wide.items()
    }
    themes = ("packaging", "too_late", "wrong_item", "too_small", "too_big", "quality", "defective", "zipper")
    row, theme = np.nonzero(rng.random((size, len(themes))) < 0.06)
    none, told = np.zeros(size, np.int64), np.ones(size, bool)
    return Ledger(none, none + 1, none, told, columns, themes, row, theme)
