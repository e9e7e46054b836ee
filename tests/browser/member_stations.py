"""Every page of the desk, and how a member gets there."""

from __future__ import annotations

from playwright.async_api import Page

from surveys.built_in_scores import CSAT
from surveys.editor import drafts
from tests.browser.import_stations import IMPORTS
from tests.browser.places import LAMP, Places, Station, at, numbered


async def _wrong_login(page: Page, _: Places) -> None:
    await page.goto("/login")
    await page.locator("#email").fill("niemand@laden.example")
    await page.locator("#password").fill("falsch")
    await page.locator("main button").click()
    await page.locator("#errors").wait_for()


async def _wrong_action(page: Page, places: Places) -> None:
    await page.goto(places.alert)
    await page.locator("#act").click()
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


async def _nameless_theme(page: Page, _: Places) -> None:
    await page.goto("/themes/new")
    await page.locator("button[value=create]").click()
    await page.locator("#errors").wait_for()


async def _theme_from_words(page: Page, _: Places) -> None:
    await page.goto("/themes/new")
    await page.locator("#words_de").fill("Paket\nKarton")
    await page.locator("button[value=search]").click()
    await page.locator("#comments .pick-list").wait_for()


async def _wrong_edit(page: Page, _: Places) -> None:
    await page.goto("/themes/too_small/edit")
    await page.locator("#name_de").fill("")
    await page.locator("#name_en").fill("")
    await page.locator("form[action='/themes/too_small/edit'] button").click()
    await page.locator("#errors").wait_for()


async def _nameless_proposal(page: Page, places: Places) -> None:
    await page.goto(places.rooms.proposal)
    await page.locator("#name_de").fill("")
    await page.locator("#name_en").fill("")
    await page.locator("button.main").click()
    await page.locator("#errors").wait_for()


async def _empty_answer(page: Page, _: Places) -> None:
    await page.goto("/themes/queue")
    for box in await page.locator("#choices input").all():
        await box.uncheck()
    await page.locator("button[value=save]").click()
    await page.locator("#errors").wait_for()


async def _saved_answer(page: Page, _: Places) -> None:
    await page.goto("/themes/queue")
    await page.locator("#choices input").first.check()
    await page.locator("button[value=save]").click()
    await page.locator("#undo").wait_for()


async def _wrong_note(page: Page, _: Places) -> None:
    await page.goto("/themes/too_small")
    await page.locator("#notes > summary").click()
    await page.locator("#note-day").fill("2026-11-10")
    await page.locator(".note-form button").click()
    await page.locator("#errors").wait_for()


async def _why_here(page: Page, _: Places) -> None:
    """Ask on the page of a theme why a comment has it."""
    await page.goto("/themes/damaged_transport")
    await page.locator("li.comment a[href$='/why']").first.click()
    await page.locator("li.comment .reasons").first.wait_for()


