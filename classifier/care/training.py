"""The retrain stage: when members have labelled enough, or somebody asks, a candidate is trained and examined.

Invariants: a candidate never becomes active by itself; it is stored whole, with its figures, its gate and what it would
change, or not at all; the same labels never lead to a second candidate. The learning itself runs in another process.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from classifier.care import versions
from classifier.care.difference import difference_of
from classifier.care.fitting import fitted
from classifier.care.gate import Asked, compared, f1_of, gate, measured
from classifier.care.lessons import Lesson, Lessons, TrainingSet, lessons, meant, new_labels
from classifier.care.measures import Gate, Labels, Measures, Set, read_as, written
from classifier.care.packing import unpack
from classifier.care.versions import Active, Candidate
from classifier.errors import ClassifierError
from classifier.tables import LabelStep
from classifier.themes import live_codes, successors
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many
from feedback_app.foundation.house import House

if TYPE_CHECKING:
    from classifier.model import ThemeModel

log = structlog.get_logger()

ENOUGH_NEW: Final = 10
STEP: Final = 10
FEW_OWN: Final = 20
SLICE: Final = 250

SEEN: Final = (
    """SELECT "kind", "state", "libraries", "labels", "last_correction" FROM "theme_model" WHERE "state" <> 'wanted'"""
)
PREVIOUS: Final = """
    SELECT m."id", m."version", m."checksum" FROM "theme_model" m JOIN "theme_model_content" c ON c."model" = m."id"
    ORDER BY m."trained_at" DESC, m."id" DESC LIMIT 1
"""


UNMEASURED: Final = """
    SELECT "id" FROM "theme_model" WHERE "state" = 'active' AND "kind" = 'starter' AND CAST("measures" AS TEXT) = ?
"""


async def retrain(house: House) -> int:
    """Train and examine a candidate if there is a reason to; returns 1 if there is a new one.

    Raises ClassifierError where nothing can be learned from what there is.
    """
    if not await _enough_to_learn():
        await _measure_starter(house)
        return 0
    reader = await versions.active(house)
    found = await lessons()
    version = _version(found.training)
    if await _known(version, found):
        return 0
    try:
        content = await fitted(found.training)
    except ClassifierError:
        await versions.training_has_ended()
        raise
    model = await asyncio.to_thread(unpack, content)
    measures, judged = await examined(found, reader, model)
    step = await _step(found, model)
    difference = await difference_of(model)
    about = (found.training.fingerprint, versions.shipped_version(), found.labels, found.last_correction)
    candidate = Candidate(version, versions.RETRAINED, content, *about, measures, difference, judged)
    await versions.store_candidate(candidate, house.now())
    await _note_step(step, house)
    log.info("candidate", version=version, passed=judged.passed, labels=found.labels.of_members)
    return 1


async def is_due() -> bool:
    """Tell whether the stage would do something; some queries on few rows."""
    return await _enough_to_learn() or bool(await fetch(UNMEASURED, written(Measures())))


async def _enough_to_learn() -> bool:
    """Tell whether a member asked, enough was labelled, or the product brings another corpus or method."""
    if await versions.training_is_wanted():
        return True
    rows = await fetch(SEEN)
    seen = [read_as(Labels, row["labels"]) for row in rows]
    newest = Labels(last_example=max((one.last_example for one in seen), default=0))
    if await new_labels(newest, max((row["last_correction"] for row in rows), default=0)) >= ENOUGH_NEW:
        return True
    bases = {_base(row["libraries"]) for row in rows if row["kind"] == versions.RETRAINED}
    reads = any(row["state"] == versions.ACTIVE and row["kind"] == versions.RETRAINED for row in rows)
    return reads and versions.shipped_version() not in bases


def _base(libraries: str) -> str:
    """Return the version of the starter model whose corpus and method a model was trained with."""
    return msgspec.json.decode(libraries, type=dict[str, str]).get(versions.STARTER, "")


def _version(training: TrainingSet) -> str:
    digest = hashlib.sha256(f"{training.fingerprint} {versions.shipped_version()}".encode())
    return f"shop-{digest.hexdigest()[:12]}"


async def _known(version: str, found: Lessons) -> bool:
    """Tell whether these lessons led to a model already, and note that the newest labels are among them."""
    async with transaction():
        known = await execute(
            'UPDATE "theme_model" SET "labels" = ?, "last_correction" = ? WHERE "version" = ? RETURNING "id"',
            written(found.labels),
            found.last_correction,
            version,
        )
    if known:
        await versions.training_has_ended()
    return bool(known)


async def examined(found: Lessons, reader: Active, candidate: ThemeModel) -> tuple[Measures, Gate]:
    """Ask both models about texts that neither has learned from; returns the candidate's figures and the verdict."""
    parts, verdicts = [], []
    readers: dict[Set, ThemeModel] = {"own": reader.model, "starter": reader.model}
    if reader.version == versions.shipped_version():
        readers["starter"] = await _twin(found)
    for source, language, asked in _groups(found):
        before, after = [await _asked(model, source, language, asked) for model in (readers[source], candidate)]
        parts.append(measured(after))
        verdicts.append(compared(before, after))
    return Measures(tuple(parts)), gate(verdicts)


