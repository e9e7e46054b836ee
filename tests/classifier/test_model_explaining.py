"""The words that carried a theme: they stand where the customer wrote them, and add up to the margin."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.explaining import Span, explain
from classifier.model import ThemeModel
from classifier.text import languages_of


def margin(model: ThemeModel, text: str, theme: str) -> float:
    """The margin of the theme without its offset."""
    column = model.classes_.index(theme)
    vectors = model._features.transform([text], languages_of([text], ["de"]))
    separators = model.learned.separators
    return float(separators.margins(vectors)[0, column] - separators.offsets[column])


def strongest(text: str, spans: tuple[Span, ...]) -> str:
    best = max(spans, key=lambda s: s.weight)
    return text[best.start : best.end]


@pytest.mark.parametrize(
    ("text", "theme", "word"),
    [
        ("Die Größe passt, aber der Reißverschluss!", "zip", "Reißverschluss"),
        ("REISSVERSCHLUSS hängt", "zip", "REISSVERSCHLUSS"),
        ("Habe das Reißverschlussproblem gemeldet", "zip", "Reißverschlussproblem"),
        ("Ärgerlich: Lieferung kam an, verspätet", "late", "verspätet"),
    ],
)
def test_german_words_are_found_where_they_stand(model: ThemeModel, text: str, theme: str, word: str) -> None:
    assert strongest(text, explain(model, text, "de", theme)) == word


def test_english_words_are_found_where_they_stand() -> None:
    texts = ["zipper is broken", "the zip jams", "too small for me", "runs small", "broken zipper", "size too small"]
    fitted = ThemeModel().fit(texts, [("zip",), ("zip",), ("size",), ("size",), ("zip",), ("size",)], ["en"] * 6)
    text = "I love it but the zipper isn't working"
    assert strongest(text, explain(fitted, text, "en", "zip")) == "zipper"


def test_letters_written_in_two_signs_count_as_they_were_written(model: ThemeModel) -> None:
    text = unicodedata.normalize("NFD", "Schöne Tasche, Reißverschluss kaputt, ½ offen")
    assert strongest(text, explain(model, text, "de", "zip")) == "Reißverschluss"


@pytest.mark.parametrize("theme", ["late", "size", "zip"])
@pytest.mark.parametrize(
    "text", ["Die Hose ist nicht zu klein, klein, klein. Reißverschluss kaputt", "kam zu spät 😀!!"]
)
def test_weights_add_up_to_the_margin(model: ThemeModel, text: str, theme: str) -> None:
    assert sum(s.weight for s in explain(model, text, "de", theme)) == pytest.approx(margin(model, text, theme))


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_spans_lie_in_order_inside_any_text(model: ThemeModel, text: str) -> None:
    spans = explain(model, text, None, "zip")
    ends = [0, *(s.end for s in spans)]
    assert all(end <= s.start < s.end <= len(text) for end, s in zip(ends, spans, strict=False))


def test_one_sign_for_two_words_is_one_span(model: ThemeModel) -> None:
    assert len(explain(model, "¼", "de", "zip")) <= 1


@pytest.mark.parametrize("text", ["", "  ", "\0", "qqq"])
def test_a_text_without_a_known_word_has_no_spans_that_weigh(model: ThemeModel, text: str) -> None:
    assert sum(abs(s.weight) for s in explain(model, text, "de", "zip")) <= abs(margin(model, text, "zip")) + 1e-9


def test_an_unknown_theme_is_refused(model: ThemeModel) -> None:
    with pytest.raises(ClassifierError, match="not one of"):
        explain(model, "zu klein", "de", "taste")
