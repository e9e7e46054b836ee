"""How a shop puts the forms into its own pages. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_app.foundation.assets import static_url
from feedback_app.foundation.house import House


@dataclass(frozen=True, slots=True)
class Snippet:
    """Two lines of HTML for the shop's page, and the origins that may use them (none: nobody may)."""

    html: str
    origins: tuple[str, ...]


def snippet(house: House) -> Snippet:
    """Return the lines that show the order search, and the form behind it, inside the shop's page."""
    frame = f'<iframe src="{house.base_url}/find?embed=1" title="Feedback" data-feedback-form></iframe>'
    # Without integrity: the shop's page keeps these lines for years, and an update of ours must not blank the form.
    script = f'<script src="{house.base_url}{static_url("embed.js")}" defer></script>'
    return Snippet(f"{frame}\n{script}", house.frame_ancestors)
