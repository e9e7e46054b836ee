"""Two witnesses: what customers say is wrong with an item, and what the returns desk finds in it.

Only items that were inspected count. Invariant: a share is shown from ``LEAST`` inspected items on, with its interval
(Wilson 1927); below, the number alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.products.knowing import returns_url
from feedback_app.insights.products.parties import Reasons
from feedback_app.insights.shares import Share, share_of
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.store.packing import FINDINGS
from feedback_app.insights.views import View

LEAST: Final = 20
MOST_DOUBTS: Final = 15
INSPECTED: Final = "inspected"
"""See only.py."""
NOTHING: Final = FINDINGS.index("nothing") + 1
CLAIMS: Final = frozenset({
    "defective", "quality", "damaged_transport", "damaged_warehouse", "missing_parts", "wrong_item", "extra_item",
    "expired", "counterfeit",
})  # fmt: skip
"""Reasons that say something is wrong, so that an inspection could find it."""


@dataclass(frozen=True, slots=True)
class Found:
    """How often one finding was made among the items of a reason."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Witness:
    """One reason beside the findings. claims: it says that something is wrong.

    differing: the share in which the inspection says otherwise: it finds nothing although the customer did, or
    something although the customer named no fault; None with too few items. other: those items.
    """

    code: str
    name: str
    claims: bool
    inspected: int
    other: int
    differing: Share | None
    findings: tuple[Found, ...]
    sentence: str


def witnesses(cut: Cut, facts: Facts, reasons: Reasons) -> tuple[Witness, ...]:
    """Return the reasons of a cut that were inspected: those that claim a fault, then the others, most items first."""
    finding = cut.column("finding").astype(np.int64)
    seen = _seen(cut)
    values, size = facts.values("reason"), len(FINDINGS) + 1
    cells = cut.column("reason")[seen].astype(np.int64) * size + finding[seen]
    table = np.bincount(cells, minlength=len(values) * size).reshape(len(values), size)
    found = [_witness(values[code], table[code], reasons) for code in np.flatnonzero(table.sum(axis=1))]
    return tuple(sorted(found, key=lambda one: (not one.claims, -one.inspected, one.name)))


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A reason beside the inspection on a page; url: the inspected items with it."""

    witness: Witness
    url: str


def witness_views(found: Sequence[Witness], view: View) -> tuple[WitnessView, ...]:
    """Lead from each reason to its inspected items in the view."""
    return tuple(WitnessView(one, returns_url(view, only=INSPECTED, reason=one.code)) for one in found)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A product of which customers say a fault that the inspection does not find."""

    product: str
    code: str
    name: str
    inspected: int
    differing: Share


def doubts(cut: Cut, facts: Facts, reasons: Reasons) -> tuple[Doubt, ...]:
    """Return the products and reasons with enough inspected items, those first that surely differ most."""
    values, products = facts.values("reason"), facts.values("product")
    claimed = np.array([code in CLAIMS for code in values], np.bool_)
    seen = _seen(cut) & claimed[cut.column("reason")] & (cut.column("product") > 0)
    cells = cut.column("product")[seen].astype(np.int64) * len(values) + cut.column("reason")[seen]
    found, place = np.unique(cells, return_inverse=True)
    total = np.bincount(place, minlength=len(found))
    nothing = np.bincount(place, cut.column("finding")[seen] == NOTHING, len(found)).astype(np.int64)
    made = [
        Doubt(
            products[cell // len(values)],
            values[cell % len(values)],
            reasons.name(values[cell % len(values)]),
            int(of),
            share_of(int(none), int(of)),
        )
        for cell, of, none in zip(found, total, nothing, strict=True)
        if of >= LEAST
    ]
    return tuple(sorted(made, key=lambda one: (-one.differing.lower, one.product))[:MOST_DOUBTS])


def inspected_in(cut: Cut) -> int:
    """Count the returned items of a cut that were inspected."""
    return int(np.count_nonzero((cut.column("finding") > 0) & cut.returns))


def finding_words() -> dict[str, str]:
    """Return what each finding is called."""
    return {
        "nothing": _("Nothing found"),
        "defective": _("Defective"),
        "damaged": _("Damaged"),
        "worn": _("Worn or used"),
        "incomplete": _("Incomplete"),
        "wrong_item": _("Wrong item"),
        "other": _("Something else"),
    }


def condition_words() -> dict[str, str]:
    """Return what each condition is called."""
    return {
        "A": _("as new"),
        "B": _("unpacked"),
        "C": _("slight traces"),
        "D": _("damaged"),
        "E": _("worthless"),
    }


def _seen(cut: Cut) -> NDArray[np.bool_]:
    return np.asarray((cut.column("finding") > 0) & cut.returns & (cut.column("reason") > 0))


def _witness(code: str, counts: NDArray[np.int64], reasons: Reasons) -> Witness:
    words = finding_words()
    total, claims = int(counts.sum()), code in CLAIMS
    other = int(counts[NOTHING]) if claims else total - int(counts[NOTHING])
    differing = share_of(other, total) if total >= LEAST else None
    ranked = sorted(np.flatnonzero(counts), key=lambda place: (-counts[place], place))
    name = reasons.name(code)
    return Witness(
        code,
        name,
        claims,
        total,
        other,
        differing,
        tuple(Found(words[FINDINGS[place - 1]], int(counts[place])) for place in ranked),
        _sentence(name, claims),
    )


def _sentence(name: str, claims: bool) -> str:
    if claims:
        return _("Customers say “%(reason)s”, the inspection finds nothing") % {"reason": name}
    return _("Customers say “%(reason)s”, the inspection finds a fault") % {"reason": name}
