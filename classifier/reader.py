"""Reads themes out of customers' texts while they wait: suggestions under a comment, and what was understood of it.

The classifier's side of ``surveys.ports.Reader``. Invariants: no request ever waits for a model to be loaded or
trained, it gets no suggestions meanwhile; no text is kept (readings are remembered by a keyed fingerprint; the model
knows single words again, a bounded number of them); nothing is written.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from classifier import understanding
from classifier.care import learning, versions
from classifier.care.versions import Active
from classifier.carrying import Spans, carrying_words
from classifier.errors import ModelError
from classifier.model import ThemeModel
from classifier.starter import starter_model, starter_version
from classifier.storage import MANIFEST
from classifier.suggesting import Reading, read_texts
from classifier.themes import successors
from classifier.understanding import Text, customer_themes
from feedback_app.foundation.languages import language as spoken_language
from surveys.definition import COMMENT_LIMIT
from surveys.ports import Guess, UnderstoodComment

log = structlog.get_logger()

LOOK_AGAIN_SECONDS: Final = 5.0
FIRST_LOOKS_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 20.0
"""So long a process waits for the worker beside it to train the first model, before it trains one itself."""
MOST_REMEMBERED: Final = 4_000
MOST_AT_ONCE: Final = 16
"""Texts that may wait to be read; who comes then gets no suggestions instead of late ones."""
FIRST_WORDS: Final = (("Die Hose ist viel zu eng", "de"), ("The zip broke after two days", "en"), ("okay", ""))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory; ``stamp`` tells its file from a newer one, None = it came from the database."""

    model: ThemeModel
    version: str
    stamp: int | None


