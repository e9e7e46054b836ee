"""The shop's own row while the demo is there: marked, renamed, and given back its name afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from feedback_app.demo import catalogue
from feedback_app.foundation.database import transaction
from surveys.tables import Shop

USUAL_NAME = "Online-Shop"


@dataclass(frozen=True, slots=True)
class Before:
    """What the shop was called before the demo."""

    name: str = USUAL_NAME
    withdrawal_url: str = ""
    privacy_url: str = ""


async def mark_as_demo() -> None:
    """Give the shop the demo's name and mark; what it was called is kept. Twice is the same as once."""
    async with transaction():
        shop = await Shop.objects().first() or Shop(name=USUAL_NAME)
        if shop.demo:
            return
        before = Before(shop.name, shop.withdrawal_url, shop.privacy_url)
        shop.before_demo = msgspec.json.encode(before).decode()
        shop.name, shop.demo = catalogue.SHOP_NAME, True
        shop.withdrawal_url, shop.privacy_url = catalogue.WITHDRAWAL_URL, catalogue.PRIVACY_URL
        await shop.save()


async def unmark() -> None:
    """Give the shop back the name it had before the demo; does nothing without a demo."""
    async with transaction():
        shop = await Shop.objects().get(Shop.demo.eq(True))
        if shop is None:
            return
        before = msgspec.json.decode(shop.before_demo, type=Before)
        shop.name, shop.withdrawal_url, shop.privacy_url = before.name, before.withdrawal_url, before.privacy_url
        shop.demo, shop.before_demo = False, "{}"
        await shop.save()
