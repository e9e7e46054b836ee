"""The worker: runs the stages in the order of the house's sentence, again and again.

Invariants: every stage finds its work by the absence of its own result, so any stage may be killed and run twice;
the clock is an argument; nothing here decides anything itself. Customers come first: the care of models and themes runs
behind their stages in short slices, or beside them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from classifier import assignments, flags
from classifier.care import learning, rereading, training, versions
from classifier.inbox import finding
from classifier.model import ThemeModel
from classifier.workbench.settling import settle
from feedback_app.alerts import (
    alerting,
    backtests,
    calibrating,
    counts,
    detection,
    digests,
    escalating,
    handing,
    measuring,
    muting,
    notifications,
    telling,
    warning,
)
from feedback_app.alerts.channels import Channels
from feedback_app.asking import asking, reporting
from feedback_app.asking.news_gate import NewsGate
from feedback_app.cases import stage as cases
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.insights.imports import bringing
from feedback_app.insights.imports import runs as brought
from feedback_app.insights.inspection import witnesses as inspections
from feedback_app.insights.search import indexing
from feedback_app.insights.store import packing
from feedback_app.insights.weekly import stage as weekly
from surveys.form.drafts import empty_expired

log = structlog.get_logger()
PAUSE_SECONDS = 2.0
BUSY_SECONDS = 60.0
DETECT_SECONDS = 300.0
IDLE_SECONDS = 600.0
CARE_SECONDS = 10.0
SEARCH_SECONDS = 900.0
CARE_AFTER_TROUBLE_SECONDS = 1800.0
CHANGES_NOTICED = timedelta(days=31)  # older ones are counted at the next idle round


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need besides the house.

    ``model`` None: the one that is active in the database. ``apart``: the command that runs the stage whose name is
    added to it in a process of its own; without one, all stages run in this process.
    """

    model: ThemeModel | None
    model_version: str
    channels: Channels
    apart: tuple[str, ...] = ()


Stage = tuple[str, Callable[[House, Tools], Awaitable[int]]]


async def _reader(house: House, tools: Tools) -> tuple[ThemeModel, str]:
    """Return the model that reads, with what members taught since, and its version; cheap while nothing changed."""
    if tools.model is not None:
        return tools.model, tools.model_version
    active = await versions.active(house)
    return await learning.up_to_date(active), active.version


async def _assign(house: House, tools: Tools) -> int:
    return await assignments.run(house, *await _reader(house, tools))


async def _reread(house: House, tools: Tools) -> int:
    settled = await settle(rereading.SLICE_SECONDS)
    if settled or not await rereading.is_due():
        return settled
    return await rereading.reread(house, *await _reader(house, tools))


async def _propose(house: House, tools: Tools) -> int:
    model, _ = await _reader(house, tools)
    return await finding.propose(house, model)


async def _tidy(house: House, _: Tools) -> int:
    return await empty_expired(house) + await flags.forget_notes() + await muting.run(house)


async def _notify(house: House, tools: Tools) -> int:
    return await notifications.run(house, tools.channels)


