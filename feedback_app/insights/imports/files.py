"""Where brought files wait: one folder, under names of chance that only their row knows.

Invariants: no name that somebody typed becomes a path; only the account that runs the product can read a file; the
files lie beside the models, where the web server and the worker both look.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Final

from feedback_app.foundation.house import House
from feedback_app.insights.file_report.headers import plain_date
from feedback_app.insights.imports.kinds import Kind
from surveys.csv_file import CsvRow, CsvShape, inspect_csv, read_csv
from surveys.import_rows import RowProblem
from surveys.imports import Layout
from surveys.marketplaces import report_of

SAMPLE: Final = 200
"""Rows that are looked at to guess what a column means."""
_TOKEN: Final = re.compile("[0-9a-f]{32}")
_CHUNK: Final = 1_000_000


def path_of(house: House, token: str) -> Path:
    """Return where a file lies; ValueError for a token that we did not make."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("no token of ours")
    return house.models_dir.with_name("imports") / f"{token}.csv"


def keep(house: House, token: str, content: IO[bytes]) -> int:
    """Write a file and return how many lines it has below its header."""
    path = path_of(house, token)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(content, file, _CHUNK)
    with path.open("rb") as file:
        return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1)


def forget(house: House, token: str) -> None:
    """Delete a file; one that is gone already is no trouble."""
    path_of(house, token).unlink(missing_ok=True)


def shape_of(house: House, token: str) -> CsvShape:
    """Return how a file is written. Raises ImportProblem when it cannot be read, OSError when it is gone."""
    return inspect_csv(path_of(house, token))


def first_rows(house: House, token: str, shape: CsvShape) -> list[list[str]]:
    """Return the first rows that can be read, field by field."""
    rows: Iterator[CsvRow | RowProblem] = read_csv(path_of(house, token), _numbered(shape))
    return [list(found[1].values()) for found in islice(rows, SAMPLE) if not isinstance(found, RowProblem)]


def layout_of(shape: CsvShape, kind: Kind, mapping: Mapping[str, int]) -> Layout:
    """Return what each column means: one may fill several fields of ours, others are left out."""
    report = report_of(shape.columns) if kind.code == "returns" else None
    given = {"channel": report.channel} if report else {}

    def understood(fields: dict[str, str]) -> Mapping[str, str]:
        row = given | {name: fields[str(number)] for name, number in mapping.items()}
        for name in kind.dates:
            if row.get(name):
                row[name] = plain_date(row[name])
        return row

    return Layout(_numbered(shape), understood)


def _numbered(shape: CsvShape) -> CsvShape:
    """Name the columns by their numbers: their own names could be ours and mean something else."""
    return replace(shape, columns=tuple(map(str, range(len(shape.columns)))))
