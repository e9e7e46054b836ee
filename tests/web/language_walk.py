"""Walks every page that a customer can meet, in each language, and names every string of another one.

Run as a program inside a copy of the product (see test_languages_walk.py): ``python -m tests.web.language_walk FILE``.
It writes JSON into FILE: the pages that were seen by language, and what was found on them that should not be there.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from feedback_app import schema
from feedback_app.alerts.links import objection_token
from feedback_app.app import create_app
from feedback_app.foundation import database
from feedback_app.foundation.languages import language
from feedback_app.settings import read_settings
from feedback_app.setup import install
from surveys.built_in import BUILT_IN
from surveys.form import form_routes
from surveys.invitations import invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.persons import person_of
from surveys.ports import Guess, UnderstoodComment
from surveys.tables import Comment, Shop
from tests.web.language_words import MARK, SPOKEN, TEXTS, UNFOUND, Detector


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Form:
    """One form of a page. ``choices``: values by name of radio buttons and lists."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reading(HTMLParser):
    """What a person may read or hear on a page, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.segments: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.language = ""
        self._open: list[tuple[str, bool]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given["lang"]
        silent = tag in {"script", "style", "textarea", "svg"} or given.get("lang", self.language) != self.language
        if tag not in {"input", "meta", "link", "br", "img", "hr", "path", "rect", "use", "line", "circle"}:
            self._open.append((tag, silent))
        if not self._silent():
            self.segments += [given[name] for name in TEXTS if given.get(name)]
        self._note_control(tag, given)

    def _note_control(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif self.forms:
            self._note_field(self.forms[-1], tag, given)

    def _note_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        if tag == "option":
            form.choices.setdefault(self._select, []).append(value)
        elif tag == "button" and name:
            form.buttons.append((name, value))
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "input" and kind == "hidden":
            form.hidden[name] = value
        elif tag == "input" and kind == "checkbox":
            form.ticks.append((name, value))
        elif tag == "input" and kind == "radio":
            form.choices.setdefault(name, []).append(value)
        elif tag == "input" and kind in {"text", "email", "tel"} and name != "website":
            form.texts.append(name)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._silent():
            self.segments.append(text)

    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)


class Stub:
    """A reader and a bringer of news that always have something to say, in the language of the request."""

    def _guess(self) -> Guess:
        name = {"de": "Umkarton eingedrückt", "en": "Dented box"}.get(language(), f"{MARK} Dented box")
        return Guess("dented", name, 0.9)

    async def guesses(self, text: str, language: str, most: int = 3) -> tuple[Guess, ...]:
        return (self._guess(),) if text else ()

    async def understood(self, submission_id: int) -> tuple[UnderstoodComment, ...]:
        row = await Comment.select(Comment.id).where(Comment.submission == submission_id).first()
        return (UnderstoodComment(row["id"], "Kanne 12", (self._guess(),)),) if row else ()

    async def all_themes(self) -> tuple[Guess, ...]:
        return (self._guess(),)


class Walk:
    """One customer who looks at everything, in one language."""

    def __init__(self, spoken: str, client: httpx.AsyncClient, clock: Clock, detector: Detector) -> None:
        self.spoken, self.client, self.clock, self.detector = spoken, client, clock, detector
        self.pages: list[str] = []
        self.findings: list[str] = []

    async def get(self, name: str, url: str, status: int = 200) -> Reading:
        return await self._seen(name, await self.client.get(url), status)

    async def post(self, name: str, url: str, data: dict[str, object], status: int = 200) -> Reading:
        answer = await self.client.post(url, data=data)
        return await self._seen(name, answer, status)

    async def _seen(self, name: str, answer: httpx.Response, status: int) -> Reading:
        while answer.status_code == 303:
            answer = await self.client.get(answer.headers["location"])
        if answer.status_code != status:
            self.findings.append(f"{name}: status {answer.status_code} instead of {status}")
        self.pages.append(name)
        page = Reading(answer.text)
        if page.language and page.language != SPOKEN[self.spoken]:
            self.findings.append(f"{name}: the page says that it is {page.language}")
        self.findings += [f"{name}: {text}" for text in self.detector.findings(self.spoken, page.segments)]
        return page

    async def find(self) -> str:
        """Look for the order with every mistake; return the address of its form."""
        asked = f"/find?lang={SPOKEN[self.spoken]}"
        page = await self.get("find", asked)
        switches = [link for link in page.links if "lang=" in link and link.startswith("/find")]
        if len(switches) != len(set(SPOKEN.values())) - 1:
            self.findings.append(f"find: the switch leads to {switches}")
        await self.get("find by browser", "/find")
        await self.get("find at the desk", asked + "&kiosk=1")
        await self.post("find empty", asked, {}, 422)
        await self.post("find wrong", asked, {"number": "A-1001", "proof": "99999"}, 422)
        answer = await self.client.post(asked, data={"number": "a-1001", "proof": "00000"})
        return answer.headers["location"]

    async def fill(self, name: str, url: str, hurried: bool = False) -> str:
        """Fill in a form step by step, each step wrongly first; return the address of the page after sending.

        ``hurried``: rightly and at once, as a robot would, to be asked for confirmation.
        """
        here = url
        # Who opens many links within a minute is asked to confirm at every step.
        self.clock.move(minutes=2)
        for number in range(1, 9):
            page = await self.get(f"{name} step {number}", here)
            form = next(form for form in page.forms if "step" in form.hidden)
            last = ("go", "next") not in form.buttons
            if not hurried:
                await self._wrong(f"{name} step {number}", form)
                await self._suggest(f"{name} step {number}", form)
            answer = await self.client.post(form.action, data=filled(form, "send" if last else "next"))
            if hurried and answer.status_code != 303:
                return await self._confirm(f"{name} step {number}", answer)
            if answer.status_code != 303:
                raise AssertionError(f"{name} step {number}: {answer.status_code} {Reading(answer.text).segments}")
            if last:
                return answer.headers["location"]
            here = answer.headers["location"]
        raise AssertionError("a form without an end")

    async def _wrong(self, name: str, form: Form) -> None:
        bad = dict.fromkeys(form.choices, UNFOUND) | dict.fromkeys(form.texts, "x" * 1_500)
        ticks = {name: "yes" for name, _ in form.ticks if name in {"tell_me", "call_me"}}
        self.clock.move(seconds=5)
        if bad or ticks:
            await self.post(f"{name} wrong", form.action, {**form.hidden, **bad, **ticks, "go": "next"}, 422)

    async def _suggest(self, name: str, form: Form) -> None:
        if any(text.startswith("comment-") for text in form.texts):
            await self.post(f"{name} suggestions", form.action, filled(form, "suggest"))

    async def _confirm(self, name: str, answer: httpx.Response) -> str:
        page = await self._seen(f"{name} confirm", answer, answer.status_code)
        form = next(form for form in page.forms if "step" in form.hidden)
        self.clock.move(seconds=5)
        again = await self.client.post(form.action, data=filled(form, "send"))
        return again.headers["location"]

    async def afterwards(self, url: str) -> None:
        """Look at what comes after sending: status, news, change, deletion."""
        page = await self.get("status", url)
        for form in page.forms:
            if "comment" in form.hidden:
                for says in ("yes", "no"):
                    await self.post(f"understood {says}", form.action, {**filled(form, ""), "says": says})
            elif "email" in form.texts:
                await self.post("news wrong", form.action, {"tell_me": "yes", "email": "nobody"}, 422)
                await self.post("news", form.action, {"tell_me": "yes", "email": "anna@shop.example"})
        later = await self.get("status later", url.replace("sent=1", ""))
        for link in sorted({link for link in later.links if link.startswith("/s/") and "lang=" not in link}):
            await self.get("behind the status", link)
        path = urlsplit(url).path
        await self.get("change", f"{path}?edit=1&lang={SPOKEN[self.spoken]}")
        asked = await self.get("delete", f"{path}/delete?lang={SPOKEN[self.spoken]}")
        for form in asked.forms:
            await self.post("deleted", form.action, dict(form.hidden))

    async def elsewhere(self, link: str, expired: str, objection: str) -> None:
        """Look at pages without an answer: not mine, expired, unknown, erase, objection, trouble."""
        lang = f"lang={SPOKEN[self.spoken]}"
        await self.get("unknown", f"/s/forged?{lang}", 404)
        await self.get("expired", f"{expired}?{lang}", 410)
        await self.get("erase", f"/erase?{lang}")
        await self.post("erase wrong", f"/erase?{lang}", {"code": "AAAA-AAAA"}, 422)
        await self._repeated("erase too often", f"/erase?{lang}", {"code": "AAAA-AAAA-AAAA-AAAA"})
        await self._repeated("find too often", f"/find?{lang}", {"number": "A-1001", "proof": "99999"})
        await self.get("objection unknown", f"/u/forged?{lang}", 404)
        await self.get("objection", f"{objection}?{lang}")
        await self.post("objection done", f"{objection}?{lang}", {"List-Unsubscribe": "One-Click"})
        page = await self.get("another form", f"{link}?{lang}")
        form = next(form for form in page.forms if "step" in form.hidden)
        await self._busy(form)
        wrong = await self.client.post(form.action, content=b"{}", headers={"Content-Type": "application/json"})
        await self._seen("wrong type", wrong, 415)
        await self.post("not mine", form.action, {**form.hidden, "go": "not_mine"})

    async def _repeated(self, name: str, url: str, data: dict[str, object]) -> None:
        """Do something wrong until it is refused."""
        for _ in range(40):
            answer = await self.client.post(url, data=data)
            if answer.status_code == 429:
                break
        await self._seen(name, answer, 429)

    async def _busy(self, form: Form) -> None:
        async def locked(*_: object, **__: object) -> None:
            raise sqlite3.OperationalError("database is locked")

        kept = form_routes.save_draft, form_routes.submit
        form_routes.save_draft = form_routes.submit = locked
        self.clock.move(seconds=5)
        await self.post("busy", form.action, filled(form, "send"), 503)
        form_routes.save_draft, form_routes.submit = kept


def filled(form: Form, go: str) -> dict[str, object]:
    """Return a form as a customer fills it who ticks every item and takes the first of each choice."""
    data: dict[str, object] = dict(form.hidden)
    data |= {name: next((value for value in values if value), "") for name, values in form.choices.items()}
    items = [value for name, value in form.ticks if name == "item"]
    data |= {"item": items} if items else {}
    data |= {name: "zzz 123" for name in form.texts if name.startswith("comment-") or name.startswith("q-")}
    return data | ({"go": go} if go else {})


async def walk_all() -> dict[str, dict[str, list[str]]]:
    """Walk through a shop of its own in each language."""
    found: dict[str, dict[str, list[str]]] = {}
    detector = Detector()
    for spoken in SPOKEN:
        with tempfile.TemporaryDirectory() as folder:
            walk = await _walk_one(spoken, Path(folder), detector)
        found[spoken] = {"pages": walk.pages, "findings": sorted(set(walk.findings))}
    return found


async def _walk_one(spoken: str, folder: Path, detector: Detector) -> Walk:
    settings = read_settings(
        {
            "FEEDBACK_VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/feedback.db",
            "FEEDBACK_SHOP_NAME": "Laden 24",
        }
    )
    clock = Clock()
    async with database.connect(settings.database_url):
        await schema.migrate()
        app = create_app(settings, clock, connected=True)
        house = app.state.house
        await install(house, settings)
        await Shop.update({Shop.form_of_address: "du" if spoken == "du" else "sie"}, force=True)
        items = (ItemLine("K-12", "Kanne 12", "Küche"), ItemLine("J-34", "Jacke 34", "Jacken", "L/XL"))
        await upsert_orders([OrderLines("A-1001", items, postal_code="00000")])
        app.dependencies["reader"].dependency = Stub
        links = {code: (await invite(house, "A-1001", code)).token for code in BUILT_IN}
        expired = (await invite(house, "A-1001")).token
        objection = objection_token(house, person_of(house.keys, "anna@shop.example"))
        transport = httpx.ASGITransport(app=app)
        headers = {"Accept-Language": f"{SPOKEN[spoken]},xx;q=0.5"}
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test", headers=headers) as client:
            walk = Walk(spoken, client, clock, detector)
            await walk.afterwards(await walk.fill("returns", await walk.find()))
            for code, token in links.items():
                if code != "returns":
                    url = await walk.fill(code, f"/s/{token}?lang={SPOKEN[spoken]}", hurried=code == "nps")
                    await walk.get(f"{code} status", url)
            kiosk = await walk.fill("desk", f"/s/{links['returns']}?kiosk=1&lang={SPOKEN[spoken]}")
            await walk.get("desk status", kiosk)
            clock.move(days=29)
            fresh = (await invite(house, "A-1001")).token
            clock.move(days=2)
            await walk.elsewhere(f"/s/{fresh}", f"/s/{expired}", f"/u/{objection}")
    return walk


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(walk_all()), ensure_ascii=False), encoding="utf-8")
