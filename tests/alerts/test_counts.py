"""Days are counted when they changed, as a whole, and only then."""

from datetime import UTC, date, datetime

from classifier.tables import Assignment, Classification
from feedback_app.alerts import counts
from feedback_app.alerts.tables import CountedDay, DailyCount, DailyVolume
from surveys.tables import Comment, Shipment
from tests.alerts.alert_world import Batch

DAY = date(2026, 11, 18)


async def test_comments_become_counts_by_theme_and_slice(world, house):
    await world.add([Batch(DAY, 3, "too_small"), Batch(DAY, 2, "too_small", carrier="GLS"), Batch(DAY, 5)])
    assert await counts.run(house) == 1
    rows = await DailyCount.select().order_by(DailyCount.carrier)
    assert [(row["day"], row["theme"], row["carrier"], row["comments"]) for row in rows] == [
        (DAY, "too_small", "DHL", 3),
        (DAY, "too_small", "GLS", 2),
    ]
    volume = await DailyVolume.select(DailyVolume.carrier, DailyVolume.answers).order_by(DailyVolume.carrier)
    assert [(row["carrier"], row["answers"]) for row in volume] == [("DHL", 8), ("GLS", 2)]


async def test_a_second_run_finds_nothing_to_do(world, house):
    await world.add([Batch(DAY, 3, "too_small")])
    assert [await counts.run(house), await counts.run(house)] == [1, 0]


async def test_only_the_changed_day_is_counted_again(world, house):
    await world.add([Batch(DAY, 3, "too_small"), Batch(date(2026, 11, 17), 2, "too_small")])
    await counts.run(house)
    await world.add([Batch(DAY, 1, "too_small")])
    assert await counts.run(house) == 1
    assert (await DailyCount.select().where(DailyCount.day == DAY).first())["comments"] == 4


async def test_a_superseded_comment_no_longer_counts(world, house):
    await world.add([Batch(DAY, 3, "too_small")])
    await counts.run(house)
    one = await Comment.select(Comment.id).first()
    await Comment.update({Comment.superseded_at: datetime.now(UTC), Comment.revision: 2}).where(Comment.id == one["id"])
    assert await counts.run(house) == 1
    assert (await DailyCount.select().first())["comments"] == 2
    assert (await DailyVolume.select().first())["answers"] == 2


async def test_a_correction_is_counted(world, house):
    await world.add([Batch(DAY, 1, "too_small")])
    await counts.run(house)
    await Assignment.update({Assignment.theme: "damaged_transport"}, force=True)
    await Classification.update({Classification.revision: 2}, force=True)
    assert await counts.run(house) == 1
    assert [row["theme"] for row in await DailyCount.select()] == ["damaged_transport"]


async def test_what_is_there_is_counted_and_late_themes_follow(world, house):
    await world.add([Batch(DAY, 2, classified=False)])
    await counts.run(house)
    assert (await DailyVolume.select().first())["answers"] == 2
    await world.add([Batch(DAY, 1, "too_small")])
    assert await counts.run(house) == 1
    assert (await DailyCount.select().first())["comments"] == 1


async def test_a_day_whose_comments_are_all_gone_has_no_counts_left(world, house):
    await world.add([Batch(DAY, 2, "too_small")])
    await counts.run(house)
    await Comment.delete(force=True)
    assert [await counts.run(house), await counts.run(house)] == [1, 0]
    assert await DailyCount.count() == await DailyVolume.count() == 0


async def test_shipments_are_denominators_too(world, house):
    await Shipment(day=DAY, sku="H-1", carrier="DHL", warehouse="Erfurt", quantity=70).save()
    await world.add([Batch(DAY, 2)])
    await counts.run(house)
    row = await DailyVolume.select().first()
    assert (row["answers"], row["shipments"]) == (2, 70)
    await Shipment.update({Shipment.quantity: 80, Shipment.revision: 2}, force=True)
    await counts.run(house)
    assert (await DailyVolume.select().first())["shipments"] == 80


async def test_many_days_are_counted_in_chunks(world, house):
    await world.history(days=70, answers=8)
    assert await counts.run(house) == 70
    assert await CountedDay.count() == 70
    assert await counts.run(house) == 0
