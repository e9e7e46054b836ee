"""What the editor's values are called and what its faults say, in the language of the member."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.typed_numbers import whole_number
from surveys.definition import Definition, Hidden, Question, Words
from surveys.editor.changes import Change
from surveys.editor.editing import question_named, when_of
from surveys.editor.faults import Fault, FaultKind


def plain(words: Words) -> str:
    """Return a text in the member's language, else in the other one."""
    return (words.de or words.en) if language() == "de" else (words.en or words.de)


def question_name(question: Question) -> str:
    """Return what a question is called in lists: its words, or the code of one that has none."""
    return question.code if isinstance(question, Hidden) else plain(question.words) or question.code


def type_name(tag: str) -> str:
    """Return what members call a type of question."""
    return {
        "scale": _("Scale"),
        "nps": _("Recommendation (NPS)"),
        "choice": _("One of several answers"),
        "multi_choice": _("Several answers"),
        "text": _("Free text"),
        "yes_no": _("Yes or no"),
        "photo": _("Photo"),
        "hidden": _("Hidden field"),
    }[tag]


def type_help(tag: str) -> str:
    """Return what a type of question is for, in one line."""
    return {
        "scale": _("Satisfaction (CSAT) or effort (CES) in 2 to 10 steps"),
        "nps": _("0 to 10: would the customer recommend you?"),
        "choice": _("Exactly one answer from a list"),
        "multi_choice": _("Any number of answers from a list"),
        "text": _("In the customer's own words; read for themes"),
        "yes_no": _("Two answers"),
        "photo": _("A picture, always voluntary"),
        "hidden": _("A value from the link, which nobody sees"),
    }[tag]


def kind_name(kind: str) -> str:
    """Return what members call a kind of products."""
    return {
        "clothes": _("Clothes"),
        "shoes": _("Shoes"),
        "devices": _("Devices"),
        "furniture": _("Furniture"),
        "consumables": _("Consumables"),
    }[kind]


def value_name(question: Question | None, value: str) -> str:
    """Return one answer of a question as a condition names it."""
    match question:
        case None | Hidden():
            return value
        case _:
            pass
    if value in {"yes", "no"} and not hasattr(question, "choices"):
        return _("Yes") if value == "yes" else _("No")
    choices = getattr(question, "choices", ())
    named = next((plain(choice.words) for choice in choices if choice.code == value), "")
    if named:
        return named
    steps: tuple[Words, ...] = getattr(question, "steps", ())
    step = whole_number(value, len(steps))
    words = plain(steps[step - 1]) if step else ""
    return f"{value} ({words})" if words else value


def condition_sentence(definition: Definition, question: Question) -> str:
    """Return when a question is asked, "" for always."""
    when = when_of(question)
    if when is None:
        return ""
    asked = question_named(definition, when.question)
    name = question_name(asked) if asked is not None else when.question
    values = ", ".join(value_name(asked, value) for value in when.values)
    return _("Only if “%(question)s” is: %(values)s") % {"question": name, "values": values}


def fault_sentence(fault: Fault) -> str:
    """Return what is wrong and what to do about it."""
    said = _SENTENCES[fault.kind]()
    return said % {"about": fault.about} if "%(about)s" in said else said


def change_sentence(change: Change, reasons: Mapping[str, str]) -> str:
    """Return one difference between two versions; ``reasons``: names by code."""
    name = plain(change.words) or reasons.get(change.code, change.code)
    part = _part_name(change, name)
    return {
        "added": _("New: %(part)s"),
        "removed": _("Removed: %(part)s"),
        "changed": _("Changed: %(part)s"),
        "moved": _("The order of the questions"),
    }[change.kind] % {"part": part}


def _part_name(change: Change, name: str) -> str:
    return {
        "question": _("question “%(name)s”"),
        "group": _("reasons “%(name)s”"),
        "follow_up": _("follow-up question “%(name)s”"),
        "help": _("self-help “%(name)s”"),
        "page": _("titles of the pages"),
        "title": _("title or introduction"),
        "items": _("questions about each item"),
        "mail": _("words of the mail"),
        "settings": _("settings"),
    }[change.part] % {"name": name}


_SENTENCES: Mapping[FaultKind, Callable[[], str]] = {
    FaultKind.NO_TITLE: lambda: _("The survey needs a title in at least one language."),
    FaultKind.NO_WORDS: lambda: _("Please write this text in at least one language."),
    FaultKind.TOO_LONG: lambda: _("This is too long: at most %(about)s characters."),
    FaultKind.UNREADABLE: lambda: _("This text has characters that cannot be stored. Please type it again."),
    FaultKind.FEW_CHOICES: lambda: _("A choice needs at least two answers."),
    FaultKind.NO_CHOICE_WORDS: lambda: _("This answer has no words in German or English."),
    FaultKind.WRONG_STEPS: lambda: _("A scale has 2 to 10 steps."),
    FaultKind.UNNAMED_STEP: lambda: _("A scale of words needs a name for every step: step %(about)s has none."),
    FaultKind.SAME_CODE: lambda: _("The code “%(about)s” stands here more than once."),
    FaultKind.WRONG_NAME: lambda: _("Please use small letters a–z, digits and _ only, at most 48."),
    FaultKind.NAME_TAKEN: lambda: _("The name “%(about)s” is taken. Please choose another one."),
    FaultKind.LATER_CONDITION: lambda: _("The condition names a question or an answer that does not stand before it."),
    FaultKind.NO_VALUE: lambda: _("Please tick at least one answer for the condition, or choose “always”."),
    FaultKind.UNKNOWN_CHOICE: lambda: _("Please choose one of the answers."),
    FaultKind.NO_NUMBER: lambda: _("Please give a whole number in this range: %(about)s."),
    FaultKind.NO_LINK: lambda: _(
        "Without {survey_url} the mail has no link to the survey. Please put {survey_url} where the link should stand."
    ),
    FaultKind.NO_SUBJECT: lambda: _("The mail needs a subject in at least one language."),
    FaultKind.NO_BODY: lambda: _("The mail needs a text in at least one language."),
    FaultKind.UNKNOWN_PLACEHOLDER: lambda: _(
        "Nothing can be filled in for “%(about)s”. There are {survey_url}, {order} and {shop}."
    ),
    FaultKind.NOT_HTTPS: lambda: _("Please give a complete address that begins with https://."),
    FaultKind.UNKNOWN_REASON: lambda: _("The reason “%(about)s” is not in the catalogue any more."),
    FaultKind.NO_REASON: lambda: _("Please choose at least one reason."),
    FaultKind.EMPTY_PAGE: lambda: _("Page %(about)s has no questions. Please add one, or remove the page."),
    FaultKind.NOTHING_ASKED: lambda: _("The survey asks nothing yet. Please add a question."),
}
