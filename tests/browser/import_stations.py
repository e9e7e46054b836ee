"""The pages of an import and how a member gets there: a file of a German shop with one row that cannot be read."""

from __future__ import annotations

from playwright.async_api import FilePayload, Page

from feedback_app.insights.imports import bringing
from tests.browser.places import Places, Station, at

FILE = (
    "Retourennummer;Datum;Artikelnummer;Produkt;Größe;Grund;Kundenkommentar;Menge;Bemerkung intern\n"
    "{0}-1;02.11.2026;H-1;Hose Malmö;38;Zu klein;Fällt viel zu klein aus, bitte Antwort an eva@post.example;1;geprüft\n"
    "{0}-2;03.11.2026;L-2;Leuchte Amrum;;Transportschaden;Der Karton kam eingedrückt an.;1;\n"
    "{0}-3;04.11.2026;H-1;Hose Malmö;40;Gefällt Mutti nicht;;2;\n"
    "{0}-4;gestern;K-2;Kleid Oslo;S;Zu groß;;1;\n"
)


async def _upload(page: Page, text: str) -> None:
    await page.goto("/import")
    payload = FilePayload(name="Retouren Oktober.csv", mimeType="text/csv", buffer=text.encode("cp1252"))
    await page.locator("#file").set_input_files(payload)
    await page.locator(".import-form button.main").click()


async def _look(page: Page, places: Places) -> None:
    await _upload(page, FILE.format(places.language))
    await page.locator("#understood").wait_for()


async def _lacking(page: Page, places: Places) -> None:
    await _look(page, places)
    await page.locator("#field-submitted_at").select_option("")
    await page.locator("button[value=bring]").click()
    await page.locator("#errors").wait_for()


async def waiting(page: Page, places: Places) -> None:
    """Have the file brought in, and see it wait for the worker."""
    await _look(page, places)
    await page.locator("button[value=bring]").click()
    await page.locator("#import-run progress").wait_for()


async def _done(page: Page, places: Places) -> None:
    await waiting(page, places)
    await bringing.run(places.house)
    await page.locator(".import-done").wait_for()


async def _refused(page: Page, _: Places) -> None:
    await _upload(page, "")
    await page.locator("#errors").wait_for()


IMPORTS = tuple(
    Station(name, reach, signed_in=True)
    for name, reach in (
        ("import", at("/import")),
        ("import-refused", _refused),
        ("import-look", _look),
        ("import-lacking", _lacking),
        ("import-done", _done),
    )
)
