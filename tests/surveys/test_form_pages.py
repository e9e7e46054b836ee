"""What the customer's form shows, step by step: facts of the page, read as somebody does who cannot see it."""

from __future__ import annotations

import gzip
import re

import pytest

from feedback_app.foundation.assets import assets, templates_dir
from surveys.answers import Item, Problem, ProblemKind
from surveys.built_in import BUILT_IN
from surveys.definition import FollowUp, SelfHelp, Words
from surveys.form.marks import MOST, Marks
from surveys.form.pages import chips_page, form_page, items_of
from surveys.form.steps import field_names
from surveys.form.view import FormView
from surveys.invitations import OrderContext, OrderedItem
from surveys.ports import Guess
from tests.surveys.form_cast import DAMAGED, EVERYTHING, GUESSES, JACKET, LAMP, drawn, returns, seen, states, view
from tests.surveys.page_reading import Reading

ALL = pytest.mark.parametrize("shown", states().values(), ids=states())
CONTROLS = {"step", "nonce", "website", "go"}
SHEET = (templates_dir() / "static" / "form.css").read_text(encoding="utf-8")


@ALL
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_control_has_a_name_and_every_group_a_heading(shown: FormView, language: str):
    page = seen(shown, language)
    assert page.controls()
    assert [control["name"] for control in page.controls() if not page.name_of(control)] == []
    ungrouped = [one for one in page.controls() if one["type"] == "radio" and not any_group(one)]
    assert [one["name"] for one in ungrouped] == []


def any_group(control) -> bool:
    groups = [one for one in control.above() if one.tag == "fieldset"]
    return any(part.tag == "legend" and part.text for part in groups[0].all()) if groups else False


@ALL
def test_no_id_stands_twice_on_a_page(shown: FormView):
    ids = [one["id"] for one in seen(shown).all() if one["id"]]
    assert len(ids) == len(set(ids))


@ALL
def test_descriptions_and_errors_lead_to_what_is_there(shown: FormView):
    page = seen(shown)
    ids = {one["id"] for one in page.all()}
    named = {name for one in page.all() for name in one["aria-describedby"].split()}
    linked = {one["href"][1:] for one in page.all("a") if one["href"].startswith("#")}
    assert named | linked <= ids


@ALL
def test_a_step_posts_only_fields_that_belong_to_it(shown: FormView):
    step, definition = shown.step, shown.definition
    known = field_names(definition, shown.items, step, shown.last()) | CONTROLS
    fields = [one for one in seen(shown).all("input", "select", "textarea") if one["type"] != "file"]
    assert {one["name"] for one in fields} <= known


@ALL
def test_nothing_is_demanded(shown: FormView):
    assert "required" not in {name for one in seen(shown).all("input", "select", "textarea") for name in one.attributes}


@ALL
def test_what_answers_open_can_be_opened_and_closed_by_the_style_sheet(shown: FormView):
    page = seen(shown)
    closed = {name[2:] for one in page.all() for name in one.classes if re.fullmatch(r"if\d+", name)}
    openers = {name[1:] for one in page.all("input") for name in one.classes if re.fullmatch(r"[nc]\d+", name)}
    assert closed == openers
    for number in closed:
        assert f".form:not(:has(.n{number}:checked, .pick:checked ~ * .c{number}:checked)) .if{number}" in SHEET


def test_an_empty_form_has_nothing_chosen_beforehand():
    page = seen(view())
    assert not [one for one in page.controls() if "checked" in one.attributes]
    assert page.one("textarea").text == ""


def test_reasons_open_their_own_below_them_and_not_stated_stands_last():
    page = seen(view())
    groups = [one for one in page.all("div") if "group" in one.classes]
    assert [group.text for group in groups[-2:]] == ["Sonstiges", "Keine Angabe"]
    damaged = next(one for one in groups if page_value(one) == "broken_or_damaged")
    assert {one["value"] for one in damaged.all("input") if one["name"].startswith("detail-")} == {
        "defective",
        "damaged_transport",
        "damaged_warehouse",
    }


def page_value(group) -> str:
    return next(group.all("input"))["value"]


def test_a_jacket_is_asked_where_it_is_tight_and_a_lamp_is_not():
    assert "An welcher Stelle?" in seen(view()).words
    assert "An welcher Stelle?" not in seen(view(None, LAMP)).words


