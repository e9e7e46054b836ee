"""How the fields of a form become answers. Pure: values in, values out.

Invariants: nothing is mandatory, so an empty form is a valid answer; codes decide, never labels; no fields whatsoever
raise; what is read can be put back into the form (refill.py) and gives the same answers again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.answers import Answers, Fields, Given, Item, Problem, Problems
from surveys.definition import Definition
from surveys.parsing_fields import NO_PHOTOS, Reading
from surveys.steps import Step


def parse_answers(
    definition: Definition, items: Sequence[Item], fields: Fields, seed: str, photos: Mapping[str, int] = NO_PHOTOS
) -> Answers | Problems:
    """Read a whole form, or say what is wrong and in which step.

    ``seed`` is that of the shuffled reasons (reason_choices.py). ``photos``: how many pictures each place has, an item's
    key or ``q-<code>``. Fields that the definition does not ask for, or whose condition does not hold, are ignored.
    """
    raise NotImplementedError


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
    raise NotImplementedError
