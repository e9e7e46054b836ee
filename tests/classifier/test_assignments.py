"""The assign stage: safe to run twice, to kill and to run beside itself; members have the last word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from classifier import assignments, themes
from classifier.errors import ClassifierError
from classifier.model import Answers, ThemeModel
from classifier.starter import starter_model
from classifier.tables import Assignment, Classification, Correction, Theme
from classifier.themes import themes_of
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from surveys.tables import Comment
from tests.shop_cast import add_comment

TEXTS = (
    "Viel zu klein",
    "Die Schuhe sind zu groß",
    "Reißverschluss nach zwei Tagen kaputt",
    "arrived far too late",
    "",
)


@pytest.fixture(scope="session")
def starter() -> tuple[ThemeModel, str]:
    return starter_model(None)


@pytest.fixture
def house(now: datetime) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "http://shop.test", Path("models"))


@pytest.fixture
async def shop(db: str) -> None:
    await themes.install_themes()


async def stored() -> list[tuple[object, ...]]:
    """All classifications and assignments, apart from their ids."""
    found = await Classification.select().order_by(Classification.comment)
    rows = [(r["comment"], r["outcome"], r["source"], r["revision"]) for r in found]
    given = await Assignment.select().order_by(Assignment.comment).order_by(Assignment.theme)
    return rows + [(r["comment"], r["theme"], r["source"], round(r["probability"], 6)) for r in given]


async def outcome_of(comment: int) -> str:
    return (await Classification.objects().get(Classification.comment == comment)).outcome  # type: ignore[union-attr]


async def test_themes_are_added_once_and_a_members_name_for_one_stays(shop: None) -> None:
    await Theme.update({Theme.name_de: "Fällt klein aus", Theme.team: "service"}).where(Theme.code == "too_small")
    await Theme.delete().where(Theme.code == "gift")
    await themes.install_themes()
    assert await Theme.count() == 31
    renamed = (await themes.theme_names("de"))["too_small"]
    assert (renamed.name, renamed.team) == ("Fällt klein aus", "service")


@pytest.mark.parametrize(
    ("reason", "theme"),
    [
        ("too_small", "too_small"),
        ("damaged_warehouse", "damaged_transport"),
        ("other", None),
        ("withdrawal", None),
        ("unauthorized", None),
        ("", None),
        ("no_such_reason", None),
    ],
)
def test_a_stated_reason_speaks_for_its_theme(reason: str, theme: str | None) -> None:
    assert themes.theme_of_reason(reason) == theme


async def test_running_twice_changes_nothing(shop: None, house: House, starter: tuple[ThemeModel, str]) -> None:
    for text in TEXTS:
        await add_comment(text)
    assert await assignments.run(house, *starter, batch=2) == len(TEXTS)
    first = await stored()
    assert await assignments.run(house, *starter, batch=2) == 0
    assert await stored() == first


async def test_text_and_stated_reason_are_joined(shop: None, house: House, starter: tuple[ThemeModel, str]) -> None:
    comment = await add_comment("Reißverschluss nach zwei Tagen kaputt gegangen", reason="too_late")
    await assignments.run(house, *starter)
    given = {r["theme"]: r for r in await Assignment.select().where(Assignment.comment == comment)}
    assert (given["too_late"]["source"], given["too_late"]["probability"]) == ("reason", 1.0)
    assert given["too_late"]["model_version"] == ""
    by_model = [r for r in given.values() if r["source"] == "model"]
    assert by_model
    assert all(0 < r["probability"] <= 1 and r["model_version"] == starter[1] for r in by_model)


async def test_reason_and_text_that_say_the_same_give_one_assignment(
    shop: None, house: House, starter: tuple[ThemeModel, str]
) -> None:
    comment = await add_comment("Viel zu klein", reason="too_small")
    await assignments.run(house, *starter)
    found = await Assignment.select().where((Assignment.comment == comment) & (Assignment.theme == "too_small"))
    assert [r["source"] for r in found] == ["reason"]


class Mute:
    """A model that finds no theme in anything, whatever the starter model makes of a text."""

    classes_ = ("too_small",)

    def answers(self, texts: Sequence[str], languages: Sequence[str]) -> Answers:
        return Answers(np.zeros((len(texts), 1)), [()] * len(texts), np.full(len(texts), 0.75))


async def test_words_without_a_theme_and_no_words_are_told_apart(shop: None, house: House) -> None:
    off_topic = await add_comment("Quartalsabschluss der Buchhaltung", reason="other")
    silent = await add_comment("...", reason="withdrawal")
    stated = await add_comment("", reason="gift")
    await assignments.run(house, cast("ThemeModel", Mute()), "mute")
    assert [await outcome_of(c) for c in (off_topic, silent, stated)] == ["none", "empty", "themes"]
    novelty = {r["comment"]: r["novelty"] for r in await Classification.select()}
    assert (novelty[off_topic], novelty[silent], novelty[stated]) == (0.75, None, None)


async def test_a_superseded_comment_is_left_alone(
    shop: None, house: House, starter: tuple[ThemeModel, str], now: datetime
) -> None:
    comment = await add_comment("Viel zu klein")
    await Comment.update({Comment.superseded_at: now}).where(Comment.id == comment)
    assert await assignments.run(house, *starter) == 0


async def test_a_retired_theme_is_not_assigned(shop: None, house: House, starter: tuple[ThemeModel, str]) -> None:
    comment = await add_comment("Viel zu klein", reason="too_small")
    await Theme.update({Theme.retired: True}).where(Theme.code == "too_small")
    await assignments.run(house, *starter)
    assert "too_small" not in (await themes_of([comment]))[comment]


async def test_the_forms_language_comes_before_a_guess(
    shop: None, house: House, starter: tuple[ThemeModel, str]
) -> None:
    english = await add_comment("Reissverschluss", language="en")
    guessed = await add_comment("The zip broke after two days")
    await assignments.run(house, *starter)
    found = {r["comment"]: r["language"] for r in await Classification.select()}
    assert (found[english], found[guessed]) == ("en", "en")


async def test_a_run_killed_between_two_batches_goes_on_where_it_stopped(
    shop: None, house: House, starter: tuple[ThemeModel, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in TEXTS:
        await add_comment(text)
    whole, batches = assignments._store, []

    async def die_in_second(*arguments: object) -> None:
        await whole(*arguments)  # type: ignore[arg-type]
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(assignments, "_store", die_in_second)
    with pytest.raises(KeyboardInterrupt):
        await assignments.run(house, *starter, batch=2)
    monkeypatch.undo()
    assert await Classification.count() == 2
    assert await assignments.run(house, *starter, batch=2) == len(TEXTS) - 2


async def test_two_workers_at_once_share_the_work(shop: None, house: House, starter: tuple[ThemeModel, str]) -> None:
    comments = [await add_comment(text, reason="too_late") for text in TEXTS * 4]
    counts = await asyncio.gather(*(assignments.run(house, *starter, batch=3) for _ in range(2)))
    # What one found locked by the other, it leaves to the next run.
    left = await assignments.run(house, *starter)
    assert sum(counts) + left == len(comments)
    rows = await Assignment.select(Assignment.comment, Assignment.theme).output(nested=False)
    assert len({(r["comment"], r["theme"]) for r in rows}) == len(rows)
    assert await Classification.count() == len(comments)
    assert all(revision == 1 for revision in await Classification.select(Classification.revision).output(as_list=True))


async def test_a_comment_erased_while_the_model_reads_does_not_stop_the_batch(
    shop: None, house: House, starter: tuple[ThemeModel, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    erased, kept = await add_comment("Viel zu klein"), await add_comment("Zu groß")
    claim = assignments._claim_new

    async def erase_first(comments: object) -> set[int]:
        await Comment.delete().where(Comment.id == erased)
        return await claim(comments)  # type: ignore[arg-type]

    monkeypatch.setattr(assignments, "_claim_new", erase_first)
    assert await assignments.run(house, *starter) == 1
    assert await Classification.select(Classification.comment).output(as_list=True) == [kept]


async def test_a_correction_wins_for_ever(
    shop: None, house: House, starter: tuple[ThemeModel, str], now: datetime
) -> None:
    comment, other = await add_comment("Viel zu klein", reason="gift"), await add_comment("Zu groß")
    await assignments.run(house, *starter)
    assert await assignments.correct(comment, ["quality", "quality"], 7, now) == assignments.Outcome.THEMES
    assert await assignments.classify_again(house, starter[0], "newer", 0) == (other, 1, 0)
    assert await assignments.run(house, *starter) == 0
    assert await themes_of([comment]) == {comment: ["quality"]}
    found = {r["comment"]: r for r in await Classification.select()}
    assert (found[comment]["source"], found[comment]["member_id"], found[comment]["revision"]) == ("member", 7, 2)
    assert (found[other]["model_version"], found[other]["revision"]) == ("newer", 1)


async def replaced(comment: int, now: datetime, **anew: str) -> int:
    """Put another row in a comment's place, as a file or a customer that says more does."""
    old = await Comment.objects().get(Comment.id == comment)
    assert old is not None
    old.superseded_at = now
    await old.save()
    said = {"text": old.text, "reason": old.reason, "carrier": old.carrier, **anew}
    new = Comment(submission=old.submission, day=old.day, reason_raw=said["reason"], **said)
    await new.save()
    return int(new.id)


