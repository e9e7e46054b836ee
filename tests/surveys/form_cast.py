"""A customer's form in all its states: items, surveys, and views of them for tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec

from feedback_app.foundation.languages import OWN_NAMES, set_informal, speaking
from feedback_app.foundation.pages import Frame, Language, render
from surveys import definition as asked
from surveys.answers import Item, Problem, ProblemKind
from surveys.built_in import BUILT_IN
from surveys.catalogue import catalogue, reason_groups
from surveys.definition import Definition, Words
from surveys.form.pages import FormView, PhotoShown, form_page
from surveys.form.steps import step_named, steps_of
from surveys.ports import Guess
from tests.surveys.page_reading import Reading

JACKET = Item("12", "Regenjacke", "blau, M", "clothes")
LAMP = Item("13", "Stehlampe", "", "devices", quantity=3)
DAMAGED = {"reason-12": ("broken_or_damaged",), "detail-12-broken_or_damaged": ("damaged_transport",)}
GUESSES = {"12": (Guess("transport_damage", "Transportschaden"), Guess("packaging", "Verpackung"))}
FIVE = tuple(Words(word, word) for word in ("gar nicht", "wenig", "mittel", "ziemlich", "sehr"))
EVERYTHING = Definition(
    Words("Alles", "Everything"),
    Words("", ""),
    pages=(
        asked.Page(
            Words("Eins", "One"),
            (
                asked.Scale("stars", Words("Sterne?", "Stars?"), FIVE, style="stars"),
                asked.Scale("faces", Words("Gesichter?", "Faces?"), FIVE + FIVE, style="faces"),
                asked.Scale("words", Words("Worte?", "Words?"), FIVE, style="words"),
                asked.YesNo("again", Words("Wieder?", "Again?")),
                asked.SingleChoice("how", Words("Wie?", "How?"), (asked.Choice("a", Words("So", "So")),)),
                asked.PhotoQuestion("box", Words("Foto vom Karton?", "Photo of the box?")),
                asked.TextQuestion("why", Words("Warum nicht?", "Why not?"), when=asked.When("again", ("no",))),
                asked.Hidden("source"),
            ),
        ),
        asked.Page(
            Words("Zwei", "Two"), (asked.YesNo("more", Words("Mehr?", "More?"), when=asked.When("again", ("yes",))),)
        ),
    ),
)


def returns(**changes: Any) -> Definition:
    """The built-in return survey with changes to its questions about items."""
    survey = BUILT_IN["returns"]
    assert survey.items is not None
    return msgspec.structs.replace(survey, items=msgspec.structs.replace(survey.items, **changes))


def reason_names() -> dict[str, str]:
    """The reasons' German names, of groups too."""
    return {entry.code: entry.name_de for entry in (*catalogue(), *reason_groups())}


def view(definition: Definition | None = None, *items: Item, step: str = "", **known: Any) -> FormView:
    """One step of a form; ``known``: what else FormView takes."""
    survey = definition or BUILT_IN["returns"]
    about = items or ((JACKET,) if survey.items else ())
    steps = steps_of(survey, about, known.get("fields", {}))
    given: dict[str, Any] = {
        "fields": {},
        "reason_names": reason_names(),
        "seed": "7",
        "action": "/s/token",
        "nonce": "a-nonce",
        "open_until": date(2026, 12, 20),
        "order_number": "A-1",
        "suggest_url": "/s/token/suggest",
    }
    return FormView(definition=survey, items=about, step=step_named(steps, step), steps=steps, **given | known)


def frame(language: str = "de", **changes: Any) -> Frame:
    """What every page of the shop knows."""
    known: dict[str, Any] = {"withdrawal_url": "https://laden.example/widerruf"}
    switch = tuple(Language(code, name, f"?lang={code}") for code, name in OWN_NAMES.items())
    return Frame(language, switch, "Laden", "", **known | changes)


@contextmanager
def addressed(language: str, du: bool = False) -> Iterator[None]:
    """Speak a language, and in German Du or Sie."""
    set_informal(du)
    with speaking(language):
        yield
    set_informal(False)


def seen(shown: FormView, language: str = "de", du: bool = False, **changes: Any) -> Reading:
    """Read a step of the form as it reaches the customer."""
    return Reading(drawn(shown, language, du, **changes))


def drawn(shown: FormView, language: str = "de", du: bool = False, **changes: Any) -> str:
    """A step of the form as HTML."""
    with addressed(language, du):
        return render("surveys/form.html", form_page(shown), frame(language, **changes))


def states() -> dict[str, FormView]:
    """Views of every kind of step and of every state that a form may be in."""
    required = returns(photos={"damaged_transport": "required"})
    wrong = (
        Problem("comment-12", ProblemKind.TOO_LONG, 3, "item-12"),
        Problem("photo-12", ProblemKind.PHOTO_MISSING, step="item-12"),
    )
    picture = PhotoShown(7, "12", "/s/token/photo/7")
    low = {"q-csat": ("2",), "call_me": ("yes",), "tell_me": ("yes",)}
    two = {"item": ("12", "13")}
    return {
        "empty": view(),
        "filled": view(fields=DAMAGED | {"theme-12": ("packaging",)}, guesses=GUESSES, photos=(picture,), saved=True),
        "wrong": view(required, fields=DAMAGED, problems=wrong),
        "items": view(None, JACKET, LAMP, fields=two),
        "second item": view(None, JACKET, LAMP, fields=two, step="item-13", saved=True),
        "last": view(step="page-1", fields={"q-csat": ("4",)}, saved=True),
        "confirm": view(step="page-1", confirm_again=True),
        "csat": view(BUILT_IN["csat"], score="2", not_mine=True),
        "csat answered": view(BUILT_IN["csat"], fields=low, changes=True, known_email=True, known_phone=True),
        "ces": view(BUILT_IN["ces"]),
        "nps": view(BUILT_IN["nps"], score="0"),
        "everything": view(EVERYTHING, fields={"q-source": ("mail",), "q-again": ("yes",)}),
        "preview": view(preview=True, suggest_url="", keep_days=180),
        "kiosk": view(kiosk=True),
    }
