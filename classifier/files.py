"""What the theme verbs of the command line do: files in, files out.

Every answer file holds exactly one line per input row, in the same order, duplicates included, and appears whole or
not at all. All files are UTF-8. What cannot be read raises `TextFileError` with the file and the line.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from classifier.discovery import Clusters, discover, discover_new
from classifier.errors import TextFileError
from classifier.model import ThemeModel
from classifier.starter import starter_model
from classifier.storage import load_model, save_model
from classifier.text import languages_of

CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an input file; `themes` is empty where the file has no such column."""

    id: str
    text: str
    language: str | None
    themes: tuple[str, ...]


class Prediction(msgspec.Struct, frozen=True):
    """One line of what `predict_file` writes."""

    id: str
    themes: tuple[str, ...]
    probabilities: dict[str, float]
    novelty: float


class Sorted(msgspec.Struct, frozen=True):
    """One line of what `discover_file` writes; None = unsorted."""

    id: str
    cluster: int | None
    name: str | None


def fit_file(train: Path, model: Path, unlabelled: Path | None, theme_names: Path | None, seed: int) -> int:
    """Learn from `train` (id,text,themes,lang) and write the model directory; return the number of rows.

    `unlabelled` has the columns id,text,lang; `theme_names` theme,name. Raises TextFileError where a file cannot be
    read or names no theme at all, ModelError where the model cannot be written.
    """
    rows = list(read_rows(train, ("id", "text", "themes")))
    names = _read_names(theme_names) if theme_names else {}
    if not names and not any(r.themes for r in rows):
        raise TextFileError(f"{train}: no row has a theme, so there is nothing to learn")
    pool = [r.text for r in read_rows(unlabelled)] if unlabelled else []
    fitted = ThemeModel().fit(
        [r.text for r in rows],
        [r.themes for r in rows],
        [r.language for r in rows],
        unlabelled=pool,
        theme_names=names,
        random_state=seed,
    )
    save_model(fitted, model)
    return len(rows)


def predict_file(texts: Path, out: Path, model: Path | None, cache_dir: Path | None) -> int:
    """Write one `Prediction` per row of `texts` (id,text,lang) to `out`; return the number of rows.

    Without `model` the starter model answers, kept in `cache_dir`.
    """
    rows = read_rows(texts)
    first = next(rows)  # a file that cannot be read costs no training of the starter model
    return _write_lines(out, _predictions(chain([first], rows), _model(model, cache_dir)))


def discover_file(texts: Path, out: Path, model: Path | None, cache_dir: Path | None) -> int:
    """Write one `Sorted` per row of `texts` (id,text,lang) to `out`; return the number of rows.

    With `model` only texts that no known theme covers are sorted. `cache_dir` is not needed: discovery has no
    starter model.
    """
    rows = list(read_rows(texts))
    languages = languages_of([r.text for r in rows], [r.language for r in rows])
    if model is not None:
        answers = load_model(model).answers([r.text for r in rows], list(languages))
        found = discover_new([r.text for r in rows], languages, answers.novelty.tolist(), random_state=0)
    else:
        found = discover([r.text for r in rows], languages, random_state=0)
    return _write_lines(out, _sorted(rows, found))


def read_rows(path: Path, columns: tuple[str, ...] = ("id", "text")) -> Iterator[Row]:
    """Yield the rows of a CSV file that has at least the given columns; never ends without having yielded one."""
    empty = True
    for _, line in _read_csv(path, columns):
        empty = False
        themes = tuple(dict.fromkeys(t.strip() for t in line.get("themes", "").split("|") if t.strip()))
        yield Row(line["id"], line["text"], line.get("lang") or None, themes)
    if empty:
        raise TextFileError(f"{path}: the file has no rows")


def _read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open("rb") as source:
            reader = csv.reader(_decoded(path, source))
            header = next(reader, [])
            missing = [c for c in columns if c not in header]
            if missing:
                raise TextFileError(f"{path}: the column {', '.join(missing)} is missing (found: {', '.join(header)})")
            for fields in reader:
                if fields:
                    yield reader.line_num, _named(path, reader.line_num, header, fields)
    except csv.Error as trouble:
        raise TextFileError(f"{path}, line {reader.line_num}: {trouble}") from trouble
    except OSError as trouble:
        raise TextFileError(f"{path} cannot be read: {trouble.strerror}") from trouble


def _decoded(path: Path, lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as trouble:
            raise TextFileError(f"{path}, line {number}: this is not UTF-8") from trouble


def _named(path: Path, number: int, header: list[str], fields: list[str]) -> dict[str, str]:
    if len(fields) != len(header):
        raise TextFileError(f"{path}, line {number}: {len(fields)} fields instead of {len(header)}")
    return dict(zip(header, fields, strict=True))


def _read_names(path: Path) -> dict[str, str]:
    return {line["theme"]: line["name"] for _, line in _read_csv(path, ("theme", "name"))}


def _model(folder: Path | None, cache_dir: Path | None) -> ThemeModel:
    return load_model(folder) if folder is not None else starter_model(cache_dir)[0]


def _predictions(rows: Iterator[Row], model: ThemeModel) -> Iterator[Prediction]:
    while chunk := list(islice(rows, CHUNK)):
        answers = model.answers([r.text for r in chunk], [r.language for r in chunk], in_company=True)
        probabilities = np.round(answers.probabilities, 6).tolist()
        novelty = np.round(answers.novelty, 6).tolist()
        for row, themes, p, n in zip(chunk, answers.themes, probabilities, novelty, strict=True):
            yield Prediction(row.id, themes, dict(zip(model.classes_, p, strict=True)), n)


def _sorted(rows: list[Row], found: Clusters) -> Iterator[Sorted]:
    for row, label in zip(rows, found.labels, strict=True):
        yield Sorted(row.id, label, None if label is None else found.names[label])


def _write_lines(out: Path, lines: Iterable[msgspec.Struct]) -> int:
    number = 0
    beside = ""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=out.parent, prefix=f".{out.name}.", delete=False) as target:
            beside = target.name
            for number, line in enumerate(lines, start=1):  # noqa: B007 the last number is the outcome
                target.write(msgspec.json.encode(line) + b"\n")
        Path(beside).chmod(0o644)
        os.replace(beside, out)
    except OSError as trouble:
        raise TextFileError(f"{out} cannot be written: {trouble.strerror}") from trouble
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)
    return number
