"""Readable names for groups of texts: one to three words that the group has and the others have not.

Pure. Stems are ranked by class-based TF-IDF (Grootendorst 2022, section 3.3), a pair that stands side by side comes
first, and words are shown the way customers write them: umlauts and ß as they are, German nouns with a capital. A group
of two languages gets words of the one that more of its texts have.
Invariants: no two forms of one word in a name, no stop words, no two groups with the same name; the same texts and
groups get the same names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.stopwords import NEGATIONS, STOP_WORDS, Language
from classifier.text import fold, stem
from classifier.vectors import without_links

Pair = tuple[str, str]

WORDS_IN_NAME: Final = 3
CANDIDATES: Final = 14
TOO_COMMON: Final = 0.2
OF_THE_GROUP: Final = 0.5
"""A word that many texts have may still be a name where this share of them is in the group."""
SAME_ROOT: Final = 4
NOUN: Final = 0.7
"""How much more a German noun weighs as a name."""
FEWEST_IN_PAIR: Final = 3
PAIR_OF_BEST: Final = 0.25
"""Share of the texts with the best word that must have it in a pair, for the pair to be shown."""
WORTH_SHOWING: Final = 0.25
"""Of the weight of the best word: a third word below that says little."""
ALSO_SHOWN: Final = 0.05
"""Of the texts of a group: a second word that so many have is shown where there would be one word only."""
SHORTEST, LONGEST = 3, 30

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[.,;:!?()\n|/]")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


WEAK: Final[dict[Language, frozenset[str]]] = {
    "de": _listed(
        """
        geehrte damen herren zu mehr viel viele bitte immer leider mal noch alle alles allem allen anderen andere anders
        ganz genau gibt too geht gehen ging kommt kommen kam komme gekommen steht stehen stand heute gestern morgen
        wirklich einfach eigentlich sogar ueberhaupt trotzdem sonst wohl etwa fast erst neu neue neuen gut gute
        guten schlecht super toll tolle etwas machen macht gemacht lassen laesst gelassen muss muessen soll
        sollen sollte wollen wollte moechte duerfen darf bekommen bekam habe seid wegen statt direkt komplett
        total richtig gleich lange wenig weniger zwei drei beide beiden eins ersten erste letzte letzten sagen
        sagt sage tun getan finde findet leute danke dank hallo gruesse beim ohne gegen zwischen innen aussen
        oben unten dort hier sondern nur bereits erneut weiterhin endlich ab bis dabei daher deswegen dass ob
        wann wieso warum ihm denen seinem seinen deinem vielleicht natuerlich schade okay waere wuerden haette
        haetten koennt koennten konnte konnten blieb bleibt bleiben ging gehe schon eher sowas
        """
    ),
    "en": _listed(
        """
        too more much many please always still yet like want wants wanted need needs needed know get gets
        getting got go goes going went come comes came make makes made use used using take takes took tell let
        see seem seems seemed look looks looking try tried trying say says said think thought thing things way
        one two first last new good bad great really quite able something anything everything nothing someone
        anyone ever never back also even well now today yesterday week day may might must shall without within
        onto via hey hello thanks thank yes okay right sure happen happened happening going gone give gave given
        put keep kept still since else whether another every
        """
    ),
}
"""Words that may carry a theme beside others but say nothing as its name."""


@dataclass(slots=True)
class _Seen:
    """In how many texts what occurs, and how stems are written."""

    roots: Counter[str] = field(default_factory=Counter)
    pairs: Counter[Pair] = field(default_factory=Counter)
    texts: int = 0

    def add(self, roots: set[str], pairs: set[Pair]) -> None:
        self.roots.update(roots)
        self.pairs.update(pairs)
        self.texts += 1


class _Reader:
    """Reads texts into stems; remembers what it found out about a word, and how stems are written."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Language], str] = {}
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.unsure: dict[str, Counter[str]] = defaultdict(Counter)
        """Where a sentence opens or everything is in capitals, a capital says little."""

    def read(self, text: str, language: Language) -> tuple[set[str], set[Pair]]:
        """Return the telling stems of a text and the pairs of stems that stand side by side."""
        roots: set[str] = set()
        pairs: set[Pair] = set()
        before = ""
        for word, opens in _words(without_links(text)):
            root = self._root(word.lower(), language) if word else ""
            if root:
                roots.add(root)
                sure = self.spellings if not opens and not word.isupper() else self.unsure
                sure[root][word.capitalize() if word.isupper() else word] += 1
                if before and before != root:
                    pairs.add((before, root))
            before = root
        return roots, pairs

    def _root(self, word: str, language: Language) -> str:
        key = (word, language)
        if key not in self._known:
            folded = fold(word, language)
            self._known[key] = stem(folded, language) if _tells(folded, language) else ""
        return self._known[key]

    def shown(self, root: str, language: Language) -> str:
        """Return how the stem is written most often; a German noun with a capital, any other word without."""
        forms: Counter[str] = Counter()
        for form, times in [*self.spellings[root].items(), *self.unsure[root].items()]:
            forms[form.lower()] += times
        best = min(forms, key=lambda f: (-forms[f], f))
        return best[0].upper() + best[1:] if self.noun(root, language) >= OF_THE_GROUP else best

    def noun(self, root: str, language: Language) -> float:
        """Return the share of occurrences with a capital, 0..1: in German a sign of a noun."""
        forms = self.spellings[root] or self.unsure[root]
        return sum(n for form, n in forms.items() if form[0].isupper()) / sum(forms.values()) if language == "de" else 0


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield words and whether they open a sentence; punctuation as ""."""
    opens = True
    for found in _WORD.findall(text):
        if found[0].isalpha():
            word = found.removesuffix("'s").removesuffix("’s")
            yield (word if word.isalpha() else ""), opens
            opens = False
        else:
            yield "", False
            opens = opens or found in ".!?:\n"


def _tells(folded: str, language: Language) -> bool:
    if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha() or folded in WEAK[language]:
        return False
    return folded not in STOP_WORDS[language] and folded not in NEGATIONS[language]


def name_clusters(
    texts: Sequence[str],
    languages: Sequence[Language],
    labels: NDArray[np.int64],
    background: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return one name per group number; texts with label -1 and `background` texts say what is not special."""
    n_groups = int(labels.max(initial=-1)) + 1
    spoken = [_language_of_group(languages, labels == number) for number in range(n_groups)]
    reader, everywhere = _Reader(), _Seen()
    groups = [_Seen() for _ in range(n_groups)]
    for text, language, label in zip(texts, languages, labels.tolist(), strict=True):
        roots, pairs = reader.read(text, language)
        everywhere.add(roots, pairs)
        if label >= 0 and language == spoken[label]:
            groups[label].add(roots, pairs)
    usual = Counter(languages).most_common(1)[0][0] if languages else "de"
    for text in background:
        everywhere.add(*reader.read(text, usual))
    taken: set[frozenset[str]] = set()
    return tuple(_name(groups[i], everywhere, reader, spoken[i], taken) or f"# {i + 1}" for i in range(n_groups))


