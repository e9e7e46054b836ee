"""The theme verbs: one line out per row in, and a clear word where a file is not what it should be."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from classifier.errors import ModelError, TextFileError
from classifier.files import discover_file, fit_file, predict_file
from tests.classifier.conftest import Labelled


def write(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def train(tmp_path: Path, labelled: Labelled) -> Path:
    pairs = enumerate(zip(labelled.texts, labelled.themes, strict=True))
    rows = [(str(i), text, "|".join(themes), "de") for i, (text, themes) in pairs]
    return write(tmp_path / "train.csv", ("id", "text", "themes", "lang"), *rows)


@pytest.fixture
def folder(tmp_path: Path, train: Path) -> Path:
    fit_file(train, tmp_path / "model", None, None, seed=0)
    return tmp_path / "model"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    rows = (("7", "Hose viel zu klein", "de"), ("7", "", "de"), ("ü", 'Reißverschluss "kaputt",\nleider', ""))
    return write(tmp_path / "texts.csv", ("id", "text", "lang"), *rows)


def test_every_row_gets_one_line_in_order_duplicates_included(folder: Path, texts: Path, tmp_path: Path) -> None:
    assert predict_file(texts, tmp_path / "out.jsonl", folder, None) == 3
    answers = lines(tmp_path / "out.jsonl")
    assert [a["id"] for a in answers] == ["7", "7", "ü"]
    assert [a["themes"] for a in answers] == [["size"], [], ["zip"]]


def test_a_line_has_all_probabilities_and_novelty(folder: Path, texts: Path, tmp_path: Path) -> None:
    predict_file(texts, tmp_path / "out.jsonl", folder, None)
    for answer in lines(tmp_path / "out.jsonl"):
        assert list(answer) == ["id", "themes", "probabilities", "novelty"]
        assert list(answer["probabilities"]) == ["late", "size", "zip"]  # type: ignore[call-overload]
        assert 0 <= answer["novelty"] <= 1  # type: ignore[operator]


def test_names_and_a_pool_help_to_learn(train: Path, tmp_path: Path) -> None:
    pool = write(tmp_path / "pool.csv", ("id", "text", "lang"), ("1", "Gürtel zu lang", "de"))
    names = write(tmp_path / "names.csv", ("theme", "name"), ("smell", "riecht nach Chemie"))
    assert fit_file(train, tmp_path / "m", pool, names, seed=1) == 88
    texts = write(tmp_path / "t.csv", ("id", "text"), ("1", "riecht nach Chemie"))
    predict_file(texts, tmp_path / "out.jsonl", tmp_path / "m", None)
    assert "smell" in lines(tmp_path / "out.jsonl")[0]["probabilities"]  # type: ignore[operator]


def test_without_a_model_the_starter_answers(starter: object, models: Path, texts: Path, tmp_path: Path) -> None:
    predict_file(texts, tmp_path / "out.jsonl", None, models)
    assert lines(tmp_path / "out.jsonl")[0]["themes"] == ["too_small"]


def test_discovery_sorts_every_row(train: Path, tmp_path: Path) -> None:
    assert discover_file(train, tmp_path / "out.jsonl", None, None) == 88
    answers = lines(tmp_path / "out.jsonl")
    assert all(list(a) == ["id", "cluster", "name"] for a in answers)
    assert all((a["cluster"] is None) == (a["name"] is None) for a in answers)


def test_with_a_model_only_what_is_new_gets_a_cluster(folder: Path, tmp_path: Path) -> None:
    known = [(f"k{i}", f"Hose {i} viel zu klein") for i in range(30)]
    new = [(f"n{i}", f"Mein Hamster nagt gern an Erdnüssen {i}") for i in range(30)]
    texts = write(tmp_path / "texts.csv", ("id", "text"), *known, *new)
    discover_file(texts, tmp_path / "out.jsonl", folder, None)
    sorted_ids = {str(a["id"])[0] for a in lines(tmp_path / "out.jsonl") if a["cluster"] is not None}
    assert sorted_ids == {"n"}


def test_a_missing_column_is_named(folder: Path, tmp_path: Path) -> None:
    texts = write(tmp_path / "texts.csv", ("id", "comment"), ("1", "zu klein"))
    with pytest.raises(TextFileError, match=r"column text is missing \(found: id, comment\)"):
        predict_file(texts, tmp_path / "out.jsonl", folder, None)


def test_bad_utf8_is_found_with_its_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_bytes(b"id,text\n1,zu klein\n2,zu gro\xdf\n")
    with pytest.raises(TextFileError, match="line 3: this is not UTF-8"):
        predict_file(tmp_path / "texts.csv", tmp_path / "out.jsonl", folder, None)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_trouble_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    texts = write(tmp_path / "texts.csv", ("id", "text"), ("1", "zu klein"), ("2", "zu", "viele", "Felder"))
    with pytest.raises(TextFileError, match="line 3: 4 fields instead of 2"):
        predict_file(texts, tmp_path / "out.jsonl", folder, None)
    assert set(tmp_path.iterdir()) == before | {texts}


@pytest.mark.parametrize("content", ["", "id,text\n"])
def test_an_empty_file_is_said_to_be_empty(folder: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "texts.csv").write_text(content)
    with pytest.raises(TextFileError, match=r"is missing|no rows"):
        predict_file(tmp_path / "texts.csv", tmp_path / "out.jsonl", folder, None)


def test_a_file_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TextFileError, match=r"none\.csv cannot be read"):
        predict_file(tmp_path / "none.csv", tmp_path / "out.jsonl", folder, None)


def test_labels_without_a_single_theme_teach_nothing(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", ("id", "text", "themes"), ("1", "zu klein", ""))
    with pytest.raises(TextFileError, match="nothing to learn"):
        fit_file(train, tmp_path / "m", None, None, seed=0)


def test_a_byte_order_mark_is_no_part_of_the_header(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("\ufeffid,text\n1,zu klein\n", encoding="utf-8")
    assert predict_file(tmp_path / "texts.csv", tmp_path / "out.jsonl", folder, None) == 1


def test_a_model_that_is_none_raises(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no theme model"):
        predict_file(texts, tmp_path / "out.jsonl", tmp_path / "nothing", None)
