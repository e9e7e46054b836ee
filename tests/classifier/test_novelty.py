"""Novelty says how far a text is from every known theme, alone or among its like."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from classifier.model import ThemeModel
from classifier.novelty import FALSE_ALARMS, NEIGHBOURS, Novelty, familiarity, fit_novelty, in_company
from tests.classifier.conftest import Labelled

CHANCE = np.random.default_rng(0)
KNOWN = np.where(np.eye(4, dtype=bool)[CHANCE.integers(0, 4, 400)], 0.8, -0.9) + CHANCE.normal(0, 0.2, (400, 4))
NEW = np.full((100, 4), -0.9) + CHANCE.normal(0, 0.2, (100, 4))
TARGETS = np.ones((400, 4), dtype=bool)


def test_known_texts_are_rarely_taken_for_new() -> None:
    scores = fit_novelty(KNOWN, TARGETS).scores(KNOWN)
    assert np.mean(scores > 0.5) == pytest.approx(FALSE_ALARMS, abs=0.01)


def test_texts_far_from_all_themes_are_newer_than_known_ones() -> None:
    scale = fit_novelty(KNOWN, TARGETS)
    assert np.quantile(scale.scores(NEW), 0.05) > np.quantile(scale.scores(KNOWN), 0.95)


def test_novelty_falls_when_any_theme_fits_better() -> None:
    scale = fit_novelty(KNOWN, TARGETS)
    assert (scale.scores(NEW + np.array([0.5, 0, 0, 0])) < scale.scores(NEW)).all()


def test_the_order_of_texts_does_not_matter() -> None:
    order = CHANCE.permutation(len(KNOWN))
    scale = fit_novelty(KNOWN, TARGETS)
    assert scale.scores(KNOWN[order]) == pytest.approx(scale.scores(KNOWN)[order])


def test_without_themes_everything_is_new() -> None:
    assert Novelty(-0.9, 0.1).scores(np.zeros((3, 0))).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("margins", [np.zeros((0, 2)), np.zeros((1, 2)), np.zeros((5, 2))])
def test_a_handful_of_labels_gives_a_scale_that_can_be_used(margins: np.ndarray) -> None:
    scale = fit_novelty(margins, np.ones(margins.shape, dtype=bool))
    assert scale.width > 0
    assert np.isfinite(scale.scores(KNOWN)).all()


def test_a_text_is_newer_among_new_texts_than_among_known_ones() -> None:
    near = familiarity(np.vstack([KNOWN[:100], NEW]))
    near[100] = near[0] = np.median(near)
    vectors = sp.csr_matrix(np.repeat(np.eye(2), 100, axis=0))
    mixed = in_company(near, vectors, np.ones(200, dtype=bool))
    assert mixed[100] < mixed[0]


def test_few_texts_are_no_company() -> None:
    near = np.linspace(-1, 1, NEIGHBOURS)
    assert (in_company(near, sp.identity(NEIGHBOURS, format="csr"), np.ones(NEIGHBOURS, dtype=bool)) == near).all()


def test_a_text_that_resembles_no_other_keeps_its_own_value() -> None:
    near = np.array([-1.0] + [1.0] * 40)
    vectors = sp.csr_matrix(np.vstack([np.zeros((1, 3)), np.ones((40, 3))]))
    assert in_company(near, vectors, np.ones(41, dtype=bool))[0] == pytest.approx(-1.0)


def test_what_is_clear_on_its_own_stays_as_it_is() -> None:
    near = np.array([-1.0] + [1.0] * 40)
    doubtful = np.arange(41) == 1
    assert (in_company(near, sp.csr_matrix(np.ones((41, 3))), doubtful)[~doubtful] == near[~doubtful]).all()


def test_a_model_finds_a_new_matter_newer_than_a_known_one(model: ThemeModel, labelled: Labelled) -> None:
    new = model.novelty(["Der Geruch nach Chemie ist unerträglich", "stinkt nach Benzin"], ["de", "de"])
    known = model.novelty(labelled.texts[:9], ["de"] * 9)
    assert new.min() > known.max()
