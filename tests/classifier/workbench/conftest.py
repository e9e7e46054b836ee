"""The workbench's cast: a shop with the starter themes and a few sorted comments, and pictures of all rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from classifier.tables import Assignment
from classifier.themes import install_themes
from classifier.workbench.drafts import Draft
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from tests.shop_cast import TODAY, add_classified

ANNA = 7


@dataclass(frozen=True, slots=True)
class Cast:
    """Comments about packaging, about transport, about both, stated as a reason, and about nothing."""

    packaging: int
    transport: int
    both: int
    stated: int
    none: int


@pytest.fixture
async def cast(db: str) -> Cast:
    await install_themes()
    day = TODAY - timedelta(days=3)
    cast = Cast(
        await add_classified("Karton aufgerissen", ["packaging"], day=day),
        await add_classified("Lampe zerbrochen", ["damaged_transport"], day=day),
        await add_classified("Karton eingedrückt, Schirm kaputt", ["packaging", "damaged_transport"]),
        await add_classified("Schlecht verpackt", ["packaging"]),
        await add_classified("Der Hund mag das Futter nicht", []),
    )
    async with transaction():
        await Assignment.update({"source": "reason", "probability": 1.0}).where(Assignment.comment == cast.stated)
        await Assignment.update({"source": "customer", "probability": 1.0}).where(
            (Assignment.comment == cast.both) & (Assignment.theme == "packaging")
        )
    return cast


@pytest.fixture
def house(now: datetime, tmp_path: Path) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://shop.test", tmp_path)


def draft(name: str, team: str = "product", **more: str) -> Draft:
    return Draft(name, more.pop("name_en", name), team, **more)


async def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that deeds may touch; revisions are left out, because each change raises them."""
    kept = {
        "assignment": "*",
        "classification": '"comment", "outcome", "source", "model_version", "member_id", "novelty"',
        "theme": '"code", "name_de", "name_en", "team", "definition_de", "words_de", "group_code", "retired",'
        '"merged_into"',
        "theme_example": "*",
    }
    return {table: await fetch(f'SELECT {columns} FROM "{table}" ORDER BY 1, 2') for table, columns in kept.items()}
