"""What this shop calls its things, for understanding questions: values of the columns, and themes in both languages.

Reads only. The values change rarely and may be many, so their names are kept until there is a new one.
"""

from __future__ import annotations

from typing import Final

from classifier.themes import theme_names
from feedback_app.foundation.languages import LANGUAGES
from feedback_app.insights.search.ask import Names, names_of
from feedback_app.insights.store.facts import Facts

ASKED_FOR: Final = (
    "carrier", "product", "category", "size", "color", "warehouse", "region", "hub", "packaging", "lot", "sku",
)  # fmt: skip

_kept: list[tuple[object, Names]] = []


async def names_now(facts: Facts) -> Names:
    """Return all names that a question may contain."""
    named = [name for code in LANGUAGES for name in (await theme_names(code)).values() if not name.retired]
    themes = names_of({"theme": {theme.name: theme.code for theme in named}})
    return _joined(themes, _of_values(facts))


def _joined(first: Names, second: Names) -> Names:
    every = dict(second.by_words)
    for words, meant in first.by_words.items():
        every[words] = (*meant, *every.get(words, ()))
    return Names(every, max(first.longest, second.longest))


def _of_values(facts: Facts) -> Names:
    if not _kept or _kept[0][0] is not facts.facets:
        values = {name: {value: value for value in facts.values(name) if value} for name in ASKED_FOR}
        _kept[:] = [(facts.facets, names_of(values))]
    return _kept[0][1]