async def _twin(found: Lessons) -> ThemeModel:
    """Return a model like the shipped one that has not seen the test part of the corpus, which that one may have."""
    return await asyncio.to_thread(unpack, await fitted(found.shipped))


async def _measure_starter(house: House) -> None:
    """Write down how well the shipped model reads, in the tests of its corpus, where nobody has done so yet."""
    rows = await fetch(UNMEASURED, written(Measures()))
    if not rows:
        return
    found = await lessons()
    kept = house.models_dir / f"{_version(found.shipped)}.json"
    try:
        measures = read_as(Measures, await asyncio.to_thread(kept.read_text))
    except (OSError, msgspec.DecodeError):
        twin = await _twin(found)
        parts = [measured(await _asked(twin, *group)) for group in _groups(found) if group[0] == "starter"]
        measures = Measures(tuple(parts))
        with contextlib.suppress(OSError):
            await asyncio.to_thread(kept.write_text, written(measures))
    async with transaction():
        await execute('UPDATE "theme_model" SET "measures" = ? WHERE "id" = ?', written(measures), rows[0]["id"])


def _groups(found: Lessons) -> Iterator[tuple[Set, str, list[Lesson]]]:
    sources: tuple[tuple[Set, tuple[Lesson, ...]], ...] = (
        ("own", found.own_held_out),
        ("starter", found.starter_held_out),
    )
    for source, held_out in sources:
        for language in ("de", "en"):
            if asked := [lesson for lesson in held_out if lesson.language == language]:
                yield source, language, asked


async def _asked(model: ThemeModel, source: Set, language: str, asked: Sequence[Lesson]) -> Asked:
    live, after = await live_codes(), await successors()
    said: list[tuple[str, ...]] = []
    for start in range(0, len(asked), SLICE):
        part = asked[start : start + SLICE]
        texts, languages = [lesson.text for lesson in part], [lesson.language for lesson in part]
        said += [meant(themes, live, after) for themes in await asyncio.to_thread(model.predict, texts, languages)]
    return Asked(source, language, [lesson.themes for lesson in asked], said)


@dataclass(frozen=True, slots=True)
class _Step:
    """What the last labels of members improved."""

    labels: int
    held_out: int
    before: tuple[float, float]
    after: tuple[float, float]


async def _step(found: Lessons, candidate: ThemeModel) -> _Step | None:
    """Measure the candidate beside the model trained before it; None before the first ten labels of members.

    On labels of this shop that are never learned from; while these are few, together with the shipped ones.
    """
    labels = found.labels.of_members + len(found.own_held_out)
    previous = await fetch(PREVIOUS)
    if labels < STEP or not previous:
        return None
    trained_before = await versions.model_of(previous[0]["id"], previous[0]["checksum"])
    few = len(found.own_held_out) < FEW_OWN
    groups = [group for group in _groups(found) if few or group[0] == "own"]
    # The shipped model may have seen the shipped texts it is asked about here; its twin has not.
    shipped = few and previous[0]["version"] == versions.shipped_version()
    before = {"own": trained_before, "starter": await _twin(found) if shipped else trained_before}
    scores = []
    for models in (before, {"own": candidate, "starter": candidate}):
        scores.append(f1_of([measured(await _asked(models[group[0]], *group)) for group in groups]))
    held_out = sum(len(asked) for _, _, asked in groups)
    return _Step(labels // STEP * STEP, held_out, *scores)


async def _note_step(step: _Step | None, house: House) -> None:
    if step is None:
        return
    (micro_before, macro_before), (micro_after, macro_after) = step.before, step.after
    row = (step.labels, house.now(), step.held_out, micro_before, micro_after, macro_before, macro_after)
    columns = ("labels", "measured_at", "held_out", "micro_before", "micro_after", "macro_before", "macro_after")
    async with transaction():
        await insert_many(LabelStep, columns, [row], 'ON CONFLICT ("labels") DO NOTHING')
