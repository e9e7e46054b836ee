"""Which series are watched, and what their panel holds."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback_app.alerts import counts, series
from feedback_app.alerts.slices import Series, Slice, parse_series
from tests.alerts.alert_world import TODAY, Batch


@pytest.mark.parametrize(
    "one",
    [
        Series("too_small"),
        Series("too_small", Slice("carrier", "GLS")),
        Series("too_small", Slice("sku", "a|b=c|carrier=d")),
        Series("too_small", Slice("sku", "=")),
    ],
)
def test_a_key_leads_back_to_its_series(one):
    assert parse_series(one.key) == one


@given(some.sampled_from(series.DIMENSIONS), some.text(min_size=1))
def test_values_may_hold_any_character(dimension, value):
    one = Series("too_small", Slice(dimension, value))
    assert parse_series(one.key) == one


async def keys(team: str) -> set[str]:
    return {one.key for one in (await series.watched(TODAY)).get(team, [])}


async def test_themes_and_their_frequent_slices_are_watched(world, house):
    await world.add([Batch(TODAY, 5, "damaged_transport", carrier="GLS"), Batch(TODAY, 15, carrier="GLS")])
    await world.add(
        [Batch(TODAY, 4, "damaged_transport", warehouse="Hamm", sku="K-2"), Batch(TODAY, 19, carrier="UPS")]
    )
    await counts.run(house)
    assert await keys("logistics") == {
        "damaged_transport",
        "damaged_transport|carrier=GLS",
        "damaged_transport|sku=H-1",
        "damaged_transport|warehouse=Erfurt",
    }


async def test_a_slice_with_too_few_answers_is_not_watched(world, house):
    await world.add([Batch(TODAY, 19, "damaged_transport", carrier="GLS"), Batch(TODAY, 30)])
    await counts.run(house)
    assert "damaged_transport|carrier=GLS" not in await keys("logistics")


async def test_cases_of_long_ago_do_not_keep_a_slice_watched(world, house):
    await world.add([Batch(TODAY - timedelta(days=90), 30, "damaged_transport"), Batch(TODAY, 1)])
    await counts.run(house)
    assert await keys("logistics") == {"damaged_transport"}


async def test_praise_and_what_only_customers_can_change_are_not_watched(world, house):
    await world.add([Batch(TODAY, 30, "praise"), Batch(TODAY, 30, "changed_mind")])
    await counts.run(house)
    assert await series.watched(TODAY) == {}


async def test_a_panel_holds_counts_answers_and_gaps(world, house):
    first = TODAY - timedelta(days=2)
    await world.add([Batch(first, 2, "too_small"), Batch(first, 3), Batch(TODAY, 4, carrier="GLS", sku="")])
    await counts.run(house)
    asked = [Series("too_small"), Series("too_small", Slice("carrier", "DHL"))]
    panel = await series.load_panel(asked, await series.first_day(TODAY), TODAY)
    np.testing.assert_equal(panel.counts, [[2, np.nan, 0], [2, np.nan, np.nan]])
    np.testing.assert_equal(panel.exposure, [[5, np.nan, 4], [5, np.nan, np.nan]])
    assert panel.first == first


async def test_a_slice_can_be_left_out_of_counts_and_answers(world, house):
    await world.add([Batch(TODAY, 2, "too_small"), Batch(TODAY, 3, "too_small", carrier="GLS"), Batch(TODAY, 6)])
    await counts.run(house)
    panel = await series.load_panel([Series("too_small")], TODAY, TODAY, [Slice("carrier", "GLS")])
    assert (panel.counts[0, 0], panel.exposure[0, 0]) == (2, 8)


async def test_without_answers_there_is_no_first_day(world):
    assert await series.first_day(TODAY) is None
