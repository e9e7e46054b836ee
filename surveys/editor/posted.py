"""What a page of the editor posted, and what the next page says about it."""

from __future__ import annotations

from typing import Any

from litestar import Request

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import Notice
from surveys.answers import Fields


async def fields_of(request: Request[Any, Any, Any]) -> Fields:
    """Return a posted form as texts by field name; files are none."""
    form = await request.form()
    return {name: tuple(one for one in form.getall(name) if isinstance(one, str)) for name in form}


def notice_of(done: str) -> Notice | None:
    """Return the sentence for a page that follows a step; None for a step that does not exist."""
    said = {
        "begun": _("The draft is there. Customers see it only after you publish it."),
        "saved": _("Saved in the draft."),
        "moved": _("The draft is changed."),
        "removed": _("Removed from the draft. Published versions keep it."),
        "published": _("Published. From now on every new link leads to this version."),
        "discarded": _("The draft is thrown away. What is published stays."),
    }
    warned = {
        "conditions": _("Done. A condition that named this question or answer was taken away with it."),
        "unchanged": _("Nothing was changed: that is not possible, or a condition would name a later question."),
    }
    if done in said:
        return Notice("done", said[done])
    return Notice("attention", warned[done]) if done in warned else None
