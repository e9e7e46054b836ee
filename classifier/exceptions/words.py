"""Words of this shop that the model cannot know: frequent in the newest comments, in nothing it has learned from. Pure.

A word is known when its stem stands in a text the model learned from, or in the lists of common words; a compound is,
too, when a known word of five letters or more begins or ends it, because the model reads parts of words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from classifier.exceptions.written import Written, form_of, words_of
from classifier.stopwords import FORMALITIES, NEGATIONS, PLACEHOLDERS, STOP_WORDS
from classifier.text import LANGUAGES, stem

SHORTEST: Final = 3
SHORTEST_PART: Final = 5
LEAST_COMMENTS: Final = 3
LEAST_PART: Final = 0.002


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word, as it is written most often, and in how many of the comments it stands."""

    word: str
    comments: int


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems, in either language, of all words of these texts, and the common words."""
    forms = {word.form for text in texts for word in words_of(text)}
    forms |= FORMALITIES | PLACEHOLDERS
    for language in LANGUAGES:
        forms |= STOP_WORDS[language] | NEGATIONS[language]
    return frozenset({stem(form, language) for form in forms for language in LANGUAGES} | forms)


def unknown_words(
    texts: Sequence[tuple[str, Written]], known: AbstractSet[str], listed: AbstractSet[str], most: int
) -> list[Unknown]:
    """Return the most frequent unknown words; ``listed``: forms that stand in the glossary already."""
    comments: Counter[str] = Counter(form for _, written in texts for form in written.different)
    least = max(LEAST_COMMENTS, LEAST_PART * len(texts))
    likely = [
        (form, count)
        for form, count in comments.most_common()
        if count >= least and form not in listed and not _is_known(form, known)
    ][:most]
    spelled = _spellings(texts, {form for form, _ in likely})
    return [Unknown(spelled[form], count) for form, count in likely]


def _is_known(form: str, known: AbstractSet[str]) -> bool:
    if len(form) < SHORTEST or any(sign.isdigit() for sign in form) or form in known:
        return True
    if any(stem(form, language) in known for language in LANGUAGES):
        return True
    parts = range(SHORTEST_PART, len(form) - 1)
    return any(form[:cut] in known or form[-cut:] in known for cut in parts)


def _spellings(texts: Sequence[tuple[str, Written]], forms: AbstractSet[str]) -> dict[str, str]:
    spelled: dict[str, Counter[str]] = {form: Counter() for form in forms}
    for text, written in texts:
        for form in forms & written.different:
            at = written.words[written.places(form)[0]]
            spelled[form][text[at.start : at.end]] += 1
    return {form: counts.most_common(1)[0][0] if counts else form_of(form) for form, counts in spelled.items()}
