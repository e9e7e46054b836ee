"""Bringing in a shop's own file on the page: looked at first, then stored once, and gone afterwards."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from feedback_app.insights.imports import bringing
from feedback_app.insights.imports.routes import LARGEST_FILE
from feedback_app.insights.tables import ImportRun
from surveys.catalogue import install_catalogue
from surveys.surveys import install_surveys
from surveys.tables import Comment, Order, Submission
from tests.web.browsing import Browser, ClientAs

RETURNS = (
    "Retourennummer;Datum;Artikelnr;Produkt;Grund;Kundenkommentar;Menge;Farbton\n"
    "R-1;01.11.2026;H-1;Hose Malmö;Zu klein;Fällt klein aus, bitte an eva.muster@example.org;1;blau\n"
    "R-2;02.11.2026;H-1;Hose Malmö;Gefällt Mutti nicht;;2;blau\n"
    "R-3;gestern;K-2;=1+1;Defekt;;1;rot\n"
)


async def upload(browser: Browser, content: bytes, kind: str = "returns", name: str = "Retouren.csv") -> httpx.Response:
    await browser.get("/login")
    fields = {"_csrf_token": browser.cookies["csrf"], "kind": kind}
    return await browser.post("/import", data=fields, files={"file": (name, content, "text/csv")})


def chosen(page: str) -> dict[str, str]:
    """What the form of the page would send as it stands."""
    fields = re.findall(r'<select id="(field-\w+)".*?</select>', page, re.S)
    picked = {}
    for name in fields:
        select = page.split(f'<select id="{name}"')[1].split("</select>", maxsplit=1)[0]
        found = re.search(r'<option value="(\d*)" selected', select)
        picked[name] = found[1] if found else ""
    return picked


@pytest.fixture
async def manager(app: Any, client_as: ClientAs, now: datetime) -> Browser:
    await install_catalogue()
    await install_surveys(now)
    return await client_as("product")


async def brought(app: Any, browser: Browser, content: bytes, kind: str = "returns") -> str:
    """Bring in a file with what is suggested, and return the page that says what became of it."""
    at = (await upload(browser, content, kind)).headers["location"]
    page = (await browser.get(at)).text
    await browser.submit(at, {**chosen(page), "go": "bring"})
    await bringing.run(app.state.house)
    return (await browser.get(at)).text


def counts(page: str) -> list[int]:
    """New, changed, unchanged and refused rows."""
    return [int(number) for number in re.findall(r'class="value">(\d+)<', page)]


async def test_a_file_of_a_german_shop_is_understood_and_nothing_is_stored_yet(manager: Browser) -> None:
    answer = await upload(manager, RETURNS.encode("cp1252"))
    assert answer.status_code == 303
    page = (await manager.get(answer.headers["location"])).text
    picked = chosen(page)
    assert (picked["field-submitted_at"], picked["field-reason"], picked["field-comment"]) == ("1", "4", "5")
    assert "Windows-1252, Spalten durch Semikolons getrennt" in page
    assert "Farbton" in page.split("bleiben weg")[1]
    assert "sicher" in page
    assert await Submission.count() == 0


async def test_the_first_rows_are_shown_as_they_would_be_stored(manager: Browser) -> None:
    page = (await manager.get((await upload(manager, RETURNS.encode())).headers["location"])).text
    rows = page.split('class="import-rows"')[1]
    assert "1. November 2026" in rows
    assert "[E-Mail]" in rows
    assert "eva.muster" not in rows
    assert "bleibt als Text" in rows.split("Gefällt Mutti nicht")[1][:80]


async def test_a_row_that_cannot_be_read_is_named_with_its_line_before_anything_is_stored(manager: Browser) -> None:
    page = (await manager.get((await upload(manager, RETURNS.encode())).headers["location"])).text
    problems = page.split('id="problems"')[1]
    assert "„gestern“ ist kein Datum" in problems
    assert "</span>4</th><td>Retoure am</td>" in problems
    assert "2 Zeilen lassen sich lesen." in page


async def test_what_is_brought_in_is_counted_and_the_file_is_gone(app: Any, manager: Browser) -> None:
    page = await brought(app, manager, RETURNS.encode())
    assert counts(page) == [2, 0, 0, 1]
    assert await Submission.count() == 2
    assert list((app.state.house.models_dir.with_name("imports")).iterdir()) == []
    assert "eva.muster" not in (await Comment.select(Comment.text).order_by(Comment.id).first())["text"]


async def test_the_same_file_again_changes_nothing(app: Any, manager: Browser) -> None:
    await brought(app, manager, RETURNS.encode())
    before = await Comment.select(), await Submission.select()
    assert counts(await brought(app, manager, RETURNS.encode())) == [0, 0, 2, 1]
    assert (await Comment.select(), await Submission.select()) == before


async def test_the_same_number_with_other_content_updates_instead_of_doubling(app: Any, manager: Browser) -> None:
    await brought(app, manager, RETURNS.encode())
    other = RETURNS.replace("Zu klein;Fällt klein aus", "Zu groß;Fällt groß aus").encode()
    assert counts(await brought(app, manager, other)) == [0, 1, 1, 1]
    current = await Comment.select().where(Comment.superseded_at.is_null()).order_by(Comment.id)
    assert [row["reason"] for row in current if row["text"]] == ["too_big"]
    assert (len(current), await Submission.count()) == (2, 2)


async def test_the_list_of_refused_rows_runs_no_formula(app: Any, manager: Browser) -> None:
    content = RETURNS.replace("gestern", '=HYPERLINK("http://x")')
    at = (await upload(manager, content.replace('"', "").encode())).headers["location"]
    await manager.submit(at, {**chosen((await manager.get(at)).text), "go": "bring"})
    await bringing.run(app.state.house)
    lines = (await manager.get(f"{at}/refused.csv")).text.splitlines()
    assert lines[0].removeprefix("\ufeff") == "line,field,reason"
    assert lines[1].startswith("4,Retoure am,")
    assert not any(cell.startswith(("=", '"=')) for line in lines for cell in line.split(","))


async def test_without_a_day_or_a_reason_nothing_comes_in_and_what_was_chosen_stays(manager: Browser) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    typed = {**chosen((await manager.get(at)).text), "field-submitted_at": "", "field-color": "7"}
    answer = await manager.submit(at, {**typed, "go": "bring"})
    assert answer.status_code == 422
    assert 'href="#field-submitted_at"' in answer.text
    assert chosen(answer.text)["field-color"] == "7"
    assert (await ImportRun.select().first())["asked_at"] is None


async def test_a_column_that_was_chosen_by_hand_stays_and_says_so(manager: Browser) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    typed = {**chosen((await manager.get(at)).text), "field-color": "7", "go": "look"}
    assert (await manager.submit(at, typed)).status_code == 303
    page = (await manager.get(at)).text
    assert chosen(page)["field-color"] == "7"
    assert "von Ihnen gewählt" in page


async def test_orders_come_in_with_their_items_and_again_without_change(app: Any, manager: Browser) -> None:
    orders = b"Bestellnummer;SKU;Bestelldatum;Menge\nB-1;H-1;01.11.2026;1\nB-1;K-2;01.11.2026;2\nB-2;H-1;02.11.2026;1\n"
    assert counts(await brought(app, manager, orders, "orders")) == [2, 0, 0, 0]
    assert counts(await brought(app, manager, orders, "orders")) == [0, 0, 2, 0]
    assert counts(await brought(app, manager, orders.replace(b"K-2", b"K-3"), "orders")) == [0, 1, 1, 0]
    assert await Order.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Die Datei ist leer"),
        (b"PK\x03\x04rest of a workbook", "Arbeitsmappe"),
        (b"a;a\n1;2\n", "zweimal"),
        (b"a;;b\n1;2;3\n", "keinen Namen"),
        (";".join(map(str, range(301))).encode(), "mehr als 300 Spalten"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(
    app: Any, manager: Browser, content: bytes, words: str
) -> None:
    answer = await upload(manager, content)
    assert answer.status_code == 422
    assert words in answer.text
    folder = app.state.house.models_dir.with_name("imports")
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        "datum;grund\n01.11.2026;Defekt\n".encode("utf-16") + b"x",
        b"datum;grund\n01.11.2026;\x00\n02.11.2026;\xff\xfe\n",
        b"datum;grund\r01.11.2026;Defekt\r",
        b'datum;"grund\n01.11.2026;Defekt\n',
        b"datum;grund\n01.11.2026;" + b"x" * 1_500_000 + b"\n02.11.2026;Defekt\n",
        b"%PDF-1.4 \xe2\xe3\n1 0 obj\n",
    ],
)
@pytest.mark.parametrize("kind", ["returns", "orders"])
async def test_a_damaged_file_gets_a_page(manager: Browser, content: bytes, kind: str) -> None:
    answer = await upload(manager, content, kind)
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert (await manager.get(answer.headers["location"])).status_code == 200


async def test_a_member_keeps_three_files_at_once_and_no_more(app: Any, manager: Browser) -> None:
    addresses = [(await upload(manager, RETURNS.encode())).headers["location"] for _ in range(4)]
    assert len(list(app.state.house.models_dir.with_name("imports").iterdir())) == 3
    assert "Die Datei wurde gelöscht." in (await manager.get(addresses[0])).text


async def test_no_file_at_all_is_asked_for(manager: Browser) -> None:
    assert "Bitte wählen Sie eine Datei." in (await manager.submit("/import", {"kind": "returns"})).text


async def test_a_file_above_the_limit_leads_to_the_server(manager: Browser) -> None:
    answer = await upload(manager, b"datum;grund\n" + b"x" * LARGEST_FILE)
    assert answer.status_code == 422
    assert "mehr als 20" in answer.text


async def test_another_member_finds_neither_the_file_nor_its_list(manager: Browser, client_as: ClientAs) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    admin = await client_as("admin")
    for path in (at, f"{at}/refused.csv"):
        assert (await admin.get(path)).status_code == 404
    assert (await admin.submit(at, {"go": "bring", "field-submitted_at": "1", "field-reason": "4"})).status_code == 404
    assert (await admin.submit(f"{at}/drop", {})).status_code == 404


async def test_the_name_of_a_file_is_no_path(app: Any, manager: Browser) -> None:
    at = (await upload(manager, RETURNS.encode(), name="../../../../tmp/böse\u202e.csv")).headers["location"]
    row = await ImportRun.select().first()
    assert row["name"] == "böse.csv"
    folder = app.state.house.models_dir.with_name("imports")
    assert [file.name for file in folder.iterdir()] == [f"{row['token']}.csv"]
    assert (await manager.get(at)).status_code == 200


async def test_a_file_that_is_deleted_by_its_member_is_gone(app: Any, manager: Browser) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    assert (await manager.submit(f"{at}/drop", {})).headers["location"] == "/import"
    assert list(app.state.house.models_dir.with_name("imports").iterdir()) == []
    assert "Die Datei wurde gelöscht. Nichts davon wurde gespeichert." in (await manager.get(at)).text


async def test_a_file_that_nobody_brings_in_goes_after_an_hour(app: Any, manager: Browser, now: datetime) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    house = app.state.house
    await bringing.run(house)
    assert len(list(house.models_dir.with_name("imports").iterdir())) == 1
    late = type(house)(lambda: now + timedelta(minutes=61), house.zone, house.keys, house.base_url, house.models_dir)
    await bringing.run(late)
    assert list(house.models_dir.with_name("imports").iterdir()) == []
    assert "binnen einer Stunde" in (await manager.get(at)).text


async def test_while_it_waits_the_page_asks_for_itself_and_says_it_can_be_left(manager: Browser) -> None:
    at = (await upload(manager, RETURNS.encode())).headers["location"]
    await manager.submit(at, {**chosen((await manager.get(at)).text), "go": "bring"})
    page = (await manager.get(at)).text
    assert "Die Datei wird eingelesen." in page
    assert f'hx-get="{at}" hx-trigger="every 2s"' in page
    assert "Sie können diese Seite verlassen" in page


async def test_who_brought_in_what_stands_in_the_list(app: Any, manager: Browser, client_as: ClientAs) -> None:
    await brought(app, manager, RETURNS.encode())
    page = (await (await client_as("admin")).get("/import")).text
    assert "Retouren.csv" in page
    assert "Product" in page.split("Retouren.csv")[1]
    assert 'href="/import/1"' not in page
