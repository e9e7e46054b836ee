"""Why a trend rose: which carrier, product or reason holds the excess, and which words set its comments apart.

Pure. A value is named only when it holds most of the excess and is itself evident; otherwise the rise is spread over
all. Shares are of cases, so the values of a dimension should not overlap.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.stopwords import STOP_WORDS, Language
from classifier.text import fold, stem

MOST_OF_EXCESS: Final = 0.6
"""Share of the excess from which a value explains the rise."""
OWN_EVIDENCE: Final = math.log10(1 + 20)
"""Score (log10(1 + evidence), as in a scan) from which a value is evident by itself: evidence 20, odds of 20 to 1."""
PRIOR_WORDS: Final = 500.0
"""Size of the Dirichlet prior in words; the larger, the less a rare word can say."""
LEAST_Z: Final = 1.96


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLERS: Final[dict[Language, frozenset[str]]] = {
    "de": _listed(
        """
        sieht sehe gesehen sagt sage gibt gab geht ging kommt kam kamen gekommen macht machte gemacht laut lt bitte
        danke hallo eigentlich leider wirklich einfach ganz immer noch nur mehr viel etwa alle alles andere anderen
        zwei waere haette dran drin drauf rein raus
        """
    ),
    "en": _listed(
        """
        looks look looked said says came come comes went goes made make please thanks hello actually unfortunately
        still only much one two thing things like
        """
    ),
}
"""Words that carry something in a single comment, but as an answer to "what is new in these?" say nothing."""
_LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Window:
    """Cases of one series in the alerted window; score as in a scan, at the window's end."""

    name: str
    observed: float
    expected: float
    score: float

    @property
    def excess(self) -> float:
        """Return the cases beyond what was expected; negative when there were fewer."""
        return self.observed - self.expected


@dataclass(frozen=True, slots=True)
class Share:
    """What one value of a dimension contributes: its part of the excess and of the expected cases.

    excess_share may be below 0 or above 1 when other values fell.
    """

    dimension: str
    name: str
    excess: float
    excess_share: float
    expected_share: float
    score: float

    @property
    def explains(self) -> bool:
        """Say whether this value alone can be named as the place of the rise."""
        grown = self.excess_share > self.expected_share
        return grown and self.excess_share >= MOST_OF_EXCESS and self.score >= OWN_EVIDENCE


@dataclass(frozen=True, slots=True)
class Explanation:
    """The value that explains a rise, None when it is spread over all, and all values, largest excess first."""

    named: Share | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ContrastWord:
    """A word that is commoner inside than outside; z is its log-odds difference in standard errors."""

    word: str
    z: float
    inside: int
    outside: int


def explain(parent: Window, children: Mapping[str, Sequence[Window]]) -> Explanation:
    """Rank the values of all dimensions by their part of the parent's excess, and name the one that explains it.

    children: the values of each dimension over the parent's window. A value that already had nearly all cases
    explains nothing: it is named only if its part of the excess is larger than of the expected cases. Of several,
    the one that narrows the rise down most is named: the largest excess share beyond its expected one. Without an
    excess there is nothing to explain and no share.
    """
    if parent.excess <= 0:
        return Explanation(None, ())
    shares = [_share(dimension, child, parent) for dimension, values in children.items() for child in values]
    shares.sort(key=lambda share: (-share.excess_share, share.expected_share, share.dimension, share.name))
    fitting = [share for share in shares if share.explains]
    named = max(fitting, key=lambda share: share.excess_share - share.expected_share, default=None)
    return Explanation(named, tuple(shares))


def _share(dimension: str, child: Window, parent: Window) -> Share:
    of_expected = child.expected / parent.expected if parent.expected > 0 else 0.0
    return Share(dimension, child.name, child.excess, child.excess / parent.excess, of_expected, child.score)


def contrast_words(
    inside: Sequence[str], outside: Sequence[str], n: int, names: Iterable[str] = ()
) -> tuple[ContrastWord, ...]:
    """Return up to n words that set the comments inside a window apart from those outside, strongest first.

    Weighted log-odds with an informative Dirichlet prior, z >= 1.96: Monroe, Colaresi & Quinn 2008, "Fightin'
    Words", Political Analysis 16:372, section 3.5. Words count once per comment, so that one angry comment cannot
    choose them, and need two comments. The prior has the proportions of both sides together.

    names: what the window is called (its carrier, its theme). Their words say nothing new and are left out in every
    inflection, as are stop words and fillers of both languages: the comments of a window mix them.
    """
    within, without = _comments_with(inside), _comments_with(outside)
    total = within + without
    size_within, size_without, size = within.total(), without.total(), total.total()
    own = {key for name in names for word in _words(name) for key in _keys(word)}
    found = []
    for word, count in within.items():
        if count < 2 or _is_small(word) or own & _keys(word):
            continue
        prior = PRIOR_WORDS * total[word] / size
        one, other = count + prior, without[word] + prior
        odds_in = math.log(one / (size_within + PRIOR_WORDS - one))
        odds_out = math.log(other / (size_without + PRIOR_WORDS - other))
        z = (odds_in - odds_out) / math.sqrt(1 / one + 1 / other)
        if z >= LEAST_Z:
            found.append(ContrastWord(word, z, count, without[word]))
    return tuple(sorted(found, key=lambda word: (-word.z, word.word))[:n])


def _comments_with(comments: Sequence[str]) -> Counter[str]:
    """Count for each word the comments that hold it, in lower case; numbers and single letters are no words."""
    return Counter(word for comment in comments for word in _words(comment))


def _is_small(word: str) -> bool:
    return any(
        folded in STOP_WORDS[language] or folded in FILLERS[language]
        for language in _LANGUAGES
        for folded in (fold(word, language),)
    )


def _keys(word: str) -> set[tuple[Language, str]]:
    """Return what inflections of one word share, in each language it may belong to."""
    return {(language, stem(fold(word, language), language)) for language in _LANGUAGES}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
