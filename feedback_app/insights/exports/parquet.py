"""Rows as Parquet for BI tools and data frames: one row group after the other into a stream.

Days are dates, moments timestamps in UTC, flags booleans, several words lists of strings; texts are never null. The
library behind it takes 60 MB and a third of a second to load, so the mark that begins every such file goes out first.
Invariant: no more than one row group is held.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from feedback_app.insights.exports.catalogue import Block, Column

if TYPE_CHECKING:
    from feedback_app.insights.exports.row_groups import RowGroups

MARK: Final = b"PAR1"


class ParquetWriter:
    """Writes Parquet."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns

    def head(self) -> bytes:
        """Return the mark that begins every such file."""
        return MARK

    def rows(self, block: Block) -> bytes:
        """Take in rows; return a row group when there are enough."""
        return self._groups.add(block)

    def tail(self) -> bytes:
        """Return the last row group and the foot, which says where the others are."""
        return self._groups.end()

    @cached_property
    def _groups(self) -> RowGroups:
        from feedback_app.insights.exports.row_groups import RowGroups  # noqa: PLC0415 see above

        groups = RowGroups(self.columns)
        assert groups.begin() == MARK, "the mark is sent already"
        return groups
