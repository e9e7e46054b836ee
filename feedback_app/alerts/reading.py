"""Alerts as they are read: rows with the names that people know. Used by pages, messages and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from feedback_app.alerts.cards import AlertCard, Names
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.dialect import fetch

COLUMNS = """
    id, series, team, state, since, last_day, observed, expected, lower, upper, exposure, usual_share, score,
    owner_id, owner_name, opened_at, closed_at
"""


async def card(alert_id: int) -> AlertCard | None:
    """Return one alert, None when there is none."""
    found = await cards("WHERE id = ?", alert_id)
    return found[0] if found else None


async def cards(clause: str, *arguments: object) -> list[AlertCard]:
    """Return the alerts that a ``WHERE … ORDER BY …`` clause over the table of alerts selects."""
    rows = await fetch(f"SELECT {COLUMNS} FROM alert {clause}", *arguments)  # noqa: S608 clauses are ours
    if not rows:
        return []
    series = [parse_series(row["series"]) for row in rows]
    themes, teams = await theme_names(), await team_names()
    products = await product_names({one.slice.value for one in series if one.slice.dimension == "sku"})
    return [_card(row, one, themes, teams, products) for row, one in zip(rows, series, strict=True)]


def _card(
    row: dict[str, Any], series: Series, themes: dict[str, Names], teams: dict[str, Names], products: dict[str, str]
) -> AlertCard:
    value = series.slice.value
    label = products.get(value, value) if series.slice.dimension == "sku" else value
    return AlertCard(
        id=row["id"],
        series=series,
        label=label,
        theme_name=themes.get(series.theme, Names(series.theme, series.theme)),
        team=row["team"],
        team_name=teams.get(row["team"], Names(row["team"], row["team"])),
        **{name: row[name] for name in _PLAIN},
    )


_PLAIN = (
    "state", "since", "last_day", "observed", "expected", "lower", "upper", "exposure", "usual_share", "score",
    "owner_id", "owner_name", "opened_at", "closed_at",
)  # fmt: skip


async def theme_names() -> dict[str, Names]:
    """Return the names of all themes by code."""
    rows = await fetch("SELECT code, name_de, name_en FROM theme")
    return {row["code"]: Names(row["name_de"], row["name_en"]) for row in rows}


async def team_names() -> dict[str, Names]:
    """Return the names of all teams by code."""
    rows = await Team.select(Team.code, Team.name_de, Team.name_en)
    return {row["code"]: Names(row["name_de"], row["name_en"]) for row in rows}


async def product_names(skus: Iterable[str]) -> dict[str, str]:
    """Return what products are called, by article number; those without a name are left out."""
    asked: Sequence[str] = sorted(set(skus))
    if not asked:
        return {}
    rows = await fetch(
        f"SELECT sku, MAX(product) AS product FROM daily_volume WHERE sku IN ({', '.join('?' * len(asked))})"  # noqa: S608 question marks and our own names only
        " GROUP BY sku",
        *asked,
    )
    return {row["sku"]: row["product"] for row in rows if row["product"]}


async def evidence_text(alert_id: int) -> str:
    """Return an alert's evidence as the JSON that alerting stored."""
    row = await Alert.select(Alert.evidence).where(Alert.id == alert_id).first()
    return str(row["evidence"]) if row else "{}"
