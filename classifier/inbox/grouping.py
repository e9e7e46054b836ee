"""Groups of comments that say the same and that no theme covers, each with a name and the words that tell it apart.

Pure and deterministic. ``classifier.discovery`` cuts the comments into groups; what is kept of a group is what its
telling words hold together, so that a group of odds and ends is no group. Invariants: no comment in two groups; no
group of fewer than ``FEWEST`` comments or ``FEWEST_WORDINGS`` wordings; the largest group comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.discovery import discover
from classifier.inbox.typical import typical_first
from classifier.inbox.wording import says_something, telling_stems, wordings
from classifier.stopwords import Language

FEWEST: Final = 8
"""Comments that a proposal needs: with fewer, two weeks of the same customer look like a matter, and the test of a
trend (growth.py) has no power."""
FEWEST_WORDINGS: Final = 4
"""Of these, differently worded ones: eight times the same sentence is one customer, or one form."""
MOST_WORDS: Final = 10
LEAST_SHARE: Final = 0.12
"""Of a group's comments that have a word before it tells the group apart."""
TIMES_AS_COMMON: Final = 4.0
"""As in all other comments: what everybody writes tells nothing apart."""
LEAST_HELD: Final = 0.5
"""Of what was cut into one group, that must share its telling words: otherwise it was odds and ends."""
SAME_GROUP: Final = 0.5
"""Telling words that two groups share (of both together) when they are one."""
ENOUGH_TO_JOIN: Final = 2
"""Telling words that bring a comment into a group from outside."""
SHORTEST_INSIDE: Final = 5
"""Letters of a stem that is also found inside longer ones: German compounds hide the word that tells."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Comments to group, or to compare with; ``languages`` has one entry per text."""

    texts: Sequence[str] = ()
    languages: Sequence[Language] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """``members`` are positions in what was grouped, the most typical first; ``words`` are stems, the best first."""

    members: tuple[int, ...]
    name: str
    language: Language
    words: tuple[str, ...]


def groups_of(found: Texts, known: Texts, random_state: int = 0) -> list[Group]:
    """Group comments that no theme covers; ``known`` are comments that themes cover, to compare with."""
    stems = [frozenset(telling_stems(t, lang)) for t, lang in zip(found.texts, found.languages, strict=True)]
    # Courtesies only would make groups of their own.
    spoken = [i for i, (t, lang) in enumerate(zip(found.texts, found.languages, strict=True)) if says_something(t, lang)]
    if len(spoken) < FEWEST:
        return []
    cuts, names = _cut(found, spoken, known, random_state)
    elsewhere = Counter(s for t, lang in zip(known.texts, known.languages, strict=True) for s in telling_stems(t, lang))
    told = _told_apart(cuts, stems, elsewhere + Counter(s for i in spoken for s in stems[i]), len(known.texts))
    return _groups(found, _joined(told, stems, spoken), stems, names)


def _cut(found: Texts, spoken: Sequence[int], known: Texts, seed: int) -> tuple[dict[int, list[int]], tuple[str, ...]]:
    """Return positions by number of the group, and the names of the groups: the one place that asks for discovery."""
    clusters = discover([found.texts[i] for i in spoken], [found.languages[i] for i in spoken], random_state=seed)
    cuts: dict[int, list[int]] = defaultdict(list)
    for position, label in zip(spoken, clusters.labels, strict=True):
        if label is not None:
            cuts[label].append(position)
    return cuts, clusters.names


@dataclass(frozen=True, slots=True)
class _Told:
    """A group by its number, with the words that tell it apart."""

    number: int
    words: tuple[str, ...]
    members: tuple[int, ...]


def _told_apart(
    cuts: dict[int, list[int]], stems: Sequence[frozenset[str]], everywhere: Counter[str], n_known: int
) -> list[_Told]:
    total = n_known + sum(len(members) for members in cuts.values())
    told: list[_Told] = []
    for number, members in sorted(cuts.items()):
        words = telling_words([stems[i] for i in members], everywhere, total)
        held = tuple(i for i in members if has_any(stems[i], words))
        if len(held) >= LEAST_HELD * len(members):
            told.append(_Told(number, words, held))
    return told


def telling_words(group: Sequence[frozenset[str]], everywhere: Counter[str], total: int) -> tuple[str, ...]:
    """Return the stems that many comments of a group have and few others, the best first.

    ``everywhere`` counts the comments with a stem among ``total``, those of the group included.
    """
    inside = Counter(root for stems in group for root in stems)
    least = max(3.0, LEAST_SHARE * len(group))
    others = max(total - len(group), 1)
    weights: dict[str, float] = {}
    for root, count in inside.items():
        share, usual = count / len(group), (everywhere[root] - count + 0.5) / others
        if count >= least and share >= TIMES_AS_COMMON * usual:
            weights[root] = share * float(np.log(share / usual))
    return tuple(sorted(weights, key=lambda root: (-weights[root], root))[:MOST_WORDS])


def has_any(stems: Iterable[str], words: Sequence[str], least: int = 1) -> bool:
    """Tell whether a comment has at least ``least`` of the telling words, alone or inside a compound."""
    own = set(stems)
    hits = sum(1 for word in words if word in own or (len(word) >= SHORTEST_INSIDE and any(word in s for s in own)))
    return hits >= least


def _joined(told: Sequence[_Told], stems: Sequence[frozenset[str]], spoken: Sequence[int]) -> list[_Told]:
    """Join groups with the same telling words, then bring in the comments outside that have several of them."""
    merged: list[_Told] = []
    for one in sorted(told, key=lambda g: (-len(g.members), g.number)):
        twin = next((k for k, other in enumerate(merged) if alike(one.words, other.words) >= SAME_GROUP), None)
        if twin is None:
            merged.append(one)
        else:
            other = merged[twin]
            merged[twin] = _Told(other.number, other.words, (*other.members, *one.members))
    taken = {i for one in merged for i in one.members}
    outside: dict[int, list[int]] = defaultdict(list)
    for i in spoken:
        if i not in taken:
            home = next((g.number for g in merged if has_any(stems[i], g.words, ENOUGH_TO_JOIN)), None)
            if home is not None:
                outside[home].append(i)
    return [_Told(g.number, g.words, (*g.members, *outside[g.number])) for g in merged]


def alike(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of words that two groups have in common, 0..1 (Jaccard 1912)."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _groups(
    found: Texts, told: Sequence[_Told], stems: Sequence[frozenset[str]], names: Sequence[str]
) -> list[Group]:
    groups: list[Group] = []
    for one in told:
        texts = [found.texts[i] for i in one.members]
        if len(texts) < FEWEST or wordings(texts) < FEWEST_WORDINGS:
            continue
        order = typical_first([stems[i] for i in one.members], texts)
        members = tuple(one.members[k] for k in order)
        language = Counter(found.languages[i] for i in members).most_common(1)[0][0]
        groups.append(Group(members, readable(names[one.number]), language, one.words))
    return sorted(groups, key=lambda group: (-len(group.members), group.name))


def readable(name: str) -> str:
    """Return a name as it stands in a heading: the first letter large."""
    return name[:1].upper() + name[1:]
