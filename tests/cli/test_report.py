"""``feedback report``: a shop's own list of returns becomes one page that opens anywhere and says what is true."""

from __future__ import annotations

import asyncio
import csv
import re
import resource
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classifier.starter import starter_model
from classifier.starter_themes import starter_themes
from feedback_app.insights.file_report.headers import our_columns, plain_date
from feedback_app.insights.file_report.ledger import ledger_of
from feedback_app.insights.file_report.making import Done, Wish, write_report
from feedback_app.insights.file_report.tallies import heat_map, lately, product_tallies, theme_tallies, weekly
from feedback_app.insights.file_report.voices import pieces
from feedback_app.insights.products.fit import Fit
from feedback_app.insights.shares import share_of
from surveys.csv_file import ImportProblem
from surveys.import_rows import SUBMISSION_COLUMNS, parse_submission
from surveys.redact import redact
from tests.browser.findings import AXE, TOO_WIDE, Axe
from tests.browser.windows import chromium
from tests.cli.conftest import Feedback
from tests.cli.returns_file import SAID, write_returns

ROWS = 20_000
SECONDS, LARGEST = 60, 5_000_000
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = {theme.code: theme.name_en for theme in starter_themes()}


class Tables(HTMLParser):
    """Every table of a page by its class, as rows of texts; and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.words: list[str] = []
        self._rows: list[list[str]] | None = None
        self._quiet = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet = tag in {"style", "title"}
        if tag == "table":
            self._rows = self.tables.setdefault(dict(attrs).get("class") or "", [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"th", "td"} and self._rows:
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._rows = None

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.words.append(data)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += data

    def counts(self, table: str) -> dict[str, int]:
        """Return the number in the second column by the first line of the first."""
        rows = (row for row in self.tables[table] if len(row) > 1)
        return {
            row[0].strip().splitlines()[0].strip(): int(row[1].replace(",", ""))
            for row in rows
            if row[1].strip().replace(",", "").isdigit()
        }


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_returns(tmp_path_factory.mktemp("returns") / "retouren.csv", ROWS)


@pytest.fixture(scope="module")
def made(shop_file: Path, models: Path) -> tuple[Path, float, set[str]]:
    """The page that the program wrote, the seconds of one core that it took, and what it left in its folder."""
    folder = shop_file.parent / "var"
    folder.mkdir()
    (folder / "models").symlink_to(models)
    out, before = shop_file.with_suffix(".html"), _seconds()
    words = (
        "report",
        shop_file,
        "--out",
        out,
        "--language",
        "en",
        "--shop",
        "Muster & Co",
        "--cents-per-return",
        "850",
    )
    asyncio.run(Feedback(folder).done(*words))
    return out, _seconds() - before, {one.name for one in folder.iterdir()}


def _seconds() -> float:
    """Processor time of the programs that were called: other work on the machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def page(made: tuple[Path, float, set[str]]) -> Tables:
    return Tables(made[0].read_text(encoding="utf-8"))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="cp1252", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def themes_by_hand(models: Path, rows: Sequence[dict[str, str]]) -> list[set[str]]:
    """The themes of each row, told apart from the report: the model on each distinct text, and the stated reason."""
    model, _ = starter_model(models)
    texts = sorted({text for _, text in SAID if text})
    known = dict(zip(texts, model.predict([redact(text).text for text in texts]), strict=True)) | {"": ()}
    return [{*known[row["Kundenkommentar"]], *([row["Grund"]] if row["Grund"] else [])} for row in rows]


def made_of(tmp_path: Path, models: Path, content: str | bytes, language: str = "de") -> tuple[Done, Tables]:
    file, out = tmp_path / "f.csv", tmp_path / "f.html"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = write_report(Wish(file, out, BERLIN, models, date(2026, 11, 22), language, "Laden"))
    return done, Tables(out.read_text(encoding="utf-8"))


