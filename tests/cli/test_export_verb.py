"""``feedback export``: the rows of the pages as a file, or the reason why there is none."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Feedback
from tests.insights import export_world as world


@pytest.fixture
async def shop(db: str, feedback: Feedback) -> Feedback:
    await world.fill(60)
    return feedback


async def test_a_file_holds_the_filtered_rows_and_the_verb_says_how_many(shop: Feedback, tmp_path: Path):
    out = tmp_path / "files" / "said.csv"
    out.parent.mkdir()
    done = await shop.done("export", "submissions", "--out", out, "--filter", "carrier=GLS", "--until", "2026-11-20")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    expected = await world.rows_of(world.choice(carrier="GLS"))
    assert [row["comment"] for row in rows] == [str(row["comment"] or "") for row in expected]
    assert done.out == f"{len(rows)} rows written to {out}.\n"
    assert [path.name for path in out.parent.iterdir()] == ["said.csv"]


async def test_standard_output_holds_nothing_but_the_file(shop: Feedback):
    done = await shop.done("export", "themes", "--format", "jsonl", "--out", "-", "--until", "2026-11-20")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert {line["theme"] for line in lines} == set(world.THEMES)
    assert "rows written to standard output" in done.err


async def test_days_are_those_that_were_asked_for(shop: Feedback, tmp_path: Path):
    out, days = tmp_path / "days.parquet", ("--since", "2026-11-01", "--until", "2026-11-05")
    await shop.done("export", "days", "--format", "parquet", "--out", out, *days)
    found = {day.isoformat() for day in pq.read_table(out)["day"].to_pylist()}
    assert found
    assert min(found) >= "2026-11-01"
    assert max(found) <= "2026-11-05"


async def test_days_among_the_filters_are_read_as_on_the_pages(shop: Feedback):
    done = await shop.done("export", "themes", "--format", "jsonl", "--out", "-", "--filter", "until=20.11.2026")
    assert {json.loads(line)["theme"] for line in done.out.splitlines()} == set(world.THEMES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--filter", "colour=red"), "colour: not a filter"),
        (("--filter", "carrier"), "name=value"),
        (("--since", "1066-10-14"), "since"),
    ],
)
async def test_a_wrong_wish_is_named_and_writes_nothing(rooms: Feedback, tmp_path: Path, words, said: str):
    outcome = await rooms("export", "submissions", "--out", tmp_path / "no.csv", *words)
    assert (outcome.code, said in outcome.err) == (2, True), outcome.err
    assert not (tmp_path / "no.csv").exists()


async def test_a_folder_that_is_not_there_is_one_plain_sentence(shop: Feedback, tmp_path: Path):
    outcome = await shop("export", "themes", "--out", tmp_path / "nowhere" / "themes.csv")
    assert outcome.code == 1
    assert "nowhere" in outcome.err
