"""The inbox's cast: a shop whose customers write about an app that wants an account, and nobody has named that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classifier.themes import install_themes
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from tests.conftest import Clock
from tests.shop_cast import TODAY, add_classified

ANNA = Viewer(7, "Anna", "anna@shop.test", Role.PRODUCT, "de")
APP = (
    "Ohne Konto in der App lässt sich nichts einstellen",
    "Die App verlangt ein Konto, das will ich nicht anlegen",
    "Erst ein Konto in der App registrieren? Nein danke",
    "Registrierung in der App bricht beim Konto ab",
    "App will Zugriff auf Kontakte, ohne Konto keine Funktion",
    "In der App wird mein Konto ständig abgemeldet",
    "Konto gelöscht, seitdem geht in der App nichts mehr",
    "Wozu braucht eine Lampe ein Konto samt App und Cloud",
    "Kontozwang in der App, das stand nirgends",
    "Die App fragt nach Registrierung mit Handynummer",
)
ODD = (
    "Mein Hund hat Angst davor",
    "Der Vermieter erlaubt keine Wandmontage",
    "Wir ziehen ins Ausland",
    "Die Krankenkasse zahlt ein anderes Modell",
    "War im Urlaub und habe es vergessen",
    "Die Bank hat meine Karte gesperrt",
    "Unser Treppenhaus ist zu schmal",
    "Der Arzt hat mir davon abgeraten",
    "Schule erlaubt das Spielzeug nicht",
    "Palmöl kommt mir nicht ins Haus",
    "Nachbarin stört sich am Geräusch",
    "Das Projekt wurde gestrichen",
)
SMALL = (
    "Fällt viel zu klein aus",
    "Ärmel zu kurz, zu eng an der Schulter",
    "Eine Nummer zu klein",
    "Am Bund zu eng geschnitten",
    "Zu klein, brauche die nächste Größe",
)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def house(clock: Clock, tmp_path: Path) -> House:
    return House(clock, ZoneInfo("Europe/Berlin"), Keys("k" * 40), "http://shop.test", tmp_path)


@pytest.fixture
async def shop(db: str) -> list[int]:
    """A shop with two weeks of comments; returns those about the app."""
    await install_themes()
    await say(SMALL * 4, ["too_small"])
    await say(ODD, [])
    return await say(APP, [], product="Lampe Amrum")


async def say(texts: Sequence[str], themes: Sequence[str], first: date = TODAY, **more: str) -> list[int]:
    """Store classified comments, one a day backwards from ``first``; returns their ids."""
    days = [first - timedelta(days=number % 14) for number in range(len(texts))]
    return [await add_classified(text, themes, day, **more) for text, day in zip(texts, days, strict=True)]
