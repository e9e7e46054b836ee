"""Groups of comments that say the same and that no theme covers, each with a name and the words that tell it apart.

Pure and deterministic. ``classifier.discovery`` cuts the comments into groups; what is kept of a group is what its
telling words hold together, so that odds and ends are no group. These words are its name, too. Invariants: no comment
in two groups; no group of fewer than ``FEWEST`` comments or ``FEWEST_WORDINGS`` wordings; the largest comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from classifier.discovery import discover
from classifier.inbox.titles import title_of
from classifier.inbox.typical import typical_first
from classifier.inbox.wording import says_something, telling_stems
from classifier.stopwords import Language

Stems = frozenset[str]
Cuts = Mapping[int, Sequence[int]]

FEWEST: Final = 8
"""Comments that a proposal needs: with fewer, two weeks of the same customer look like a matter, and the test of a
trend (growth.py) has no power."""
FEWEST_WORDINGS: Final = 4
"""Of these, differently worded ones that no theme covers: the same sentence eight times is one customer, or a form."""
SAME_WORDING: Final = 0.5
"""Stems that two comments share (of both together) when one is the other with a greeting."""
MOST_WORDS: Final = 10
LEAST_SHARE: Final = 0.1
"""Of the wordings of a cut that have a word before it tells a matter apart."""
LEAST_CORE: Final = 0.15
"""Of a group that no theme covers: with fewer it is a known theme that the model is not sure of."""
FEWEST_WORDS: Final = 2
"""Telling words of a group: what one word holds together may be a turn of speech."""
FEWEST_WITH_WORD: Final = 3
TIMES_AS_COMMON: Final = 4.0
"""As in all other comments: what everybody writes tells nothing apart."""
FEWEST_KNOWN: Final = 50
"""Comments that themes cover, below which a word that none of them has says little."""
TOGETHER: Final = 0.12
"""Of the wordings with the first word that have another one too before it belongs to the same matter."""
SAME_GROUP: Final = 0.5
"""Telling words that two groups share (of both together) when they are one."""
ENOUGH_TO_JOIN: Final = 2
"""Telling words that bring a comment into a group without the first one."""
SHORTEST_INSIDE: Final = 5
"""Letters of a stem that is also found inside longer ones: German compounds hide the word that tells."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Comments to group, or to compare with; ``languages`` has one entry per text."""

    texts: Sequence[str] = ()
    languages: Sequence[Language] = ()

    def __add__(self, others: Texts) -> Texts:
        return Texts([*self.texts, *others.texts], [*self.languages, *others.languages])

    def only(self, positions: Iterable[int]) -> Texts:
        """Return some of the texts, in the order given."""
        chosen = list(positions)
        return Texts([self.texts[i] for i in chosen], [self.languages[i] for i in chosen])

    def stems(self) -> list[Stems]:
        """Return what each text is about, in stems."""
        return [frozenset(telling_stems(t, lang)) for t, lang in zip(self.texts, self.languages, strict=True)]


@dataclass(frozen=True, slots=True)
class Usual:
    """In how many of the comments that themes cover each stem stands.

    Not in those without a theme: a matter that fills the inbox would make its own words common.
    """

    counts: Counter[str]
    total: int

    def share(self, root: str) -> float:
        """Return how common a stem is, 0..1 and never 0."""
        return (self.counts[root] + 0.5) / (max(self.total, FEWEST_KNOWN) + 1)


@dataclass(frozen=True, slots=True)
class Group:
    """``members`` are positions in what was grouped, the most typical first; ``words`` are stems, the best first."""

    members: tuple[int, ...]
    name: str
    language: Language
    words: tuple[str, ...]


def groups_of(found: Texts, core: Sequence[bool], known: Texts, random_state: int = 0) -> list[Group]:
    """Group comments that no theme covers (``core``, one flag per comment) or that themes cover poorly.

    The latter make no group alone but belong to one. ``known`` are comments that themes cover well, to compare with.
    """
    # Courtesies alone would make groups of their own.
    spoken = [i for i, pair in enumerate(zip(found.texts, found.languages, strict=True)) if says_something(*pair)]
    if len(spoken) < FEWEST:
        return []
    stems, covered = found.stems(), known.stems()
    cuts = _cut(found, spoken, random_state)
    usual = Usual(Counter(root for one in covered for root in one), len(covered))
    clear = [m for m in _apart(_matters(cuts, stems, usual, spoken), stems) if _is_new(m, stems, core)]
    return _groups(found, clear, stems)


def _cut(found: Texts, spoken: Sequence[int], seed: int) -> Cuts:
    """Return positions by number of the cut: the one place that asks for discovery."""
    clusters = discover([found.texts[i] for i in spoken], [found.languages[i] for i in spoken], random_state=seed)
    cuts: dict[int, list[int]] = defaultdict(list)
    for position, label in zip(spoken, clusters.labels, strict=True):
        if label is not None:
            cuts[label].append(position)
    return dict(sorted(cuts.items()))


@dataclass(frozen=True, slots=True)
class _Matter:
    """Comments that speak of one thing, and the words that tell it apart, the first one first."""

    words: tuple[str, ...]
    members: tuple[int, ...]


def _matters(cuts: Cuts, stems: Sequence[Stems], usual: Usual, spoken: Sequence[int]) -> list[_Matter]:
    """Return what the cuts speak of, the largest matter first.

    A cut only says which words are worth a look: whoever has such a word belongs to it, wherever discovery has put it.
    """
    having = _by_word(stems, spoken)
    wordings = (list(dict.fromkeys(stems[i] for i in cut)) for cut in cuts.values())
    firsts = dict.fromkeys(word for said in wordings for word in telling_words(said, usual))
    matters = [_matter(word, stems, usual, having) for word in firsts]
    return sorted(matters, key=lambda m: (-len(m.members), m.words))