GUESTS = (Station("login", at("/login")), Station("login-error", _wrong_login))
ROOMS = tuple(
    Station(f"room-{name}", reach, signed_in=True)
    for name, reach in (
        ("map", at("/themes/map")),
        ("map-carriers", at("/themes/map?by=carrier&days=90")),
        ("list-groups", at("/themes?level=groups&open=all&sort=impact&days=90")),
        ("theme-note-error", _wrong_note),
        ("theme-year", at("/themes/too_small?days=365&carrier=GLS")),
        ("theme-nothing", at("/themes/too_small?carrier=DHL9")),
        ("tree", at("/themes/tree")),
        ("new", at("/themes/new")),
        ("new-error", _nameless_theme),
        ("new-search", _theme_from_words),
        ("groups", at("/themes/groups")),
        ("changes", at("/themes/changes")),
        ("edit", at("/themes/too_small/edit")),
        ("edit-error", _wrong_edit),
        ("merge", at("/themes/too_small/merge")),
        ("merge-preview", at("/themes/too_small/merge?into=too_big")),
        ("split", at("/themes/damaged_transport/split")),
        ("inbox", at("/themes/inbox")),
        ("proposal", at(lambda places: places.rooms.proposal)),
        ("proposal-error", _nameless_proposal),
        ("foreign", at("/themes/inbox/foreign")),
        ("questions", at("/themes/queue")),
        ("questions-error", _empty_answer),
        ("questions-saved", _saved_answer),
        ("rules", at("/themes/rules?theme=packaging&effect=always&pattern=Karton*")),
        ("rules-error", at("/themes/rules?theme=packaging&effect=always&pattern=Karton+AND")),
        ("glossary", at("/themes/glossary?word=karton&kind=means&meaning=Schachtel")),
        ("glossary-error", at("/themes/glossary?word=&kind=means&meaning=")),
        ("models", at("/themes/models")),
        ("model", at(lambda places: places.rooms.model)),
        ("reasons", at("/themes/reasons")),
        ("reason", at("/themes/reasons/too_small")),
        ("cards", at("/themes/cards")),
        ("card", at("/themes/too_small/card")),
        ("flags", at("/flags")),
        ("flags-danger", at("/flags?view=danger")),
        ("flag", at(lambda places: places.rooms.flag)),
        ("why-open", _why_here),
    )
)
DESK = tuple(
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
        ("alerts", at("/alerts")),
        ("alerts-closed", at("/alerts?view=closed")),
        ("rates", at("/alerts/rates")),
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
        ("start", at("/start")),
        ("tour", at("/tour/2")),
        ("keys", at("/keys")),
        ("design", at("/design")),
        ("not-found", at("/alerts/999999")),
    )
)
# A filter that nothing fits, and days to come: what a page says then is a state of its own.
UNFIT, TO_COME = "size=9XL", "since=2027-05-01&until=2027-05-31"
INSIGHTS = tuple(
    Station(name, at(path), signed_in=True)
    for name, path in (
        ("overview", "/?days=90"),
        ("overview-unfit", f"/?{UNFIT}"),
        ("overview-to-come", f"/?{TO_COME}"),
        ("themes-unfit", f"/themes?{UNFIT}"),
        ("products", "/products?days=90"),
        ("products-orders", "/products?days=90&cohort=ordered&q=e&sort=rate"),
        ("products-unfit", f"/products?{UNFIT}"),
        ("product", "/products?product=Hose+Malm%C3%B6&days=90"),
        ("fit-hints", "/fit-hints"),
        ("inspection", "/inspection"),
        ("inspection-unknown", "/inspection?find=9999999"),
        ("inspection-found", f"/inspection?find=DE-{LAMP}"),
        ("inspection-reasons", "/inspection/reasons?days=90"),
        ("logistics", "/logistics?days=90"),
        ("logistics-days", "/logistics?days=90&by=weekday"),
        ("logistics-unknown", "/logistics?days=90&by=packaging"),
        ("money", "/money?days=90"),
        ("money-roi", "/money/roi"),
        ("money-costs", "/money/costs"),
        ("search", "/search"),
        ("search-hits", "/search?q=klein"),
        ("search-nothing", "/search?q=xylophon"),
        ("go", "/go?q=alar"),
        ("export", "/export?days=90"),
        ("saved", "/saved"),
        ("reports", "/reports"),
        ("report", "/reports/product"),
        ("submissions-unfit", f"/submissions?{UNFIT}"),
        ("submissions-filter", "/themes/filter?to=/submissions&carrier=GLS"),
    )
)
MEMBERS = DESK + ROOMS + INSIGHTS + IMPORTS
# Pages with browser tests of their own: test_alert_settings_rooms.py, test_case_rooms.py, test_effect_rooms.py …
ELSEWHERE = tuple(
    Station(name, at(path), signed_in=True)
    for name, path in (
        ("settings", "/alerts/settings"),
        ("settings-team", "/alerts/settings/teams/logistics"),
        ("settings-place", "/alerts/settings/teams/logistics/places/new?kind=webhook"),
        ("settings-route", "/alerts/settings/routes/new"),
        ("budget", "/alerts/budget/logistics"),
        ("playbooks", "/playbooks"),
        ("cases", "/cases"),
        ("case-settings", "/cases/settings"),
        ("change-notes", "/change-notes"),
        ("change-note-new", "/change-notes/new"),
        ("action-edit", "/actions/1/edit"),
        ("action-money", "/money/actions/1"),
    )
)
