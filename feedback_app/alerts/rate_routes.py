"""The page of return rates. Everybody who is signed in may read it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from feedback_app.alerts.rate_pages import CHOICES, rates_page
from feedback_app.foundation.access import signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import show


@get("/alerts/rates", guards=[signed_in], include_in_schema=False)
async def rates(
    request: Request[Any, Any, Any], house: NamedDependency[House], by: FromQuery[str] = "sku"
) -> Response[str]:
    """Show how much of what was sent comes back; an unknown dimension is as if it were not there."""
    chosen = next((one for one in CHOICES if one == by), CHOICES[0])
    return show(request, "alerts/rates.html", await rates_page(house, chosen), section="alerts")


RATE_ROUTES = (rates,)