@pytest.mark.parametrize(
    ("said", "anew", "then"),
    [
        (["quality"], {"carrier": "DHL"}, ("member", ["quality"])),
        ([], {"carrier": "DHL"}, ("member", [])),
        (["quality"], {"text": "Viel zu groß"}, ("model", ["too_big"])),
        (["quality"], {"reason": "gift"}, ("model", ["gift", "too_small"])),
    ],
    ids=["the same words", "none fits", "other words", "another reason"],
)
async def test_a_correction_holds_for_the_same_words_in_another_row(
    shop: None, house: House, starter: tuple[ThemeModel, str], now: datetime, said, anew, then
) -> None:
    comment = await add_comment("Viel zu klein")
    await assignments.run(house, *starter)
    await assignments.correct(comment, said, 7, now)
    new = await replaced(comment, now, **anew)
    assert await assignments.run(house, *starter) == 1
    kept = await Classification.objects().get(Classification.comment == new)
    assert kept is not None
    assert (kept.source, sorted((await themes_of([new]))[new])) == then
    assert await assignments.run(house, *starter) == 0


async def test_a_correction_keeps_before_and_after(
    shop: None, house: House, starter: tuple[ThemeModel, str], now: datetime
) -> None:
    comment = await add_comment("", reason="gift")
    await assignments.run(house, *starter)
    assert await assignments.correct(comment, [], 7, now) == assignments.Outcome.NONE
    kept = await Correction.select().output(load_json=True)
    assert [(r["themes_before"], r["themes_after"], r["member_id"]) for r in kept] == [(["gift"], [], 7)]
    assert kept[0]["corrected_at"].astimezone(UTC) == now


