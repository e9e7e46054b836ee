"""The parts of learning: guesses from unlabelled texts, folds, probabilities and cuts."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.calibration import Curve, fit_curve, fit_cuts
from classifier.latent import FEWEST_TEXTS, with_latent
from classifier.learning import ENOUGH_ASKED, Lesson, ask_unseen, fold_numbers, learn
from classifier.separators import fit_separators

N_WORDS = 6


def texts_about(theme: int, n_texts: int) -> sp.csr_matrix:
    """Rows with the word of the theme and, in turn, one of the other words."""
    rows = np.zeros((n_texts, N_WORDS))
    rows[:, theme] = 1
    rows[np.arange(n_texts), 2 + np.arange(n_texts) % (N_WORDS - 2)] = 0.5
    return sp.csr_matrix(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def lesson_of(n_texts: int, n_unlabelled: int = 0) -> Lesson:
    vectors = sp.vstack([texts_about(0, n_texts), texts_about(1, n_texts)], format="csr")
    targets = np.repeat(np.eye(2, dtype=bool), n_texts, axis=0)
    unlabelled = texts_about(0, n_unlabelled)
    groups = np.arange(2 * n_texts)
    return Lesson(vectors, targets, np.ones(2 * n_texts), groups, unlabelled, True, vectors, unlabelled)


def test_words_that_only_unlabelled_texts_share_with_a_theme_speak_for_it() -> None:
    pool = sp.csr_matrix(np.tile([0.8, 0, 0, 0, 0, 0.6], (60, 1)))
    known = lesson_of(3)
    taught = Lesson(known.vectors, known.targets, known.weights, known.groups, pool, True, known.vectors, pool)
    word = sp.csr_matrix(np.eye(N_WORDS)[5:])
    assert learn(taught, 0).margins(word)[0, 0] > learn(known, 0).margins(word)[0, 0]


def test_unseen_margins_tell_the_themes_apart() -> None:
    lesson = lesson_of(20)
    unseen = ask_unseen(lesson, 0)
    assert unseen.rows.tolist() == list(range(40))
    assert (unseen.margins.argmax(axis=1) == lesson.targets.argmax(axis=1)).all()


def test_of_very_many_texts_only_enough_are_asked() -> None:
    unseen = ask_unseen(lesson_of(2 * ENOUGH_ASKED), 0)
    assert ENOUGH_ASKED <= len(unseen.rows) < 2 * ENOUGH_ASKED


def test_copies_of_a_text_stand_in_one_fold() -> None:
    groups = np.array([0, 0, 1, 2, 2, 3, 4, 5])
    folds = fold_numbers(np.ones((8, 1), dtype=bool), groups, 0)
    assert folds[0] == folds[1]
    assert folds[3] == folds[4]


def test_latent_coordinates_stand_beside_the_features_and_are_the_same_every_time() -> None:
    known, pool = texts_about(0, 5), texts_about(1, FEWEST_TEXTS)
    first, again = with_latent(known, pool, 0), with_latent(known, pool, 0)
    assert first[0].shape == (5, 2 * N_WORDS - 1)
    assert (first[0][:, :N_WORDS] != known).nnz == 0
    assert (first[1] != again[1]).nnz == 0


def test_too_few_texts_have_nothing_beneath_their_words() -> None:
    known, pool = texts_about(0, 5), texts_about(1, 5)
    assert with_latent(known, pool, 0) == (known, pool)


def test_a_theme_with_few_texts_can_be_told_from_many() -> None:
    vectors = sp.vstack([texts_about(0, 60), texts_about(1, 3)], format="csr")
    targets = np.zeros((63, 2), dtype=bool)
    targets[:60, 0], targets[60:, 1] = True, True
    for own_lens in (True, False):
        margins = fit_separators(vectors, targets, np.ones(63), own_lens, 0).margins(texts_about(1, 1))
        assert margins[0, 1] > margins[0, 0]


@given(st.floats(-2, 2), st.floats(0.01, 1))
@settings(max_examples=40, deadline=None)
def test_a_higher_margin_is_never_less_likely(margin: float, more: float) -> None:
    curve = Curve(True, (6.0, 2.5), (4.0, 0.0, 0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
    low, high = curve.probabilities(np.array([[margin, -0.8], [margin + more, -0.8]]))[:, 0]
    assert high >= low


def test_probabilities_come_true_on_what_they_were_fitted_to() -> None:
    chance = np.random.default_rng(3)
    targets = chance.random((800, 2)) < [0.3, 0.1]
    margins = np.where(targets, 0.4, -0.6) + chance.normal(0, 0.6, targets.shape) + [0.0, 0.5]
    probabilities = fit_curve(margins, targets, False).probabilities(margins)
    assert probabilities.mean(axis=0) == pytest.approx(targets.mean(axis=0), abs=0.01)


def test_cuts_lie_where_most_decisions_are_right() -> None:
    targets = np.repeat([[True], [False]], [20, 80], axis=0)
    probabilities = np.concatenate([np.linspace(0.5, 0.9, 20), np.linspace(0.0, 0.35, 80)])[:, None]
    assert 0.35 < fit_cuts(probabilities, targets)[0] < 0.5
