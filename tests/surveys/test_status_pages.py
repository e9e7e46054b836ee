"""What customers see when there is nothing to fill in: status, deleting, and links that do not open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from feedback_app.foundation.pages import FieldError, render
from surveys.form.status_pages import (
    AgainPage,
    ClosedKind,
    ClosedPage,
    DeletePage,
    ErasedPage,
    ErasePage,
    NotMinePage,
    StatusPage,
)
from surveys.ports import Deed, Guess, UnderstoodComment
from tests.surveys.form_cast import addressed, frame
from tests.surveys.page_reading import Reading

GUESSES = (
    Guess("damage", "Transportschaden"),
    Guess("size", "Größe", confirmed=True),
    Guess("late", "Verspätung", confirmed=False),
)
STATUS = StatusPage(
    fresh=True,
    sent_at=date(2026, 11, 20),
    change_url="/s/token?edit=1",
    change_until=date(2026, 12, 20),
    delete_url="/s/token/delete",
    understood=(UnderstoodComment(5, "Regenjacke", GUESSES),),
    all_themes=(Guess("damage", "Transportschaden"), Guess("size", "Größe"), Guess("late", "Verspätung")),
    deeds=(Deed("Transportschaden", "Dickere Kartons", "2. November 2026", "Es kommen weniger Schäden vor."),),
    deletion_code="ABCD-EFGH",
    offer_news=True,
    action_confirm="/s/token/understood",
    action_news="/s/token/news",
)
CODE_ERROR = (FieldError("code", "Fehlt."),)
PAGES: dict[str, tuple[str, object]] = {
    "fresh": ("status", STATUS),
    "later": ("status", replace(STATUS, fresh=False, told=True, offer_news=False)),
    "news error": ("status", replace(STATUS, email="x@", errors=(FieldError("email", "Fehlt."),))),
    "anonymous": ("status", StatusPage(False, date(2026, 11, 20), "", date(2026, 12, 20), "")),
    "kiosk": ("status", replace(STATUS, kiosk=True, next_url="/find?kiosk=1")),
    **{f"closed {kind}": ("closed", ClosedPage(kind)) for kind in get_args(ClosedKind)},
    "again": ("again", AgainPage("/s/token", (("comment-12", "Riss"), ("go", "send")), ("Riss",))),
    "delete": ("delete", DeletePage("/s/token/delete", "/s/token")),
    "not mine": ("not_mine", NotMinePage("/s/token")),
    "erase": ("erase", ErasePage("/erase")),
    "erase wrong": ("erase", ErasePage("/erase", "ABCD", CODE_ERROR)),
    "erased": ("erased", ErasedPage()),
}
ALL = pytest.mark.parametrize(("template", "page"), PAGES.values(), ids=PAGES)


def seen(name: str, language: str = "de", du: bool = False, **changes: Any) -> Reading:
    template, page = PAGES[name]
    return drawn(template, replace(page, **changes) if changes else page, language, du)  # type: ignore[type-var]


def drawn(template: str, page: object, language: str = "de", du: bool = False) -> Reading:
    with addressed(language, du):
        return Reading(render(f"surveys/{template}.html", page, frame(language)))


@ALL
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_has_one_heading_and_every_control_a_name(template: str, page: object, language: str):
    read = drawn(template, page, language)
    assert len(read.all("h1")) == 1
    assert read.one("html")["lang"] == language
    shown = [one for one in read.controls() if "hidden" not in one.attributes]
    assert [one["name"] for one in shown if not read.name_of(one)] == []
    ids = [one["id"] for one in read.all() if one["id"]]
    assert len(ids) == len(set(ids))


@ALL
def test_du_is_never_mixed_with_sie(template: str, page: object):
    formal = r"\b(?:Sie|Ihnen|Ihre?[nmrs]?)\b(?! warten hier)"
    assert re.findall(formal, drawn(template, page, du=True).words) == []


def test_thanks_come_first_and_later_visits_say_when_it_came():
    assert seen("fresh").one("h1").text == "Danke, das hilft."
    assert seen("later").one("h1").text == "Ihre Antwort"
    assert "Eingegangen am 20. November 2026." in seen("later").words


def test_a_theme_is_confirmed_by_one_press():
    forms = [one for one in seen("fresh").all("form") if one["action"] == "/s/token/understood"]
    fields = {one["name"]: one["value"] for one in forms[0].all("input", "button")}
    assert fields == {"comment": "5", "theme": "damage", "says": "yes"}
    assert "Stimmt: Transportschaden" in forms[0].text


def test_a_theme_is_corrected_from_the_list_of_all_others():
    form = [one for one in seen("fresh").all("form") if one["action"] == "/s/token/understood"][1]
    assert [one["value"] for one in form.all("option")] == ["", "size", "late"]
    assert {one["name"]: one["value"] for one in form.all("button")} == {"says": "no"}


def test_what_was_said_before_is_not_asked_again():
    page = seen("fresh")
    assert "Größe – von Ihnen bestätigt" in page.words
    assert "Verspätung – das war es nicht, sagen Sie" in page.words
    assert len([one for one in page.all("form") if one["action"] == "/s/token/understood"]) == 2


def test_deeds_name_what_was_said_and_what_was_done():
    words = seen("fresh").words
    assert "Sie haben gesagt: Transportschaden" in words
    assert "Das haben wir getan: Dickere Kartons (seit 2. November 2026)" in words


def test_news_are_a_form_of_their_own_and_never_ticked_beforehand():
    page = seen("fresh")
    form = next(one for one in page.all("form") if one["action"] == "/s/token/news")
    assert {one["name"] for one in form.all("input")} == {"tell_me", "email"}
    assert page.chosen("tell_me") == []
    assert not seen("later").controls("tell_me")
    assert "schreiben wir Ihnen eine E-Mail" in seen("later").words


def test_a_wrong_address_stays_and_is_explained():
    page = seen("news error")
    assert page.one("title").text.startswith("Fehler: ")
    assert page.one("input", id="email")["value"] == "x@"
    assert page.one("input", id="email")["aria-describedby"] == "email-error"


def test_the_deletion_code_stands_beside_its_use():
    page = seen("fresh")
    assert page.one("dd").text == "ABCD-EFGH"
    assert page.has("a", href="/erase?lang=de")
    assert page.has("a", href="/s/token/delete")
    assert not seen("fresh", deletion_code="", delete_url="").has("dd")


def test_an_anonymous_answer_offers_nothing_that_would_need_a_link_to_it():
    page = seen("anonymous")
    assert "Diese Umfrage ist anonym" in page.words
    assert not [one for one in page.all("a") if one["href"].startswith("/s/")]


def test_a_kiosk_shows_the_next_person_nothing_of_the_last():
    page = seen("kiosk")
    assert page.has("a", href="/find?kiosk=1")
    assert "Transportschaden" not in page.words
    assert "ABCD-EFGH" not in page.words


def test_a_busy_shop_hands_everything_back_with_one_button():
    page = seen("again")
    kept = {one["name"]: one.text for one in page.all("textarea")}
    assert kept == {"comment-12": "Riss", "go": "send"}
    assert [one.text for one in page.all("button")] == ["Noch einmal senden"]


def test_a_wrong_code_comes_back_with_its_error():
    page = seen("erase wrong")
    assert page.one("input", id="code")["value"] == "ABCD"
    assert page.one("input", id="code")["aria-invalid"] == "true"
    assert page.one("title").text.startswith("Fehler: ")


@pytest.mark.parametrize("kind", get_args(ClosedKind))
def test_a_link_that_does_not_open_names_no_order(kind: ClosedKind):
    page = drawn("closed", ClosedPage(kind))
    assert page.one("h1").text
    assert "Bestellung A-" not in page.words
    assert page.one("title").text == f"{page.one('h1').text} – Laden"
