"""The interval of a share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.intervals import score_interval


def test_the_bounds_are_those_of_a_published_example() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263.
    assert score_interval(81 / 263, 263) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))


@given(st.integers(1, 10_000), st.data())
def test_the_bounds_enclose_the_share_and_stay_inside(n: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = score_interval(share, n)
    assert 0 <= low <= share <= high <= 1
