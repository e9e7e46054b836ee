"""Surveys and their versions. A published version is never changed: a new wording is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from feedback_app.foundation.database import transaction
from surveys.built_in import BUILT_IN
from surveys.errors import UnknownSurveyError
from surveys.questions import Definition
from surveys.tables import Survey


@dataclass(frozen=True, slots=True)
class SurveyVersion:
    """One published version with its questions."""

    id: int
    code: str
    version: int
    definition: Definition


async def install_surveys(now: datetime) -> None:
    """Publish the built-in surveys whose code has no version yet; a shop's own versions stay."""
    async with transaction():
        for code, definition in BUILT_IN.items():
            if await _newest(code) is None:
                await _publish(code, definition, now)


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
    """Return one version by its id, as an invitation names it."""
    row = await Survey.select().where(Survey.id == survey_id).first()
    if row is None:
        raise UnknownSurveyError(str(survey_id))
    return _version(row["id"], row["code"], row["version"], row["definition"])


async def _newest(code: str) -> SurveyVersion | None:
    row = await Survey.select().where(Survey.code == code).order_by(Survey.version, ascending=False).first()
    return _version(row["id"], row["code"], row["version"], row["definition"]) if row else None


async def _publish(code: str, definition: Definition, now: datetime, version: int = 1) -> SurveyVersion:
    text = msgspec.json.encode(definition).decode()
    row = Survey(code=code, version=version, definition=text, published_at=now)
    await row.save()
    return SurveyVersion(row.id, code, version, definition)


def _version(survey_id: int, code: str, version: int, definition: str) -> SurveyVersion:
    return SurveyVersion(survey_id, code, version, msgspec.json.decode(definition, type=Definition))