def test_a_follow_up_about_reasons_of_two_groups_stands_below_all_of_them_and_once():
    between = FollowUp("since", ("defective", "wrong_item"), Words("Seit wann?", "Since when?"))
    page = seen(view(returns(follow_ups=(between,), helps=(SelfHelp("h", ("other", "defective"), Words("Rat")),))))
    assert len(page.controls("follow-12-since")) == 1
    assert not [one for one in page.controls("follow-12-since")[0].above() if "opened" in one.classes]
    assert "Rat" in page.words


def test_a_reason_that_the_catalogue_does_not_name_is_not_offered():
    page = seen(view(reason_names={"other": "Sonstiges"}))
    assert [one["value"] for one in page.controls("reason-12")] == ["other", "none"]


def test_a_self_help_leads_to_a_new_window_that_learns_no_link():
    linked = SelfHelp("video", ("defective",), Words("So geht es."), "https://laden.example/video")
    link = seen(view(returns(helps=(linked,)))).one("a", href="https://laden.example/video")
    assert (link["rel"], link["target"]) == ("noreferrer", "_blank")


def test_what_was_typed_stands_there_again():
    typed = {"comment-12": ("  <b>Riss</b>\nam Ärmel",), "wish-12": ("repair",), "quantity-13": ("2",)}
    page = drawn(view(fields=DAMAGED | typed))
    assert "\n  &lt;b&gt;Riss&lt;/b&gt;\nam Ärmel</textarea>" in page
    assert Reading(page).chosen("wish-12") == ["repair"]
    assert Reading(page).chosen("detail-12-broken_or_damaged") == ["damaged_transport"]
    lamp = seen(view(None, LAMP, fields=typed))
    assert [one.text for one in lamp.one("select").all("option") if "selected" in one.attributes] == ["2"]


@pytest.mark.parametrize("typed", ["0", "4", "²", "many", "9" * 5000])
def test_a_wrong_number_of_pieces_is_shown_as_one(typed: str):
    lamp = seen(view(None, LAMP, fields={"quantity-13": (typed,)}))
    assert [one.text for one in lamp.one("select").all("option") if "selected" in one.attributes] == ["1"]


def test_the_title_names_the_step_and_an_error_before_it():
    two = {"item": ("12", "13")}
    assert seen(view(None, JACKET, LAMP, fields=two)).one("title").text.startswith("Schritt 1: Welche Artikel")
    second = view(None, JACKET, LAMP, fields=two, step="item-13")
    assert seen(second).one("title").text == "Schritt 3 von 4: Stehlampe – Laden"
    assert seen(second, "en").one("title").text == "Step 3 of 4: Stehlampe – Laden"
    assert seen(states()["wrong"]).one("title").text.startswith("Fehler: Schritt 1 von 2")
    assert seen(view(BUILT_IN["csat"])).one("title").text == "Wie zufrieden sind Sie? – Laden"


def test_progress_says_saved_only_once_it_is():
    assert "Schritt 1 von 2 · freiwillig" in seen(view()).words
    assert "gespeichert" not in seen(view()).one("p", class_="progress").text
    assert seen(view(saved=True)).one("p", class_="progress").text.endswith("gespeichert")


def test_an_error_is_summed_up_first_with_the_focus_and_stands_at_its_field():
    page = seen(states()["wrong"])
    summary = page.one("div", id="errors")
    assert "data-focus" in summary.attributes
    assert [link["href"] for link in summary.all("a")] == ["#comment-12", "#photo-12"]
    assert page.one("textarea")["aria-invalid"] == "true"
    assert "Bitte kürzen Sie diesen Text um 3 Zeichen." in page.one("p", id="comment-12-error").text
    assert page.one("input", id="nophoto-12")


def test_a_problem_of_another_step_waits_for_its_step():
    elsewhere = view(problems=(Problem("email", ProblemKind.NO_ADDRESS, step="page-1"),))
    assert form_page(elsewhere).errors == ()


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_problem_has_words_of_its_own_language(kind: ProblemKind):
    german = seen(view(problems=(Problem("reason-12", kind, 2, "item-12"),))).one("div", id="errors").text
    english = seen(view(problems=(Problem("reason-12", kind, 2, "item-12"),)), "en").one("div", id="errors").text
    assert german.startswith("Bitte prüfen Sie eine Angabe:")
    assert english.startswith("Please check one thing:")
    assert german != english


