"""Where every page of the product is, and what a page in one state is called: for pictures and accessibility tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from playwright.async_api import Page

from feedback_app import worker
from feedback_app.alerts.slices import parse_series
from feedback_app.alerts.tables import Action, Alert, Notification
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys import invitations
from surveys.answers import Answers, ItemAnswer
from surveys.form.deletion import deletion_code
from surveys.form.photos import PlacedPicture, read_picture
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.submissions import Stored, submit
from tests.browser.picture_file import a_photo
from tests.browser.rooms import Rooms, furnish_rooms
from tests.conftest import Clock

EMAIL = "kundin@post.example"
LAMP, SHELF, TROUSERS = "10481", "10482", "10483"
POSTAL_CODE = "80331"
SAID = {
    "de": "Der Karton kam eingedrückt an, der Schirm der Lampe ist zerbrochen.",
    "en": "The box arrived crushed and the shade of the lamp is broken.",
}
TOO_SMALL = {"de": "Fällt viel zu klein aus, ich brauche zwei Größen mehr.", "en": "Much too small, two sizes short."}
DEFECTIVE = {"de": "Der Akku lädt nicht, das Gerät geht nicht an.", "en": "The battery does not charge, it is dead."}
# More than the watch for robots looks back: each state is reached by somebody who has just come.
A_WHILE = timedelta(seconds=61)
READ = timedelta(seconds=15)
NEWEST_COMMENT = (
    "SELECT comment.id, comment.submission FROM comment JOIN classification ON classification.comment = comment.id "
    "WHERE text <> '' ORDER BY comment.day DESC, comment.id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Places:
    """Paths of one house for somebody who speaks ``language``. Links of customers: ``answered`` has an answer with a
    photo, ``thanked`` one about which something was done."""

    house: House
    language: str
    answered: str
    thanked: str
    expired: str
    code: str
    theme: str
    submission: str
    photographed: str
    comment: str
    alert: str
    acted: str
    message: str
    rooms: Rooms

    async def link(self, order: str = LAMP, survey: str = "returns") -> str:
        """Return the path of a form that nobody has opened yet."""
        number = numbered(order, self.language)
        return f"/s/{(await invitations.invite(self.house, number, survey, self.language)).token}"

    def wait(self, moment: timedelta = READ) -> None:
        """Let time pass: who sends a form at once is taken for a robot."""
        clock = self.house.clock
        assert isinstance(clock, Clock)
        clock.now += moment


@dataclass(frozen=True, slots=True)
class Station:
    """One page in one state. ``signed_in``: only members see it."""

    name: str
    reach: Callable[[Page, Places], Awaitable[object]]
    signed_in: bool = False

    async def show(self, page: Page, places: Places) -> None:
        """Bring the window there as somebody who has just come."""
        places.wait(A_WHILE)
        await self.reach(page, places)


def numbered(order: str, language: str = "de") -> str:
    """Return the number of an order: customers of each language have their own."""
    return f"{language.upper()}-{order}"


def at(path: str | Callable[[Places], str]) -> Callable[[Page, Places], Awaitable[object]]:
    """Return the way to a page that only needs its address."""
    return lambda page, places: page.goto(path if isinstance(path, str) else path(places))


async def find_places(house: House, tools: worker.Tools, language: str = "de") -> Places:
    """Make orders and links for a customer who speaks ``language``, and find the page of each thing a member sees."""
    rooms = await furnish_rooms(house, tools)
    await upsert_orders(_orders(language))
    lamp = numbered(LAMP, language)
    acted = await Action.select(Action.alert).order_by(Action.id).first()
    assert acted is not None
    cause = await Alert.objects().get(Alert.id == acted["alert"])
    assert cause is not None
    answered, photographed, code = await _answered(house, lamp, ("damaged_transport", SAID[language]), language)
    thanked = await _complained(house, cause, language)
    await worker.run_once(house, tools, ("assign",))
    long_ago = replace(house, clock=lambda: house.now() - timedelta(days=house.invitation_days + 1))
    comment = (await fetch(NEWEST_COMMENT))[0]
    alert = await Alert.objects().where(Alert.state == "new").order_by(Alert.score, ascending=False).first()
    message = await Notification.objects().order_by(Notification.id).first()
    assert alert is not None
    assert message is not None
    return Places(
        house=house,
        language=language,
        answered=answered,
        thanked=thanked,
        expired=f"/s/{(await invitations.invite(long_ago, lamp, language=language)).token}",
        code=code,
        theme=f"/themes/{alert.theme}",
        submission=f"/submissions/{comment['submission']}",
        photographed=photographed,
        comment=f"/comments/{comment['id']}/themes",
        alert=f"/alerts/{alert.id}",
        acted=f"/alerts/{cause.id}",
        message=f"/mailbox/{message.id}",
        rooms=rooms,
    )


def _orders(language: str) -> list[OrderLines]:
    german = language == "de"
    lamp = ItemLine("B1", "Leuchte Amrum" if german else "Amrum lamp", "Lampen", color="Messing" if german else "brass")
    shelf = ItemLine("B2", "Regal Sylt" if german else "Sylt shelf", "Regale", size="80 cm")
    trousers = ItemLine(
        "B3", "Hose Malmö" if german else "Malmö trousers", "Hosen", "M", "Blau" if german else "blue", 2
    )
    return [
        OrderLines(numbered(LAMP, language), (lamp,), language=language, postal_code=POSTAL_CODE),
        OrderLines(numbered(SHELF, language), (lamp, shelf, trousers), language=language),
        OrderLines(numbered(TROUSERS, language), (trousers,), language=language),
    ]


async def _answered(house: House, order: str, said: tuple[str, str], language: str) -> tuple[str, str, str]:
    """Answer a form with a photo; returns the paths of the link and of what was stored, and the deletion code."""
    invited = await invitations.invite(house, order, language=language)
    found = await invitations.find_invitation(house, invited.token)
    assert isinstance(found, invitations.Found)
    key = str(found.order.items[0].id)
    answers = Answers((ItemAnswer(key, said[0], said[1]),), rating=2, wants_news=True, email=EMAIL)
    picture = await read_picture(a_photo())
    assert not isinstance(picture, str)
    stored = await submit(house, found, answers, language, [PlacedPicture(key, picture)])
    assert isinstance(stored, Stored)
    return f"/s/{invited.token}", f"/submissions/{stored.submission_id}", deletion_code(house.keys, found.id)


async def _complained(house: House, cause: Alert, language: str) -> str:
    """Let somebody complain about what an alert is about, while it rose; returns the path of the link."""
    about = parse_series(cause.series).slice
    item = ItemLine(about.value if about.dimension == "sku" else "B3", "Hose Malmö", "Hosen")
    places = {about.dimension: about.value} if about.dimension in {"carrier", "warehouse"} else {}
    order = OrderLines(numbered(f"2{cause.id:04}", language), (item,), language=language, **places)
    await upsert_orders([order])
    then = datetime.combine(cause.since, time(12), UTC)
    said = TOO_SMALL if cause.theme == "too_small" else DEFECTIVE
    before = replace(house, clock=lambda: then)
    return (await _answered(before, order.external_id, (cause.theme, said[language]), language))[0]
