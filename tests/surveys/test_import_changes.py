"""A row that comes again under its own id: the same changes nothing, another content replaces what was stored."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.house import House
from surveys import imports
from surveys.invitations import invite
from surveys.tables import Comment, Submission
from tests.surveys.conftest import everything
from tests.surveys.test_imports import row, written

MORE = {"comment": "Hose zu eng", "carrier": "GLS", "rating": "2", "language": "de", "ordered_at": "2026-10-20"}


async def bring(house: House, folder: Path, *rows: dict[str, str]) -> imports.ImportReport:
    return await imports.import_submissions(house, written(folder / "a.csv", list(rows)))


async def current() -> list[dict[str, object]]:
    return await Comment.select().where(Comment.superseded_at.is_null()).order_by(Comment.id)


async def test_the_same_row_is_not_written_again(shop: House, tmp_path: Path) -> None:
    await bring(shop, tmp_path, row(1, **MORE), row(2))
    before = await everything()
    report = await bring(shop, tmp_path, row(1, **MORE), row(2))
    assert (report.stored, report.changed, report.known) == (0, 0, 2)
    assert await everything() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "too_big"), ("comment", "Hose zu weit"), ("carrier", "DHL"), ("rating", "5"), ("language", "en"),
        ("ordered_at", "2026-10-21"), ("order_id", "A-9"), ("quantity", "3"), ("sku", "S-1"), ("postal_code", "80331"),
        ("submitted_at", "2026-11-02T10:00:00+01:00"), ("channel", "shop"),
    ],
)  # fmt: skip
async def test_any_other_value_replaces_the_comment_once(shop: House, tmp_path: Path, column: str, value: str) -> None:
    await bring(shop, tmp_path, row(1, **MORE))
    changed = {**row(1, **MORE), column: value}
    for outcome in ((1, 1, 0), (0, 0, 1)):
        report = await bring(shop, tmp_path, changed)
        assert (report.stored, report.changed, report.known) == outcome
    assert (await Submission.count(), len(await current()), await Comment.count()) == (1, 1, 2)


async def test_a_change_raises_the_revision_and_moves_the_day(shop: House, tmp_path: Path) -> None:
    await bring(shop, tmp_path, row(1))
    await bring(shop, tmp_path, row(1, submitted_at="2026-11-03"))
    stored = await Submission.select().first()
    assert (stored["revision"], stored["day"], stored["changed_at"]) == (2, date(2026, 11, 3), shop.now())
    assert [one["day"] for one in await current()] == [date(2026, 11, 3)]


async def test_what_a_customer_sent_by_a_link_is_never_replaced(shop: House, tmp_path: Path) -> None:
    await bring(shop, tmp_path, row(1, comment="meins"))
    await invite(shop, "A-1")
    async with transaction():
        await execute("UPDATE submission SET invitation = (SELECT MAX(id) FROM invitation)")
    report = await bring(shop, tmp_path, row(1, comment="etwas anderes"))
    assert (report.changed, report.known) == (0, 1)
    assert [one["text"] for one in await current()] == ["meins"]


async def test_a_contradiction_inside_one_file_is_refused_and_named(shop: House, tmp_path: Path) -> None:
    rows = (row(1, comment="erst"), row(1, comment="dann"), row(1, comment="erst"))
    for outcome in ((1, 1, 1), (0, 2, 1)):
        report = await bring(shop, tmp_path, *rows)
        assert (report.stored, report.known, report.bad) == outcome
        assert [(one.line, one.column) for one in report.problems] == [(3, "external_id")]


async def test_new_content_is_masked_too(shop: House, tmp_path: Path) -> None:
    await bring(shop, tmp_path, row(1, language="de"))
    await bring(shop, tmp_path, row(1, language="de", comment="Bitte an eva.muster@example.org"))
    assert "eva.muster" not in str(await everything())
