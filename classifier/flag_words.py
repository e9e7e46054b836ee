"""The kinds of danger in words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable

from feedback_app.foundation.languages import gettext as _


def kind_words(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the words for kinds of danger; one that is not known stands as it is."""
    words = {
        "injury": _("Injury"),
        "burn": _("Burn or scald"),
        "fire": _("Fire or overheating"),
        "shock": _("Electric shock"),
        "allergy": _("Allergy or chemical harm"),
        "sharp": _("Sharp edges or shards"),
        "swallowed": _("Swallowed or choking"),
        "ill": _("Ill after eating"),
        "animal": _("Animal harmed"),
        "life": _("Danger to life"),
        "near": _("Near miss"),
    }
    return tuple(words.get(kind, kind) for kind in kinds)
