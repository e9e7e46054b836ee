"""Every page of the product by name, and how to get there: looked at by the pictures and by the accessibility tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from playwright.async_api import Page

from feedback_app.alerts.tables import Action, Alert, Notification
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys import invitations
from surveys.answers import Answers, ItemAnswer
from surveys.submissions import submit

EMAIL = "kundin@post.example"
NEWEST_COMMENT = (
    "SELECT comment.id, comment.submission FROM comment JOIN classification ON classification.comment = comment.id "
    "WHERE text <> '' ORDER BY comment.day DESC, comment.id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Places:
    """Paths of one house. Links of customers: ``form`` is open, ``answered`` has an answer."""

    form: str
    answered: str
    expired: str
    theme: str
    submission: str
    comment: str
    alert: str
    acted: str
    message: str


@dataclass(frozen=True, slots=True)
class Station:
    """One page in one state. ``signed_in``: only members see it."""

    name: str
    reach: Callable[[Page, Places], Awaitable[object]]
    signed_in: bool = False


async def find_places(house: House, order: str, language: str = "de") -> Places:
    """Make links for a customer who speaks ``language``, and find the page of each thing that a member looks at."""
    answered = await invitations.invite(house, order, language=language)
    found = await invitations.find_invitation(house, answered.token)
    assert isinstance(found, invitations.Found)
    said = ItemAnswer(str(found.order.items[0].id), "damaged_transport", "Der Karton kam eingedrückt an.")
    await submit(house, found, Answers((said,), rating=2, wants_news=True, email=EMAIL), language)
    long_ago = replace(house, clock=lambda: house.now() - timedelta(days=house.invitation_days + 1))
    comment = (await fetch(NEWEST_COMMENT))[0]
    acted = await Action.select(Action.alert).order_by(Action.id).first()
    alert = await Alert.objects().where(Alert.state == "new").order_by(Alert.score, ascending=False).first()
    message = await Notification.objects().order_by(Notification.id).first()
    assert alert is not None
    assert acted is not None
    assert message is not None
    return Places(
        form=f"/s/{(await invitations.invite(house, order, language=language)).token}",
        answered=f"/s/{answered.token}",
        expired=f"/s/{(await invitations.invite(long_ago, order, language=language)).token}",
        theme=f"/themes/{alert.theme}",
        submission=f"/submissions/{comment['submission']}",
        comment=f"/comments/{comment['id']}/themes",
        alert=f"/alerts/{alert.id}",
        acted=f"/alerts/{acted['alert']}",
        message=f"/mailbox/{message.id}",
    )


def _at(path: str | Callable[[Places], str]) -> Callable[[Page, Places], Awaitable[object]]:
    return lambda page, places: page.goto(path if isinstance(path, str) else path(places))


async def _filled_form(page: Page, places: Places) -> None:
    await page.goto(places.form)
    await page.locator("input[type=radio][value=damaged_transport]").first.check()
    await page.locator("textarea").first.fill("Der Karton war eingedrückt, eine Ecke ist gesplittert.")
    await page.locator("input[name=csat][value='2']").check()
    await page.locator("input[name=tell_me]").check()


async def _wrong_form(page: Page, places: Places) -> None:
    await _filled_form(page, places)
    await page.locator("#email").fill("keine-adresse")
    await page.locator(".send button").click()
    await page.locator("#errors").wait_for()


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


STATIONS = (
    Station("form", _at(lambda places: places.form)),
    Station("form-filled", _filled_form),
    Station("form-error", _wrong_form),
    Station("form-thanks", _at(lambda places: places.answered + "?sent=1")),
    Station("form-answered", _at(lambda places: places.answered)),
    Station("form-change", _at(lambda places: places.answered + "?edit=1")),
    Station("form-delete", _at(lambda places: places.answered + "/delete")),
    Station("form-expired", _at(lambda places: places.expired)),
    Station("form-unknown", _at("/s/not-a-link-of-ours")),
    Station("login", _at("/login")),
    Station("login-error", _wrong_login),
    Station("themes", _at("/themes"), True),
    Station("theme", _at(lambda places: places.theme), True),
    Station("filter", _at("/themes/filter"), True),
    Station("submissions", _at("/submissions"), True),
    Station("submission", _at(lambda places: places.submission), True),
    Station("correct", _at(lambda places: places.comment), True),
    Station("alerts", _at("/alerts"), True),
    Station("alerts-closed", _at("/alerts?view=closed"), True),
    Station("alert", _at(lambda places: places.alert), True),
    Station("alert-error", _wrong_action, True),
    Station("alert-acted", _at(lambda places: places.acted), True),
    Station("mailbox", _at("/mailbox"), True),
    Station("message", _at(lambda places: places.message), True),
    Station("not-found", _at("/alerts/999999"), True),
)
