"""Who is behind a rise, in words and bars, from an alert's stored evidence."""

from __future__ import annotations

from feedback_app.alerts import reading
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.evidence import AlertEvidence, Dimension
from feedback_app.alerts.views import Cause
from feedback_app.foundation.charts import BarItem, bars
from feedback_app.foundation.languages import format_number, format_percent
from feedback_app.foundation.languages import gettext as _


async def causes_of(shown: AlertEvidence) -> tuple[Cause, ...]:
    """Return the ranked values of every dimension that adds to the rise."""
    labels = await _labels(shown)
    found = []
    for dimension in shown.dimensions:
        items = [
            BarItem(labels.get(part.name, part.name), part.excess, min(1.0, max(0.0, part.share)))
            for part in dimension.parts
            if part.excess > 0
        ]
        if items:
            found.append(Cause(_title(dimension), bars(items), dimension.named))
    return tuple(found)


async def cause_sentence(card: AlertCard, shown: AlertEvidence) -> str:
    """Name the value that holds the rise, or say that it is spread."""
    part = card.series.slice
    own = [one for one in shown.dimensions if one.dimension == part.dimension]
    share = next((one.share for dimension in own for one in dimension.parts if one.name == part.value), None)
    if share is not None and share > 0:
        return _("%(name)s accounts for %(share)s of the extra cases.") % {
            "name": card.label,
            "share": format_percent(min(1.0, share), 0),
        }
    if part.everything:
        return _("The rise is spread: no carrier, warehouse or product explains it by itself.")
    return _("It shows at %(name)s only.") % {"name": card.label}


def chance_sentence(shown: AlertEvidence) -> str:
    """Say how often such an alert comes without a cause."""
    number = shown.false_alarms_per_month
    return _("Alerts by mere chance: at most about %(number)s per team and month.") % {
        "number": format_number(number, 0 if number >= 1 else 1)
    }


def _title(dimension: Dimension) -> str:
    names = {"carrier": _("Carrier"), "warehouse": _("Warehouse"), "sku": _("Product")}
    return _("%(dimension)s: answers beyond the usual") % {"dimension": names[dimension.dimension]}


async def _labels(shown: AlertEvidence) -> dict[str, str]:
    skus = [part.name for one in shown.dimensions if one.dimension == "sku" for part in one.parts]
    return await reading.product_names(skus)
