"""The list of submissions cut by where an item was: what an alert's numbers lead to."""

from datetime import date, timedelta

import pytest

from feedback_app.foundation.languages import speaking
from feedback_app.insights.narrow import Narrow, narrow_of, words_of
from feedback_app.insights.views import Span
from tests.alerts.alert_world import TODAY

USUAL = Span(TODAY - timedelta(days=29), TODAY)


def test_days_and_places_live_in_the_address():
    query = {"lot": "L-7", "hub": "Köln", "since": "2026-11-11", "until": "2026-11-20"}
    narrow = narrow_of(query)
    assert narrow.query() == query
    assert narrow.span(USUAL) == Span(date(2026, 11, 11), date(2026, 11, 20))


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-11-20"},
        {"since": "2026-11-20", "until": "2026-11-11"},
        {"since": "heute", "until": "morgen"},
        {"hub": " "},
    ],
)
def test_what_cannot_be_understood_is_as_if_it_were_not_there(query):
    assert narrow_of(query) == Narrow()
    assert narrow_of(query).span(USUAL) == USUAL


async def test_each_choice_can_be_taken_away_again(db):
    narrow = narrow_of({"size": "M", "since": "2026-11-11", "until": "2026-11-20"})
    with speaking("de"):
        found = await words_of(narrow)
    assert [words for words, _rest in found] == ["Größe: M", "11.11.2026 – 20.11.2026"]
    assert [rest.query() for _words, rest in found] == [{"since": "2026-11-11", "until": "2026-11-20"}, {"size": "M"}]
