"""Members see whom we asked and whom not, without seeing who it is."""

import dataclasses
import re

import pytest

from surveys.form.opens import note_open
from tests.asking.asking_world import CONSENT, NO_BASIS, answer, ask, only, planned


@pytest.fixture
async def log(visitor, house, channels, postbox):
    await planned(house, NO_BASIS, email="karl@post.example")
    await planned(house, CONSENT, order="O-2")
    await planned(house, order="O-3")
    await ask(house, channels)
    visitor.signed.role = "product"
    return visitor


async def test_the_log_names_state_and_reason_in_words(log):
    page = (await log.get("/mailings")).text
    assert "Blockiert: keine Rechtsgrundlage" in page
    assert "Nicht gefragt: wurde vor Kurzem schon gefragt" in page
    assert "Verschickt" in page


async def test_addresses_are_masked(log):
    page = (await log.get("/mailings")).text
    assert "k…@post.example" in page
    assert "karl" not in page
    assert "anna" not in page


async def test_states_are_counted_and_can_be_chosen(log):
    page = (await log.get("/mailings")).text
    for label in ("Alle (3)", "Blockiert (1)", "Verschickt (1)", "Nicht gefragt (1)", "Geplant (0)"):
        assert label in page
    blocked = (await log.get("/mailings?state=blocked")).text
    assert "O-1" in blocked
    assert "O-2" not in blocked
    assert "Keine Anfrage ist in diesem Zustand." in (await log.get("/mailings?state=bounced")).text
    assert (await log.get("/mailings?state=nonsense")).status_code == 400


async def test_looks_without_an_answer_are_counted_by_domain(log, house):
    for _ in range(7):
        note_open(house, "post.example")
    page = (await log.get("/mailings")).text
    row = page.split('<th scope="row">post.example</th>')[1].split("</tr>")[0]
    assert re.findall(r'class="num">(\d+)<', row) == ["1", "0", "7"]


async def test_an_answer_shows(log, house, channels):
    await answer(house, (await only("O-2")).invitation)
    await ask(house, channels)
    assert "Beantwortet (1)" in (await log.get("/mailings")).text


async def test_a_mail_that_stayed_here_is_not_called_sent(visitor, house, channels):
    await planned(house)
    await ask(house, dataclasses.replace(channels, smtp=None))
    visitor.signed.role = "admin"
    assert "Liegt im Postfach: kein Mailserver eingestellt" in (await visitor.get("/mailings")).text


async def test_an_empty_log_says_what_to_do(visitor, house):
    visitor.signed.role = "admin"
    assert "Noch wurde niemand per E-Mail gefragt" in (await visitor.get("/mailings")).text


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("logistics", 403), ("viewer", 403), ("product", 200)])
async def test_only_product_and_admin_see_the_log(visitor, role, status):
    visitor.signed.role = role
    assert (await visitor.get("/mailings")).status_code == status
