"""The theme model with the face of a scikit-learn classifier: texts in, themes out.

For notebooks, pipelines and scikit-learn's own tools; the product itself uses `classifier.model`. Labels come in three
forms: plain labels, one per text (themes exclude one another, and plain labels are answered); an indicator matrix
`(n_texts, n_themes)`; a tuple or list of labels per text, which may be empty. The last two are answered as an indicator
matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags, check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from classifier.model import ThemeModel

Labels: TypeAlias = Sequence[Sequence[str]] | ArrayLike
Flags = NDArray[np.bool_]

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Targets:
    """Labels in one form: `flags` has shape (n_texts, len(classes))."""

    classes: NDArray[Any]
    flags: Flags
    exclusive: bool


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Assigns themes to texts.

    `language` is "de" or "en" for all texts, None to guess text by text. `theme_names` maps a label to a name or
    definition that teaches as well. `unlabelled` are further texts to learn from.
    """

    def __init__(
        self,
        *,
        language: str | None = None,
        theme_names: Mapping[str, str] | None = None,
        unlabelled: Sequence[str] | None = None,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.language = language
        self.theme_names = theme_names
        self.unlabelled = unlabelled
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that the input is a list of strings and that a text may have several labels."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X: ArrayLike, y: Labels, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803 its name
        """Learn from texts and labels in one of the three forms of this module; weights must be above 0."""
        texts = _texts(X)
        targets = _targets(y)
        if len(targets.flags) != len(texts):
            raise ValueError(f"Found {len(texts)} texts but labels for {len(targets.flags)}")
        self.classes_, self.exclusive_ = targets.classes, targets.exclusive
        self.usual_ = int(targets.flags.sum(axis=0).argmax()) if targets.flags.size else 0
        names = [_column_name(i) for i in range(len(targets.classes))]
        self.model_ = ThemeModel().fit(
            texts,
            [tuple(names[i] for i in np.flatnonzero(row)) for row in targets.flags],
            [self.language] * len(texts),
            unlabelled=self.unlabelled,
            theme_names={**dict.fromkeys(names, ""), **self._names()},
            random_state=int(check_random_state(self.random_state).randint(LARGEST_SEED)),
            weights=None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64).tolist(),
        )
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803 its name
        """Return plain labels `(n_texts,)` or an indicator matrix `(n_texts, n_themes)`, as fitted.

        Of plain labels, a text without content gets the most frequent one: scikit-learn knows no empty label.
        """
        check_is_fitted(self, "model_")
        texts = _texts(X)
        assigned = np.zeros((len(texts), len(self.classes_)), dtype=bool)
        for row, themes in enumerate(self.model_.predict(texts, [self.language] * len(texts))):
            assigned[row, [int(theme) for theme in themes]] = True
        if not self.exclusive_:
            return assigned.astype(np.int64)
        return np.asarray(self.classes_[np.where(assigned.any(axis=1), assigned.argmax(axis=1), self.usual_)])

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803 its name
        """Return the probability of every theme, `(n_texts, n_themes)`; rows without content are 0."""
        check_is_fitted(self, "model_")
        texts = _texts(X)
        return self.model_.predict_proba(texts, [self.language] * len(texts))

    def _names(self) -> dict[str, str]:
        column = {str(label): _column_name(i) for i, label in enumerate(self.classes_.tolist())}
        unknown = set(self.theme_names or {}) - set(column)
        if unknown:
            raise ValueError(f"theme_names holds labels that y does not: {', '.join(sorted(unknown))}")
        return {column[label]: name for label, name in (self.theme_names or {}).items()}


def _column_name(number: int) -> str:
    """Return what the model calls a column, so that its sorted themes are in the order of `classes_`."""
    return f"{number:08d}"


def _texts(given: ArrayLike) -> list[str]:
    values = np.asarray(given, dtype=object)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        raise ValueError(f"Expected a sequence of texts, got {values.ndim} dimensions. Reshape your data to one.")
    if not all(isinstance(text, str) for text in values):
        raise ValueError("Expected a sequence of texts: every entry must be a string")
    if len(values) == 0:
        raise ValueError("Found 0 texts while at least 1 is needed")
    return [str(text) for text in values]


def _targets(y: Labels) -> _Targets:
    rows = list(y) if isinstance(y, Sequence) and not isinstance(y, str) else []
    if any(isinstance(row, tuple | list) for row in rows):
        lists = [tuple(row) for row in rows if isinstance(row, tuple | list)]
        if len(lists) == len(rows) and all(isinstance(label, str) for row in lists for label in row):
            return _of_lists(lists)
    if y is None:
        raise ValueError("This classifier requires y to be passed, but the target y is None")
    values = np.asarray(y)
    if values.ndim == 2 and values.shape[1] > 1:
        check_classification_targets(values)
        return _Targets(np.arange(values.shape[1]), values.astype(bool), False)
    labels = np.ravel(values)
    check_classification_targets(labels)
    classes, numbers = np.unique(labels, return_inverse=True)
    return _Targets(classes, np.asarray(numbers[:, None] == np.arange(len(classes))), True)


def _of_lists(lists: Sequence[Sequence[str]]) -> _Targets:
    classes = sorted({label for row in lists for label in row})
    flags = np.array([[label in row for label in classes] for row in lists], dtype=bool)
    return _Targets(np.asarray(classes), flags.reshape(len(lists), len(classes)), False)
