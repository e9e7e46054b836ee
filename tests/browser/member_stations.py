"""Every page of the desk, and how a member gets there."""

from __future__ import annotations

from playwright.async_api import Page

from surveys.built_in_scores import CSAT
from surveys.editor import drafts
from tests.browser.places import LAMP, Places, Station, at, numbered


async def _wrong_login(page: Page, _: Places) -> None:
    await page.goto("/login")
    await page.locator("#email").fill("niemand@laden.example")
    await page.locator("#password").fill("falsch")
    await page.locator("main button").click()
    await page.locator("#errors").wait_for()


async def _wrong_action(page: Page, places: Places) -> None:
    await page.goto(places.alert)
    await page.locator("#cause").fill("Neue Kartons")
    await page.locator("form[action$='/action'] button").click()
    await page.locator("#errors").wait_for()


async def _publish(page: Page, places: Places) -> None:
    """Look at a new survey before it is published."""
    await drafts.begin("browser", CSAT, places.house.now())
    await page.goto("/surveys/browser/publish")


async def _wrong_order(page: Page, _: Places) -> None:
    await page.goto("/enter")
    await page.locator("#order").fill("no-such-order")
    await page.locator("form[action='/enter'] button").click()
    await page.locator("#errors").wait_for()


GUESTS = (Station("login", at("/login")), Station("login-error", _wrong_login))
MEMBERS = tuple(
    Station(name, reach, signed_in=True)
    for name, reach in (
        ("themes", at("/themes")),
        ("theme", at(lambda places: places.theme)),
        ("filter", at("/themes/filter")),
        ("submissions", at("/submissions")),
        ("submission", at(lambda places: places.submission)),
        ("submission-photo", at(lambda places: places.photographed)),
        ("correct", at(lambda places: places.comment)),
        ("why", at(lambda places: places.comment.replace("/themes", "/why"))),
        ("questions", at("/themes/queue")),
        ("rules", at("/themes/rules?theme=packaging&effect=always&pattern=Karton*")),
        ("rules-error", at("/themes/rules?theme=packaging&effect=always&pattern=Karton+AND")),
        ("glossary", at("/themes/glossary?word=karton&kind=means&meaning=Schachtel")),
        ("alerts", at("/alerts")),
        ("alerts-closed", at("/alerts?view=closed")),
        ("alert", at(lambda places: places.alert)),
        ("alert-error", _wrong_action),
        ("alert-acted", at(lambda places: places.acted)),
        ("mailbox", at("/mailbox")),
        ("message", at(lambda places: places.message)),
        ("surveys", at("/surveys")),
        ("survey-new", at("/surveys/new")),
        ("survey-edit", at("/surveys/returns/edit")),
        ("survey-items", at("/surveys/returns/edit/items")),
        ("survey-question", at("/surveys/csat/edit/questions/why_low")),
        ("survey-publish", _publish),
        ("survey-versions", at("/surveys/returns/versions")),
        ("survey-preview", at("/surveys/returns/preview")),
        ("results-returns", at("/surveys/returns/results")),
        ("results-csat", at("/surveys/csat/results")),
        ("shop", at("/shop")),
        ("enter", at("/enter")),
        ("enter-error", _wrong_order),
        ("enter-slip", at(lambda places: f"/enter/slip?order={numbered(LAMP, places.language)}")),
        ("slip", at(lambda places: f"/orders/{numbered(LAMP, places.language)}/slip")),
        ("mailings", at("/mailings")),
        ("not-found", at("/alerts/999999")),
    )
)
