"""The export page in a browser: readable for everybody, in one language, and a click brings the file of the view."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import Sight, findings, small_targets, too_wide
from tests.browser.places import Station, at
from tests.browser.windows import DESK, SMALL_PHONE, Window

pytestmark = pytest.mark.browser
PAGES = (
    Station("export", at("/export?days=365&what=submissions"), signed_in=True),
    Station("export-filtered", at("/export?days=90&carrier=GLS&what=alerts&format=xlsx"), signed_in=True),
)
LOOKS = (Sight(SMALL_PHONE, "light"), Sight(DESK, "dark"))
AAA_CONTRAST = ("color-contrast-enhanced",)


async def test_the_page_is_accessible_on_a_phone_and_in_the_dark(desk: Desk, page_at: Window):
    page = await page_at(role=Role.PRODUCT)
    # These pages need nothing but time, so the desk itself stands in for the places.
    assert await findings(page, desk, PAGES, LOOKS, AAA_CONTRAST) == {}


async def test_a_thumb_meets_what_it_means_on_a_small_phone(desk: Desk, page_at: Window):
    page = await page_at(width=320, role=Role.PRODUCT)
    await page.goto("/export?days=365")
    assert await too_wide(page) + await small_targets(page) == []


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_click_brings_the_rows_of_the_view(desk: Desk, page_at: Window, javascript: bool):
    await desk.works()
    page = await page_at(language="en", role=Role.PRODUCT, javascript=javascript)
    await page.goto("/export?days=365")
    await page.get_by_role("radio", name="Begun and not sent").check()
    await page.get_by_role("radio", name="Completed").check()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download the file").click()
    file = await coming.value
    assert file.suggested_filename.startswith("submissions_")
    rows = rows_of(await file.path())
    assert {row["status"] for row in rows} == {"finished"}
    assert f"{len(rows):,} rows" in await page.content()


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
