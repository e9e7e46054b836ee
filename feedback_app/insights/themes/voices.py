"""What customers say about a theme: which texts stand on a page of 25, and which words set them apart.

The ids come from the packed columns, so that a page is as fast at a million rows as at a hundred; only the texts shown
are read from the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.comments import CommentView, comment_views
from classifier.why import words_of_theme
from feedback_app.alerts import reading
from feedback_app.alerts.explain import contrast_words
from feedback_app.alerts.views import Pages
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.insights.paging import Edge, pages_of, part_from
from feedback_app.insights.store.columns import Bools, Cut
from feedback_app.insights.views import View
from surveys.ports import Reader

Ids = NDArray[np.int64]

COMPARED_TEXTS: Final = 150
"""Texts with the theme, and as many without it, whose words are compared: the newest."""
MOST_WORDS: Final = 8


async def voices(
    theme: str, ids: Ids, view: View, edge: Edge, viewer: Viewer, reader: Reader
) -> tuple[tuple[CommentView, ...], Pages]:
    """Return a part of the comments with the words marked that carry the theme, and the way to the other parts."""
    part, start = part_from(ids, edge)
    carrying = await words_of_theme(reader, part.ids, theme)
    shown = await comment_views(part.ids, viewer, places=carrying)
    return shown, pages_of(part, start, len(ids), view.url)


def texts_of(cut: Cut, rows: Bools) -> Ids:
    """Return the comments with a text among some rows of a cut, the newest first."""
    return cut.column("comment")[rows & cut.column("has_text")][::-1].astype(np.int64)


def rows_with(cut: Cut, code: int) -> Bools:
    """Mark the rows of a cut that have a theme, (cut.size,)."""
    found = np.zeros(cut.size, np.bool_)
    pairs = cut.themes()
    found[pairs.row[pairs.theme == code]] = True
    return found


async def words_apart(theme: str, inside: Ids, outside: Ids) -> tuple[str, ...]:
    """Return the words that the texts with a theme have and others have not, strongest first; ids newest first.

    Words of the theme's own names, in both languages, say nothing new and are left out.
    """
    one, other = await _texts(inside[:COMPARED_TEXTS].tolist()), await _texts(outside[:COMPARED_TEXTS].tolist())
    if not one or not other:
        return ()
    names = (await reading.theme_names()).get(theme)
    own = (names.de, names.en) if names else ()
    return tuple(word.word for word in contrast_words(one, other, MOST_WORDS, own))


async def _texts(comments: Sequence[int]) -> list[str]:
    if not comments:
        return []
    rows = await fetch(f'SELECT "text" FROM "comment" WHERE "id" IN ({marks(comments)})', *comments)  # noqa: S608 question marks only
    return [str(row["text"]) for row in rows]
