"""A question in a sentence, turned into filters and search words, in German and English. Pure.

"Kommentare über Reißverschluss auf Deutsch seit März" becomes the language, the days and one word to look for. Only
what is said beyond doubt becomes a filter: a carrier, product or category by its own name, a size only as "Größe 42", a
language only as "auf Deutsch" or beside the word for comments. Invariants: whatever is not understood stays a search
word; phrases in quotes, beginnings* and words to leave out are never touched; nothing is filtered without being said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from classifier.stopwords import STOP_WORDS
from feedback_app.insights.search.ask_days import days_in
from feedback_app.insights.search.query import LONGEST_QUERY, QUOTES
from feedback_app.insights.search.words import folded_of

BARE: Final = ("carrier", "product", "category", "sku")
"""Dimensions whose values are understood wherever they stand."""
INTRODUCED: Final[Mapping[str, str]] = {
    "size": "größen?|groessen?|sizes?",
    "color": "farben?|colou?rs?",
    "warehouse": "lager|warehouse|standort",
    "region": "region",
    "hub": "hub|depot",
    "packaging": "verpackung|packaging",
    "lot": "charge|lot|batch",
    "category": "kategorie|category",
    "product": "produkt|artikel|product|article",
    "carrier": "paketdienst|versender|spediteur|carrier",
    "theme": "thema|themen|theme|topic",
    "sku": "artikelnummer|sku",
}
"""Words that say which dimension the name behind them is of."""
SHORTEST_BARE: Final = 3

_COMMENTS: Final = (
    r"(?:kommentare?n?|rückmeldungen?|rueckmeldungen?|meinungen?|stimmen|bewertungen?|beschwerden?|texte?n?|retouren"
    r"|comments?|feedbacks?|reviews?|opinions?|complaints?|texts?|returns|ratings?)"
)
_LEAD: Final = re.compile(
    r"\s*(?:bitte |please )?"
    r"(?:(?:zeige?n?|finde|suche|liste|gib)(?: mir| uns)\b|(?:show|find|list|give|get)(?: me| us)\b|search for\b"
    r"|(?:zeige?|finde|suche|show|find|list)(?= (?:alle|all|every|jede)\b)"
    r"|was (?:sagen|schreiben)(?: unsere| die)? (?:kunden|kundinnen|leute)"
    r"|what do (?:our |the )?(?:customers|people) (?:say|write)"
    r"|welche\b|which\b)?\s*"
    r"(?:(?:alle|alles|all|jede|every|die|the|neuen?|neuesten?|new|newest|latest)\s+)*"
)
_ABOUT: Final = (
    r"(?:über|ueber|wegen|von|vom|bei|für|fuer|about|on|regarding|concerning|mentioning|that mention|by|from|for|of"
    r"|in denen|der|die|das|dem|den|the|and|und)"
)
_ABOUT_WHAT: Final = re.compile(rf"(?:\s*{_ABOUT}(?!\w))*\s*")
_COMMENTS_ABOUT: Final = re.compile(rf"(?:\s*(?:{_ABOUT}|zum|zur|zu|mit|with)(?!\w))*\s*")  # but "GLS zu spät"
_SMALL: Final = (
    r"(?:(?:(?:über|ueber|zum|zur|zu|von|vom|bei|mit|durch|per|für|fuer|aus|in|im|auf|by|from|with|via|for|of|at|about|on"
    r"|der|die|das|dem|den|the|und|and)\s+){0,2})"
)
_TONGUES: Final = (
    ("de", "auf deutsch|in deutsch|in deutscher sprache|in german", "(?:deutsche[nr]?|deutschsprachige[nr]?|german)"),
    ("en", "auf englisch|in englisch|in englischer sprache|in english", "(?:englisch(?:sprachig)?e[nr]?|english)"),
)
"""A language as an answer to "in which?", and as a word beside the word for comments."""
_BAD: Final = (
    r"(?:(?:schlechte[nr]?|negative[nr]?|bad|poor|low) (?:bewertungen?|noten?|rezensionen?|ratings?|reviews?|scores?)"
    r"|schlecht bewertet|badly rated|unzufriedene[nr]? (?:kunden|kundinnen)|(?:unhappy|dissatisfied) customers)"
)
_GOOD: Final = (
    r"(?:(?:gute[nr]?|positive[nr]?|good|high) (?:bewertungen?|noten?|rezensionen?|ratings?|reviews?|scores?)"
    r"|gut bewertet|well rated|zufriedene[nr]? (?:kunden|kundinnen)|(?:happy|satisfied) customers)"
)
_COUNTED: Final = r"(?:[1-5]|einem|ein|eine|one|zwei|two|drei|three|vier|four|fünf|five)"
_STARS: Final = rf"(?:{_COMMENTS} )?(?P<stars>{_COUNTED})[- ](?:stern(?:en?)?|stars?)(?:[- ](?:{_COMMENTS}))?"
_SCORE: Final = r"(?:bewertung|note|rating|score|zufriedenheit|satisfaction) (?P<score>[1-5])(?!\w)"
_VALUES: Final[Mapping[str, str]] = {
    **{"einem": "1", "ein": "1", "eine": "1", "one": "1", "zwei": "2", "two": "2", "drei": "3", "three": "3"},
    **{"vier": "4", "four": "4", "fünf": "5", "five": "5"},
}
_KEPT: Final = re.compile(r'[-–]?"[^"]*"|(?<!\S)[-–]\S+|\S+\*(?!\S)|\b(?:NICHT|NOT)\s+\S+')
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Names:
    """What this shop calls its things: for each name in folded words, the dimensions and values it may mean."""

    by_words: Mapping[tuple[str, ...], Sequence[tuple[str, str]]] = field(default_factory=dict)
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Understood:
    """One filter, and the words of the question that it was taken from."""

    name: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question means: words to look for, and filters in the order they were said.

    Names of filters are those of a view, and ``mood`` (bad: rated 1 or 2; good: rated 4 or 5).
    """

    words: str
    understood: tuple[Understood, ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """Return the filters by name."""
        return {one.name: one.value for one in self.understood}


def names_of(values: Mapping[str, Mapping[str, str]]) -> Names:
    """Make the names to be understood: for each dimension, the value by name."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for dimension, named in values.items():
        for name, value in named.items():
            if words := tuple(folded_of(word) for word in _WORD.findall(name)):
                found.setdefault(words, []).append((dimension, value))
    return Names(found, max(map(len, found), default=0))


def ask(question: str, today: date, names: Names) -> Asked | None:
    """Return what a question means; None when it is nothing but words to look for."""
    asked = _Reading(question[:LONGEST_QUERY].translate(QUOTES), today, names)
    asked.keep_what_is_quoted()
    asked.read_days()
    asked.read_ratings()
    asked.read_language()
    asked.read_names()
    asked.leave_out_how_it_was_asked()
    words = asked.words()
    if not asked.understood and (not words or words == _trimmed(asked.text)):
        return None
    return Asked(words, tuple(asked.understood))


class _Reading:
    """One question while it is read: which of its characters are used up, and what they meant."""

    def __init__(self, text: str, today: date, names: Names) -> None:
        self.text, self.today, self.names = text, today, names
        # One letter stays one letter, so that places in both texts are the same.
        self.open = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self.gone = [False] * len(text)
        self.understood: list[Understood] = []

    def keep_what_is_quoted(self) -> None:
        """Put aside what the language of queries means already."""
        for match in _KEPT.finditer(self.text):
            self._close(match.start(), match.end())

    def read_days(self) -> None:
        """Take in the days."""
        if found := days_in(self.open, self.today):
            self._take(found.start, found.end, found.filters)

    def read_ratings(self) -> None:
        """Take in how customers rated."""
        for pattern, mood in ((_BAD, "bad"), (_GOOD, "good")):
            for match in re.finditer(rf"(?<!\w){_SMALL}{pattern}(?!\w)", self.open):
                self._take(*match.span(), {"mood": mood})
        for pattern in (_STARS, _SCORE):
            for match in re.finditer(rf"(?<!\w){_SMALL}{pattern}(?!\w)", self.open):
                said = next(group for group in match.groups() if group)
                self._take(*match.span(), {"rating": _VALUES.get(said, said)})

    def read_language(self) -> None:
        """Take in the language of the comments."""
        for language, spoken, beside in _TONGUES:
            for match in re.finditer(rf"(?<!\w)(?:{spoken}|{beside}(?= {_COMMENTS}(?!\w)))(?!\w)", self.open):
                self._take(*match.span(), {"language": language})

    def read_names(self) -> None:
        """Take in what bears a name of the shop's, the longest names first."""
        words = [(match.start(), match.end(), folded_of(match.group())) for match in _WORD.finditer(self.open)]
        for size in range(min(self.names.longest, len(words)), 0, -1):
            for first in range(len(words) - size + 1):
                start, end = words[first][0], words[first + size - 1][1]
                if " " * (end - start) == self.open[start:end] or "\0" in self.open[start:end]:
                    continue
                meant = self.names.by_words.get(tuple(word for _, _, word in words[first : first + size]), ())
                self._take_name(start, end, meant)

    def _take_name(self, start: int, end: int, meant: Sequence[tuple[str, str]]) -> None:
        before = self.open[:start]
        for dimension, value in sorted(meant, key=lambda pair: pair[0] not in INTRODUCED):
            word = INTRODUCED.get(dimension)
            if word and (match := re.search(rf"(?<!\w){_SMALL}(?:{word})[: ]+[\"']?$", before)):
                return self._take(match.start(), end, {dimension: value})
        name = folded_of(self.open[start:end])
        for dimension in BARE:
            value = next((value for one, value in meant if one == dimension), "")
            if value and end - start >= SHORTEST_BARE and name not in _COMMON and not name.isdigit():
                small = re.search(rf"(?<!\w){_SMALL}$", before)
                return self._take(small.start() if small else start, end, {dimension: value})
        return None

    def leave_out_how_it_was_asked(self) -> None:
        """Take away "Zeig mir alle Kommentare über" and its like, and small words where a filter stood before."""
        shown = self._blanked()
        lead = _LEAD.match(shown)
        at = lead.end() if lead and lead.group().strip() else 0
        comments = re.compile(rf"\s*{_COMMENTS}(?!\w)").match(shown, at)
        at = comments.end() if comments else at
        if at or self.understood:
            about = (_COMMENTS_ABOUT if comments else _ABOUT_WHAT).match(shown, at)
            self._close(0, about.end() if about else at)

    def words(self) -> str:
        """Return what is left to look for, with what was put aside in its place."""
        kept = [match.span() for match in _KEPT.finditer(self.text)]
        left = [
            any(start <= place < end for start, end in kept) or not self.gone[place] for place in range(len(self.text))
        ]
        parts = (
            "".join(self.text[place] for place in places) if stays else " "
            for stays, places in groupby(range(len(self.text)), key=left.__getitem__)
        )
        words = _trimmed("".join(parts))
        # A small word that stood between two filters looks for nothing.
        return "" if all(folded_of(word) in _COMMON for word in _WORD.findall(words)) and self.understood else words

    def _take(self, start: int, end: int, filters: Mapping[str, str]) -> None:
        if "\0" in self.open[start:end]:
            return
        said = self.text[start:end].strip()
        self.understood += [Understood(name, value, said) for name, value in filters.items()]
        self._close(start, end)

    def _close(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.gone[place] = True
        self.open = f"{self.open[:start]}{chr(0) * (end - start)}{self.open[end:]}"

    def _blanked(self) -> str:
        """Return the text with what was understood as blanks, but for what is kept for the search."""
        kept = [match.span() for match in _KEPT.finditer(self.text)]
        shown = list(self.open.replace("\0", " "))
        for start, end in kept:
            shown[start:end] = "x" * (end - start)
        return "".join(shown)


def _trimmed(words: str) -> str:
    return " ".join(words.split()).strip(" ?,;:.!")


def _common() -> Iterator[str]:
    for words in STOP_WORDS.values():
        yield from words


_COMMON: Final = frozenset((*_common(), "zu", "fuer", "und", "and", "too", "sonstiges", "other"))
