"""What can be exported, and the columns of each file. Pure.

Invariants: columns belong to the kind of file and never to its rows, filters or format; a new column stands behind the
old ones, and none is taken away; no column holds an address, a phone number, a postal code or who a customer is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from surveys.import_rows import N_

Cell = str | int | float | bool | date | datetime | tuple[str, ...] | None
"""A value on its way into a file; datetimes are aware, days are the shop's own."""
Block = dict[str, list[Cell]]
"""Some rows, by column: every list has the same length."""


class What(StrEnum):
    """What a file is about."""

    SUBMISSIONS = "submissions"
    THEMES = "themes"
    DAYS = "days"
    PRODUCTS = "products"
    INSPECTIONS = "inspections"
    ALERTS = "alerts"
    ACTIONS = "actions"


class Kind(StrEnum):
    """How a column is written. ``WORDS`` are several codes or names in one cell."""

    TEXT = "text"
    WORDS = "words"
    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``means`` is a message id."""

    name: str
    kind: Kind
    means: str


def _text(name: str, means: str) -> Column:
    return Column(name, Kind.TEXT, means)


def _number(name: str, means: str) -> Column:
    return Column(name, Kind.NUMBER, means)


def _decimal(name: str, means: str) -> Column:
    return Column(name, Kind.DECIMAL, means)


def _day(name: str, means: str) -> Column:
    return Column(name, Kind.DAY, means)


def _moment(name: str, means: str) -> Column:
    return Column(name, Kind.MOMENT, means)


def _flag(name: str, means: str) -> Column:
    return Column(name, Kind.FLAG, means)


THEME: Final = (
    _text("theme", N_("Code of the theme")),
    _text("name_de", N_("Its German name")),
    _text("name_en", N_("Its English name")),
)
ARTICLE: Final = (
    _text("sku", N_("Article number")),
    _text("product", N_("Name of the product; the article number where it has none")),
    _text("category", N_("Category of the product")),
)
SUBMISSIONS: Final = (
    _text("status", N_("finished, or started: begun and not sent")),
    _number("submission", N_("Number of the submission; returned items of one submission share it")),
    _number("comment", N_("Number of the returned item or of the text; empty for a rating without either")),
    _day("day", N_("The shop's own day of the answer; for what was only begun, the day of the invitation")),
    _moment("submitted_at", N_("When it was sent")),
    _moment("changed_at", N_("Last change by the customer")),
    _number("changes", N_("How often the customer changed the answer")),
    _text("step", N_("Where a customer stopped who has not sent the form")),
    _text("order", N_("The shop's own order number")),
    _text("survey", N_("Code of the survey")),
    _number("version", N_("Version of the survey")),
    _text("channel", N_("How the customer came to the form")),
    _text("sales_channel", N_("Where the order was placed")),
    _text("language", N_("Language of the text, or of the form")),
    _number("rating", N_("Satisfaction, 1 to 5")),
    _number("nps", N_("Likelihood of a recommendation, 0 to 10")),
    _text("question", N_("Code of the question that the text answers; empty for a returned item")),
    _text("reason_group", N_("First level of the stated reason")),
    _text("reason", N_("Stated reason")),
    _text("reason_raw", N_("The reason's code as the shop sent it")),
    _text("wish", N_("What the customer would like: refund, exchange, repair or discount")),
    _number("quantity", N_("Returned pieces")),
    *ARTICLE,
    _text("size", N_("Size of the item")),
    _text("color", N_("Colour of the item")),
    _text("lot", N_("Lot or batch")),
    _text("carrier", N_("Carrier that delivered the order")),
    _text("warehouse", N_("Warehouse that sent it")),
    _text("region", N_("Region of the order")),
    _text("hub", N_("Sorting centre of the carrier")),
    _text("packaging", N_("Packaging that was used")),
    _text("shift", N_("Shift that packed it")),
    _text("area", N_("First two digits of the postcode")),
    _number("days_since_order", N_("Days from the order to the answer; empty where the order's day is not known")),
    _flag("selection", N_("Ordered in several sizes to choose from")),
    _text("text", N_("The customer's words; names, addresses and numbers are masked")),
    _text("outcome", N_("What reading found: themes, none, empty or foreign; empty: not read")),
    _flag("reason_in_text", N_("Whether the text tells of the stated reason")),
    Column("themes", Kind.WORDS, N_("Codes of the themes")),
    Column("theme_names_de", Kind.WORDS, N_("German names of the themes")),
    Column("theme_names_en", Kind.WORDS, N_("English names of the themes")),
    _text("condition", N_("Condition found at the returns desk, A to E")),
    _text("finding", N_("What the returns desk found")),
)
THEMES: Final = (
    *THEME,
    _text("group", N_("Code of the group of themes")),
    _text("team", N_("Code of the team that can act")),
    _number("comments", N_("Comments with the theme")),
    _number("answers", N_("Comments of any kind in the same days and filters")),
    _decimal("share", N_("comments ÷ answers, 0 to 1")),
    _decimal("lower", N_("Lower bound of the share's 95 % interval (Wilson 1927)")),
    _decimal("upper", N_("Upper bound of the share's 95 % interval (Wilson 1927)")),
    _number("comments_before", N_("Comments with the theme in the days before, of the same number")),
    _number("answers_before", N_("Comments of any kind in the days before")),
)
DAYS: Final = (
    _day("day", N_("The shop's own day; days without any answer are left out")),
    *THEME,
    _number("comments", N_("Comments with the theme")),
    _number("answers", N_("Comments of any kind on this day and in these filters")),
)
PRODUCTS: Final = (
    _text("product", N_("Name of the product; the article number where it has none")),
    _text("category", N_("Category that most of its answers name")),
    _number("items", N_("Returned items: lines of returns")),
    _number("pieces", N_("Returned pieces")),
    _number("sent", N_("Pieces sent on these days; empty where the filters are unknown to shipments")),
    _number("with_text", N_("Returned items with a text")),
    _number("too_small", N_("Returned items with the reason: too small")),
    _number("too_big", N_("Returned items with the reason: too big")),
    _text("main_reason", N_("The reason stated most often")),
    _number("main_reason_items", N_("Returned items with this reason")),
    _text("main_theme", N_("Code of the most frequent theme")),
    _number("main_theme_comments", N_("Returned items with this theme")),
)
INSPECTIONS: Final = (
    _number("inspection", N_("Number of the inspection")),
    _day("day", N_("The shop's own day of the inspection")),
    _text("order", N_("The shop's own order number")),
    *ARTICLE,
    _text("condition", N_("Condition found at the returns desk, A to E")),
    _text("finding", N_("What the returns desk found")),
    _number("comment", N_("Number of the customer's returned item; empty: not known")),
    _text("reason_group", N_("First level of the stated reason")),
    _text("reason", N_("Stated reason")),
    _flag("imported", N_("Came by import or API, not from a member")),
)
ALERTS: Final = (
    _number("alert", N_("Number of the alert")),
    _text("kind", N_("trend, rate (returns per piece sent) or single")),
    *THEME,
    _text("dimension", N_("What it is narrowed to, e.g. carrier; empty: everything")),
    _text("value", N_("The value of that dimension")),
    _text("team", N_("Code of the team that can act")),
    _text("severity", N_("low, medium, high or critical")),
    _text("state", N_("new, seen, assigned, action, watching or closed")),
    _day("since", N_("Most likely first day of the rise")),
    _day("last_day", N_("Last day of the figures")),
    _number("observed", N_("Cases since then")),
    _decimal("expected", N_("Cases that were to be expected")),
    _decimal("lower", N_("Lower bound of what was to be expected, 95 % interval")),
    _decimal("upper", N_("Upper bound of what was to be expected, 95 % interval")),
    _number("answers", N_("Answers in this part since then")),
    _decimal("usual_share", N_("Usual share of answers, 0 to 1")),
    _decimal("score", N_("Strength of the evidence")),
    _decimal("cost_per_week", N_("Euros that the extra cases cost in a week; empty: no cost is known")),
    _moment("opened_at", N_("When it was opened")),
    _moment("due_at", N_("When somebody must have taken it on")),
    _moment("seen_at", N_("When somebody first saw it")),
    _moment("closed_at", N_("When it was closed; empty: it is open")),
    _number("parent", N_("Number of the alert that explains this one")),
)
ACTIONS: Final = (
    _number("action", N_("Number of the action")),
    _number("alert", N_("Number of the alert")),
    *THEME,
    _text("dimension", N_("Where it works, e.g. carrier; empty: everywhere")),
    _text("value", N_("The value of that dimension")),
    _day("started_on", N_("The shop's own day from which it works")),
    _text("cause", N_("The cause, in the team's words; personal words are masked")),
    _text("measure", N_("The measure, in the team's words; personal words are masked")),
    _text("verdict", N_("improved, no_change, worse or too_early; empty: not measured yet")),
    _flag("final", N_("The effect is not measured again")),
    _day("measured_on", N_("Last day of the measurement")),
    _number("days_after", N_("Measured days since the start")),
    _number("before_count", N_("Cases before")),
    _number("before_answers", N_("Answers before")),
    _number("after_count", N_("Cases after")),
    _number("after_answers", N_("Answers after")),
    _decimal("ratio", N_("Rate after ÷ rate before")),
    _decimal("lower", N_("Lower bound of that ratio, 95 % interval")),
    _decimal("upper", N_("Upper bound of that ratio, 95 % interval")),
    _text("comparison", N_("Who was not treated; empty: there is no such group")),
    _day("relapsed_on", N_("Day on which the rise came back")),
    _decimal("cost", N_("What it cost, in euros")),
    _decimal("extra_revenue", N_("What it brought beside fewer returns, in euros")),
)
CATALOGUE: Final[dict[What, tuple[Column, ...]]] = {
    What.SUBMISSIONS: SUBMISSIONS,
    What.THEMES: THEMES,
    What.DAYS: DAYS,
    What.PRODUCTS: PRODUCTS,
    What.INSPECTIONS: INSPECTIONS,
    What.ALERTS: ALERTS,
    What.ACTIONS: ACTIONS,
}


def once_each(way: Callable[[Any], str], cells: Sequence[Any]) -> list[str]:
    """Return every cell as ``way`` writes it, asking once for cells that are equal: most columns hold few values."""
    written = {cell: way(cell) for cell in set(cells)}
    return [written[cell] for cell in cells]


def block_of(columns: tuple[Column, ...], rows: list[dict[str, Cell]]) -> Block:
    """Return rows by column; what a row does not name is empty."""
    return {column.name: [row.get(column.name) for row in rows] for column in columns}
