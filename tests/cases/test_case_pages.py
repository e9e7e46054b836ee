"""The inbox and the page of a case: what is due next first, in words, for those who may act and those who read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from feedback_app.alerts.channels import Channels
from feedback_app.cases import stage, work
from feedback_app.cases.history import Who
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys.built_in_scores import CSAT
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.surveys import publish
from tests.asking.asking_world import house_at
from tests.cases.cases_world import MIA, PHONE, installed, tells_of_danger, wants_call
from tests.web.browsing import ClientAs

QUIET = Channels(None, "feedback@shop.example", {}, "", "", private_targets=False)
EARLIER = timedelta(hours=4)


@pytest.fixture
async def house(db: str, now, tmp_path: Path) -> House:
    """A shop with two who wait: a wish of yesterday, which is late, and a danger of now."""
    made = house_at(tmp_path, lambda: now)
    early = house_at(tmp_path, lambda: now - EARLIER - timedelta(hours=20))
    await publish("csat", CSAT, now)
    await upsert_orders([OrderLines(number, (ItemLine("H-1"),)) for number in ("O-1", "O-2")])
    await installed(early)
    await wants_call(early, "O-1", rating=2)
    await tells_of_danger(now, "O-2")
    await stage.run(made, QUIET)
    return made


async def case_of(kind: str) -> int:
    return int((await fetch("SELECT id FROM service_case WHERE kind = ?", kind))[0]["id"])


async def test_what_is_due_next_stands_first_in_words(house, client_as: ClientAs):
    service = await client_as("service")
    page = (await service.get("/cases")).text
    assert page.index("Möchte angerufen werden") < page.index("Hinweis auf Gefahr")
    assert "Überfällig: Erste Antwort" in page
    assert "Erste Antwort: noch 2 Std." in page
    assert "Offen (2)" in page
    assert "Überfällig (1)" in page


@pytest.mark.parametrize(("view", "shown"), [("mine", ()), ("overdue", ("callback",)), ("closed", ()), ("?", (1, 2))])
async def test_a_view_shows_what_it_says(house, client_as: ClientAs, view, shown):
    page = (await (await client_as("service")).get("/cases", params={"view": view})).text
    assert page.count('class="alert-row case"') == len(shown)


async def test_a_case_that_was_taken_is_mine(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("callback")
    await service.submit(f"/cases/{case}/take")
    assert f'href="/cases/{case}"' in (await service.get("/cases?view=mine")).text


async def test_the_page_shows_what_was_said_and_the_number_to_those_who_answer(house, client_as: ClientAs):
    case = await case_of("callback")
    page = (await (await client_as("service")).get(f"/cases/{case}")).text
    assert PHONE in page
    assert "2 von 5" in page
    assert "O-1" in page
    danger = (await (await client_as("service")).get(f"/cases/{await case_of('flag')}")).text
    assert "Das Netzteil hat gequalmt" in danger


async def test_who_only_reads_sees_neither_number_nor_buttons(house, client_as: ClientAs):
    page = (await (await client_as("viewer")).get(f"/cases/{await case_of('callback')}")).text
    assert PHONE not in page
    assert PHONE.replace(" ", "") not in page
    assert f"/cases/{await case_of('callback')}/" not in page


async def test_a_case_is_brought_to_its_end_by_forms_alone(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("callback")
    for step, fields in (
        ("answer", {}),
        ("solve", {"cause": "Karton", "done": "Ersatz"}),
        ("close", {}),
        ("reopen", {"why": "kam zurück"}),
    ):
        answer = await service.submit(f"/cases/{case}/{step}", fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case}")
    assert "Service hat das Anliegen wieder geöffnet." in (await service.get(f"/cases/{case}")).text


async def test_a_solution_without_a_deed_comes_back_filled(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("callback")
    await service.submit(f"/cases/{case}/answer")
    answer = await service.submit(f"/cases/{case}/solve", {"cause": "Der Karton war <dünn>"})
    assert answer.status_code == 422
    assert "Der Karton war &lt;dünn&gt;" in answer.text
    assert 'href="#done"' in answer.text


async def test_a_step_that_is_not_possible_is_a_conflict(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("callback")
    assert (await service.submit(f"/cases/{case}/close")).status_code == 409
    assert (await service.submit("/cases/999/take")).status_code == 404
    assert (await service.submit("/cases/99999999999/take")).status_code == 404
    assert (await service.get("/cases/99999999999")).status_code == 404


async def test_a_case_goes_to_a_colleague_who_may_act_and_to_nobody_else(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("callback")
    logistics, viewer = await client_as("logistics"), await client_as("viewer")
    for nobody in ("", "999", str(viewer.member_id)):
        wrong = await service.submit(f"/cases/{case}/forward", {"member": nobody, "why": "bitte"})
        assert (wrong.status_code, "bitte" in wrong.text) == (422, True)
    await service.submit(f"/cases/{case}/forward", {"member": str(logistics.member_id), "why": "bitte"})
    assert f'href="/cases/{case}"' in (await logistics.get("/cases?view=mine")).text
    assert "Logistics: bitte" in (await service.get(f"/cases/{case}")).text


async def test_a_note_a_number_and_a_wish_for_the_helpdesk_are_kept(house, client_as: ClientAs):
    service, case = await client_as("service"), await case_of("flag")
    assert (await service.submit(f"/cases/{case}/comment", {"text": " "})).status_code == 422
    await service.submit(f"/cases/{case}/comment", {"text": "ruft abends an"})
    await service.submit(f"/cases/{case}/reference", {"reference": "ZD-4711"})
    await service.submit(f"/cases/{case}/helpdesk")
    page = (await service.get(f"/cases/{case}")).text
    assert "ruft abends an" in page
    assert "Helpdesk: ZD-4711" in page
    assert "Wird gerade übergeben." in page
    await stage.run(house, QUIET)
    assert "Es ist kein Webhook eingerichtet." in (await service.get(f"/cases/{case}")).text


async def test_a_wish_that_was_taken_back_says_so(house, client_as: ClientAs):
    await fetch("DELETE FROM callback RETURNING id")
    page = (await (await client_as("service")).get(f"/cases/{await case_of('callback')}")).text
    assert "Bitte nicht anrufen." in page


async def test_a_tick_on_the_submission_counts_as_the_first_response(house, client_as: ClientAs):
    product, case = await client_as("product"), await case_of("callback")
    await product.submit("/callbacks/1/done")
    await stage.run(house, QUIET)
    page = (await product.get(f"/cases/{case}")).text
    assert "Beantwortet, noch nicht gelöst" in page
    assert "Der Anruf ist erledigt." in page


async def test_the_page_speaks_english_too(house, client_as: ClientAs):
    service = await client_as("service", "en")
    assert "Overdue: First response" in (await service.get("/cases")).text
    await work.answer(house, await case_of("flag"), Who(MIA.id, MIA.name))
    assert "Mia Sommer answered the customer." in (await service.get(f"/cases/{await case_of('flag')}")).text