def test_twenty_thousand_rows_take_under_a_minute_and_five_megabytes(made):
    out, seconds, left = made
    assert seconds < SECONDS
    assert out.stat().st_size < LARGEST
    assert left == {"models"}


def test_the_page_asks_nobody_for_anything(made):
    html = made[0].read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href|action|poster|data)\s*=\s*["']?(?!#)[^"'\s>]""", html)
    assert not re.findall(r"""url\((?!["']?data:)""", html)
    assert "<script" not in html
    assert "default-src 'none'" in html


def test_counts_of_themes_products_and_carriers_are_those_of_the_file(page, shop_file, models):
    rows = rows_of(shop_file)
    found = themes_by_hand(models, rows)
    themes = Counter(NAMES[theme] for named in found for theme in named)
    assert page.counts("rows topics") == dict(themes)
    assert page.counts("rows goods") == dict(Counter(row["Produkt"] for row in rows))
    places = page.counts("rows spots")
    assert {name: places[name] for name in ("DHL", "GLS", "DPD")} == dict(
        Counter(row["Versanddienstleister"] for row in rows)
    )


def test_the_heat_map_holds_the_share_of_each_product(page, shop_file, models):
    rows = rows_of(shop_file)
    found = themes_by_hand(models, rows)
    head, *lines = page.tables["heat"]
    column = [name.strip() for name in head].index("Too small")
    for line in lines:
        own = [named for row, named in zip(rows, found, strict=True) if row["Produkt"] == line[0].strip()]
        share = sum("too_small" in named for named in own) / len(own)
        assert re.match(r"\d+", line[column].strip())[0] == f"{100 * share:.0f}"


def test_the_planted_rise_is_told_first_with_its_day_and_its_budget(page):
    text = " ".join(" ".join(page.words).split())
    assert "at most one false alarm a month" in text
    first = re.search(r"most important findings (.*?\.) ", text)[1]
    assert "“Damaged in transport” at GLS rose from" in first
    assert "November 2026" in first


def test_costs_are_pieces_times_what_one_costs(page):
    text = " ".join(" ".join(page.words).split())
    assert "€170,000 20,000 pieces at €8.50" in text


def test_no_name_and_no_number_of_a_customer_stands_in_it(page):
    text = " ".join(page.words)
    assert "Erika" not in text
    assert "2345678" not in text
    assert "[phone]" in text or "[Telefon]" in text


def test_columns_under_other_names_are_understood_and_named(page):
    text = " ".join(" ".join(page.words).split())
    assert "Windows-1252, columns separated by semicolon" in text
    assert "kundenkommentar → comment" in text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
async def test_it_opens_offline_without_a_complaint_for_everybody(made, width, dark):
    asked: list[str] = []
    async with chromium() as browser:
        context = await browser.new_context(
            offline=True, viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        window = await context.new_page()
        window.on("request", lambda request: asked.append(request.url[:60]))
        window.on("console", lambda message: asked.append(message.text))
        await window.goto(made[0].as_uri())
        await window.evaluate(Axe().axe_script)
        assert await window.evaluate(AXE, ["color-contrast-enhanced", "target-size"]) == []
        assert await window.evaluate(TOO_WIDE) == 0
        line = "getComputedStyle(document.querySelector('.chart .observed')).fill"
        assert await window.evaluate(line) == "none"
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


@pytest.mark.browser
async def test_it_prints_on_a_few_sheets_black_on_white(made):
    async with chromium() as browser:
        window = await browser.new_page(color_scheme="dark")
        await window.goto(made[0].as_uri())
        await window.emulate_media(media="print")
        assert await window.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        pdf = await window.pdf(prefer_css_page_size=True)
    assert 4 <= len(re.findall(rb"/Type /Page\b(?!s)", pdf)) <= 16


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "Die Datei ist leer"),
        ("submitted_at,comment\n", "keine Zeilen"),
        ("foo,bar\n1,2\n", "Keine Spalte sagt, warum"),
        ("submitted_at,comment\nmorgen,zu klein\n", "„morgen“ ist kein Datum"),
    ],
)
async def test_a_file_of_which_nothing_can_be_read_is_refused_in_the_readers_language(rooms, tmp_path, content, reason):
    file, out = tmp_path / "f.csv", tmp_path / "f.html"
    file.write_text(content, encoding="utf-8")
    outcome = await rooms("report", file, "--out", out, "--language", "de")
    assert (outcome.code, out.exists()) == (1, False)
    assert reason in outcome.err


