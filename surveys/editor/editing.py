"""Operations on a survey's pages and questions. Pure: a definition in, a definition out.

Invariants: codes stay unique; a condition only ever names an earlier question and values that it has. A step that would
break a condition returns the definition as it was; removing a question takes the conditions with it that named it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from surveys.definition import (
    Definition,
    Hidden,
    MultiChoice,
    Nps,
    Page,
    Question,
    Scale,
    SingleChoice,
    When,
    Words,
    YesNo,
)


def values_of(question: Question) -> tuple[str, ...]:
    """Return what a condition may wait for; () for questions whose answers cannot be listed."""
    match question:
        case Scale():
            return tuple(str(number) for number in range(1, len(question.steps) + 1))
        case Nps():
            return tuple(str(number) for number in range(11))
        case SingleChoice() | MultiChoice():
            return tuple(choice.code for choice in question.choices)
        case YesNo():
            return ("yes", "no")
        case _:
            return ()


def codes_of(definition: Definition) -> tuple[str, ...]:
    """Return the codes of all questions and follow-ups: they share one column of answers."""
    items = definition.items
    follow_ups = [follow_up.code for follow_up in items.follow_ups] if items else []
    comment = [items.comment.code] if items and items.comment else []
    return (*(question.code for question in definition.questions()), *follow_ups, *comment)


def question_named(definition: Definition, code: str) -> Question | None:
    """Return one question of the pages."""
    return next((question for question in definition.questions() if question.code == code), None)


def page_of(definition: Definition, code: str) -> int:
    """Return the index of the page that holds a question; ValueError when none does."""
    return _place(definition, code)[0]


def earlier_questions(definition: Definition, code: str, page: int) -> tuple[Question, ...]:
    """Return the questions a condition may name: those before ``code``, or up to the end of ``page`` for a new one."""
    found = []
    for index, question in _with_pages(definition):
        if question.code == code or (not code and index > page):
            break
        if values_of(question):
            found.append(question)
    return tuple(found)


def add_question(definition: Definition, page: int, question: Question) -> Definition:
    """Put a question at the end of a page; the first one makes a page where there is none."""
    if not definition.pages:
        return replace(definition, pages=(Page(Words(), (question,)),))
    at = min(max(page, 0), len(definition.pages) - 1)
    held = definition.pages[at]
    return _with_page(definition, at, replace(held, questions=(*held.questions, question)))


def replace_question(definition: Definition, question: Question) -> Definition:
    """Put a changed question in the place of the one with its code."""
    page, position = _place(definition, question.code)
    questions = definition.pages[page].questions
    changed = (*questions[:position], question, *questions[position + 1 :])
    return settled(_with_page(definition, page, replace(definition.pages[page], questions=changed)))


def remove_question(definition: Definition, code: str) -> Definition:
    """Take a question out, and the conditions that named it."""
    page, position = _place(definition, code)
    return settled(_without(definition, page, position))


def copy_question(definition: Definition, code: str, new_code: str) -> Definition:
    """Put a copy right behind a question."""
    page, position = _place(definition, code)
    questions = definition.pages[page].questions
    made = replace(questions[position], code=new_code)
    copied = (*questions[: position + 1], made, *questions[position + 1 :])
    return _with_page(definition, page, replace(definition.pages[page], questions=copied))


def move_question(definition: Definition, code: str, step: int) -> Definition:
    """Move a question up (-1) or down (1), over the edge of its page into the next one."""
    page, position = _place(definition, code)
    questions = definition.pages[page].questions
    question = questions[position]
    if 0 <= position + step < len(questions):
        rest = (*questions[:position], *questions[position + 1 :])
        moved = (*rest[: position + step], question, *rest[position + step :])
        return _kept(definition, _with_page(definition, page, replace(definition.pages[page], questions=moved)))
    if not 0 <= page + step < len(definition.pages):
        return definition
    taken = _without(definition, page, position)
    target = taken.pages[page + step]
    joined = (*target.questions, question) if step < 0 else (question, *target.questions)
    return _kept(definition, _with_page(taken, page + step, replace(target, questions=joined)))


def add_page(definition: Definition, title: Words) -> Definition:
    """Put an empty page at the end."""
    return replace(definition, pages=(*definition.pages, Page(title, ())))


def rename_page(definition: Definition, page: int, title: Words) -> Definition:
    """Give a page another title."""
    return _with_page(definition, page, replace(definition.pages[page], title=title))


def split_page(definition: Definition, code: str) -> Definition:
    """Begin a new page with this question; it takes those behind it along. Nothing happens to a page's first one."""
    page, position = _place(definition, code)
    held = definition.pages[page]
    if position == 0:
        return definition
    first, second = replace(held, questions=held.questions[:position]), Page(Words(), held.questions[position:])
    return replace(definition, pages=(*definition.pages[:page], first, second, *definition.pages[page + 1 :]))


