"""Trends are detected when counts changed, and replaced as a whole."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from threadpoolctl import threadpool_info

from feedback_app.alerts import counts, detection, scanning, trends
from feedback_app.alerts.tables import DetectedDay, Trend
from tests.alerts.alert_world import TODAY, Batch
from tests.alerts.panels import quiet_panel

GLS = "damaged_transport|carrier=GLS"


async def test_a_rise_in_one_slice_becomes_an_alarm_with_its_beginning(world, house):
    await world.history(rise=5, rise_days=8, where=("carrier", "GLS"))
    await counts.run(house)
    assert await detection.run(house) == 7
    row = await Trend.select().where((Trend.series == GLS) & (Trend.day == TODAY)).first()
    assert row["alarm"]
    assert abs((row["since"] - (TODAY - timedelta(days=7))).days) <= 2
    assert row["lower"] <= row["expected"] <= row["upper"]
    quiet = await Trend.select(Trend.alarm).where(Trend.series == "damaged_transport|carrier=DHL")
    assert not any(row["alarm"] for row in quiet)


async def test_a_usual_history_raises_no_alarm_where_few_are_wanted(world, house):
    await world.history(seed=2)
    await counts.run(house)
    await detection.run(replace(house, false_alarms_per_month=0.1))
    assert not await Trend.exists().where(Trend.alarm.eq(True))


async def test_the_window_is_eight_weeks(world, house):
    await world.history(days=120, answers=16)
    await counts.run(house)
    await detection.run(house)
    days = [row["day"] for row in await Trend.select(Trend.day).where(Trend.series == "damaged_transport")]
    assert (min(days), max(days), len(days)) == (TODAY - timedelta(days=55), TODAY, 56)


async def test_nothing_is_detected_twice_for_the_same_counts(world, house):
    await world.history(days=60, answers=16)
    await counts.run(house)
    assert await detection.run(house) > 0
    before = await Trend.count()
    assert await detection.run(house) == 0
    assert await Trend.count() == before


async def test_new_counts_and_a_new_day_are_detected_again(world, house, clock):
    await world.history(days=60, answers=16)
    await counts.run(house)
    await detection.run(house)
    await world.add([Batch(TODAY, 1)])
    await counts.run(house)
    assert await detection.run(house) > 0
    clock.pass_time(days=1)
    assert await detection.run(house) > 0
    assert await DetectedDay.count() == 2


async def test_a_large_shop_is_not_looked_at_again_for_every_answer(world, house, clock, monkeypatch):
    monkeypatch.setattr(detection, "AT_ONCE", 0)
    monkeypatch.setattr(detection, "SECONDS_PER_SERIES", 60.0)
    await world.history(days=60, answers=16)
    await counts.run(house)
    await detection.run(house)
    await world.add([Batch(TODAY, 1)])
    await counts.run(house)
    assert await detection.run(house) == 0
    clock.pass_time(minutes=30)
    assert await detection.run(house) > 0


async def test_no_counts_are_no_trends_and_no_error(world, house):
    assert await detection.run(house) == 0
    assert await Trend.count() == 0


@pytest.mark.slow
async def test_a_thousand_series_take_seconds(world, house):
    import time

    batches = []
    for number in range(400):
        day = TODAY - timedelta(days=number)
        batches += [Batch(day, 1, "too_small", sku=f"S-{(number * 25 + k) % 1000}", product="P") for k in range(150)]
    await world.add(batches)
    await counts.run(house)
    started = time.process_time()
    assert await detection.run(house) >= 1000
    assert time.process_time() - started < 60


async def test_two_workers_that_detect_at_once_leave_each_trend_once(world, house):
    await world.history(days=100, answers=16)
    await counts.run(house)
    await asyncio.gather(detection.run(house), detection.run(house))
    found = [(row["series"], row["day"]) for row in await Trend.select(Trend.series, Trend.day)]
    assert len(found) == len(set(found)) > 0


def test_a_scan_on_one_thread_is_the_same_scan(monkeypatch):
    threads: list[int] = []

    def noting(*arguments):
        threads.extend(pool["num_threads"] for pool in threadpool_info())
        return trends.scan(*arguments)

    monkeypatch.setattr(scanning, "scan", noting)
    panel = quiet_panel(series=3, steps=200)
    found = scanning.scan_on_one_thread(panel, 150, 1.0)
    assert set(threads) == {1}
    assert (found.score == trends.scan(panel, 150, 1.0).score).all()
