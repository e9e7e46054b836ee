"""Which column of a file most likely fills which field of ours, and how sure that is. Values in, values out.

Names are understood by the words of the file report; the values of the first rows confirm a guess or take it back.
Invariants: a field gets one column at most; what only the values suggest is never called sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from feedback_app.insights.file_report.headers import folded, our_columns, plain_date
from feedback_app.insights.imports.kinds import Kind
from surveys.catalogue import reason_for
from surveys.import_rows import RowReader
from surveys.marketplaces import our_names, report_of

Level = Literal["sure", "likely", "check"]
ALL_FIT, HALF_FIT, REASONS_FIT = 0.95, 0.5, 0.6
LONG_TEXT: Final = 25
"""Signs of a value on average from which a column without a telling name may be the customers' words."""
# Words that shops use for several things.
_LOOSE: Final = frozenset(
    (
        *(
            "id",
            "date",
            "datum",
            "artikel",
            "item",
            "title",
            "order",
            "auftrag",
            "variante",
            "land",
            "lager",
        ),
        *("varianttitle", "productid", "standort", "location", "country", "state", "note", "notes", "text", "source"),
        *("score", "bezeichnung", "timestamp", "zeitpunkt", "createdat"),
    )
)
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The number of a column, from 0, and how sure it is."""

    column: int
    level: Level


def suggest(kind: Kind, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Suggestion]:
    """Return a column for each field that one seems to fill. columns: in small letters; rows: the file's first."""
    by_name = _named(kind, columns)
    values = [[row[number].strip() for row in rows if row[number].strip()] for number in range(len(columns))]
    found = {
        name: Suggestion(number, _level(name, columns[number], values[number], exact))
        for name, (number, exact) in by_name.items()
        if name != "external_id" or len(set(values[number])) == len(values[number])
    }
    taken = {one.column for one in found.values()}
    for name in (*kind.needed, *kind.one_of):
        free = [number for number in range(len(columns)) if number not in taken]
        if name not in found and (guess := _by_values(name, free, values, len(rows))) is not None:
            found[name] = Suggestion(guess, "check")
            taken.add(guess)
    return found


def _named(kind: Kind, columns: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """Return the columns whose names are understood: number, and whether the name leaves no doubt."""
    report = report_of(columns) if kind.code == "returns" else None
    named = our_names(columns, report) if report else tuple(columns)
    ours = our_columns(named, kind.known)
    found: dict[str, tuple[int, bool]] = {}
    # The one date of a file of orders is the order's.
    day = "ordered_at" if kind.code == "orders" and "ordered_at" not in ours else "submitted_at"
    for number, meant in enumerate(ours):
        name = day if meant == "submitted_at" else meant
        if name in kind.fields and name not in found:
            found[name] = (number, named[number] == name)
    return found


def _level(name: str, column: str, values: Sequence[str], exact: bool) -> Level:
    fits = _FITS.get(name)
    if not values:
        return "check"
    if fits is None:
        return "sure" if exact or folded(column) not in _LOOSE else "likely"
    share = sum(map(fits, values)) / len(values)
    if name == "reason":
        # A reason that nobody knows is kept as it is written, so it speaks against nothing.
        return "sure" if exact or share >= HALF_FIT else "likely"
    return "sure" if share >= ALL_FIT else "likely" if share >= HALF_FIT else "check"


def _by_values(name: str, free: Sequence[int], values: Sequence[Sequence[str]], size: int) -> int | None:
    for number in free:
        told = values[number]
        if len(told) * 2 < size or not told:
            continue
        if name == "comment":
            if sum(map(len, told)) >= LONG_TEXT * len(told) and any(" " in one for one in told):
                return number
        elif (fits := _FITS.get(name)) and sum(map(fits, told)) >= len(told) * _least(name):
            return number
    return None


def _least(name: str) -> float:
    return REASONS_FIT if name == "reason" else ALL_FIT


def _is_date(value: str) -> bool:
    return _reads(plain_date(value), lambda reader: reader.instant("", _UTC))


def _is_number(value: str) -> bool:
    return _reads(value, lambda reader: reader.quantity(""))


def _is_rating(value: str) -> bool:
    return _reads(value, lambda reader: reader.rating(""))


def _is_reason(value: str) -> bool:
    return bool(reason_for(value))


def _reads(value: str, read: Callable[[RowReader], object]) -> bool:
    reader = RowReader({"": value}, None)
    read(reader)
    return not reader.problems


_FITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "submitted_at": _is_date,
    "ordered_at": _is_date,
    "quantity": _is_number,
    "rating": _is_rating,
    "reason": _is_reason,
}
