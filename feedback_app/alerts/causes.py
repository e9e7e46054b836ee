"""Who is behind a rise, in words and bars, from an alert's stored evidence. Reads only names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback_app.alerts import reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.grounds import AlertEvidence, Dimension, Named
from feedback_app.alerts.views import Cause
from feedback_app.alerts.ways import cases_url
from feedback_app.foundation.charts import BarItem, bars
from feedback_app.foundation.languages import format_number, format_percent, ngettext
from feedback_app.foundation.languages import gettext as _

DAYS_PER_YEAR = 365.25
LONGEST_YEARS = 1000
MOST_SHOWN = 5
"""Values of a dimension that are shown; the rest of a long tail tells nobody anything."""


async def causes_of(card: AlertCard, shown: AlertEvidence) -> tuple[Cause, ...]:
    """Return the ranked values of every dimension that adds to the rise, the ones that explain it first."""
    labels = await product_labels(shown)
    ranked = sorted(shown.dimensions, key=lambda one: not one.named)
    found = []
    for dimension in ranked:
        shown_parts = [part for part in dimension.parts if part.excess > 0][:MOST_SHOWN]
        items = [
            BarItem(
                _label(dimension.dimension, part.name, labels),
                part.excess,
                min(1.0, max(0.0, part.share)),
                url=cases_url(card, dimension.dimension, (part.name,)),
            )
            for part in shown_parts
        ]
        if items:
            own = dimension.dimension == card.series.slice.dimension
            title = dimension_words()[dimension.dimension]
            leads = dimension.named or (own and dimension.parts[0].name == card.series.slice.value)
            note = _note(dimension, shown, own, labels)
            found.append(Cause(title, bars(items), leads, note, told=dimension.named or own))
    return tuple(found)


def rest_words(causes: Sequence[Cause], shown: AlertEvidence) -> str:
    """Return what the dimensions that nobody speaks of are folded under, "" when there are none."""
    number = sum(not cause.told for cause in causes)
    if not number:
        return ""
    if not shown.looked_inside:
        return ngettext("One other characteristic", "%(num)d other characteristics", number) % {"num": number}
    return ngettext(
        "One other characteristic: spread over all", "%(num)d other characteristics: spread over all", number
    ) % {"num": number}


async def cause_sentence(card: AlertCard, shown: AlertEvidence) -> str:
    """Name what explains the rise, level by level, or say that it is spread over all."""
    if not shown.looked_inside:
        return _by_slices(card, shown)
    labels = await product_labels(shown)
    parts = []
    if shown.own_share is not None and shown.own_share > 0:
        parts.append(
            _("%(name)s accounts for %(share)s of the extra cases of the whole theme.")
            % {"name": _sliced(card), "share": _part(shown.own_share)}
        )
    parts.append(_inside(card, shown, labels))
    return " ".join(parts)


def chance_sentences(card: AlertCard, shown: AlertEvidence) -> tuple[str, ...]:
    """Say how often such alerts come without a cause: to the team altogether, and in this series at this strength.

    The evidence of an e-detector bounds the second: without a cause it is reached once in so many days on average at
    the most often (Shin, Ramdas & Rinaldo 2024, "E-detectors", New England J. of Statistics in Data Science 2:229).
    """
    number = shown.false_alarms_per_month
    team = _("Alerts by mere chance: at most about %(number)s per team and month.") % {
        "number": format_number(number, 0 if number >= 1 else 1)
    }
    return (team, _of_series(card.score))


def _of_series(score: float) -> str:
    years = 10**score / DAYS_PER_YEAR
    if years >= LONGEST_YEARS:
        return _("One as strong as this comes by chance in this series less than once in 1,000 years.")
    if years >= 1:
        return _("One as strong as this comes by chance in this series about once in %(years)s years at the most.") % {
            "years": format_number(years)
        }
    return _("One as strong as this comes by chance in this series about once in %(months)s months at the most.") % {
        "months": format_number(max(1.0, 12 * years))
    }


def dimension_words() -> Mapping[str, str]:
    """Return what the dimensions are called."""
    return {
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "sku": _("Product"),
        "size": _("Size"),
        "lot": _("Lot"),
        "hub": _("Hub"),
        "packaging": _("Packaging"),
        "shift": _("Shift"),
        "area": _("Postcode area"),
        "survey": _("Survey version"),
    }


async def product_labels(shown: AlertEvidence) -> dict[str, str]:
    """Return what the products of the evidence are called, by article number."""
    skus = {part.name for one in shown.dimensions if one.dimension == "sku" for part in one.parts}
    named = [one for one in (shown.cause, shown.inside, shown.wider) if one and one.dimension == "sku"]
    return await reading.product_names(skus.union(*(one.values for one in named)))


def _inside(card: AlertCard, shown: AlertEvidence, labels: Mapping[str, str]) -> str:
    if shown.cause is None and not card.series.slice.everything:
        return _("Within it, the rise is spread: no other group explains it by itself.")
    if shown.cause is None:
        return _("It is spread over all: no product, carrier, warehouse or other group explains it by itself.")
    number = len(shown.cause.values)
    words = {"name": named_words(shown.cause, labels), "share": _part(shown.cause.share)}
    if shown.inside is not None:
        inner = {"inner": named_words(shown.inside, labels), "part": _part(shown.inside.share)}
        said = ngettext(
            "%(name)s explains %(share)s of the extra cases, and there above all %(inner)s (%(part)s).",
            "%(name)s explain %(share)s of the extra cases, and there above all %(inner)s (%(part)s).",
            number,
        )
        return said % {**words, **inner}
    if shown.wider is not None:
        wider = named_words(shown.wider, labels)
        said = ngettext(
            "%(name)s explains %(share)s of the extra cases, not all of %(wider)s.",
            "%(name)s explain %(share)s of the extra cases, not all of %(wider)s.",
            number,
        )
        return said % {**words, "wider": wider}
    said = ngettext(
        "%(name)s explains %(share)s of the extra cases.", "%(name)s explain %(share)s of the extra cases.", number
    )
    return said % words


def named_words(named: Named, labels: Mapping[str, str]) -> str:
    """Return the values that explain a rise as people call them."""
    names = [_label(named.dimension, value, labels) for value in named.values]
    return sentences.values_words(named.dimension, names)


def _by_slices(card: AlertCard, shown: AlertEvidence) -> str:
    part = card.series.slice
    own = [one for one in shown.dimensions if one.dimension == part.dimension]
    share = next((one.share for dimension in own for one in dimension.parts if one.name == part.value), None)
    if share is not None and share > 0:
        return _("%(name)s accounts for %(share)s of the extra cases.") % {"name": _sliced(card), "share": _part(share)}
    if part.everything:
        return _("The rise is spread: no carrier, warehouse or product explains it by itself.")
    return _("It shows at %(name)s only.") % {"name": _sliced(card)}


def _note(dimension: Dimension, shown: AlertEvidence, own: bool, labels: Mapping[str, str]) -> str:
    if own:
        return _("in the whole theme")
    if not shown.looked_inside:
        return ""
    if dimension.named:
        named = [one for one in (shown.cause, shown.wider) if one and one.dimension == dimension.dimension]
        return _("stands out: %(name)s") % {"name": named_words(named[0], labels)} if named else ""
    return _("spread over all")


def _label(dimension: str, value: str, labels: Mapping[str, str]) -> str:
    return labels.get(value, value) if dimension == "sku" else value


def _sliced(card: AlertCard) -> str:
    return sentences.value_words(card.series.slice.dimension, card.label)


def _part(share: float) -> str:
    return format_percent(min(1.0, share), 0)
