"""What members type about money, read and checked; says what is wrong in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from feedback_app.insights.money.costs import ALL_OTHERS, PieceCost
from feedback_app.insights.money.views import CostFields
from feedback_app.insights.money.words import read_euros

Form = Mapping[str, str]
PARTS: Final = ("shipping", "handling", "write_down")
MOST_ROWS: Final = 500
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 300
DEAREST: Final = 10_000_00
"""Cents of one part of a piece's cost."""


def typed_costs(form: Form) -> tuple[CostFields, ...]:
    """Return the rows of the editor as they were typed."""
    rows = []
    for number in range(MOST_ROWS):
        if f"category-{number}" not in form:
            break
        category = _text(form, f"category-{number}")[:LONGEST_NAME]
        rows.append(CostFields(category, *(_text(form, f"{part}-{number}") for part in PARTS)))
    return tuple(rows)


def read_costs(rows: tuple[CostFields, ...]) -> tuple[dict[str, PieceCost], tuple[FieldError, ...]]:
    """Return the costs by category, and what is wrong. A row without any amount is no row; none at all: no model."""
    errors: list[FieldError] = []
    costs: dict[str, PieceCost] = {}
    for number, row in enumerate(rows):
        typed = (row.shipping, row.handling, row.write_down)
        if any(typed):
            amounts = [_amount(text, f"{part}-{number}", errors) for part, text in zip(PARTS, typed, strict=True)]
            costs[row.category] = PieceCost(*amounts)
    if costs and ALL_OTHERS not in costs:
        said = _("Please say what all others cost, so that no return is left out.")
        errors.append(FieldError("shipping-0", said))
    return costs, tuple(errors)


def read_action(form: Form) -> tuple[tuple[int, int] | None, str, tuple[FieldError, ...]]:
    """Return cost and extra revenue in cents (None: both left empty), the note, and what is wrong."""
    errors: list[FieldError] = []
    cost, extra = _text(form, "cost"), _text(form, "extra_revenue")
    note = _text(form, "note")[:LONGEST_NOTE]
    if not cost and not extra:
        return None, note, ()
    if not cost:
        errors.append(FieldError("cost", _("Please give the cost too; 0 if it cost nothing.")))
    found = tuple(
        _checked(text, name, None, errors) for name, text in (("cost", cost), ("extra_revenue", extra)) if text
    )
    return (None if errors else (found[0], found[1] if extra else 0)), note, tuple(errors)


def _amount(text: str, field: str, errors: list[FieldError]) -> int:
    return _checked(text, field, DEAREST, errors) if text else 0


def _checked(text: str, field: str, most: int | None, errors: list[FieldError]) -> int:
    cents = read_euros(text)
    if cents is None or (most is not None and cents > most):
        errors.append(FieldError(field, _("Please give an amount in euros, e.g. 6.50.")))
        return 0
    return cents


def _text(form: Form, name: str) -> str:
    """Return a field without blanks around it and without signs that nobody can see."""
    return "".join(sign for sign in form.get(name, "") if sign.isprintable()).strip()
