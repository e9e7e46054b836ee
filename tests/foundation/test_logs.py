"""A log line names the kind and the place of an error, and nothing that somebody wrote."""

import sys

from feedback_app.logs import kinds_and_places


def test_the_sentence_of_an_exception_and_of_its_cause_stays_out_of_the_log():
    try:
        try:
            raise KeyError("anna@shop.test")
        except KeyError as cause:
            raise ValueError("Der Karton war nass") from cause
    except ValueError:
        found = kinds_and_places(sys.exc_info())
    assert [line.split(" at ")[0] for line in found] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logs.py" in found[0]
    assert not any(word in line for line in found for word in ("anna", "Karton"))
