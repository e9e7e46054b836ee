"""One row of a shop's file becomes a submission or a shipment, or a list of what is wrong with it.

Invariants: nothing of a refused row is used; every instant is aware UTC and every day is the shop's own; texts
have passed `clean_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from surveys.areas import area_of
from surveys.text_input import COMMENT_LIMIT, CleanText, clean_text

SUBMISSION_COLUMNS: Final = (
    "external_id",
    "submitted_at",
    "order_id",
    "language",
    "channel",
    "sku",
    "product",
    "category",
    "size",
    "color",
    "carrier",
    "warehouse",
    "region",
    "reason",
    "rating",
    "comment",
    "quantity",
    "hub",
    "packaging",
    "shift",
    "lot",
    "postal_code",
    "ordered_at",
)
SHIPMENT_COLUMNS: Final = ("date", "sku", "product", "category", "carrier", "warehouse", "region", "quantity")
NAME_LIMIT = 200
LANGUAGES: Final = frozenset({"de", "en"})
# Outside these years a date is a typing error, and far outside it cannot be turned into UTC.
_YEARS: Final = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one field, or with a row or a file.

    `line` is the physical line where the row begins (None = the row has no file), `column` is empty when no
    single column is meant. `reason` is an English msgid with %(name)s places that `values` fill.
    """

    line: int | None
    column: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the reason as a sentence; `translate` is the gettext of the reader's language."""
        return translate(self.reason) % self.values


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A customer's answer from a file; texts are empty and other values None where the file has nothing."""

    external_id: str | None
    submitted_at: datetime
    day: date
    order_id: str
    language: str | None
    channel: str
    sku: str
    product: str
    category: str
    size: str
    color: str
    carrier: str
    warehouse: str
    region: str
    reason_raw: str
    rating: int | None
    comment: str
    quantity: int = 1
    hub: str = ""
    packaging: str = ""
    shift: str = ""
    lot: str = ""
    area: str = ""
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """How many pieces of something left the house on one day of the shop."""

    day: date
    sku: str
    product: str
    category: str
    carrier: str
    warehouse: str
    region: str
    quantity: int


def N_(msgid: str) -> str:  # noqa: N802 - the usual mark for msgids that are translated later
    """Mark a msgid for the catalogue."""
    return msgid


def unknown_columns(header: Iterable[str], known: Iterable[str]) -> list[RowProblem]:
    """Name the columns of a file that will be passed over, each once."""
    expected = set(known)
    reason = N_("This column is not known and is passed over.")
    return [RowProblem(1, column, reason) for column in header if column not in expected]


def parse_submission(
    fields: Mapping[str, str], zone: ZoneInfo, line: int | None = None
) -> SubmissionRow | list[RowProblem]:
    """Read one row with SUBMISSION_COLUMNS; all but submitted_at may be empty or absent, others are ignored.

    Times without offset are taken in `zone`, dates without time as noon there. A language other than German or
    English becomes None, a reason stays as it is written. Of a postal code only the area is kept.
    """
    read = RowReader(fields, line)
    submitted_at = read.instant("submitted_at", zone)
    rating = read.rating("rating")
    text = read.name
    row = SubmissionRow(
        external_id=text("external_id") or None,
        submitted_at=submitted_at.astimezone(UTC),
        day=submitted_at.astimezone(zone).date(),
        order_id=text("order_id"),
        language=_language(fields.get("language") or ""),
        channel=text("channel"),
        sku=text("sku"),
        product=text("product"),
        category=text("category"),
        size=text("size"),
        color=text("color"),
        carrier=text("carrier"),
        warehouse=text("warehouse"),
        region=text("region"),
        reason_raw=text("reason"),
        rating=rating,
        comment=read.comment("comment"),
        quantity=read.pieces("quantity"),
        hub=text("hub"),
        packaging=text("packaging"),
        shift=text("shift"),
        lot=text("lot"),
        area=area_of(text("postal_code")),
        ordered_on=read.ordered_on("ordered_at", zone, submitted_at),
    )
    return read.problems or row


def parse_shipment(
    fields: Mapping[str, str], zone: ZoneInfo, line: int | None = None
) -> ShipmentRow | list[RowProblem]:
    """Read one row with SHIPMENT_COLUMNS; all but date and quantity may be empty or absent.

    A time with offset in `date` counts on the shop's day in `zone`.
    """
    read = RowReader(fields, line)
    text = read.name
    row = ShipmentRow(
        day=read.instant("date", zone).astimezone(zone).date(),
        sku=text("sku"),
        product=text("product"),
        category=text("category"),
        carrier=text("carrier"),
        warehouse=text("warehouse"),
        region=text("region"),
        quantity=read.quantity("quantity"),
    )
    return read.problems or row


_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_GERMAN_TIME: Final = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]{1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?: Uhr)?", re.ASCII
)
# As Amazon's reports write a day, in English on all markets: 14-Jul-2025.
_NAMED_MONTH: Final = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RATING: Final = re.compile(r"([1-5])(?:[.,]0{1,6})?", re.ASCII)
_QUANTITY: Final = re.compile(r"(\d{1,9})(?:[.,]0{1,2})?", re.ASCII)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", re.ASCII)


