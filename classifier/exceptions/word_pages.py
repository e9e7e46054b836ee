"""The page of the glossary, as values: the shop's words, what a new one would change, and words worth an entry."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from classifier.comments import CommentView, comment_views
from classifier.exceptions.deeds import WordDraft
from classifier.exceptions.glossary import Glossary, entry_forms
from classifier.exceptions.reach import Look, look
from classifier.exceptions.rule_pages import looked_at
from classifier.exceptions.words import Unknown, stems_of, unknown_words
from classifier.exceptions.written import Written
from classifier.starter import starter_corpus, starter_names
from classifier.themes import theme_names
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_number, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

MOST_EXAMPLES: Final = 5
MOST_PROPOSED: Final = 12


@dataclass(frozen=True, slots=True)
class WordRow:
    """One entry; an empty ``meaning``: a name that says nothing. ``hits``: comments of the look it stands in."""

    id: int
    word: str
    meaning: str
    hits: int
    url: str


@dataclass(frozen=True, slots=True)
class WordPreview:
    """Where a word stands; ``read_as``: what the model will read, for each of the comments."""

    sentence: str
    comments: tuple[CommentView, ...]
    read_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """Context of exceptions/glossary.html; ``gone``: the word that was deleted a moment ago, to be put back."""

    rows: tuple[WordRow, ...]
    proposed: tuple[Unknown, ...]
    looked_at: str
    may_edit: bool
    draft: WordDraft
    is_name: bool
    preview: WordPreview | None
    errors: tuple[FieldError, ...]
    gone: WordDraft | None
    room: str = "glossary"


async def glossary_page(
    viewer: Viewer,
    today: date,
    draft: WordDraft,
    is_name: bool = False,
    errors: Sequence[FieldError] = (),
    gone: WordDraft | None = None,
) -> GlossaryPage:
    """Return the page; with a word typed and nothing wrong, also the comments it stands in."""
    seen = await look(today)
    rows = await fetch('SELECT "id", "word", "meaning" FROM "glossary_word" ORDER BY "word"')
    hits = await asyncio.to_thread(_hits, [row["word"] for row in rows], seen)
    listed = {form for row in rows for form in entry_forms(row["word"])}
    ready = draft.word and not errors and (draft.meaning or is_name)
    return GlossaryPage(
        rows=tuple(
            WordRow(row["id"], row["word"], row["meaning"], hit, f"/themes/glossary/{row['id']}")
            for row, hit in zip(rows, hits, strict=True)
        ),
        proposed=tuple(await _proposed(seen, listed)),
        looked_at=looked_at(seen),
        may_edit=viewer.role in CORRECTING,
        draft=draft,
        is_name=is_name,
        preview=await _preview(draft, seen, viewer) if ready else None,
        errors=tuple(errors),
        gone=gone,
    )


def _hits(words: Sequence[str], seen: Look) -> list[int]:
    alone = [Glossary({word: ""}) for word in words]
    return [sum(one.holds(text.written) for text in seen.texts) for one in alone]


async def _proposed(seen: Look, listed: set[str]) -> list[Unknown]:
    names = await theme_names(language())
    themes = [text for theme in names.values() for text in (theme.name, theme.definition)]
    words = await fetch('SELECT "words_de", "words_en" FROM "theme"')
    themes += [row[column] for row in words for column in ("words_de", "words_en")]
    texts = [(text.text, text.written) for text in seen.texts]
    return await asyncio.to_thread(_unknown, texts, tuple(themes), listed)


def _unknown(texts: Sequence[tuple[str, Written]], themes: tuple[str, ...], listed: set[str]) -> list[Unknown]:
    return unknown_words(texts, _learned() | stems_of(themes), listed, MOST_PROPOSED)


@lru_cache(maxsize=1)
def _learned() -> frozenset[str]:
    return stems_of([*(example.text for example in starter_corpus()), *starter_names().values()])


async def _preview(draft: WordDraft, seen: Look, viewer: Viewer) -> WordPreview:
    alone = Glossary({draft.word: draft.meaning})
    hits = [text for text in seen.texts if alone.holds(text.written)]
    if not hits:
        return WordPreview(_("This word stands in none of the comments searched."), (), ())
    shown = hits[:MOST_EXAMPLES]
    sentence = ngettext(
        "This word stands in one of the comments searched",
        "This word stands in %(num)s of the comments searched",
        len(hits),
    )
    return WordPreview(
        sentence % {"num": format_number(len(hits))},
        await comment_views([t.id for t in shown], viewer, (), {t.id: alone.spans(t.text) for t in shown}),
        tuple(" ".join(alone.read(t.text).split()) for t in shown),
    )
