"""The fit hint in words: one sentence for the shop's page, and the piece of HTML that carries it."""

from __future__ import annotations

from html import escape

from feedback_app.foundation.languages import format_percent
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.products.fit import Fit, FitHint


def fit_sentence(hint: FitHint) -> str:
    """Say how an article fits, by how many returns; "" where nothing is clear. Addresses nobody as Sie or Du."""
    if hint.fit is Fit.UNCLEAR:
        return ""
    if hint.fit is Fit.EXPECTED:
        return _("Fits as expected.")
    # It takes twenty returns for a hint, so the number is always a plural.
    words = {"share": format_percent(hint.share, 0), "num": hint.sized}
    if hint.fit is Fit.SMALL:
        return _("Runs small: %(share)s of %(num)d returns because of size.") % words
    return _("Runs big: %(share)s of %(num)d returns because of size.") % words


def snippet(hint: FitHint, lang: str) -> str:
    """Return the hint as HTML to copy into the shop's page: plain text in one paragraph, no script; "" without one."""
    words = fit_sentence(hint)
    return f'<p class="fit-hint" lang="{lang}" data-fit="{hint.fit.value}">{escape(words)}</p>' if words else ""