def test_one_row_is_too_little_and_says_so(tmp_path, models):
    done, _page = made_of(tmp_path, models, "submitted_at,comment\n2026-01-02,Viel zu klein\n")
    assert done.findings == (
        "Noch zu früh: Die Datei enthält eine einzige Retoure; ab 20 lässt sich sagen, was sie gemeinsam haben.",
    )
    assert done.alerts is None


def test_one_row_is_spoken_of_as_one(tmp_path, models):
    _done, page = made_of(tmp_path, models, "submitted_at,comment\n2026-01-02,Viel zu klein\n")
    text = " ".join(" ".join(page.words).split())
    assert "Grundlage: eine Retoure, davon 1 mit Text" in text
    assert "Die Datei umfasst einen Tag." in text
    assert "1 Retouren" not in text


def test_without_dates_nothing_rises_and_the_report_says_why(tmp_path, models):
    lines = "".join(f"TOO_SMALL\tMuch too small\tA{number % 3}\n" for number in range(40))
    done, page = made_of(tmp_path, models, "reason\tcomment\tsku\n" + lines, "en")
    text = " ".join(" ".join(page.words).split())
    assert "no dates, so it cannot tell what rises or falls" in text
    assert done.alerts is None
    assert "Change" not in page.tables["rows topics"][0]


def test_days_of_a_spreadsheet_and_an_amazon_report_are_read(tmp_path, models):
    excel = "Datum;Grund;Artikel\n46000;zu klein;Hose\n46001,5;zu groß;Hose\n"
    done, page = made_of(tmp_path, models, excel.encode("utf-16"), "en")
    assert "9 December 2025 – 10 December 2025" in " ".join(page.words)
    amazon = (
        "return-date\torder-id\tasin\tproduct-name\treason\tcustomer-comments\n2026-03-01\t1\tB1\tShirt\tDEFECTIVE\t\n"
    )
    done, page = made_of(tmp_path, models, amazon, "en")
    assert done.used == 1
    assert "Amazon" in " ".join(page.words)


def test_rows_that_are_refused_or_stand_twice_are_counted_with_their_reason(tmp_path, models):
    twice, bad = "1,2026-01-02,klein,\n" * 2, "2,nie,groß,\n3,2026-01-03,x,9\n"
    content = f"external_id,submitted_at,comment,rating\n{twice}{bad}"
    done, page = made_of(tmp_path, models, content, "en")
    text = " ".join(" ".join(page.words).split())
    assert (done.rows, done.used) == (4, 1)
    assert "Rows refused 2 (50.0%)" in text
    assert "“nie” is not a date" in text
    assert "Rows that stood twice under one number 1" in text


def test_texts_in_other_languages_are_said_and_not_guessed(tmp_path, models):
    lines = "".join(f"2026-01-{day:02},La taille est beaucoup trop petite pour moi\n" for day in range(1, 29))
    _done, page = made_of(tmp_path, models, "submitted_at,comment\n" + lines, "en")
    assert "neither German nor English" in " ".join(page.words)
    assert "rows topics" not in page.tables


def test_a_crash_leaves_the_page_that_was_there(tmp_path, models, monkeypatch):
    _done, _ = made_of(tmp_path, models, "submitted_at,comment\n2026-01-02,klein\n")
    before = (tmp_path / "f.html").read_bytes()
    monkeypatch.setattr("feedback_app.insights.file_report.making.os.replace", _broken)
    with pytest.raises(OSError, match="disk"):
        made_of(tmp_path, models, "submitted_at,comment\n2026-01-02,groß\n")
    assert (tmp_path / "f.html").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def _broken(*_: object) -> None:
    raise OSError("disk")