def test_the_withdrawal_is_linked_first_on_the_first_step_and_at_the_foot_of_all():
    links = "https://laden.example/widerruf"
    first, last = seen(view()), seen(view(step="page-1"))
    assert [one["href"] for one in first.all("a")].count(links) == 2
    assert [one["href"] for one in last.all("a")].count(links) == 1
    assert "Sie möchten widerrufen? Das geht ohne Angabe von Gründen: Vertrag widerrufen" in first.words
    assert "widerruf" not in drawn(view(), withdrawal_url="").lower()


def test_the_enter_key_presses_the_main_button_and_not_the_removal_of_a_picture():
    for shown, wanted in ((states()["filled"], "next"), (view(step="page-1"), "send")):
        buttons = seen(shown).all("button")
        assert (buttons[0]["name"], buttons[0]["value"]) == ("go", wanted)
        assert next(one for one in buttons if "main" in one.classes)["value"] == wanted


def test_sending_is_possible_on_every_step_and_going_back_from_the_second():
    first = [one["value"] for one in seen(view()).all("button")]
    last = [one["value"] for one in seen(view(step="page-1")).all("button")]
    assert ("send" in first, "back" in first) == (True, False)
    assert ("send" in last, "back" in last) == (True, True)


def test_another_persons_order_can_be_disowned_where_it_is_offered():
    assert seen(states()["csat"]).one("button", value="not_mine").text == "Das ist nicht meine Bestellung"
    assert not seen(view()).has("button", value="not_mine")


def test_pictures_are_sent_only_by_forms_that_ask_for_some():
    assert seen(view()).one("form")["enctype"] == "multipart/form-data"
    assert seen(view(returns(photos={}))).one("form")["enctype"] == ""
    assert not seen(view(returns(photos={}))).has("input", type="file")


def test_a_stored_picture_is_shown_with_a_way_to_take_it_back():
    page = seen(states()["filled"])
    assert page.one("img", src="/s/token/photo/7")["alt"] == "Ihr Foto 1"
    assert page.one("button", value="drop_photo:7").text.startswith("Entfernen")


def test_chips_stand_below_the_comment_the_ticked_ones_first():
    page = seen(states()["filled"])
    box = page.one("div", id="chips-12")
    assert [one["value"] for one in box.all("input")] == ["packaging", "transport_damage"]
    assert page.chosen("theme-12") == ["packaging"]
    assert box["hx-params"] == "place,comment-12,theme-12,step"
    assert "from:#comment-12" in box["hx-trigger"]
    assert page.one("button", value="suggest").text == "Vorschläge zeigen"


def test_without_a_reader_there_is_no_button_for_suggestions():
    assert not seen(view(suggest_url="")).has("button", value="suggest")


def test_a_ticked_chip_stays_when_it_is_no_longer_guessed():
    named = chips_page("12", GUESSES["12"], ("size",), {"size": "Größe"})
    assert [(chip.name, chip.chosen) for chip in named.chips] == [
        ("Größe", True),
        ("Transportschaden", False),
        ("Verpackung", False),
    ]
    assert chips_page("12", (), ("size",)).kept == ("size",)
    assert chips_page("12", (Guess("size", "Größe"),), ()).kept == ()


def test_every_value_of_a_scale_has_words_and_none_looks_better():
    for field in ("stars", "faces", "words"):
        steps = seen(view(EVERYTHING)).controls(f"q-{field}")
        assert len({" ".join(sorted(next(one.above()).classes)) for one in steps}) == 1
        assert all(next(one.above()).text for one in steps)


def test_nps_names_its_ends_and_takes_the_score_of_a_link():
    page = seen(states()["nps"])
    steps = page.controls("q-nps")
    assert [one["value"] for one in steps] == [str(value) for value in range(11)]
    assert page.name_of(steps[0]) == "0 sehr unwahrscheinlich"
    assert page.chosen("q-nps") == ["0"]


def test_a_score_of_a_link_gives_way_to_what_was_chosen():
    assert seen(view(BUILT_IN["csat"], score="2")).chosen("q-csat") == ["2"]
    assert seen(view(BUILT_IN["csat"], score="2", fields={"q-csat": ("5",)})).chosen("q-csat") == ["5"]


def test_a_question_that_depends_on_an_earlier_page_is_decided_by_the_server():
    yes, no = {"q-again": ("yes",)}, {"q-again": ("no",)}
    assert seen(view(EVERYTHING, fields=yes, step="page-2")).controls("q-more")
    assert view(EVERYTHING, fields=no, step="page-2").step.key == "page-1"


