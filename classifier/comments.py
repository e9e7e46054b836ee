"""Comments as pages show them: the words, what is known about the item, and the themes with their source.

Invariant: reads only. Used by every page that shows what a customer said, so that they all look and correct alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from classifier.examining import CUSTOMER, MEMBER, MODEL, REASON, RULE, Outcome
from classifier.flags import states_of
from classifier.themes import ThemeName, theme_names
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from surveys.catalogue import reasons_in


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a customer's words; ``marked`` ones carry the theme."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ThemeChip:
    """One theme of a comment. ``sure`` is the model's probability, 0..1; None where a person said so.

    ``stated``: it is the reason on the form; ``confirmed``: the customer said that their text is about it; ``ruled``:
    a rule gave it.
    """

    code: str
    name: str
    url: str
    stated: bool
    sure: float | None
    confirmed: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class CommentView:
    """Context of themes/_comment.html; ``read`` is False while the comment waits for the assign stage.

    ``foreign``: its words are neither German nor English; ``has_why``: there is something to say about its themes;
    ``flagged``: it may tell of danger: open (nobody has looked), past, danger or harmless; "" when not.
    """

    id: int
    parts: tuple[TextPart, ...]
    language: str
    day: date
    facts: tuple[str, ...]
    submission_url: str
    themes: tuple[ThemeChip, ...]
    read: bool
    corrected: bool
    may_correct: bool
    announce: str = ""
    foreign: bool = False
    has_why: bool = False
    flagged: str = ""


async def comment_views(
    comments: Sequence[int],
    viewer: Viewer,
    words: Sequence[str] = (),
    places: Mapping[int, Sequence[tuple[int, int]]] | None = None,
) -> tuple[CommentView, ...]:
    """Return comments in the order asked for; ``words`` are marked in the texts, and ``places`` by comment.

    Those that do not exist, or that their customer has replaced since, are left out.
    """
    if not comments:
        return ()
    rows = {row["id"]: row for row in await fetch(COMMENTS.format(marks(comments)), *comments)}
    names = await theme_names(language())
    reasons = await reasons_in(language())
    chips: dict[int, list[ThemeChip]] = {comment: [] for comment in comments}
    for row in await fetch(ASSIGNMENTS.format(marks(comments)), *comments):
        chips[row["comment"]].append(_chip(row, names))
    flagged = await states_of(comments)
    views = (
        replace(_view(rows[c], chips[c], reasons, viewer, words), flagged=flagged.get(c, ""))
        for c in comments
        if c in rows
    )
    if not places:
        return tuple(views)
    return tuple(replace(v, parts=parts_at(rows[v.id]["text"], places[v.id])) if v.id in places else v for v in views)


COMMENTS = """
    SELECT c."id", c."submission", c."day", c."text", c."language", c."reason", c."reason_raw", c."sku", c."product",
        c."size", c."color", c."carrier", k."source" AS "classified_by", k."language" AS "read_as", k."outcome"
    FROM "comment" c LEFT JOIN "classification" k ON k."comment" = c."id" WHERE c."id" IN ({})
        AND c."superseded_at" IS NULL
"""
ASSIGNMENTS = """
    SELECT "comment", "theme", "probability", "source" FROM "assignment" WHERE "comment" IN ({})
    ORDER BY "probability" DESC, "id"
"""


def _view(
    row: Mapping[str, Any],
    chips: Sequence[ThemeChip],
    reasons: Mapping[str, str],
    viewer: Viewer,
    words: Sequence[str],
) -> CommentView:
    stated = reasons.get(row["reason"], row["reason_raw"])
    about = (row["product"] or row["sku"], row["size"], row["color"], row["carrier"])
    return CommentView(
        id=row["id"],
        parts=marked_parts(row["text"], words),
        language="" if row["outcome"] == Outcome.FOREIGN else row["read_as"] or row["language"],
        day=row["day"],
        facts=(*(fact for fact in about if fact), *((_("Stated: %(reason)s") % {"reason": stated},) if stated else ())),
        submission_url=f"/submissions/{row['submission']}",
        themes=tuple(chips),
        read=row["classified_by"] is not None,
        corrected=row["classified_by"] == MEMBER,
        may_correct=viewer.role in CORRECTING,
        foreign=row["outcome"] == Outcome.FOREIGN,
        has_why=bool(chips),
    )


def _chip(row: Mapping[str, Any], names: Mapping[str, ThemeName]) -> ThemeChip:
    code = row["theme"]
    return ThemeChip(
        code=code,
        name=names[code].name if code in names else code,
        url=f"/themes/{code}",
        stated=row["source"] == REASON,
        sure=float(row["probability"]) if row["source"] == MODEL else None,
        confirmed=row["source"] == CUSTOMER,
        ruled=row["source"] == RULE,
    )


def marked_parts(text: str, words: Sequence[str] = ()) -> tuple[TextPart, ...]:
    """Cut a text at whole words that are to be marked, whatever their case; an empty text has no parts."""
    if not text:
        return ()
    if not words:
        return (TextPart(text),)
    longest_first = sorted(words, key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(re.escape(word) for word in longest_first)})(?!\w)"
    cut = re.split(pattern, text, flags=re.IGNORECASE)
    return tuple(TextPart(part, marked=bool(place % 2)) for place, part in enumerate(cut) if part)


def parts_at(text: str, places: Sequence[tuple[int, int]]) -> tuple[TextPart, ...]:
    """Cut a text at places that are to be marked; those that overlap are marked as one."""
    parts: list[TextPart] = []
    done = 0
    for start, end in sorted(places):
        if end <= done:
            continue
        begin = max(start, done)
        # Words with only a blank between them read better as one mark.
        joins = parts and parts[-1].marked and not text[done:begin].strip()
        if joins:
            parts[-1] = TextPart(parts[-1].text + text[done:end], marked=True)
        else:
            parts += [TextPart(text[done:begin]), TextPart(text[begin:end], marked=True)]
        done = end
    return tuple(part for part in (*parts, TextPart(text[done:])) if part.text)
