"""The steps of a form: which there are for these items and answers, and which fields belong to each. Pure.

Steps are never stored: they follow from the definition, the items and what stands in the fields so far.
Invariants: there is always at least one step; a step's key stays the same whatever is answered elsewhere; a question
counts as asked only when the question that its condition names was asked itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from surveys.answers import Fields, Item
from surveys.definition import Definition, Hidden, ItemQuestions, MultiChoice, Page, Question, When

StepKind = Literal["items", "item", "page"]
ITEMS: Final = "items"
CHOSEN: Final = "item"
_ABOUT_ITEM: Final = ("reason", "comment", "theme", "wish", "helped", "nophoto")
_WITH_DEFAULT: Final = ("quantity",)
_BELOW: Final = ("detail", "follow")


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form. ``number`` counts from 1 to ``of``; ``item`` or ``page`` is set by ``kind``."""

    key: str
    kind: StepKind
    number: int
    of: int
    item: Item | None = None
    page: Page | None = None


def steps_of(definition: Definition, items: Sequence[Item], fields: Fields) -> tuple[Step, ...]:
    """Return the steps in their order, never none.

    Several items begin with the choice of those that come back, each of which then has a step. Pages on which nothing
    would be seen are left out.
    """
    found: list[tuple[str, StepKind, Item | None, Page | None]] = []
    if definition.items is not None:
        if len(items) > 1:
            found.append((ITEMS, "items", None, None))
        found += [(f"item-{item.key}", "item", item, None) for item in chosen_items(items, fields)]
    found += [(key, "page", None, page) for key, page in _pages(definition, fields)]
    if not found:
        pages = definition.pages or (Page(definition.title, ()),)
        found.append(("page-1", "page", None, pages[0]))
    return tuple(
        Step(key, kind, number, len(found), item, page) for number, (key, kind, item, page) in enumerate(found, 1)
    )


def step_named(steps: Sequence[Step], key: str) -> Step:
    """Return the step of this key, or the first: links and drafts may name one that is gone."""
    return next((step for step in steps if step.key == key), steps[0])


def chosen_items(items: Sequence[Item], fields: Fields) -> tuple[Item, ...]:
    """Return the items that come back.

    The only item always does. Where nobody was asked to tick (``item`` is not among the fields at all; empty means
    asked and ticked none), those about which something is said.
    """
    if len(items) <= 1:
        return tuple(items)
    if CHOSEN in fields:
        ticked = {key.strip() for key in fields[CHOSEN]}
        return tuple(item for item in items if item.key in ticked)
    return tuple(item for item in items if _something_said(item.key, fields))


def asked(definition: Definition, fields: Fields) -> tuple[Question, ...]:
    """Return the questions of all pages whose conditions hold, hidden ones included, in their order."""
    found: list[Question] = []
    answered: dict[str, tuple[str, ...]] = {}
    for question in definition.questions():
        if not is_visible(condition_of(question), answered):
            continue
        found.append(question)
        values = fields.get(f"q-{question.code}", ())
        # Of a question with one answer the last value counts, here as in parsing.
        answered[f"q-{question.code}"] = values if isinstance(question, MultiChoice) else values[-1:]
    return tuple(found)


def is_visible(when: When | None, fields: Fields) -> bool:
    """Tell whether a condition holds; none always does. ``fields`` are those of questions that were asked."""
    if when is None:
        return True
    return any(value.strip() in when.values for value in fields.get(f"q-{when.question}", ()))


def condition_of(question: Question) -> When | None:
    """Return a question's condition, if it has one."""
    return None if isinstance(question, Hidden) else question.when


def field_names(definition: Definition, items: Sequence[Item], step: Step, last: bool) -> frozenset[str]:
    """Return the names of the fields that a step may post; files are none of them.

    Hidden questions belong to the first step, where the link arrives; contact and call back to the ``last``.
    """
    names: set[str] = set()
    if step.kind == "items":
        names.add(CHOSEN)
    if step.item is not None and definition.items is not None:
        names |= _item_names(definition.items, step.item.key)
    if step.page is not None:
        names |= {f"q-{question.code}" for question in step.page.questions if not isinstance(question, Hidden)}
    if step.number == 1:
        names |= {f"q-{question.code}" for question in definition.questions() if isinstance(question, Hidden)}
    if last and definition.contact:
        names |= {"tell_me", "email"}
    if last and definition.call_back:
        names |= {"call_me", "phone"}
    return frozenset(names)


def merged(fields: Fields, posted: Fields, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return what stands in the form after a step was posted: its fields replaced, all others kept.

    A step's field that was not posted is gone, but for ``item``: it stays as empty, which says that none was ticked.
    """
    kept = {name: tuple(values) for name, values in fields.items() if name not in names}
    new = {name: tuple(posted[name]) for name in sorted(names) if posted.get(name)}
    if CHOSEN in names:
        new.setdefault(CHOSEN, ())
    return kept | new


def _pages(definition: Definition, fields: Fields) -> Iterator[tuple[str, Page]]:
    shown = {question.code for question in asked(definition, fields)}
    for number, page in enumerate(definition.pages, 1):
        if _may_show(page, shown):
            yield f"page-{number}", page


def _may_show(page: Page, shown: Collection[str]) -> bool:
    """Conditions inside a page are decided in the browser while it is filled in, so they do not hide it."""
    here: set[str] = set()
    for question in page.questions:
        if isinstance(question, Hidden):
            continue
        if question.code in shown or (question.when is not None and question.when.question in here):
            here.add(question.code)
    return bool(here)


def _item_names(questions: ItemQuestions, key: str) -> set[str]:
    names = {f"{part}-{key}" for part in (*_ABOUT_ITEM, *_WITH_DEFAULT)}
    names |= {f"detail-{key}-{group.code}" for group in questions.groups}
    names |= {f"follow-{key}-{follow_up.code}" for follow_up in questions.follow_ups}
    return names


def _something_said(key: str, fields: Fields) -> bool:
    # The number of pieces is filled in beforehand and so says nothing.
    exact = {f"{part}-{key}" for part in _ABOUT_ITEM}
    starts = tuple(f"{part}-{key}-" for part in _BELOW)
    return any(
        (name in exact or name.startswith(starts)) and any(value.strip() for value in values)
        for name, values in fields.items()
    )
