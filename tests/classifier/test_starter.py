"""The built-in model: useful on day one, quiet where nothing is said, cached safely."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classifier import starter as room
from classifier.model import ThemeModel
from classifier.starter import Example, starter_corpus, starter_model, starter_phrases, starter_version
from classifier.starter_themes import starter_themes
from classifier.storage import MANIFEST, load_model
from tests.classifier.conftest import Labelled

Starter = tuple[ThemeModel, str]


def test_it_knows_all_themes_of_the_catalogue(starter: Starter) -> None:
    assert starter[0].classes_ == tuple(sorted(t.code for t in starter_themes()))
    assert len(starter_themes()) == 31


@pytest.mark.parametrize(
    ("text", "language", "theme"),
    [
        ("Die Hose ist viel zu klein", "de", "too_small"),
        ("way too big, ordered my usual size", "en", "too_big"),
        ("Reißverschluss nach zwei Tagen kaputt", "de", "defective"),
        ("arrived far too late", "en", "too_late"),
        ("Es fehlen zwei Schrauben", "de", "missing_parts"),
        ("Paket ist nie angekommen", "de", "not_delivered"),
        ("wrong item in the box, I ordered a lamp", "en", "wrong_item"),
        ("Der Stoff kratzt", "de", "material"),
        ("colour is awful", "en", "dislike_color"),
        ("Geld immer noch nicht erstattet", "de", "refund_slow"),
    ],
)
def test_plain_comments_get_their_theme(starter: Starter, text: str, language: str, theme: str) -> None:
    assert theme in starter[0].predict([text], [language])[0]


def test_comments_without_content_stay_unassigned(starter: Starter) -> None:
    silent = [
        "",
        "k.A.",
        "siehe oben",
        "n/a",
        "👍",
        "12345",
        "no comment",
        "Danke",
        "keine Angabe",
        "asdf",
        "see above",
    ]
    assert starter[0].predict(silent) == [()] * len(silent)


def test_the_version_names_the_fingerprint(starter: Starter) -> None:
    assert starter[1] == starter_version()
    assert len(starter[1].removeprefix("starter-")) == 12
    int(starter[1].removeprefix("starter-"), 16)


def test_a_cached_model_is_read_in_well_under_a_second(starter: Starter, models: Path) -> None:
    begin = time.process_time()
    again, version = starter_model(models)
    assert time.process_time() - begin < 1
    assert version == starter[1]
    assert (again.predict_proba(["zu klein"]) == starter[0].predict_proba(["zu klein"])).all()


def test_the_corpus_uses_only_themes_of_the_catalogue_and_both_languages() -> None:
    examples = starter_corpus()
    assert {e.language for e in examples} == {"de", "en"}
    assert {e.split for e in examples} == {"train", "test"}
    assert {t for e in examples for t in e.themes} <= {t.code for t in starter_themes()}


def test_no_phrase_is_a_test_comment() -> None:
    phrases = starter_phrases()
    assert {t for p in phrases for t in p.themes} == {t.code for t in starter_themes()}
    tested = {e.text.casefold() for e in starter_corpus() if e.split == "test"}
    assert tested.isdisjoint(p.text.casefold() for p in phrases if p.themes)


@pytest.mark.parametrize(
    ("text", "language", "theme", "denied"),
    [
        ("nicht zu eng, sondern viel zu weit", "de", "too_big", "too_small"),
        ("not too big, it is too small", "en", "too_small", "too_big"),
    ],
)
def test_a_denied_complaint_is_not_assigned(
    starter: Starter, text: str, language: str, theme: str, denied: str
) -> None:
    said = starter[0].predict([text], [language])[0]
    assert theme in said
    assert denied not in said


@pytest.mark.parametrize(
    "text", ["Bitte Geld zurück, danke", "wie telefonisch besprochen", "Winterstiefel, Damen", "refund please"]
)
def test_formalities_and_names_of_goods_stay_unassigned(starter: Starter, text: str) -> None:
    assert starter[0].predict([text]) == [()]


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch, labelled: Labelled) -> list[int]:
    """Train on a small corpus instead; one entry per training."""
    done: list[int] = []

    def train(examples: list[Example]) -> ThemeModel:
        done.append(len(examples))
        return ThemeModel().fit(labelled.texts, labelled.themes)

    monkeypatch.setattr(room, "train_starter", train)
    return done


def test_it_is_trained_once(trainings: list[int], tmp_path: Path) -> None:
    starter_model(tmp_path)
    starter_model(tmp_path)
    assert len(trainings) == 1


def test_a_damaged_cache_is_trained_again_and_mended(trainings: list[int], tmp_path: Path) -> None:
    _, version = starter_model(tmp_path)
    (tmp_path / version / MANIFEST).write_text("{")
    starter_model(tmp_path)
    assert len(trainings) == 2
    assert load_model(tmp_path / version).classes_


def test_two_at_once_both_get_a_model(trainings: list[int], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: starter_model(tmp_path)[0], range(4)))
    assert len({m.predict(["zu klein"])[0] for m in models}) == 1
    assert [p.name for p in tmp_path.iterdir()] == [starter_version()]


def test_a_cache_that_cannot_be_written_costs_no_answer(trainings: list[int], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    model, _ = starter_model(tmp_path / "file")
    assert model.classes_


def test_another_corpus_is_another_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = starter_version()
    copy = Path(shutil.copy(room.CORPORA[0], tmp_path / "starter_de.csv"))
    copy.write_text(copy.read_text(encoding="utf-8") + "x,neu,too_big,de,train\n", encoding="utf-8")
    monkeypatch.setattr(room, "CORPORA", (copy, room.CORPORA[1]))
    assert starter_version() != before
