"""The end of a silence in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_day, format_percent
from feedback_app.foundation.languages import gettext as _


def said_end(house: House, until: datetime | None, share: float | None) -> str:
    """Say until when a silence holds."""
    parts = []
    if until is not None:
        # An end at midnight means the day before.
        day = house.day_of(until - timedelta(seconds=1))
        parts.append(_("until %(day)s") % {"day": format_day(day, _("EEEE, d MMMM"))})
    if share is not None:
        parts.append(_("until more than %(share)s of the answers say so") % {"share": format_percent(share)})
    return _(" or ").join(parts)
