"""What a page of the form is made from: everything that is known when it is drawn. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from surveys.answers import Fields, Item, Problem
from surveys.definition import Definition
from surveys.form.steps import Step
from surveys.ports import Guess


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A picture that is stored already. ``place``: key of the item, or ``q-<code>``; ``url`` is our own."""

    id: int
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class FormView:
    """One step of one customer's form.

    ``fields``: draft or typed, of all steps. ``reason_names``: by code, groups included. ``seed``: names the customer
    for shuffling. ``problems``: of all steps; those of this one are drawn. ``guesses``: suggested themes by place (an
    item's key), ``theme_names``: of all themes, for chips that were tapped and are no longer guessed.

    ``known_email``, ``known_phone``: stored already, never shown again. ``saved``: a draft is stored.
    ``confirm_again``: it looked like a robot. ``not_mine``: offers to say that this is another person's order.
    ``keep_days``: how long texts are kept, 0 = not limited. ``suggest_url`` "": no chips while typing. ``score``: the
    link's ``?score=``, taken for the first scale or NPS that is not answered yet.
    """

    definition: Definition
    items: tuple[Item, ...]
    step: Step
    steps: tuple[Step, ...]
    fields: Fields
    reason_names: Mapping[str, str]
    seed: str
    action: str
    nonce: str
    open_until: date
    order_number: str
    problems: tuple[Problem, ...] = ()
    guesses: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict)
    theme_names: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[PhotoShown, ...] = ()
    known_email: bool = False
    known_phone: bool = False
    changes: bool = False
    saved: bool = False
    confirm_again: bool = False
    kiosk: bool = False
    preview: bool = False
    suggest_url: str = ""
    not_mine: bool = False
    keep_days: int = 0
    score: str = ""

    def one(self, name: str) -> str:
        """Return a field's value, "" for none; of several the last counts, as in parsing."""
        values = self.fields.get(name, ())
        return values[-1] if values else ""

    def last(self) -> bool:
        """Tell whether this is the last step."""
        return self.step.number == self.step.of
