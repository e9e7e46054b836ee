"""Customers take back what they said: by the link, or by a code when the link is lost."""

from __future__ import annotations

import io

import pytest
from httpx import ASGITransport, AsyncClient, Response
from PIL import Image

from feedback_app.foundation.house import House
from surveys.answers import Answers, Given, ItemAnswer, Said
from surveys.form.deletion import deletion_code, deletion_hash, erase_by_code, erase_by_link
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.submissions import submit
from surveys.tables import Answer, Callback, Comment, Contact, Draft, Invitation, Photo, Submission, Suspect
from tests.surveys.conftest import Clock, everything
from tests.surveys.filling import answer_form, post_step

SECRETS = ("erster Text", "zweiter Text", "am Kragen", "mehr Farben", "a@b.de", "0361 123456")


@pytest.fixture
async def said(shop: House) -> Found:
    """A link behind which everything was said that can be said, twice."""
    found = await find_invitation(shop, (await invite(shop, "A-1", person="p" * 64)).token)
    assert isinstance(found, Found)
    key = str(found.order.items[0].id)
    for text in SECRETS[:2]:
        answers = Answers(
            (ItemAnswer(key, "too_small", text, "size_or_fit"),),
            (Given("where_defect", key, text=SECRETS[2]), Given("csat", number=2)),
            (Said("better", SECRETS[3]),),
            rating=2,
            wants_news=True,
            email=SECRETS[4],
            wants_call=True,
            phone=SECRETS[5],
        )
        await submit(shop, found, answers)
    return found


async def test_everything_that_was_written_goes_and_what_was_chosen_stays(shop: House, said: Found):
    assert await erase_by_code(deletion_code(shop.keys, said.id))
    stored = str(await everything())
    assert [secret for secret in SECRETS if secret in stored] == []
    assert [row["reason"] for row in await Comment.select() if row["question"] == ""] == ["too_small", "too_small"]
    assert ((await Submission.select().first())["rating"], await Answer.count() > 0) == (2, True)
    assert (await Contact.count(), await Callback.count()) == (0, 0)
    assert (await Invitation.select().where(Invitation.id == said.id).first())["person"] == ""


async def test_pictures_what_was_begun_and_what_robots_sent_go_too(web: AsyncClient, shop: House, invited: Invited):
    path = f"/s/{invited.token}"
    await answer_form(web, path, {"q-csat": "2"})
    found = await find_invitation(shop, invited.token)
    assert isinstance(found, Found)
    key, picture = found.order.items[0].id, io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    await post_step(web, f"{path}?edit=1", "items", {"item": str(key)})
    await post_step(web, f"{path}?edit=1", f"item-{key}", {}, files={f"photo-{key}": ("a.png", picture.getvalue())})
    await web.post(path, data={"go": "send"})
    assert (await Photo.count(), await Draft.count(), await Suspect.count()) == (1, 1, 1)
    await erase_by_link(found.id)
    assert (await Photo.count(), await Draft.count(), await Suspect.count()) == (0, 0, 0)


async def test_the_code_is_on_the_status_page_and_only_its_hash_in_the_database(
    web: AsyncClient, shop: House, invited: Invited, link: Found
):
    await answer_form(web, f"/s/{invited.token}", {f"comment-{link.order.items[0].id}": "Naht offen"})
    code = deletion_code(shop.keys, link.id)
    assert code in (await web.get(f"/s/{invited.token}?sent=1")).text
    stored = str(await everything())
    assert (code in stored, code.replace("-", "") in stored, deletion_hash(code) in stored) == (False, False, True)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]


async def test_the_page_takes_the_code_as_people_type_it(web: AsyncClient, shop: House, said: Found):
    code = deletion_code(shop.keys, said.id)
    typed = f"  {code.lower().replace('-', ' ')} ".replace("o", "0").replace("i", "1").replace("b", "8")
    done = await _post(web, typed)
    assert (done.status_code, "gelöscht" in done.text) == (200, True)
    assert SECRETS[1] not in str(await everything())
    assert (await _post(web, code)).status_code == 200


async def test_a_wrong_code_is_said_in_words_and_stays_in_the_field(web: AsyncClient, said: Found):
    before = await everything()
    wrong = await _post(web, "ABCD-EFGH-JKLM-NPQR")
    assert (wrong.status_code, 'value="ABCD-EFGH-JKLM-NPQR"' in wrong.text) == (422, True)
    assert "Zu diesem Code gibt es keine Antwort" in wrong.text
    assert await everything() == before


async def test_codes_cannot_be_tried_out(web: AsyncClient, shop: House, clock: Clock, said: Found):
    for number in range(10):
        assert (await _post(web, f"wrong {number}")).status_code == 422
    right = deletion_code(shop.keys, said.id)
    assert (await _post(web, right)).status_code == 429
    clock.move(seconds=61)
    assert (await _post(web, right)).status_code == 200


async def test_who_tries_codes_keeps_nobody_else_from_erasing(web: AsyncClient, shop: House, said: Found):
    for number in range(11):
        await _post(web, f"wrong {number}")
    elsewhere = ASGITransport(web._transport.app, client=("203.0.113.9", 1))  # type: ignore[attr-defined]
    async with AsyncClient(transport=elsewhere, base_url="http://testserver.local") as other:
        assert (await _post(other, deletion_code(shop.keys, said.id))).status_code == 200


async def test_looking_at_the_page_writes_nothing_and_needs_nothing(web: AsyncClient, said: Found):
    before = await everything()
    for path in ("/erase", "/erase?lang=en"):
        assert (await web.get(path)).status_code == 200
        assert (await web.head(path)).status_code == 200
    assert await everything() == before


async def test_codes_of_two_links_or_two_houses_differ(shop: House):
    from feedback_app.foundation.keys import Keys

    assert len({deletion_code(shop.keys, 1), deletion_code(shop.keys, 2), deletion_code(Keys("x" * 40), 1)}) == 3


async def test_the_log_says_that_an_answer_was_erased_and_nothing_more(
    shop: House, said: Found, capsys: pytest.CaptureFixture[str]
):
    await erase_by_code(deletion_code(shop.keys, said.id))
    logged = "".join(capsys.readouterr())
    assert "answer erased" in logged
    assert not any(word in logged for word in (*SECRETS, deletion_code(shop.keys, said.id), "A-1"))


async def _post(web: AsyncClient, code: str) -> Response:
    return await web.post("/erase", data={"code": code}, headers={"accept-language": "de"})
