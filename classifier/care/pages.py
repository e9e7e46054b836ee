"""The pages about models, read from the database: all of them at a glance, and one of them in depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from classifier.care import rereading, versions
from classifier.care.lessons import new_labels
from classifier.care.measures import Difference, Gate, Labels, Measures, Move, read_as
from classifier.care.training import ENOUGH_NEW
from classifier.care.views import (
    ModelLine,
    ModelPage,
    ModelsPage,
    MoveLine,
    ReadingAgain,
    StepLine,
    named,
    per_language,
)
from classifier.comments import comment_views
from classifier.themes import theme_names
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language

MOST_MODELS: Final = 30
MOST_STEPS: Final = 12
MOST_MOVES: Final = 15
EXAMPLES_SHOWN: Final = 2
FINISHED_SHOWN_SECONDS: Final = 86_400.0

MODELS: Final = """
    SELECT "version", "kind", "state", "trained_at", "activated_at", "labels", "gate", "difference", "measures",
        "last_correction"
    FROM "theme_model" WHERE "state" <> 'wanted' ORDER BY "trained_at" DESC, "id" DESC LIMIT ?
"""


async def models_page(house: House, viewer: Viewer) -> ModelsPage:
    """Return which model reads, what waits, what is under way and what was before."""
    rows = await fetch(MODELS, MOST_MODELS)
    lines = tuple(_line(row) for row in rows)
    active = next((line for line in lines if line.state == versions.ACTIVE), None)
    if active is None and (row := await versions.current_row()):
        active = await _one(str(row["version"]))
    return ModelsPage(
        room="models",
        active=active,
        candidate=next((line for line in lines if line.state == versions.CANDIDATE), None),
        reading=await reading_again(house, viewer),
        quality=per_language(active.measures.parts) if active else (),
        steps=await _steps(),
        history=tuple(line for line in lines if line.state != versions.CANDIDATE),
        new_labels=await _new_labels(rows),
        enough=ENOUGH_NEW,
        training=await versions.training_is_wanted(),
        may_care=viewer.role in CORRECTING,
        zone=house.zone,
    )


async def model_lines() -> tuple[ModelLine, ...]:
    """Return the models, the newest first; at most ``MOST_MODELS``."""
    return tuple(_line(row) for row in await fetch(MODELS, MOST_MODELS))


async def reading_again(house: House, viewer: Viewer) -> ReadingAgain | None:
    """Return how far reading all comments again is; None when there was nothing of the kind in the last day."""
    work = await rereading.latest()
    if work is None:
        return None
    now = house.now()
    if work.finished_at is not None and (now - work.finished_at).total_seconds() > FINISHED_SHOWN_SECONDS:
        return None
    spent = (now - work.started_at).total_seconds()
    left = spent * (work.total - work.done) / work.done if work.done and work.finished_at is None else None
    return ReadingAgain(
        why=work.why.partition(":")[0],
        total=work.total,
        done=work.done,
        changed=work.changed,
        share=work.share,
        stopped=work.stopped,
        finished_at=work.finished_at,
        minutes=None if left is None or work.stopped else max(round(left / 60), 1),
        zone=house.zone,
        may_care=viewer.role in CORRECTING,
    )


async def model_page(version: str, house: House, viewer: Viewer) -> ModelPage | None:
    """Return one model in depth; None when there is no such model."""
    model = await _one(version)
    if model is None:
        return None
    about = (await fetch(ABOUT, version))[0]
    shown, more = named(model.difference.moves, MOST_MOVES)
    current, before = await versions.current_row(), await versions.model_before()
    return ModelPage(
        room="models",
        model=model,
        active=await _one(str(current["version"])) if current else None,
        back_to=await _one(before) if before else None,
        quality=per_language(model.measures.parts),
        verdicts=tuple(sorted(model.gate.verdicts, key=lambda one: (one.source != "own", one.language))),
        moves=await _moves(shown, viewer),
        more_moves=more,
        checksum=about["checksum"],
        fingerprint=about["fingerprint"],
        libraries=_libraries(about["libraries"]),
        may_care=viewer.role in CORRECTING,
        usable=bool(about["bytes"]) and model.gate.passed,
        zone=house.zone,
    )


ABOUT: Final = """
    SELECT m."checksum", m."fingerprint", m."libraries", c."id" AS "bytes"
    FROM "theme_model" m LEFT JOIN "theme_model_content" c ON c."model" = m."id" WHERE m."version" = ?
"""


def _libraries(column: str) -> tuple[tuple[str, str], ...]:
    found = msgspec.json.decode(column, type=dict[str, str])
    return tuple(sorted((name, number) for name, number in found.items() if name != versions.STARTER))


async def _one(version: str) -> ModelLine | None:
    found = await fetch(
        """
        SELECT "version", "kind", "state", "trained_at", "activated_at", "labels", "gate", "difference", "measures"
        FROM "theme_model" WHERE "version" = ? AND "state" <> 'wanted'
        """,
        version,
    )
    return _line(found[0]) if found else None


def _line(row: Mapping[str, Any]) -> ModelLine:
    return ModelLine(
        row["version"],
        f"/themes/models/{row['version']}",
        row["kind"],
        row["state"],
        row["trained_at"],
        row["activated_at"],
        read_as(Labels, row["labels"]),
        read_as(Gate, row["gate"]),
        read_as(Difference, row["difference"]),
        read_as(Measures, row["measures"]),
    )


async def _steps() -> tuple[StepLine, ...]:
    rows = await fetch(
        """
        SELECT "labels", "measured_at", "held_out", "micro_before", "micro_after" FROM "label_step"
        ORDER BY "labels" DESC LIMIT ?
        """,
        MOST_STEPS,
    )
    return tuple(
        StepLine(row["labels"], row["measured_at"], row["held_out"], row["micro_before"], row["micro_after"])
        for row in rows
    )


async def _new_labels(rows: list[dict[str, Any]]) -> int:
    seen = Labels(last_example=max((read_as(Labels, row["labels"]).last_example for row in rows), default=0))
    return await new_labels(seen, max((row["last_correction"] for row in rows), default=0))


async def _moves(moves: Sequence[Move], viewer: Viewer) -> tuple[MoveLine, ...]:
    names = await theme_names(language())
    wanted = list(dict.fromkeys(comment for move in moves for comment in move.examples[:EXAMPLES_SHOWN]))
    comments = {view.id: view for view in await comment_views(wanted, viewer)}
    return tuple(
        MoveLine(
            move,
            names[move.before].name if move.before in names else move.before,
            names[move.after].name if move.after in names else move.after,
            tuple(comments[comment] for comment in move.examples[:EXAMPLES_SHOWN] if comment in comments),
        )
        for move in moves
    )
