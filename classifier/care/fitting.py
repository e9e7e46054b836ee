"""Trains a model in a process of its own: ``python -m classifier.care.fitting`` reads a TrainingSet, writes a model.

The worker stays small and goes on with customers' words meanwhile. Invariants: nothing but the message on the standard
input decides what is learned; the same message gives the same bytes; no text is written anywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from classifier.care.lessons import TrainingSet
from classifier.care.packing import pack
from classifier.errors import ClassifierError
from classifier.model import ThemeModel
from classifier.starter import starter_model, starter_version
from classifier.storage import MANIFEST

POLITE: Final = 10


async def fitted(training: TrainingSet) -> bytes:
    """Return the packed model that these lessons lead to; raises ClassifierError where nothing can be learned."""
    message = msgspec.json.encode(training)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        content, trouble = await child.communicate(message)
    finally:
        _end(child)
    if child.returncode != 0:
        last = trouble.decode(errors="replace").strip().splitlines()[-1:]
        raise ClassifierError(f"The model could not be trained: {''.join(last) or child.returncode}")
    return content


async def make_starter(models: Path) -> None:
    """Train the shipped model into this folder unless it is there; whoever needs it then reads it from there."""
    if (models / starter_version() / MANIFEST).is_file():
        return
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, str(models))
    try:
        await child.wait()
    finally:
        _end(child)


def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()


def fit(training: TrainingSet) -> ThemeModel:
    """Return the model that these lessons lead to."""
    return ThemeModel().fit(
        training.texts,
        training.themes,
        training.languages,
        theme_names=training.theme_names,
        random_state=training.seed,
        weights=training.weights,
        private_from=training.private_from,
    )


def main() -> None:
    """Read the lessons, train, write the model; or make the shipped one in the folder that is named."""
    os.nice(POLITE)
    if len(sys.argv) > 1:
        starter_model(Path(sys.argv[1]))
        return
    training = msgspec.json.decode(sys.stdin.buffer.read(), type=TrainingSet)
    sys.stdout.buffer.write(pack(fit(training)))


if __name__ == "__main__":
    main()
