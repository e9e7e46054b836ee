"""What members do to rules and words: add, pause, delete; the comments concerned are read again.

Each deed is one transaction. Undoing is the deed the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from classifier.exceptions.glossary import Glossary
from classifier.exceptions.parsing import parse
from classifier.exceptions.patterns import Pattern
from classifier.exceptions.reach import Reach, reach_of, read_again
from classifier.exceptions.rules import Effect
from classifier.exceptions.written import Written
from classifier.tables import GlossaryWord, ThemeRule
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as typed."""

    theme: str = ""
    effect: Effect = "always"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A word of the glossary as typed; an empty meaning: a name that says nothing."""

    word: str = ""
    meaning: str = ""


async def add_rule(draft: RuleDraft, member_id: int, now: datetime) -> bool:
    """Put a rule in force; False where the same one stands already (a paused one goes on)."""
    same = (draft.theme, draft.effect, draft.pattern)
    reach = await reach_of(_matching(draft.pattern))
    async with transaction():
        known = await execute(
            'SELECT "id", "active" FROM "theme_rule" WHERE "theme" = ? AND "effect" = ? AND "pattern" = ?', *same
        )
        if known and known[0]["active"]:
            return False
        if known:
            await execute('UPDATE "theme_rule" SET "active" = ? WHERE "id" = ?', True, known[0]["id"])
        else:
            columns = ("theme", "effect", "pattern", "active", "member_id", "created_at")
            await insert_many(ThemeRule, columns, [(*same, True, member_id, now)])
        await read_again(reach, now)
    return True


async def pause_rule(rule_id: int, active: bool, now: datetime) -> bool:
    """Pause a rule or let it go on; False when there is no such rule in the other state."""
    reach = await _reach_of_rule(rule_id)
    changed = 'UPDATE "theme_rule" SET "active" = ? WHERE "id" = ? AND "active" <> ? RETURNING "id"'
    async with transaction():
        rows = await execute(changed, active, rule_id, active)
        if rows:
            await read_again(reach, now)
    return bool(rows)


async def delete_rule(rule_id: int, now: datetime) -> RuleDraft | None:
    """Delete a rule and return what it said; None when it is gone already."""
    reach = await _reach_of_rule(rule_id)
    deleted = 'DELETE FROM "theme_rule" WHERE "id" = ? RETURNING "theme", "effect", "pattern", "active"'
    async with transaction():
        rows = await execute(deleted, rule_id)
        if rows and rows[0]["active"]:
            await read_again(reach, now)
    return _rule(rows[0]) if rows else None


async def _reach_of_rule(rule_id: int) -> Reach:
    rows = await fetch('SELECT "pattern" FROM "theme_rule" WHERE "id" = ?', rule_id)
    return await reach_of(_matching(rows[0]["pattern"])) if rows else Reach((), whole=True)


def _rule(row: dict[str, Any]) -> RuleDraft:
    return RuleDraft(row["theme"], row["effect"], row["pattern"])


def _matching(typed: str) -> Callable[[Written], bool]:
    pattern = parse(typed)
    return pattern.matches if isinstance(pattern, Pattern) else lambda _: False


async def add_word(draft: WordDraft, member_id: int, now: datetime) -> None:
    """Put a word into the glossary, or give it another meaning."""
    anew = """
        ON CONFLICT ("word") DO UPDATE SET "meaning" = excluded."meaning", "member_id" = excluded."member_id",
            "created_at" = excluded."created_at"
    """
    reach = await reach_of(_holding(draft.word))
    async with transaction():
        columns = ("word", "meaning", "member_id", "created_at")
        await insert_many(GlossaryWord, columns, [(draft.word, draft.meaning, member_id, now)], anew)
        await read_again(reach, now)


async def delete_word(word_id: int, now: datetime) -> WordDraft | None:
    """Take a word out of the glossary and return it; None when it is gone already."""
    known = await fetch('SELECT "word" FROM "glossary_word" WHERE "id" = ?', word_id)
    reach = await reach_of(_holding(known[0]["word"])) if known else Reach((), whole=True)
    async with transaction():
        rows = await execute('DELETE FROM "glossary_word" WHERE "id" = ? RETURNING "word", "meaning"', word_id)
        if rows:
            await read_again(reach, now)
    return WordDraft(rows[0]["word"], rows[0]["meaning"]) if rows else None


def _holding(word: str) -> Callable[[Written], bool]:
    alone = Glossary({word: ""})
    return alone.holds
