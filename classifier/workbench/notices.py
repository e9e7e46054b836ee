"""The sentence on top of the page that follows a deed."""

from __future__ import annotations

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import Notice


def notice_of(done: str) -> Notice | None:
    """Return what was done in a sentence; None for a deed that does not exist."""
    said = {
        "created": _("The theme is there. New comments find it as soon as the model has learned it."),
        "renamed": _("Saved."),
        "merged": _("The themes are one now. All comments count here from now on."),
        "split": _("The parts are themes of their own now."),
        "moved": _("The theme is in its new group."),
        "retired": _("The theme is retired. No new comment gets it."),
        "restored": _("The theme is in use again."),
        "undone": _("Undone. Everything is as it was before."),
        "group_added": _("The group is there."),
        "group_saved": _("Saved."),
        "group_removed": _("The group is gone."),
    }
    return Notice("done", said[done]) if done in said else None