STAGES: tuple[Stage, ...] = (
    ("import", lambda house, _: bringing.run(house)),
    ("assign", _assign),
    ("freshen", lambda house, _: packing.run_recent(house)),
    ("warn", lambda house, tools: warning.run(house, tools.channels)),
    ("count", lambda house, _: counts.run(house)),
    ("rejoin", lambda house, _: inspections.rejoin(house)),
    ("pack", lambda house, _: packing.run(house)),
    ("index", lambda house, _: indexing.run(house)),
    ("detect", lambda house, _: detection.run(house)),
    ("alert", lambda house, tools: alerting.run(house, tools.channels)),
    ("hand", lambda house, tools: handing.run(house, tools.channels)),
    ("escalate", lambda house, tools: escalating.run(house, tools.channels)),
    ("digest", lambda house, tools: digests.run(house, tools.channels)),
    ("week", lambda house, tools: weekly.run(house, tools.channels)),
    ("calibrate", lambda house, _: calibrating.run(house)),
    ("measure", lambda house, tools: measuring.run(house, tools.channels)),
    ("tell", lambda house, tools: telling.run(house, tools.channels, NewsGate(house))),
    ("cases", lambda house, tools: cases.run(house, tools.channels)),
    ("ask", lambda house, tools: asking.run(house, tools.channels)),
    ("tidy", _tidy),
    ("remind", lambda house, tools: asking.remind(house, tools.channels)),
    ("report", lambda house, tools: reporting.run(house, tools.channels)),
    ("notify", _notify),
    ("retrain", lambda house, _: training.retrain(house)),
    ("reread", _reread),
    ("propose", _propose),
    ("backtest", lambda house, _: backtests.run(house)),
)
CARE = ("import", "retrain", "reread", "propose", "backtest")
# A customer's words are read, and what is due is sent, within seconds; counts follow within a minute. Detection writes
# the trends of all series anew, which no shop needs more often than every few minutes.
SOON = ("assign", "freshen", "warn", "hand", "cases", "ask", "report", "notify")
BUSY = ("assign", "warn", "count", "rejoin", "pack", "index", "hand", "report", "notify")
# Time alone makes mailings and messages due; danger found while all comments are read again is told at once too.
WITHOUT_NEWS = ("warn", "hand", "cases", "ask", "notify")


async def run_once(house: House, tools: Tools, only: tuple[str, ...] = ()) -> dict[str, int]:
    """Run every stage once in order; returns how much each did."""
    done: dict[str, int] = {}
    for name, stage in STAGES:
        if only and name not in only:
            continue
        started = time.perf_counter()
        done[name] = await stage(house, tools)
        if done[name]:
            log.info("stage", stage=name, count=done[name], seconds=round(time.perf_counter() - started, 3))
    return done


async def run_forever(house: House, tools: Tools, stop: asyncio.Event) -> None:
    """Run until ``stop`` is set; a stage that fails is logged and tried again, so one fault stops nothing else."""
    rhythm = Rhythm()
    beside = [asyncio.create_task(care(house, tools, stop)) for care in (_care_beside, _imports_beside)]
    try:
        while not stop.is_set():
            more = 0
            try:
                await _beat(house, tools, rhythm)
                more = (await _each(house, tools, ("reread",))).get("reread", 0)
            except Exception:  # whatever it is, customers' answers still wait: logged, and tried again at the next beat
                log.exception("beat failed")
            await _pause(stop, 0.0 if more else PAUSE_SECONDS)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _care_beside(house: House, tools: Tools, stop: asyncio.Event) -> None:
    """Train candidates and look for new themes while customers' stages go on.

    Both compute for a while and need memory, so they run apart: this process stays small and quick.
    """
    next_search = time.monotonic() + CARE_SECONDS
    while not stop.is_set():
        well = True
        try:
            if await training.is_due():
                well = await _apart(house, tools, "retrain")
            if time.monotonic() >= next_search:
                next_search = time.monotonic() + SEARCH_SECONDS
                well = await _apart(house, tools, "propose") and well
            if await backtests.is_due(house):
                well = await _apart(house, tools, "backtest") and well
        except Exception:  # a worker that cannot train must still read and send
            log.exception("care failed")
            well = False
        # What failed would fail again at once, and would take a core each time.
        await _pause(stop, CARE_SECONDS if well else CARE_AFTER_TROUBLE_SECONDS)


async def _imports_beside(house: House, tools: Tools, stop: asyncio.Event) -> None:
    """Bring in what members asked for while customers' stages go on: a large file takes minutes."""
    while not stop.is_set():
        well = True
        try:
            if await brought.is_due(house.now()):
                well = await _apart(house, tools, "import")
        except Exception:  # the file waits; customers' stages go on
            log.exception("import failed")
            well = False
        await _pause(stop, PAUSE_SECONDS if well else BUSY_SECONDS)


