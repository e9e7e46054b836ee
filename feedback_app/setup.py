"""What every database holds from the first start: reasons, surveys, themes, teams and the shop's name."""

from __future__ import annotations

from classifier.themes import install_themes
from feedback_app.alerts.destinations import lock_anew
from feedback_app.alerts.teams import install_teams
from feedback_app.cases.terms import install_terms
from feedback_app.foundation import dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.settings import Settings
from surveys.catalogue import install_catalogue
from surveys.surveys import install_surveys
from surveys.tables import Shop


async def install(house: House, settings: Settings) -> None:
    """Add what is missing, also after an update; changes nothing that members have changed."""
    async with transaction():
        await dialect.take_turns("setup")
        await install_catalogue()
        await install_surveys(house.now())
        await install_themes()
        await install_teams()
        await install_terms(house.now())
        if not await Shop.exists():
            await Shop(name=settings.shop_name).save()
    if settings.old_secret:
        await lock_anew(house)
