"""What a model of this shop learns from, and what it is only examined with.

Reads only. Sources: the corpus that ships with the product, with themes as this shop has merged and retired them;
members' corrections; comments that stand for a theme through a deed on themes; what customers confirmed of their own
texts. Invariants: a fixed fifth of all labelled comments, chosen by their id, is never learned from; the same rows lead
to the same lessons in the same order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from classifier.care.measures import Labels
from classifier.clues import clue_phrases
from classifier.exceptions.glossary import Glossary
from classifier.exceptions.kept import kept_now
from classifier.starter import starter_corpus
from classifier.text import language_of
from classifier.themes import live_codes, successors
from feedback_app.foundation.dialect import fetch

Source = Literal["member", "example", "customer"]

MOST_LESSONS: Final = 50_000
MOST_OF_CUSTOMERS: Final = 10_000
MEMBER_WEIGHT: Final = 3.0
CUSTOMER_WEIGHT: Final = 0.5
HELD_OUT_PART: Final = 5

CORRECTIONS: Final = """
    SELECT r."id", r."comment", r."themes_after", r."corrected_at" AS "said_at", c."text", c."language"
    FROM "correction" r JOIN "comment" c ON c."id" = r."comment"
    WHERE r."id" IN (SELECT MAX("id") FROM "correction" GROUP BY "comment") AND c."text" <> ''
    ORDER BY r."id" DESC LIMIT ?
"""
EXAMPLES: Final = """
    SELECT e."comment", e."theme", e."weight", h."changed_at" AS "said_at", c."text", c."language"
    FROM "theme_example" e JOIN "theme_change" h ON h."id" = e."change" JOIN "comment" c ON c."id" = e."comment"
    WHERE h."undone_at" IS NULL AND c."text" <> '' ORDER BY e."id" DESC LIMIT ?
"""
CONFIRMATIONS: Final = """
    SELECT f."comment", f."theme", c."text", c."language"
    FROM "confirmation" f JOIN "comment" c ON c."id" = f."comment"
    WHERE f."confirmed" = ? AND c."text" <> '' AND c."superseded_at" IS NULL ORDER BY f."id" DESC LIMIT ?
"""
NEWEST: Final = """
    SELECT (SELECT COALESCE(MAX("id"), 0) FROM "correction") AS "correction",
           (SELECT COALESCE(MAX("id"), 0) FROM "theme_example") AS "example",
           (SELECT COALESCE(MAX("id"), 0) FROM "confirmation") AS "confirmation"
"""


@dataclass(slots=True)
class _Said:
    """What is known of one comment while it is put together."""

    text: str
    language: str
    source: Source
    weight: float
    said_at: datetime | None
    themes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled text; no themes means "none fits". ``comment`` is 0 for the shipped corpus."""

    comment: int
    text: str
    language: str
    themes: tuple[str, ...]
    weight: float


class TrainingSet(msgspec.Struct, frozen=True):
    """Everything that ``fitting`` needs, in one message; one entry per text in the first four.

    ``private_from``: number of the first text that a customer wrote, None where there is none.
    """

    texts: tuple[str, ...]
    themes: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...]
    weights: tuple[float, ...]
    theme_names: dict[str, str]
    seed: int = 0
    private_from: int | None = None

    def first(self, texts: int) -> TrainingSet:
        """Return the same with the first texts only."""
        labels = (self.themes[:texts], self.languages[:texts], self.weights[:texts])
        return TrainingSet(self.texts[:texts], *labels, self.theme_names, self.seed)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all of it, hex."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


@dataclass(frozen=True, slots=True)
class Lessons:
    """What to learn from, what to examine with, and where it came from."""

    training: TrainingSet
    own_held_out: tuple[Lesson, ...]
    starter_held_out: tuple[Lesson, ...]
    labels: Labels
    last_correction: int

    @property
    def shipped(self) -> TrainingSet:
        """What is known without any label of the shop."""
        return self.training.first(self.labels.starter)


def held_out(comment: int) -> bool:
    """Tell whether labels of this comment are for examining only: a fixed fifth, evenly over all ids."""
    return hashlib.blake2b(str(comment).encode(), digest_size=8).digest()[-1] % HELD_OUT_PART == 0