def test_a_question_that_depends_on_this_page_is_there_and_opened_by_its_answer():
    page = seen(view(EVERYTHING))
    part = next(one for one in page.controls("q-why")[0].above() if "if1" in one.classes)
    opener = next(one for one in page.controls("q-again") if "n1" in one.classes)
    assert part.text.startswith("Warum nicht?")
    assert opener["value"] == "no"


def test_hidden_answers_travel_on_the_first_step_only():
    fields = {"q-source": ("mail",), "q-again": ("yes",)}
    assert seen(view(EVERYTHING, fields=fields)).one("input", name="q-source")["value"] == "mail"
    assert not seen(view(EVERYTHING, fields=fields, step="page-2")).has("input", name="q-source")


def test_consents_are_never_ticked_beforehand_and_known_addresses_never_shown():
    page = seen(view(BUILT_IN["csat"], known_email=True, known_phone=True))
    assert page.chosen("tell_me") == page.chosen("call_me") == []
    assert page.one("input", id="email")["value"] == page.one("input", id="phone")["value"] == ""
    assert page.one("input", id="email")["autocomplete"] == "email"
    assert page.one("input", id="phone")["autocomplete"] == "tel"
    assert "Ihre Nummer haben wir." in page.words


def test_contact_is_asked_on_the_last_step_only():
    assert not seen(view()).controls("tell_me")
    assert seen(view(step="page-1")).controls("tell_me")


def test_the_trap_for_robots_is_out_of_reach_for_people():
    trap = seen(view()).one("input", name="website")
    assert (trap["tabindex"], trap["autocomplete"], trap["value"]) == ("-1", "off", "")
    assert any(one["aria-hidden"] == "true" for one in trap.above())


def test_a_suspected_person_is_asked_calmly_and_loses_nothing():
    page = seen(view(fields=DAMAGED, confirm_again=True))
    assert "So wissen wir, dass Sie ein Mensch sind. Nichts ist verloren." in page.words
    assert page.chosen("reason-12") == ["broken_or_damaged"]


def test_a_preview_says_that_it_saves_nothing():
    assert "Vorschau – nichts wird gespeichert" in seen(states()["preview"]).words
    assert "werden nach 180 Tagen gelöscht" in seen(states()["preview"]).words


def test_a_shops_brand_comes_with_its_logo_and_after_our_own_colours():
    page = drawn(view(), brand_url="/brand/1/brand.css", logo_url="/brand/1/logo.png", logo_alt="Laden & Sohn")
    assert 0 < page.index("form.css") < page.index("/brand/1/brand.css")
    assert Reading(page).one("img", class_="logo")["alt"] == "Laden & Sohn"


def test_inside_a_page_of_the_shop_there_is_no_header():
    embedded = seen(view(), embed=True)
    assert not embedded.all("header")
    assert "embed" in embedded.one("body").classes


@ALL
def test_du_is_never_mixed_with_sie(shown: FormView):
    assert re.findall(r"\b(?:Sie|Ihnen|Ihre?[nmrs]?)\b(?! warten hier)", seen(shown, du=True).words) == []


def test_items_of_an_order_carry_kind_and_pieces():
    order = OrderContext(items=(OrderedItem(4, "S-1", "", "Jacken", "M", "blau", 2),))
    assert items_of(BUILT_IN["returns"], order) == (Item("4", "S-1", "blau, M", "clothes", 2),)
    assert [item.key for item in items_of(BUILT_IN["returns"], OrderContext())] == ["order"]
    assert items_of(BUILT_IN["csat"], order) == ()


def test_equal_conditions_share_a_number_and_too_many_are_always_shown():
    conditions = [{("", str(at))} for at in range(MOST + 1)]
    marks = Marks([conditions[0], *conditions])
    assert marks.number(conditions[0]) == 1
    assert marks.of("", "1") == (2,)
    assert marks.number(conditions[-1]) == 0


def test_the_first_load_stays_small():
    files = [assets()[name].content for name in ("form.css", "form.js", "vendor/htmx-2.0.11.min.js")]
    page = drawn(states()["filled"]).encode()
    assert len(page) <= 25_000
    assert len(files[0]) <= 16_000
    assert len(files[1]) <= 4_000
    assert sum(len(gzip.compress(part)) for part in (page, *files)) <= 60_000
