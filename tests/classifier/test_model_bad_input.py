"""Hard input has a clear outcome: an answer, or an error that says what to do. Never a crash."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import numpy as np
import pytest

from classifier.errors import ClassifierError
from classifier.explaining import explain
from classifier.files import fit_file, predict_file
from classifier.model import ThemeModel
from tests.classifier.conftest import Labelled

HOSTILE = {
    "one letter": "a" * 50_000,
    "apostrophes": "a'" * 25_000,
    "full stops": "." * 50_000,
    "marks": "e" + "\u0301" * 49_999,
    "ligatures": "\ufdfa" * 5_000,
    "blanks": " \u00a0\u2003" * 16_000,
    "digits": "1 " * 25_000,
    "markup": "<b>zu klein</b>&nbsp;" * 2_400,
    "direction": "\u202e\u200f\u2066zu klein" * 4_000,
    "half a pair": "\ud83d zu klein " * 3_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_50_kb_of_hostile_text_get_an_answer(model: ThemeModel, kind: str) -> None:
    started = process_time()
    answers = model.answers([HOSTILE[kind]])
    assert np.isfinite(answers.probabilities).all()
    assert 0 <= answers.novelty[0] <= 1
    assert process_time() - started < 5


def test_10_000_characters_are_read_to_their_end(model: ThemeModel) -> None:
    text = "Die Tasche an sich ist schön. " * 330 + "Reißverschluss klemmt und ist kaputt. " * 20
    assert len(text) > 10_000
    assert model.predict(["Reißverschluss klemmt und ist kaputt. " * 270]) == [("zip",)]
    assert any(text[s.start : s.end] == "Reißverschluss" for s in explain(model, text, "de", "zip"))


@pytest.mark.parametrize("text", ["😀😀😀 👍", "4711 0815 3", "!!!???", "\t\n", "\0"])
def test_signs_alone_have_no_theme(model: ThemeModel, text: str) -> None:
    assert model.predict([text]) == [()]


def test_a_nul_byte_is_no_end_of_text(model: ThemeModel) -> None:
    assert model.predict(["Hose\0 viel zu klein"], ["de"]) == [("size",)]


def test_a_theme_without_a_label_or_a_word_in_its_name_is_known_and_never_assigned(labelled: Labelled) -> None:
    fitted = ThemeModel().fit(labelled.texts, labelled.themes, theme_names={"empty": ""})
    assert "empty" in fitted.classes_
    assert not any("empty" in themes for themes in fitted.predict(["viel zu klein", "Zipper kaputt"]))


def test_contradicting_labels_give_both_themes_the_same_chance() -> None:
    fitted = ThemeModel().fit(
        ["passt nicht"] * 20, [("size",), ("taste",)] * 10, ["de"] * 20, unlabelled=["passt"] * 60
    )
    assert fitted.predict_proba(["passt nicht"], ["de"])[0] == pytest.approx([0.5, 0.5], abs=0.1)


def test_hostile_texts_can_be_learned_from(labelled: Labelled) -> None:
    texts = [*labelled.texts, *HOSTILE.values()]
    fitted = ThemeModel().fit(texts, [*labelled.themes, *[("spam",)] * len(HOSTILE)], unlabelled=list(HOSTILE.values()))
    assert fitted.predict(["Hose viel zu klein"], ["de"]) == [("size",)]


def test_unlabelled_texts_without_a_word_teach_nothing(labelled: Labelled) -> None:
    fitted = ThemeModel().fit(labelled.texts, labelled.themes, unlabelled=["", "😀", "\0"] * 30)
    assert fitted.predict(["Hose viel zu klein"], ["de"]) == [("size",)]


def test_a_training_file_with_one_class_is_certain_of_it(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("id,text,themes,lang\n1,zu klein,size,de\n2,zu eng,size,de\n", encoding="utf-8")
    (tmp_path / "asked.csv").write_text("id,text,lang\n1,zu kurz,de\n2,,de\n", encoding="utf-8")
    fit_file(tmp_path / "train.csv", tmp_path / "model", None, None, 0)
    assert predict_file(tmp_path / "asked.csv", tmp_path / "out.jsonl", tmp_path / "model", None) == 2
    first, second = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"themes":["size"]' in first
    assert '"themes":[]' in second


def test_a_training_file_with_a_nul_byte_is_read(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(b"id,text,themes,lang\n1,zu\0 klein,size,de\n2,zu sp\xc3\xa4t,late,de\n")
    assert fit_file(tmp_path / "train.csv", tmp_path / "model", None, None, 0) == 2


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ClassifierError, match="one weight per text"):
        ThemeModel().fit(["zu klein"], [("size",)], weights=[1.0, 2.0])
    with pytest.raises(ClassifierError, match="above 0"):
        ThemeModel().fit(["zu klein"], [("size",)], weights=[0.0])
