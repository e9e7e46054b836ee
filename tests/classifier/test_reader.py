"""Themes are read while a customer waits: suggested at once, never at the cost of a page, and nothing is kept."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifier import reader as reading
from classifier.reader import ThemeReader
from classifier.starter import starter_version
from classifier.tables import Theme
from classifier.themes import install_themes, theme_of_reason
from feedback_app.foundation.languages import speaking
from surveys.built_in import GROUPS
from surveys.ports import Guess, Reader
from surveys.tables import Comment, Confirmation
from tests.shop_cast import add_classified, add_comment


@pytest.fixture
async def reader(db: str, models: Path) -> AsyncIterator[ThemeReader]:
    """A reader with the starter model in memory, on a database with its themes."""
    await install_themes()
    loaded = ThemeReader(models)
    await loaded.refresh()
    with speaking("de"):
        yield loaded
    await loaded.stop()


async def confirm(comment: int, theme: str, confirmed: bool) -> None:
    now = datetime(2026, 11, 20, 11, tzinfo=UTC)
    await Confirmation(comment=comment, theme=theme, confirmed=confirmed, source="afterwards", confirmed_at=now).save()


async def submission_of(comment: int) -> int:
    return int((await Comment.select(Comment.submission).where(Comment.id == comment).first())["submission"])


async def understood(reader: Reader, comment: int) -> list[tuple[str, bool | None]]:
    """What was understood of the submission of one comment: themes and whether the customer said so."""
    seen = await reader.understood(await submission_of(comment))
    return [(guess.theme, guess.confirmed) for one in seen for guess in one.guesses]


async def test_trousers_that_are_too_tight_are_too_small(reader: ThemeReader) -> None:
    guesses = await reader.guesses("die Hose ist viel zu eng", "de")
    assert (guesses[0].theme, guesses[0].name) == ("too_small", "Zu klein")
    assert len(guesses) <= 3


@pytest.mark.parametrize(
    ("text", "language", "theme", "name"),
    [
        ("arrived with a broken lid, box was crushed", "en", "damaged_transport", "Damaged in transport"),
        ("Die Lampe geht nicht an, funktioniert gar nicht", "de", "defective", "Defekt"),
        ("kam erst nach drei Wochen", "de", "too_late", "Zu spät"),
    ],
)
async def test_suggestions_speak_the_readers_language(
    reader: ThemeReader, text: str, language: str, theme: str, name: str
) -> None:
    first = (await reader.guesses(text, language))[0]
    assert (first.theme, first.name) == (theme, name)


@pytest.mark.parametrize("text", ["", "   ", "ok", "...", "k. A.", "die", "👍"])
async def test_words_that_say_nothing_get_no_suggestion(reader: ThemeReader, text: str) -> None:
    assert await reader.guesses(text, "de") == ()


async def test_praise_and_retired_themes_are_not_suggested(reader: ThemeReader) -> None:
    assert "praise" not in [g.theme for g in await reader.guesses("Alles super, tolle Qualität, sehr zufrieden", "de")]
    await Theme.update({Theme.retired: True}).where(Theme.code == "too_small")
    assert "too_small" not in [g.theme for g in await reader.guesses("die Hose ist viel zu eng", "de")]


async def test_no_more_suggestions_than_asked_for(reader: ThemeReader) -> None:
    text = "zu klein, Farbe gefällt nicht, Naht offen, kam zu spät und der Karton war zerdrückt"
    three, one = await reader.guesses(text, "de"), await reader.guesses(text, "de", most=1)
    assert len(three) == 3
    assert one == three[:1]
    assert [g.probability for g in three] == sorted((g.probability for g in three), reverse=True)


async def test_without_a_model_there_are_no_suggestions_and_no_waiting(db: str, tmp_path: Path) -> None:
    await install_themes()
    without = ThemeReader(tmp_path, grace=3600)
    without.start()
    try:
        assert await without.guesses("die Hose ist viel zu eng", "de") == ()
        stated = await add_comment("die Hose ist viel zu eng", reason="too_small")
        assert await understood(without, stated) == [("too_small", True)]
        assert not without.ready
    finally:
        await without.stop()


async def test_a_model_that_appears_is_loaded_and_a_newer_file_replaces_it(
    db: str, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FIRST_LOOKS_SECONDS", 0.01)
    monkeypatch.setattr(reading, "LOOK_AGAIN_SECONDS", 0.01)
    await install_themes()
    late = ThemeReader(tmp_path, grace=3600)
    late.start()
    shutil.copytree(models / starter_version(), tmp_path / starter_version())
    await until(lambda: late.ready)
    first = late._loaded
    os.utime(tmp_path / starter_version() / "manifest.json", ns=(1, 1))
    await until(lambda: late._loaded is not first)
    assert (await late.guesses("die Hose ist viel zu eng", "de"))[0].theme == "too_small"
    await late.stop()


async def until(true) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 what is waited for happens in a thread
            await asyncio.sleep(0.01)


async def test_a_damaged_model_leaves_the_one_in_memory(reader: ThemeReader, tmp_path: Path, models: Path) -> None:
    shutil.copytree(models / starter_version(), tmp_path / starter_version())
    careful = ThemeReader(tmp_path)
    await careful.refresh()
    (tmp_path / starter_version() / "manifest.json").unlink()
    await careful.refresh()
    assert (await careful.guesses("die Hose ist viel zu eng", "de"))[0].theme == "too_small"
    await careful.stop()


async def test_where_nobody_trains_a_model_the_reader_does(
    db: str, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Training itself is the starter model's own test; here it is whether and when it is asked for.
    monkeypatch.setattr(reading, "starter_model", lambda folder: reading_starter(models))
    alone = ThemeReader(tmp_path, grace=0)
    alone.start()
    await until(lambda: alone.ready)
    await alone.stop()


def reading_starter(models: Path):
    from classifier.starter import starter_model

    return starter_model(models)


async def test_no_text_is_kept(reader: ThemeReader) -> None:
    text = "Frau Klabautermann findet die Hose viel zu eng"
    assert await reader.guesses(text, "de") == await reader.guesses(text, "de")
    kept = list(reader._remembered)
    assert len(kept) == 1
    assert all(isinstance(key, bytes) and len(key) == 16 for key in kept)
    assert "Klabautermann" not in repr(list(reader._remembered.values()))


async def test_memory_is_bounded(reader: ThemeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_REMEMBERED", 3)
    for number in range(5):
        await reader.guesses(f"zu klein {number}", "de")
    assert len(reader._remembered) == 3


async def test_who_comes_when_too_many_wait_gets_no_suggestion(
    reader: ThemeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 4)
    texts = [f"die Hose Nummer {n} ist viel zu eng" for n in range(20)]
    found = await asyncio.gather(*(reader.guesses(text, "de") for text in texts))
    assert [bool(guesses) for guesses in found] == [True] * 4 + [False] * 16
    assert await reader.guesses("die Hose ist viel zu eng", "de")


async def test_all_themes_stand_in_the_order_of_the_catalogue(reader: ThemeReader) -> None:
    themes = await reader.all_themes()
    assert themes[0] == Guess("too_small", "Zu klein")
    assert {"praise", "other"}.isdisjoint(guess.theme for guess in themes)
    assert len(themes) == 29
    with speaking("en"):
        assert (await reader.all_themes())[0].name == "Too small"


async def test_what_is_not_classified_yet_is_understood_at_once(reader: ThemeReader) -> None:
    comment = await add_comment("Der Reißverschluss ist kaputt", reason="too_late", product="Jacke Oslo")
    seen = await reader.understood(await submission_of(comment))
    assert [(one.comment, one.item) for one in seen] == [(comment, "Jacke Oslo")]
    assert (seen[0].guesses[0].theme, seen[0].guesses[0].name) == ("too_late", "Zu spät")
    assert await understood(reader, comment) == [("too_late", True), ("defective", None)]


async def test_what_is_classified_is_taken_from_there(reader: ThemeReader) -> None:
    comment = await add_classified("Reißverschluss klemmt", ["quality"])
    assert await understood(reader, comment) == [("quality", None)]


async def test_what_the_customer_said_is_shown(reader: ThemeReader) -> None:
    comment = await add_classified("Reißverschluss klemmt", ["quality", "material"])
    await confirm(comment, "material", False)
    await confirm(comment, "defective", True)
    await confirm(comment, "gift", False)
    assert sorted(await understood(reader, comment)) == [
        ("defective", True),
        ("gift", False),
        ("material", False),
        ("quality", None),
    ]


async def test_a_comment_that_says_nothing_is_left_out_and_one_not_understood_stays(reader: ThemeReader) -> None:
    silent, group = await add_comment(""), await add_comment("", reason="size_or_fit")
    unclear = await add_classified("Quartalsabschluss der Buchhaltung", [])
    assert await reader.understood(await submission_of(silent)) == ()
    assert await reader.understood(await submission_of(group)) == ()
    assert [one.guesses for one in await reader.understood(await submission_of(unclear))] == [()]


async def test_a_replaced_comment_is_not_shown(reader: ThemeReader, now: datetime) -> None:
    comment = await add_classified("zu klein", ["too_small"])
    await Comment.update({Comment.superseded_at: now}).where(Comment.id == comment)
    assert await reader.understood(await submission_of(comment)) == ()


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.code)
def test_a_first_level_reason_stands_for_no_theme(group) -> None:
    assert theme_of_reason(group.code) is None


def test_every_reason_below_a_group_stands_for_a_theme_or_for_nothing_on_purpose() -> None:
    children = [code for group in GROUPS for code in group.children]
    assert [code for code in children if theme_of_reason(code) is None] == ["unauthorized"]
