"""Discovery finds groups by itself and gives them names people can read."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from classifier.discovery import Clusters, discover, discover_new, medoids, propose_split, propose_themes
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
ENGLISH: list[Language] = ["en"] * len(TEXTS)


@pytest.fixture(scope="module")
def clusters() -> Clusters:
    return discover(TEXTS, GERMAN, random_state=0)


def test_texts_of_one_cluster_speak_of_one_subject(clusters: Clusters) -> None:
    labels = np.array([-1 if label is None else label for label in clusters.labels])
    pure = sum(max(np.sum(labels[np.array(TRUE) == s] == c) for s in SUBJECTS) for c in range(len(clusters.names)))
    assert pure / len(TEXTS) > 0.9


def test_it_finds_at_least_the_subjects_and_at_most_the_phrases(clusters: Clusters) -> None:
    assert len(SUBJECTS) <= len(clusters.names) <= sum(len(phrases) for phrases in SUBJECTS.values())


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


HARD = ["x" * 10_000, "zu klein " * 1_200, "👍" * 50, "12345 678", "\x00\ufeff", "Größe ß ẞ ﬁ", "@a https://b.de/c"]


def test_strange_texts_are_no_trouble() -> None:
    found = discover([*HARD, *TEXTS], [*GERMAN[: len(HARD)], *GERMAN], random_state=0)
    assert len(found.labels) == len(HARD) + len(TEXTS)


def test_texts_of_two_languages_are_sorted_together() -> None:
    english = [f"the zipper is broken on my {thing}" for thing in ("coat", "bag", "dress", "jacket") for _ in range(5)]
    found = discover([*TEXTS, *english], GERMAN + ENGLISH[: len(english)], random_state=0)
    assert set(found.labels[: len(TEXTS)]).isdisjoint(set(found.labels[len(TEXTS) :]))


def test_another_process_finds_the_same(clusters: Clusters) -> None:
    program = f"from classifier.discovery import discover; print(discover({TEXTS!r}, {GERMAN!r}, 0).labels)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(clusters.labels)


def test_texts_of_one_machine_make_no_group_of_their_own_each() -> None:
    machine = [f"Automatische Meldung Nummer {i}: der Aufzug an Gleis {i} ist heute außer Betrieb" for i in range(60)]
    found = discover([*TEXTS, *machine], GERMAN + GERMAN[:60], random_state=0)
    assert len(set(found.labels[len(TEXTS) :])) == 1


def test_proposals_have_enough_members_and_show_different_wordings() -> None:
    proposals = propose_themes(TEXTS, GERMAN, fewest=8)
    assert proposals
    for proposal in proposals:
        assert len(proposal.members) >= 8
        assert set(proposal.representatives) <= set(proposal.members)
        assert len({TEXTS[i] for i in proposal.representatives}) == len(proposal.representatives)


def test_a_theme_of_two_subjects_is_split_in_two_to_four() -> None:
    late_and_smell = [t for t, s in zip(TEXTS, TRUE, strict=True) if s != "zip"]
    parts = propose_split(late_and_smell, ["de"] * len(late_and_smell))
    assert 2 <= len(parts) <= 4
    assert len({part.name for part in parts}) == len(parts)


def test_a_theme_that_says_one_thing_is_not_split() -> None:
    assert propose_split(["zu klein"] * 40, ["de"] * 40) == ()
    assert propose_split(["zu klein", "zu eng"], ["de", "de"]) == ()


def test_medoids_come_from_their_group_and_differ() -> None:
    labels = [list(SUBJECTS).index(s) for s in TRUE]
    typical = medoids([*TEXTS, "k. A."], [*GERMAN, "de"], [*labels, -1], most=3)
    assert set(typical) == {0, 1, 2}
    assert all(len(found) == 3 and {labels[i] for i in found} == {label} for label, found in typical.items())


@pytest.mark.parametrize("texts", [[], [""], ["zu klein"], ["zu klein"] * 3])
def test_medoids_and_proposals_of_a_handful_are_no_trouble(texts: list[str]) -> None:
    languages: list[Language] = ["de"] * len(texts)
    assert set(medoids(texts, languages, [0] * len(texts), 5)) == ({0} if texts else set())
    assert propose_themes(texts, languages) == ()
    assert propose_split(texts, languages) == ()


def test_only_what_is_new_gets_a_group() -> None:
    novelty = [0.95 if s == "smell" else 0.02 for s in TRUE]
    found = discover_new(TEXTS, GERMAN, novelty)
    assert {s for s, label in zip(TRUE, found.labels, strict=True) if label is not None} == {"smell"}


def test_where_all_is_known_nothing_is_new() -> None:
    assert set(discover_new(TEXTS, GERMAN, [0.01] * len(TEXTS)).labels) == {None}


@pytest.mark.parametrize("texts", [[], [""], ["zu klein"], ["zu klein"] * 5])
def test_a_handful_of_new_texts_is_no_trouble(texts: list[str]) -> None:
    found = discover_new(texts, ["de"] * len(texts), [0.9] * len(texts))
    assert len(found.labels) == len(texts)
