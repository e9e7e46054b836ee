"""A stored model comes back the same, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.errors import ClassifierError, ModelError
from classifier.model import ThemeModel
from classifier.storage import MANIFEST, WEIGHTS, WORDS, fingerprint, load_model, save_model

ASKED = ["Die Hose ist viel zu klein", "Reißverschlussproblem", "Hamster", ""]


@pytest.fixture
def folder(tmp_path: Path, model: ThemeModel) -> Path:
    save_model(model, tmp_path / "model")
    return tmp_path / "model"


def test_a_stored_model_answers_like_the_one_that_was_saved(folder: Path, model: ThemeModel) -> None:
    again = load_model(folder)
    assert again.cuts_ == model.cuts_
    assert (again.predict_proba(ASKED) == model.predict_proba(ASKED)).all()
    assert (again.novelty(ASKED) == model.novelty(ASKED)).all()


def test_nothing_in_it_is_a_pickle(folder: Path) -> None:
    assert sorted(p.name for p in folder.iterdir()) == sorted([MANIFEST, WEIGHTS, WORDS])
    assert json.loads((folder / WORDS).read_text())["classes"] == ["late", "size", "zip"]


def test_saving_again_replaces_and_leaves_nothing_behind(folder: Path, model: ThemeModel) -> None:
    save_model(model, folder)
    assert [p.name for p in folder.parent.iterdir()] == ["model"]
    assert load_model(folder).classes_ == model.classes_


@pytest.mark.parametrize("name", [WEIGHTS, WORDS])
def test_one_changed_byte_is_noticed(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ModelError, match=f"damaged: {name}"):
        load_model(folder)


@pytest.mark.parametrize("name", [MANIFEST, WEIGHTS, WORDS])
def test_a_missing_file_is_noticed(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_model(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 1}', b"\xff\xfe", b"null"])
def test_a_foreign_manifest_is_noticed(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        load_model(folder)


def test_another_format_is_named(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text()) | {"format": 99}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="format 99"):
        load_model(folder)


def test_a_folder_that_is_no_model_is_not_overwritten(tmp_path: Path, model: ThemeModel) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(ModelError, match="not overwritten"):
        save_model(model, tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_no_model_there_is_a_model_error_and_a_classifier_error(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="holds no theme model"):
        load_model(tmp_path / "nowhere")


def test_the_fingerprint_tells_models_apart(folder: Path, tmp_path: Path) -> None:
    save_model(ThemeModel().fit(["zu klein", "zu groß"], [("a",), ("b",)]), tmp_path / "other")
    assert len(fingerprint(folder)) == 64
    assert fingerprint(folder) != fingerprint(tmp_path / "other")