def _by_word(stems: Sequence[Stems], spoken: Sequence[int]) -> dict[str, list[int]]:
    having: dict[str, list[int]] = defaultdict(list)
    for i in spoken:
        for root in stems[i]:
            having[root].append(i)
    return having


def _matter(first: str, stems: Sequence[Stems], usual: Usual, having: Mapping[str, Sequence[int]]) -> _Matter:
    """Return all comments with a word, or with two of the words that stand beside it and seldom elsewhere."""
    beside = _with_word(first, having)
    wordings = list(dict.fromkeys(stems[i] for i in beside))
    others = telling_words(wordings, usual, fewest=2, share=TOGETHER)
    words = (first, *(word for word in others if word != first))
    near = sorted({i for word in words[1:] for i in _with_word(word, having)} - set(beside))
    also = [i for i in near if has_any(stems[i], words, ENOUGH_TO_JOIN)]
    return _Matter(words, (*beside, *also))


def _with_word(word: str, having: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the comments with a stem, alone or inside a compound."""
    roots = [root for root in having if word in root] if len(word) >= SHORTEST_INSIDE else [word]
    return sorted({i for root in roots for i in having.get(root, ())})


def telling_words(
    wordings: Sequence[Stems], usual: Usual, fewest: int = FEWEST_WITH_WORD, share: float = LEAST_SHARE
) -> tuple[str, ...]:
    """Return the stems that many wordings of a group have and few other comments, the best first.

    A word must stand in ``fewest`` wordings and in this ``share`` of them.
    """
    inside = Counter(root for one in wordings for root in one)
    least = max(fewest, share * len(wordings))
    weights: dict[str, float] = {}
    for root, count in inside.items():
        here, elsewhere = count / len(wordings), usual.share(root)
        if count >= least and here >= TIMES_AS_COMMON * elsewhere:
            weights[root] = here * float(np.log(here / elsewhere))
    return tuple(sorted(weights, key=lambda root: (-weights[root], root))[:MOST_WORDS])


def has_any(stems: Stems, words: Sequence[str], least: int = 1) -> bool:
    """Tell whether a comment has at least ``least`` of the telling words, alone or inside a compound."""
    hits = sum(1 for word in words if word in stems or (len(word) >= SHORTEST_INSIDE and any(word in s for s in stems)))
    return hits >= least


def _apart(matters: Sequence[_Matter], stems: Sequence[Stems]) -> list[_Matter]:
    """Join matters that are one, the smaller into the larger; then no comment is in two."""
    merged: list[_Matter] = []
    for one in matters:
        twin = next((k for k, other in enumerate(merged) if _same(one, other)), None)
        if twin is None:
            merged.append(one)
        else:
            merged[twin] = _together(merged[twin], one, stems)
    taken: set[int] = set()
    found = []
    for one in merged:
        found.append(replace(one, members=tuple(i for i in one.members if i not in taken)))
        taken.update(one.members)
    return found


def _together(larger: _Matter, one: _Matter, stems: Sequence[Stems]) -> _Matter:
    """Return both as one matter; of the smaller one comes along what has the first word of the larger or two words."""
    words = tuple(dict.fromkeys((*larger.words, *one.words)))[:MOST_WORDS]
    along = (i for i in one.members if has_any(stems[i], words[:1]) or has_any(stems[i], words, ENOUGH_TO_JOIN))
    return _Matter(words, tuple(dict.fromkeys((*larger.members, *along))))


def _same(one: _Matter, larger: _Matter) -> bool:
    """Tell whether they are one: by their comments, by their words, or because each one's first word is the other's."""
    shared = len(set(one.members) & set(larger.members))
    return (
        shared >= SAME_GROUP * len(one.members)
        or alike(one.words, larger.words) >= SAME_GROUP
        or (one.words[0] in larger.words and larger.words[0] in one.words)
    )


def alike(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of words that two groups have in common, 0..1 (Jaccard 1912)."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _is_new(matter: _Matter, stems: Sequence[Stems], core: Sequence[bool]) -> bool:
    new = [stems[i] for i in matter.members if core[i]]
    enough = len(matter.members) >= FEWEST and len(matter.words) >= FEWEST_WORDS
    return enough and len(new) >= LEAST_CORE * len(matter.members) and _different(new)


def _groups(found: Texts, matters: Sequence[_Matter], stems: Sequence[Stems]) -> list[Group]:
    groups: list[Group] = []
    for matter in matters:
        language = Counter(found.languages[i] for i in matter.members).most_common(1)[0][0]
        foreign = [found.languages[i] != language for i in matter.members]
        order = typical_first([stems[i] for i in matter.members], [found.texts[i] for i in matter.members], foreign)
        said = [found.texts[i] for i in matter.members if found.languages[i] == language]
        name = title_of(said, language, matter.words)
        groups.append(Group(tuple(matter.members[place] for place in order), name, language, matter.words))
    return sorted(groups, key=lambda group: (-len(group.members), group.name))


def _different(stems: Iterable[Stems]) -> bool:
    """Tell whether there are ``FEWEST_WORDINGS`` among them of which none is mostly another one."""
    found: list[Stems] = []
    for one in stems:
        if all(alike(one, other) < SAME_WORDING for other in found):
            found.append(one)
            if len(found) == FEWEST_WORDINGS:
                return True
    return False
