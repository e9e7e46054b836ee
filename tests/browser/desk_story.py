"""The small story that the browser tests look at: a shop with two rising complaints, one of them already acted on.

Told through the product's own functions, once; every test gets a copy of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from classifier.model import ThemeModel
from feedback_app import schema, worker
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.tables import Alert
from feedback_app.auth.members import add_member
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.foundation.house import House
from feedback_app.settings import read_settings
from feedback_app.setup import install
from feedback_app.wiring import house_of
from surveys import imports, invitations, orders
from tests.alerts.recorded import record_action
from tests.browser.places import READ, Places, find_places
from tests.conftest import NOON, Clock, Served

PASSWORD = "a password for a story"
ORDER = "B-4711"
MEMBERS = (
    (Role.PRODUCT, "petra@laden.example", "Petra Lindner"),
    (Role.LOGISTICS, "lars@laden.example", "Lars Ohm"),
    (Role.ADMIN, "ada@laden.example", "Ada Brandt"),
)
CARRIERS = ("DHL", "GLS", "DPD", "Hermes")
PRODUCTS = ("Hose Malmö", "Teekanne Föhr", "Kleid Oslo", "Lampe Juist", "Topf Rügen")
NO_MAIL = Channels(None, "laden@laden.example", {}, "", "", private_targets=False)
CAUSE = "Die Größentabelle stimmte nicht."
DAYS, ANSWERS = 100, 40
DAMAGED_FOR, SMALL_FOR, ACTED_AGO = 9, 20, 8
SAID = {
    ("damaged_transport", "de"): "Das Paket war völlig zerdrückt und alles darin zerbrochen.",
    ("damaged_transport", "en"): "The box arrived crushed and the pot was broken.",
    ("too_small", "de"): "Fällt viel zu klein aus, ich brauche zwei Größen mehr.",
    ("too_small", "en"): "Much too small, it runs two sizes short.",
    ("dislike_style", "de"): "Sieht an mir leider nicht gut aus.",
    ("dislike_style", "en"): "Does not look good on me.",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The story's shop, and what a test needs to go on with it."""

    served: Served
    tools: worker.Tools

    async def invite(self, survey: str = "returns", order: str = ORDER) -> str:
        """Return the path of a new customer's form."""
        return f"/s/{(await invitations.invite(self.served.house, order, survey)).token}"

    async def places(self, language: str = "de") -> Places:
        return await find_places(self.served.house, self.tools, language)

    def wait(self, moment: timedelta = READ) -> None:
        """Let time pass: who sends a form at once is taken for a robot."""
        self.served.clock.now += moment

    async def works(self) -> None:
        """Let the worker run all its stages."""
        await worker.run_once(self.served.house, self.tools)


async def tell(folder: Path, model: ThemeModel, version: str) -> None:
    """Write the story into ``folder/feedback.db``."""
    settings = read_settings({"FEEDBACK_VAR_DIR": str(folder)})
    house = house_of(settings, Clock(NOON))
    tools = worker.Tools(model, version, NO_MAIL)
    async with database.connect(settings.database_url):
        await schema.migrate()
        await install(house, settings)
        for role, email, name in MEMBERS:
            await add_member(email, name, PASSWORD, role)
        await imports.store_submission_rows(house, list(days(house.today())))
        await orders.upsert_orders([an_order()])
        await worker.run_once(house, tools)
        await act(house)
        await worker.run_once(house, tools)


def days(last: date) -> Iterator[dict[str, str]]:
    """Forty answers a day; two of ten damaged at each carrier, seven at GLS in the end; trousers become too small."""
    for ago in range(DAYS, -1, -1):
        for number in range(ANSWERS):
            yield an_answer(last - timedelta(days=ago), ago, number)


def an_answer(day: date, ago: int, number: int) -> dict[str, str]:
    carrier, turn, product = CARRIERS[number % 4], number // 4, number % 5
    damaged = turn < (7 if carrier == "GLS" and ago <= DAMAGED_FOR else 2)
    small = product == 0 and (number % 3 == 0 or ago <= SMALL_FOR)
    reason = "damaged_transport" if damaged else "too_small" if small else ("changed_mind", "dislike_style")[number % 2]
    language = "en" if number % 10 == 3 else "de"
    return {
        "external_id": f"{day}-{number}",
        "submitted_at": datetime.combine(day, time(8, number)).isoformat(),
        "language": language,
        "sku": f"S{product}",
        "product": PRODUCTS[product],
        "carrier": carrier,
        "warehouse": ("Erfurt", "Kassel")[turn % 2],
        "reason": reason,
        "rating": str(1 + number % 5),
        "comment": SAID.get((reason, language), "") if ago <= DAMAGED_FOR and number % 4 < 2 else "",
    }


def an_order() -> orders.OrderLines:
    pot = orders.ItemLine("S1", "Teekanne Föhr", "Küche", color="Blau")
    return orders.OrderLines(external_id=ORDER, items=(pot,), language="de", carrier="GLS", warehouse="Erfurt")


async def act(house: House) -> None:
    """Let the product team act on the trousers."""
    small = await Alert.objects().get(Alert.theme == "too_small")
    assert small is not None, "the story needs an alert about the trousers"
    await record_action(
        house,
        small.id,
        CAUSE,
        "Größentabelle berichtigt.",
        house.today() - timedelta(days=ACTED_AGO),
        None,
        "Petra Lindner",
    )
