"""The days of 23 and 25 hours are days like others: what was said on them is counted on them, once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from feedback_app.alerts import counts, series
from feedback_app.alerts.slices import Series
from feedback_app.alerts.tables import DailyVolume
from feedback_app.foundation.house import House
from surveys.imports import store_submission_rows
from surveys.surveys import install_surveys
from surveys.tables import Comment

SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)


@pytest.fixture
async def shop(db: str, house: House) -> None:
    await install_surveys(house.now())


@pytest.mark.parametrize(("day", "hours"), [(SHORT, 23), (LONG, 25)])
async def test_an_answer_in_every_hour_of_the_day_is_counted_on_it(shop, house, day, hours):
    begin = datetime(day.year, day.month, day.day, tzinfo=house.zone).astimezone(UTC)
    moments = [begin + timedelta(hours=hour) for hour in range(-1, hours + 1)]
    await store_submission_rows(house, [{"submitted_at": moment.isoformat()} for moment in moments])
    await counts.run(house)
    found = {row["day"]: row["answers"] for row in await DailyVolume.select()}
    assert found == {day - timedelta(days=1): 1, day: hours, day + timedelta(days=1): 1}


async def test_local_times_that_come_twice_or_not_at_all_stay_on_their_day(shop, house):
    local = [f"{SHORT} 02:30", f"{LONG} 02:30", "25.10.2026 02:30", f"{LONG}T23:59:59", f"{SHORT}T00:00:00"]
    await store_submission_rows(house, [{"submitted_at": moment} for moment in local])
    rows = await Comment.select(Comment.day)
    assert Counter(row["day"] for row in rows) == {SHORT: 2, LONG: 3}


async def test_a_panel_has_one_step_for_each_of_them(shop, house):
    rows = [{"submitted_at": f"{LONG + timedelta(days=ago)}T12:00:00"} for ago in (-1, 0, 1)]
    await store_submission_rows(house, rows)
    await counts.run(house)
    panel = await series.load_panel([Series("too_small")], LONG - timedelta(days=1), LONG + timedelta(days=1))
    assert panel.exposure is not None
    np.testing.assert_equal(panel.exposure, [[1, 1, 1]])
