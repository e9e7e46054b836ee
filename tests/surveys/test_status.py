"""After sending: what was understood is confirmed or corrected, and news are asked for, by the same link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from surveys.answers import Answers, ItemAnswer
from surveys.invitations import Found, Invited, find_invitation, invite
from surveys.ports import Deed, Guess, UnderstoodComment
from surveys.submissions import submit
from surveys.tables import Comment, Confirmation, Contact
from tests.surveys.conftest import SECRET, Clock, everything

THEMES = (Guess("sizing", "Größe & Passform"), Guess("quality", "Qualität"))


class OneMind:
    """Understands everything as being about sizes, and knows of one deed."""

    async def guesses(self, text: str, language: str, most: int = 3) -> tuple[Guess, ...]:
        assert 0 < len(text) <= 2_000
        return THEMES[:most]

    async def understood(self, submission_id: int) -> tuple[UnderstoodComment, ...]:
        rows = await Comment.select().where(Comment.submission == submission_id)
        return tuple(UnderstoodComment(row["id"], "Regenjacke", THEMES[:1]) for row in rows if row["text"])

    async def all_themes(self) -> tuple[Guess, ...]:
        return THEMES

    async def deeds(self, submission_id: int) -> tuple[Deed, ...]:
        return (Deed("Größe & Passform", "Neue Größentabelle", "3. Oktober 2026", "better"),)

    async def public_page(self) -> str:
        return "/changes"


@pytest.fixture
async def wise(
    shop: House, clock: Clock, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncClient]:
    """The application with somebody who understands."""
    from feedback_app import app

    given = {"DATABASE_URL": database_url, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(tmp_path)}
    mind = OneMind()
    monkeypatch.setattr(app, "Deeds", lambda _: mind)
    made = app.create_app(read_settings(given), clock, connected=True, reader=mind)
    async with AsyncClient(transport=ASGITransport(made), base_url="http://testserver.local") as client:
        yield client


@pytest.fixture
async def comment(shop: House, link: Found) -> int:
    """A comment that was sent behind the link."""
    await submit(shop, link, Answers((ItemAnswer(str(link.order.items[0].id), "too_small", "Ärmel zu kurz"),)))
    return int((await Comment.select().first())["id"])


async def _said() -> list[tuple[str, bool, str]]:
    rows = await Confirmation.select().order_by(Confirmation.theme)
    return [(row["theme"], row["confirmed"], row["source"]) for row in rows]


async def test_what_was_understood_is_confirmed_with_one_tap(wise: AsyncClient, invited: Invited, comment: int):
    said = {"comment": str(comment), "theme": "sizing", "says": "yes"}
    reply = await wise.post(f"/s/{invited.token}/understood", data=said)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/s/{invited.token}")
    assert await _said() == [("sizing", True, "afterwards")]
    await wise.post(f"/s/{invited.token}/understood", data=said)
    assert await Confirmation.count() == 1


async def test_what_was_misunderstood_is_corrected(wise: AsyncClient, invited: Invited, comment: int):
    said = {"comment": str(comment), "theme": "sizing", "says": "no", "instead": "quality"}
    await wise.post(f"/s/{invited.token}/understood", data=said)
    assert await _said() == [("quality", True, "afterwards"), ("sizing", False, "afterwards")]


async def test_the_last_word_about_a_theme_counts(wise: AsyncClient, shop: House, invited: Invited, link: Found):
    tapped = ItemAnswer(str(link.order.items[0].id), "too_small", "Ärmel zu kurz", themes=("sizing",))
    await submit(shop, link, Answers((tapped,)))
    comment = str((await Comment.select().first())["id"])
    for says in ("no", "yes", "no"):
        said = {"comment": comment, "theme": "sizing", "says": says}
        await wise.post(f"/s/{invited.token}/understood", data=said)
        assert await _said() == [("sizing", says == "yes", "afterwards")]


@pytest.mark.parametrize(
    "said", [{"theme": "nonsense"}, {"says": "perhaps"}, {"comment": "x"}, {"comment": "999999"}, {"comment": "9" * 30}]
)
async def test_nothing_else_is_taken_for_an_answer(
    wise: AsyncClient, invited: Invited, comment: int, said: dict[str, str]
):
    fields = {"comment": str(comment), "theme": "sizing", "says": "yes"} | said
    assert (await wise.post(f"/s/{invited.token}/understood", data=fields)).status_code == 303
    assert await _said() == []


async def test_a_comment_behind_another_link_cannot_be_reached(wise: AsyncClient, shop: House, comment: int):
    other = (await invite(shop, "A-1")).token
    found = await find_invitation(shop, other)
    assert isinstance(found, Found)
    await submit(shop, found, Answers())
    await wise.post(f"/s/{other}/understood", data={"comment": str(comment), "theme": "sizing", "says": "yes"})
    assert await _said() == []


async def test_the_status_says_what_was_understood_and_what_was_done(wise: AsyncClient, invited: Invited, comment: int):
    before = await everything()
    page = (await wise.get(f"/s/{invited.token}")).text
    assert "Größe &amp; Passform" in page
    assert "Neue Größentabelle" in page
    assert f'action="/s/{invited.token}/understood"' in page
    assert await everything() == before


async def test_news_are_asked_for_with_tick_and_address(wise: AsyncClient, invited: Invited, comment: int):
    path = f"/s/{invited.token}/news"
    assert f'action="{path}"' in (await wise.get(f"/s/{invited.token}")).text
    for wrong in ({"email": "a@b.de"}, {"tell_me": "yes"}, {"tell_me": "yes", "email": "a@"}):
        back = await wise.post(path, data=wrong)
        assert (back.status_code, wrong.get("email", "") in back.text) == (422, True)
    assert await Contact.count() == 0
    assert (await wise.post(path, data={"tell_me": "yes", "email": "a@b.de"})).status_code == 303
    assert [row["email"] for row in await Contact.select()] == ["a@b.de"]
    assert f'action="{path}"' not in (await wise.get(f"/s/{invited.token}")).text


async def test_news_need_an_answer(wise: AsyncClient, invited: Invited):
    reply = await wise.post(f"/s/{invited.token}/news", data={"tell_me": "yes", "email": "a@b.de"})
    assert (reply.status_code, await Contact.count()) == (303, 0)


async def test_typing_is_answered_with_chips_that_keep_what_was_tapped(
    wise: AsyncClient, shop: House, invited: Invited
):
    found = await find_invitation(shop, invited.token)
    assert isinstance(found, Found)
    key = found.order.items[0].id
    typed = {"place": str(key), f"comment-{key}": "zu klein " * 900, f"theme-{key}": "quality"}
    chips = (await wise.post(f"/s/{invited.token}/suggest", data=typed)).text
    assert f'name="theme-{key}" value="sizing"' in chips
    assert f'name="theme-{key}" value="quality" checked' in chips
