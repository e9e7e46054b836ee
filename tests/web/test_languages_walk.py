"""No page of a customer mixes languages, and one more language needs files only.

A copy of the product gets a folder ``locales/fr``, made mechanically: every text behind a mark. A program walks through
all of the customer's pages in that copy, in German with Sie and with Du, in English, and in this third language, where
a text without the mark was forgotten.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.web.language_words import MARK, SPOKEN, Detector, english_texts

HOME = Path(__file__).parents[2]
WALKED = {
    *("find", "find by browser", "find at the desk", "find empty", "find wrong", "find too often"),
    *("returns step 1", "returns step 2", "returns step 2 wrong", "returns step 2 suggestions", "returns step 3"),
    *("returns step 4", "csat step 1", "ces step 1", "nps step 1", "nps step 1 confirm", "desk step 1"),
    *("status", "status later", "desk status", "understood yes", "understood no", "news wrong", "news", "change"),
    *("delete", "deleted", "erase", "erase wrong", "erase too often", "objection", "objection done"),
    *("objection unknown", "unknown", "expired", "busy", "wrong type", "not mine"),
}


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """What the walk through the copy saw and found."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("feedback_app", "surveys", "classifier", "templates", "locales"):
        shutil.copytree(HOME / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests" / "web").mkdir(parents=True)
    for program in ("language_walk.py", "language_words.py"):
        shutil.copy(HOME / "tests" / "web" / program, copy / "tests" / "web")
    _translate(copy / "locales")
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.web.language_walk", "found.json"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads((copy / "found.json").read_text(encoding="utf-8"))


def _translate(locales: Path) -> None:
    """Write a third language into the copy: every text behind a mark."""
    french = Catalog(locale="fr")
    for path in sorted((locales / "de").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de"):
                if message.id:
                    plural = isinstance(message.id, tuple)
                    marked = tuple(f"{MARK} {text}" for text in message.id) if plural else f"{MARK} {message.id}"
                    french.add(message.id, marked)
    for text in english_texts():
        french.add(text, f"{MARK} {text}")
    (locales / "fr").mkdir()
    with (locales / "fr" / "all.po").open("wb") as file:
        write_po(file, french)


@pytest.mark.slow
@pytest.mark.parametrize("spoken", SPOKEN)
def test_no_page_shows_a_string_of_another_language(walk: dict[str, dict[str, list[str]]], spoken: str) -> None:
    assert walk[spoken]["findings"] == []


@pytest.mark.slow
@pytest.mark.parametrize("spoken", SPOKEN)
def test_every_step_was_walked(walk: dict[str, dict[str, list[str]]], spoken: str) -> None:
    assert WALKED - set(walk[spoken]["pages"]) == set()


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("en", "Bestellung finden"),
        ("en", "Fehler: Bestellung finden – Laden 24"),
        ("en", "Open until 3. Dezember 2026"),
        ("de", "Find your order"),
        ("de", "Bestellung bis 3 December 2026"),
        ("de", "Was hat dir gefehlt?"),
        ("du", "Was hat Ihnen gefehlt?"),
        ("du", "Too small"),
        ("fr", "Bestellung finden"),
        ("fr", "Anything"),
    ],
)
def test_the_walker_notices_what_does_not_belong(spoken: str, text: str) -> None:
    assert Detector().findings(spoken, [text]) == [text]


@pytest.mark.parametrize(
    ("spoken", "text"),
    [("de", "Bestellung finden"), ("en", "Find your order"), ("fr", f"{MARK} Find your order"), ("fr", "Kanne 12")],
)
def test_the_walker_lets_pass_what_belongs(spoken: str, text: str) -> None:
    assert Detector().findings(spoken, [text]) == []
