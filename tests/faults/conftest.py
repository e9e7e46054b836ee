"""A prepared shop on both engines, copied for each test; settings that point at real receivers."""

from __future__ import annotations

import asyncio
import csv
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from feedback_app import schema
from feedback_app.foundation import database
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from surveys import imports
from tests.alerts.receivers import Hook, Postbox, http_server, smtp_server
from tests.faults.doomed_sender import NOW, SECRET

WEBHOOK_SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CARRIERS = ("DHL", "GLS", "DPD", "Hermes")
DAYS, RISING_DAYS, ANSWERS = 70, 10, 40
_copies = itertools.count()


def history(last: date) -> Iterator[tuple[str, ...]]:
    """Seventy days of forty answers, reasons only; damage at GLS rises in the last ten."""
    for number in range(DAYS):
        day = last - timedelta(days=DAYS - 1 - number)
        for answer in range(ANSWERS):
            carrier = CARRIERS[answer % 4]
            rises = carrier == "GLS" and number >= DAYS - RISING_DAYS
            damaged = answer // 4 < (7 if rises else 2)
            reason = "damaged_transport" if damaged else ("too_small", "changed_mind", "dislike_style")[answer % 3]
            at = datetime.combine(day, time(8, answer)).isoformat()
            yield f"{day}-{answer}", at, "de", f"S{answer % 5}", carrier, "Erfurt", reason


Preparation = Callable[[str, Path], Awaitable[None]]
Shops = Callable[[], str]
"""Makes a copy of a prepared shop and returns its address."""


@pytest.fixture(scope="session")
def prepared_shops() -> dict[tuple[str, str], str]:
    """Per engine and preparation the filled database: a file, or the name of a PostgreSQL template."""
    return {}


@pytest.fixture
def copies_of(
    database_url: str,
    prepared_shops: dict[tuple[str, str], str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Callable[[Preparation], Shops]:
    """Makes copies of what a preparation fills, on each engine; it runs once."""

    def of_sqlite(prepare: Preparation) -> Shops:
        key = ("sqlite", prepare.__name__)
        if key not in prepared_shops:
            prepared_shops[key] = str(tmp_path_factory.mktemp("shop") / "shop.db")
            asyncio.run(prepare(f"sqlite:///{prepared_shops[key]}", tmp_path_factory.mktemp("rows")))
        return lambda: f"sqlite:///{shutil.copy(prepared_shops[key], tmp_path / f'shop{next(_copies)}.db')}"

    def of_postgres(prepare: Preparation) -> Shops:
        server, key = request.getfixturevalue("postgres_server"), ("postgres", prepare.__name__)
        if key not in prepared_shops:
            prepared_shops[key] = f"prepared_{prepare.__name__}"
            server.psql(f"CREATE DATABASE {prepared_shops[key]}")
            asyncio.run(prepare(server.get_uri(prepared_shops[key]), tmp_path_factory.mktemp("rows")))

        def copy() -> str:
            # Never dropped: that costs seconds each, and the server's folder goes away with the tests.
            name = f"shop{next(_copies)}"
            server.psql(f"CREATE DATABASE {name} TEMPLATE {prepared_shops[key]}")
            return str(server.get_uri(name))

        return copy

    return of_sqlite if database_url.startswith("sqlite") else of_postgres


@pytest.fixture
def shops(copies_of: Callable[[Preparation], Shops]) -> Shops:
    """Makes copies of the shop with its history, on each engine."""
    return copies_of(seventy_days)


async def seventy_days(url: str, folder: Path) -> None:
    """Fill a shop with its history, imported."""
    settings = read_settings({"DATABASE_URL": url, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(folder)})
    house = house_of(settings, lambda: NOW)
    file = folder / "history.csv"
    columns = ("external_id", "submitted_at", "language", "sku", "carrier", "warehouse", "reason")
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([columns, *history(house.today())])
    async with database.connect(url):
        await schema.migrate()
        await install(house, settings)
        report = await imports.import_submissions(house, file)
    assert report.stored == DAYS * ANSWERS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Settings of a worker, and what its messages reach."""

    settings: dict[str, str]
    mail: Postbox
    hook: Hook


@pytest.fixture
async def surroundings(shops: Shops, models: Path, tmp_path: Path) -> AsyncIterator[Callable[[], Surroundings]]:
    """Makes shops whose workers reach the same real receivers."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(models)
    async with smtp_server() as mail, http_server() as hook:
        settings = {
            "FEEDBACK_VAR_DIR": str(tmp_path / "var"),
            "FEEDBACK_SECRET": SECRET,
            "FEEDBACK_SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
            "FEEDBACK_MAIL_TO": "lager@shop.test",
            "FEEDBACK_WEBHOOK_URL": hook.url,
            "FEEDBACK_WEBHOOK_SECRET": WEBHOOK_SECRET,
        }
        yield lambda: Surroundings(settings | {"DATABASE_URL": shops()}, mail, hook)
