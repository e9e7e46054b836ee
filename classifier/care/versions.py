"""The models in the database: which one reads, which are candidates, and how they take turns.

Invariants: exactly one model is active once there is any; the active one changes in one transaction together with the
snapshot of what was counted until then and the work of reading all comments again; bytes that are damaged or foreign
are never used: such a model is refused and the one before reads on.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
import structlog

from classifier.care.fitting import make_starter
from classifier.care.measures import NOTHING, Difference, Gate, Labels, Measures, Why, read_as, written
from classifier.care.packing import checksum, pack, unpack
from classifier.care.rereading import start_rereading
from classifier.errors import ClassifierError, ModelError
from classifier.model import ThemeModel
from classifier.starter import starter_corpus, starter_model, starter_version
from classifier.storage import library_versions
from classifier.tables import ThemeModelContent, ThemeModelRow
from classifier.workbench.past import snapshot
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch, insert_many, take_turns
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _

log = structlog.get_logger()

STARTER: Final = "starter"
RETRAINED: Final = "retrained"
CANDIDATE: Final = "candidate"
ACTIVE: Final = "active"
REFUSED: Final = "refused"
WANTED: Final = "wanted"
"""State, and version, of the row that asks for a training."""

MOST_LOOKS: Final = 10
TURN: Final = "theme models"
KEPT_IN_MEMORY: Final = 2
CONTENTS_KEPT: Final = 5
"""Of so many models that were active once, the bytes are kept, so that one can go back to them."""
ROW: Final = (
    "version",
    "kind",
    "state",
    "checksum",
    "fingerprint",
    "libraries",
    "labels",
    "last_correction",
    "measures",
    "difference",
    "gate",
    "trained_at",
    "activated_at",
    "activated_by",
)
CURRENT: Final = """
    SELECT "id", "version", "kind", "checksum", "last_correction" FROM "theme_model" WHERE "state" = 'active'
"""
BEFORE: Final = """
    SELECT m."id", m."version" FROM "theme_model" m JOIN "theme_model_content" c ON c."model" = m."id"
    WHERE m."state" = 'replaced' AND m."activated_at" IS NOT NULL
    ORDER BY m."activated_at" DESC, m."id" DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Active:
    """The model that reads now; ``last_correction`` is the newest correction it has learned from."""

    version: str
    model: ThemeModel
    row_id: int
    last_correction: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trained model with everything that is said about it."""

    version: str
    kind: str
    content: bytes
    fingerprint: str
    base: str
    labels: Labels
    last_correction: int
    measures: Measures
    difference: Difference
    gate: Gate


# The same checksum is the same model, whatever database it comes from.
_kept: OrderedDict[str, ThemeModel] = OrderedDict()


async def active(house: House) -> Active:
    """Return the model that reads; the starter model is put there on first need and after an upgrade of it.

    One small query while nothing changed. A model whose bytes are damaged is refused, and the one before reads.
    """
    for _look in range(MOST_LOOKS):
        row = await current_row()
        if row is None or (row["kind"] == STARTER and row["version"] != shipped_version()):
            await _install_starter(house)
            continue
        try:
            model = await model_of(row["id"], row["checksum"])
        except ModelError as trouble:
            log.error("theme model refused", version=row["version"], why=str(trouble))
            await _fall_back(house, row["version"])
            continue
        return Active(row["version"], model, row["id"], row["last_correction"])
    raise ModelError("None of the stored theme models can be used")


async def current_row() -> Mapping[str, Any] | None:
    """Return id, version, kind, checksum and last_correction of the active model, None when there is none yet."""
    found = await fetch(CURRENT)
    return found[0] if found else None


async def model_of(row_id: int, wanted: str) -> ThemeModel:
    """Return the model of a row whose checksum is ``wanted``; raises ModelError where its bytes are not these."""
    if wanted in _kept:
        _kept.move_to_end(wanted)
        return _kept[wanted]
    model = await load(row_id, wanted)
    _kept[wanted] = model
    while len(_kept) > KEPT_IN_MEMORY:
        _kept.popitem(last=False)
    return model


async def load(row_id: int, wanted: str) -> ThemeModel:
    """Read a model from the database, past the ones in memory; raises ModelError."""
    found = await fetch('SELECT "content" FROM "theme_model_content" WHERE "model" = ?', row_id)
    if not found:
        raise ModelError(_("The bytes of this model are not kept any more."))
    return await asyncio.to_thread(_checked, bytes(found[0]["content"]), wanted)


def _checked(content: bytes, wanted: str) -> ThemeModel:
    if checksum(content) != wanted:
        raise ModelError(_("The stored model was changed: its checksum is another one."))
    return unpack(content)


@lru_cache(maxsize=1)
def shipped_version() -> str:
    """Return the version of the starter model that belongs to this code; its files do not change while it runs."""
    return starter_version()


async def _install_starter(house: House) -> None:
    """Make the shipped starter model the active one; two processes at once end up with one row."""
    await make_starter(house.models_dir)
    model, version = await asyncio.to_thread(starter_model, house.models_dir)
    if version != shipped_version():
        # The files were replaced under the running process: what they lead to now is what counts.
        shipped_version.cache_clear()
    content = await asyncio.to_thread(pack, model)
    labels = Labels(starter=len(starter_corpus()))
    shipped = Candidate(version, STARTER, content, version, version, labels, 0, Measures(), Difference(), Gate())
    async with transaction():
        await take_turns(TURN)
        row = await current_row()
        if row is not None and (row["kind"] != STARTER or row["version"] == version):
            return
        row_id = await _insert(shipped, CANDIDATE, house.now())
        others = row is not None or bool(await fetch(OTHERS, version))
        await _make_active(row_id, version, None, house.now(), reread=others)


OTHERS: Final = """
    SELECT 1 AS one FROM "classification" WHERE "source" = 'model' AND "model_version" <> ? LIMIT 1
