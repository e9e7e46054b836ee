"""Why a draft cannot be published yet. Pure. Missing translations are no reason: the other language stands in.

Invariant: a definition without faults can be filled in, stored and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from surveys.definition import (
    Choice,
    Definition,
    Hidden,
    ItemQuestions,
    MultiChoice,
    Question,
    Scale,
    SingleChoice,
    Words,
)
from surveys.editor.codes import is_code
from surveys.editor.editing import codes_of, values_of, when_of
from surveys.editor.faults import Fault, FaultKind
from surveys.editor.item_editing import reasons_of
from surveys.editor.mail_words import mail_faults

FEWEST_STEPS, MOST_STEPS = 2, 10


def faults_of(definition: Definition, reasons: Collection[str]) -> tuple[Fault, ...]:
    """Return everything that stands against publishing; ``reasons`` are the codes of the shop's catalogue."""
    return tuple(_faults(definition, reasons))


def question_faults(question: Question) -> tuple[Fault, ...]:
    """Return what is wrong with one question for itself."""
    if isinstance(question, Hidden):
        return () if is_code(question.code) else (Fault(FaultKind.WRONG_NAME, "name"),)
    faults = [] if said_somewhere(question.words) else [Fault(FaultKind.NO_WORDS, "words-de")]
    match question:
        case Scale():
            faults += _scale_faults(question)
        case SingleChoice() | MultiChoice():
            faults += choice_faults(question.choices, needed=True)
        case _:
            pass
    return tuple(faults)


def choice_faults(choices: tuple[Choice, ...], needed: bool) -> tuple[Fault, ...]:
    """Return what is wrong with a list of answers; where none is ``needed``, one alone is still no choice."""
    faults = []
    if len(choices) < 2 and (needed or choices):
        faults.append(Fault(FaultKind.FEW_CHOICES, "choice-1-de"))
    for number, choice in enumerate(choices, 1):
        if not said_somewhere(choice.words):
            faults.append(Fault(FaultKind.NO_CHOICE_WORDS, f"choice-{number}-de"))
    codes = Counter(choice.code for choice in choices)
    faults += [Fault(FaultKind.SAME_CODE, "choice-1-de", about=code) for code, count in codes.items() if count > 1]
    return tuple(faults)


def said_somewhere(words: Words) -> bool:
    """Tell whether a text stands in at least one language."""
    return bool(words.de or words.en)


def is_https(url: str) -> bool:
    """Tell whether an address is a plain https one: nothing else may stand behind a link."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname)
    except ValueError:
        return False
    return parts.scheme == "https" and named and not parts.username and not any(sign.isspace() for sign in url)


def _faults(definition: Definition, reasons: Collection[str]) -> Iterator[Fault]:
    if not said_somewhere(definition.title):
        yield Fault(FaultKind.NO_TITLE, "title-de", "title")
    if definition.items is not None:
        yield from _item_faults(definition.items, reasons)
    yield from _page_faults(definition)
    for code, count in Counter(codes_of(definition)).items():
        if count > 1:
            yield Fault(FaultKind.SAME_CODE, place=f"questions/{code}", about=code)
    if definition.items is None and all(isinstance(question, Hidden) for question in definition.questions()):
        yield Fault(FaultKind.NOTHING_ASKED, "parts")
    if definition.mail is not None:
        yield from mail_faults(definition.mail)


def _page_faults(definition: Definition) -> Iterator[Fault]:
    known: dict[str, tuple[str, ...]] = {}
    for number, page in enumerate(definition.pages, 1):
        if not page.questions:
            yield Fault(FaultKind.EMPTY_PAGE, "title-de", f"pages/{number}", str(number))
        for question in page.questions:
            for fault in question_faults(question):
                yield Fault(fault.kind, fault.field, f"questions/{question.code}", fault.about)
            when = when_of(question)
            if when is not None and not set(when.values) <= set(known.get(when.question, ())):
                yield Fault(FaultKind.LATER_CONDITION, "when", f"questions/{question.code}")
            known[question.code] = values_of(question)


def _item_faults(items: ItemQuestions, reasons: Collection[str]) -> Iterator[Fault]:
    if not said_somewhere(items.words):
        yield Fault(FaultKind.NO_WORDS, "words-de", "items")
    offered = reasons_of(items)
    if not offered:
        yield Fault(FaultKind.NO_REASON, place="items")
    for code, count in Counter(offered).items():
        if count > 1:
            yield Fault(FaultKind.SAME_CODE, place="items", about=code)
    named = {code for follow_up in items.follow_ups for code in follow_up.reasons}
    named |= {code for one in items.helps for code in one.reasons}
    for code in dict.fromkeys((*offered, *sorted(named), *items.photos)):
        if code not in reasons:
            yield Fault(FaultKind.UNKNOWN_REASON, place="items", about=code)
    for follow_up in items.follow_ups:
        place = f"follow-ups/{follow_up.code}"
        if not said_somewhere(follow_up.words):
            yield Fault(FaultKind.NO_WORDS, "words-de", place)
        for fault in choice_faults(follow_up.choices, needed=False):
            yield Fault(fault.kind, fault.field, place, fault.about)
    for one in items.helps:
        if not said_somewhere(one.words):
            yield Fault(FaultKind.NO_WORDS, "words-de", f"helps/{one.code}")
        if one.url and not is_https(one.url):
            yield Fault(FaultKind.NOT_HTTPS, "url", f"helps/{one.code}")


def _scale_faults(question: Scale) -> Iterator[Fault]:
    if not FEWEST_STEPS <= len(question.steps) <= MOST_STEPS:
        yield Fault(FaultKind.WRONG_STEPS, "steps")
    # Numbers, stars and faces say their value themselves; words that are not there say nothing.
    if question.style == "words":
        for number, step in enumerate(question.steps, 1):
            if not said_somewhere(step):
                yield Fault(FaultKind.UNNAMED_STEP, f"step-{number}-de", about=str(number))