async def _apart(house: House, tools: Tools, stage: str) -> bool:
    """Run a stage in a process of its own; returns whether it went well."""
    if not tools.apart:
        return bool(await _each(house, tools, (stage,))) or stage not in dict(STAGES)
    child = await asyncio.create_subprocess_exec(*tools.apart, stage, stdout=asyncio.subprocess.DEVNULL)
    try:
        return await child.wait() == 0
    finally:
        if child.returncode is None:
            child.kill()


@dataclass(slots=True)
class Rhythm:
    """What the last beats left: the newest comment seen, whether there is news to count, when all stages ran.

    ``signs``: what the last look at the tables saw.
    """

    newest: int = -1
    news: bool = True
    ran_at: float = float("-inf")
    all_ran_at: float = float("-inf")
    signs: tuple[int, ...] = ()
    looked_at: float = float("-inf")

    def look_is_due(self, now: float) -> bool:
        """Tell whether to look again for what comes without a new comment."""
        return now - self.looked_at >= BUSY_SECONDS

    def due(self, now: float) -> tuple[str, ...]:
        """Return the stages to run now: soon after news the quick ones, now and then all."""
        if now - self.all_ran_at >= (DETECT_SECONDS if self.news else IDLE_SECONDS):
            return _customer_stages()
        return BUSY if self.news and now - self.ran_at >= BUSY_SECONDS else ()


def _customer_stages() -> tuple[str, ...]:
    return tuple(name for name, _ in STAGES if name not in CARE)


async def _beat(house: House, tools: Tools, rhythm: Rhythm) -> None:
    newest = await assignments.newest_comment()
    soon = SOON if newest != rhythm.newest or await rereading.some_are_marked() else WITHOUT_NEWS
    done = await _each(house, tools, soon)
    if "assign" in done:
        rhythm.newest = newest
    rhythm.news = rhythm.news or bool(done.get("assign"))
    if rhythm.look_is_due(time.monotonic()):
        seen = await _signs(house)
        rhythm.news, rhythm.signs, rhythm.looked_at = rhythm.news or seen != rhythm.signs, seen, time.monotonic()
    if due := rhythm.due(time.monotonic()):
        done = await _each(house, tools, due)
        rhythm.ran_at = time.monotonic()
        if due == _customer_stages():
            # A stage that failed is news still, so it is tried again before the idle round.
            rhythm.news, rhythm.all_ran_at = len(done) < len(due), time.monotonic()


async def _signs(house: House) -> tuple[int, ...]:
    """Return numbers that differ after shipments, changed answers, corrections and deeds on themes.

    Other changes of old days wait.

    Cheap on millions of rows: ends of keys, and the rows of recent days.
    """
    since = house.today() - CHANGES_NOTICED
    found = await fetch(
        """
        SELECT (SELECT COALESCE(MAX(id), 0) FROM comment) AS comments,
               (SELECT COALESCE(MAX(id), 0) FROM shipment) AS shipments,
               (SELECT COALESCE(MAX(id), 0) FROM correction) AS corrections,
               (SELECT COALESCE(MAX(id), 0) FROM confirmation) AS confirmations,
               (SELECT COUNT(*) FROM confirmation WHERE confirmed = ?) AS denials,
               (SELECT COALESCE(MAX(id), 0) + COUNT(undone_at) FROM theme_change) AS deeds,
               (SELECT COALESCE(SUM(revision), 0) FROM comment WHERE day >= ?) AS answers,
               (SELECT COALESCE(SUM(revision), 0) FROM shipment WHERE day >= ?) AS quantities
        """,
        False, since, since,
    )  # fmt: skip
    return tuple(int(number) for number in found[0].values())


async def _each(house: House, tools: Tools, only: tuple[str, ...] = ()) -> dict[str, int]:
    """Run stages one by one; one that fails is logged, is missing in the outcome and stops no other."""
    done: dict[str, int] = {}
    for name, _ in STAGES:
        if only and name not in only:
            continue
        try:
            done |= await run_once(house, tools, (name,))
        except Exception:  # a stage's fault must not stop the others; its work is still there at the next beat
            log.exception("stage failed", stage=name)
    return done


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
