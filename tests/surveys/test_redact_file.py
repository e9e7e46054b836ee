"""The file verb: a CSV of texts becomes JSON lines of masked texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveys.csv_file import ImportProblem
from surveys.redact_file import redact_file


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return tmp_path / "texts.csv"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "redacted.jsonl"


def test_every_row_gives_one_line_in_the_same_order(texts: Path, out: Path) -> None:
    texts.write_text('id,text,lang\n1,"Tel. 0171 1234567,\nGröße 38",de\n0,mail a@b.de,en\n2,,de\n', encoding="utf-8")
    assert redact_file(texts, out) == 3
    assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] == [
        {"id": "1", "text": "Tel. [Telefon],\nGröße 38", "spans": [{"start": 5, "end": 17, "kind": "phone"}]},
        {"id": "0", "text": "mail [email]", "spans": [{"start": 5, "end": 11, "kind": "email"}]},
        {"id": "2", "text": "", "spans": []},
    ]


def test_the_language_may_be_absent(texts: Path, out: Path) -> None:
    texts.write_text("id;text\n1;a@b.de\n", encoding="utf-8")
    redact_file(texts, out)
    assert json.loads(out.read_text(encoding="utf-8"))["text"] == "[E-Mail]"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,text\n1,a\n2\n", "line 3: This row has 1 fields; the header has 2."),
        (b'id,text\n1,"a\nb"\n2,x\0y\n', "line 4: This row contains NUL bytes."),
        (b"id,comment\n1,a\n", "line 1: text: The header lacks this column."),
        (b"text\na\n", "line 1: id: The header lacks this column."),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line_and_leaves_no_answer(
    texts: Path, out: Path, content: bytes, message: str
) -> None:
    texts.write_bytes(content)
    with pytest.raises(ImportProblem, match=message):
        redact_file(texts, out)
    assert [path.name for path in out.parent.iterdir()] == ["texts.csv"]


def test_running_twice_gives_the_same_answer(texts: Path, out: Path) -> None:
    texts.write_text("id,text\n1,Frau Müller rief an\n", encoding="utf-8")
    redact_file(texts, out)
    first = out.read_bytes()
    assert redact_file(texts, out) == 1
    assert out.read_bytes() == first
