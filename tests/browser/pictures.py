"""The documents' pictures, taken of the demo shop: ``python -m tests.browser.pictures [--all DIR] [--house DIR]``.

Invariants: time passes only where the script says so, so the same code takes the same pictures; the shop lives in a
folder that is thrown away unless ``--house`` keeps it for the next time; ``--all`` takes every page of ``places`` in
every state and look instead, to be looked at: each state is reached once per language. ``--only`` takes those whose
name begins so.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, Page

from classifier.reader import ThemeReader
from classifier.starter import starter_model
from feedback_app import schema, worker
from feedback_app.alerts.tables import Action, Alert
from feedback_app.app import create_app
from feedback_app.auth.tables import Member
from feedback_app.demo.loading import load_demo
from feedback_app.foundation import database
from feedback_app.foundation.access import Role
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import LANGUAGES
from feedback_app.settings import Settings, read_settings
from feedback_app.setup import install
from feedback_app.wiring import channels_of
from tests.alerts.recorded import record_action
from tests.browser.customer_stations import CUSTOMERS
from tests.browser.desk_pictures import TALL, desk_pictures, slim
from tests.browser.member_stations import GUESTS, MEMBERS
from tests.browser.places import Places, Station, find_places
from tests.browser.windows import DESK, HEIGHT, PHONE, Look, chromium, open_window, session_of
from tests.conftest import NOON, Clock

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
STATIONS = CUSTOMERS + GUESTS + MEMBERS
SEED = 1
LARGEST = 250_000
CAUSE = "In Charge 2609-B ist der Ladekontakt des Akkus falsch verlötet."
MEASURE = "Charge 2609-B gesperrt; der Hersteller tauscht die Akkus."
README = (
    ("alert", "alert", Look(DESK)),
    ("alerts", "alerts", Look(DESK)),
    ("themes", "themes", Look(DESK)),
    ("form", "form-filled", Look(PHONE)),
    ("thanks", "thanks", Look(PHONE)),
)


@dataclass(frozen=True, slots=True)
class Studio:
    """The demo shop at its address, a browser, and the cookie of somebody who works there."""

    url: str
    browser: Browser
    places: Mapping[str, Places]
    session: str


def main() -> None:
    """Take the pictures and say where they are."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--all", type=Path, metavar="DIR", help="every page in every look, as a whole, into DIR")
    reading.add_argument("--house", type=Path, metavar="DIR", help="keep the demo shop in DIR for the next time")
    reading.add_argument("--only", default="", metavar="NAME", help="only pictures whose name begins so")
    given = reading.parse_args()
    pictures: Path = given.all or PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="feedback-pictures-") as folder:
        asyncio.run(take(given.house or Path(folder), given.all, given.only))
    sizes = {file: file.stat().st_size for file in sorted(pictures.glob("*.png"))}
    print("\n".join(f"{size / 1000:5.0f} kB  {file}" for file, size in sizes.items()))
    if not given.all and max(sizes.values()) > LARGEST:
        raise SystemExit(f"a picture is larger than {LARGEST // 1000} kB")


async def take(folder: Path, everything: Path | None, only: str) -> None:
    """Open the demo shop in ``folder`` and take the documents' pictures, or all of them into ``everything``."""
    async with studio(folder) as place:
        if everything is None:
            await document_pictures(place, only)
        else:
            await all_pictures(place, everything, only)


async def document_pictures(place: Studio, only: str) -> None:
    """Take the pictures of README and docs: what fits on the screen, each at most 250 kB."""
    stations = {station.name: station for station in STATIONS}
    readme = ((stations[station], look, f"{name}.png", HEIGHT) for name, station, look in README)
    desk = ((station, look, name, TALL) for station, look, name in desk_pictures())
    for station, look, name, height in (*readme, *desk):
        if name.startswith(only):
            await picture(place, station, look, PICTURES / name, height)


async def all_pictures(place: Studio, folder: Path, only: str) -> None:
    """Take every page as a whole in both widths, themes of colour and languages."""
    for station in STATIONS:
        if station.name.startswith(only):
            for language in LANGUAGES:
                await every_look(place, station, language, folder)


async def every_look(place: Studio, station: Station, language: str, folder: Path) -> None:
    """Bring a window to a page and take it in both widths and themes of colour."""
    page, _ = await open_window(place.browser, place.url, Look(PHONE, language=language), _session(place, station))
    await station.show(page, place.places[language])
    for width, dark in product((PHONE, DESK), (False, True)):
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.emulate_media(color_scheme="dark" if dark else "light")
        await snap(page, folder / f"{station.name}-{Look(width, dark, language)}.png", whole=True)
    await page.context.close()


async def picture(place: Studio, station: Station, look: Look, file: Path, height: int) -> None:
    """Take the upper part of one page in one look; ``height`` in pixels."""
    page, _ = await open_window(place.browser, place.url, look, _session(place, station))
    await page.set_viewport_size({"width": look.width, "height": height})
    await station.show(page, place.places[look.language])
    await snap(page, file, whole=False)
    await page.context.close()
    slim(file)


async def snap(page: Page, file: Path, whole: bool) -> None:
    await page.mouse.move(0, 0)
    await page.evaluate("document.fonts.ready.then(() => window.scrollTo(0, 0))")
    await page.screenshot(path=file, full_page=whole)


def _session(place: Studio, station: Station) -> str:
    return place.session if station.signed_in else ""


@asynccontextmanager
async def studio(folder: Path) -> AsyncIterator[Studio]:
    """The demo shop with its history, alerts and one action, served on this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = read_settings({"FEEDBACK_VAR_DIR": str(folder), "FEEDBACK_BASE_URL": url})
    reader = ThemeReader(settings.models_dir)
    app = create_app(settings, Clock(NOON), connected=True, reader=reader)
    house: House = app.state.house
    async with database.connect(settings.database_url):
        tools = await furnish(house, settings)
        await reader.refresh()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False))
        serving = asyncio.create_task(server.serve([listener]))
        member = await Member.objects().get(Member.role == Role.ADMIN.value)
        assert member is not None
        places = {language: await find_places(house, tools, language) for language in LANGUAGES}
        async with chromium() as browser:
            yield Studio(url, browser, places, await session_of(house, member.id))
        server.should_exit = True
        await serving


async def furnish(house: House, settings: Settings) -> worker.Tools:
    """Load the demo, let the worker find its alerts, and let somebody act on the faulty batch; all of it once."""
    await schema.migrate()
    await install(house, settings)
    tools = worker.Tools(*starter_model(settings.models_dir), channels_of(settings))
    if await Action.exists():
        return tools
    await load_demo(house, SEED)
    await worker.run_once(house, tools)
    broken = await Alert.objects().get(Alert.theme == "defective")
    assert broken is not None, "the demo has a faulty batch"
    await record_action(
        house,
        broken.id,
        CAUSE,
        MEASURE,
        house.today() - timedelta(days=8),
        None,
        "Matthias Großkopf",
    )
    await worker.run_once(house, tools)
    return tools


if __name__ == "__main__":
    main()
