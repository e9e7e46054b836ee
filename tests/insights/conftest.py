"""The surroundings of the desk's tests."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys


@pytest.fixture
def house(now: datetime, tmp_path: Path) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", tmp_path)
