"""Names of groups can be read by people: the customers' own words, none twice, none of them empty."""

from __future__ import annotations

import numpy as np
import pytest

from classifier.naming import name_clusters
from classifier.stopwords import STOP_WORDS, Language
from classifier.text import fold, stem

ZIP = [
    "Der Reißverschluss klemmt",
    "Reißverschlüsse klemmen",
    "Mein Reißverschluss ist defekt",
    "der Reißverschluss hakt",
]
SIZE = ["Die Größe stimmt nicht", "Größe fällt klein aus", "Meine Größe war falsch", "die Größe passt nicht"]
TEXTS = [*ZIP, *SIZE]
LABELS = np.array([0] * len(ZIP) + [1] * len(SIZE))
GERMAN: list[Language] = ["de"] * len(TEXTS)


def test_umlauts_sharp_s_and_capitals_are_as_customers_write_them() -> None:
    names = name_clusters(TEXTS, GERMAN, LABELS)
    assert "Reißverschluss" in names[0].split()
    assert "Größe" in names[1].split()


def test_words_in_capitals_only_are_not_shouted() -> None:
    texts = ["MEIN REISSVERSCHLUSS KLEMMT", "REISSVERSCHLUSS KAPUTT", "REISSVERSCHLUSS KLEMMT"]
    (name,) = name_clusters(texts, ["de"] * 3, np.zeros(3, dtype=np.int64))
    assert not any(word.isupper() for word in name.split())


def test_a_name_has_one_to_three_words_without_forms_of_the_same() -> None:
    for name in name_clusters(TEXTS, GERMAN, LABELS):
        words = [fold(w.lower(), "de") for w in name.split()]
        assert 1 <= len(words) <= 3
        assert len({stem(w, "de") for w in words}) == len(words)
        assert STOP_WORDS["de"].isdisjoint(words)


def test_two_groups_never_have_the_same_name() -> None:
    texts = ["Naht offen am Ärmel", "offene Naht am Kragen", "Naht offen am Saum", "Naht offen hinten am Rücken"] * 6
    names = name_clusters(texts, ["de"] * 24, np.arange(24) % 6)
    assert len(set(names)) == 6


def test_words_that_stand_side_by_side_stay_in_their_order() -> None:
    texts = [f"the exchange rate was {word}" for word in ("wrong", "bad", "unfair", "awful", "off", "high")]
    others = [f"my parcel came {word}" for word in ("open", "wet", "dirty", "torn", "crushed", "dented")]
    names = name_clusters([*texts, *others], ["en"] * 12, np.array([0] * 6 + [1] * 6))
    assert names[0].startswith("exchange rate")


def test_a_group_of_two_languages_speaks_that_of_its_majority() -> None:
    texts = ["the zipper is broken", "zipper stuck again", "broken zipper", "Reißverschluss klemmt"]
    (name,) = name_clusters(texts, ["en", "en", "en", "de"], np.zeros(4, dtype=np.int64))
    assert "zipper" in name
    assert "Reißverschluss" not in name


def test_what_known_themes_say_too_is_no_name() -> None:
    texts = ["Ärmel zerrissen", "Ärmel zerrissen", "Ärmel zerrissen hier"]
    plain = name_clusters(texts, ["de"] * 3, np.zeros(3, dtype=np.int64))
    beside = name_clusters(texts, ["de"] * 3, np.zeros(3, dtype=np.int64), ["Ärmel zu lang", "Ärmel zu kurz"] * 20)
    assert plain[0].split()[0] == "Ärmel"
    assert beside[0].split()[0] != "Ärmel"


@pytest.mark.parametrize("text", ["", "und der die das", "👍", "12 34", "x" * 10_000])
def test_a_group_without_telling_words_gets_a_number(text: str) -> None:
    assert name_clusters([text], ["de"], np.zeros(1, dtype=np.int64)) == ("# 1",)


def test_no_group_no_name() -> None:
    assert name_clusters([], [], np.zeros(0, dtype=np.int64)) == ()
    assert name_clusters(["zu klein"], ["de"], np.array([-1])) == ()