def remove_page(definition: Definition, page: int) -> Definition:
    """Take a page's head away: its questions join the page before it, or the one behind the first."""
    held = definition.pages[page]
    rest = (*definition.pages[:page], *definition.pages[page + 1 :])
    if not rest:
        return replace(definition, pages=()) if not held.questions else definition
    heir = max(page - 1, 0)
    kept = rest[heir].questions
    joined = replace(rest[heir], questions=(*kept, *held.questions) if page else (*held.questions, *kept))
    return replace(definition, pages=(*rest[:heir], joined, *rest[heir + 1 :]))


def move_page(definition: Definition, page: int, step: int) -> Definition:
    """Let a page change places with the one before (-1) or behind it (1)."""
    if not 0 <= page + step < len(definition.pages):
        return definition
    pages = list(definition.pages)
    pages[page], pages[page + step] = pages[page + step], pages[page]
    return _kept(definition, replace(definition, pages=tuple(pages)))


def settled(definition: Definition) -> Definition:
    """Drop conditions on questions that do not stand earlier, and on values that these do not have."""
    known: dict[str, tuple[str, ...]] = {}
    pages = []
    for page in definition.pages:
        questions = []
        for question in page.questions:
            questions.append(_settled(question, known))
            known[question.code] = values_of(question)
        pages.append(replace(page, questions=tuple(questions)))
    return replace(definition, pages=tuple(pages))


def with_when(question: Question, when: When | None) -> Question:
    """Return the question under this condition; a hidden field has none."""
    return question if isinstance(question, Hidden) else replace(question, when=when)


def when_of(question: Question) -> When | None:
    """Return the condition of a question, None when it is always asked."""
    return None if isinstance(question, Hidden) else question.when


def _settled(question: Question, known: dict[str, tuple[str, ...]]) -> Question:
    when = when_of(question)
    if when is None:
        return question
    values = tuple(value for value in when.values if value in known.get(when.question, ()))
    return with_when(question, When(when.question, values) if values else None)


def _kept(before: Definition, after: Definition) -> Definition:
    """Return ``after`` unless that would break a condition."""
    return after if settled(after) == after or settled(before) != before else before


def _with_pages(definition: Definition) -> Iterator[tuple[int, Question]]:
    for index, page in enumerate(definition.pages):
        for question in page.questions:
            yield index, question


def _place(definition: Definition, code: str) -> tuple[int, int]:
    for number, page in enumerate(definition.pages):
        for position, question in enumerate(page.questions):
            if question.code == code:
                return number, position
    raise ValueError(code)


def _with_page(definition: Definition, at: int, page: Page) -> Definition:
    return replace(definition, pages=(*definition.pages[:at], page, *definition.pages[at + 1 :]))


def _without(definition: Definition, page: int, position: int) -> Definition:
    questions = definition.pages[page].questions
    rest = (*questions[:position], *questions[position + 1 :])
    return _with_page(definition, page, replace(definition.pages[page], questions=rest))
