"""What was understood of a stored submission, for the customer who sent it.

Reads only. Themes come from the assign stage where it has been there already, else from the reason and the model at
once, by the same order of who is believed, with the rules and words of this shop. Themes that are nobody's complaint
(praise, other) are not shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from classifier.assignments import surroundings
from classifier.confirmations import confirmations_of
from classifier.examining import CUSTOMER, REASON, Assigned, joined
from classifier.exceptions.rules import settled
from classifier.suggesting import Reading
from classifier.themes import SAYS_NOTHING, theme_names
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext, speaking
from surveys.ports import Guess, UnderstoodComment

NO_COMPLAINT: Final = SAYS_NOTHING | {"praise"}
WRITTEN: Final = ("de", "en")

Text = tuple[str, str]
"""A text and the language of its form."""
Read = Callable[[Sequence[Text]], Awaitable[list[Reading]]]

COMMENTS = """
    SELECT c."id", c."text", c."language", c."reason", c."product", c."sku", k."id" AS "classification"
    FROM "comment" c LEFT JOIN "classification" k ON k."comment" = c."id"
    WHERE c."submission" = ? AND c."superseded_at" IS NULL ORDER BY c."id"
"""
ASSIGNED = """
    SELECT a."comment", a."theme", a."probability", a."source"
    FROM "assignment" a JOIN "comment" c ON c."id" = a."comment"
    WHERE c."submission" = ? AND c."superseded_at" IS NULL ORDER BY a."probability" DESC, a."id"
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One comment that says something, or may, with what is assigned to it."""

    id: int
    item: str
    says: bool
    assigned: tuple[Assigned, ...]
    heard: Mapping[str, bool]


async def understood(submission_id: int, spoken_language: str, read: Read) -> tuple[UnderstoodComment, ...]:
    """Return what was understood of each current comment; ``read`` is asked about those not classified yet.

    A stated reason counts as confirmed: its customer ticked it. What the customer denied is there with ``confirmed``
    False. Comments without a text and without a theme are left out.
    """
    names = await customer_themes(spoken_language)
    comments = await _spoken(submission_id, read)
    shown = (UnderstoodComment(one.id, one.item, _guesses(one, names)) for one in comments)
    return tuple(seen for seen, one in zip(shown, comments, strict=True) if one.says or seen.guesses)


async def customer_themes(spoken_language: str) -> dict[str, str]:
    """Return the names of all themes that a customer may name, by code, in the order of the catalogue.

    Members name themes in German and English; a third language finds the English name among its translations.
    """
    themes = await theme_names(spoken_language)
    with speaking(spoken_language):
        return {
            code: theme.name if spoken_language in WRITTEN else gettext(theme.name)
            for code, theme in themes.items()
            if not theme.retired and code not in NO_COMPLAINT
        }


async def _spoken(submission_id: int, read: Read) -> list[Spoken]:
    rows = await fetch(COMMENTS, submission_id)
    heard = await confirmations_of([row["id"] for row in rows])
    assigned: dict[int, list[Assigned]] = {row["id"]: [] for row in rows}
    for row in await fetch(ASSIGNED, submission_id):
        assigned[row["comment"]].append(Assigned(row["theme"], float(row["probability"]), row["source"]))
    found = await _assigned_now([row for row in rows if row["classification"] is None], heard, read)
    return [
        Spoken(
            row["id"],
            row["product"] or row["sku"],
            bool(row["text"]),
            found.get(row["id"], tuple(assigned[row["id"]])),
            heard.get(row["id"], {}),
        )
        for row in rows
    ]


async def _assigned_now(
    rows: Sequence[Mapping[str, Any]], heard: Mapping[int, Mapping[str, bool]], read: Read
) -> dict[int, tuple[Assigned, ...]]:
    """Return what the assign stage would store of these comments."""
    if not rows:
        return {}
    around = await surroundings()
    readings = await read([(around.kept.glossary.read(row["text"]), row["language"]) for row in rows])
    return {
        row["id"]: joined(
            row["reason"],
            dict(reading.assigned),
            heard.get(row["id"], {}),
            around.live,
            settled(around.kept.rule_book.apply(row["text"]), around.successors),
            around.successors,
        )
        for row, reading in zip(rows, readings, strict=True)
    }


def _guesses(comment: Spoken, names: Mapping[str, str]) -> tuple[Guess, ...]:
    said_so = {one.theme: True for one in comment.assigned if one.source in {CUSTOMER, REASON}}
    sure = {one.theme: one.probability for one in comment.assigned}
    confirmed: dict[str, bool] = {**said_so, **comment.heard}
    ordered = dict.fromkeys((*sure, *sorted(comment.heard, key=lambda theme: not comment.heard[theme])))
    return tuple(
        Guess(theme, names[theme], sure.get(theme, 1.0), confirmed.get(theme)) for theme in ordered if theme in names
    )
