"""The part of a Parquet file that needs pyarrow: row groups and the foot. Imported only when rows are written."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from feedback_app.insights.exports.catalogue import Block, Cell, Column, Kind
from feedback_app.insights.exports.sink import Sink

ROWS_PER_GROUP: Final = 20_000
TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.WORDS: pa.list_(pa.string()),
    Kind.NUMBER: pa.int64(),
    Kind.DECIMAL: pa.float64(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.FLAG: pa.bool_(),
}
EMPTY: Final[dict[Kind, Cell]] = {Kind.TEXT: "", Kind.WORDS: ()}


class RowGroups:
    """Collects rows until a group is full."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.schema = pa.schema(
            [pa.field(column.name, TYPES[column.kind], nullable=column.kind not in EMPTY) for column in columns]
        )
        self.sink = Sink()
        self.file = pq.ParquetWriter(pa.PythonFile(self.sink, mode="w"), self.schema, compression="zstd")
        self.held: list[Any] = []
        self.waiting = 0

    def begin(self) -> bytes:
        """Return what stands before all groups."""
        return self.sink.taken()

    def add(self, block: Block) -> bytes:
        """Take in rows; return a group when it is full."""
        arrays = [pa.array(_cells(column.kind, block[column.name]), TYPES[column.kind]) for column in self.columns]
        self.held.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        self.waiting += len(arrays[0])
        if self.waiting >= ROWS_PER_GROUP:
            self._write_group()
        return self.sink.taken()

    def end(self) -> bytes:
        """Return the last group and the foot."""
        self._write_group()
        self.file.close()
        return self.sink.taken()

    def _write_group(self) -> None:
        if self.waiting:
            self.file.write_table(pa.Table.from_batches(self.held, self.schema), row_group_size=self.waiting)
        self.held, self.waiting = [], 0


def _cells(kind: Kind, cells: list[Cell]) -> list[Cell]:
    return [cell or EMPTY[kind] for cell in cells] if kind in EMPTY else cells
