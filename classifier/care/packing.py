"""A model as bytes: the files of its directory in one zip, the same bytes for the same model.

Invariant: what is unpacked is only ever a few plain files of bounded size in a folder of our own, and is checked by
``storage.load_model`` before it is used: nothing in it can be run.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from classifier.errors import ModelError
from classifier.model import ThemeModel
from classifier.storage import load_model, save_model

LARGEST: Final = 1_000_000_000
MOST_FILES: Final = 20
PLAIN_NAME: Final = re.compile(r"[a-z_]{1,40}\.(json|npz)")
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def pack(model: ThemeModel) -> bytes:
    """Return the model as bytes."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "model"
        save_model(model, place)
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(place.iterdir()):
                # A date of its own would make the same model another one.
                about = zipfile.ZipInfo(path.name, LONG_AGO)
                archive.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=1)
    return packed.getvalue()


def unpack(content: bytes) -> ThemeModel:
    """Return the model in these bytes; raises ModelError where they are damaged, foreign or of another format."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "model"
        place.mkdir()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                _check(archive)
                archive.extractall(place)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as trouble:
            raise ModelError(f"The stored theme model is damaged: {trouble}") from trouble
        return load_model(place)


def _check(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if len(files) > MOST_FILES or not all(PLAIN_NAME.fullmatch(file.filename) for file in files):
        raise ModelError("The stored theme model holds files that no model has")
    if sum(file.file_size for file in files) > LARGEST:
        raise ModelError("The stored theme model is larger than any model")


def checksum(content: bytes) -> str:
    """Return the SHA-256 of the bytes, hex."""
    return hashlib.sha256(content).hexdigest()
