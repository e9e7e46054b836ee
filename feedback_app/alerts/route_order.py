"""The routes in their order: added behind the others, moved by one, deleted. Positions stay 0, 1, 2 …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback_app.alerts.team_tables import Route
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, take_turns


async def add(values: Mapping[str, str | int | None]) -> None:
    """Add a route behind the others; values by column."""
    async with transaction():
        await take_turns("routes")
        made = Route(position=await Route.count())
        for name, value in values.items():
            setattr(made, name, value)
        await made.save()


async def move(route_id: int, by: int) -> None:
    """Move a route by so many places; at the ends it stays."""
    async with transaction():
        order = await _order()
        if route_id not in order:
            return
        place = order.index(route_id)
        order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
        await _number(order)


async def delete(route_id: int) -> None:
    """Forget a route; those behind it move up."""
    async with transaction():
        order = await _order()
        await execute("DELETE FROM route WHERE id = ?", route_id)
        await _number([one for one in order if one != route_id])


async def team_of(route_id: int) -> str | None:
    """Return the team of a route, None when there is none."""
    row = await Route.select(Route.team).where(Route.id == route_id).first()
    return str(row["team"]) if row else None


async def _order() -> list[int]:
    await take_turns("routes")
    return [row["id"] for row in await fetch("SELECT id FROM route ORDER BY position, id")]


async def _number(order: Sequence[int]) -> None:
    for position, route_id in enumerate(order):
        await execute("UPDATE route SET position = ? WHERE id = ?", position, route_id)
