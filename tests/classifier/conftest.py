"""The classifier's small cast: short comments with three themes, a fitted model, and the starter model once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from classifier.model import ThemeModel
from classifier.starter import starter_model

PARTS = {
    "zip": ("Reißverschluss", "Zipper", "Verschluss"),
    "size": ("viel zu klein", "fällt zu eng aus", "zu kurz"),
    "late": ("kam zu spät", "zwei Wochen gewartet", "Lieferung verspätet"),
}
THINGS = ("Hose", "Jacke", "Tasche", "Mantel", "Rucksack", "Kleid", "Bluse", "Koffer")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with their themes."""

    texts: list[str]
    themes: list[tuple[str, ...]]


@pytest.fixture(scope="session")
def labelled() -> Labelled:
    """88 German comments: three themes, every thing in each; one in eleven has two themes, one has none."""
    texts: list[str] = []
    themes: list[tuple[str, ...]] = []
    for thing in THINGS:
        for theme, phrases in PARTS.items():
            broken = " klemmt und ist kaputt" if theme == "zip" else ""
            texts += [f"{thing}: {phrase}{broken}" for phrase in phrases]
            themes += [(theme,)] * len(phrases)
        texts += [f"{thing} zu klein und {PARTS['zip'][0]} kaputt", f"Die {thing} geht zurück, schöne Grüße"]
        themes += [("size", "zip"), ()]
    return Labelled(texts, themes)


@pytest.fixture(scope="session")
def model(labelled: Labelled) -> ThemeModel:
    return ThemeModel().fit(labelled.texts, labelled.themes, ["de"] * len(labelled.texts))


@pytest.fixture(scope="session")
def starter(models: Path) -> tuple[ThemeModel, str]:
    """The built-in model, trained once for the whole run."""
    return starter_model(models)
