"""Killing the worker between any two writes about cases loses none and does nothing twice."""

import asyncio
import multiprocessing

import pytest

from feedback_app.asking.customers import note_basis
from feedback_app.cases import stage, work
from feedback_app.foundation.dialect import fetch
from surveys.callbacks import mark_called
from surveys.tables import Contact
from tests.asking.asking_world import ANNA, CONSENT
from tests.cases.cases_world import MIA, tells_of_danger, wants_call
from tests.cases.doomed_case import QUIET, work_and_die

pytestmark = pytest.mark.slow
# After each write, and before the last one.
DEATHS = (*(("after", number) for number in range(1, 6)), ("before", 6))
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.cases.doomed_case"])
DONE = {
    "cases": "SELECT order_id, kind, state, escalated_at IS NULL AS quiet, seed = '' AS unlinked,"
    " mailing IS NULL AS unmailed, handed_over_at IS NULL AS here FROM service_case ORDER BY order_id, kind",
    "history": 'SELECT c.order_id, e.kind FROM case_event e JOIN service_case c ON c.id = e."case" ORDER BY 1, 2',
    "messages": "SELECT channel, subject FROM notification ORDER BY 1, 2",
    "mailings": "SELECT order_id, survey, occasion FROM mailing",
    "links": "SELECT COUNT(*) AS n FROM invitation WHERE channel = 'case'",
}


@pytest.fixture
async def busy(house, clock):
    """A shop where every part of the stage has something to do: six writes."""
    for order in ("O-1", "O-2", "O-3", "O-4"):
        await wants_call(house, order)
    await stage.run(house, QUIET)
    ids = {row["order_id"]: row for row in await fetch("SELECT id, order_id, submission FROM service_case")}
    for order in ("O-3", "O-4"):
        await work.answer(house, ids[order]["id"], MIA)
        await work.solve(house, ids[order]["id"], "Karton", "Ersatz", MIA)
        await work.close(house, ids[order]["id"], MIA)
    await note_basis(house, ANNA, CONSENT)
    await Contact(submission=ids["O-4"]["submission"], email=ANNA, consented_at=house.now()).save()
    wish = await fetch("SELECT id FROM callback WHERE submission = ?", ids["O-1"]["submission"])
    await mark_called(wish[0]["id"], house.now())
    await work.ask_helpdesk(house, ids["O-2"]["id"], MIA)
    clock.pass_time(days=3)
    await tells_of_danger(house.now(), "O-5")
    return house


async def done() -> dict[str, list[dict[str, object]]]:
    return {name: await fetch(sql) for name, sql in DONE.items()}


@pytest.mark.parametrize(("when", "number"), DEATHS)
async def test_a_killed_worker_is_finished_by_the_next(db, busy, tmp_path, when, number):
    process = FORKS.Process(target=work_and_die, args=(db, tmp_path, busy.now(), when, number))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    await stage.run(busy, QUIET)
    assert await stage.run(busy, QUIET) == 0
    found = await done()
    assert [(row["order_id"], row["state"]) for row in found["cases"]] == [
        ("O-1", "answered"), ("O-2", "new"), ("O-3", "closed"), ("O-4", "closed"), ("O-5", "new"),
    ]  # fmt: skip
    lines = [(row["order_id"], row["kind"]) for row in found["history"]]
    assert len(lines) == len(set(lines)) == 17
    assert [row["channel"] for row in found["messages"]] == ["mailbox", "webhook", "webhook"]
    assert (len(found["mailings"]), found["links"]) == (1, [{"n": 1}])