class RowReader:
    """Reads the fields of one row and gathers what is wrong; a wrong field reads as a value that is not used."""

    __slots__ = ("_fields", "_line", "problems")

    def __init__(self, fields: Mapping[str, str], line: int | None) -> None:
        self._fields = fields
        self._line = line
        self.problems: list[RowProblem] = []

    def name(self, column: str) -> str:
        """Read a text of one line; breaks and tabs become blanks."""
        raw = self._fields.get(column)
        if not raw:
            return ""
        name = _name(raw)
        return " ".join(self._text(column, raw, NAME_LIMIT).split()) if name is None else name

    def needed(self, column: str) -> str:
        """Read a text of one line that must be there."""
        if not (self._fields.get(column) or "").strip():
            self.refuse(column, N_("This field must not be empty."))
        return self.name(column)

    def comment(self, column: str) -> str:
        """Read a text of any number of lines."""
        raw = self._fields.get(column)
        return self._text(column, raw, COMMENT_LIMIT).strip() if raw else ""

    def instant(self, column: str, zone: ZoneInfo) -> datetime:
        """Read a time that must be there."""
        raw = (self._fields.get(column) or "").strip()
        if not raw:
            self.refuse(column, N_("The date is missing."))
            return _NEVER
        read = _instant(raw, zone)
        if read is None:
            self.refuse(column, N_("“%(value)s” is not a date such as 2026-03-31 or 31.03.2026."), value=raw)
            return _NEVER
        if read.year not in _YEARS:
            self.refuse(column, N_("The year %(year)s cannot be right."), year=f"{read.year:04d}")
            return _NEVER
        return read

    def ordered_on(self, column: str, zone: ZoneInfo, submitted_at: datetime) -> date | None:
        """Read the day of the order in the shop's zone, None where nothing stands; it cannot follow the answer."""
        if not (self._fields.get(column) or "").strip():
            return None
        ordered = self.instant(column, zone)
        if not self.problems and ordered.astimezone(zone).date() > submitted_at.astimezone(zone).date():
            self.refuse(column, N_("The order is dated after the answer; one of the two dates must be wrong."))
        return ordered.astimezone(zone).date()

    def rating(self, column: str) -> int | None:
        """Read 1 to 5, or None where nothing stands."""
        raw = (self._fields.get(column) or "").strip()
        match = _RATING.fullmatch(raw)
        if raw and match is None:
            self.refuse(column, N_("“%(value)s” is not a whole number from 1 to 5."), value=raw)
        return int(match[1]) if match else None

    def quantity(self, column: str) -> int:
        """Read a whole number that must be there; "1.000" is refused, it may mean one or a thousand."""
        raw = (self._fields.get(column) or "").strip()
        match = _QUANTITY.fullmatch(raw)
        if match is None:
            reason = N_("“%(value)s” is not a whole number of 0 or more.") if raw else N_("The quantity is missing.")
            self.refuse(column, reason, value=raw)
        return int(match[1]) if match else 0

    def pieces(self, column: str) -> int:
        """Read how many pieces come back; one where nothing stands."""
        if not (self._fields.get(column) or "").strip():
            return 1
        return max(1, self.quantity(column))

    def _text(self, column: str, raw: str, limit: int) -> str:
        clean = clean_text(raw, limit)
        if isinstance(clean, CleanText):
            return clean.text
        if clean.kind == "not_text":
            self.refuse(column, N_("This field contains signs that are not text."))
        else:
            reason = N_("This text has %(length)s characters; the most are %(limit)s.")
            self.refuse(column, reason, length=str(clean.length), limit=str(limit))
        return ""

    def refuse(self, column: str, reason: str, **values: str) -> None:
        """Note what is wrong with a field."""
        shown = {name: _shown(value) for name, value in values.items()}
        self.problems.append(RowProblem(self._line, column, reason, shown))


@lru_cache(maxsize=10_000)
def _name(raw: str) -> str | None:
    """Return a name as it may be stored, None when it may not; the names in a file are few and come again."""
    clean = clean_text(raw, NAME_LIMIT)
    return " ".join(clean.text.split()) if isinstance(clean, CleanText) else None


def _shown(value: str) -> str:
    """Shorten a value of the file to what fits into a message."""
    clean = clean_text(value[:40], 40)
    text = clean.text if isinstance(clean, CleanText) else "?"
    return f"{text}…" if len(value) > 40 else text


def _instant(raw: str, zone: ZoneInfo) -> datetime | None:
    """Read ISO 8601 or the German order of day, month and year; None when it is neither."""
    try:
        if len(raw) <= 10 and raw[2:3] != "." and raw[1:2] != ".":
            return datetime.combine(date.fromisoformat(raw), time(12), zone)
        named = _NAMED_MONTH.fullmatch(raw)
        if named:
            day = date(int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1]))
            return datetime.combine(day, time(12), zone)
        german = _GERMAN_TIME.fullmatch(raw)
        read = _german(german) if german else datetime.fromisoformat(raw)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _german(match: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second = (int(part) if part else 0 for part in match.groups())
    return datetime(year, month, day, hour if match[4] else 12, minute, second)  # noqa: DTZ001 - the zone follows


def _language(raw: str) -> str | None:
    match = _LANGUAGE.fullmatch(raw.strip())
    primary = match[1].lower() if match else ""
    return primary if primary in LANGUAGES else None