async def test_a_correction_before_the_stage_is_left_alone_by_it(
    shop: None, house: House, starter: tuple[ThemeModel, str], now: datetime
) -> None:
    comment = await add_comment("Viel zu klein")
    await assignments.correct(comment, ["gift"], 7, now)
    assert await assignments.run(house, *starter) == 0
    assert await themes_of([comment]) == {comment: ["gift"]}


async def test_two_corrections_at_once_leave_one_answer(shop: None, now: datetime) -> None:
    comment = await add_comment("Viel zu klein")
    await asyncio.gather(*(assignments.correct(comment, [theme], 7, now) for theme in ("gift", "praise")))
    assert len((await themes_of([comment]))[comment]) == 1
    assert await Correction.count() == 2


async def test_correcting_what_does_not_exist(shop: None, now: datetime) -> None:
    comment = await add_comment("Viel zu klein")
    assert await assignments.correct(comment + 1, ["gift"], 7, now) is None
    with pytest.raises(ClassifierError, match="no_such_theme"):
        await assignments.correct(comment, ["no_such_theme"], 7, now)
    assert await Classification.count() == 0


async def test_reading_again_twice_changes_nothing_more(
    shop: None, house: House, starter: tuple[ThemeModel, str]
) -> None:
    for text in TEXTS:
        await add_comment(text, reason="too_late")
    await assignments.run(house, *starter)
    await assignments.classify_again(house, starter[0], "newer", 0)
    first = await stored()
    _last, _read, changed = await assignments.classify_again(house, starter[0], "newer", 0)
    assert (changed, await stored()) == (0, first)


async def test_what_was_read_from_a_deleted_text_stays(
    shop: None, house: House, starter: tuple[ThemeModel, str]
) -> None:
    comment = await add_comment("Viel zu klein")
    await assignments.run(house, *starter)
    await Comment.update({Comment.text: ""}).where(Comment.id == comment)
    assert await assignments.classify_again(house, starter[0], "newer", 0) == (0, 0, 0)
    assert "too_small" in (await themes_of([comment]))[comment]


async def test_a_database_without_themes_gets_them(db: str, house: House, starter: tuple[ThemeModel, str]) -> None:
    comment = await add_comment("Viel zu klein")
    await assignments.run(house, *starter)
    assert "too_small" in (await themes_of([comment]))[comment]
