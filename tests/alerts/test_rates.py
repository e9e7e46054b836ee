"""Return rates: what is back so far, what is to be expected, and what is wrong with the figures when they cannot be."""

from datetime import timedelta

import numpy as np
import pytest

from feedback_app.alerts import counts, detection, rates, series
from feedback_app.alerts.rates import SoFar, so_far
from feedback_app.alerts.slices import EVERYTHING, RETURN_RATE, Series, Slice
from feedback_app.alerts.tables import Alert, DailyReturn, Trend
from feedback_app.foundation.languages import speaking
from surveys.tables import Comment, Shipment
from tests.alerts.alert_world import TODAY
from tests.alerts.rate_world import SHOP, Sends, fill

TROUSERS = Slice("sku", "H-1")
WHOLE = Series(RETURN_RATE)


async def test_the_final_rate_is_told_before_all_is_back(db, house):
    final = await fill(house)
    for sku, rate in final.items():
        found = await so_far(Slice("sku", sku), TODAY)
        assert found.verdict == "known"
        assert found.shipped == 28 * 40
        assert found.observed_rate < 0.75 * rate
        assert found.lower <= rate <= found.upper
        assert abs(found.expected_final - rate) < 0.05
        assert len([week for week in found.course if week is not None]) >= 10
    both = await so_far(EVERYTHING, TODAY)
    assert both.lower < sum(final.values()) / 2 < both.upper


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "bisher 3,1\xa0%, erwartet am Ende 7,4\xa0% (5,9–9,2)"),
        ("en", "so far 3.1%, expected in the end 7.4% (5.9–9.2)"),
    ],
)
def test_a_rate_is_said_in_one_sentence(language, said):
    found = SoFar(EVERYTHING, "known", 1000, 31, 0.031, 0.074, 0.059, 0.092)
    with speaking(language):
        assert rates.sentence(found) == said


async def test_a_product_that_was_never_sent_is_named_as_missing_shipments(db, house):
    await fill(house)
    await Shipment.delete().where(Shipment.sku == "H-1")
    await counts.run(house)
    found = await so_far(TROUSERS, TODAY)
    assert (found.verdict, found.expected_final) == ("more_back", None)
    with speaking("en"):
        assert "Shipments are probably missing" in rates.sentence(found)
    assert (await so_far(Slice("sku", "unknown"), TODAY)).verdict == "nothing_sent"


async def test_one_month_of_history_is_too_early_for_a_rate(db, house):
    await fill(house, days=45)
    assert (await so_far(TROUSERS, TODAY)).verdict == "learning"
    assert RETURN_RATE not in {one.theme for one in (await series.watched(TODAY)).get("product", [])}


async def test_returns_without_the_day_of_their_order_are_asked_for(db, house):
    await fill(house, dated=0.7)
    assert (await so_far(TROUSERS, TODAY)).verdict == "undated"


async def test_the_rates_of_shop_product_carrier_and_category_are_watched(db, house):
    await fill(house)
    keys = {one.key for one in (await series.watched(TODAY))["product"]}
    assert keys == {
        "return_rate", "return_rate|carrier=DHL", "return_rate|carrier=GLS", "return_rate|category=Mode",
        "return_rate|sku=H-1", "return_rate|sku=K-2", "return_rate|warehouse=Erfurt",
    }  # fmt: skip


async def test_a_panel_of_a_rate_holds_pieces_back_and_pieces_due(db, house):
    await fill(house)
    panel = await series.load_panel([WHOLE, Series(RETURN_RATE, TROUSERS)], TODAY - timedelta(days=99), TODAY)
    assert panel.exposure is not None
    assert 70 < panel.exposure[0, -1] < 80.5
    assert np.nansum(panel.counts[1]) / np.nansum(panel.exposure[1]) == pytest.approx(0.2, abs=0.02)


async def test_a_rate_that_doubles_raises_an_alarm_and_a_usual_one_does_not(db, house):
    await fill(house, (*SHOP[1:], Sends("H-1", 60, 0.15, later=0.45)), rise_days=35)
    await detection.run(house)
    rows = await Trend.select().where((Trend.day == TODAY) & Trend.alarm.eq(True))
    keys = {row["series"] for row in rows}
    assert "return_rate|sku=H-1" in keys
    assert "return_rate|sku=K-2" not in keys
    assert not await Alert.exists()


async def test_shipments_that_stop_coming_in_raise_no_alarm(db, house):
    await fill(house, last_sent=TODAY - timedelta(days=21))
    panel = await series.load_panel([WHOLE], TODAY - timedelta(days=99), TODAY)
    assert np.isnan(panel.counts[0, -3:]).all()
    assert not np.isnan(panel.counts[0, :70]).any()
    await detection.run(house)
    assert not await Trend.exists().where(Trend.alarm.eq(True) & (Trend.day == TODAY))


async def test_a_million_pieces_in_one_answer_or_shipment_break_nothing(db, house):
    await fill(house)
    one = await Comment.select(Comment.id).first()
    await Comment.update({Comment.quantity: 1_000_000, Comment.revision: 2}).where(Comment.id == one["id"])
    await Shipment.update({Shipment.quantity: 1_000_000, Shipment.revision: 2}).where(
        (Shipment.day == TODAY - timedelta(days=30)) & (Shipment.sku == "H-1")
    )
    assert await counts.run(house) == 2
    assert max(row["pieces"] for row in await DailyReturn.select()) <= 200
    assert await detection.run(house) > 0
    assert (await so_far(TROUSERS, TODAY)).verdict == "known"


async def test_a_gap_of_months_is_missing_and_no_zero(db, house):
    await fill(house, days=400)
    gap = (TODAY - timedelta(days=200), TODAY - timedelta(days=120))
    await Comment.delete().where((Comment.day >= gap[0]) & (Comment.day <= gap[1]))
    await counts.run(house)
    panel = await series.load_panel([WHOLE], TODAY - timedelta(days=250), TODAY)
    assert np.isnan(panel.counts[0, 55:120]).mean() > 0.6
    await detection.run(house)
    assert not await Trend.exists().where(Trend.alarm.eq(True) & (Trend.day == TODAY))
