"""A stored answer as the fields of its form, so that a customer can change it. Pure.

Invariant: reading the fields again (parsing.py) gives the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.answers import Answers, Given, Item, ItemAnswer
from surveys.definition import Definition, ItemQuestions
from surveys.form.parsing_fields import NO_PHOTOS, YES
from surveys.form.reason_choices import group_of, photo_rule
from surveys.form.steps import CHOSEN


def fields_of(
    definition: Definition, items: Sequence[Item], answers: Answers, photos: Mapping[str, int] = NO_PHOTOS
) -> dict[str, tuple[str, ...]]:
    """Return the fields of a form that says what was answered. ``photos`` as in parse_answers.

    What was said about items that are not there any more is left out.
    """
    fields: dict[str, tuple[str, ...]] = {}
    keys = {item.key for item in items}
    present = [answer for answer in answers.items if answer.key in keys]
    if definition.items is not None:
        if len(items) > 1:
            fields[CHOSEN] = tuple(answer.key for answer in present)
        for answer in present:
            fields |= _item_fields(definition.items, answer, photos)
    fields |= {_name(given): _values(given) for given in answers.given if not given.item or given.item in keys}
    fields |= {f"q-{said.question}": (said.text,) for said in answers.said}
    return fields | _contact_fields(answers)


def _item_fields(questions: ItemQuestions, answer: ItemAnswer, photos: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    key = answer.key
    # Answers of the time before reasons had groups carry none.
    group = answer.group or group_of(questions, answer.reason)
    needs_photo = photo_rule(questions, answer.reason, group) == "required"
    found = {
        f"reason-{key}": group,
        f"detail-{key}-{group}": answer.reason if answer.reason != group else "",
        f"comment-{key}": answer.comment,
        f"wish-{key}": answer.wish,
        f"quantity-{key}": str(answer.quantity),
        f"helped-{key}": YES if answer.helped else "",
        f"nophoto-{key}": YES if needs_photo and not photos.get(key) else "",
    }
    fields = {name: (value,) for name, value in found.items() if value}
    return fields | ({f"theme-{key}": answer.themes} if answer.themes else {})


def _name(given: Given) -> str:
    return f"follow-{given.item}-{given.question}" if given.item else f"q-{given.question}"


def _values(given: Given) -> tuple[str, ...]:
    if given.number is not None:
        return (str(given.number),)
    return given.codes or (given.text,)


def _contact_fields(answers: Answers) -> dict[str, tuple[str, ...]]:
    found = {
        "tell_me": YES if answers.wants_news else "",
        "email": answers.email,
        "call_me": YES if answers.wants_call else "",
        "phone": answers.phone,
    }
    return {name: (value,) for name, value in found.items() if value}
