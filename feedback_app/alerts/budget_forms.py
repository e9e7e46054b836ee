"""Reading the forms of budgets and back-tests: what they mean, or what is wrong, in the member's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.alerts.backtests import LONGEST_DAYS, USUAL_DAYS, Wish
from feedback_app.alerts.budget_views import TrialForm
from feedback_app.alerts.replays import CHOICES
from feedback_app.alerts.setting_forms import text
from feedback_app.alerts.slices import EXPLAINING, Series, Slice
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, parse_day

RISES: Final = (1.1, 1.25, 1.5, 2.0)
SPANS: Final = (90, USUAL_DAYS, LONGEST_DAYS)
LONGEST_VALUE: Final = 200

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team asks for."""

    false_alarms_per_month: float
    least_rise: float


def read_budget(form: Form) -> Wanted | tuple[FieldError, ...]:
    """Return what a team asks for, or what is wrong."""
    budget, rise = _one(text(form, "budget"), CHOICES), _one(text(form, "least_rise"), RISES)
    if budget is not None and rise is not None:
        return Wanted(budget, rise)
    wrong = []
    if budget is None:
        wrong.append(FieldError("budget-1.0", _("Please choose how many false alarms are all right.")))
    if rise is None:
        wrong.append(FieldError("least_rise", _("Please choose from the list.")))
    return tuple(wrong)


def read_trial(form: Form, team: str, themes: Collection[str], today: date) -> Wish | tuple[FieldError, ...]:
    """Return the back-test that a member wants, or what is wrong with the form."""
    typed = typed_trial(form)
    budget, rise = _one(typed.budget, CHOICES), _one(typed.least_rise, RISES)
    noticed = parse_day(typed.noticed_on) if typed.noticed_on else None
    errors = _errors(typed, themes, noticed, today)
    if typed.days not in {str(days) for days in SPANS}:
        errors.append(FieldError("days", _("Please choose from the list.")))
    if errors:
        return tuple(errors)
    series = Series(typed.theme, Slice(typed.dimension, typed.value)).key if typed.theme else ""
    return Wish(team, int(typed.days), budget, rise, series, noticed)


def typed_trial(form: Form) -> TrialForm:
    """Return the form of a back-test as it was typed."""
    names = ("days", "least_rise", "theme", "dimension", "value", "noticed_on")
    typed = {name: text(form, name)[:LONGEST_VALUE] for name in names}
    # Another name than that of the team's own choice, which stands on the same page.
    return TrialForm(budget=text(form, "trial_budget")[:LONGEST_VALUE], **typed)


def _errors(typed: TrialForm, themes: Collection[str], noticed: date | None, today: date) -> list[FieldError]:
    errors = []
    if typed.theme and typed.theme not in themes:
        errors.append(FieldError("theme", _("Please choose from the list.")))
    if typed.dimension and typed.dimension not in EXPLAINING:
        errors.append(FieldError("dimension", _("Please choose from the list.")))
    if bool(typed.dimension) != bool(typed.value):
        errors.append(FieldError("value", _("Please say both: what it is, and which one, e.g. carrier and GLS.")))
    if typed.value and not typed.theme:
        errors.append(FieldError("theme", _("Please say which theme it was.")))
    if typed.noticed_on and (noticed is None or noticed > today):
        errors.append(FieldError("noticed_on", _("Please give a day up to today.")))
    if bool(typed.theme) != bool(typed.noticed_on) and not errors:
        field = "noticed_on" if typed.theme else "theme"
        errors.append(FieldError(field, _("A known issue needs both: its theme and the day you noticed it.")))
    return errors


def _one(typed: str, choices: Collection[float]) -> float | None:
    return next((choice for choice in choices if str(choice) == typed), None)
