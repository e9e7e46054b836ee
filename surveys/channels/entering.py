"""A member enters for a customer on the phone, in chat or at the desk; the submission keeps where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedback_app.foundation.house import House
from surveys.channels.finding import order_named
from surveys.channels.lasting import lasting_link
from surveys.invitations import Invited
from surveys.surveys import current_survey
from surveys.tables import Survey
from surveys.wording import said

CHANNELS: Final = ("phone", "chat", "email", "whatsapp", "store", "web")


async def survey_titles() -> Mapping[str, str]:
    """Return what each published survey is called in the language of the request, by code; returns come first."""
    rows = await Survey.select(Survey.code)
    codes = sorted({row["code"] for row in rows}, key=lambda code: (code != "returns", code))
    return {code: said((await current_survey(code)).definition.title) or code for code in codes}


async def open_form(house: House, number: str, channel: str, survey: str) -> Invited | None:
    """Return the form of an order for one of CHANNELS, the same one each time; None when no order has this number."""
    if channel not in CHANNELS:
        raise ValueError(channel)
    found = await order_named(number)
    if found is None:
        return None
    return await lasting_link(house, f"enter-{channel}", found.external_id, survey, channel)
