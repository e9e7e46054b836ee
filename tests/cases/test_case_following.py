"""After a case the customer is asked once whether it is solved: by mail where that is lawful, else by a link."""

from datetime import timedelta

import pytest

from feedback_app.asking.customers import note_basis
from feedback_app.asking.tables import Mailing
from feedback_app.cases import stage, work
from feedback_app.cases.following import link_of
from feedback_app.cases.measures import measures
from feedback_app.cases.pages import case_page
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.dialect import fetch
from surveys.answers import Answers, Given
from surveys.tables import Contact
from tests.asking.asking_world import ANNA, BUYER, CONSENT, NO_BASIS, link, parts, planned
from tests.cases.cases_world import (
    MIA,
    answers_link,
    deliver,
    finish,
    happened,
    only_case,
    says_solved,
    wants_call,
)  # fmt: skip

LATER = timedelta(days=31)


class Nobody:
    """A shop with one member."""

    async def with_role(self, roles):
        return ()


async def closed(house, channels, basis=None, email=""):
    """Bring a case to its end; the customer left an address when ``email`` is given."""
    if basis is not None:
        await note_basis(house, ANNA, basis)
    submission = await wants_call(house)
    if email:
        await Contact(submission=submission, email=email, consented_at=house.now()).save()
    await stage.run(house, channels)
    return await finish(house, channels)


def token_of(house, case) -> str:
    return link_of(house, case.seed).rpartition("/")[2]


@pytest.mark.parametrize("basis", [CONSENT, BUYER])
async def test_who_left_an_address_and_may_be_asked_gets_one_mail(house, channels, postbox, basis):
    await closed(house, channels, basis, "Anna@post.example")
    await deliver(house, channels)
    await stage.run(house, channels)
    await deliver(house, channels)
    assert [mail["To"] for mail in postbox.mails] == [ANNA]
    text, _ = parts(postbox.mails[0])
    assert "Ist Ihr Anliegen gelöst?" in text
    assert "https://shop.example/u/" in text
    assert (await only_case()).seed == ""


@pytest.mark.parametrize(("basis", "email"), [(NO_BASIS, ANNA), (None, ANNA), (CONSENT, "")])
async def test_without_a_basis_or_an_address_nobody_is_mailed_and_a_link_waits(house, channels, postbox, basis, email):
    case = await closed(house, channels, basis, email)
    await deliver(house, channels)
    assert (postbox.mails, await Mailing.count(), case.mailing) == ([], 0, None)
    await says_solved(house, token_of(house, case), "yes")
    assert await stage.run(house, channels) == 1
    assert (await only_case()).recovered is True


async def test_who_was_asked_a_short_time_ago_is_not_mailed_and_a_link_follows(house, channels, postbox):
    await planned(house, CONSENT, order="O-2")
    await deliver(house, channels)
    await closed(house, channels, None, ANNA)
    await deliver(house, channels)
    assert len(postbox.mails) == 1
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    case = await only_case()
    assert token_of(house, case)
    assert (await happened())[-2:] == ["mail", "link"]


async def test_the_answer_to_the_mail_counts_for_the_case(house, channels, postbox):
    await closed(house, channels, CONSENT, ANNA)
    await deliver(house, channels)
    await says_solved(house, link(parts(postbox.mails[0])[0]), "yes")
    assert await stage.run(house, channels) == 1
    assert await stage.run(house, channels) == 0
    case = await only_case()
    assert (case.recovered, case.state) == (True, "closed")


@pytest.mark.parametrize(("choice", "kind"), [("no", "unsolved"), ("partly", "partly")])
async def test_a_bad_answer_opens_the_case_again(house, channels, choice, kind):
    case = await closed(house, channels)
    await says_solved(house, token_of(house, case), choice)
    await stage.run(house, channels)
    again = await only_case()
    assert (again.recovered, again.state, (await happened())[-1]) == (False, "answered", kind)
    assert again.solve_due > house.now()


async def test_nobody_is_asked_twice_about_one_case(house, channels):
    case = await closed(house, channels)
    await says_solved(house, token_of(house, case), "no")
    await stage.run(house, channels)
    await work.solve(house, case.id, "noch einmal", "Geld erstattet", MIA)
    await work.close(house, case.id, MIA)
    await stage.run(house, channels)
    assert ((await only_case()).seed, await happened()) == (case.seed, [*(await happened())[:-1], "closed"])


async def test_a_changed_answer_is_taken_in_and_an_empty_one_says_nothing(house, channels):
    case = await closed(house, channels)
    await answers_link(house, token_of(house, case), Answers())
    await stage.run(house, channels)
    assert (await only_case()).recovered is None
    await answers_link(house, token_of(house, case), Answers(given=(Given("solved", codes=("no",)),)))
    await stage.run(house, channels)
    assert ((await only_case()).recovered, (await only_case()).state) == (False, "answered")


async def test_an_order_that_is_not_known_any_more_leaves_no_link_and_no_endless_work(house, channels):
    await wants_call(house)
    await stage.run(house, channels)
    await fetch("UPDATE shop_order SET external_id = 'X' || external_id RETURNING id")
    case = await finish(house, channels)
    assert (case.seed, (await happened())[-1]) == ("", "no_link")
    assert await stage.run(house, channels) == 0


async def test_the_link_is_shown_to_who_answers_customers_and_stands_nowhere_else(house, channels):
    case = await closed(house, channels)
    shown = {
        role: (await case_page(house, Viewer(9, "N", "n@shop.example", role, "de"), Nobody(), case.id)).follow_up
        for role in (Role.SERVICE, Role.VIEWER)
    }
    assert shown[Role.SERVICE].link == link_of(house, case.seed)
    assert shown[Role.VIEWER].link == ""
    assert await fetch("SELECT 1 AS one FROM service_case WHERE seed LIKE '%.%'") == []


async def test_the_figures_name_how_many_answered_and_how_sure_they_are(house, channels, clock):
    for order, choice in (("O-1", "yes"), ("O-2", "no"), ("O-3", "")):
        await wants_call(house, order)
        await stage.run(house, channels)
        row = (await fetch("SELECT id FROM service_case ORDER BY id DESC LIMIT 1"))[0]
        clock.pass_time(minutes=30)
        await work.answer(house, row["id"], MIA)
        await work.solve(house, row["id"], "Ursache", "Ersatz", MIA)
        await work.close(house, row["id"], MIA)
        await stage.run(house, channels)
        seed = (await fetch("SELECT seed FROM service_case WHERE id = ?", row["id"]))[0]["seed"]
        if choice:
            await says_solved(house, link_of(house, seed).rpartition("/")[2], choice)
    await wants_call(house, "O-4")
    await stage.run(house, channels)
    clock.pass_time(days=4)
    await stage.run(house, channels)
    found = await measures(house)
    assert (found.median, found.answered) == ("30 Min.", 3)
    assert (found.kept.share, found.kept.n) == (0.75, 4)
    assert (found.recovered.share, found.recovered.n) == (0.5, 2)
    assert 0.09 < found.recovered.low < 0.1
    assert 0.9 < found.recovered.high < 0.91


async def test_without_cases_there_is_nothing_to_measure(house):
    found = await measures(house)
    assert (found.median, found.kept, found.recovered) == ("", None, None)