async def lessons() -> Lessons:
    """Read everything that a model of this shop may learn from, as it stands now."""
    newest = (await fetch(NEWEST))[0]
    live, after = await live_codes(), await successors()
    said, words = await _said(live, after), (await kept_now()).glossary
    kept = sorted(said.items())[-MOST_LESSONS:]
    own = [_lesson(comment, one, words) for comment, one in kept]
    train: list[Lesson] = []
    test: list[Lesson] = []
    for example in starter_corpus():
        lesson = _shipped(example.text, example.language, example.themes, live, after)
        if lesson is not None:
            (train if example.split == "train" else test).append(lesson)
    learned = [lesson for lesson in own if not held_out(lesson.comment)]
    sources = [said[lesson.comment].source for lesson in learned]
    labels = Labels(
        starter=len(train),
        members=sources.count("member"),
        examples=sources.count("example"),
        customers=sources.count("customer"),
        last_example=newest["example"],
        last_confirmation=newest["confirmation"],
    )
    # Customers tap one chip of three: good enough to learn from a little, not to examine with.
    examined = (lesson for lesson in own if held_out(lesson.comment) and said[lesson.comment].source != "customer")
    named = _with_phrases(await names_of(live, after), after)
    training = replace(_training([*train, *learned], named), private_from=len(train))
    return Lessons(training, tuple(examined), tuple(test), labels, newest["correction"])


async def new_labels(since: Labels, last_correction: int) -> int:
    """Count the labels of members, by correction or example, that came after these."""
    found = await fetch(
        """
        SELECT (SELECT COUNT(*) FROM "correction" WHERE "id" > ?)
             + (SELECT COUNT(*) FROM "theme_example" WHERE "id" > ?) AS labels
        """,
        last_correction,
        since.last_example,
    )
    return int(found[0]["labels"])


def meant(themes: Sequence[str], live: frozenset[str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return the live themes that these codes mean today: merged ones mean their successor, retired ones nothing."""
    return tuple(sorted({after.get(theme, theme) for theme in themes} & live))


async def _said(live: frozenset[str], after: Mapping[str, str]) -> dict[int, _Said]:
    """Put together what is known of each comment: a later correction outweighs an example, a member a customer."""
    said: dict[int, _Said] = {}
    for row in await fetch(CORRECTIONS, MOST_LESSONS):
        themes = meant(msgspec.json.decode(row["themes_after"], type=list[str]), live, after)
        made = _Said(row["text"], row["language"], "member", MEMBER_WEIGHT, row["said_at"], set(themes))
        said[row["comment"]] = made
    for row in await fetch(EXAMPLES, MOST_LESSONS):
        known = said.get(row["comment"])
        if known is None:
            weight = MEMBER_WEIGHT * float(row["weight"])
            known = said[row["comment"]] = _Said(row["text"], row["language"], "example", weight, row["said_at"])
        if known.source == "example" or known.said_at is None or row["said_at"] >= known.said_at:
            known.themes |= set(meant([row["theme"]], live, after))
    for row in await fetch(CONFIRMATIONS, True, MOST_OF_CUSTOMERS):
        new = _Said(row["text"], row["language"], "customer", CUSTOMER_WEIGHT, None)
        known = said.setdefault(row["comment"], new)
        if known.source == "customer":
            known.themes |= set(meant([row["theme"]], live, after))
    return {comment: one for comment, one in said.items() if one.source == "member" or one.themes}


def _lesson(comment: int, one: _Said, words: Glossary) -> Lesson:
    language = language_of(one.text, one.language)
    return Lesson(comment, words.read(one.text), language, tuple(sorted(one.themes)), one.weight)


def _shipped(
    text: str, language: str, themes: Sequence[str], live: frozenset[str], after: Mapping[str, str]
) -> Lesson | None:
    """Return a text of the corpus with this shop's themes; None where it was about retired ones."""
    today = meant(themes, live, after)
    return None if themes and not today else Lesson(0, text, language, today, 1.0)


async def names_of(live: frozenset[str], after: Mapping[str, str]) -> dict[str, str]:
    """Return for every live theme its names, definitions and words, one per line, with those merged into it."""
    rows = await fetch('SELECT * FROM "theme" ORDER BY "position", "code"')
    lines: dict[str, list[str]] = {}
    for row in rows:
        theme = after.get(row["code"], row["code"])
        if theme not in live:
            continue
        told = (row["name_de"], row["definition_de"], row["words_de"], row["name_en"], row["definition_en"])
        lines.setdefault(theme, []).extend(part for part in (*told, row["words_en"]) if part)
    return {theme: "\n".join(dict.fromkeys(known)) for theme, known in lines.items()}


def _with_phrases(names: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Add the turns of phrase that the shipped model knows themes by."""
    told = {theme: [lines] for theme, lines in names.items()}
    for theme, phrases in clue_phrases().items():
        told.get(after.get(theme, theme), []).extend(phrases)
    return {theme: "\n".join(lines) for theme, lines in told.items()}


def _training(learned: Sequence[Lesson], names: dict[str, str]) -> TrainingSet:
    return TrainingSet(
        tuple(lesson.text for lesson in learned),
        tuple(lesson.themes for lesson in learned),
        tuple(lesson.language for lesson in learned),
        tuple(lesson.weight for lesson in learned),
        names,
    )
