"""The pages of an import, as values: choose a file, look at its columns and first rows, see what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.imports import files, runs
from feedback_app.insights.imports.checking import CHECKED, Check, Understood, check
from feedback_app.insights.imports.kinds import KINDS, Code
from feedback_app.insights.imports.runs import Run
from feedback_app.insights.imports.suggesting import Suggestion, suggest
from feedback_app.insights.imports.words import (
    field_help,
    field_word,
    kind_word,
    level_word,
    missing_words,
    trouble_words,
)
from surveys.catalogue import reasons_in
from surveys.csv_file import CsvShape
from surveys.import_rows import RowProblem

EXAMPLES: Final = 3
LONGEST_EXAMPLE: Final = 40
SHOWN_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class BroughtView:
    """A line of the list of who brought in what; ``own``: its page is open to this member."""

    run: Run
    kind: str
    own: bool


@dataclass(frozen=True, slots=True)
class StartPage:
    """Context of imports/index.html. kind: the one that is chosen."""

    kind: Code
    brought: tuple[BroughtView, ...]
    house: House
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of ours and the column that fills it, -1 for none. level: "" where a member chose. needed: without it
    nothing comes in; one_of: one of several."""

    name: str
    word: str
    help: str
    column: int
    level: str
    level_word: str
    examples: tuple[str, ...]
    needed: bool
    one_of: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A row that cannot be read, in the reader's language."""

    line: int | None
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it would be understood; ``reason`` in words, ``foreign``: it is kept as it is written."""

    row: Understood
    reason: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class LookPage:
    """Context of imports/look.html. front: fields that are needed or filled; rest: the others. check: None while
    something is missing. unused: columns that no field takes. checked: rows that were looked at, at most."""

    run: Run
    kind: str
    columns: tuple[str, ...]
    front: tuple[FieldRow, ...]
    rest: tuple[FieldRow, ...]
    unused: tuple[str, ...]
    check: Check | None
    rows: tuple[RowView, ...]
    problems: tuple[ProblemView, ...]
    encoding: str
    checked: int = CHECKED
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPage:
    """Context of imports/run.html. kept: how many refused rows the list names. trouble: why it ended, "" for none."""

    run: Run
    kind: str
    problems: tuple[ProblemView, ...]
    kept: int
    trouble: str


async def start_page(house: House, member: int, kind: Code = "returns", errors: Sequence[FieldError] = ()) -> StartPage:
    """Return the page on which a file is chosen."""
    brought = tuple(BroughtView(run, kind_word(run.kind), run.member_id == member) for run in await runs.latest())
    return StartPage(kind, brought, house, tuple(errors))


async def look_page(house: House, run: Run, typed: Mapping[str, int] | None = None) -> LookPage:
    """Return what the file seems to hold; ``typed``: columns as chosen. Raises OSError without the file."""
    shape = await asyncio.to_thread(files.shape_of, house, run.token)
    sample = await asyncio.to_thread(files.first_rows, house, run.token, shape)
    suggested = suggest(run.kind, shape.columns, sample)
    mapping = _mapping(run, suggested) if typed is None else typed
    missing = run.kind.missing(mapping)
    found = None if missing else await asyncio.to_thread(check, house, replace(run, columns=mapping))
    fields = tuple(_field(run, name, mapping, suggested, sample) for name in run.kind.fields)
    return LookPage(
        run=run,
        kind=kind_word(run.kind),
        columns=shape.written,
        front=tuple(one for one in fields if one.needed or one.one_of or one.column >= 0),
        rest=tuple(one for one in fields if not (one.needed or one.one_of or one.column >= 0)),
        unused=tuple(name for number, name in enumerate(shape.written) if number not in mapping.values()),
        check=found,
        rows=await _rows(found),
        problems=problem_views(found.problems[:SHOWN_PROBLEMS]) if found else (),
        encoding=_written(shape),
        errors=tuple(FieldError(f"field-{name}", missing_words(name, run.kind)) for name in missing),
    )


def run_page(run: Run) -> RunPage:
    """Return how far a file is, or what became of it."""
    shown = problem_views(run.problems[:SHOWN_PROBLEMS])
    return RunPage(run, kind_word(run.kind), shown, len(run.problems), trouble_words(run.trouble))


def problem_views(problems: Iterable[RowProblem]) -> tuple[ProblemView, ...]:
    """Return problems in the language that is spoken."""
    return tuple(ProblemView(one.line, field_word(one.column) if one.column else "", one.text(_)) for one in problems)


def _mapping(run: Run, suggested: Mapping[str, Suggestion]) -> Mapping[str, int]:
    return run.columns or {name: one.column for name, one in suggested.items()}


def _field(
    run: Run,
    name: str,
    mapping: Mapping[str, int],
    suggested: Mapping[str, Suggestion],
    sample: Sequence[Sequence[str]],
) -> FieldRow:
    column = mapping.get(name, -1)
    guess = suggested.get(name)
    level = guess.level if guess is not None and guess.column == column else ""
    return FieldRow(
        name=name,
        word=field_word(name),
        help=field_help(name, run.kind),
        column=column,
        level=level,
        level_word=level_word(level),
        examples=_examples(sample, column) if column >= 0 else (),
        needed=name in run.kind.needed,
        one_of=name in run.kind.one_of,
    )


def _examples(sample: Sequence[Sequence[str]], column: int) -> tuple[str, ...]:
    told = dict.fromkeys(" ".join(row[column].split()) for row in sample)
    told.pop("", None)
    return tuple(one[:LONGEST_EXAMPLE] + ("…" if len(one) > LONGEST_EXAMPLE else "") for one in list(told)[:EXAMPLES])


async def _rows(found: Check | None) -> tuple[RowView, ...]:
    if found is None:
        return ()
    names = await reasons_in(language())
    return tuple(
        RowView(row, names.get(row.reason, "") or row.reason_raw, bool(row.reason_raw) and not row.reason)
        for row in found.rows
    )


def _written(shape: CsvShape) -> str:
    """Return how a file is written, for whoever wonders about wrong letters."""
    signs = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
    encoding = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[shape.encoding]
    return _("%(encoding)s, columns set apart by %(sign)s") % {
        "encoding": encoding,
        "sign": signs.get(shape.delimiter, shape.delimiter),
    }


def kind_of(code: str) -> Code:
    """Return a kind that was typed; returns for anything else."""
    return KINDS[code].code if code in KINDS else "returns"
