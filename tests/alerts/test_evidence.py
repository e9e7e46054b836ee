"""The evidence of a rise, read from the comments: every dimension that has data, level by level."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback_app.alerts import evidence
from feedback_app.alerts.cells import Where, cells
from feedback_app.alerts.explain import Explanation
from feedback_app.alerts.findings import Finding
from feedback_app.alerts.slices import EVERYTHING, Series, Slice
from feedback_app.alerts.trends import Evidence
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from tests.alerts.alert_world import TODAY, Batch

SINCE = TODAY - timedelta(days=6)
THEME = "damaged_transport"


async def tell(world, guilty: dict[str, str], risen: int = 12) -> None:
    """Eight calm weeks of 2 of 20 in each corner, then a week in which the guilty corner has ``risen`` of 20."""
    batches = []
    for carrier in ("DHL", "GLS"):
        for warehouse in ("Erfurt", "Hamm"):
            part = {"carrier": carrier, "warehouse": warehouse}
            hit = guilty.items() <= part.items()
            for ago in (7 * week + 8 for week in range(7)):
                day = TODAY - timedelta(days=ago)
                batches += [Batch(day, 2, THEME, **part), Batch(day, 18, "", **part)]
            cases = risen if hit else 2
            batches += [Batch(TODAY, cases, THEME, **part), Batch(TODAY, 20 - cases, "", **part)]
    await world.add(batches)


def finding(part: Slice = EVERYTHING) -> Finding:
    figures = Evidence(20, 8, 3, 14, 2.5, 1.5, 4.0)
    return Finding(Series(THEME, part), SINCE, figures, 80, 5.0, frozenset(), Explanation(None, ()), figures)


async def test_the_carrier_that_rises_is_the_cause_of_the_whole_themes_rise(world):
    await tell(world, {"carrier": "GLS"})
    shown = await evidence.collect(finding(), TODAY, 1.0)
    assert (shown.cause.dimension, shown.cause.values) == ("carrier", ("GLS",))
    assert [(one.dimension, one.named) for one in shown.dimensions] == [("carrier", True), ("warehouse", False)]


async def test_inside_an_alert_on_a_carrier_the_warehouse_behind_it_is_named(world):
    await tell(world, {"carrier": "GLS", "warehouse": "Erfurt"}, 16)
    shown = await evidence.collect(finding(Slice("carrier", "GLS")), TODAY, 1.0)
    assert (shown.cause.dimension, shown.cause.values) == ("warehouse", ("Erfurt",))
    assert shown.own_share > 0.8
    assert shown.dimensions[0].dimension == "carrier"


async def test_a_rise_everywhere_is_spread(world):
    await tell(world, {}, 8)
    shown = await evidence.collect(finding(), TODAY, 1.0)
    assert shown.cause is None
    assert shown.looked_inside


async def test_a_dimension_without_data_says_nothing(world):
    await tell(world, {"carrier": "GLS"})
    found = await cells(Where(THEME, SINCE, TODAY), ("carrier", "lot", "hub", "sku", "survey"))
    assert set(found) == {"carrier"}


async def test_a_lot_that_is_new_is_expected_to_do_as_its_product_did(world):
    await tell(world, {"carrier": "GLS"})
    async with transaction():
        await execute("UPDATE comment SET lot = CASE WHEN day >= ? THEN 'new' ELSE 'old' END", SINCE)
    found = {cell.value: cell for cell in (await cells(Where(THEME, SINCE, TODAY), ("lot",)))["lot"]}
    assert (found["new"].before_answers, found["new"].answers) == (0, 80)
    assert found["new"].usual == pytest.approx(0.1, abs=0.01)


async def test_answers_that_their_customer_replaced_do_not_count(world):
    await tell(world, {"carrier": "GLS"})
    async with transaction():
        await execute(
            "UPDATE comment SET superseded_at = ?, revision = 2 WHERE carrier = 'DHL'",
            datetime(2026, 11, 20, tzinfo=UTC),
        )
    assert await cells(Where(THEME, SINCE, TODAY), ("carrier",)) == {}


async def test_the_survey_version_is_a_dimension_too(world):
    await tell(world, {"carrier": "GLS"})
    where = Where(THEME, SINCE, TODAY).within("survey", ("returns v1",))
    found = await cells(where, ("carrier",))
    assert sum(cell.answers for cell in found["carrier"]) == 80
