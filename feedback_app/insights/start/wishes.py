"""What a member switched off or put away for themselves; kept with the member, so that it holds on every device."""

from __future__ import annotations

from typing import Final

from feedback_app.foundation.database import transaction
from feedback_app.insights.tables import Preference

ON: Final = "1"


async def wishes_of(member_id: int) -> frozenset[str]:
    """Return the names of a member's wishes, e.g. ``access.KEYS_OFF``."""
    own = (Preference.member_id == member_id) & (Preference.value == ON)
    return frozenset(await Preference.select(Preference.name).where(own).output(as_list=True))


async def wish(member_id: int, name: str, wanted: bool) -> None:
    """Keep a wish, or forget it; doing so twice is doing so once."""
    async with transaction():
        await Preference.delete().where((Preference.member_id == member_id) & (Preference.name == name))
        if wanted:
            await Preference(member_id=member_id, name=name, value=ON).save()
