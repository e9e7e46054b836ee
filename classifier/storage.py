"""Writes a theme model to a directory and reads it back, without pickle.

A model directory holds `model.json` (words and settings), `weights.npz` (numbers) and `manifest.json` (format, library
versions, SHA-256 of the other two). The directory appears whole or not at all: it is written beside its place and
renamed. Reading checks the hashes first, so a damaged or foreign directory raises `ModelError`, never a wrong answer.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.lib.npyio import NpzFile

from classifier.calibration import Curve
from classifier.errors import ModelError
from classifier.features import Vocabulary
from classifier.learned import Learned
from classifier.memory import Memory
from classifier.model import ThemeModel
from classifier.novelty import Novelty
from classifier.separators import Separators
from classifier.words import WordVocabulary

FORMAT: Final = 4
LIBRARIES: Final = ("numpy", "scipy", "scikit-learn", "nltk", "py3langid")
MANIFEST, WORDS, WEIGHTS = "manifest.json", "model.json", "weights.npz"
LONGEST_MANIFEST: Final = 100_000


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `manifest.json`; `hashes` maps a file name to its SHA-256 in hex."""

    format: int
    libraries: dict[str, str]
    hashes: dict[str, str]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `model.json`: everything that is not a large array of numbers."""

    classes: tuple[str, ...]
    cuts: tuple[float, ...]
    stems: tuple[str, ...]
    concepts: tuple[str, ...]
    grams: tuple[str, ...]
    curve: Curve
    novelty: Novelty


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries whose arithmetic or word lists a model depends on."""
    return {name: version(name) for name in LIBRARIES}


def save_model(model: ThemeModel, folder: Path) -> None:
    """Write the model to `folder`, replacing what was there; its parents are made.

    Raises ModelError where the folder exists and is not a model, or cannot be written.
    """
    if folder.exists() and not _replaceable(folder):
        raise ModelError(f"{folder} holds something other than a theme model and is not overwritten")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _write(model.learned, beside)
            _put_in_place(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as trouble:
        raise ModelError(f"The model cannot be written to {folder}: {trouble.strerror or trouble}") from trouble


def _replaceable(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MANIFEST).is_file() or not any(folder.iterdir()))


def _write(learned: Learned, folder: Path) -> None:
    known, memory = learned.vocabulary, learned.memory
    words = Words(
        learned.classes,
        learned.cuts,
        known.stems.names,
        known.concepts.names,
        known.grams,
        learned.curve,
        learned.novelty,
    )
    (folder / WORDS).write_bytes(msgspec.json.encode(words))
    np.savez(
        folder / WEIGHTS,
        weights=learned.separators.weights,
        offsets=learned.separators.offsets,
        stem_pairs=known.stems.pairs,
        stem_negated=known.stems.negated,
        stem_idf=known.stems.idf,
        concept_pairs=known.concepts.pairs,
        concept_negated=known.concepts.negated,
        concept_idf=known.concepts.idf,
        gram_idf=known.gram_idf,
        memory_data=memory.vectors.data,
        memory_indices=memory.vectors.indices,
        memory_indptr=memory.vectors.indptr,
        memory_targets=memory.targets,
        memory_weights=memory.weights,
        memory_margins=memory.margins,
        memory_pulls=memory.pulls,
    )
    hashes = {name: _sha256(folder / name) for name in (WORDS, WEIGHTS)}
    (folder / MANIFEST).write_bytes(msgspec.json.encode(Manifest(FORMAT, library_versions(), hashes)))


def _memory(numbers: NpzFile, n_features: int) -> Memory:
    parts = tuple(numbers[f"memory_{part}"] for part in ("data", "indices", "indptr"))
    vectors = sp.csr_matrix(parts, shape=(len(numbers["memory_weights"]), n_features))
    vectors.check_format()
    said = (numbers[f"memory_{part}"] for part in ("targets", "weights", "margins", "pulls"))
    return Memory(vectors, *said)


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename; a model that is already there steps aside first, because directories cannot be exchanged at once."""
    beside.chmod(0o755)
    try:
        beside.rename(folder)
    except OSError:
        if not _replaceable(folder):
            raise
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
        os.replace(folder, old / "model")
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 (hex) that stands for the model in `folder`; raises ModelError where there is none."""
    hashes = _manifest(folder).hashes
    return hashlib.sha256("".join(hashes[name] for name in sorted(hashes)).encode()).hexdigest()


def load_model(folder: Path) -> ThemeModel:
    """Read the model in `folder`; raises ModelError where it is missing, damaged or of another format."""
    manifest = _manifest(folder)
    for name in (WORDS, WEIGHTS):
        if not (folder / name).is_file() or manifest.hashes.get(name) != _sha256(folder / name):
            raise ModelError(f"The theme model in {folder} is damaged: {name} is missing or was changed")
    try:
        return ThemeModel(_read(folder))
    except (msgspec.DecodeError, ValueError, KeyError, OSError, zipfile.BadZipFile) as trouble:
        raise ModelError(f"The theme model in {folder} cannot be read: {trouble}") from trouble


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"{folder} holds no theme model ({MANIFEST} is missing)")
    try:
        with path.open("rb") as source:
            manifest = msgspec.json.decode(source.read(LONGEST_MANIFEST), type=Manifest)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as trouble:
        raise ModelError(f"The theme model in {folder} is damaged: {MANIFEST} cannot be read") from trouble
    if manifest.format != FORMAT:
        raise ModelError(f"The theme model in {folder} has format {manifest.format}; this version reads {FORMAT}")
    return manifest


def _read(folder: Path) -> Learned:
    words = msgspec.json.decode((folder / WORDS).read_bytes(), type=Words)
    with np.load(folder / WEIGHTS, allow_pickle=False) as numbers:
        vocabulary = Vocabulary(
            WordVocabulary(words.stems, *(numbers[f"stem_{part}"] for part in ("pairs", "negated", "idf"))),
            WordVocabulary(words.concepts, *(numbers[f"concept_{part}"] for part in ("pairs", "negated", "idf"))),
            words.grams,
            numbers["gram_idf"],
        )
        separators = Separators(numbers["weights"], numbers["offsets"])
        memory = _memory(numbers, vocabulary.n_features)
    learned = Learned(words.classes, words.cuts, vocabulary, separators, words.curve, words.novelty, memory)
    _check_shapes(learned)
    return learned


def _check_shapes(learned: Learned) -> None:
    known, columns = learned.vocabulary, len(learned.curve.priors)
    fitting = (
        all(len(b.idf) == len(b.names) + len(b.pairs) + len(b.negated) for b in (known.stems, known.concepts))
        and len(known.gram_idf) == len(known.grams)
        and learned.separators.weights.shape == (known.n_features, columns)
        and learned.separators.offsets.shape == (columns,)
        and learned.memory.pulls.shape == learned.memory.targets.shape == learned.memory.margins.shape
        and learned.memory.pulls.shape == (learned.memory.vectors.shape[0], columns)
        and len(learned.curve.shifts) == columns
        and len(learned.cuts) == (0 if learned.curve.exclusive else columns)
        and 0 <= columns - len(learned.classes) <= 1
    )
    if not fitting:
        raise ValueError("its parts do not belong together")
