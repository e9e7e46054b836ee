"""Which themes raise no alerts, on both engines."""

from __future__ import annotations

from datetime import datetime

import pytest

from classifier.cards.reliability import unproven, unreliable
from classifier.care.measures import Figure, Hits, Measures, OnTexts, written
from classifier.tables import Assignment, ThemeModelRow
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from tests.shop_cast import TODAY, add_classified

GOOD, BAD = Hits(40, 4, 4), Hits(5, 20, 20)


async def measured(now: datetime, **themes: Hits) -> None:
    """Let a model read that was measured so on German test texts."""
    part = OnTexts("starter", "de", 100, Figure(0.7, 0.6, 0.8), 0.7, themes)
    async with transaction():
        await ThemeModelRow(
            version="starter-1",
            kind="starter",
            state="active",
            checksum="0",
            fingerprint="0",
            measures=written(Measures((part,))),
            trained_at=now,
            activated_at=now,
        ).save()


@pytest.fixture
async def themes(db: str) -> None:
    await install_themes()


async def test_nothing_is_held_back_before_anything_was_measured(themes: None) -> None:
    await add_classified("Farbe doof", ["dislike_color"])
    assert await unreliable(TODAY) == frozenset()


async def test_a_badly_read_theme_is_held_back_and_a_well_read_one_is_not(themes: None, now: datetime) -> None:
    await measured(now, too_small=GOOD, other=BAD)
    await add_classified("zu klein", ["too_small"])
    await add_classified("na ja", ["other"])
    held_back = await unreliable(TODAY)
    assert "other" in held_back
    assert "too_small" not in held_back


async def test_a_theme_that_was_never_measured_is_held_back(themes: None, now: datetime) -> None:
    await measured(now, too_small=GOOD)
    await add_classified("schrill", ["dislike_color"])
    assert "dislike_color" in await unreliable(TODAY)


async def test_what_customers_state_themselves_is_not_held_back(themes: None, now: datetime) -> None:
    await measured(now, too_small=GOOD, other=BAD)
    comment = await add_classified("na ja", ["other"])
    async with transaction():
        await Assignment.update({Assignment.source: "reason"}).where(Assignment.comment == comment)
    assert "other" not in await unreliable(TODAY)
    assert "other" in await unproven()
