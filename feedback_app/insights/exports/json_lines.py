"""Rows as JSON Lines: one object per line with all columns, in their order. Pure.

Days and moments are ISO 8601, moments in UTC; flags are true and false; several words are a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from feedback_app.insights.exports.catalogue import Block, Cell, Column, Kind

EMPTY: Final[Mapping[Kind, Cell]] = {Kind.TEXT: "", Kind.WORDS: ()}
"""What stands for nothing in columns that are never null."""


class JsonLinesWriter:
    """Writes JSON Lines."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.names = tuple(column.name for column in columns)
        self.kinds = {column.name: column.kind for column in columns}
        self.encoder = msgspec.json.Encoder()

    def head(self) -> bytes:
        """Return nothing: every line stands for itself."""
        return b""

    def rows(self, block: Block) -> bytes:
        """Return the lines of a block."""
        cells = [self._column(name, block[name]) for name in self.names]
        return self.encoder.encode_lines([dict(zip(self.names, row, strict=True)) for row in zip(*cells, strict=True)])

    def tail(self) -> bytes:
        """Return nothing: the file just ends."""
        return b""

    def _column(self, name: str, cells: list[Cell]) -> list[Cell]:
        if self.kinds[name] is Kind.MOMENT:
            return [cell.astimezone(UTC) if isinstance(cell, datetime) else None for cell in cells]
        return [cell or EMPTY.get(self.kinds[name]) for cell in cells] if self.kinds[name] in EMPTY else cells
