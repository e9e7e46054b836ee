"""The lists of the editor: all surveys, the versions of one, and what publishing a draft would change."""

from __future__ import annotations

from itertools import zip_longest
from zoneinfo import ZoneInfo

from feedback_app.foundation import dialect
from feedback_app.foundation.languages import gettext as _
from surveys.built_in import BUILT_IN
from surveys.editor.changes import changes_between
from surveys.editor.checks import faults_of
from surveys.editor.controls import Option
from surveys.editor.drafts import Working, open_drafts
from surveys.editor.overview import fault_pointers, missing_pointers
from surveys.editor.pages import NewSurvey, PublishPage, SurveyList, SurveyRow, VersionRow, VersionsPage
from surveys.editor.reasons import Reasons
from surveys.editor.sentences import change_sentence, plain
from surveys.surveys import codes, current_survey

EMPTY = "empty"
_COUNTED = 'SELECT "survey", COUNT(*) AS "answers" FROM "submission" GROUP BY "survey"'


async def survey_list(may_edit: bool, zone: ZoneInfo) -> SurveyList:
    """Return all surveys and drafts in the order of their codes."""
    counted = await answers_by_version()
    current = {code: await current_survey(code) for code in await codes()}
    drafts = {draft.code: draft for draft in await open_drafts()}
    rows = []
    for code in sorted(current.keys() | drafts.keys()):
        version, draft = current.get(code), drafts.get(code)
        definition = version.definition if version else drafts[code].definition
        rows.append(
            SurveyRow(
                code,
                plain(definition.title) or code,
                version.version if version else 0,
                version.published_at if version else None,
                counted.get(version.id, 0) if version else 0,
                draft.changed_at if draft else None,
            )
        )
    return SurveyList(tuple(rows), may_edit, zone)


async def answers_by_version() -> dict[int, int]:
    """Return how many submissions each version of each survey has, by the version's id."""
    return {row["survey"]: row["answers"] for row in await dialect.fetch(_COUNTED)}


def new_survey(de: str = "", en: str = "", start: str = EMPTY) -> NewSurvey:
    """Return the form for a new survey."""
    named = {
        EMPTY: _("Empty"),
        "csat": _("Satisfaction (CSAT)"),
        "ces": _("Effort (CES)"),
        "nps": _("Recommendation (NPS)"),
        "returns": _("Reasons for returns"),
    }
    starts = tuple(Option(code, named[code], code == start) for code in (EMPTY, *BUILT_IN) if code in named)
    return NewSurvey(de, en, starts)


def publish_page(working: Working, reasons: Reasons) -> PublishPage:
    """Return what stands against publishing a draft, and what it would change."""
    definition = working.definition
    before = working.published
    changes = changes_between(before, definition) if before else ()
    return PublishPage(
        working.code,
        plain(definition.title) or working.code,
        working.newest,
        working.changed_at is not None,
        working.outdated,
        fault_pointers(working.code, faults_of(definition, reasons.codes), definition),
        missing_pointers(working.code, definition),
        tuple(change_sentence(change, reasons.names) for change in changes),
    )


async def versions_page(working: Working, reasons: Reasons, may_edit: bool, zone: ZoneInfo) -> VersionsPage:
    """Return all versions, the newest first, each with what it changed."""
    counted = await answers_by_version()
    rows = []
    for version, before in zip_longest(working.versions, working.versions[1:]):
        changes = changes_between(before.definition, version.definition) if before else ()
        said = tuple(change_sentence(change, reasons.names) for change in changes)
        rows.append(
            VersionRow(
                version.version,
                version.published_at,
                counted.get(version.id, 0),
                said or (_("First version") if before is None else _("No change in words"),),
            )
        )
    title = plain(working.definition.title) or working.code
    return VersionsPage(working.code, title, tuple(rows), may_edit, working.changed_at is not None, zone)
