"""What the editor calls a value of a question, also one that no scale has."""

from __future__ import annotations

import pytest

from feedback_app.foundation.languages import speaking
from surveys.definition import Scale, Words
from surveys.editor.sentences import value_name

STARS = Scale(
    code="stars", words=Words("Wie war es?", "How was it?"), steps=(Words("schlecht", "bad"), Words("gut", "good"))
)


@pytest.mark.parametrize(
    ("value", "name"), [("2", "2 (good)"), ("3", "3"), ("0", "0"), ("²", "²"), ("9" * 5_000, "9" * 5_000)]
)
def test_a_step_of_a_scale_goes_by_its_words_and_anything_else_stays_as_it_is(value: str, name: str) -> None:
    with speaking("en"):
        assert value_name(STARS, value) == name
