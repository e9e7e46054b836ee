"""Fixtures of the cases floor: the shop of the asking floor, with rules and promises."""

from __future__ import annotations

import pytest

from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.house import House
from tests.asking.conftest import channels, clock, postbox  # noqa: F401 the asking floor's own fixtures
from tests.asking.conftest import house as asking_house  # noqa: F401 as above
from tests.cases.cases_world import installed
from tests.web.conftest import app, client_as  # noqa: F401 the web tests' own fixtures


@pytest.fixture
async def house(asking_house: House) -> House:  # noqa: F811 the fixture above
    """The house of a shop whose rules were installed at the tests' own noon, a Friday."""
    await install_teams()
    return await installed(asking_house)
