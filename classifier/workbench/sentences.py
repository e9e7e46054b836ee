"""What was done to themes, in a sentence a person says."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.workbench.keeping import About
from classifier.workbench.lineage import Change, Kind
from feedback_app.foundation.languages import format_number, language, ngettext
from feedback_app.foundation.languages import gettext as _


def sentence(change: Change, about: About) -> str:
    """Say what a deed did, with the names of that time."""
    theme = _name(change.theme, about)
    to = about.to[0] if language() == "de" else about.to[1]
    others = _listed([_name(code, about) for code in change.others])
    return _pattern(change, theme, to) % {"theme": theme, "to": to, "others": others}


def _pattern(change: Change, theme: str, to: str) -> str:
    split_off = ngettext(
        "%(others)s was split off from “%(theme)s”.", "%(others)s were split off from “%(theme)s”.", len(change.others)
    )
    described = _("The description of “%(theme)s” was changed.")
    ungrouped = _("“%(theme)s” was taken out of its group.")
    return {
        Kind.CREATED: _("“%(theme)s” was created."),
        Kind.RENAMED: described if to == theme else _("“%(theme)s” was renamed “%(to)s”."),
        Kind.MERGED: _("%(others)s was merged into “%(theme)s”."),
        Kind.SPLIT: split_off,
        Kind.MOVED: _("“%(theme)s” was moved to the group “%(to)s”.") if to else ungrouped,
        Kind.RETIRED: _("“%(theme)s” was retired."),
        Kind.RESTORED: _("“%(theme)s” was restored."),
    }[change.kind]


def comments_moved(about: About) -> str:
    """Say how many comments a deed moved; "" when none."""
    if not about.comments:
        return ""
    said = ngettext("one comment", "%(number)s comments", about.comments)
    return said % {"number": format_number(about.comments)}


def signed(name: str, member_id: int) -> str:
    """Return who did it; a deed that was not signed has a number only."""
    return name or _("Member %(number)s") % {"number": member_id}


def _name(code: str, about: About) -> str:
    names = about.names.get(code, (code, code))
    return names[0] if language() == "de" else names[1]


def _listed(names: Sequence[str]) -> str:
    quoted = [_("“%(name)s”") % {"name": name} for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return _("%(first)s and %(last)s") % {"first": ", ".join(quoted[:-1]), "last": quoted[-1]}
