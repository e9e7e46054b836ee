"""Amounts of money in the reader's language, and read from what people type."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.money.savings import Estimate, Roi

CENTS: Final = 100
WHOLE_FROM: Final = 100_00
"""Cents from which amounts are written without any."""
MOST_EUROS: Final = Decimal(10_000_000)


def euros(cents: float, exact: bool = False) -> str:
    """Write an amount: small ones and ``exact`` ones with cents."""
    digits = 2 if exact or abs(cents) < WHOLE_FROM else 0
    # A minus before the sign of the currency, and none before a zero.
    amount = format_number(abs(cents) / CENTS, digits)
    minus = "−" if round(cents / CENTS, digits) < 0 else ""
    return minus + _("€%(euro)s") % {"euro": amount}


def euro_range(estimate: Estimate) -> str:
    """Write an amount with its interval: ``€284 (206–392)``."""
    return f"{euros(estimate.value)} {euro_bounds(estimate)}"


def euro_bounds(estimate: Estimate) -> str:
    """Write the interval of an amount alone: ``(206–392)``."""
    digits = 0 if max(abs(estimate.upper), abs(estimate.lower)) >= WHOLE_FROM else 2
    low, high = (_signed(end / CENTS, digits) for end in (estimate.lower, estimate.upper))
    return f"({_between(low, high)})"


def count_range(estimate: Estimate) -> str:
    """Write a number of cases with its interval: ``29 (21–40)``."""
    low, high = (_signed(end, 0) for end in (estimate.lower, estimate.upper))
    return f"{_signed(estimate.value, 0)} ({_between(low, high)})"


def roi_words(found: Roi) -> str:
    """Write what each euro brought with its interval: ``€3.20 (2.10–4.60)``; "" without a cost."""
    return " ".join(roi_parts(found)).strip()


def roi_parts(found: Roi) -> tuple[str, str]:
    """Write what each euro brought, and the interval apart; both "" without a cost.

    Where no saving was measured there is no interval either: "0.00 (0.00–0.00)" would claim to be sure of nothing.
    """
    if found.ratio is None:
        return "", ""
    if found.ratio.lower == found.ratio.upper:
        return euros(found.ratio.value * CENTS, exact=True), ""
    low, high = (_signed(end, 2) for end in (found.ratio.lower, found.ratio.upper))
    return euros(found.ratio.value * CENTS, exact=True), f"({_between(low, high)})"


def read_euros(text: str) -> int | None:
    """Return the cents of what was typed, e.g. ``6,50`` or ``1.234,50 €``; None for what is no amount from 0 up.

    The last comma or point stands before the cents; the other sign groups thousands.
    """
    plain = "".join(text.replace("€", "").split())
    whole, sign, cents = plain.rpartition("," if plain.rfind(",") > plain.rfind(".") else ".")
    if sign:
        plain = f"{whole.replace('.' if sign == ',' else ',', '')}.{cents}"
    # Only plain digits: a Decimal would also take 1e9, NaN and digits of other scripts.
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    amount = Decimal(plain)
    exact = amount * CENTS == (amount * CENTS).to_integral_value()
    return int(amount * CENTS) if exact and amount <= MOST_EUROS else None


def typed_euros(cents: int) -> str:
    """Write an amount as it stands in a field: without groups, with the reader's own sign before the cents."""
    return f"{cents / CENTS:.2f}".replace(".", format_number(0.5, 1)[1])


def _between(low: str, high: str) -> str:
    # A dash beside a minus could be read as another one.
    return _("%(low)s to %(high)s") % {"low": low, "high": high} if "−" in low + high else f"{low}–{high}"


def _signed(value: float, digits: int) -> str:
    minus = "−" if round(value, digits) < 0 else ""
    return minus + format_number(abs(value), digits)
