"""The theme model keeps its promises: shapes, order, silence, honesty with few labels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import ClassifierError
from classifier.evaluate import calibration_error, flags, macro_f1, micro_f1, report
from classifier.model import ThemeModel
from tests.classifier.conftest import Labelled

ASKED = ["Die Hose ist viel zu klein", "Reißverschluss kaputt", "kam zu spät", "", "😀", "siehe oben", "x" * 10_000]


def test_it_knows_the_themes_of_unseen_comments(model: ThemeModel) -> None:
    assert model.predict(["Gürtel viel zu klein", "Reißverschluss vom Beutel klemmt"]) == [("size",), ("zip",)]


def test_probabilities_have_one_column_per_theme_and_lie_between_0_and_1(model: ThemeModel) -> None:
    p = model.predict_proba(ASKED)
    assert model.classes_ == ("late", "size", "zip")
    assert p.shape == (len(ASKED), 3)
    assert ((p >= 0) & (p <= 1)).all()


def test_a_text_without_content_has_no_theme_no_probability_and_no_novelty(model: ThemeModel) -> None:
    silent = ["", "   ", "😀👍", "k. A.", "siehe oben", "123"]
    assert model.predict(silent) == [()] * len(silent)
    assert not model.predict_proba(silent).any()
    assert not model.novelty(silent).any()


def test_a_text_may_have_two_themes(model: ThemeModel) -> None:
    assert set(model.predict(["Weste zu klein und Reißverschluss kaputt"])[0]) == {"size", "zip"}


def test_a_labelled_text_without_theme_teaches_silence(model: ThemeModel) -> None:
    assert model.predict(["Die Weste geht zurück, schöne Grüße"]) == [()]


def test_a_compound_is_near_its_parts(model: ThemeModel) -> None:
    known, compound = model.predict_proba(["Reißverschluss", "Reißverschlussproblem"])
    assert np.argmax(known) == np.argmax(compound) == model.classes_.index("zip")


def test_umlauts_may_be_written_out(model: ThemeModel) -> None:
    umlaut, written_out = model.predict_proba(["Lieferung verspätet", "Lieferung verspaetet"], ["de", "de"])
    assert written_out == pytest.approx(umlaut)


def test_what_nobody_has_seen_is_newer_than_what_everybody_knows(model: ThemeModel) -> None:
    known, new = model.novelty(["Hose viel zu klein", "Mein Hamster frisst gerne Erdnüsse"])
    assert known < 0.5 < new


@given(st.permutations(range(len(ASKED))))
@settings(max_examples=15, deadline=None)
def test_the_order_of_texts_only_orders_the_answers(model: ThemeModel, order: list[int]) -> None:
    straight = model.predict_proba(ASKED)
    assert model.predict_proba([ASKED[i] for i in order]) == pytest.approx(straight[order], abs=1e-9)


@given(st.lists(st.text(max_size=60), max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_text_gets_an_answer(model: ThemeModel, texts: list[str]) -> None:
    answers = model.answers(texts)
    assert np.isfinite(answers.probabilities).all()
    assert len(answers.themes) == len(answers.novelty) == len(texts)


def test_the_same_seed_gives_the_same_model(labelled: Labelled, model: ThemeModel) -> None:
    again = ThemeModel().fit(labelled.texts, labelled.themes, ["de"] * len(labelled.texts))
    assert (again.predict_proba(ASKED) == model.predict_proba(ASKED)).all()
    assert again.cuts_ == model.cuts_


def test_one_theme_per_text_makes_themes_exclusive(labelled: Labelled) -> None:
    single = [(t, th) for t, th in zip(labelled.texts, labelled.themes, strict=True) if len(th) == 1]
    fitted = ThemeModel().fit([t for t, _ in single], [th for _, th in single])
    assert fitted.exclusive_
    assert fitted.predict_proba(["zu klein und zu spät"]).sum() == pytest.approx(1)
    assert [len(th) for th in fitted.predict(["zu klein und zu spät", "Hamster", ""])] == [1, 1, 0]


def test_a_theme_with_one_label_is_a_theme(labelled: Labelled) -> None:
    fitted = ThemeModel().fit([*labelled.texts, "Stoff kratzt fürchterlich"], [*labelled.themes, ("scratchy",)])
    p = fitted.predict_proba(["Stoff kratzt fürchterlich", "viel zu klein"])
    column = fitted.classes_.index("scratchy")
    assert p[0, column] > p[1, column]


def test_a_theme_may_start_with_its_name_alone(labelled: Labelled) -> None:
    names = {"smell": "Geruch\nriecht unangenehm nach Chemie"}
    fitted = ThemeModel().fit(labelled.texts, labelled.themes, theme_names=names)
    p = fitted.predict_proba(["riecht nach Chemie", "viel zu klein"])
    column = fitted.classes_.index("smell")
    assert p[0, column] > p[1, column]


def test_names_alone_are_enough_to_rank() -> None:
    fitted = ThemeModel().fit([], [], theme_names={"late": "zu spät geliefert", "size": "zu klein, zu eng"})
    p = fitted.predict_proba(["viel zu eng", "kam spät"])
    assert p[0].argmax() == 1
    assert p[1].argmax() == 0


def test_one_class_only_is_certain_of_it() -> None:
    fitted = ThemeModel().fit(["zu klein", "zu eng", "zu kurz"], [("size",)] * 3)
    assert fitted.predict(["zu schmal", ""]) == [("size",), ()]


def test_contradicting_labels_make_it_unsure() -> None:
    fitted = ThemeModel().fit(["passt nicht"] * 20, [("size",), ("taste",)] * 10)
    assert fitted.predict_proba(["passt nicht"])[0] == pytest.approx([0.5, 0.5], abs=0.1)


def test_without_any_theme_there_is_nothing_to_assign() -> None:
    fitted = ThemeModel().fit(["zu klein", "zu eng"], [(), ()])
    assert fitted.predict(["zu klein"]) == [()]
    assert fitted.predict_proba(["zu klein"]).shape == (1, 0)


def test_no_texts_no_answers(model: ThemeModel) -> None:
    assert model.predict_proba([]).shape == (0, 3)
    assert model.predict([]) == []


def test_texts_and_themes_must_be_as_many() -> None:
    with pytest.raises(ClassifierError, match="one list per text"):
        ThemeModel().fit(["zu klein"], [])


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(ClassifierError, match="call fit"):
        ThemeModel().predict(["zu klein"])


def test_f1_counts_decisions() -> None:
    true = flags([("a",), ("a", "b")], ["a", "b"])
    assigned = flags([("a",), ("a",)], ["a", "b"])
    assert micro_f1(true, assigned) == pytest.approx(0.8)
    assert macro_f1(true, assigned) == pytest.approx(0.5)


def test_calibration_error_is_the_gap_between_promise_and_hits() -> None:
    assert calibration_error(np.array([[0.9], [0.9]]), np.array([[True], [False]])) == pytest.approx(0.4)


def test_intervals_hold_the_figure() -> None:
    true = flags([("a",), ("b",), ()] * 20, ["a", "b"])
    said = report(true, flags([("a",), ("a",), ()] * 20, ["a", "b"]), true.astype(np.float64))
    assert said.micro_f1.low < said.micro_f1.value < said.micro_f1.high
    assert said.left_unassigned == 1


def test_a_name_that_one_customer_wrote_is_not_kept_in_the_model() -> None:
    shipped = [f"Die Hose Nummer {number} ist zu klein" for number in range(300)] + ["Sie ist zinnoberrot"]
    own = ["Gruß, Familie Quastenflosser", "Wie besprochen mit Herrn Umbridge", "Herrn Umbridge zurück"]
    texts = [*shipped, *own]
    labels = [("small",) if i % 2 else ("colour",) for i in range(len(texts))]
    model = ThemeModel().fit(texts, labels, ["de"] * len(texts), private_from=len(shipped))
    kept = " ".join(model.learned.vocabulary.stems.names)
    assert ("quast" in kept, "umbridg" in kept, "zinnober" in kept) == (False, True, True)
