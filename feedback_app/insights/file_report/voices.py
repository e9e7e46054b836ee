"""A few comments of each theme in the customers' own, redacted words, with the words marked that carry the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from classifier.carrying import carrying_words
from classifier.model import ThemeModel
from feedback_app.insights.file_report.intake import Intake
from feedback_app.insights.file_report.ledger import Ledger
from feedback_app.insights.file_report.understanding import Understood

THEMES: Final = 8
EACH: Final = 4
TRIED: Final = 60
"""Comments of a theme that are looked at; the first that tell of it surely are shown."""
SURE: Final = 0.6
"""How likely the model must find the theme in the text alone: a stated reason is no quotation."""
SHORTEST, LONGEST, CUT = 25, 220, 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment; ``marked`` where it carries the theme."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment. ``line`` is where its row begins in the file; ``day`` None without dates."""

    pieces: tuple[Piece, ...]
    language: str
    product: str
    day: date | None
    line: int


def voices(
    model: ThemeModel, intake: Intake, ledger: Ledger, understood: Understood, themes: Sequence[str]
) -> dict[str, tuple[Voice, ...]]:
    """Return the newest telling comments of the first themes; a text is quoted once only."""
    quoted: set[str] = set()
    found: dict[str, tuple[Voice, ...]] = {}
    for theme in themes[:THEMES]:
        chosen: list[Voice] = []
        for row in _telling(model, intake, understood, _candidates(intake, ledger, theme), theme):
            text = _line_of(intake, row)
            folded = text.casefold()
            spans = () if folded in quoted else _spans(model, text, understood.languages[row], theme)
            if spans:
                quoted.add(folded)
                chosen.append(_voice(intake, row, text, spans, understood.languages[row]))
            if len(chosen) == EACH:
                break
        if chosen:
            found[theme] = tuple(chosen)
    return found


def _candidates(intake: Intake, ledger: Ledger, theme: str) -> list[int]:
    """Return rows with a text: those of a good length first, of these the newest."""
    told = [row for row in ledger.rows_of(theme).tolist() if ledger.has_text[row]]
    good = [row for row in told if SHORTEST <= len(intake.rows[row].comment) <= LONGEST]
    picked = sorted(good or told, key=lambda row: (intake.rows[row].submitted_at, row), reverse=True)
    return picked[:TRIED]


def _telling(model: ThemeModel, intake: Intake, understood: Understood, rows: Sequence[int], theme: str) -> list[int]:
    """Return the rows whose texts, by themselves, tell of the theme."""
    if not rows or theme not in model.classes_:
        return []
    texts = [_line_of(intake, row)[:CUT] for row in rows]
    likely = model.predict_proba(texts, [understood.languages[row] for row in rows])
    column = model.classes_.index(theme)
    return [row for row, sure in zip(rows, likely[:, column].tolist(), strict=True) if sure >= SURE]


def _line_of(intake: Intake, row: int) -> str:
    return " ".join(intake.rows[row].comment.split())


def _spans(model: ThemeModel, text: str, language: str, theme: str) -> tuple[tuple[int, int], ...]:
    return carrying_words(model, text[:CUT], language, (theme,)).get(theme, ())


def _voice(intake: Intake, row: int, text: str, spans: Sequence[tuple[int, int]], language: str) -> Voice:
    said = intake.rows[row]
    return Voice(
        pieces(text[:CUT] + ("…" if len(text) > CUT else ""), spans),
        language,
        said.product or said.sku,
        said.day if intake.dated else None,
        intake.lines[row],
    )


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text at the places that are marked; joined, the pieces are the text again."""
    cut: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        cut += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return tuple(piece for piece in (*cut, Piece(text[at:], False)) if piece.text)
