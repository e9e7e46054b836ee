"""Every state of every customer's page, and how a person gets there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from surveys.definition import COMMENT_LIMIT
from tests.browser.picture_file import a_photo
from tests.browser.places import LAMP, SAID, SHELF, TROUSERS, Places, Station, at

Reach = Callable[[Page, Places], Awaitable[object]]
NEXT, SEND, BACK = (f".send button[name=go][value={go}]" for go in ("next", "send", "back"))
NO_ADDRESS = "keine-adresse"


def opened(order: str = LAMP, survey: str = "returns", query: str = "") -> Reach:
    """Return the way to a form that nobody has opened yet."""

    async def reach(page: Page, places: Places) -> None:
        await page.goto(await places.link(order, survey) + query)

    return reach


def then(*ways: Reach) -> Reach:
    """Return the way that takes these ways one after the other."""

    async def reach(page: Page, places: Places) -> None:
        for way in ways:
            await way(page, places)

    return reach


def press(button: str, until: str) -> Reach:
    """Return the way over a button of the form, pressed after a while, to what appears then."""

    async def reach(page: Page, places: Places) -> None:
        places.wait()
        await page.locator(button).first.click()
        await page.locator(until).first.wait_for()

    return reach


async def choose(page: Page, field: str, value: str) -> None:
    """Tap an answer: its label, for that is what a finger meets."""
    # The control under a star or a number has no size of its own.
    box = page.locator(f"input[name{field}][value='{value}']").first
    await box.evaluate("box => { if (!box.checked) (box.labels[0] ?? box).click(); }")


async def tick_items(page: Page, _: Places) -> None:
    """Choose two of three items."""
    for at_place in (0, 2):
        await page.locator("input[name=item]").nth(at_place).check()


async def damaged_item(page: Page, places: Places) -> None:
    """Say that the item arrived damaged, with all that belongs to it."""
    await choose(page, "^=reason-", "broken_or_damaged")
    await choose(page, "^=detail-", "defective")
    await choose(page, "^=follow-][name$=when_defect", "at_once")
    await page.locator("textarea").first.fill(SAID[places.language])
    await page.locator(".chips-below input").first.wait_for()
    await page.locator(".chips-below input").first.check()
    await choose(page, "^=wish-", "exchange")


async def photographed(page: Page, places: Places) -> None:
    """Add a photo and come back to the step, where it is shown."""
    photo = {"name": "lampe.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    await page.locator("input[type=file]").set_input_files(files=[photo])
    await press(NEXT, "input[name=q-csat]")(page, places)
    await press(BACK, ".photos img")(page, places)


async def tight_trousers(page: Page, _: Places) -> None:
    """Say where the trousers are too tight, and that all pieces come back."""
    await choose(page, "^=reason-", "size_or_fit")
    await choose(page, "^=detail-", "too_small")
    await choose(page, "^=follow-][name$=where_fit", "waist")


async def too_long(page: Page, _: Places) -> None:
    """Write more than there is room for."""
    box = page.locator("textarea").first
    await box.evaluate("box => box.removeAttribute('maxlength')")
    await box.fill("Scherben. " * (COMMENT_LIMIT // 10 + 2))


def score(code: str, value: str) -> Reach:
    """Return the way to choose a value of a scale."""

    async def reach(page: Page, _: Places) -> None:
        await choose(page, f"=q-{code}", value)

    return reach


def wants(tick: str, field: str, value: str) -> Reach:
    """Return the way to tick a consent and fill in what it needs."""

    async def reach(page: Page, _: Places) -> None:
        await page.locator(f"input[name={tick}]").check()
        await page.locator(f"#{field}").fill(value)

    return reach


async def words(page: Page, places: Places) -> None:
    """Fill the first text field."""
    await page.locator("textarea:visible").first.fill(SAID[places.language])


async def sent_at_once(page: Page, places: Places) -> None:
    """Send faster than anybody reads."""
    await opened()(page, places)
    await choose(page, "^=reason-", "no_longer_wanted")
    await page.locator(SEND).click()
    await page.locator(".notice-attention").wait_for()


async def fill_find(page: Page, number: str, proof: str) -> None:
    """Enter the two details of an order and search."""
    await page.locator("#number").fill(number)
    await page.locator("#proof").fill(proof)
    await page.locator("main .main").click()


async def wrong_find(page: Page, _: Places) -> None:
    await page.goto("/find")
    await fill_find(page, "", "")
    await page.locator("#errors").wait_for()


async def deleted(page: Page, places: Places) -> None:
    """Answer with words, and delete them."""
    await answered_now(page, places)
    await page.locator("a[href*='/delete']").click()
    await page.locator("main button.main").click()
    await page.wait_for_url("**/delete*")


async def answered_now(page: Page, places: Places) -> None:
    """Send a short answer."""
    await opened()(page, places)
    await words(page, places)
    await press(SEND, "#keep-title")(page, places)


async def erase_with(page: Page, code: str) -> None:
    await page.goto("/erase")
    await page.locator("#code").fill(code)
    await page.locator("main button.main").click()


async def wrong_code(page: Page, _: Places) -> None:
    await erase_with(page, "NO-CODE")
    await page.locator("#errors").wait_for()


async def erased(page: Page, places: Places) -> None:
    """Delete an answer with the code that stood beside it."""
    await answered_now(page, places)
    await erase_with(page, await page.locator("dd.code").inner_text())
    await page.locator("#code").wait_for(state="detached")


async def wrong_news(page: Page, places: Places) -> None:
    """Ask to be told afterwards, with an address that is none."""
    await answered_now(page, places)
    await wants("tell_me", "email", NO_ADDRESS)(page, places)
    await page.locator("#news button").click()
    await page.locator("#errors").wait_for()


LAST = then(opened(), press(NEXT, "input[name=q-csat]"))
DISOWNED = then(opened(), press(".send button[value=not_mine]", "main:not(:has(form.form))"))
WRONG_MAIL = then(wants("tell_me", "email", NO_ADDRESS), press(SEND, "#errors"))
CUSTOMERS = tuple(
    Station(name, reach)
    for name, reach in (
        ("form", opened()),
        ("form-filled", then(opened(), damaged_item, photographed)),
        ("form-follow-up", then(opened(TROUSERS), tight_trousers)),
        ("form-error", then(opened(), damaged_item, too_long, press(NEXT, "#errors"))),
        ("form-again", sent_at_once),
        ("form-items", opened(SHELF)),
        ("form-items-filled", then(opened(SHELF), tick_items)),
        ("form-item-step", then(opened(SHELF), tick_items, press(NEXT, "input[name^=reason-]"))),
        ("form-last", LAST),
        ("form-last-filled", then(LAST, score("csat", "2"), wants("tell_me", "email", "kundin@post.example"))),
        ("form-last-error", then(LAST, score("csat", "2"), WRONG_MAIL)),
        ("form-embedded", opened(query="?embed=1")),
        ("csat", opened(survey="csat")),
        ("csat-filled", then(opened(survey="csat"), score("csat", "2"), wants("call_me", "phone", "089 1234567"))),
        ("csat-error", then(opened(survey="csat"), score("csat", "2"), WRONG_MAIL)),
        ("ces", opened(survey="ces")),
        ("ces-filled", then(opened(survey="ces"), score("ces", "6"), words)),
        ("ces-error", then(opened(survey="ces"), too_long, press(SEND, "#errors"))),
        ("nps", opened(survey="nps")),
        ("nps-filled", then(opened(survey="nps"), score("nps", "9"), words)),
        ("nps-error", then(opened(survey="nps"), score("nps", "9"), WRONG_MAIL)),
        ("thanks", at(lambda places: places.answered + "?sent=1")),
        ("answered-deeds", at(lambda places: places.thanked)),
        ("thanks-error", wrong_news),
        ("change", at(lambda places: places.answered + "?edit=1")),
        ("delete", at(lambda places: places.answered + "/delete")),
        ("deleted", deleted),
        ("erase", at("/erase")),
        ("erase-error", wrong_code),
        ("erased", erased),
        ("not-mine", DISOWNED),
        ("expired", at(lambda places: places.expired)),
        ("unknown", at("/s/not-a-link-of-ours")),
        ("no-mails", at("/u/not-a-link-of-ours")),
        ("find", at("/find")),
        ("find-error", wrong_find),
        ("kiosk-find", at("/find?kiosk=1")),
        ("kiosk-form", opened(query="?kiosk=1")),
        ("kiosk-done", then(opened(query="?kiosk=1"), press(SEND, "a.button.main"))),
    )
)
