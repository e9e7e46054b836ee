"""What a question in a sentence means, as a table: filters that are shown, and words that are left to look for."""

from datetime import date

import pytest

from feedback_app.insights.search.ask import ask, names_of
from feedback_app.insights.search.query import read_query

TODAY = date(2026, 11, 20)  # a Friday
NAMES = names_of(
    {
        "carrier": {"GLS": "GLS", "DHL Express": "DHL Express", "Deutsche Post": "Deutsche Post"},
        "product": {"Wanderjacke Sturm": "Wanderjacke Sturm", "Regenhose": "Regenhose", "M": "M"},
        "category": {"Jacken": "Jacken", "Sonstiges": "Sonstiges"},
        "size": {"M": "M", "42": "42"},
        "color": {"blau": "blau"},
        "warehouse": {"Erfurt": "Erfurt"},
        "sku": {"H-1": "H-1", "42": "42"},
        "theme": {"Zu klein": "too_small", "Too small": "too_small"},
    }
)
LAST_WEEK = {"since": "2026-11-09", "until": "2026-11-15"}
QUESTIONS = (
    ("Kommentare über Naht auf Deutsch seit März", "Naht", {"language": "de", "since": "2026-03-01"}),
    ("comments about zips in German since March", "zips", {"language": "de", "since": "2026-03-01"}),
    ("show me all comments about zips in German since March", "zips", {"language": "de", "since": "2026-03-01"}),
    ("Zeig mir alle Rückmeldungen zu Nähten", "Nähten", {}),
    ("Was sagen Kunden über den Karton?", "Karton", {}),
    ("what do customers say about the box", "box", {}),
    ("schlechte Bewertungen", "", {"mood": "bad"}),
    ("schlechte Bewertungen von GLS letzte Woche", "", {"mood": "bad", "carrier": "GLS", **LAST_WEEK}),
    ("bad reviews for Regenhose last 90 days", "", {"mood": "bad", "product": "Regenhose", "days": "90"}),
    ("unzufriedene Kunden in den letzten 30 Tagen", "", {"mood": "bad", "days": "30"}),
    ("gute Bewertungen über die Passform", "Passform", {"mood": "good"}),
    ("happy customers this year", "", {"mood": "good", "since": "2026-01-01", "until": "2026-11-20"}),
    ("1 Stern", "", {"rating": "1"}),
    ("Kommentare mit zwei Sternen über die Naht", "Naht", {"rating": "2"}),
    ("5 star reviews about zips", "zips", {"rating": "5"}),
    ("rating 3 Karton", "Karton", {"rating": "3"}),
    ("Wanderjacke Sturm zu klein", "zu klein", {"product": "Wanderjacke Sturm"}),
    ("Jacken in Größe M", "", {"category": "Jacken", "size": "M"}),
    ("size M too small", "too small", {"size": "M"}),
    ("Größe 42 zu klein seit letzter Woche", "zu klein", {"size": "42", "since": "2026-11-09"}),
    ("Farbe blau stimmt nicht", "stimmt nicht", {"color": "blau"}),
    ("Rückmeldungen vom 1.3. bis 15.3. aus dem Lager Erfurt", "",
     {"since": "2026-03-01", "until": "2026-03-15", "warehouse": "Erfurt"}),
    ("H-1 kaputt", "kaputt", {"sku": "H-1"}),
    ("zum Thema zu klein", "", {"theme": "too_small"}),
    ("comments on topic too small from DHL Express", "", {"theme": "too_small", "carrier": "DHL Express"}),
    ("Deutsche Post verspätet", "verspätet", {"carrier": "Deutsche Post"}),
    ("GLS zu spät", "zu spät", {"carrier": "GLS"}),
    ("deutsche Kommentare über Naht", "Naht", {"language": "de"}),
    ("English comments about the box", "box", {"language": "en"}),
    ('Kommentare mit "zu klein" auf Englisch', '"zu klein"', {"language": "en"}),
    ("Kommentare NICHT GLS", "NICHT GLS", {}),
    ("Naht seit 3 Wochen", "Naht", {"since": "2026-10-31"}),
    ("zips between March and May 2025", "zips", {"since": "2025-03-01", "until": "2025-05-31"}),
    ("Naht von November bis Januar", "Naht", {"since": "2025-11-01", "until": "2026-01-31"}),
    ("Karton im Dezember", "Karton", {"since": "2025-12-01", "until": "2025-12-31"}),
    ("Karton 2026-11-03", "Karton", {"since": "2026-11-03", "until": "2026-11-03"}),
    ("zips since 1 March 2026", "zips", {"since": "2026-03-01"}),
    ("zips before June", "zips", {"since": "2025-06-01", "until": "2026-05-31"}),
    ("Karton gestern", "Karton", {"since": "2026-11-19", "until": "2026-11-19"}),
    ("Karton seit Montag", "Karton", {"since": "2026-11-16"}),
    ("Karton in den letzten zwölf Monaten", "Karton", {"days": "365"}),
    ("letzter Monat GLS", "", {"since": "2026-10-01", "until": "2026-10-31", "carrier": "GLS"}),
    ("in 2025 Karton", "Karton", {"since": "2025-01-01", "until": "2025-12-31"}),
)  # fmt: skip
NOT_QUESTIONS = (
    "zu klein", "Reißverschluss -GLS", '"seit März" kaputt', "deutsche Anleitung fehlt", "may break", "march in step",
    "blau statt rot", "Zelt 2000", "42", "M", "Sonstiges", "am 30.2.", "Erfurt", "über Nacht undicht", "", "?",
    "Kommentare", "Bewertung 9", "seit Ostern", "GLS*", '"GLS"', "\0", "İİİ ﬁ 😡", "NICHT",
    "vor 0001-01-01", "bis 0001-05-01", "seit 9999-12-31",
)  # fmt: skip


@pytest.mark.parametrize(("question", "words", "filters"), QUESTIONS)
def test_a_question_becomes_filters_and_words(question: str, words: str, filters: dict[str, str]):
    found = ask(question, TODAY, NAMES)
    assert found is not None
    assert (found.words, found.filters) == (words, filters)


@pytest.mark.parametrize("typed", NOT_QUESTIONS)
def test_words_alone_stay_words(typed: str):
    assert ask(typed, TODAY, NAMES) is None


def test_every_filter_says_which_words_it_was_taken_from():
    found = ask("Kommentare über Naht von GLS seit März", TODAY, NAMES)
    assert found is not None
    assert {one.name: one.said for one in found.understood} == {"since": "seit März", "carrier": "von GLS"}


def test_what_is_left_is_a_query_and_asking_it_again_says_nothing_new():
    for question, words, _ in QUESTIONS:
        assert (not words) == (not read_query(words).units), question
        assert ask(words, TODAY, NAMES) is None, question


def test_a_month_of_this_year_has_begun_and_a_later_one_is_last_years():
    for month, year in (("November", 2026), ("December", 2025), ("January", 2026)):
        found = ask(f"zips since {month}", TODAY, NAMES)
        assert found is not None
        assert found.filters["since"].startswith(str(year))
