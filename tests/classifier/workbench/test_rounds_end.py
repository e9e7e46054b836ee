"""Reading comes to an end: what a run has understood the next one leaves alone, and a deed in between is noticed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from classifier import assignments
from classifier.examining import Finding
from classifier.themes import themes_of
from classifier.workbench import deeds
from feedback_app.foundation.database import transaction
from surveys.tables import Confirmation
from tests.classifier.workbench.conftest import ANNA, Cast, draft
from tests.shop_cast import add_comment

VERSION = "again"


async def say(comment: int, theme: str, confirmed: bool, at) -> None:
    async with transaction():
        await Confirmation(
            comment=comment, theme=theme, confirmed=confirmed, source="afterwards", confirmed_at=at
        ).save()


async def test_a_confirmed_theme_that_a_comment_stands_for_is_heard_once(cast: Cast, now, house, starter) -> None:
    await deeds.create(draft("Hund"), [cast.none], ANNA, now)
    await say(cast.none, "hund", True, now)
    await assignments.run(house, *starter)
    assert await assignments.run(house, *starter) == 0


async def test_a_yes_and_a_no_to_themes_that_are_one_now_are_heard_once(cast: Cast, now, house, starter) -> None:
    await say(cast.both, "packaging", True, now)
    await say(cast.both, "damaged_transport", False, now)
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    await assignments.run(house, *starter)
    assert await assignments.run(house, *starter) == 0
    assert await themes_of([cast.both]) == {cast.both: ["damaged_transport"]}


async def _deed_while_reading(monkeypatch: pytest.MonkeyPatch, deed) -> None:
    examined = assignments._examined

    async def slow(*asked) -> list[Finding]:
        found = await examined(*asked)
        monkeypatch.setattr(assignments, "_examined", examined)
        await deed()
        return found

    monkeypatch.setattr(assignments, "_examined", slow)


async def test_a_theme_made_while_its_comments_are_read_again_stays(
    cast: Cast, now, house, starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def make() -> None:
        await deeds.create(draft("Hund"), [cast.none], ANNA, now + timedelta(seconds=1))

    await _deed_while_reading(monkeypatch, make)
    await assignments.classify_again(house, starter[0], VERSION, 0)
    await assignments.run(house, *starter)
    assert "hund" in (await themes_of([cast.none]))[cast.none]


async def test_a_theme_made_while_its_new_comment_is_read_is_not_missed(
    cast: Cast, now, house, starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = await add_comment("Der Hund mag es auch nicht")

    async def make() -> None:
        await deeds.create(draft("Hund"), [comment], ANNA, now + timedelta(seconds=1))

    await _deed_while_reading(monkeypatch, make)
    await assignments.run(house, *starter)
    await assignments.run(house, *starter)
    assert "hund" in (await themes_of([comment]))[comment]
