"""A customer says why something comes back, on a phone, and a product manager finds what was written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from surveys.definition import COMMENT_LIMIT
from surveys.tables import Comment, Confirmation, Contact, Photo, Submission, Suspect
from tests.browser.customer_stations import fill_find
from tests.browser.desk_story import MEMBERS, PASSWORD, Desk
from tests.browser.picture_file import a_photo
from tests.browser.places import LAMP, POSTAL_CODE, SHELF, numbered
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
WORDS = "Die Kanne kam in tausend Scherben an, der Karton war eingedrückt."
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
PHOTO = {"name": "kanne.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
GROUP, DETAIL = "Defekt oder beschädigt", "Beschädigt angekommen"


async def choose_reason(page: Page) -> None:
    await page.get_by_text(GROUP, exact=True).click()
    await page.get_by_text(DETAIL, exact=True).click()


async def fill_in(page: Page, words: str = WORDS) -> None:
    await choose_reason(page)
    await page.get_by_label("Was genau war los?").fill(words)


async def press(desk: Desk, page: Page, name: str) -> None:
    """Press a button of the form after a while: who sends at once is taken for a robot."""
    desk.wait()
    await page.locator(".send").get_by_role("button", name=name, exact=True).click()


async def thanked(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text("Danke, das hilft.")


async def answer(desk: Desk, page: Page) -> str:
    """Answer with words; returns the link."""
    link = await desk.invite()
    await page.goto(link)
    await fill_in(page)
    await press(desk, page, "Jetzt absenden")
    await thanked(page)
    return link


@SCRIPT
async def test_what_a_customer_writes_is_found_under_its_theme(desk: Desk, page_at: Window, javascript: bool):
    phone = await page_at(PHONE, javascript=javascript)
    await phone.goto(await desk.invite())
    await fill_in(phone)
    await press(desk, phone, "Weiter")
    await phone.locator("label.step").nth(1).click()
    await phone.locator("input[name=tell_me]").check()
    await phone.get_by_label("E-Mail-Adresse").fill("kundin@post.example")
    await press(desk, phone, "Antwort absenden")
    await thanked(phone)
    assert await Contact.select(Contact.email).output(as_list=True) == ["kundin@post.example"]

    await desk.works()
    manager = await page_at(javascript=javascript)
    await sign_in(manager)
    await manager.get_by_role("link", name="Transportschaden", exact=True).click()
    comment = manager.locator("li.comment", has_text=WORDS)
    await expect(comment).to_contain_text("Teekanne Föhr")
    await expect(comment.locator(".chip").first).to_contain_text("Transportschaden")


async def sign_in(page: Page) -> None:
    await page.goto("/themes")
    await page.get_by_label("E-Mail-Adresse").fill(MEMBERS[0][1])
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Themen")


@SCRIPT
async def test_three_taps_give_a_reason_for_an_order_of_one_item(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    before = await Submission.count()
    await page.goto(await desk.invite())
    desk.wait()
    taps: tuple[Locator, ...] = (
        page.get_by_text(GROUP, exact=True),
        page.get_by_text(DETAIL, exact=True),
        page.get_by_role("button", name="Jetzt absenden"),
    )
    for place in taps:
        await place.click()
    await thanked(page)
    assert len(taps) == 3
    assert await Submission.count() == before + 1
    newest = await Comment.select(Comment.reason, Comment.text).order_by(Comment.id, ascending=False).first()
    assert newest == {"reason": "damaged_transport", "text": ""}


@SCRIPT
async def test_a_theme_is_suggested_and_confirmed_with_one_tap(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await page.goto(await desk.invite())
    await page.get_by_label("Was genau war los?").fill(WORDS)
    if not javascript:
        await page.get_by_role("button", name="Vorschläge zeigen").click()
    await page.locator(".suggested").get_by_text("Transportschaden").click()
    await press(desk, page, "Jetzt absenden")
    await thanked(page)
    kept = await Confirmation.select(Confirmation.theme, Confirmation.confirmed, Confirmation.source)
    assert kept == [{"theme": "damaged_transport", "confirmed": True, "source": "typing"}]


@SCRIPT
async def test_what_was_understood_is_confirmed_with_one_tap(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await answer(desk, page)
    understood = page.locator("#understood")
    right = understood.get_by_role("button", name="Stimmt")
    open_questions = await right.count()
    await right.first.click()
    # The stated reason counts as confirmed from the start: only one question less says that the tap has arrived.
    await expect(right).to_have_count(open_questions - 1)
    await expect(understood).to_contain_text("von Ihnen bestätigt")
    assert await Confirmation.count() == 1


@SCRIPT
async def test_what_was_misunderstood_is_put_right(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await answer(desk, page)
    understood = page.locator("#understood")
    await understood.locator("summary").first.click()
    await understood.get_by_label("Worum geht es?").first.select_option("wrong_item")
    await understood.get_by_role("button", name="Korrigieren").first.click()
    await expect(understood).to_contain_text("das war es nicht, sagen Sie")
    assert await Confirmation.count().where(Confirmation.theme == "wrong_item", Confirmation.confirmed.eq(True)) == 1


@SCRIPT
async def test_a_photo_is_kept_shown_and_taken_back(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    link = await desk.invite()
    await page.goto(link)
    await choose_reason(page)
    await page.locator("input[type=file]").set_input_files(files=[PHOTO])
    await press(desk, page, "Weiter")
    await press(desk, page, "Zurück")
    await expect(page.get_by_role("img", name="Ihr Foto 1")).to_be_visible()
    assert await page.locator(".photos img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    await page.get_by_role("button", name="Entfernen").click()
    await expect(page.locator(".photos img")).to_have_count(0)
    assert await Photo.count() == 0


@SCRIPT
async def test_a_reason_opens_its_own_question_and_its_answer_is_kept(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await page.goto(await desk.invite())
    asked = page.get_by_text("nur der Karton", exact=True)
    await expect(asked).to_be_hidden()
    await choose_reason(page)
    await asked.click()
    await press(desk, page, "Weiter")
    await press(desk, page, "Zurück")
    await expect(page.get_by_label("nur der Karton")).to_be_checked()


@SCRIPT
async def test_a_customer_goes_on_where_another_window_stopped(desk: Desk, page_at: Window, javascript: bool):
    await desk.places()
    first = await page_at(PHONE, javascript=javascript)
    link = await desk.invite(order=numbered(SHELF))
    await first.goto(link)
    for item in (0, 1):
        await first.locator("input[name=item]").nth(item).check()
    await press(desk, first, "Weiter")
    await expect(first.locator(".progress")).to_contain_text("Schritt 2 von 4")
    await first.get_by_label("Was genau war los?").fill(WORDS)
    await press(desk, first, "Weiter")
    await expect(first.locator(".progress")).to_contain_text("Schritt 3 von 4 · freiwillig · gespeichert")
    second = await page_at(PHONE, javascript=javascript)
    await second.goto(link)
    await expect(second.locator(".progress")).to_contain_text("Schritt 3 von 4")
    await press(desk, second, "Zurück")
    await expect(second.get_by_label("Was genau war los?")).to_have_value(WORDS)


@SCRIPT
async def test_a_comment_that_is_too_long_is_kept_and_explained_first(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    await page.goto(await desk.invite())
    box = page.get_by_label("Was genau war los?")
    await box.evaluate("box => box.removeAttribute('maxlength')")
    long = "Scherben. " * (COMMENT_LIMIT // 10 + 1)
    await fill_in(page, long)
    await press(desk, page, "Jetzt absenden")
    summary = page.locator("#errors")
    await expect(summary).to_be_visible()
    if javascript:
        await expect(summary).to_be_focused()
    await expect(box).to_have_value(long)
    await expect(page.get_by_label(DETAIL)).to_be_checked()
    await summary.get_by_role("link").click()
    await expect(box).to_be_in_viewport()


@SCRIPT
async def test_an_answer_can_be_changed(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    link = await answer(desk, page)
    await page.get_by_role("link", name="Antwort ändern").click()
    await expect(page.get_by_label("Was genau war los?")).to_have_value(WORDS)
    await page.get_by_text("Zu spät oder gar nicht angekommen", exact=True).click()
    await page.get_by_text("Zu spät geliefert", exact=True).click()
    await press(desk, page, "Jetzt absenden")
    await thanked(page)
    await page.goto(f"{link}?edit=1")
    await expect(page.get_by_label("Zu spät geliefert")).to_be_checked()


@SCRIPT
async def test_a_customer_can_delete_the_words(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    link = await answer(desk, page)
    await page.get_by_role("link", name="Antwort löschen", exact=True).click()
    await page.get_by_role("button", name="Endgültig löschen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Antwort wurde gelöscht")
    await page.goto(f"{link}?edit=1")
    await expect(page.get_by_label("Was genau war los?")).to_have_value("")


async def test_an_answer_is_deleted_by_its_code_without_the_link(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await answer(desk, page)
    code = (await page.locator("dd.code").inner_text()).lower().replace("-", " ")
    await page.goto("/erase")
    await page.locator("#code").fill(code)
    await page.get_by_role("button", name="Endgültig löschen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Antwort wurde gelöscht")
    assert await Comment.count().where(Comment.text == WORDS) == 0


@SCRIPT
async def test_who_sends_at_once_is_asked_again_and_then_believed(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, javascript=javascript)
    before = await Submission.count()
    await page.goto(await desk.invite())
    await fill_in(page)
    await page.get_by_role("button", name="Jetzt absenden").click()
    await expect(page.get_by_role("alert").filter(has_text="noch einmal auf Absenden")).to_be_visible()
    await expect(page.get_by_label("Was genau war los?")).to_have_value(WORDS)
    assert await Submission.count() == before
    await press(desk, page, "Jetzt absenden")
    await thanked(page)
    assert await Submission.count() == before + 1
    assert await Suspect.count().where(Suspect.replaced_at.is_null()) == 0


async def test_the_next_person_at_the_returns_desk_starts_anew(desk: Desk, page_at: Window):
    await desk.places()
    page = await page_at(PHONE)
    await page.goto("/find?kiosk=1")
    await fill_find(page, numbered(LAMP), POSTAL_CODE)
    await choose_reason(page)
    await press(desk, page, "Jetzt absenden")
    await thanked(page)
    await expect(page.locator("header")).not_to_contain_text(numbered(LAMP))
    await page.get_by_role("link", name="Nächste Person").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bestellung finden")
    await expect(page.locator("#number")).to_have_value("")
    channels = (
        await Submission.select(Submission.channel).where(Submission.order_id == numbered(LAMP)).output(as_list=True)
    )
    assert "store" in channels


async def test_a_forged_link_says_what_may_have_happened(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    link = await desk.invite()
    answered = await page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    assert answered is not None
    assert answered.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link funktioniert nicht")


async def test_an_expired_link_says_that_nothing_is_to_be_done(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    link = await desk.invite()
    desk.wait(timedelta(days=desk.served.house.invitation_days))
    answered = await page.goto(link)
    assert answered is not None
    assert answered.status == 410
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link ist abgelaufen")


async def test_a_customer_reads_the_form_in_another_language(desk: Desk, page_at: Window):
    page = await page_at(PHONE)
    await page.goto(await desk.invite())
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your return")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await page.context.cookies() == []
