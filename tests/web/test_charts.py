"""The geometry of charts: what a reader sees follows from the numbers and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.charts import BandChart, BarItem, band_chart, bars, nice_ticks, spark

MONDAY = date(2026, 11, 2)


def chart_of(observed: list[int | None], since: date | None = None) -> BandChart:
    n = len(observed)
    days = [MONDAY + timedelta(days=k) for k in range(n)]
    return band_chart(days, observed, [5.0] * n, [2.0] * n, [9.0] * n, since, "Damage")


def test_a_missing_day_breaks_the_line_and_is_not_zero() -> None:
    chart = chart_of([4, 5, None, 6, 7])
    assert chart.observed_path.count("M") == 2
    assert f" {chart.base:g}" not in chart.observed_path
    assert chart.rows[2].observed is None


def test_a_day_alone_between_missing_days_is_drawn_as_a_point() -> None:
    assert [point.day for point in chart_of([None, 4, None, 5, 6]).points] == [MONDAY + timedelta(days=1)]


def test_days_outside_their_band_are_marked_and_named_in_the_table() -> None:
    chart = chart_of([5, 12, 1, 5])
    assert [(point.count, point.place) for point in chart.points] == [(12, "above"), (1, "below")]
    assert [row.place for row in chart.rows] == ["inside", "above", "below", "inside"]


def test_a_count_on_the_edge_of_the_band_is_inside() -> None:
    assert chart_of([9, 2]).points == ()


def test_the_table_holds_the_numbers_that_are_drawn() -> None:
    chart = chart_of([3, None, 8])
    assert [(row.observed, row.expected, row.lower, row.upper) for row in chart.rows] == [
        (3, 5.0, 2.0, 9.0),
        (None, 5.0, 2.0, 9.0),
        (8, 5.0, 2.0, 9.0),
    ]


def test_the_last_day_stands_at_the_right_edge() -> None:
    chart = chart_of([1] * 56)
    assert (chart.day_ticks[-1].left, chart.day_ticks[-1].anchor) == (100.0, "end")


def test_long_charts_name_days_whole_weeks_apart() -> None:
    ticks = chart_of([1] * 56).day_ticks
    assert {(later.day - tick.day).days % 7 for tick, later in pairwise(ticks)} == {0}


def test_narrow_screens_keep_every_second_day_and_always_the_last() -> None:
    wide = [tick.wide for tick in chart_of([1] * 42).day_ticks]
    assert wide[-1] is False
    assert all(a != b for a, b in pairwise(wide))


def test_saturday_and_sunday_are_one_weekend() -> None:
    chart = chart_of([1] * 14)
    assert len(chart.weekends) == 2
    assert chart.weekends[0].width == pytest.approx(2 * 100 / 13, abs=0.02)


def test_a_year_of_days_has_no_weekend_marks() -> None:
    assert chart_of([1] * 365).weekends == ()


def test_the_start_of_the_rise_is_marked_where_its_day_stands() -> None:
    chart = chart_of([1] * 11, since=MONDAY + timedelta(days=8))
    assert chart.start is not None
    assert (chart.start.left, chart.start.anchor) == (80.0, "end")


def test_a_start_before_the_chart_is_not_marked() -> None:
    assert chart_of([1, 2, 3], since=MONDAY - timedelta(days=1)).start is None


def test_an_empty_chart_still_has_an_axis() -> None:
    chart = band_chart([], [], [], [], [], None, "Nothing yet")
    assert [tick.value for tick in chart.count_ticks] == [0, 1]
    assert chart.observed_path == chart.band_path == ""


def test_one_day_alone_stands_in_the_middle() -> None:
    (point,) = chart_of([4]).points
    assert point.left == 50.0


def test_lines_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one value per day"):
        band_chart([MONDAY], [1, 2], [1.0], [0.0], [3.0], None, "")


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(0, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 2, 4, 6, 8)), (18, (0, 5, 10, 15, 20)), (100, (0, 50, 100))],
)
def test_grid_lines_carry_round_numbers(most: float, ticks: tuple[int, ...]) -> None:
    assert nice_ticks(most) == ticks


@given(st.floats(min_value=0, max_value=1e7))
def test_the_grid_is_short_and_covers_every_count(most: float) -> None:
    ticks = nice_ticks(most)
    assert len(ticks) <= 5
    assert ticks[0] == 0
    assert ticks[-1] >= most


@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=120))
def test_nothing_is_drawn_outside_the_box(observed: list[int | None]) -> None:
    chart = chart_of(observed)
    for point in chart.points:
        assert 0 <= point.left <= 100
        assert 0 <= point.y <= chart.base
    for span in chart.weekends:
        assert span.left >= 0
        assert span.left + span.width <= 100.01


def test_a_spark_ends_at_the_last_known_value() -> None:
    line = spark([1, 2, 3, None], width=96, height=24)
    assert (line.end_x, line.end_y) == (63.0, 3.0)


def test_a_level_spark_runs_through_the_middle() -> None:
    assert spark([4, 4], height=24).path == "M3 12L93 12"


def test_a_spark_of_nothing_draws_nothing() -> None:
    line = spark([None, None])
    assert (line.path, line.end_x) == ("", None)


def test_bars_are_ranked_and_measured_against_the_longest() -> None:
    ranked = bars([BarItem("DHL", 5, 0.2), BarItem("GLS", 20, 0.8), BarItem("UPS", 0)])
    assert [(bar.label, bar.length) for bar in ranked] == [("GLS", 100.0), ("DHL", 25.0), ("UPS", 0.0)]


def test_bars_without_any_value_have_no_length() -> None:
    assert [bar.length for bar in bars([BarItem("GLS", 0), BarItem("DHL", 0)])] == [0.0, 0.0]
