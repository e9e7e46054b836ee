"""A correction counts at once, for texts like it and hardly for others."""

from __future__ import annotations

import itertools
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from classifier.errors import ClassifierError
from classifier.memory import POWER, likeness
from classifier.model import ThemeModel
from classifier.storage import load_model, save_model

UNLIKE = 0.2
"""Cosine up to which two texts count as unrelated."""
DRIFT = 2 * 2 * UNLIKE**POWER
"""Bound on how far one correction moves a margin of an unrelated text: likeness times what can be missing, with slack
for margins below -1."""

SLIPS = (
    ("Träger reißt sofort ab", ("zip",)),
    ("Gurt zu spät bemerkt, er ist zu kurz", ("size",)),
    ("Post hat das Päckchen verloren", ("late",)),
)


def test_the_corrected_text_and_texts_like_it_follow_at_once(model: ThemeModel) -> None:
    assert model.predict(["Träger reißt sofort ab"]) != [("zip",)]
    corrected = model.corrected(["Träger reißt sofort ab"], [("zip",)], ["de"])
    assert (
        corrected.predict(["Träger reißt sofort ab", "Träger reißt ab", "der Träger reißt sofort ab"]) == [("zip",)] * 3
    )


def test_a_theme_can_be_taken_away(model: ThemeModel) -> None:
    assert model.predict(["Hose viel zu klein"]) == [("size",)]
    assert model.corrected(["Hose viel zu klein"], [()], ["de"]).predict(["Hose viel zu klein"]) == [()]


def test_unrelated_texts_hardly_move(starter: tuple[ThemeModel, str]) -> None:
    model, _ = starter
    texts = [*(t for t, _ in SLIPS), "The colour looks nothing like the picture", "Tasse zerbrochen", "viel zu klein"]
    vectors = model._features.transform(texts, ["de"] * len(texts))
    for i, (text, _) in enumerate(SLIPS):
        corrected = model.corrected([text], [("material",)], ["de"])
        unlike = likeness(vectors[i], vectors)[0] <= UNLIKE**POWER
        moved = np.abs(corrected.learned.margins(vectors) - model.learned.margins(vectors))
        assert unlike.any()
        assert moved[unlike].max() <= DRIFT


def test_the_first_model_stays_as_it_was_and_the_arrays_are_shared(model: ThemeModel) -> None:
    before = model.predict_proba(["Träger reißt"])
    corrected = model.corrected([t for t, _ in SLIPS], [th for _, th in SLIPS])
    assert (model.predict_proba(["Träger reißt"]) == before).all()
    assert corrected.learned.separators.weights is model.learned.separators.weights


def test_the_order_of_corrections_does_not_matter(model: ThemeModel) -> None:
    asked = [t for t, _ in SLIPS] + ["Träger zu kurz"]
    answers = []
    for order in itertools.permutations(SLIPS):
        corrected = model
        for text, themes in order:
            corrected = corrected.corrected([text], [themes], ["de"])
        answers.append(corrected.predict_proba(asked))
    assert all(a == pytest.approx(answers[0], abs=1e-9) for a in answers)


def test_replayed_corrections_give_the_very_same_model(model: ThemeModel) -> None:
    once, again = (model.corrected([t for t, _ in SLIPS], [th for _, th in SLIPS], ["de"] * 3) for _ in range(2))
    assert (once.learned.memory.pulls == again.learned.memory.pulls).all()


def test_a_heavier_word_counts_more(model: ThemeModel) -> None:
    said = [("late",), ("zip",)]
    member_last = model.corrected(["Gurt lose"] * 2, said, ["de"] * 2, weights=[0.3, 3]).predict_proba(
        ["Gurt lose"], ["de"]
    )
    member_first = model.corrected(["Gurt lose"] * 2, said, ["de"] * 2, weights=[3, 0.3]).predict_proba(
        ["Gurt lose"], ["de"]
    )
    late, _, zipper = range(3)
    assert member_last[0, zipper] > member_last[0, late]
    assert member_first[0, late] > member_first[0, zipper]


def test_a_new_theme_starts_with_one_text_and_its_name(model: ThemeModel) -> None:
    corrected = model.corrected(["stinkt nach Chemie", "Geruch"], [("smell",), ("smell",)], ["de", "de"])
    assert corrected.classes_ == ("late", "size", "smell", "zip")
    assert "smell" in corrected.predict(["es stinkt nach Chemie"], ["de"])[0]
    assert corrected.predict(["viel zu klein"], ["de"]) == [("size",)]
    assert set(corrected.cuts_) == set(corrected.classes_)


def test_exclusive_themes_learn_a_new_one_as_well() -> None:
    fitted = ThemeModel().fit(
        ["zu klein", "zu eng", "zu spät", "verspätet"], [("size",), ("size",), ("late",), ("late",)]
    )
    corrected = fitted.corrected(["stinkt nach Chemie"], [("smell",)])
    assert corrected.predict(["stinkt nach Chemie", "zu klein"]) == [("smell",), ("size",)]
    assert corrected.predict_proba(["zu klein"]).sum() == pytest.approx(1)


def test_corrections_are_stored_with_the_model(model: ThemeModel, tmp_path: Path) -> None:
    corrected = model.corrected(["stinkt nach Chemie"], [("smell",)], ["de"])
    save_model(corrected, tmp_path / "model")
    read = load_model(tmp_path / "model")
    asked = ["stinkt nach Chemie", "viel zu klein", ""]
    assert (read.predict_proba(asked) == corrected.predict_proba(asked)).all()
    assert read.classes_ == corrected.classes_


def test_one_correction_takes_less_than_20_ms_of_work(starter: tuple[ThemeModel, str]) -> None:
    model, _ = starter
    model = model.corrected([f"Träger {i} reißt" for i in range(100)], [("defective",)] * 100, ["de"] * 100)
    seconds = []
    for i in range(9):
        started = process_time()
        model.corrected([f"Henkel nach {i} Tagen lose"], [("defective",)], ["de"])
        seconds.append(process_time() - started)
    assert min(seconds) < 0.020


@pytest.mark.parametrize("weights", [[1.0, 2.0], [0.0], [-1.0], [float("nan")]])
def test_weights_must_fit_and_be_above_0(model: ThemeModel, weights: list[float]) -> None:
    with pytest.raises(ClassifierError, match="weight"):
        model.corrected(["Gurt lose"], [("zip",)], ["de"], weights)


def test_each_text_needs_its_themes(model: ThemeModel) -> None:
    with pytest.raises(ClassifierError, match="one list per text"):
        model.corrected(["Gurt lose"], [])
