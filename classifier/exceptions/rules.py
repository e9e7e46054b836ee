"""Rules of members: "always this theme when a comment contains …", or never. Pure; the patterns: parsing.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from classifier.exceptions.patterns import Pattern
from classifier.exceptions.written import Written

ALWAYS: Final = "always"
NEVER: Final = "never"
Effect = Literal["always", "never"]


@dataclass(frozen=True, slots=True)
class Rule:
    """An exception: a theme that is always, or never, given to texts like this."""

    theme: str
    effect: Effect
    pattern: Pattern


class RuleBook:
    """All rules of a shop, to be asked about one text after the other."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = tuple(rules)

    def apply(self, text: str) -> dict[str, bool]:
        """Return the themes that rules settle: True = always, False = never. Where two rules disagree, never wins."""
        if not self._rules or not text:
            return {}
        written = Written(text)
        settled: dict[str, bool] = {}
        for rule in self._rules:
            if rule.pattern.matches(written):
                settled[rule.theme] = settled.get(rule.theme, True) and rule.effect == ALWAYS
        return settled

    def spans(self, text: str, theme: str) -> list[tuple[int, int]]:
        """Return the places of the words for which rules give the theme to this text."""
        written = Written(text)
        given = [rule for rule in self._rules if rule.theme == theme and rule.effect == ALWAYS]
        return sorted({span for rule in given for span in rule.pattern.spans(written)})


NO_RULES: Final = RuleBook()


def settled(themes: Mapping[str, bool], successors: Mapping[str, str]) -> dict[str, bool]:
    """Return what rules say in the names of today's themes; where merged themes disagree, never wins."""
    found: dict[str, bool] = {}
    for theme, yes in themes.items():
        code = successors.get(theme, theme)
        found[code] = found.get(code, True) and yes
    return found
