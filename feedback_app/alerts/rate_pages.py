"""The page of return rates: what was sent lately, what is back, and what is to be expected in the end. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from feedback_app.alerts import reading
from feedback_app.alerts.rates import DAYS, SoFar, rates_of, reason, sentence, shop_on
from feedback_app.alerts.slices import RETURN_RATE, Series, parse_series
from feedback_app.alerts.ways import series_url
from feedback_app.foundation.charts import Spark, spark
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number, format_percent
from feedback_app.foundation.languages import gettext as _

MOST_ROWS: Final = 50
By = Literal["sku", "carrier", "warehouse", "category"]
CHOICES: Final[tuple[By, ...]] = ("sku", "carrier", "warehouse", "category")


@dataclass(frozen=True, slots=True)
class Choice:
    """One dimension to look at."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class RateRow:
    """One value. Rates are words, "" where ``why`` says that there are none. alert_url: of an open alert, or "".

    url: the answers of these weeks in the slice.
    """

    label: str
    url: str
    detail: str
    shipped: str
    returned: str
    so_far: str
    expected: str
    interval: str
    why: str
    course: Spark | None
    alert_url: str


@dataclass(frozen=True, slots=True)
class RatesPage:
    """What the page shows. first..last: the days of the orders. more: rows that are not shown.

    undated: how many returns are left out because they do not name the day of their order, "" for none.
    """

    first: date
    last: date
    says: str
    shipped: str
    returned: str
    undated: str
    choices: tuple[Choice, ...]
    head: str
    rows: tuple[RateRow, ...]
    more: int


async def rates_page(house: House, by: By) -> RatesPage:
    """Return the page for one dimension, up to today."""
    today = house.today()
    first = today - timedelta(days=DAYS - 1)
    shop = await shop_on(today)
    (whole,) = await rates_of("", [""], today, shop)
    values = await _values(by, first, today)
    found = sorted(await rates_of(by, values[:MOST_ROWS], today, shop), key=_pieces_back, reverse=True)
    names = await reading.product_names([one.slice.value for one in found]) if by == "sku" else {}
    alerts = await _open_alerts()
    rows = tuple(_row(one, names.get(one.slice.value, ""), alerts, first, today) for one in found)
    return RatesPage(
        first=first,
        last=today,
        says=sentence(whole),
        shipped=format_number(whole.shipped),
        returned=format_number(whole.returned),
        undated=_undated(shop.dated),
        choices=tuple(
            Choice(_words(one), "/alerts/rates" if one == "sku" else f"/alerts/rates?by={one}", one == by)
            for one in CHOICES
        ),
        head=_words(by),
        rows=rows,
        more=len(values) - len(rows),
    )


def _undated(dated: float) -> str:
    if dated >= 1:
        return ""
    words = _(
        "%(share)s of the pieces returned in the last 90 days do not name the day of their order and are left out."
    )
    return words % {"share": format_percent(1 - dated)}


def _words(by: By) -> str:
    words = {"sku": _("Product"), "carrier": _("Carrier"), "warehouse": _("Warehouse"), "category": _("Category")}
    return words[by]


def _pieces_back(one: SoFar) -> tuple[float, int]:
    """What costs most stands first: the pieces that will have come back."""
    return ((one.expected_final or 0.0) * one.shipped, one.shipped + one.returned)


async def _values(by: By, first: date, last: date) -> list[str]:
    """Return what was sent or came back in these days, most pieces first."""
    rows = await fetch(
        f"""
        SELECT value, SUM(pieces) AS pieces FROM (
            SELECT {by} AS value, shipments AS pieces FROM daily_volume WHERE day BETWEEN ? AND ? AND shipments > 0
            UNION ALL
            SELECT {by} AS value, pieces FROM daily_return WHERE ordered_on BETWEEN ? AND ?
        ) AS line WHERE value <> '' GROUP BY value ORDER BY SUM(pieces) DESC, value
        """,  # noqa: S608 the dimension is one of ours
        first, last, first, last,
    )  # fmt: skip
    return [row["value"] for row in rows]


async def _open_alerts() -> dict[Series, int]:
    rows = await fetch("SELECT id, series FROM alert WHERE theme = ? AND closed_at IS NULL ORDER BY id", RETURN_RATE)
    return {parse_series(row["series"]): int(row["id"]) for row in rows}


def _row(found: SoFar, name: str, alerts: Mapping[Series, int], first: date, last: date) -> RateRow:
    known, value = found.observed_rate is not None, found.slice.value
    series = Series(RETURN_RATE, found.slice)
    alert = alerts.get(series, 0)
    return RateRow(
        label=name or value,
        url=series_url(series, first, last),
        detail=value if name and name != value else "",
        shipped=format_number(found.shipped),
        returned=format_number(found.returned),
        so_far=format_percent(found.observed_rate or 0.0) if known else "",
        expected=format_percent(found.expected_final or 0.0) if known else "",
        interval=_interval(found) if known else "",
        why=reason(found.verdict),
        course=spark(found.course) if sum(one is not None for one in found.course) > 1 else None,
        alert_url=f"/alerts/{alert}" if alert else "",
    )


def _interval(found: SoFar) -> str:
    return f"{format_number(100 * (found.lower or 0.0), 1)}–{format_number(100 * (found.upper or 0.0), 1)}"
