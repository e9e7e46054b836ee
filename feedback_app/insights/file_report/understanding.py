"""Reads the themes of a file's rows with the starter model, as the product does, and keeps nothing.

Invariants: the model is taken from the folder where the product keeps it if it is there, and trained (some seconds)
where it is not; no folder is made and no file written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.errors import ModelError
from classifier.examining import Outcome, Waiting, examine
from classifier.model import ThemeModel
from classifier.starter import starter_corpus, starter_version, train_starter
from classifier.starter_themes import starter_themes
from classifier.storage import load_model
from surveys.catalogue import reason_for
from surveys.import_rows import SubmissionRow

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Understood:
    """The themes of each row, in the order of the rows; ``languages`` as read, "" where nothing could be read.

    outcomes: how many rows have themes, none, nothing to read, or another language than German and English.
    """

    themes: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...]
    outcomes: Counter[Outcome]


def load_starter(models: Path) -> ThemeModel:
    """Return the starter model from the product's folder, or train it; nothing is written."""
    try:
        return load_model(models / starter_version())
    except ModelError:
        return train_starter(starter_corpus())


def understand(
    model: ThemeModel, rows: Sequence[SubmissionRow], progress: Callable[[int], None] = lambda _: None
) -> Understood:
    """Return the themes of all rows: what the text tells joined with the stated reason; ``progress``: rows read."""
    live = frozenset(theme.code for theme in starter_themes())
    themes: list[tuple[str, ...]] = []
    languages: list[str] = []
    outcomes = Counter[Outcome]()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        waiting = [_waiting(number, row) for number, row in enumerate(batch)]
        for found in examine(waiting, model, live, {}):
            themes.append(tuple(one.theme for one in found.assigned))
            languages.append(found.language)
            outcomes[found.outcome] += 1
        progress(start + len(batch))
    return Understood(tuple(themes), tuple(languages), outcomes)


def _waiting(number: int, row: SubmissionRow) -> Waiting:
    return Waiting(number, row.day, reason_for(row.reason_raw), row.comment, row.language or "")
