"""The file of all answers: stable columns, exactly the filtered rows, nothing that runs, nobody's address."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.cells import BYTE_ORDER_MARK, FORMULA
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many
from surveys.built_in import BUILT_IN
from surveys.definition import Hidden, Page, TextQuestion, Words
from surveys.results.cut import Cut
from surveys.results.export import catalogue_of, cell, export
from surveys.surveys import versions
from surveys.tables import Submission
from tests.surveys import results_world as world
from tests.surveys.results_world import BERLIN, NOON, TODAY

CSAT, RETURNS = BUILT_IN["csat"], BUILT_IN["returns"]
GOLDEN = Path(__file__).with_name("results_returns.csv")


async def written(cut: Cut) -> str:
    catalogue = catalogue_of([version.definition for version in await versions(cut.code)])
    return "".join([part async for part in export(cut, catalogue, BERLIN)])


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))


async def small_shop() -> None:
    """One return of two items with everything, one answered empty, one begun."""
    survey = await world.publish("returns", RETURNS)
    invitation = await world.invite(survey, order="O-100")
    submission = await world.answer(survey, TODAY, {"csat": 4}, order_id="O-100", channel="mail", invitation=invitation)
    shoe = await world.order_item(submission, "O-101", sku="S1")
    sizes = {"sku": "S1", "product": "Schuh", "category": "Schuhe", "size": "42", "color": "rot", "carrier": "GLS"}
    await world.item(
        submission, "too_small", "size_or_fit", order_item=shoe, text="Am Spann zu eng.", wish="exchange", **sizes
    )
    await world.item(
        submission, "missing_parts", "wrong_or_missing", help_shown="missing_parts", helped=True, quantity=2
    )
    await world.follow_up(submission, shoe, "where_shoe", "instep")
    await world.picture(invitation, str(shoe))
    await world.item(await world.answer(survey, TODAY - timedelta(days=1), channel="qr"))
    await world.begin(await world.invite(survey, order="O-300"), "item-7")


async def test_criterion_22_the_file_is_the_golden_one(db: str):
    await small_shop()
    assert (await written(await world.cut("returns"))).replace("\r\n", "\n") == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    [{}, {"status": "started"}, {"status": "finished"}, {"version": "1"}, {"since": "1999-01-01", "to": "1999-01-02"}],
)
async def test_criterion_22_the_columns_are_the_same_for_any_filter_even_without_rows(db: str, query):
    empty = await written_head(await fresh(), **query)
    await world.answer(2, TODAY, {"csat": 4}, {"why_low": ("delivery",)}, {"better": "mehr"})
    assert await written_head(2, **query) == empty
    assert empty[-5:] == ["q_csat", "q_csat_style", "q_why_low", "q_better", "q_new"]


async def fresh() -> int:
    """Two versions, the second with one more question; nobody has answered."""
    await world.publish("csat", CSAT, 1)
    more = Page(Words(), (TextQuestion("new", Words("Neu?", "New?")),))
    return await world.publish("csat", msgspec.structs.replace(CSAT, pages=(*CSAT.pages, more)), 2)


async def written_head(_survey: int, **query: str) -> list[str]:
    text = await written(await world.cut("csat", **query))
    return next(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))


async def test_criterion_23_the_file_holds_exactly_the_filtered_rows(db: str):
    survey = await world.publish("csat", CSAT)
    days = {await world.answer(survey, date(2026, 11, n), {"csat": 3}): date(2026, 11, n) for n in range(1, 15)}
    found = rows_of(await written(await world.cut("csat", since="2026-11-04", to="2026-11-09")))
    wanted = {str(key): day.isoformat() for key, day in days.items() if 4 <= day.day <= 9}
    assert {row["submission"]: row["day"] for row in found} == wanted
    assert len(found) == 6


async def test_criterion_23_other_versions_stay_out_of_the_file(db: str):
    for number in (1, 2):
        survey = await world.publish("csat", msgspec.structs.replace(CSAT, contact=bool(number % 2)), number)
        await world.answer(survey, TODAY, {"csat": number})
    assert [row["version"] for row in rows_of(await written(await world.cut("csat")))] == ["2"]
    assert [row["version"] for row in rows_of(await written(await world.cut("csat", version="1")))] == ["1"]
    assert [row["version"] for row in rows_of(await written(await world.cut("csat", version="all")))] == ["1", "2"]


async def test_criterion_23_many_rows_need_no_more_memory_than_few(db: str):
    survey = await world.publish("csat", CSAT)
    columns = ("survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "revision", "changed_at")
    async with transaction():
        rows = [
            (survey, f"O{n}", NOON, TODAY - timedelta(days=n % 80), "de", "mail", 4, 1, NOON) for n in range(12_000)
        ]
        await insert_many(Submission, (*columns, "notice_version", "demo"), ((*row, "", False) for row in rows))
    cut, catalogue = await world.cut("csat"), catalogue_of([CSAT])
    lines, peaks = 0, []
    tracemalloc.start()
    async for part in export(cut, catalogue, BERLIN):
        lines += part.count("\r\n")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()
    tracemalloc.stop()
    assert lines == 12_001
    assert max(peaks[3:]) < 1.5 * max(peaks[1:3])


async def test_criterion_24_unfinished_answers_can_be_exported_by_order_number(db: str):
    survey = await world.publish("returns", RETURNS)
    await world.begin(await world.invite(survey, order="O-1", mail_domain="gmx.de"), "item-4")
    await world.item(await world.answer(survey, order_id="O-2"))
    started = rows_of(await written(await world.cut("returns", status="started")))
    finished = rows_of(await written(await world.cut("returns", status="finished")))
    assert [(row["order"], row["status"], row["step"]) for row in started] == [("O-1", "started", "item")]
    assert [(row["order"], row["status"]) for row in finished] == [("O-2", "finished")]


async def test_criterion_24_what_was_typed_and_not_sent_is_not_in_the_file(db: str):
    survey = await world.publish("returns", RETURNS)
    await world.begin(await world.invite(survey, order="O-1"), "item-4")
    assert "geheim" not in await written(await world.cut("returns"))


async def test_an_anonymous_survey_names_no_order_that_was_begun(db: str):
    survey = await world.publish("csat", msgspec.structs.replace(CSAT, anonymous=True))
    await world.begin(await world.invite(survey, order="O-1"), "page-1")
    (row,) = rows_of(await written(await world.cut("csat")))
    assert (row["status"], row["order"], row["changed_at"]) == ("started", "", "")


async def test_no_address_or_phone_number_is_in_the_file(db: str):
    survey = await world.publish("csat", CSAT)
    submission = await world.answer(survey, TODAY, {"csat": 2})
    await world.ask_for_call(submission, "0170 5551234")
    assert "5551234" not in await written(await world.cut("csat"))


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@cmd", "\t 1", "\r1", "\n1"])
def test_criterion_41_a_cell_that_would_run_is_defused(text: str):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("cut", [";", "; ", "\t", "\r\n", "\n"])
@pytest.mark.parametrize("formula", ["=cmd|'/C calc'!A1", "+1", "-1", "@SUM(1)"])
def test_what_would_run_where_another_spreadsheet_cuts_cells_is_defused_too(cut: str, formula: str):
    assert cell(f"gut{cut}{formula}") == f"gut{cut}'{formula}"


@pytest.mark.parametrize("text", ["Danke ;-)", "zu eng; sonst gut", "erste Zeile\nzweite = gut", "a=b;c-d"])
def test_a_text_that_nothing_runs_stays_as_it_is(text: str):
    assert cell(text) == text


def test_criterion_41_addresses_lose_what_stands_behind_the_question_mark():
    assert cell("https://shop.de/a?mail=x@y.de&t=1") == "https://shop.de/a"
    assert cell("siehe HTTPS://shop.de/a#tok und b?") == "siehe HTTPS://shop.de/a und b?"


async def test_criterion_41_holds_for_everything_a_customer_can_send(db: str):
    pages = (Page(Words(), (*CSAT.pages[0].questions, Hidden("ref"))),)
    survey = await world.publish("csat", msgspec.structs.replace(CSAT, pages=pages))
    submission = await world.answer(survey, texts={"better": "=HYPERLINK(1)"}, order_id="+O1", channel="@x")
    from surveys.tables import Answer

    await Answer(submission=submission, question="ref", text="https://shop.de/?token=geheim").save()
    text = await written(await world.cut("csat"))
    (row,) = rows_of(text)
    assert (row["q_better"], row["order"], row["channel"]) == ("'=HYPERLINK(1)", "'+O1", "'@x")
    assert row["q_ref"] == "https://shop.de/"
    assert "geheim" not in text


@given(st.text(max_size=40))
def test_no_text_becomes_a_formula(text: str):
    assert not cell(text).startswith(FORMULA)


def test_numbers_stay_numbers():
    assert (cell(-3), cell(None), cell(date(2026, 11, 1))) == ("-3", "", "2026-11-01")
