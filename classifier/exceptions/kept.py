"""The rules and the glossary as they stand in the database: read once per batch, understood once per change."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from classifier.exceptions.glossary import Glossary
from classifier.exceptions.parsing import parse
from classifier.exceptions.patterns import Pattern
from classifier.exceptions.rules import ALWAYS, NEVER, Rule, RuleBook
from feedback_app.foundation.dialect import fetch


class Kept(NamedTuple):
    """What members wrote, as stored: equal as long as nobody changed anything."""

    rules: tuple[tuple[str, str, str], ...]
    """Theme, effect and pattern of each rule in force, oldest first."""
    words: tuple[tuple[str, str], ...]
    """Word and meaning."""

    @property
    def rule_book(self) -> RuleBook:
        """The rules, understood; one that cannot be read any more is left out."""
        return _rule_book(self.rules)

    @property
    def glossary(self) -> Glossary:
        """The words of this shop."""
        return _glossary(self.words)


async def kept_now() -> Kept:
    """Return the rules in force and the words of the glossary as they stand now."""
    rules = await fetch('SELECT "theme", "effect", "pattern" FROM "theme_rule" WHERE "active" = ? ORDER BY "id"', True)
    words = await fetch('SELECT "word", "meaning" FROM "glossary_word" ORDER BY "id"')
    return Kept(
        tuple((row["theme"], row["effect"], row["pattern"]) for row in rules),
        tuple((row["word"], row["meaning"]) for row in words),
    )


@lru_cache(maxsize=2)
def _rule_book(rules: tuple[tuple[str, str, str], ...]) -> RuleBook:
    understood = ((theme, effect, parse(pattern)) for theme, effect, pattern in rules)
    return RuleBook(
        [
            Rule(theme, NEVER if effect == NEVER else ALWAYS, pattern)
            for theme, effect, pattern in understood
            if isinstance(pattern, Pattern)
        ]
    )


@lru_cache(maxsize=2)
def _glossary(words: tuple[tuple[str, str], ...]) -> Glossary:
    return Glossary(dict(words))