def ledger(rows: Sequence[tuple[str, str, Sequence[str]]]):
    """A ledger of (day, product, themes)."""
    read = [parse_submission({"submitted_at": day, "product": product}, BERLIN) for day, product, _ in rows]
    codes = sorted({theme for *_, themes in rows for theme in themes})
    return ledger_of(read, [themes for *_, themes in rows], codes, True)


def test_a_change_compares_the_last_four_weeks_with_those_before():
    old, new = "2026-01-10", "2026-02-20"
    rows = [("2026-01-01", "A", ())]
    rows += [(old, "A", ("small",) if number < 10 else ()) for number in range(100)]
    rows += [(new, "A", ("small",) if number < 40 else ()) for number in range(100)] + [("2026-02-25", "A", ())]
    books = ledger(rows)
    recent = lately(books)
    assert (recent.days, int(recent.before.sum()), int(recent.now.sum())) == (28, 101, 101)
    (tally,) = theme_tallies(books, recent)
    assert tally.share == share_of(50, 202)
    assert (tally.change.trend, round(tally.change.by, 2)) == ("rising", 3.0)


def test_a_return_with_two_themes_costs_each_of_them_half():
    books = ledger([("2026-01-01", "A", ("big", "small")), ("2026-01-01", "A", ("small",)), ("2026-01-01", "A", ())])
    assert {tally.theme: tally.part for tally in theme_tallies(books, None)} == {"small": 1.5, "big": 0.5}


def test_weeks_are_counted_back_from_the_last_day_and_an_empty_one_is_no_zero():
    books = ledger([("2026-01-01", "A", ()), ("2026-01-30", "A", ("small",)), ("2026-01-25", "A", ())])
    assert weekly(books) == [(None, None, None, 0.5)]


def test_a_cell_is_marked_only_where_chance_does_not_explain_it():
    rows = [("2026-01-01", "A", ("small",) if number < 30 else ()) for number in range(100)]
    rows += [("2026-01-01", "B", ("small",) if number < 5 else ()) for number in range(100)]
    rows += [("2026-01-01", "C", ("small",) if number < 7 else ()) for number in range(100)]
    marked = {row.product: row.cells[0].high for row in heat_map(ledger(rows), ["small"]).rows}
    assert marked == {"A": True, "B": False, "C": False}


def test_a_product_of_the_file_runs_small_by_the_same_bounds_as_on_the_desk():
    rows = [("2026-01-01", "A", ("too_small",) if number < 20 else ("changed_mind",)) for number in range(60)]
    rows += [("2026-01-01", "B", ("too_small",) if number < 19 else ("changed_mind",)) for number in range(60)]
    assert [product.hint.fit for product in product_tallies(ledger(rows))] == [Fit.SMALL, Fit.UNCLEAR]


def test_marked_pieces_join_to_the_text_again():
    cut = pieces("viel zu klein geraten", ((5, 7), (8, 13), (6, 9)))
    assert "".join(one.text for one in cut) == "viel zu klein geraten"
    assert [one.text for one in cut if one.marked] == ["zu", "klein"]


def test_foreign_headers_become_ours_once():
    header = ("rücksende-datum", "Grund", "reason", "irgendwas", "Größe")
    assert our_columns(header, SUBMISSION_COLUMNS) == ("submitted_at", "Grund", "reason", "irgendwas", "size")


@pytest.mark.parametrize(("text", "read"), [("46000", "2025-12-09"), ("46000,75", "2025-12-09"), ("12345", "12345")])
def test_a_spreadsheets_day_number_is_a_day_and_other_numbers_are_not(text, read):
    assert plain_date(text) == read


def test_a_problem_names_the_line_of_the_file(tmp_path, models):
    with pytest.raises(ImportProblem, match="line 2"):
        made_of(tmp_path, models, "submitted_at,comment\nnie,klein\n")
