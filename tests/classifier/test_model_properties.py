"""What must hold for any input: order, silence, independence of themes, and the same model every time."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classifier.learning import MOST_GUESSES, drawn
from classifier.model import ThemeModel
from classifier.storage import load_model, save_model
from tests.classifier.conftest import Labelled

ASKED = [
    "Hose viel zu klein",
    "Zipper vom Beutel klemmt",
    "kam eine Woche zu spät",
    "Weste zu kurz, Reißverschluss kaputt",
]
UNRELATED = 0.15
"""Bound on how far the probabilities of other themes move when a theme comes in that shares no word with them."""
HAMSTER = ["My hamster loves these peanuts", "hamster peanuts were stale", "peanuts for our hamster", "stale peanuts"]
TRAIN = """
import sys
from pathlib import Path
from classifier.model import ThemeModel
from classifier.storage import save_model
texts = ["zu klein", "viel zu eng", "kam zu spät", "Lieferung verspätet", "zu kurz und zu spät"] * 3
themes = [("size",), ("size",), ("late",), ("late",), ("size", "late")] * 3
pool = [f"Paket {n} kam nicht" for n in range(80)] + ["Hose zu eng"] * 5
model = ThemeModel().fit(texts, themes, ["de"] * 15, unlabelled=pool, theme_names={"late": "zu spät"}, random_state=4)
save_model(model.corrected(["Ärmel kratzt"], [("itchy",)], ["de"]), Path(sys.argv[1]))
"""


@given(st.lists(st.sampled_from([*ASKED, "", "😀", "not for me"]), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_permuting_the_texts_permutes_the_answers(model: ThemeModel, texts: list[str], chance) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(texts)))
    chance.shuffle(order)
    straight, mixed = model.answers(texts), model.answers([texts[i] for i in order])
    assert mixed.themes == [straight.themes[i] for i in order]
    assert mixed.probabilities == pytest.approx(straight.probabilities[order], abs=1e-9)
    assert mixed.novelty == pytest.approx(straight.novelty[order], abs=1e-9)


@given(st.text(alphabet=st.characters(categories=["Zs", "Nd", "So", "Cc", "Po", "Sm"]), max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_letters_no_theme(model: ThemeModel, text: str) -> None:
    assume(not any(sign.isalpha() for sign in unicodedata.normalize("NFKC", text)))
    answers = model.answers([text])
    assert answers.themes == [()]
    assert not answers.probabilities.any()
    assert not answers.novelty.any()


def test_an_unrelated_theme_hardly_moves_the_others(labelled: Labelled, model: ThemeModel) -> None:
    more = ThemeModel().fit(
        [*labelled.texts, *HAMSTER], [*labelled.themes, *[("hamster",)] * 4], ["de"] * len(labelled.texts) + ["en"] * 4
    )
    kept = [more.classes_.index(theme) for theme in model.classes_]
    moved = np.abs(more.predict_proba(ASKED)[:, kept] - model.predict_proba(ASKED))
    assert moved.max() <= UNRELATED
    assert more.predict(ASKED) == model.predict(ASKED)


def test_a_heavier_label_wins_over_a_lighter_one() -> None:
    texts, said = ["passt nicht"] * 2 + ["zu klein", "schmeckt fad"], [("size",), ("taste",), ("size",), ("taste",)]
    first, second = (
        ThemeModel().fit(texts, said, ["de"] * 4, weights=w).predict_proba(["passt nicht"], ["de"])[0]
        for w in ([5.0, 0.2, 1.0, 1.0], [0.2, 5.0, 1.0, 1.0])
    )
    assert first[0] > first[1]
    assert second[1] > second[0]


def test_weights_of_1_are_the_same_as_none(labelled: Labelled, model: ThemeModel) -> None:
    n = len(labelled.texts)
    weighted = ThemeModel().fit(labelled.texts, labelled.themes, ["de"] * n, weights=[1.0] * n)
    assert (weighted.predict_proba(ASKED) == model.predict_proba(ASKED)).all()


def test_unlabelled_texts_teach_words_that_no_label_has() -> None:
    texts, themes = (
        ["zu klein", "zu eng", "kam zu spät", "Lieferung verspätet"],
        [("size",), ("size",), ("late",), ("late",)],
    )
    pool = [
        "zu klein, kneift",
        "zu eng und kneift",
        "kneift, viel zu klein",
        "verspätet vom Boten",
        "Bote kam zu spät",
    ] * 12
    taught = ThemeModel().fit(texts, themes, ["de"] * 4, unlabelled=pool)
    assert taught.predict(["kneift", "Bote"], ["de"] * 2) == [("size",), ("late",)]


def test_only_so_many_unlabelled_texts_are_drawn_and_always_the_same() -> None:
    assert drawn(5, 0).tolist() == [0, 1, 2, 3, 4]
    many = drawn(2 * MOST_GUESSES, 3)
    assert len(np.unique(many)) == MOST_GUESSES
    assert (many == drawn(2 * MOST_GUESSES, 3)).all()
    assert (many != drawn(2 * MOST_GUESSES, 4)).any()


def test_the_same_seed_writes_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        where = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", TRAIN, str(tmp_path / seed)], check=True, env=where, cwd=Path.cwd())
    first, second = (sorted((tmp_path / seed).iterdir()) for seed in ("1", "2"))
    assert [f.name for f in first] == [f.name for f in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


def test_a_model_read_and_written_again_has_the_same_bytes(model: ThemeModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "one")
    save_model(load_model(tmp_path / "one"), tmp_path / "two")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
