"""Every text of a survey with the place where it is edited, and which translations are missing. Pure.

Invariant: a text that is empty in every language needs no translation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from surveys.definition import Choice, Definition, ItemQuestions, MultiChoice, Nps, Question, Scale, SingleChoice, Words
from surveys.definition import Hidden as HiddenQuestion

LanguageCode = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text: ``place`` is its part's path below ``/edit/``, ``field`` the name of its control without language."""

    place: str
    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that stands in one language only. ``language`` is the one that is missing."""

    text: Text
    language: LanguageCode


def texts_of(definition: Definition) -> Iterator[Text]:
    """Return all texts in the order of the editor."""
    yield Text("title", "title", definition.title)
    yield Text("title", "intro", definition.intro)
    if definition.items is not None:
        yield from _item_texts(definition.items)
    for number, page in enumerate(definition.pages, 1):
        yield Text(f"pages/{number}", "title", page.title)
        for question in page.questions:
            yield from _question_texts(question)
    if definition.mail is not None:
        yield Text("mail", "subject", definition.mail.subject)
        yield Text("mail", "body", definition.mail.body)


def untranslated(definition: Definition) -> tuple[Missing, ...]:
    """Return the texts that one of the two languages lacks."""
    return tuple(
        Missing(text, language)
        for text in texts_of(definition)
        if (language := missing_language(text.words)) is not None
    )


def missing_language(words: Words) -> LanguageCode | None:
    """Return the language that a text lacks, None when it has both or is empty."""
    if words.de and not words.en:
        return "en"
    if words.en and not words.de:
        return "de"
    return None


def _question_texts(question: Question) -> Iterator[Text]:
    if isinstance(question, HiddenQuestion):
        return
    place = f"questions/{question.code}"
    yield Text(place, "words", question.words)
    yield Text(place, "help", question.help)
    match question:
        case Scale():
            for number, step in enumerate(question.steps, 1):
                yield Text(place, f"step-{number}", step)
        case Nps():
            yield Text(place, "low", question.low)
            yield Text(place, "high", question.high)
        case SingleChoice() | MultiChoice():
            yield from _choice_texts(place, question.choices)
        case _:
            pass


def _item_texts(items: ItemQuestions) -> Iterator[Text]:
    yield Text("items", "words", items.words)
    if items.comment is not None:
        yield Text("items", "comment", items.comment.words)
        yield Text("items", "comment_help", items.comment.help)
    for follow_up in items.follow_ups:
        place = f"follow-ups/{follow_up.code}"
        yield Text(place, "words", follow_up.words)
        yield from _choice_texts(place, follow_up.choices)
    for one in items.helps:
        yield Text(f"helps/{one.code}", "words", one.words)


def _choice_texts(place: str, choices: tuple[Choice, ...]) -> Iterator[Text]:
    for number, choice in enumerate(choices, 1):
        yield Text(place, f"choice-{number}", choice.words)
