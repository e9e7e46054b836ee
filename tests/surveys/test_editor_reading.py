"""Forms of the editor become values and back; what is wrong is said at the field."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.built_in import BUILT_IN, ITEMS, RETURNS
from surveys.built_in_scores import CSAT
from surveys.definition import (
    Choice,
    Definition,
    FollowUp,
    Hidden,
    MailWords,
    Page,
    Scale,
    SelfHelp,
    SingleChoice,
    TextQuestion,
    When,
    Words,
    YesNo,
)
from surveys.editor import reading, writing
from surveys.editor.changes import changes_between
from surveys.editor.checks import faults_of, is_https
from surveys.editor.codes import code_from, is_code
from surveys.editor.editing import replace_question
from surveys.editor.faults import Fault, FaultKind, Faults
from surveys.editor.item_editing import reasons_of
from surveys.editor.mail_words import mail_faults
from surveys.editor.question_parts import tag_of
from surveys.editor.texts import untranslated
from surveys.editor.typed import rearranged
from tests.surveys.editor_strategies import definitions

REASONS = frozenset(reasons_of(ITEMS))


def kinds(read: object) -> list[FaultKind]:
    assert isinstance(read, Faults)
    return [fault.kind for fault in read.faults]


def question_form(**fields: str) -> dict[str, tuple[str, ...]]:
    return {name.replace("__", "-"): (value,) for name, value in fields.items()}


@given(definitions())
@settings(max_examples=50, deadline=None)
def test_a_question_in_its_form_reads_as_the_same_question(definition):
    before = []
    for question in definition.questions():
        known = [choice.code for choice in getattr(question, "choices", ())]
        fields = writing.fields_of_question(question)
        assert reading.read_question(tag_of(question), question.code, fields, before, (), known) == question
        before.append(question)


FIELDS = st.sampled_from(["words-de", "when", "steps", "choices", "choice-1-de", "limit", "kind"])


@given(st.dictionaries(FIELDS, st.tuples(st.text(max_size=20))), st.sampled_from(reading.QUESTION_KINDS))
@settings(max_examples=50, deadline=None)
def test_no_fields_whatsoever_break_the_reading(fields, kind):
    assert reading.read_question(kind, "", fields, (), (), ()) is not None


@pytest.mark.parametrize("kind", ["scale", "nps", "text"])
def test_a_new_question_needs_only_its_words(kind):
    fields = writing.fields_of_new(kind) | {"words-de": ("Wie war es?",)}
    read = reading.read_question(kind, "", fields, (), (), ())
    assert not isinstance(read, Faults)
    assert read.code == "wie_war_es"


def test_row_14_a_new_scale_is_neutral_and_named_in_both_languages():
    fields = writing.fields_of_new("scale") | {"words-en": ("How was it?",)}
    read = reading.read_question("scale", "", fields, (), (), ())
    assert isinstance(read, Scale)
    assert read.style == "numbers"
    assert [bool(step.de and step.en) for step in read.steps] == [True] * 5
    faces = reading.read_question("scale", "", fields | {"style": ("faces",)}, (), (), ())
    assert faces.style == "faces"


def test_a_scale_of_words_names_every_step():
    fields = writing.fields_of_new("scale") | {
        "words-en": ("How?",),
        "style": ("words",),
        "step-3-de": (),
        "step-3-en": (),
    }
    assert kinds(reading.read_question("scale", "", fields, (), (), ())) == [FaultKind.UNNAMED_STEP]
    assert not isinstance(reading.read_question("scale", "", fields | {"style": ("stars",)}, (), (), ()), Faults)


def test_more_steps_keep_the_words_at_both_ends():
    fields = writing.fields_of_question(CSAT.pages[0].questions[0]) | {"step-1-de": ("mies",), "step-rows": ("5",)}
    resized = writing.resized(fields, 7)
    assert (resized["steps"], resized["step-1-de"], resized["step-7-de"]) == (("7",), ("mies",), ("sehr",))
    assert resized.get("step-4-de", ()) == ()


def test_a_question_without_words_or_answers_is_refused():
    fields = writing.fields_of_new("choice")
    assert kinds(reading.read_question("choice", "", fields, (), (), ())) == [FaultKind.NO_WORDS, FaultKind.FEW_CHOICES]


def test_answers_keep_their_codes_and_new_ones_get_their_own():
    fields = question_form(choices="4", choice__1__code="good", choice__1__de="Prima", words__de="Wie?")
    fields |= question_form(choice__2__de="Gut", choice__2__en="Good", choice__4__de="Naja")
    read = reading.read_question("choice", "how", fields, (), (), ["good"])
    assert [choice.code for choice in read.choices] == ["good", "good_2", "naja"]


def test_a_code_that_was_made_up_is_replaced():
    fields = question_form(
        choices="2", choice__1__code="<b>", choice__1__de="A", choice__2__code="x", choice__2__de="B", words__de="W"
    )
    read = reading.read_question("choice", "", fields, (), (), ["x"])
    assert [choice.code for choice in read.choices] == ["a", "x"]


def test_lines_change_places_with_their_codes():
    fields = question_form(choices="2", choice__1__code="a", choice__1__de="A", choice__2__code="b", choice__2__de="B")
    moved = rearranged(fields, "up-2")
    assert (moved["choice-1-code"], moved["choice-2-de"]) == (("b",), ("A",))
    assert rearranged(fields, "up-1") == fields
    assert rearranged(fields, "more")["choices"] == ("4",)


def test_a_condition_names_an_earlier_question_and_its_answers():
    fields = question_form(words__de="Warum?", when="csat", limit="100") | {"when-csat": ("1", "2", "99")}
    earlier = [CSAT.pages[0].questions[0]]
    read = reading.read_question("text", "", fields, earlier, (), ())
    assert read.when == When("csat", ("1", "2"))
    assert kinds(reading.read_question("text", "", fields, (), (), ())) == [FaultKind.LATER_CONDITION]
    empty = fields | {"when-csat": ()}
    assert kinds(reading.read_question("text", "", empty, earlier, (), ())) == [FaultKind.NO_VALUE]


@pytest.mark.parametrize("limit", ["0", "1001", "", "zehn", "²"])
def test_a_number_out_of_its_range_is_refused(limit):
    fields = question_form(words__de="W", limit=limit)
    assert kinds(reading.read_question("text", "", fields, (), (), ())) == [FaultKind.NO_NUMBER]


def test_a_hidden_field_takes_no_name_that_the_form_needs():
    assert reading.read_question("hidden", "", {"name": ("Kampagne",)}, (), (), ()) == Hidden("kampagne")
    assert kinds(reading.read_question("hidden", "", {"name": ("lang",)}, (), (), ())) == [FaultKind.NAME_TAKEN]
    assert kinds(reading.read_question("hidden", "", {"name": ("a b",)}, (), (), ())) == [FaultKind.WRONG_NAME]


def test_markup_is_text_like_any_other():
    read = reading.read_title(CSAT, question_form(title__de="<script>alert(1)</script>"))
    assert read.title.de == "<script>alert(1)</script>"


def test_a_text_beyond_its_limit_is_refused_and_said_once():
    fields = question_form(words__de="x" * 301, limit="10")
    assert kinds(reading.read_question("text", "", fields, (), (), ())) == [FaultKind.TOO_LONG]


@pytest.mark.parametrize("language", ["de", "en", "du"])
def test_row_8_a_mail_without_the_link_is_refused_in_each_language(language):
    fields = writing.fields_of_mail(CSAT, {}) | {f"body-{language}": ("Guten Tag!",)}
    read = reading.read_mail(CSAT, fields)
    assert isinstance(read, Faults)
    assert read.faults == (Fault(FaultKind.NO_LINK, f"body-{language}", "mail"),)


def test_a_mail_with_an_unknown_placeholder_is_refused():
    mail = MailWords(Words("{name}", "Hello"), Words("{survey_url} {", "{survey_url}"))
    assert [fault.about for fault in mail_faults(mail)] == ["{name}", "{"]
    assert not mail_faults(MailWords(Words("A {order}", ""), Words("{survey_url} {shop}", "")))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://shop.example/hilfe?a=1", True),
        ("http://shop.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///x", False),
        ("https://a b", False),
        ("https://bank.example@evil.example", False),
        ("https://[", False),
        ("//shop.example", False),
    ],
)
def test_only_plain_https_links_lead_out(url, good):
    assert is_https(url) is good
    fields = question_form(words__de="Hilfe", url=url, reason="defective")
    assert isinstance(reading.read_help("", fields, ["defective"], ()), SelfHelp) is good


def test_settings_read_as_they_stand():
    fields = writing.fields_of_settings(CSAT) | {"not_after": ("auto_closed, storniert\n auto_closed",), "contact": ()}
    read = reading.read_settings(CSAT, fields)
    assert (read.not_after, read.contact, read.reminder_days) == (("auto_closed", "storniert"), False, 7)
    assert kinds(reading.read_settings(CSAT, fields | {"reminder_days": ("-1",)})) == [FaultKind.NO_NUMBER]


def test_a_group_reads_as_it_stands_and_loses_what_is_not_ticked():
    group = next(one for one in ITEMS.groups if one.code == "broken_or_damaged")
    fields = writing.fields_of_group(ITEMS, group)
    assert reading.read_group(ITEMS, group.code, fields, group.children) == ITEMS
    fewer = reading.read_group(
        ITEMS, group.code, fields | {"offered": ("defective",), "photo-defective": ("required",)}, group.children
    )
    changed = next(one for one in fewer.groups if one.code == group.code)
    assert (changed.children, changed.child_kinds) == (("defective",), {})
    assert (fewer.photos["defective"], "damaged_transport" in fewer.photos) == ("required", False)


def test_follow_ups_and_items_read_as_they_stand():
    for follow_up in ITEMS.follow_ups:
        known = [choice.code for choice in follow_up.choices]
        fields = writing.fields_of_follow_up(follow_up)
        assert reading.read_follow_up(follow_up.code, fields, reasons_of(ITEMS), (), known) == follow_up
    assert reading.read_items(ITEMS, writing.fields_of_items(ITEMS, ITEMS), ["other"], ITEMS) == ITEMS
    assert reading.read_items(ITEMS, {}, ["other"], ITEMS) is None


def test_a_follow_up_needs_reasons_and_no_or_several_answers():
    fields = question_form(words__de="Wo?", choices="2", choice__1__de="oben")
    assert kinds(reading.read_follow_up("", fields, ["defective"], (), ())) == [
        FaultKind.NO_REASON,
        FaultKind.FEW_CHOICES,
    ]
    assert isinstance(
        reading.read_follow_up("", question_form(words__de="Wo?", reason="defective"), ["defective"], (), ()), FollowUp
    )


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=50, deadline=None)
def test_codes_are_plain_and_new_whatever_the_words(de, en):
    code = code_from(Words(de, en), {"question"})
    assert is_code(code)
    assert re.fullmatch("[a-z0-9_]{1,48}", code_from(Words(de, en), {code, "question"}))
    assert code_from(Words(de, en), {code, "question"}) != code


def test_codes_come_from_the_english_words_or_else_the_german():
    assert code_from(Words("Größe & Maß", "Size!")) == "size"
    assert code_from(Words("Größe & Maß")) == "groesse_mass"
    assert code_from(Words("Größe"), {"groesse", "groesse_2"}) == "groesse_3"


def test_the_built_in_surveys_may_be_published_and_are_translated():
    for definition in BUILT_IN.values():
        assert faults_of(definition, REASONS) == ()
        assert untranslated(definition) == ()


def test_row_20_a_text_that_is_empty_needs_no_translation():
    one = Definition(Words("T", "T"), Words(), pages=(Page(Words(), (TextQuestion("a", Words("A", "A"), Words()),)),))
    assert untranslated(one) == ()
    half = replace_question(one, TextQuestion("a", Words("A", "A"), Words("Hilfe", "")))
    assert [(missing.text.place, missing.text.field, missing.language) for missing in untranslated(half)] == [
        ("questions/a", "help", "en")
    ]


def test_row_19_a_missing_translation_does_not_stand_against_publishing():
    one = Definition(Words("", "T"), Words(), pages=(Page(Words(), (YesNo("a", Words("A", "")),)),))
    assert len(untranslated(one)) == 2
    assert faults_of(one, REASONS) == ()


def test_everything_that_is_missing_stands_in_the_list():
    choice = SingleChoice("a", Words(), (Choice("x", Words("X", "X")),))
    later = YesNo("b", Words("B", "B"), when=When("c", ("yes",)))
    doubled = YesNo("b", Words("B", "B"))
    unsure = Definition(
        Words(),
        Words(),
        pages=(Page(Words(), (choice, later, doubled)), Page(Words(), ())),
        mail=MailWords(Words(), Words("Hallo", "")),
    )
    found = {(fault.kind, fault.place) for fault in faults_of(unsure, REASONS)}
    assert found == {
        (FaultKind.NO_TITLE, "title"),
        (FaultKind.NO_WORDS, "questions/a"),
        (FaultKind.FEW_CHOICES, "questions/a"),
        (FaultKind.LATER_CONDITION, "questions/b"),
        (FaultKind.SAME_CODE, "questions/b"),
        (FaultKind.EMPTY_PAGE, "pages/2"),
        (FaultKind.NO_SUBJECT, "mail"),
        (FaultKind.NO_LINK, "mail"),
    }


def test_a_reason_that_the_catalogue_does_not_know_stands_against_publishing():
    found = faults_of(RETURNS, REASONS - {"defective"})
    assert {(fault.kind, fault.about) for fault in found} == {(FaultKind.UNKNOWN_REASON, "defective")}


def test_a_survey_that_asks_nothing_is_not_published():
    empty = Definition(Words("T", "T"), Words(), pages=(Page(Words(), (Hidden("campaign"),)),))
    assert [fault.kind for fault in faults_of(empty, REASONS)] == [FaultKind.NOTHING_ASKED]


def test_changes_between_versions_are_named():
    changed = replace_question(CSAT, TextQuestion("better", Words("Neu?", "New?")))
    assert [(change.kind, change.part, change.code) for change in changes_between(CSAT, changed)] == [
        ("changed", "question", "better")
    ]
    assert changes_between(CSAT, CSAT) == ()
    assert {change.kind for change in changes_between(CSAT, RETURNS)} == {"changed", "added", "removed"}
