"""What may be stored of a typed text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.text_input import CleanText, TextProblem, clean_text


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Zu klein", "Zu klein"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("Tab\tbleibt", "Tab\tbleibt"),
        ("null\0 und \x07Glocke\x1b[31m \x85\x9f\x7f", "null und Glocke[31m "),
        ("Gro\u0308\u00dfe", "Gr\u00f6\u00dfe"),
        ("gut\u202etug\u202c \u2066x\u2069", "guttug x"),
        ("\u200fشكرا جزيلا\u200e", "\u200fشكرا جزيلا\u200e"),
        ("👩\u200d👧 ❤️ 😀", "👩\u200d👧 ❤️ 😀"),
        ("<script>alert(1)</script> & <b>", "<script>alert(1)</script> & <b>"),
        ("尺寸太小 Размер мал", "尺寸太小 Размер мал"),
        ("", ""),
    ],
)
def test_a_text_is_stored_without_what_nobody_sees(raw: str, stored: str) -> None:
    assert clean_text(raw, 100) == CleanText(stored)


def test_marks_that_a_removed_control_held_apart_are_composed() -> None:
    assert clean_text("a\0\u0308", 10) == CleanText("ä")


@pytest.mark.parametrize("raw", ["\ud800", "gut \udfff", "\ude00\ud83d"])
def test_half_a_surrogate_pair_is_refused(raw: str) -> None:
    assert clean_text(raw, 10) == TextProblem("not_text", 10, len(raw))


@pytest.mark.parametrize("sign", ["a", "ä", "😀", "字"])
def test_the_limit_counts_code_points(sign: str) -> None:
    assert clean_text(sign * 10, 10) == CleanText(sign * 10)
    assert clean_text(sign * 11, 10) == TextProblem("too_long", 10, 11)


def test_the_limit_counts_what_is_stored_not_what_was_sent() -> None:
    assert clean_text("\r\n" * 5 + "\0" * 99 + "a\u0308" * 5, 10) == CleanText("\n" * 5 + "ä" * 5)


def test_a_very_long_run_of_combining_marks_is_refused_quickly() -> None:
    started = time.process_time()
    problem = clean_text("a" + "\u0301\u0323" * 500_000, 10_000)
    assert isinstance(problem, TextProblem)
    assert time.process_time() - started < 1


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean_text(raw, 10_000)
    assert isinstance(once, CleanText)
    assert clean_text(once.text, 10_000) == once


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cf"))))
def test_what_can_be_seen_is_kept(raw: str) -> None:
    assert clean_text(raw, 10_000) == CleanText(unicodedata.normalize("NFC", raw))


@given(st.text(alphabet=st.characters()))
def test_what_is_stored_can_be_written_as_utf_8_without_nul(raw: str) -> None:
    clean = clean_text(raw, 10_000)
    assert isinstance(clean, TextProblem) or b"\0" not in clean.text.encode()
