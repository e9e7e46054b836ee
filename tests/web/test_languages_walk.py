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

from tests.web.language_walk import MARK, SPOKEN, english_texts

HOME = Path(__file__).parents[2]
WALKED = (
    "find", "find empty", "find wrong", "find at the desk", "find by browser", "returns step 1", "returns step 2",
    "returns step 3", "returns step 4", "returns step 2 wrong", "returns step 2 suggestions", "csat step 1",
    "ces step 1", "nps step 1", "nps step 1 confirm", "desk step 1", "status", "status later", "understood yes", "understood no",
    "news wrong", "news", "change", "delete", "deleted", "unknown", "expired", "erase", "erase wrong",
    "objection unknown", "busy", "not mine", "desk status",
)  # fmt: skip


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """What the walk through the copy saw and found."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("feedback_app", "surveys", "classifier", "templates", "locales"):
        shutil.copytree(HOME / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "tests" / "web" / "language_walk.py", copy)
    _translate(copy / "locales")
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "language_walk.py"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout)


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


@pytest.mark.parametrize("spoken", SPOKEN)
def test_no_page_shows_a_string_of_another_language(walk: dict[str, dict[str, list[str]]], spoken: str) -> None:
    assert walk[spoken]["findings"] == []


@pytest.mark.parametrize("spoken", SPOKEN)
def test_every_step_was_walked(walk: dict[str, dict[str, list[str]]], spoken: str) -> None:
    assert set(WALKED) - set(walk[spoken]["pages"]) == set()
