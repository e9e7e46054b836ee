"""Importing a shop's file: every good row once, every bad row named, nothing twice."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys import imports
from surveys.catalogue import install_catalogue
from surveys.csv_file import ImportProblem
from surveys.surveys import install_surveys
from surveys.tables import Comment, Shipment, Submission


@pytest.fixture
async def house(db, now, tmp_path):
    await install_catalogue()
    await install_surveys(now)
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", tmp_path)


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(number: int, **more: str) -> dict[str, str]:
    return {"external_id": f"E-{number}", "submitted_at": "2026-11-01T10:00:00+01:00", "reason": "too_small", **more}


async def test_a_row_becomes_a_submission_with_its_comment(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1, comment="Hose zu eng", carrier="GLS", rating="2", language="de")])
    assert (await imports.import_submissions(house, file)).stored == 1
    comment = await Comment.select().first()
    assert (comment["reason"], comment["text"], comment["carrier"]) == ("too_small", "Hose zu eng", "GLS")
    assert (await Submission.select().first())["rating"] == 2


async def test_importing_twice_changes_nothing_with_and_without_own_ids(house, tmp_path):
    anonymous = {"submitted_at": "2026-11-02", "comment": "kaputt"}
    file = written(tmp_path / "a.csv", [row(1), anonymous, anonymous])
    assert (await imports.import_submissions(house, file)).stored == 3
    again = await imports.import_submissions(house, file)
    assert (again.stored, again.known, await Submission.count()) == (0, 3, 3)


async def test_a_bad_row_is_named_with_its_line_and_stops_no_other(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1), row(2, submitted_at="gestern"), row(3, rating="9"), row(4)])
    report = await imports.import_submissions(house, file)
    assert (report.stored, report.bad) == (2, 2)
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, "submitted_at"), (4, "rating")]


async def test_unknown_columns_are_reported_and_unknown_reasons_kept_raw(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1, reason="XY_42", mood="blue")])
    report = await imports.import_submissions(house, file)
    assert (report.unknown_columns, report.unknown_reasons) == (["mood"], {"XY_42": 1})
    stored = await Comment.select(Comment.reason, Comment.reason_raw).first()
    assert stored == {"reason": "", "reason_raw": "XY_42"}


async def test_personal_data_never_reaches_the_database(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1, language="de", comment="Bitte an eva.muster@example.org schreiben")])
    await imports.import_submissions(house, file)
    assert "eva.muster" not in (await Comment.select(Comment.text).first())["text"]


async def test_a_reason_in_free_words_is_redacted_and_a_code_is_not(house, tmp_path):
    typed = "Bitte anrufen: 0170 1234567, eva.muster@example.org"
    codes = ["XY_42", "CR-UNWANTED_ITEM", "Retourengrund 7", typed]
    file = written(tmp_path / "a.csv", [row(number, reason=code) for number, code in enumerate(codes)])
    report = await imports.import_submissions(house, file)
    stored = [one["reason_raw"] for one in await Comment.select(Comment.reason_raw).order_by(Comment.id)]
    assert stored == [*codes[:3], "Bitte anrufen: [Telefon], [E-Mail]"]
    assert not any("0170" in reason for reason in report.unknown_reasons)
    assert (await imports.import_submissions(house, file)).known == 4


async def test_words_that_begin_like_a_known_code_are_redacted_too(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1, reason="Und bitte anrufen: 0170 1234567")])
    await imports.import_submissions(house, file)
    assert (await Comment.select(Comment.reason_raw).first())["reason_raw"] == "Und bitte anrufen: [Telefon]"


async def test_a_dry_run_stores_nothing_and_says_what_it_would(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1), row(2)])
    assert (await imports.import_submissions(house, file, dry_run=True)).stored == 2
    assert await Submission.count() == 0


async def test_the_day_is_the_shops_own_day(house, tmp_path):
    file = written(tmp_path / "a.csv", [row(1, submitted_at="2026-11-01T23:30:00+00:00")])
    await imports.import_submissions(house, file)
    assert str((await Submission.select(Submission.day).first())["day"]) == "2026-11-02"


async def test_shipments_are_stated_not_added_when_imported_again(house, tmp_path):
    rows = [{"date": "2026-11-01", "sku": "A", "quantity": "5"}, {"date": "2026-11-01", "sku": "A", "quantity": "2"}]
    file = written(tmp_path / "a.csv", rows)
    assert (await imports.import_shipments(house, file)).stored == 1
    assert (await imports.import_shipments(house, file)).known == 1
    assert (await Shipment.select(Shipment.quantity).first())["quantity"] == 7


async def test_a_corrected_shipment_raises_its_revision(house, tmp_path):
    await imports.import_shipments(house, written(tmp_path / "a.csv", [{"date": "2026-11-01", "quantity": "5"}]))
    await imports.import_shipments(house, written(tmp_path / "b.csv", [{"date": "2026-11-01", "quantity": "6"}]))
    assert await Shipment.select(Shipment.quantity, Shipment.revision) == [{"quantity": 6, "revision": 2}]


async def test_a_file_without_its_needed_column_is_refused_as_a_whole(house, tmp_path):
    with pytest.raises(ImportProblem, match="submitted_at"):
        await imports.import_submissions(house, written(tmp_path / "a.csv", [{"comment": "x"}]))


async def test_a_killed_import_leaves_whole_batches_and_goes_on_where_it_stopped(house, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "ROWS_PER_BATCH", 10)
    file = written(tmp_path / "a.csv", [row(number) for number in range(25)])

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await imports.import_submissions(house, file, progress=stop)
    assert (await Submission.count(), await Comment.count()) == (10, 10)
    assert (await imports.import_submissions(house, file)).stored == 15
