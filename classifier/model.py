"""The theme model: learns themes from labelled texts and assigns them to new ones.

Pure, in the manner of scikit-learn. Invariants: the same texts, labels and `random_state` give the same model; the
answers do not depend on what stands beside a text in a batch; a text without content gets no theme, probability 0
and novelty 0. When every labelled text has exactly one theme and there are two or more, themes are exclusive and
every text with content gets one; else a text may have several or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.calibration import fit_curve, fit_cuts
from classifier.errors import ClassifierError
from classifier.features import Features, Vocabulary
from classifier.latent import with_latent
from classifier.learned import Learned, with_themes
from classifier.learning import Lesson, ask_unseen, drawn, learn
from classifier.memory import no_memory, remember
from classifier.novelty import fit_novelty
from classifier.separators import Flags, Ints
from classifier.stopwords import Language
from classifier.stream import stream_of
from classifier.text import has_content, language_of, languages_of, tokens

Floats = NDArray[np.float64]


class Answers(NamedTuple):
    """What a model says about texts, one entry per text."""

    probabilities: Floats
    """Shape (n_texts, n_themes)."""
    themes: list[tuple[str, ...]]
    """The likeliest first; empty where none fits."""
    novelty: Floats
    """0..1; 1 = the text says something, and no known theme fits."""


class ThemeModel:
    """Assigns themes to texts; call `fit`, or give what an earlier model has learned."""

    def __init__(self, learned: Learned | None = None) -> None:
        self._learned = learned
        self._features = Features(learned.vocabulary) if learned else Features()

    def fit(
        self,
        texts: Sequence[str],
        themes: Sequence[Sequence[str]],
        languages: Sequence[str | None] | None = None,
        unlabelled: Sequence[str] | None = None,
        theme_names: Mapping[str, str] | None = None,
        random_state: int = 0,
        weights: Sequence[float] | None = None,
        private_from: int | None = None,
    ) -> ThemeModel:
        """Learn from texts and their themes; an empty tuple of themes means "none fits".

        `weights`, one per text and more than 0, say how much a label counts; 1 without them. `unlabelled` texts teach
        how frequent words are and, by guesses that count little, the themes. `theme_names` maps a theme to what it is
        called, one name or definition per line; every line counts as a text of the theme, so a theme may do without
        labels. From the text number `private_from` on, a word is kept only if another text has it too: names of people
        stay out of the model.
        """
        if len(texts) != len(themes):
            raise ClassifierError(f"{len(texts)} texts but {len(themes)} lists of themes: one list per text is needed")
        counted = _weights(weights, len(texts))
        names = theme_names or {}
        spoken = languages_of(texts, languages)
        seeds, seed_themes = _seeds(names)
        classes = tuple(sorted({t for given in themes for t in given} | set(names)))
        pool = list(unlabelled or ())
        every = [*texts, *seeds, *pool]
        row_languages = [*spoken, *_languages_like([*seeds, *pool], spoken)]
        found = [tokens(t) for t in every]
        private = range(len(texts) if private_from is None else private_from, len(texts))
        self._features = Features().fit_stream(stream_of(found, row_languages), private)
        n_rows = len(texts) + len(seeds)
        taken = (n_rows + drawn(len(pool), random_state)).tolist()
        lesson = _lesson(
            self.vectors_of_tokens(found[:n_rows], row_languages[:n_rows]),
            _flags([*themes, *seed_themes], classes),
            np.concatenate([counted, np.ones(len(seeds))]),
            _same_text(found[: len(texts)]),
            self.vectors_of_tokens([found[i] for i in taken], [row_languages[i] for i in taken]),
            random_state,
        )
        self._learned = _learned(classes, self._features.vocabulary, lesson, random_state)
        return self

    def corrected(
        self,
        texts: Sequence[str],
        themes: Sequence[Sequence[str]],
        languages: Sequence[str | None] | None = None,
        weights: Sequence[float] | None = None,
    ) -> ThemeModel:
        """Return a model that follows these corrections at once; this one stays as it is and shares its arrays.

        Texts like the corrected ones follow, others hardly move (`classifier.memory`). The order of corrections does
        not matter; of the same text several times, the mean of what was said counts. A theme that is not known yet
        becomes one of `classes_`; give its name as one more text of it. Cuts and curve of the others stay.
        """
        counted = _weights(weights, len(texts))
        if len(texts) != len(themes):
            raise ClassifierError(f"{len(texts)} texts but {len(themes)} lists of themes: one list per text is needed")
        learned = with_themes(self.learned, {t for given in themes for t in given})
        vectors = self._features.transform(texts, languages_of(texts, languages))
        targets = _flags(themes, learned.classes)
        if learned.memory.pulls.shape[1] > len(learned.classes):
            targets = np.hstack([targets, ~targets.any(axis=1, keepdims=True)])
        told = remember(learned.memory, vectors, targets, counted, learned.separators.margins(vectors))
        model = ThemeModel.__new__(ThemeModel)
        model._learned, model._features = replace(learned, memory=told), self._features
        return model

    @property
    def learned(self) -> Learned:
        """What the model knows; raises ClassifierError before `fit`."""
        if self._learned is None:
            raise ClassifierError("This model has not learned anything yet: call fit first")
        return self._learned

    @property
    def classes_(self) -> tuple[str, ...]:
        """The themes, sorted: the columns of `predict_proba`."""
        return self.learned.classes

    @property
    def cuts_(self) -> dict[str, float]:
        """The probability from which on a theme is assigned; 0 for all where themes are exclusive."""
        learned = self.learned
        cuts = (0.0,) * len(learned.classes) if self.exclusive_ else learned.cuts
        return dict(zip(learned.classes, cuts, strict=False))

    @property
    def exclusive_(self) -> bool:
        """True where every text with content gets exactly one theme."""
        return self.learned.curve.exclusive

    def predict_proba(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> Floats:
        """Return the probability of every theme, `(n_texts, n_themes)`; a text without content has only zeros."""
        return self.answers(texts, languages).probabilities

    def predict(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[tuple[str, ...]]:
        """Return the themes of every text, the likeliest first; empty where none fits."""
        return self.answers(texts, languages).themes

    def novelty(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> Floats:
        """Return 0..1 per text: 1 = it says something, and no known theme fits."""
        return self.answers(texts, languages).novelty

    def answers(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None, in_company: bool = False
    ) -> Answers:
        """Return probabilities, themes and novelty in one pass, at the price of one.

        `in_company`: novelty also depends on the texts that a text resembles in this batch (`classifier.novelty`).
        """
        learned = self.learned
        n_themes = len(learned.classes)
        vectors = self._features.transform(texts, languages_of(texts, languages))
        margins = learned.margins(vectors)
        filled = np.array([has_content(t) for t in texts], dtype=bool)
        judged = learned.curve.probabilities(margins)
        chosen = _decide(judged, learned) & filled[:, None]
        probabilities = judged[:, :n_themes] * filled[:, None]
        novelty = learned.novelty.scores(margins, vectors if in_company else None) * filled
        return Answers(probabilities, _named(chosen, probabilities, learned.classes), novelty)

    def vectors_of_tokens(self, texts: Sequence[Sequence[str]], languages: Sequence[Language]) -> sp.csr_matrix:
        """Return the features `(n_texts, n_features)` of texts that are split into tokens."""
        return self._features.transform_stream(stream_of(texts, languages))


def _decide(judged: Floats, learned: Learned) -> Flags:
    """Return which themes these probabilities stand for; "no theme fits" above its own cut silences all."""
    n_themes = len(learned.classes)
    if n_themes == 0:
        return np.zeros((len(judged), 0), dtype=bool)
    if learned.curve.exclusive:
        return np.asarray(np.arange(n_themes) == judged.argmax(axis=1)[:, None])
    above = np.asarray(judged >= np.asarray(learned.cuts))
    silent = np.asarray(above[:, n_themes:].any(axis=1))
    return np.asarray(above[:, :n_themes] & ~silent[:, None])


def _named(chosen: Flags, probabilities: Floats, classes: tuple[str, ...]) -> list[tuple[str, ...]]:
    themes: list[list[tuple[float, str]]] = [[] for _ in chosen]
    for row, column in np.argwhere(chosen).tolist():
        themes[row].append((-probabilities[row, column], classes[column]))
    return [tuple(theme for _, theme in (sorted(found) if len(found) > 1 else found)) for found in themes]


def _seeds(names: Mapping[str, str]) -> tuple[list[str], list[tuple[str, ...]]]:
    lines = [(line.strip(), theme) for theme, text in names.items() for line in text.splitlines()]
    return [line for line, _ in lines if line], [(theme,) for line, theme in lines if line]


def _languages_like(texts: Sequence[str], known: Sequence[Language]) -> list[Language]:
    """Take the one language of the labelled texts for granted, else guess text by text."""
    if known and len(set(known)) == 1:
        return [known[0]] * len(texts)
    return [language_of(t) for t in texts]


def _same_text(texts: Sequence[Sequence[str]]) -> Ints:
    """Number texts so that the same tokens get the same number: copies must not help to judge each other."""
    number: dict[tuple[str, ...], int] = {}
    return np.array([number.setdefault(tuple(found), len(number)) for found in texts], dtype=np.int64)


def _flags(themes: Sequence[Sequence[str]], classes: tuple[str, ...]) -> Flags:
    column = {theme: i for i, theme in enumerate(classes)}
    targets = np.zeros((len(themes), len(classes)), dtype=bool)
    for row, given in enumerate(themes):
        targets[row, [column[theme] for theme in given]] = True
    return targets


def _weights(weights: Sequence[float] | None, n_texts: int) -> Floats:
    if weights is None:
        return np.ones(n_texts)
    counted = np.asarray(weights, dtype=np.float64)
    if counted.shape != (n_texts,):
        raise ClassifierError(f"{n_texts} texts but {counted.size} weights: one weight per text is needed")
    if not (np.isfinite(counted) & (counted > 0)).all():
        raise ClassifierError("Every weight must be a number above 0")
    return counted


def _lesson(
    vectors: sp.csr_matrix, targets: Flags, weights: Floats, groups: Ints, unlabelled: sp.csr_matrix, seed: int
) -> Lesson:
    labelled = targets[: len(groups)]
    exclusive = targets.shape[1] > 1 and len(labelled) > 0 and bool((labelled.sum(axis=1) == 1).all())
    themeless = ~targets.any(axis=1, keepdims=True)
    asked = np.hstack([targets, themeless]) if targets.shape[1] and themeless.any() else targets
    deep, deep_unlabelled = with_latent(vectors, unlabelled, seed) if unlabelled.shape[0] else (vectors, unlabelled)
    return Lesson(vectors, asked, weights, groups, unlabelled, exclusive, deep, deep_unlabelled)


def _learned(classes: tuple[str, ...], vocabulary: Vocabulary, lesson: Lesson, seed: int) -> Learned:
    unseen = ask_unseen(lesson, seed)
    asked = lesson.targets[unseen.rows]
    curve = fit_curve(unseen.margins, asked, lesson.exclusive)
    cuts = () if lesson.exclusive else fit_cuts(curve.probabilities(unseen.margins), asked)
    return Learned(
        classes,
        tuple(float(c) for c in cuts),
        vocabulary,
        learn(lesson, seed),
        curve,
        fit_novelty(unseen.margins, asked[:, : len(classes)]),
        no_memory(vocabulary.n_features, lesson.targets.shape[1]),
    )
