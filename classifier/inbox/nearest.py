"""Which known themes a group of comments is nearest to, as the model sees them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from classifier.inbox.grouping import Texts

if TYPE_CHECKING:
    from classifier.model import ThemeModel

MOST: Final = 3
READ: Final = 200
"""Comments of a group that are asked about: more do not change the order."""
CATCH_ALL: Final = "other"


def nearest_themes(texts: Texts, model: ThemeModel, most: int = MOST) -> tuple[str, ...]:
    """Return theme codes by their mean probability over the comments, the nearest first; never the theme "other"."""
    if not texts.texts:
        return ()
    means = model.predict_proba(list(texts.texts)[:READ], list(texts.languages)[:READ]).mean(axis=0)
    ordered = sorted(zip(means.tolist(), model.classes_, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return tuple(theme for _, theme in ordered if theme != CATCH_ALL)[:most]