class ThemeReader:
    """Suggests and understands with the model that reads; ``start`` and ``stop`` belong to the app's life.

    That is the active one in the database with what members taught since. While there is none yet, as in the first
    seconds of a shop, it is the starter model in a folder.
    """

    def __init__(self, models: Path, grace: float = GRACE_SECONDS) -> None:
        """``models``: the folder of the starter model; ``grace``: see ``GRACE_SECONDS``."""
        self._models, self._grace = models, grace
        self._loaded: Loaded | None = None
        self._task: asyncio.Task[None] | None = None
        # One thread: the model's memory of words is not made for two at once, and two cores serve the pages too.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._at_once = 0
        self._remembered: OrderedDict[bytes, Reading] = OrderedDict()
        self._secret = secrets.token_bytes(32)

    @property
    def ready(self) -> bool:
        """True once a model is in memory."""
        return self._loaded is not None

    def start(self) -> None:
        """Begin to load the model beside the running event loop, and to look for newer ones."""
        self._task = asyncio.get_running_loop().create_task(self._keep_up())

    async def stop(self) -> None:
        """Stop looking; readings that run are finished."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def guesses(self, text: str, language: str, most: int = 3) -> tuple[Guess, ...]:
        """Return at most ``most`` themes to offer for a text (the rule: suggesting.py), the surest first.

        Returns () until a model is loaded, and while too many others wait.
        """
        reading = (await self._readings([(text, language)]))[0]
        if not reading.offered:
            return ()
        names, after = await customer_themes(language), await successors()
        # A model may still know a theme by the name it had before it was merged.
        offered: dict[str, float] = {}
        for theme, sure in reading.offered:
            offered.setdefault(after.get(theme, theme), sure)
        return tuple(Guess(theme, names[theme], sure) for theme, sure in offered.items() if theme in names)[:most]

    async def understood(self, submission_id: int) -> tuple[UnderstoodComment, ...]:
        """Return what was understood of a stored submission, in the language of the request."""
        return await understanding.understood(submission_id, spoken_language(), self._readings)

    async def all_themes(self) -> tuple[Guess, ...]:
        """Return every theme that a customer may name, in the order of the catalogue."""
        return tuple(Guess(theme, name) for theme, name in (await customer_themes(spoken_language())).items())

    async def carrying(self, text: str, spoken: str, themes: Sequence[str]) -> dict[str, Spans]:
        """Return for each theme the places of the words that speak for it; {} while no model is loaded."""
        if self._loaded is None or self._at_once >= MOST_AT_ONCE:
            return {}
        self._at_once += 1
        try:
            model, cut = self._loaded.model, text[:COMMENT_LIMIT]
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, carrying_words, model, cut, spoken, themes
            )
        finally:
            self._at_once -= 1

    async def refresh(self, may_train: bool = False) -> None:
        """Look once; take the model that reads now if it is another one than the one in memory.

        ``may_train``: train the starter model (some seconds) where there is none yet.
        """
        row = await versions.current_row()
        if row is not None:
            newer = await self._active(row)
        else:
            newer = await asyncio.to_thread(_look, self._models, self._loaded, may_train)
        if newer is not None:
            known, self._loaded = self._loaded, newer
            self._remembered.clear()
            if known is None or known.version != newer.version:
                log.info("model", version=newer.version)

    async def _active(self, row: Mapping[str, Any]) -> Loaded | None:
        """Return the active model with what members taught since; None where it is in memory, or damaged."""
        try:
            base = await versions.model_of(row["id"], row["checksum"])
        except ModelError as trouble:
            # The worker refuses it and lets the one before read; until then the one in memory does.
            log.error("model", version=row["version"], why=str(trouble))
            return None
        model = await learning.up_to_date(Active(row["version"], base, row["id"], row["last_correction"]))
        if self._loaded is not None and self._loaded.model is model:
            return None
        await asyncio.to_thread(_read, model, FIRST_WORDS)
        return Loaded(model, row["version"], None)

    async def _keep_up(self) -> None:
        started = time.monotonic()
        while True:
            try:
                await self.refresh(may_train=time.monotonic() - started >= self._grace)
            except Exception:  # suggestions are a help, not a need: forms work without them until the next look
                log.exception("no model for suggestions")
            await asyncio.sleep(LOOK_AGAIN_SECONDS if self.ready else FIRST_LOOKS_SECONDS)

    async def _readings(self, texts: Sequence[Text]) -> list[Reading]:
        """Return one reading per text; empty ones while there is no model, or no time."""
        cut = [(text[:COMMENT_LIMIT], spoken) for text, spoken in texts]
        keys = [self._key(*text) for text in cut]
        known = {key: self._remembered[key] for key in keys if key in self._remembered}
        unknown = {key: text for key, text in zip(keys, cut, strict=True) if key not in known}
        if unknown and self._loaded is not None and self._at_once < MOST_AT_ONCE:
            known |= dict(zip(unknown, await self._read(self._loaded, list(unknown.values())), strict=True))
            self._remember(known)
        return [known.get(key, Reading()) for key in keys]

    async def _read(self, loaded: Loaded, texts: Sequence[Text]) -> list[Reading]:
        self._at_once += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _read, loaded.model, texts)
        finally:
            self._at_once -= 1

    def _remember(self, readings: dict[bytes, Reading]) -> None:
        for key, reading in readings.items():
            self._remembered[key] = reading
            self._remembered.move_to_end(key)
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _key(self, text: str, spoken: str) -> bytes:
        return hashlib.blake2b(f"{spoken}\n{text}".encode(), key=self._secret, digest_size=16).digest()


def _look(models: Path, known: Loaded | None, may_train: bool) -> Loaded | None:
    """Return a model that is newer than the known one, or None. Blocks: some tenths of a second, or a training."""
    version = known.version if known else starter_version()
    stamp = _stamp(models / version)
    if stamp is None and (known is not None or not may_train):
        return None
    if known is not None and stamp == known.stamp:
        return None
    model, version = starter_model(models)
    _read(model, FIRST_WORDS)  # what is read from disk at first use is read now, not while somebody waits
    return Loaded(model, version, _stamp(models / version))


def _stamp(folder: Path) -> int | None:
    try:
        # The manifest is part of a folder that appears whole, by a rename.
        return (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return None


def _read(model: ThemeModel, texts: Sequence[Text]) -> list[Reading]:
    return read_texts(model, [text for text, _ in texts], [spoken for _, spoken in texts])
