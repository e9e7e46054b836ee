"""What is known about a comment, from all who speak about it: rules, its customer, the stated reason, the model.

Who is believed, first to last: a member's correction (it never comes here: assignments.py leaves such a comment
alone), a rule that a member wrote, what the customer confirmed or denied of their own text, the reason stated on the
form, the model. A theme that the customer denied is not assigned by the model; a stated reason, a rule and a member's
correction outweigh the denial, because they were given on purpose. Whoever names a merged theme means the one that has
its comments now. What is neither German nor English the model does not judge. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from classifier.exceptions.glossary import NO_GLOSSARY, Glossary
from classifier.exceptions.rules import NO_RULES, RuleBook, settled
from classifier.text import has_content, language_of, reads_as
from classifier.themes import theme_of_reason

if TYPE_CHECKING:
    # Learning machinery takes a second to import, and reading themes needs none of it.
    from classifier.model import ThemeModel

MEMBER: Final = "member"
RULE: Final = "rule"
CUSTOMER: Final = "customer"
REASON: Final = "reason"
MODEL: Final = "model"

Heard = Mapping[int, Mapping[str, bool]]
"""By comment, the themes its customer spoke about: True = confirmed, False = denied."""


NOTHING_SAID: Final[Mapping[str, bool]] = MappingProxyType({})
NO_SUCCESSORS: Final[Mapping[str, str]] = MappingProxyType({})


class Outcome(StrEnum):
    """What became of a comment: themes, none fits, nothing to read, or neither German nor English."""

    THEMES = "themes"
    NONE = "none"
    EMPTY = "empty"
    FOREIGN = "foreign"


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
    """One theme, who says so (``member``, ``rule``, ``customer``, ``reason`` or ``model``) and how sure it is, 0..1."""

    theme: str
    probability: float
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known about one comment; ``novelty`` is None where the model had nothing to judge.

    ``overruled``: themes that its customer confirmed and a rule forbids. ``reason_in_text``: whether the text tells of
    the stated reason; None without such a reason, or without a theme in the text.
    """

    comment: Waiting
    language: str
    outcome: Outcome
    novelty: float | None
    assigned: tuple[Assigned, ...]
    overruled: tuple[str, ...] = ()
    reason_in_text: bool | None = None


def examine(
    waiting: Sequence[Waiting],
    model: ThemeModel,
    live: frozenset[str],
    heard: Heard,
    *,
    rules: RuleBook = NO_RULES,
    glossary: Glossary = NO_GLOSSARY,
    successors: Mapping[str, str] = NO_SUCCESSORS,
) -> list[Finding]:
    """Join what each text says to the model with what people said about it; ``live`` themes only.

    ``rules`` read the customer's own words, the model reads them with the meaning the ``glossary`` gives them.
    """
    readings = [_reading(comment, glossary) for comment in waiting]
    said = model.answers([reading.text for reading in readings], [reading.language for reading in readings])
    column = {theme: i for i, theme in enumerate(model.classes_)}
    findings = []
    for i, (comment, reading) in enumerate(zip(waiting, readings, strict=True)):
        likely = {} if reading.foreign else {t: float(said.probabilities[i, column[t]]) for t in said.themes[i]}
        ruled, spoken = settled(rules.apply(comment.text), successors), heard.get(comment.id, NOTHING_SAID)
        assigned = joined(comment.reason, likely, spoken, live, ruled, successors)
        in_text = {*(successors.get(t, t) for t in likely), *(t for t, yes in ruled.items() if yes)} & live
        found = Finding(
            comment,
            # A guess needs words; without any, only what the form says is known.
            language=reading.language if reading.says else comment.language[:2],
            outcome=Outcome.THEMES if assigned else reading.without,
            novelty=float(said.novelty[i]) if reading.without is Outcome.NONE else None,
            assigned=assigned,
            overruled=tuple(t for t, yes in spoken.items() if yes and ruled.get(successors.get(t, t)) is False),
            reason_in_text=tells_of(stated_theme(comment.reason, live, successors), in_text),
        )
        findings.append(found)
    return findings


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the model reads of a comment; ``without``: the outcome where it gets no theme."""

    text: str
    language: str
    says: bool
    without: Outcome

    @property
    def foreign(self) -> bool:
        return self.without is Outcome.FOREIGN


def _reading(comment: Waiting, glossary: Glossary) -> _Reading:
    text = glossary.read(comment.text)
    says = has_content(text)
    if says and not reads_as(comment.text):
        return _Reading(text, "", says, Outcome.FOREIGN)
    without = Outcome.NONE if says else Outcome.EMPTY
    return _Reading(text, language_of(comment.text, comment.language), says, without)


def joined(
    reason: str,
    likely: Mapping[str, float],
    heard: Mapping[str, bool],
    live: frozenset[str],
    ruled: Mapping[str, bool] = NOTHING_SAID,
    successors: Mapping[str, str] = NO_SUCCESSORS,
) -> tuple[Assigned, ...]:
    """Return the themes of one comment, each once with the most trusted who says so; ``likely`` is the model's."""
    spoken = _today(heard, successors)
    given = [Assigned(theme, 1.0, RULE) for theme, yes in ruled.items() if yes]
    given += [Assigned(theme, 1.0, CUSTOMER) for theme, yes in spoken.items() if yes]
    if stated := stated_theme(reason, live, successors):
        given.append(Assigned(stated, 1.0, REASON))
    guessed = [Assigned(successors.get(theme, theme), sure, MODEL) for theme, sure in likely.items()]
    given += [one for one in guessed if spoken.get(one.theme, True)]
    allowed = [one for one in given if one.theme in live and ruled.get(one.theme, True)]
    # The most trusted speak first; of what the model says about two themes that are one now, the surer counts.
    first: dict[str, Assigned] = {}
    for one in allowed:
        known = first.setdefault(one.theme, one)
        if known.source == MODEL and one.probability > known.probability:
            first[one.theme] = one
    return tuple(first.values())


def _today(heard: Mapping[str, bool], successors: Mapping[str, str]) -> dict[str, bool]:
    """Return what a customer said in the names of today's themes; a yes to one of two that are one now is a yes."""
    spoken: dict[str, bool] = {}
    for theme, yes in heard.items():
        code = successors.get(theme, theme)
        spoken[code] = spoken.get(code, False) or yes
    return spoken


def stated_theme(reason: str, live: frozenset[str], successors: Mapping[str, str] = NO_SUCCESSORS) -> str | None:
    """Return the theme of today that a stated reason stands for, or None where it stands for none."""
    stated = theme_of_reason(reason, live | successors.keys())
    today = successors.get(stated, stated) if stated else None
    return today if today in live else None


def tells_of(stated: str | None, in_text: Collection[str]) -> bool | None:
    """Tell whether the themes of a text hold the stated one; None where there is nothing to compare."""
    return stated in in_text if stated and in_text else None
