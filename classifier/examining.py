"""What is known about a comment, from all who speak about it: a customer's confirmation, a stated reason, the model.

Who is believed, first to last: a member's correction (it never comes here: assignments.py leaves such a comment
alone), what the customer confirmed or denied of their own text, the reason stated on the form, the model. A theme that
the customer denied is not assigned by the model; a stated reason and a member's correction outweigh the denial, because
they were given on purpose. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from classifier.text import has_content, language_of
from classifier.themes import theme_of_reason

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and reading themes needs none of it.
    from classifier.model import ThemeModel

MEMBER: Final = "member"
CUSTOMER: Final = "customer"
REASON: Final = "reason"
MODEL: Final = "model"

Heard = Mapping[int, Mapping[str, bool]]
"""By comment, the themes its customer spoke about: True = confirmed, False = denied."""


class Outcome(StrEnum):
    """What became of a comment: it has themes, none fits, or there was nothing to read."""

    THEMES = "themes"
    NONE = "none"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment to classify."""

    id: int
    day: date
    reason: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """One theme, who says so (``member``, ``customer``, ``reason`` or ``model``) and how sure it is, 0..1."""

    theme: str
    probability: float
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known about one comment; ``novelty`` is None without a text."""

    comment: Waiting
    language: str
    outcome: Outcome
    novelty: float | None
    assigned: tuple[Assigned, ...]


def examine(waiting: Sequence[Waiting], model: ThemeModel, live: frozenset[str], heard: Heard) -> list[Finding]:
    """Join what each text says to the model with what its customer said about it; ``live`` themes only."""
    texts = [w.text for w in waiting]
    languages = [language_of(w.text, w.language) for w in waiting]
    said = model.answers(texts, languages)
    column = {theme: i for i, theme in enumerate(model.classes_)}
    findings = []
    for i, comment in enumerate(waiting):
        likely = {theme: float(said.probabilities[i, column[theme]]) for theme in said.themes[i] if theme in live}
        assigned = joined(comment.reason, likely, heard.get(comment.id, {}), live)
        findings.append(_finding(comment, languages[i], float(said.novelty[i]), assigned))
    return findings


def joined(
    reason: str, likely: Mapping[str, float], heard: Mapping[str, bool], live: frozenset[str]
) -> tuple[Assigned, ...]:
    """Return the themes of one comment, each once with the most trusted who says so; ``likely`` is the model's."""
    confirmed = [theme for theme, yes in heard.items() if yes and theme in live]
    stated = theme_of_reason(reason, live)
    assigned = [Assigned(theme, 1.0, CUSTOMER) for theme in confirmed]
    if stated and stated not in confirmed:
        assigned.append(Assigned(stated, 1.0, REASON))
    settled = {stated, *heard}
    assigned += [Assigned(theme, sure, MODEL) for theme, sure in likely.items() if theme not in settled]
    return tuple(assigned)


def _finding(comment: Waiting, language: str, novelty: float, assigned: tuple[Assigned, ...]) -> Finding:
    says_something = has_content(comment.text)
    without = Outcome.NONE if says_something else Outcome.EMPTY
    return Finding(
        comment,
        # A guess needs words; without any, only what the form says is known.
        language if says_something else comment.language[:2],
        Outcome.THEMES if assigned else without,
        novelty if says_something else None,
        assigned,
    )