"""


async def _fall_back(house: House, version: str) -> None:
    """Refuse the active model and let the one before read; without any the starter model comes at the next look."""
    async with transaction():
        await take_turns(TURN)
        row = await current_row()
        if row is None or row["version"] != version:
            return
        await _refuse(row["id"], "damaged")
        before = await fetch(BEFORE)
        if before:
            await _make_active(before[0]["id"], before[0]["version"], None, house.now())
        elif row["kind"] == STARTER:
            # The shipped one can be made again: its row must not stand in the way.
            await execute('DELETE FROM "theme_model" WHERE "id" = ?', row["id"])


async def store_candidate(candidate: Candidate, now: datetime) -> str:
    """Keep a trained model as the candidate; an older candidate is replaced. Returns its version."""
    async with transaction():
        await take_turns(TURN)
        await execute("""UPDATE "theme_model" SET "state" = 'replaced' WHERE "state" = 'candidate'""")
        await _insert(candidate, CANDIDATE, now)
        await execute('DELETE FROM "theme_model" WHERE "version" = ?', WANTED)
        await _forget_old_contents()
    return candidate.version


async def _insert(candidate: Candidate, state: str, now: datetime) -> int:
    """Write one model and its bytes, over a row of the same version; returns the id of the row."""
    libraries = _libraries(candidate.base)
    told = (candidate.labels, candidate.last_correction, candidate.measures, candidate.difference, candidate.gate)
    forms = [part if isinstance(part, int) else written(part) for part in told]
    row = (
        *(candidate.version, candidate.kind, state, checksum(candidate.content), candidate.fingerprint, libraries),
        *(*forms, now, None, None),
    )
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in ROW if name != "version")
    await insert_many(ThemeModelRow, ROW, [row], f'ON CONFLICT ("version") DO UPDATE SET {update}')
    row_id = int((await fetch('SELECT "id" FROM "theme_model" WHERE "version" = ?', candidate.version))[0]["id"])
    await insert_many(
        ThemeModelContent,
        ("model", "content"),
        [(row_id, candidate.content)],
        'ON CONFLICT ("model") DO UPDATE SET "content" = excluded."content"',
    )
    return row_id


def _libraries(base: str) -> str:
    return msgspec.json.encode({**library_versions(), STARTER: base}).decode()


async def ask_for_training(now: datetime) -> None:
    """Note that a member wants a candidate trained now; asking twice is asking once."""
    forms = (NOTHING, NOTHING, 0, NOTHING, NOTHING, NOTHING)
    async with transaction():
        row = (WANTED, RETRAINED, WANTED, "", "", *forms, now, None, None)
        await insert_many(ThemeModelRow, ROW, [row], 'ON CONFLICT ("version") DO NOTHING')


async def training_is_wanted() -> bool:
    """Tell whether somebody asked for a training that has not come to an end."""
    return bool(await fetch('SELECT 1 AS one FROM "theme_model" WHERE "version" = ?', WANTED))


async def training_has_ended() -> None:
    """Forget that somebody asked, because there was nothing new to learn or it cannot be learned."""
    async with transaction():
        await execute('DELETE FROM "theme_model" WHERE "version" = ?', WANTED)


async def activate(version: str, member_id: int | None, now: datetime) -> None:
    """Let this model read from now on, and all comments be read again.

    Raises ClassifierError where there is no such model, its gate is closed, or its bytes are damaged.
    """
    found = await fetch('SELECT "id", "state", "checksum", "gate" FROM "theme_model" WHERE "version" = ?', version)
    if not found or found[0]["state"] == WANTED:
        raise ClassifierError(_("There is no model %(version)s.") % {"version": version})
    if found[0]["state"] == ACTIVE:
        return
    if not read_as(Gate, found[0]["gate"]).passed:
        raise ClassifierError(_("This model does worse than the one that reads now, so it cannot take its place."))
    await load(found[0]["id"], found[0]["checksum"])
    async with transaction():
        await take_turns(TURN)
        await _make_active(found[0]["id"], version, member_id, now)


async def refuse(version: str) -> None:
    """Put a candidate aside; raises ClassifierError where it is none."""
    async with transaction():
        await take_turns(TURN)
        found = await fetch('SELECT "id" FROM "theme_model" WHERE "version" = ? AND "state" = ?', version, CANDIDATE)
        if not found:
            raise ClassifierError(_("This model does not wait for a decision any more."))
        await execute('UPDATE "theme_model" SET "state" = ? WHERE "id" = ?', REFUSED, found[0]["id"])


async def roll_back(member_id: int | None, now: datetime) -> str:
    """Let the model before the active one read again; returns its version. Raises ClassifierError without any.

    The one left is refused, so that going back once more leads further back.
    """
    found = await fetch(BEFORE)
    if found:
        await load(found[0]["id"], await _checksum(found[0]["id"]))
    async with transaction():
        await take_turns(TURN)
        row, before = await current_row(), await fetch(BEFORE)
        if row is None or not before or before != found:
            raise ClassifierError(_("There is no model before the one that reads now."))
        await execute('UPDATE "theme_model" SET "state" = ? WHERE "id" = ?', REFUSED, row["id"])
        await _make_active(before[0]["id"], before[0]["version"], member_id, now)
    return str(before[0]["version"])


async def model_before() -> str:
    """Return the version that rolling back leads to, "" when there is none."""
    found = await fetch(BEFORE)
    return str(found[0]["version"]) if found else ""


async def _checksum(row_id: int) -> str:
    return str((await fetch('SELECT "checksum" FROM "theme_model" WHERE "id" = ?', row_id))[0]["checksum"])


async def _refuse(row_id: int, why: Why) -> None:
    gate = written(Gate(passed=False, why=why))
    await execute('UPDATE "theme_model" SET "state" = ?, "gate" = ? WHERE "id" = ?', REFUSED, gate, row_id)


async def _make_active(row_id: int, version: str, member_id: int | None, now: datetime, reread: bool = True) -> None:
    """Exchange the active model inside a transaction, keeping what was counted until now."""
    if reread:
        await snapshot(f"model:{version}", now)
    await execute("""UPDATE "theme_model" SET "state" = 'replaced' WHERE "state" = 'active'""")
    await execute(
        """UPDATE "theme_model" SET "state" = 'active', "activated_at" = ?, "activated_by" = ? WHERE "id" = ?""",
        now,
        member_id,
        row_id,
    )
    if reread:
        await start_rereading(version, "model", now)


async def _forget_old_contents() -> None:
    """Drop the bytes of models nobody will go back to; what was said about them stays."""
    await execute(
        """
        DELETE FROM "theme_model_content" WHERE "model" IN (
            SELECT "id" FROM "theme_model" WHERE "state" IN ('replaced', 'refused') AND "id" NOT IN (
                SELECT "id" FROM "theme_model" WHERE "activated_at" IS NOT NULL
                ORDER BY "activated_at" DESC LIMIT ?))
        """,
        CONTENTS_KEPT,
    )
