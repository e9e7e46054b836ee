"""Alerts as they are read: rows with the names that people know. Used by pages, messages and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from feedback_app.alerts import grounds
from feedback_app.alerts.cards import AlertCard, Explained, Names
from feedback_app.alerts.dangers import danger_names
from feedback_app.alerts.grounds import AlertEvidence
from feedback_app.alerts.slices import RETURN_RATE, Series, parse_series
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.team_tables import Team
from feedback_app.foundation.dialect import fetch, marks

COLUMNS = """
    id, series, team, state, since, last_day, observed, expected, lower, upper, exposure, usual_share, score,
    owner_id, owner_name, opened_at, closed_at, kind, severity, parent, due_at, seen_at, escalated_at, accepted_on,
    cost_per_week, submission, demo, evidence
"""
MOST_PER_QUERY: Final = 5_000
Value = TypeVar("Value", int, str)
RATE_NAME = Names("Retourenquote", "Return rate")


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
    shown = [grounds.from_json(str(row["evidence"] or "{}")) for row in rows]
    known = _Known(
        await theme_names(),
        await team_names(),
        await product_names({*_skus(series), *(sku for one in shown for sku in _caused_by_products(one))}),
        await _children([row["id"] for row in rows]),
    )
    return [_card(row, one, found, known) for row, one, found in zip(rows, series, shown, strict=True)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all cards: names by code, and the open children by alert."""

    themes: Mapping[str, Names]
    teams: Mapping[str, Names]
    products: Mapping[str, str]
    children: Mapping[int, int]


def _skus(series: Iterable[Series]) -> set[str]:
    return {one.slice.value for one in series if one.slice.dimension == "sku"}


def _caused_by_products(shown: AlertEvidence) -> tuple[str, ...]:
    return shown.cause.values if shown.cause and shown.cause.dimension == "sku" else ()


async def _children(alerts: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in _parts(alerts):
        rows = await fetch(
            f"SELECT parent, COUNT(*) AS n FROM alert WHERE closed_at IS NULL AND parent IN ({marks(part)})"  # noqa: S608 question marks only
            " GROUP BY parent",
            *part,
        )
        found |= {row["parent"]: int(row["n"]) for row in rows}
    return found


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Cut values into as many as a query takes: years of alerts are more than an engine has question marks."""
    for start in range(0, len(values), MOST_PER_QUERY):
        yield values[start : start + MOST_PER_QUERY]


def _own_name(theme: str) -> Names:
    """Return what a theme is called that no member made: the return rate, or a danger."""
    return RATE_NAME if theme == RETURN_RATE else danger_names(theme) or Names(theme, theme)


def _card(row: dict[str, Any], series: Series, shown: AlertEvidence, known: _Known) -> AlertCard:
    value, usual = series.slice.value, _own_name(series.theme)
    return AlertCard(
        id=row["id"],
        series=series,
        label=known.products.get(value, value) if series.slice.dimension == "sku" else value,
        theme_name=known.themes.get(series.theme, usual),
        team=row["team"],
        team_name=known.teams.get(row["team"], Names(row["team"], row["team"])),
        children=known.children.get(row["id"], 0),
        explained=_explained(shown, known.products),
        demo=bool(row["demo"]),
        **{name: row[name] for name in _PLAIN},
    )


def _explained(shown: AlertEvidence, products: Mapping[str, str]) -> Explained | None:
    if shown.cause is None:
        return None
    names = products if shown.cause.dimension == "sku" else {}
    labels = tuple(names.get(value, value) for value in shown.cause.values)
    return Explained(shown.cause.dimension, labels, shown.cause.share)


_PLAIN = (
    "state", "since", "last_day", "observed", "expected", "lower", "upper", "exposure", "usual_share", "score",
    "owner_id", "owner_name", "opened_at", "closed_at", "kind", "severity", "parent", "due_at", "seen_at",
    "escalated_at", "accepted_on", "cost_per_week", "submission",
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
    found: dict[str, str] = {}
    for part in _parts(sorted(set(skus))):
        rows = await fetch(
            f"SELECT sku, MAX(product) AS product FROM daily_volume WHERE sku IN ({marks(part)})"  # noqa: S608 question marks only
            " GROUP BY sku",
            *part,
        )
        found |= {row["sku"]: row["product"] for row in rows if row["product"]}
    return found


async def evidence_text(alert_id: int) -> str:
    """Return an alert's evidence as the JSON that alerting stored."""
    row = await Alert.select(Alert.evidence).where(Alert.id == alert_id).first()
    return str(row["evidence"]) if row else "{}"
