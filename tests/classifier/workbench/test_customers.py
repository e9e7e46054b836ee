"""What customers see of deeds on themes: a suggestion goes by today's theme, whatever the model calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.reader import ThemeReader
from classifier.suggesting import Reading
from classifier.workbench import deeds
from tests.classifier.workbench.conftest import ANNA, Cast


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ThemeReader:
    """A reader whose model reads packaging, and damage a little less, out of everything."""

    async def read(self: ThemeReader, texts: object) -> list[Reading]:
        return [Reading(offered=(("packaging", 0.9), ("damaged_transport", 0.5)))]

    monkeypatch.setattr(ThemeReader, "_readings", read)
    return ThemeReader(tmp_path)


async def offered(reader: ThemeReader) -> list[str]:
    return [guess.theme for guess in await reader.guesses("Karton", "de")]


async def test_a_merged_theme_is_offered_under_the_name_of_the_one_it_belongs_to(
    cast: Cast, now, reader: ThemeReader
) -> None:
    assert await offered(reader) == ["packaging", "damaged_transport"]
    await deeds.merge("packaging", "damaged_transport", ANNA, now)
    assert await offered(reader) == ["damaged_transport"]


async def test_a_retired_theme_is_offered_no_more(cast: Cast, now, reader: ThemeReader) -> None:
    await deeds.retire("packaging", ANNA, now)
    assert await offered(reader) == ["damaged_transport"]
