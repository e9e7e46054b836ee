"""The verbs that need no database: themes, trends and privacy on plain files, in the formats the README promises.

TRAIN.csv       id,text,themes,lang      themes separated by |
POOL, TEXTS     id,text,lang             NAMES.csv   theme,name
PRED.jsonl      {"id", "themes": [], "probabilities": {theme: p}, "novelty": 0..1}
CLUSTERS.jsonl  {"id", "cluster", "name"}, cluster null = unsorted
REDACTED.jsonl  {"id", "text", "spans": [{"start", "end", "kind"}]}, offsets in code points, end exclusive
COUNTS.csv      series,date,count,exposure
SCORES.csv      series,date,observed,expected,lower,upper,score,alarm
"""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Feedback

BATTERY = ("Der Akku ist nach einer Stunde leer", "Akku lädt nicht mehr", "Battery dies within the hour")
SIZE = ("Die Schuhe sind viel zu klein", "Fällt sehr klein aus", "Much too small for me")


def table(file: Path, *rows: tuple[str, ...]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
    return file


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    said = [f"{text} – {number}. Versuch" for number in range(8) for text in (*BATTERY, *SIZE)]
    return table(tmp_path / "texts.csv", ("id", "text", "lang"), *((f"{n}", text, "") for n, text in enumerate(said)))


async def fitted(rooms: Feedback, folder: Path) -> Path:
    rows = [
        (f"{theme}-{number}", f"{text}, Nummer {number}", theme, "en" if text.isascii() and "the" in text else "de")
        for number in range(4)
        for theme, said in (("battery", BATTERY), ("size", SIZE))
        for text in said
    ]
    train = table(folder / "train.csv", ("id", "text", "themes", "lang"), *rows)
    pool = table(folder / "pool.csv", ("id", "text", "lang"), ("p1", "Akku schwach", "de"))
    names = table(folder / "names.csv", ("theme", "name"), ("battery", "Akku"), ("size", "Größe"))
    learnt = await rooms.done(
        "themes", "fit", train, "--model", folder / "model", "--unlabelled", pool, "--theme-names", names, "--seed", "1"
    )
    assert learnt.out.startswith(f"{len(rows)} texts learnt")
    return folder / "model"


async def test_a_fitted_model_predicts_one_line_per_text_in_order(rooms: Feedback, texts: Path, tmp_path: Path):
    out = tmp_path / "pred.jsonl"
    model = await fitted(rooms, tmp_path)
    await rooms.done("themes", "predict", texts, "--out", out, "--model", model)
    found = lines(out)
    assert [line["id"] for line in found] == [str(number) for number in range(48)]
    assert all(set(line) == {"id", "themes", "probabilities", "novelty"} for line in found)
    assert all(set(line["probabilities"]) == {"battery", "size"} and 0 <= line["novelty"] <= 1 for line in found)
    assert (found[0]["themes"], found[3]["themes"]) == (["battery"], ["size"])


async def test_the_same_seed_learns_the_same(rooms: Feedback, texts: Path, tmp_path: Path):
    answers = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        await rooms.done(
            "themes", "predict", texts, "--out", folder / "pred.jsonl", "--model", await fitted(rooms, folder)
        )
        answers.append((folder / "pred.jsonl").read_bytes())
    assert answers[0] == answers[1]


async def test_without_a_model_the_starter_themes_answer(rooms: Feedback, tmp_path: Path):
    texts = table(
        tmp_path / "t.csv",
        ("id", "text", "lang"),
        ("a", "Kam zerbrochen an, der Transport war wohl zu grob.", "de"),
    )
    await rooms.done("themes", "predict", texts, "--out", tmp_path / "pred.jsonl")
    assert lines(tmp_path / "pred.jsonl")[0]["themes"] == ["damaged_transport"]


async def test_discovery_sorts_every_text_or_says_null(rooms: Feedback, texts: Path, tmp_path: Path):
    out = tmp_path / "clusters.jsonl"
    await rooms.done("themes", "discover", texts, "--out", out)
    found = lines(out)
    assert [line["id"] for line in found] == [str(number) for number in range(48)]
    assert all(set(line) == {"id", "cluster", "name"} for line in found)
    assert all((line["cluster"] is None) == (line["name"] is None) for line in found)


async def test_discovery_beside_a_model_sorts_only_what_no_theme_covers(rooms: Feedback, texts: Path, tmp_path: Path):
    out = tmp_path / "clusters.jsonl"
    model = await fitted(rooms, tmp_path)
    await rooms.done("themes", "discover", texts, "--out", out, "--model", model)
    await rooms.done("themes", "predict", texts, "--out", tmp_path / "pred.jsonl", "--model", model)
    covered = {line["id"] for line in lines(tmp_path / "pred.jsonl") if line["novelty"] < 0.5}
    assert covered
    assert {line["id"] for line in lines(out) if line["cluster"] is not None}.isdisjoint(covered)


async def test_a_scan_judges_every_step_from_the_given_day_on(rooms: Feedback, tmp_path: Path):
    first = date(2026, 1, 5)
    rows = [
        (series, (first + timedelta(days=n)).isoformat(), str(30 if series == "rising" and n >= 113 else 5), "100")
        for series in ("calm", "rising")
        for n in range(120)
    ]
    counts = table(tmp_path / "counts.csv", ("series", "date", "count", "exposure"), *rows)
    await rooms.done(
        "trends", "scan", counts, "--out", tmp_path / "scores.csv", "--step", "day", "--from", "2026-04-18",
        "--false-alarms-per-month", "1",
    )  # fmt: skip
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as opened:
        scores = list(csv.DictReader(opened))
    assert list(scores[0]) == ["series", "date", "observed", "expected", "lower", "upper", "score", "alarm"]
    assert len(scores) == 2 * 17
    assert {row["series"] for row in scores if row["alarm"] == "1"} == {"rising"}


async def test_redaction_masks_what_is_personal_and_says_where(rooms: Feedback, tmp_path: Path):
    said = "Bitte 👍 an eva.muster@example.org schreiben"
    texts = table(
        tmp_path / "texts.csv", ("id", "text", "lang"), ("1", said, "de"), ("2", "Passt nicht", "de"), ("3", "", "")
    )
    await rooms.done("privacy", "redact", texts, "--out", tmp_path / "redacted.jsonl")
    first, *rest = lines(tmp_path / "redacted.jsonl")
    (span,) = first["spans"]
    assert (said[span["start"] : span["end"]], span["kind"]) == ("eva.muster@example.org", "email")
    assert "eva.muster" not in first["text"]
    assert rest == [{"id": "2", "text": "Passt nicht", "spans": []}, {"id": "3", "text": "", "spans": []}]


VERBS = {
    "predict": ("themes", "predict", "{file}", "--out", "{out}"),
    "discover": ("themes", "discover", "{file}", "--out", "{out}"),
    "fit": ("themes", "fit", "{file}", "--model", "{out}"),
    "scan": ("trends", "scan", "{file}", "--out", "{out}", "--step", "day", "--from", "2026-01-01"),
    "redact": ("privacy", "redact", "{file}", "--out", "{out}"),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "content", [b"", b"colour\nblue\n", b"id,text,themes,series,date,count\n1,2\n", b"\xff\xfe\xff"]
)
async def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    rooms: Feedback, tmp_path: Path, verb: str, content: bytes
):
    file, out = tmp_path / "broken.csv", tmp_path / "out"
    file.write_bytes(content)
    outcome = await rooms(*(word.format(file=file, out=out) for word in VERBS[verb]))
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (1, "", 1)
    assert not out.exists()


@pytest.mark.parametrize("verb", VERBS)
async def test_a_place_that_cannot_be_written_is_said_in_one_sentence(rooms: Feedback, tmp_path: Path, verb: str):
    header, row = "id,text,themes,lang,series,date,count", "1,Der Akku ist leer,battery,de,a,2026-01-01,3"
    file = tmp_path / "texts.csv"
    file.write_text("\n".join([header, row, row.replace("1,Der", "2,Der").replace("01-01", "01-02")]), encoding="utf-8")
    (tmp_path / "no-folder").write_text("a file where a folder should be", encoding="utf-8")
    words = [word.format(file=file, out=tmp_path / "no-folder" / "out") for word in VERBS[verb]]
    outcome = await rooms(*words)
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (1, "", 1)


async def test_a_start_that_is_no_date_is_refused_in_one_sentence(rooms: Feedback, tmp_path: Path):
    counts = table(tmp_path / "counts.csv", ("series", "date", "count"), ("a", "2026-01-01", "3"))
    outcome = await rooms("trends", "scan", counts, "--out", tmp_path / "s.csv", "--step", "day", "--from", "gestern")
    assert (outcome.code, len(outcome.err.splitlines())) == (1, 1)
