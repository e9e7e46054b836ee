"""Parts: lot, hub and the other dimensions are counted with their day, and read without what is left out."""

from datetime import date

import numpy as np

from feedback_app.alerts import counts, series
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.tables import CountedDay, DailyPart
from surveys.tables import Comment
from tests.alerts.alert_world import TODAY, Batch

TORN = "damaged_transport"


async def put(where: dict[str, str], **change: str) -> None:
    """Write dimensions into the comments of some carriers."""
    columns = {getattr(Comment, name): value for name, value in change.items()}
    for name, value in where.items():
        await Comment.update(columns).where(getattr(Comment, name) == value)


async def parts(dimension: str) -> set[tuple[date, str, str, int]]:
    rows = await DailyPart.select().where(DailyPart.dimension == dimension)
    return {(row["day"], row["value"], row["theme"], row["comments"]) for row in rows}


async def test_a_day_is_counted_by_lot_hub_and_survey_with_its_denominator(world, house):
    await world.add([Batch(TODAY, 3, TORN, carrier="GLS"), Batch(TODAY, 5, carrier="GLS"), Batch(TODAY, 4)])
    await put({"carrier": "GLS"}, hub="Neuenstein", lot="L7")
    await counts.run(house)
    assert await parts("hub") == {(TODAY, "Neuenstein", "", 8), (TODAY, "Neuenstein", TORN, 3)}
    assert await parts("lot") == {(TODAY, "L7", "", 8), (TODAY, "L7", TORN, 3)}
    assert await parts("survey") == {(TODAY, "returns v1", "", 12), (TODAY, "returns v1", TORN, 3)}
    assert await parts("shift") == set()


async def test_counting_twice_writes_each_part_once_and_an_empty_pass_nothing(world, house):
    await world.add([Batch(TODAY, 3, TORN)])
    await put({"carrier": "DHL"}, hub="Neuenstein")
    await counts.run(house)
    before = await DailyPart.count()
    assert await counts.run(house) == 0
    await CountedDay.delete(force=True)
    assert await counts.run(house) == 1
    assert await DailyPart.count() == before


async def test_a_superseded_comment_counts_in_no_part(world, house, now):
    await world.add([Batch(TODAY, 3, TORN)])
    await put({"carrier": "DHL"}, hub="Neuenstein", superseded_at=now)
    await counts.run(house)
    assert await DailyPart.count() == 0


async def test_a_hub_with_enough_cases_is_a_series_and_a_shift_is_not(world, house):
    await world.add([Batch(TODAY, 6, TORN, carrier="GLS"), Batch(TODAY, 20, carrier="GLS")])
    await put({"carrier": "GLS"}, hub="Neuenstein", shift="Früh")
    await counts.run(house)
    keys = {one.key for one in (await series.watched(TODAY))["logistics"]}
    assert f"{TORN}|hub=Neuenstein" in keys
    assert not any("shift" in key for key in keys)


async def test_a_panel_reads_parts_beside_slices(world, house):
    await world.add([Batch(TODAY, 2, TORN, carrier="GLS"), Batch(TODAY, 5, carrier="GLS"), Batch(TODAY, 3)])
    await put({"carrier": "GLS"}, hub="Neuenstein", size="M")
    await counts.run(house)
    slices = [Slice(), Slice("carrier", "GLS"), Slice("hub", "Neuenstein"), Slice("size", "M"), Slice("hub", "Bremen")]
    panel = await series.load_panel([Series(TORN, one) for one in slices], TODAY, TODAY)
    np.testing.assert_equal(panel.counts[:, 0], [2, 2, 2, 2, np.nan])
    np.testing.assert_equal(panel.exposure[:, 0], [10, 7, 7, 7, np.nan])


async def test_a_part_is_left_out_of_slices_and_a_slice_of_parts(world, house):
    await world.add([Batch(TODAY, 2, TORN, carrier="GLS"), Batch(TODAY, 5, carrier="GLS"), Batch(TODAY, 3, TORN)])
    await put({"carrier": "GLS"}, hub="Neuenstein")
    await put({"carrier": "DHL"}, hub="Bremen")
    await counts.run(house)
    asked = [Series(TORN), Series(TORN, Slice("carrier", "GLS")), Series(TORN, Slice("hub", "Bremen"))]
    without_hub = await series.load_panel(asked, TODAY, TODAY, [Slice("hub", "Neuenstein")])
    np.testing.assert_equal(without_hub.counts[:, 0], [3, np.nan, 3])
    without_survey = await series.load_panel(asked[:1], TODAY, TODAY, [Slice("survey", "returns v1")])
    np.testing.assert_equal(without_survey.counts, [[np.nan]])
    without_carrier = await series.load_panel(asked, TODAY, TODAY, [Slice("carrier", "DHL")])
    np.testing.assert_equal(without_carrier.exposure[:, 0], [7, 7, np.nan])


async def test_a_slice_with_less_than_a_case_in_twenty_days_sleeps(world, house):
    days = [date.fromordinal(TODAY.toordinal() - 22 * number) for number in range(4)]
    await world.add([Batch(day, 1, TORN) for day in days] + [Batch(TODAY, 30)])
    await counts.run(house)
    assert [one.key for one in (await series.watched(TODAY))["logistics"]] == [TORN]
    await world.add([Batch(days[-1], 1, TORN)])
    await counts.run(house)
    assert f"{TORN}|carrier=DHL" in {one.key for one in (await series.watched(TODAY))["logistics"]}
