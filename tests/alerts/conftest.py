"""Fixtures of the alerts floor; what they are made of stands in alert_world.py."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classifier.tables import Theme
from feedback_app.alerts.channels import Channels
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.tables import Submission, Survey
from tests.alerts.alert_world import THEMES, FakeClock, World


@pytest.fixture
def clock(now: datetime) -> FakeClock:
    return FakeClock(now)


@pytest.fixture
def house(clock: FakeClock, tmp_path: Path) -> House:
    return House(clock, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "https://shop.example", tmp_path)


@pytest.fixture
def mailbox_only() -> Channels:
    return Channels(None, "feedback@shop.example", {}, "", "", False)


@pytest.fixture
async def world(db: str) -> World:
    for position, (code, name_de, name_en, team) in enumerate(THEMES):
        await Theme(code=code, name_de=name_de, name_en=name_en, team=team, position=position).save()
    published = datetime(2026, 1, 1, tzinfo=UTC)
    survey = Survey(code="returns", version=1, definition="{}", published_at=published)
    await survey.save()
    submission = Submission(survey=survey.id, submitted_at=published, day=published.date(), changed_at=published)
    await submission.save()
    return World(submission.id)
