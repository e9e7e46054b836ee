"""Discovery finds groups by itself and gives them names people can read."""

from __future__ import annotations

import numpy as np
import pytest

from classifier.discovery import Clusters, discover
from classifier.stopwords import STOP_WORDS, Language
from classifier.text import fold, stem

SUBJECTS = {
    "zip": [
        "Reißverschluss klemmt",
        "Reißverschluss kaputt",
        "der Reißverschluss hakt",
        "Reißverschlüsse gehen nicht zu",
    ],
    "late": ["Lieferung kam zu spät", "verspätete Lieferung", "Lieferung zwei Wochen zu spät", "späte Lieferung"],
    "smell": ["riecht nach Chemie", "stinkt nach Chemie", "Geruch nach Chemie ist schlimm", "chemischer Geruch"],
}
ENDINGS = [
    "",
    " leider",
    " schon wieder",
    " bei der Jacke",
    " bei der Hose",
    " und das nervt",
    " diesmal",
    " beim Kleid",
]
TEXTS = [start + end for starts in SUBJECTS.values() for start in starts for end in ENDINGS]
TRUE = [subject for subject, starts in SUBJECTS.items() for _ in starts for _ in ENDINGS]
GERMAN: list[Language] = ["de"] * len(TEXTS)


@pytest.fixture(scope="module")
def clusters() -> Clusters:
    return discover(TEXTS, GERMAN, random_state=0)


def test_texts_of_one_cluster_speak_of_one_subject(clusters: Clusters) -> None:
    labels = np.array([-1 if label is None else label for label in clusters.labels])
    pure = sum(max(np.sum(labels[np.array(TRUE) == s] == c) for s in SUBJECTS) for c in range(len(clusters.names)))
    assert pure / len(TEXTS) > 0.9


def test_it_finds_about_as_many_groups_as_there_are(clusters: Clusters) -> None:
    assert 2 <= len(clusters.names) <= 5


def test_names_are_distinct_and_have_one_to_three_words(clusters: Clusters) -> None:
    assert len(set(clusters.names)) == len(clusters.names)
    assert all(1 <= len(name.split()) <= 3 for name in clusters.names)


def test_names_repeat_no_word_and_hold_no_stop_word(clusters: Clusters) -> None:
    for name in clusters.names:
        words = [fold(w, "de") for w in name.split()]
        assert len({stem(w, "de") for w in words}) == len(words)
        assert not set(words) & STOP_WORDS["de"]


def test_the_same_seed_finds_the_same(clusters: Clusters) -> None:
    assert discover(TEXTS, GERMAN, random_state=0) == clusters


def test_the_largest_cluster_comes_first(clusters: Clusters) -> None:
    sizes = [clusters.labels.count(c) for c in range(len(clusters.names))]
    assert sizes == sorted(sizes, reverse=True)


def test_texts_without_content_stay_unsorted() -> None:
    found = discover([*TEXTS, "k.A.", "", "👍"], [*GERMAN, "de", "de", "de"], random_state=0)
    assert found.labels[-3:] == (None, None, None)


@pytest.mark.parametrize(
    "texts", [[], [""], ["zu klein"], ["zu klein"] * 3, ["zu klein", "kam nie an"], ["a b c"] * 60]
)
def test_a_handful_of_texts_is_no_trouble(texts: list[str]) -> None:
    found = discover(texts, ["de"] * len(texts), random_state=0)
    assert len(found.labels) == len(texts)
    assert all(label is None or label < len(found.names) for label in found.labels)
