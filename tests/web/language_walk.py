"""Walks every page that a customer can meet, in each language, and names every string of another one.

Run as a program inside a copy of the product (see test_languages_walk.py): ``python language_walk.py FILE``. It writes
JSON into FILE: the pages that were seen by language, and what was found on them that should not be there.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
from babel.messages.pofile import read_po

from feedback_app import schema
from feedback_app.alerts.links import objection_token
from feedback_app.app import create_app
from feedback_app.foundation import database, languages
from feedback_app.foundation.languages import language
from feedback_app.settings import read_settings
from feedback_app.setup import install
from surveys.built_in import BUILT_IN
from surveys.catalogue import catalogue, reason_groups
from surveys.definition import Words
from surveys.form import form_routes
from surveys.invitations import invite
from surveys.orders import ItemLine, OrderLines, upsert_orders
from surveys.persons import person_of
from surveys.ports import Guess, UnderstoodComment
from surveys.tables import Comment, Shop

MARK = "⟦fr⟧"
TEXTS = ("title", "alt", "placeholder", "aria-label", "data-announce", "data-trouble", "data-left")
SPOKEN = {"de": "de", "du": "de", "en": "en", "fr": "fr"}
# What belongs to the shop and its customers, and is the same in every language.
NAMES = ("Laden 24", "Kanne 12", "Jacke 34", "L/XL", "A-1001", "00000", "anna@", "Deutsch", "English", "Français")
# "Sie warten hier" are the customer's own words.
FORMAL = re.compile(r"\b(?:Sie(?! warten hier)|Ihnen|Ihr|Ihre[mnrs]?)\b")
INFORMAL = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|deins)\b", re.IGNORECASE)
GERMAN_DATE = re.compile(r"\d\. (?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")
ENGLISH_DATE = re.compile(r"\b\d{1,2} (?:January|February|March|May|June|July|October|December)\b")
DELETION_CODE = re.compile(r"\b\w{4}(?:-\w{4}){3}\b")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
UNFOUND = "unfound"


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


def words_of(value: object) -> Iterator[Words]:
    """Return all texts of a definition, however deep."""
    if isinstance(value, Words):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from words_of(getattr(value, name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from words_of(one)


def english_texts() -> set[str]:
    """Return what a translator of one more language finds to translate beside the message ids of pages."""
    texts = {words.en for definition in BUILT_IN.values() for words in words_of(definition)}
    return {text for text in texts | {entry.name_en for entry in (*reason_groups(), *catalogue())} if text}


def texts_of(code: str) -> set[str]:
    """Return everything that the product says in German (de, du) or English (en)."""
    folder = {"de": "de", "du": "de_du", "en": "de"}[code]
    found: set[str] = set()
    for path in sorted((languages.locales_dir() / folder).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de"):
                texts = message.id if code == "en" else message.string
                found |= set(texts if isinstance(texts, tuple) else (texts,)) if message.id else set()
    for words in (words for definition in BUILT_IN.values() for words in words_of(definition)):
        found.add({"de": words.de, "du": words.du, "en": words.en}[code])
    reasons = (*reason_groups(), *catalogue()) if code != "du" else ()
    found |= {entry.name_en if code == "en" else entry.name_de for entry in reasons}
    return {text for text in found if text}


class Texts:
    """What one language says, to be recognised on a page. Long texts are also recognised inside others."""

    def __init__(self, texts: set[str]) -> None:
        lettered = {text for text in (" ".join(text.split()) for text in texts) if _letters(text) >= 2}
        self.exact = {text for text in lettered if not PLACE.search(text)}
        self.filled = [_pattern(text) for text in lettered if PLACE.search(text)]
        self.long = [_pattern(text) for text in lettered if _letters(text) >= 14]

    def speak_in(self, text: str) -> bool:
        """Tell whether one of the texts stands in this piece of a page."""
        pieces = {text, *re.split(r" [–·] |: ", text)}
        return (
            not pieces.isdisjoint(self.exact)
            or any(pattern.fullmatch(piece) for pattern in self.filled for piece in pieces)
            or any(pattern.search(text) for pattern in self.long)
        )


class Detector:
    """Finds strings of another language on a page."""

    def __init__(self) -> None:
        german, du, english = (texts_of(code) for code in ("de", "du", "en"))
        self.german = Texts((german | du) - english)
        self.english = Texts(english - german - du)
        # Most pieces stand on every page.
        self._is_foreign = cache(self._judged)

    def findings(self, spoken: str, segments: list[str]) -> list[str]:
        """Return what is not of this language: de, du, en or fr (which is made up of marked texts only)."""
        return [segment for segment in segments if self._is_foreign(spoken, segment)]

    def _judged(self, spoken: str, text: str) -> bool:
        if spoken == "fr":
            return MARK not in text and bool(re.search(r"[^\W\d_]{2}", _without_names(text)))
        if MARK in text:
            return True
        if spoken == "en":
            return bool(GERMAN_DATE.search(text)) or self.german.speak_in(text)
        address = FORMAL if spoken == "du" else INFORMAL
        return bool(ENGLISH_DATE.search(text) or address.search(text)) or self.english.speak_in(text)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+?".join(re.escape(part) for part in PLACE.split(text)))


def _letters(text: str) -> int:
    return len(re.findall(r"[^\W\d_]", PLACE.sub("", text)))


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return re.sub(r"https?://\S+|\S+\.\S+/\S+", "", DELETION_CODE.sub("", text))


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
