"""What a new version changes compared with an older one. Pure: kinds and codes; sentences.py says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from surveys.definition import Definition, Hidden, ItemQuestions, Question, Words

ChangeKind = Literal["added", "removed", "changed", "moved"]
NOTHING: Final = Words()
PartKind = Literal["question", "page", "title", "items", "group", "follow_up", "help", "mail", "settings"]


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs. ``words`` name it where it has words of its own, ``code`` otherwise."""

    kind: ChangeKind
    part: PartKind
    code: str = ""
    words: Words = NOTHING


def changes_between(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Return what ``after`` adds, removes, changes and moves."""
    return tuple(_changes(before, after))


def _changes(before: Definition, after: Definition) -> Iterator[Change]:
    if (before.title, before.intro) != (after.title, after.intro):
        yield Change("changed", "title")
    yield from _item_changes(before, after)
    yield from _question_changes(before, after)
    if [page.title for page in before.pages] != [page.title for page in after.pages]:
        yield Change("changed", "page")
    if before.mail != after.mail:
        yield Change("changed", "mail")
    if _settings(before) != _settings(after):
        yield Change("changed", "settings")


def _question_changes(before: Definition, after: Definition) -> Iterator[Change]:
    old, new = _by_code(before), _by_code(after)
    for code, question in old.items():
        if code not in new:
            yield Change("removed", "question", code, _words(question))
    for code, question in new.items():
        if code not in old:
            yield Change("added", "question", code, _words(question))
        elif question != old[code]:
            yield Change("changed", "question", code, _words(question))
    if _order(before, new) != _order(after, old):
        yield Change("moved", "question")


def _item_changes(before: Definition, after: Definition) -> Iterator[Change]:
    old, new = before.items, after.items
    if old is None or new is None:
        if new is not None:
            yield Change("added", "items")
        if old is not None:
            yield Change("removed", "items")
        return
    if (old.words, old.comment, old.wishes, old.last) != (new.words, new.comment, new.wishes, new.last):
        yield Change("changed", "items")
    yield from _compared("group", _groups(old), _groups(new))
    yield from _compared("follow_up", {f.code: f for f in old.follow_ups}, {f.code: f for f in new.follow_ups})
    yield from _compared("help", {h.code: h for h in old.helps}, {h.code: h for h in new.helps})


def _compared(part: PartKind, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for code in old:
        if code not in new:
            yield Change("removed", part, code, _own_words(old[code]))
    for code, value in new.items():
        if code not in old:
            yield Change("added", part, code, _own_words(value))
        elif value != old[code]:
            yield Change("changed", part, code, _own_words(value))


def _groups(items: ItemQuestions) -> dict[str, object]:
    return {
        group.code: (group, tuple(items.photos.get(code) for code in (group.code, *group.children)))
        for group in items.groups
    }


def _own_words(part: object) -> Words:
    words = getattr(part, "words", NOTHING)
    return words if isinstance(words, Words) else NOTHING


def _by_code(definition: Definition) -> dict[str, Question]:
    return {question.code: question for question in definition.questions()}


def _order(definition: Definition, known: Mapping[str, Question]) -> list[list[str]]:
    pages = [[question.code for question in page.questions if question.code in known] for page in definition.pages]
    return [page for page in pages if page]


def _words(question: Question) -> Words:
    return NOTHING if isinstance(question, Hidden) else question.words


def _settings(definition: Definition) -> tuple[object, ...]:
    return (
        definition.contact,
        definition.call_back,
        definition.anonymous,
        definition.reminder_days,
        definition.expires_days,
        definition.not_after,
    )
