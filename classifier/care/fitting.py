"""Trains a model in a process of its own: ``python -m classifier.care.fitting`` reads a TrainingSet, writes a model.

The worker stays small and goes on with customers' words meanwhile. Invariants: nothing but the message on the standard
input decides what is learned; the same message gives the same bytes; no text is written anywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from classifier.care.lessons import TrainingSet
from classifier.care.packing import pack
from classifier.errors import ClassifierError
from classifier.model import ThemeModel

T = TypeVar("T")

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
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
    if child.returncode != 0:
        last = trouble.decode(errors="replace").strip().splitlines()[-1:]
        raise ClassifierError(f"The model could not be trained: {''.join(last) or child.returncode}")
    return content


def fit(training: TrainingSet) -> ThemeModel:
    """Return the model that these lessons lead to; a text of weight 3 counts like three of weight 1."""
    times = [max(round(weight), 1) for weight in training.weights]
    return ThemeModel().fit(
        _repeated(training.texts, times),
        _repeated(training.themes, times),
        _repeated(training.languages, times),
        theme_names=training.theme_names,
        random_state=training.seed,
    )


def _repeated(values: Sequence[T], times: Sequence[int]) -> list[T]:
    return [value for value, often in zip(values, times, strict=True) for _ in range(often)]


def main() -> None:
    """Read the lessons, train, write the model."""
    os.nice(POLITE)
    training = msgspec.json.decode(sys.stdin.buffer.read(), type=TrainingSet)
    sys.stdout.buffer.write(pack(fit(training)))


if __name__ == "__main__":
    main()
