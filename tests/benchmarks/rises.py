"""How often a doubled complaint is found while calm years stay calm: ``python -m tests.benchmarks.rises [seeds]``.

Simulated years of 400 days: four carriers, 10 % damage, doubled at one carrier in the last seven days, and the same
year without. Runs the product's own detection and alerting on the day's counts, beside a rule of thumb: the last week
more than three standard deviations (Poisson) above the mean of the eight weeks before, in any series.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from classifier.themes import live_codes, theme_of_reason
from feedback_app import schema
from feedback_app.alerts import alerting, detection
from feedback_app.alerts import series as watching
from feedback_app.alerts.tables import Alert, DailyCount, DailyVolume
from feedback_app.foundation import database, dialect
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import channels_of, house_of
from surveys.catalogue import reason_for
from tests.cli import shop_year

LAST = date(2026, 11, 20)
DAYS, RISING = 400, 7
DERIVED = ("daily_count", "daily_volume", "trend", "detected_day", "notification", "alert_event", "alert")


async def main() -> None:
    """Measure and print."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    sizes = [int(text) for text in (sys.argv[2] if len(sys.argv) > 2 else "120,200").split(",")]
    settings = read_settings({"FEEDBACK_VAR_DIR": tempfile.mkdtemp()})
    house = house_of(settings, lambda: datetime(2026, 11, 20, 11, tzinfo=UTC))
    print("answers a day   product: found  only that  calm years alarmed   rule of thumb: found  calm alarmed")
    async with database.connect(settings.database_url):
        await schema.migrate()
        await install(house, settings)
        for size in sizes:
            tally: Counter[str] = Counter()
            for seed in range(1, seeds + 1):
                await one_shop(house, Path(settings.var_dir), seed, size, tally)
            found, only, calm = (f"{tally[name]}/{seeds}" for name in ("found", "only", "calm"))
            print(f"{size:13}   {found:>14}  {only:>9}  {calm:>18}", end="   ")
            print(f"{tally['thumb']}/{seeds}".rjust(20), f"{tally['thumb calm']}/{seeds}".rjust(20))


async def one_shop(house: House, folder: Path, seed: int, size: int, tally: Counter[str]) -> None:
    """Play one shop's year with the rise and without."""
    carrier = shop_year.CARRIERS[seed % 4]
    wanted = f"damaged_transport|carrier={carrier}"
    for rising in (carrier, ""):
        await fill(await counted(seed, size, rising))
        await detection.run(house)
        await alerting.run(house, channels_of(read_settings({"FEEDBACK_VAR_DIR": str(folder)})))
        opened = [row["series"] for row in await Alert.select(Alert.series)]
        by_thumb = await rule_of_thumb()
        if rising:
            tally.update(found=int(wanted in opened), only=int(opened == [wanted]), thumb=int(wanted in by_thumb))
        else:
            tally.update({"calm": int(bool(opened)), "thumb calm": int(bool(by_thumb))})


Counts = tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]


async def counted(seed: int, size: int, rising: str) -> Counts:
    """Return comments by day, theme and slice, and answers by day and slice."""
    live, dice = await live_codes(), np.random.default_rng(seed)
    cases: Counter[tuple[object, ...]] = Counter()
    answers: Counter[tuple[object, ...]] = Counter()
    for number in range(DAYS):
        day = LAST - timedelta(days=DAYS - 1 - number)
        for row in shop_year._day(dice, day, size, rising if number >= DAYS - RISING else ""):
            place = (day, row[5], row[10], row[11])
            answers[place] += 1
            if theme := theme_of_reason(reason_for(row[13]), live):
                cases[(day, theme, *place[1:])] += 1
    return cases, answers


async def fill(counts: Counts) -> None:
    """Write the counts as the count stage would."""
    cases, answers = counts
    async with transaction():
        for table in DERIVED:
            await dialect.execute(f"DELETE FROM {table}")
        columns = ("day", "theme", "sku", "carrier", "warehouse", "comments")
        await dialect.insert_many(DailyCount, columns, rows(cases))
        columns = ("day", "sku", "carrier", "warehouse", "answers", "product", "category", "shipments")
        await dialect.insert_many(DailyVolume, columns, ((*row, "", "", 0) for row in rows(answers)))


def rows(counter: Counter[tuple[object, ...]]) -> Iterable[tuple[object, ...]]:
    """Return the counter's entries as rows."""
    return ((*key, count) for key, count in counter.items())


async def rule_of_thumb() -> list[str]:
    """Return the series that a weekly look with three standard deviations would report."""
    first = await watching.first_day(LAST)
    assert first is not None
    reported: list[str] = []
    for team in (await watching.watched(LAST)).values():
        panel = await watching.load_panel(team, first, LAST)
        week = np.nansum(panel.counts[:, -7:], axis=1)
        usual = np.nansum(panel.counts[:, -63:-7], axis=1) / 8
        high = week > usual + 3 * np.sqrt(np.maximum(usual, 1))
        reported += [series.key for series, is_high in zip(team, high, strict=True) if is_high]
    return reported


if __name__ == "__main__":
    asyncio.run(main())
