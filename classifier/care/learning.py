"""What members did since the active model was trained, learned at once: seen in the very next text.

The model in the database stays as it is; each process keeps the corrected one in memory and adds what is new: members'
corrections, and themes that the model does not know yet with their names, words and examples. Invariants: every process
comes to the same model from the same rows; labels that are only for examining are not learned here either.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from classifier.assignments import Surroundings, surroundings
from classifier.care.lessons import held_out, meant, names_of
from classifier.care.versions import Active
from classifier.model import ThemeModel
from feedback_app.foundation.dialect import fetch

MOST_CORRECTIONS: Final = 500
MOST_EXAMPLES: Final = 300
SIGNS: Final = """
    SELECT (SELECT COALESCE(MAX("id"), 0) FROM "correction") AS "correction",
           (SELECT COALESCE(MAX("id"), 0) FROM "theme_example") AS "example",
           (SELECT COALESCE(MAX("id"), 0) FROM "theme_change") AS "change",
           (SELECT COUNT(*) FROM "theme_change" WHERE "undone_at" IS NOT NULL) AS "undone",
           (SELECT COUNT(*) FROM "glossary_word") AS "words"
"""
CORRECTIONS: Final = """
    SELECT r."id", r."comment", r."themes_after", c."text", c."language"
    FROM "correction" r JOIN "comment" c ON c."id" = r."comment"
    WHERE r."id" > ? AND c."text" <> '' ORDER BY r."id" DESC LIMIT ?
"""
EXAMPLES: Final = """
    SELECT e."comment", e."theme", c."text", c."language"
    FROM "theme_example" e JOIN "theme_change" h ON h."id" = e."change" JOIN "comment" c ON c."id" = e."comment"
    WHERE h."undone_at" IS NULL AND c."text" <> '' ORDER BY e."id" DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells that there is something to learn: the newest rows of each kind."""

    correction: int
    example: int
    change: int
    undone: int
    words: int

    def only_corrections_since(self, before: _Signs) -> bool:
        others = (self.example, self.change, self.undone, self.words)
        return others == (before.example, before.change, before.undone, before.words)


@dataclass(frozen=True, slots=True)
class _State:
    """The corrected model in memory, what it came from, and whose corrections are in it."""

    base: ThemeModel
    signs: _Signs
    model: ThemeModel
    comments: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Taught:
    text: str
    themes: tuple[str, ...]
    language: str


# One per process and model: whoever asks next goes on from here.
_states: dict[str, _State] = {}


async def up_to_date(reader: Active) -> ThemeModel:
    """Return the active model with all that members taught since it was trained; one query when nothing is new."""
    signs = _Signs(**(await fetch(SIGNS))[0])
    state = _states.get(reader.version)
    if state is None or state.base is not reader.model:
        state = None
    elif state.signs == signs:
        return state.model
    learned = await _further(state, signs) if state is not None else None
    learned = learned or await _anew(reader, signs)
    _states.clear()
    _states[reader.version] = learned
    return learned.model


async def _further(state: _State, signs: _Signs) -> _State | None:
    """Learn corrections on top of those learned before; None where a look at everything is needed."""
    # An answer that was taken back is unlearned by beginning anew.
    if not signs.only_corrections_since(state.signs) or signs.correction < state.signs.correction:
        return None
    rows = await fetch(CORRECTIONS, state.signs.correction, MOST_CORRECTIONS)
    if any(row["comment"] in state.comments for row in rows):
        return None
    around = await surroundings()
    taught, comments = _corrected(rows, around)
    if any(set(one.themes) - set(state.model.classes_) for one in taught):
        return None
    return _State(state.base, signs, await _learn(state.model, taught), state.comments | comments)


async def _anew(reader: Active, signs: _Signs) -> _State:
    around = await surroundings()
    taught, comments = _corrected(await fetch(CORRECTIONS, reader.last_correction, MOST_CORRECTIONS), around)
    unknown = around.live - set(reader.model.classes_)
    if unknown:
        names = await names_of(around.live, around.successors)
        taught = [
            *(_Taught(line, (theme,), "") for theme in sorted(unknown) for line in names.get(theme, "").splitlines()),
            *_examples(await fetch(EXAMPLES, MOST_EXAMPLES), unknown, around),
            *taught,
        ]
    return _State(reader.model, signs, await _learn(reader.model, taught), comments)


def _corrected(rows: list[dict[str, Any]], around: Surroundings) -> tuple[list[_Taught], frozenset[int]]:
    """Return what the corrections teach, the oldest first, and their comments; of several on one the last counts."""
    last = {row["comment"]: row for row in reversed(rows)}
    taught = [
        _taught(row, msgspec.json.decode(row["themes_after"], type=list[str]), around)
        for comment, row in last.items()
        if not held_out(comment)
    ]
    return taught, frozenset(last)


def _examples(rows: list[dict[str, Any]], unknown: frozenset[str], around: Surroundings) -> list[_Taught]:
    wanted = [row for row in reversed(rows) if not held_out(row["comment"])]
    taught = (_taught(row, [row["theme"]], around) for row in wanted)
    return [one for one in taught if unknown.issuperset(one.themes) and one.themes]


def _taught(row: dict[str, Any], themes: list[str], around: Surroundings) -> _Taught:
    today = meant(themes, around.live, around.successors)
    return _Taught(around.kept.glossary.read(row["text"]), today, row["language"])


async def _learn(model: ThemeModel, taught: list[_Taught]) -> ThemeModel:
    if not taught:
        return model
    return await asyncio.to_thread(
        model.corrected, [one.text for one in taught], [one.themes for one in taught], [one.language for one in taught]
    )
