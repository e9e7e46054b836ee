"""One click ends the questions: by the page's button or the mail program's own, and never by looking."""

import dataclasses
import itertools

import pytest

from feedback_app.alerts import links
from feedback_app.asking.customers import note_basis
from feedback_app.asking.tables import Customer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.keys import Keys, sign_token, token_is_genuine
from surveys.invitations import PURPOSE, find_invitation
from surveys.persons import person_of
from tests.asking.asking_world import ANNA, CONSENT, ask, link, parts, planned
from tests.asking.test_asking import tables

SCANNERS = ("BarracudaLinkProtect", "Mimecast", "Proofpoint URL Defense", "SafeLinks/1.0 (Outlook)")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
async def path(house) -> str:
    await note_basis(house, ANNA, CONSENT)
    return f"/u/{links.objection_token(house, person_of(house.keys, ANNA))}"


async def objected() -> bool:
    return (await Customer.objects().first()).objected_at is not None


async def everything() -> str:
    return str([await fetch(f'SELECT * FROM "{table}"') for table in await tables()])


async def test_looking_writes_nothing_and_shows_one_button(visitor, path):
    before = await everything()
    for agent, method in itertools.product(SCANNERS, ("GET", "HEAD")):
        for _ in range(20):
            answer = await visitor.request(method, path, headers={"User-Agent": agent})
            assert answer.status_code == 200
    assert await everything() == before
    page = (await visitor.get(path, headers={"User-Agent": "Mimecast"})).text
    assert page.count("<button") == 1
    assert "<script" not in page or "autosubmit" not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"content": b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
         "headers": FORM},
        {},
    ],
    ids=["urlencoded", "multipart", "button"],
)  # fmt: skip
async def test_a_post_without_cookie_login_or_redirect_is_enough(visitor, path, house, sent):
    answer = await visitor.post(path, **sent)
    assert (answer.status_code, answer.history, "set-cookie" in answer.headers) == (200, [], False)
    assert "Wir fragen Sie nicht mehr per E-Mail" in answer.text
    assert (await Customer.objects().first()).objected_at == house.now()


async def test_a_second_click_changes_nothing(visitor, path, clock):
    await visitor.post(path)
    before = await everything()
    clock.pass_time(days=1)
    assert (await visitor.post(path)).status_code == 200
    assert await everything() == before


async def test_the_link_of_a_real_mail_objects(visitor, house, channels, postbox):
    await planned(house)
    await ask(house, channels)
    answer = await visitor.post(postbox.mails[0]["List-Unsubscribe"].strip("<>"), data=ONE_CLICK)
    assert answer.status_code == 200
    assert await objected()


async def test_the_page_speaks_the_readers_language(visitor, path):
    from feedback_app.foundation.languages import speaking

    with speaking("en"):
        assert "Send me no more questions" in (await visitor.get(path)).text


async def test_an_address_that_was_erased_is_answered_kindly(visitor, path):
    await Customer.delete(force=True)
    assert (await visitor.post(path)).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_for_another_purpose_or_from_elsewhere_is_refused(visitor, path, house, method):
    random = bytes(16)
    strange = [
        sign_token(house.keys, PURPOSE, random),
        sign_token(Keys("x" * 40), links.OBJECTION, random),
        path.removeprefix("/u/")[:-1],
        "1.x.y",
    ]
    before = await everything()
    for token in strange:
        answer = await visitor.request(method, f"/u/{token}")
        assert answer.status_code == 404
    assert await everything() == before


async def test_an_objection_link_opens_no_form(visitor, path, house, channels, postbox):
    await planned(house)
    await ask(house, channels)
    from surveys.invitations import Unknown

    assert isinstance(await find_invitation(house, path.removeprefix("/u/")), Unknown)
    assert (await visitor.post(f"/u/{link(parts(postbox.mails[0])[0])}")).status_code == 404
    assert not await objected()


def test_a_token_is_worth_something_for_its_own_purpose_only():
    keys, purposes = Keys("s" * 40), (PURPOSE, links.OBJECTION, "delete", "find")
    for made, used in itertools.product(purposes, purposes):
        assert token_is_genuine(keys, used, sign_token(keys, made, b"r" * 16)) is (made == used)


async def test_a_new_secret_makes_old_objection_links_void_but_keeps_the_objection(visitor, path, house):
    await visitor.post(path)
    other = dataclasses.replace(house, keys=Keys("n" * 40))
    assert (await note_basis(other, ANNA, CONSENT)).objected_at == house.now()
