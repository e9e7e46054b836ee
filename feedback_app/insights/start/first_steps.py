"""The first steps of a new house, and where the tour stops.

Invariant: a step is done when the data show it, never because somebody clicked; what the demo made does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.foundation.access import ACTING, CORRECTING, START_DONE, Role, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import TOUR

Deed = Literal["data", "form", "budget"]
_TEAM_OF: Final[Mapping[str, str]] = {Role.LOGISTICS: "logistics", Role.SERVICE: "service"}
_DONE: Final = """
    SELECT EXISTS (SELECT 1 FROM submission WHERE demo = ?) AS answers,
           EXISTS (SELECT 1 FROM shop_order WHERE demo = ?) AS orders,
           EXISTS (SELECT 1 FROM shipment WHERE demo = ?) AS shipments,
           EXISTS (SELECT 1 FROM invitation WHERE demo = ?) AS sent,
           EXISTS (SELECT 1 FROM team WHERE false_alarms_per_month IS NOT NULL) AS chosen
"""
_WORST_ALERT: Final = (
    "SELECT id FROM alert WHERE closed_at IS NULL AND kind <> 'single' AND parent IS NULL"
    " ORDER BY score DESC, id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps. ``url``, ``label``: where it is done; "" where this member cannot do it."""

    key: Deed
    title: str
    text: str
    done: bool
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The first steps in their order."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)


@dataclass(frozen=True, slots=True)
class StartPage:
    """Context of start/start.html. ``put_away``: the overview no longer shows the steps to this member."""

    start: Start
    put_away: bool
    address: str
    stops: tuple[str, ...]


async def start_of(viewer: Viewer) -> Start:
    """Return the first steps with what the data say about each."""
    row = (await fetch(_DONE, False, False, False, False))[0]
    return Start(
        (
            _data(bool(row["answers"] or row["orders"] or row["shipments"]), viewer),
            _form(bool(row["sent"]), viewer),
            _budget(bool(row["chosen"]), viewer),
        )
    )


async def banner(viewer: Viewer) -> Start | None:
    """Return what the overview shows of the first steps: None once all are done or the member put them away."""
    if START_DONE in viewer.wishes:
        return None
    start = await start_of(viewer)
    return start if start.done < len(start.steps) else None


async def start_page(house: House, viewer: Viewer) -> StartPage:
    """Return the page of the first steps."""
    return StartPage(
        await start_of(viewer), START_DONE in viewer.wishes, house.base_url, tuple(f"/tour/{stop}" for stop in TOUR)
    )


async def stop_url(stop: int) -> str | None:
    """Return the page of a stop of the tour, 1 to 6; None for another number."""
    pages = ("/", "/themes", "/alerts", "/products", "/logistics", "/surveys")
    if not 1 <= stop <= len(pages):
        return None
    page = pages[stop - 1]
    if page == "/alerts" and (worst := await fetch(_WORST_ALERT)):
        page = f"/alerts/{worst[0]['id']}"
    return f"{page}?tour={stop}"


def _data(done: bool, viewer: Viewer) -> Step:
    brings = viewer.role in CORRECTING
    return Step(
        "data",
        _("Connect the shop or import a file"),
        _("Orders, returns and what customers wrote: as a file of your shop system or through the interface."),
        done,
        "/import" if brings else "/start#data",
        _("Bring in a file") if brings else _("How it is done"),
    )


def _form(done: bool, viewer: Viewer) -> Step:
    acts = viewer.role in ACTING
    return Step(
        "form",
        _("Send the first form"),
        _("To yourself, for one order: so you see what your customers see."),
        done,
        "/enter" if acts else "/surveys/returns/preview",
        _("Enter an order") if acts else _("Look at the form"),
    )


def _budget(done: bool, viewer: Viewer) -> Step:
    return Step(
        "budget",
        _("Choose how many false alarms are all right"),
        _("Per team and month. Fewer false alarms mean later warnings; the page shows what each would have meant."),
        done,
        f"/alerts/budget/{_TEAM_OF.get(viewer.role, 'product')}",
        _("Choose"),
    )
