"""The cast of model care: a house with its themes, a member, labelled comments, and models that are made in no time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from classifier import assignments
from classifier.care import fitting, training, versions
from classifier.care.lessons import Lessons, TrainingSet, lessons
from classifier.care.packing import pack
from classifier.model import ThemeModel
from classifier.themes import install_themes
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.wiring import house_of
from tests.shop_cast import add_comment

MEMBER = 7
SMALL = (
    "Die Hose ist viel zu klein",
    "fällt zu klein aus, zwei Nummern",
    "Jacke zu klein an den Schultern",
    "much too small, had to return it",
    "Schuhe zu klein, Zehen stoßen an",
    "leider zu klein geschnitten",
)


@pytest.fixture
async def house(db: str, now: datetime, models: Path, tmp_path: Path) -> House:
    """A house whose starter model is trained already."""
    settings = read_settings({"DATABASE_URL": db, "FEEDBACK_SECRET": "s" * 40, "FEEDBACK_VAR_DIR": str(tmp_path)})
    (tmp_path / "models").symlink_to(models)
    await install_themes()
    versions._kept.clear()
    return house_of(settings, lambda: now)


@pytest.fixture
def labels(house: House) -> Callable[..., Awaitable[list[int]]]:
    """Have a member say of so many comments what they are about; returns their ids."""

    async def label(count: int, *themes: str, text: str = "") -> list[int]:
        made = []
        for number in range(count):
            comment = await add_comment(text or f"{SMALL[number % len(SMALL)]} Nr. {number}", language="de")
            await assignments.correct(comment, themes or ("too_small",), MEMBER, house.now())
            made.append(comment)
        return made

    return label


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let training learn from a part of the corpus and in this process: what matters here is around it."""

    async def fitted(taught: TrainingSet) -> bytes:
        return pack(fitting.fit(few_of(taught)))

    async def some_lessons() -> Lessons:
        found = await lessons()
        return replace(found, starter_held_out=found.starter_held_out[::20])

    monkeypatch.setattr(training, "fitted", fitted)
    monkeypatch.setattr(training, "lessons", some_lessons)


def few_of(taught: TrainingSet) -> TrainingSet:
    """Return every fortieth lesson of the corpus, the last hundred with the shop's own, and one name per theme."""
    own = len(taught.texts) - 100
    kept = [i for i in range(len(taught.texts)) if i % 40 == 0 or i >= own]
    return TrainingSet(
        *(tuple(part[i] for i in kept) for part in (taught.texts, taught.themes, taught.languages, taught.weights)),
        {theme: lines.partition("\n")[0] for theme, lines in taught.theme_names.items()},
    )


@pytest.fixture(scope="session")
def other_model() -> ThemeModel:
    """A model that calls everything too small or too large."""
    texts = [f"{word} Nr. {n}" for n in range(6) for word in ("zu klein", "zu eng", "zu groß", "zu weit")]
    themes = [("too_small",), ("too_small",), ("too_big",), ("too_big",)] * 6
    return ThemeModel().fit(texts, themes, ["de"] * len(texts))
