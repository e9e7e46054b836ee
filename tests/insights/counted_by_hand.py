"""What tests count by hand of the rows that ``desk_world`` wrote, beside the figures of the desk."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_app.foundation.access import Role, Viewer
from feedback_app.insights.money.costs import PieceCost
from feedback_app.insights.views import Span, View, view_of
from tests.insights.desk_world import LAST, Said, fits

ANNA = Viewer(1, "Anna", "anna@shop.test", Role.PRODUCT, "en")
COSTS = {"": PieceCost(100, 50, 0), "Jacken": PieceCost(400, 100, 700)}


def view(path: str, own: tuple[str, ...] = (), **query: str) -> View:
    """Return the view of an address, of the last 30 days unless it says otherwise."""
    return view_of(path, {"days": "30", **query}, LAST, own)


def within(said: Sequence[Said], seen: View | Span) -> list[Said]:
    """Return what was said in a span, or in a view and its filters."""
    span, slices = (seen.span, seen.slices) if isinstance(seen, View) else (seen, {})
    return [one for one in said if fits(one, span, slices)]


def told(one: Said, theme: str) -> bool:
    """Tell whether a comment has a theme: one without a text is not read."""
    return bool(one.text) and theme in one.themes


def cents(one: Said) -> int:
    """Return what a returned item costs; a text question is none."""
    return 0 if one.question else one.quantity * COSTS.get(one.values["category"], COSTS[""]).total
