"""The scikit-learn face: its own checks pass, and its tools work with texts.

Of scikit-learn's checks those for input that is no table of numbers apply; none of them is excepted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from classifier.estimators import ThemeClassifier
from tests.classifier.conftest import Labelled

CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
)
"""What does not feed the estimator tables of random numbers, which are no texts."""
TEXTS = ["viel zu klein", "zu eng", "kam zu spät", "Lieferung verspätet", "zu kurz", "zwei Wochen gewartet"]
PLAIN = ["size", "size", "late", "late", "size", "late"]


@pytest.mark.parametrize("name", CHECKS)
def test_scikit_learns_own_checks_pass(name: str) -> None:
    getattr(estimator_checks, name)("ThemeClassifier", ThemeClassifier())


@pytest.mark.filterwarnings("ignore:Can't test estimator")
def test_scikit_learn_finds_nothing_to_complain_about() -> None:
    assert {found["status"] for found in estimator_checks.check_estimator(ThemeClassifier())} == {"passed"}


def test_plain_labels_come_back_as_plain_labels() -> None:
    fitted = ThemeClassifier(language="de").fit(TEXTS, PLAIN)
    assert fitted.classes_.tolist() == ["late", "size"]
    assert fitted.predict(["viel zu eng", "Lieferung zu spät"]).tolist() == ["size", "late"]
    assert fitted.predict_proba(["viel zu eng"]).sum() == pytest.approx(1)


def test_numbers_may_be_labels() -> None:
    fitted = ThemeClassifier().fit(TEXTS, [7, 7, -1, -1, 7, -1])
    assert fitted.predict(["viel zu eng"]).tolist() == [7]


def test_lists_of_labels_come_back_as_an_indicator_matrix(labelled: Labelled) -> None:
    fitted = ThemeClassifier(language="de").fit(labelled.texts, labelled.themes)
    assert fitted.classes_.tolist() == ["late", "size", "zip"]
    assert fitted.predict(["Weste zu klein und Reißverschluss kaputt", ""]).tolist() == [[0, 1, 1], [0, 0, 0]]


def test_an_indicator_matrix_comes_back_as_one(labelled: Labelled) -> None:
    matrix = np.array([["late" in t, "size" in t, "zip" in t, False] for t in labelled.themes], dtype=int)
    fitted = ThemeClassifier(language="de").fit(labelled.texts, matrix)
    assert fitted.predict(["Weste zu klein"]).tolist() == [[0, 1, 0, 0]]
    assert fitted.predict_proba(["Weste zu klein"]).shape == (1, 4)


def test_theme_names_teach_and_must_be_known() -> None:
    fitted = ThemeClassifier(theme_names={"late": "unpünktlich"}, language="de").fit(TEXTS, PLAIN)
    assert fitted.predict(["unpünktlich"]).tolist() == ["late"]
    with pytest.raises(ValueError, match="colour"):
        ThemeClassifier(theme_names={"colour": "Farbe"}).fit(TEXTS, PLAIN)


def test_a_clone_has_the_same_settings_and_knows_nothing() -> None:
    fitted = ThemeClassifier(language="de", random_state=3).fit(TEXTS, PLAIN)
    copy = clone(fitted.set_params(random_state=4))
    assert copy.get_params() == {"language": "de", "random_state": 4, "theme_names": None, "unlabelled": None}
    with pytest.raises(NotFittedError):
        copy.predict(TEXTS)


def test_it_works_in_a_pipeline_and_in_cross_validation() -> None:
    scores = cross_val_score(make_pipeline(ThemeClassifier(language="de")), TEXTS * 3, PLAIN * 3, cv=3)
    assert scores.mean() > 0.9


@pytest.mark.parametrize(
    ("texts", "labels", "trouble"),
    [
        ([], [], "0 texts"),
        ([1, 2], ["a", "b"], "must be a string"),
        ([["a", "b"]], ["a"], "dimensions"),
        (TEXTS, PLAIN[:2], "labels for 2"),
        (TEXTS, None, "requires y"),
        (TEXTS, np.linspace(0, 1, 6), "Unknown label type"),
    ],
)
def test_what_is_no_training_text_is_refused(texts: Any, labels: Any, trouble: str) -> None:
    with pytest.raises(ValueError, match=trouble):
        ThemeClassifier().fit(texts, labels)
