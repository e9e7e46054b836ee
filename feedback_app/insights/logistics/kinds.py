"""What the logistics board counts as damaged, late, incomplete and lost: the one place that says so. Pure.

A kind is one theme, so that each number leads to its submissions. A stated reason stands for its theme from the moment
a comment is read (classifier/themes.py): "damaged in transport" and "damaged before dispatch" are one theme, because
customers cannot see who broke it; carrier and warehouse tell them apart. Parts that are missing are the warehouse's,
parcels that never came the carrier's, so they are two kinds. Packaging, delivery service and whatever a shop adds for
the logistics team are no kinds of their own and stand in further columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from feedback_app.foundation.languages import format_list
from feedback_app.foundation.languages import gettext as _

KindCode = Literal["damage", "late", "missing", "lost"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of trouble on the way: its theme, and the stated reasons that stand for it."""

    code: KindCode
    theme: str
    reasons: tuple[str, ...]


KINDS: Final = (
    Kind("damage", "damaged_transport", ("damaged_transport", "damaged_warehouse")),
    Kind("late", "too_late", ("too_late",)),
    Kind("missing", "missing_parts", ("missing_parts",)),
    Kind("lost", "not_delivered", ("not_delivered",)),
)


def kind_themes(successors: Mapping[str, str]) -> tuple[str, ...]:
    """Return the theme of each kind, in their order; where a shop has merged it, the one that has its comments now."""
    return tuple(successors.get(kind.theme, kind.theme) for kind in KINDS)


def kind_words() -> Mapping[KindCode, str]:
    """Return the heads of the columns."""
    return {"damage": _("Damaged"), "late": _("Late"), "missing": _("Incomplete"), "lost": _("Never arrived")}


def standout_words() -> Mapping[KindCode, str]:
    """Return the sentences about a value that differs from the rest."""
    return {
        "damage": _("With %(name)s, %(share)s (%(interval)s) of the returns arrived damaged; elsewhere %(rest)s."),
        "late": _("With %(name)s, %(share)s (%(interval)s) of the returns came late; elsewhere %(rest)s."),
        "missing": _("With %(name)s, %(share)s (%(interval)s) of the returns were incomplete; elsewhere %(rest)s."),
        "lost": _("With %(name)s, %(share)s (%(interval)s) of the returns never arrived; elsewhere %(rest)s."),
    }


def explanation(reasons: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what each kind counts, in words: head and sentences. ``reasons``: names of stated reasons by code."""
    words, told = kind_words(), _told()
    return tuple(
        (words[kind.code], f"{told[kind.code]} {_stated([reasons.get(code, code) for code in kind.reasons])}")
        for kind in KINDS
    )


def _told() -> Mapping[KindCode, str]:
    return {
        "damage": _("The goods were damaged, in transport or before dispatch: customers cannot see which."),
        "late": _("The delivery came too late."),
        "missing": _("Parts or pieces of the order were missing."),
        "lost": _("The parcel never arrived, or could not be delivered."),
    }


def _stated(names: Sequence[str]) -> str:
    quoted = [_("“%(name)s”") % {"name": name} for name in names]
    return _("Stated as %(reasons)s, or told in the text.") % {"reasons": format_list(quoted)}
