"""Reads the form for an action: what was typed, and what is wrong with it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from feedback_app.alerts.actions import Plan
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.effect_desk import action_form, scopes_for
from feedback_app.alerts.effect_views import ActionForm
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day
from surveys.text_input import field_text

LONGEST_TEXT: Final = 1000
LONGEST_NAME: Final = 200
FARTHEST: Final = timedelta(days=366)


async def read_action(
    card: AlertCard, fields: Mapping[str, str], today: date, viewer: Viewer, action_id: int = 0, scope: str = ""
) -> tuple[ActionForm, Plan | None]:
    """Return the form as typed, and the action it means; None when something is wrong.

    scope: where an action that is being changed works by now; it may stay there.
    """
    cause, measure = (field_text(fields, name, LONGEST_TEXT) for name in ("cause", "measure"))
    owner = field_text(fields, "owner", LONGEST_NAME)
    typed = fields.get("started_on", "").strip()[:20]
    day, chosen = parse_day(typed), fields.get("scope", "") or card.series.key
    errors = _wrong(cause, measure, day, today)
    if chosen not in {scope, *(one.key for one in await scopes_for(card, today))}:
        errors.append(FieldError("scope", _("Please choose where the action works.")))
    form = ActionForm(cause, measure, typed, tuple(errors), owner=owner, action_id=action_id)
    if errors or day is None:
        return await action_form(card, today, form, chosen), None
    own = owner.casefold() in {"", viewer.name.casefold()}
    place = "" if chosen == card.series.key else chosen
    plan = Plan(cause, measure, day, place, viewer.id if own else None, viewer.name if own else owner)
    return form, plan


def _wrong(cause: str, measure: str, day: date | None, today: date) -> list[FieldError]:
    errors = []
    if not cause:
        errors.append(FieldError("cause", _("Please say what went wrong.")))
    if not measure:
        errors.append(FieldError("measure", _("Please say what you change.")))
    if day is None or abs(day - today) > FARTHEST:
        errors.append(FieldError("started_on", _("Please give the day from which the action works.")))
    return errors
