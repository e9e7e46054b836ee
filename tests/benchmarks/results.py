"""How fast a survey's results are shown: ``python -m tests.benchmarks.results [submissions] [rounds]``.

Fills a SQLite database with answers to the return form over two years and to the satisfaction survey, one half each,
then makes the results page again and again: for the usual 90 days, a year, everything, and the file of everything.
"""

from __future__ import annotations

import asyncio
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from piccolo.table import Table

from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, insert_many
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.answers import Item
from surveys.built_in import BUILT_IN
from surveys.catalogue import install_catalogue
from surveys.form.reason_choices import offered_groups
from surveys.kinds import kind_of
from surveys.results.cut import cut_of
from surveys.results.export import catalogue_of, export
from surveys.results.pages import results_page
from surveys.results.queries import versions_of
from surveys.surveys import current_survey, install_surveys
from surveys.surveys import versions as survey_versions
from surveys.tables import Answer, Comment, Draft, Invitation, Submission

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DAYS = 730
CATEGORIES = ("Hosen", "Schuhe", "Lampen", "Möbel", "Tee", "Sonstiges")


def main() -> None:
    """Fill, measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), rows, rounds))


async def measure(folder: Path, rows: int, rounds: int) -> None:
    """Print the median and the 95th percentile of each view in milliseconds."""
    house = House(lambda: NOW, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://localhost", folder / "models")
    async with database.connect(f"sqlite:///{folder}/results.db"):
        await schema.migrate()
        await install_catalogue()
        await install_surveys(NOW)
        started = time.perf_counter()
        await fill(rows)
        print(f"{rows:,} submissions in {time.perf_counter() - started:.0f} s")
        for code in ("returns", "csat"):
            for name, query in (
                ("90 days", {}),
                ("a year", {"from": "2025-11-21"}),
                ("everything", {"from": "2024-11-01"}),
            ):
                await report(f"{code}, {name}", rounds, lambda c=code, q=query: results_page(c, q, house))
        await report_file(house)


async def report(name: str, rounds: int, page: Callable[[], Awaitable[object]]) -> None:
    """Print one line."""
    from feedback_app.foundation.pages import render

    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        found = await page()
        middle = time.perf_counter()
        assert found is not None
        html = body(render, found)
        taken.append((time.perf_counter() - started, middle - started, len(html)))
    whole = sorted(one[0] * 1000 for one in taken)
    print(
        f"{name:24} median {statistics.median(whole):6.0f} ms   p95 {whole[int(len(whole) * 0.95) - 1]:6.0f} ms   "
        f"(values {statistics.median(one[1] for one in taken) * 1000:.0f} ms, {taken[0][2] / 1000:.0f} kB)"
    )


def body(render: Callable[..., str], page: object) -> str:
    """Render the page as the route does, for a member called nobody."""
    from feedback_app.foundation.pages import Frame

    return render("results/index.html", page, Frame("de", (), "Shop", "token"))


async def report_file(house: House) -> None:
    """Print how long the file of all answers takes, and how much memory."""
    for code in ("returns",):
        cut = cut_of(code, {"from": "2024-11-01"}, await versions_of(code), house.today())
        catalogue = catalogue_of([version.definition for version in await survey_versions(code)])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, size, lines = time.perf_counter(), 0, 0
        async for part in export(cut, catalogue, house.zone):
            size += len(part)
            lines += part.count("\r\n")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        seconds = time.perf_counter() - started
        print(f"file of {code}: {lines:,} rows, {size / 1e6:.0f} MB in {seconds:.1f} s; peak +{grown / 1024:.0f} MB")


async def fill(rows: int) -> None:
    """Half of the submissions are returns of one or two items, half answers to the satisfaction survey."""
    dice = random.Random(1)
    returns, csat = await current_survey("returns"), await current_survey("csat")
    invitations: list[tuple[object, ...]] = []
    submissions: list[tuple[object, ...]] = []
    comments: list[tuple[object, ...]] = []
    answers: list[tuple[object, ...]] = []
    for number in range(1, 2 * rows + 1):
        survey = returns if number % 2 else csat
        at = NOW - timedelta(minutes=(2 * rows - number) * DAYS * 1440 / (2 * rows))
        invitations.append((number, f"hash{number}", survey.id, "de", "mail", at, at + timedelta(days=30), "gmx.de"))
        if dice.random() < 0.5 and len(submissions) < rows:
            key = len(submissions) + 1
            rating = dice.choice((1, 2, 3, 4, 4, 5, 5, 5))
            submissions.append((key, number, survey.id, f"O{key}", at, at.date(), "de", "mail", rating, at))
            answers.append((key, "csat", rating, "[]", "numbers"))
            if survey is returns:
                comments += [comment(dice, key, at) for _ in range(dice.choice((1, 1, 2)))]
            elif rating < 4:
                answers.append((key, "why_low", None, '["delivery"]', ""))
    async with transaction():
        await put(Invitation, INVITATION, invitations, {"demo": False})
        await put(Submission, SUBMISSION, submissions, {"revision": 1, "demo": False})
        blank = dict.fromkeys(("language", "size", "color", "carrier", "warehouse", "region"), "")
        await put(Comment, COMMENT, comments, {"revision": 1, **blank})
        await put(Answer, ANSWER, answers, {"text": ""})
        drafts = [(number, f"page-{number % 2 + 1}", "{}", NOW, NOW) for number in range(2 * rows - 2_000, 2 * rows)]
        await put(Draft, ("invitation", "step", "fields", "served_at", "changed_at"), drafts, {})
    async with transaction():
        await execute("ANALYZE")


async def put(
    table: type[Table], columns: tuple[str, ...], rows: list[tuple[object, ...]], rest: dict[str, object]
) -> None:
    """Insert rows; ``rest`` are columns with the same value in all of them."""
    same = tuple(rest.values())
    await insert_many(table, (*columns, *rest), ((*row, *same) for row in rows))


INVITATION = ("id", "token_hash", "survey", "language", "channel", "created_at", "expires_at", "mail_domain")
SUBMISSION = ("id", "invitation", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating")
SUBMISSION = (*SUBMISSION, "changed_at")
COMMENT = (
    *("submission", "day", "reason", "reason_raw", "reason_group", "group_position", "reason_position", "wish"),
    *("help_shown", "helped", "text", "category", "sku", "product"),
)
ANSWER = ("submission", "question", "number", "codes", "style")
ITEMS = BUILT_IN["returns"].items
assert ITEMS is not None
OFFERS = {
    category: [offered_groups(ITEMS, Item("1", "", kind=kind_of(category)), str(seed)) for seed in range(40)]
    for category in CATEGORIES
}
TEXT = "Die Naht an der linken Seite war schon beim Auspacken offen, und der Karton war eingedrückt. " * 2


def comment(dice: random.Random, submission: int, at: datetime) -> tuple[object, ...]:
    """Return a row for one returned item with a reason where it stood for this customer."""
    category = dice.choice(CATEGORIES)
    group = dice.choice(dice.choice(OFFERS[category]))
    child = dice.choice(group.children) if group.children else None
    reason = child.code if child else group.code
    wish = dice.choice(("refund", "refund", "exchange", ""))
    shown = "missing_parts" if reason == "missing_parts" else ""
    words = TEXT if dice.random() < 0.5 else ""
    place = (group.position, child.position if child else None)
    article = (category, f"S{submission % 300}", f"Produkt {submission % 300}")
    return (submission, at.date(), reason, reason, group.code, *place, wish, shown, bool(shown), words, *article)


if __name__ == "__main__":
    main()
