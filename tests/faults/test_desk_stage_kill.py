"""Killing the stages that the desk reads from, at each of their writes, leaves what an undisturbed pass leaves.

They are run alone, in their order, in a process that dies by SIGKILL just before or just after one of its commits; then
once more. And a pass that finds nothing new writes nothing at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.foundation.database import engine_name, transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.insights.search import engine
from feedback_app.insights.search.query import read_query
from feedback_app.insights.store.columns import SAID_DIMENSIONS, SENT_DIMENSIONS
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.tables import Inspection
from feedback_app.insights.views import EARLIEST, LATEST, Span
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from tests.faults.conftest import Preparation, Shops
from tests.faults.doomed import KILLED, Death, count_commits, run_worker
from tests.faults.doomed_sender import SECRET
from tests.insights.desk_world import write_shop
from tests.shop_cast import add_comment

NOW: Final = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""Monday, half past seven in Berlin: the hour of the letters has come."""
MONDAY: Final = NOW.date()
STAGES: Final = ("freshen", "rejoin", "pack", "index", "week")
LEAST_COMMITS: Final = 10
"""One of today, one that joins, two and two for 45 days, one of the index, three letters."""
DEATHS_ON_POSTGRES: Final = 4

State = dict[str, Any]
pytestmark = pytest.mark.slow


async def desk(url: str, folder: Path) -> None:
    """Fill a shop with 45 days of answers, news of today, an item inspected before its answer came, and no columns."""
    settings = read_settings({"DATABASE_URL": url, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(folder)})
    house = house_of(settings, lambda: NOW)
    async with database.connect(url):
        await schema.migrate()
        await install(house, settings)
        await write_shop(house, 120, seed=11, days=45)
        await add_comment("Reißverschluss defekt", "defective", MONDAY, order="L-1", sku="J-1", product="Windjacke")
        async with transaction():
            await Inspection(order_id="L-1", sku="J-1", day=MONDAY, condition="D", finding="defective",
                             inspected_at=NOW).save()  # fmt: skip
            for table in ("packed_day", "facet"):
                await execute(f'DELETE FROM "{table}"')


@pytest.fixture
def shop(copies_of: Callable[[Preparation], Shops], tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Makes shops whose letters are written and never sent."""
    copy = copies_of(desk)
    (tmp_path / "var").mkdir()
    return lambda: {
        "DATABASE_URL": copy(),
        "FEEDBACK_VAR_DIR": str(tmp_path / "var"),
        "FEEDBACK_SECRET": SECRET,
        "FEEDBACK_SMTP_URL": "smtp://127.0.0.1:9",
        "FEEDBACK_MAIL_TO": "lager@shop.test",
    }


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a pass leaves behind that nobody killed, and how often it committed."""

    settings: dict[str, str]
    state: State
    commits: int


@pytest.fixture
async def undisturbed(shop: Callable[[], dict[str, str]], tmp_path: Path) -> Undisturbed:
    settings = shop()
    commits = await count_commits(settings, NOW, tmp_path / "commits", STAGES)
    return Undisturbed(settings, await state_of(settings), commits)


async def test_dying_at_any_write_of_the_desks_stages_changes_nothing_in_the_end(
    shop: Callable[[], dict[str, str]], undisturbed: Undisturbed
) -> None:
    numbers = range(1, undisturbed.commits + 1)
    deaths = [Death(when, number) for number in numbers for when in ("before commit", "after commit")]
    if undisturbed.settings["DATABASE_URL"].startswith("postgres"):
        deaths = random.Random(20261123).sample(deaths, DEATHS_ON_POSTGRES)
    for death in deaths:
        settings = shop()
        assert await run_worker(settings, NOW, death, STAGES) == KILLED, death
        assert await run_worker(settings, NOW, None, STAGES) == 0
        assert await state_of(settings) == undisturbed.state, death


async def test_an_undisturbed_pass_does_all_there_is_and_the_next_one_writes_nothing(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    state = undisturbed.state
    assert undisturbed.commits >= LEAST_COMMITS
    assert (len(state["said"]) > 100, len(state["sent"]), len(state["found"]) > 20) == (True, 90, True)
    assert [row["joined"] for row in state["inspections"]] == [1]
    assert [row["team"] for row in state["weeks"]] == ["logistics", "product", "service"]
    assert len(state["letters"]) == 3
    assert await count_commits(undisturbed.settings, NOW + timedelta(minutes=1), tmp_path / "again", STAGES) == 0
    assert await state_of(undisturbed.settings) == state


async def state_of(settings: dict[str, str]) -> State:
    """Return what the desk counts from and the rest of what these stages write, without numbers that may differ."""
    async with database.connect(settings["DATABASE_URL"]):
        facts = await facts_now()
        return {
            "said": said_in(facts),
            "sent": sent_in(facts),
            "found": sorted((await engine.matching(read_query("Reißverschluss"), 1, 10**6, 10**6)).tolist()),
            **{name: await fetch(sql) for name, sql in SAME.items()},
            "entries": await fetch(ENTRIES[engine_name()]),
        }


def said_in(facts: Facts) -> list[tuple[Any, ...]]:
    cut = facts.said(Span(EARLIEST, LATEST), {})
    plain = ("comment", "submission", "day", "quantity", "rating", "outcome", "condition", "finding", "has_text")
    columns = [cut.column(name).tolist() for name in plain]
    named = [[facts.values(name)[code] for code in cut.column(name).tolist()] for name in SAID_DIMENSIONS]
    pairs, names = cut.themes(), facts.values("theme")
    themes = [(row, names[code]) for row, code in zip(pairs.row.tolist(), pairs.theme.tolist(), strict=True)]
    return [*zip(*columns, *named, strict=True), *sorted(themes)]


def sent_in(facts: Facts) -> list[tuple[Any, ...]]:
    sent = facts.sent(Span(EARLIEST, LATEST), {})
    assert sent is not None
    named = [[facts.values(name)[code] for code in sent.column(name).tolist()] for name in SENT_DIMENSIONS]
    return list(zip(sent.column("day").tolist(), sent.column("quantity").tolist(), *named, strict=True))


SAME: Final = {
    "days": 'SELECT "day", "kind", "fingerprint", "size" FROM "packed_day" ORDER BY "kind", "day"',
    "values": 'SELECT "dimension", "value" FROM "facet" ORDER BY 1, 2',
    "noted": 'SELECT "day" FROM "changed_day"',
    "inspections": """
        SELECT "sku", "comment", "comment_day", CASE WHEN "comment" IS NULL THEN 0 ELSE 1 END AS joined
        FROM "inspection"
    """,
    "weeks": "SELECT team, week FROM weekly_report ORDER BY team",
    "letters": "SELECT dedupe_key, channel, recipient, subject, body FROM notification ORDER BY dedupe_key, channel",
}
ENTRIES: Final = {
    "sqlite": 'SELECT "comment", "german", "english", "tails" FROM "search_entry" ORDER BY "comment"',
    "postgres": 'SELECT "comment", "words"::text AS words FROM "search_entry" ORDER BY "comment"',
}
