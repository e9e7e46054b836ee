"""Surveys and their versions. A published version is never changed: a new wording is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from feedback_app.foundation.database import transaction
from surveys.built_in import BUILT_IN
from surveys.definition import Definition
from surveys.errors import UnknownSurveyError
from surveys.first_definition import has_first_shape, read_definition
from surveys.tables import Survey

_COLUMNS: Final = (Survey.id, Survey.code, Survey.version, Survey.definition, Survey.published_at)


@dataclass(frozen=True, slots=True)
class SurveyVersion:
    """One published version with its questions."""

    id: int
    code: str
    version: int
    definition: Definition
    published_at: datetime


async def install_surveys(now: datetime) -> None:
    """Publish the built-in surveys where a code has no version yet, or only the one that shipped at first.

    A shop's own versions stay.
    """
    async with transaction():
        for code, definition in BUILT_IN.items():
            newest = await _newest(code)
            if newest is None:
                await _publish(code, definition, now)
            elif newest.version == 1 and await _is_as_shipped_first(newest.id):
                await _publish(code, definition, now, newest.version + 1)


async def publish(code: str, definition: Definition, now: datetime) -> SurveyVersion:
    """Make a definition the current version of its code; publishing the current one again changes nothing."""
    async with transaction():
        newest = await _newest(code)
        if newest is not None and newest.definition == definition:
            return newest
        return await _publish(code, definition, now, newest.version + 1 if newest else 1)


async def current_survey(code: str) -> SurveyVersion:
    """Return the newest version of a code; UnknownSurveyError when there is none."""
    found = await _newest(code)
    if found is None:
        raise UnknownSurveyError(code)
    return found


async def survey_version(survey_id: int) -> SurveyVersion:
    """Return one version by its id, as an invitation names it; UnknownSurveyError when there is none."""
    row = await Survey.select(*_COLUMNS).where(Survey.id == survey_id).first()
    if row is None:
        raise UnknownSurveyError(str(survey_id))
    return _version(row)


async def versions(code: str) -> tuple[SurveyVersion, ...]:
    """Return all versions of a code, the newest first; () for an unknown code."""
    rows = await Survey.select(*_COLUMNS).where(Survey.code == code).order_by(Survey.version, ascending=False)
    return tuple(_version(row) for row in rows)


async def codes() -> tuple[str, ...]:
    """Return the codes of all published surveys in alphabetical order."""
    rows = await Survey.select(Survey.code).distinct()
    return tuple(sorted(row["code"] for row in rows))


async def _newest(code: str) -> SurveyVersion | None:
    row = await Survey.select(*_COLUMNS).where(Survey.code == code).order_by(Survey.version, ascending=False).first()
    return _version(row) if row else None


async def _is_as_shipped_first(survey_id: int) -> bool:
    row = await Survey.select(Survey.definition).where(Survey.id == survey_id).first()
    return row is not None and has_first_shape(row["definition"])


async def _publish(code: str, definition: Definition, now: datetime, version: int = 1) -> SurveyVersion:
    text = msgspec.json.encode(definition).decode()
    row = Survey(code=code, version=version, definition=text, published_at=now)
    await row.save()
    return SurveyVersion(row.id, code, version, definition, now)


def _version(row: Mapping[str, Any]) -> SurveyVersion:
    definition = read_definition(row["definition"])
    return SurveyVersion(row["id"], row["code"], row["version"], definition, row["published_at"])
