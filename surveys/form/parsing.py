"""How the fields of a form become answers. Pure: values in, values out.

Invariants: nothing is mandatory, so an empty form is a valid answer; codes decide, never labels; no fields whatsoever
raise; what is read can be put back into the form (refill.py) and gives the same answers again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from surveys.answers import Answers, Fields, Given, Item, ItemAnswer, Problem, Problems, Said
from surveys.definition import Definition, Page, Scale
from surveys.form.parsing_fields import NO_PHOTOS, Reading
from surveys.form.parsing_items import read_item
from surveys.form.parsing_pages import read_contact, read_question
from surveys.form.steps import Step, asked, chosen_items, steps_of


def parse_answers(
    definition: Definition, items: Sequence[Item], fields: Fields, seed: str, photos: Mapping[str, int] = NO_PHOTOS
) -> Answers | Problems:
    """Read a whole form, or say what is wrong and in which step.

    ``seed`` is that of the shuffled reasons (reason_choices.py). ``photos``: how many pictures each item has, by its
    key. Fields that the definition does not ask for, or whose condition does not hold, are ignored.
    """
    problems: list[Problem] = []
    about_items, follow_ups = _items(definition, items, fields, seed, photos, problems)
    given, said = _pages(definition, fields, problems)
    last = steps_of(definition, items, fields)[-1].key
    contact = read_contact(Reading(fields, last, problems), definition)
    if problems:
        return Problems(tuple(problems))
    return Answers(
        items=about_items,
        given=(*follow_ups, *given),
        said=said,
        rating=_rating(definition, given),
        wants_news=contact.wants_news,
        email=contact.email,
        wants_call=contact.wants_call,
        phone=contact.phone,
    )


def parse_step(
    definition: Definition,
    items: Sequence[Item],
    fields: Fields,
    step: Step,
    last: bool,
    seed: str,
    photos: Mapping[str, int] = NO_PHOTOS,
) -> tuple[Problem, ...]:
    """Return what is wrong in one step; ``last`` says that it carries the contact."""
    reading = Reading(fields, step.key)
    if step.item is not None and definition.items is not None:
        read_item(reading, definition.items, step.item, seed, photos)
    if step.page is not None:
        _page(reading, step.page, _shown(definition, fields))
    if last:
        read_contact(reading, definition)
    return tuple(reading.problems)


def _items(
    definition: Definition,
    items: Sequence[Item],
    fields: Fields,
    seed: str,
    photos: Mapping[str, int],
    problems: list[Problem],
) -> tuple[tuple[ItemAnswer, ...], tuple[Given, ...]]:
    if definition.items is None:
        return (), ()
    read = [
        read_item(Reading(fields, f"item-{item.key}", problems), definition.items, item, seed, photos)
        for item in chosen_items(items, fields)
    ]
    return tuple(answer for answer, _ in read), tuple(given for _, follow_ups in read for given in follow_ups)


def _pages(
    definition: Definition, fields: Fields, problems: list[Problem]
) -> tuple[tuple[Given, ...], tuple[Said, ...]]:
    shown = _shown(definition, fields)
    read = [
        answer
        for number, page in enumerate(definition.pages, 1)
        for answer in _page(Reading(fields, f"page-{number}", problems), page, shown)
    ]
    given = tuple(answer for answer in read if isinstance(answer, Given))
    return given, tuple(answer for answer in read if isinstance(answer, Said))


def _shown(definition: Definition, fields: Fields) -> frozenset[str]:
    return frozenset(question.code for question in asked(definition, fields))


def _page(reading: Reading, page: Page, shown: Collection[str]) -> list[Given | Said]:
    read = [read_question(reading, question) for question in page.questions if question.code in shown]
    return [answer for answer in read if answer is not None]


def _rating(definition: Definition, given: Sequence[Given]) -> int | None:
    """The value of the first satisfaction scale that was asked."""
    values = {answer.question: answer.number for answer in given}
    scales = (one for one in definition.questions() if isinstance(one, Scale) and one.kind == "csat")
    return next((values[scale.code] for scale in scales if scale.code in values), None)
