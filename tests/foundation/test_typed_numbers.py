"""Whole numbers are read from plain digits only, and never above what a column holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.typed_numbers import LARGEST_ID, whole_number


@pytest.mark.parametrize(
    ("typed", "most", "number"),
    [
        ("0", LARGEST_ID, 0),
        ("007", 999, 7),
        ("2147483647", LARGEST_ID, LARGEST_ID),
        ("2147483648", LARGEST_ID, None),
        ("168", 168, 168),
        ("169", 168, None),
        ("", LARGEST_ID, None),
        ("-1", LARGEST_ID, None),
        ("²", LARGEST_ID, None),
        ("٣", LARGEST_ID, None),
        ("1.0", LARGEST_ID, None),
        ("9" * 5_000, LARGEST_ID, None),
    ],
)
def test_plain_digits_are_a_number_up_to_the_largest(typed: str, most: int, number: int | None) -> None:
    assert whole_number(typed, most) == number


@given(st.text(max_size=12) | st.integers().map(str))
def test_whatever_is_typed_is_a_number_in_bounds_or_none(typed: str) -> None:
    assert whole_number(typed) in {None, *(() if not typed.isdecimal() else (int(typed),))}
