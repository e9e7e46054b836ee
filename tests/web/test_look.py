"""What the pages promise to a strict content policy, to small screens and to the people who renew vendored files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STATIC = TEMPLATES / "static"
# Mails and the report are one file each, which opens without us: what they look like stands inside.
ALONE = {"mail", "report"}
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if not ALONE & set(path.parts))
LISTED = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})`", (STATIC / "vendor/VENDORED.md").read_text(), re.MULTILINE)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in paths]


@pytest.mark.parametrize(("name", "checksum"), LISTED)
def test_a_vendored_file_is_the_one_that_is_listed(name: str, checksum: str) -> None:
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == checksum


def test_every_vendored_script_and_font_is_listed() -> None:
    found = {str(path.relative_to(STATIC)) for path in [*STATIC.rglob("*.woff2"), *STATIC.rglob("*.min.js")]}
    assert found == {name for name, _ in LISTED}


def test_no_page_holds_inline_style_or_script() -> None:
    forbidden = re.compile(r"""<style|\sstyle=|\son\w+=["']|hx-on|javascript:|<script(?![^>]*\ssrc=)""")
    assert names([path for path in PAGES if forbidden.search(path.read_text())]) == []


def test_every_script_and_style_sheet_carries_its_checksum() -> None:
    tag = re.compile(r"<script[^>]*>|<link rel=\"stylesheet\"[^>]*>")
    tags = [found for path in PAGES for found in tag.findall(path.read_text())]
    assert tags
    # The shop's own colour is a file made per shop: its name holds its version, its content no checksum beforehand.
    assert [found for found in tags if "integrity=" not in found and "brand_url" not in found] == []


def test_every_form_works_without_script() -> None:
    forms = [found for path in PAGES for found in re.findall(r"<form[^>]*>", path.read_text())]
    assert forms
    assert [form for form in forms if "method=" not in form or "action=" not in form] == []


def test_a_partial_fits_on_one_screen() -> None:
    assert (
        names([path for path in PAGES if path.name.startswith("_") and len(path.read_text().splitlines()) > 60]) == []
    )


def test_the_customers_style_sheet_stays_small() -> None:
    assert (STATIC / "form.css").stat().st_size <= 16_000


def test_the_font_stays_small() -> None:
    assert all(path.stat().st_size <= 60_000 for path in STATIC.rglob("*.woff2"))