def _language_of_group(languages: Sequence[Language], inside: NDArray[np.bool_]) -> Language:
    found = Counter(languages[i] for i in np.flatnonzero(inside).tolist())
    return min(found, key=lambda language: (-found[language], language)) if found else "de"


def _name(group: _Seen, everywhere: _Seen, reader: _Reader, language: Language, taken: set[frozenset[str]]) -> str:
    ranked = _ranked(group, everywhere, reader, language)
    words = _unlike([root for root, _ in ranked], reader, language)
    if not words:
        return ""
    weight = dict(ranked)
    start = _pair_first(words, group)
    worth = [w for w in words if w not in start and weight[w] >= WORTH_SHOWING * weight[words[0]]]
    if len(start) + len(worth) == 1:
        worth = [w for w in words[1:] if group.roots[w] >= ALSO_SHOWN * group.texts][:1]
    rest = [w for w in words if w not in start and w not in worth]
    for chosen in _choices(start, worth, rest):
        key = frozenset(_crude(reader.shown(root, language)) for root in chosen)
        if key not in taken:
            taken.add(key)
            return " ".join(reader.shown(root, language) for root in chosen)
    return ""


def _choices(start: list[str], worth: list[str], rest: list[str]) -> Iterator[list[str]]:
    """Yield words for a name, the best first; the later ones are for names that are taken."""
    room = WORDS_IN_NAME - len(start)
    yield [*start, *worth[:room]]
    for further in [*worth, *rest]:
        yield [*start[:2], further]
    for further in [*worth, *rest]:
        yield [*start[:1], further]


def _ranked(group: _Seen, everywhere: _Seen, reader: _Reader, language: Language) -> list[tuple[str, float]]:
    """Rank stems by how often the group has them times how rare they are elsewhere; return the best with weights."""

    def weight(root: str) -> float:
        inside, total = group.roots[root], everywhere.roots[root]
        rare = float(np.log(1 + everywhere.texts / total))
        return float(inside * (inside / total) ** 0.5 * rare * (1 + NOUN * reader.noun(root, language)))

    most = TOO_COMMON * everywhere.texts
    fitting = [
        r for r, n in group.roots.items() if everywhere.roots[r] <= most or n >= OF_THE_GROUP * everywhere.roots[r]
    ]
    weighed = [(root, weight(root)) for root in fitting or group.roots]
    return sorted(weighed, key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]


def _pair_first(words: list[str], group: _Seen) -> list[str]:
    """Return the pair that begins the name, in the order in which it is written, or the best word alone."""
    best = words[0]
    pairs = [
        (group.pairs[pair], pair)
        for other in words[1:]
        for pair in ((best, other), (other, best))
        if group.pairs[pair] >= max(FEWEST_IN_PAIR, PAIR_OF_BEST * group.roots[best])
    ]
    if not pairs:
        return [best]
    return list(min(pairs, key=lambda found: (-found[0], found[1]))[1])


def _unlike(ranked: list[str], reader: _Reader, language: Language) -> list[str]:
    """Leave out stems that begin like a better one, hold it or are held by it: they say the same thing twice."""
    kept: list[str] = []
    for root in ranked:
        shown = _crude(reader.shown(root, language))
        if not any(_alike(root, k) or _crude(reader.shown(k, language)) == shown for k in kept):
            kept.append(root)
    return kept


def _alike(first: str, second: str) -> bool:
    return first[:SAME_ROOT] == second[:SAME_ROOT] or first in second or second in first


def _crude(word: str) -> str:
    """Return the beginning of a word, by which its forms are the same."""
    return fold(word.lower(), "de")[: SAME_ROOT + 1]
