"""One cookie is found among whatever other applications have set."""

import pytest

from feedback_app.foundation.cookies import cookie


@pytest.mark.parametrize(
    "header", ["session=x", "a/b=1; session=x", 'j={"a": 1}; session="x"', "path=/; ä=1;session=x; "]
)
def test_a_cookie_is_found_beside_names_that_are_not_allowed(header):
    assert cookie(header, "session") == "x"


@pytest.mark.parametrize("header", ["", "session", "other=session=x", "sessions=x"])
def test_a_cookie_that_is_not_there_is_empty(header):
    assert cookie(header, "session") == ""
