"""The rules and the glossary as they stand in the database, read once per batch."""

from __future__ import annotations

from classifier.exceptions.glossary import Glossary
from classifier.exceptions.rules import ALWAYS, NEVER, Pattern, Rule, RuleBook, parse
from feedback_app.foundation.dialect import fetch


async def rule_book() -> RuleBook:
    """Return the rules that are in force, oldest first; one that cannot be read any more is left out."""
    rows = await fetch('SELECT "theme", "effect", "pattern" FROM "theme_rule" WHERE "active" = ? ORDER BY "id"', True)
    rules = []
    for row in rows:
        pattern = parse(row["pattern"])
        if isinstance(pattern, Pattern):
            rules.append(Rule(row["theme"], NEVER if row["effect"] == NEVER else ALWAYS, pattern))
    return RuleBook(rules)


async def glossary() -> Glossary:
    """Return the words of this shop."""
    rows = await fetch('SELECT "word", "meaning" FROM "glossary_word" ORDER BY "id"')
    return Glossary({row["word"]: row["meaning"] for row in rows})
