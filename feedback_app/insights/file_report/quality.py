"""How good the file is, in sentences: what was read, what was refused and why, and what more columns would add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from classifier.examining import Outcome
from feedback_app.foundation.languages import format_number, format_percent, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.file_report.intake import Intake, Refusal
from feedback_app.insights.file_report.rises import LEAST_DAYS, Watch
from feedback_app.insights.file_report.understanding import Understood
from feedback_app.insights.file_report.words import span_words

MOST_REFUSALS: Final = 12
MOST_CODES: Final = 8
ENCODINGS: Final = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


@dataclass(frozen=True, slots=True)
class RefusedKind:
    """One reason for which rows were refused."""

    column: str
    reason: str
    rows: int
    line: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that the file lacks, and what it would add."""

    column: str
    adds: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Context of report/_quality.html. early: what cannot be said yet, and why."""

    facts: tuple[tuple[str, str], ...]
    refused: tuple[RefusedKind, ...]
    refused_rest: int
    renamed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    codes: tuple[tuple[str, int], ...]
    wanted: tuple[Wanted, ...]
    early: tuple[str, ...]


def quality_of(intake: Intake, understood: Understood, watch: Watch | None) -> Quality:
    """Say what the file gave and what it lacks, in the language that is spoken."""
    return Quality(
        facts=tuple(_facts(intake, understood)),
        refused=tuple(_refused(one) for one in intake.refused[:MOST_REFUSALS]),
        refused_rest=max(0, len(intake.refused) - MOST_REFUSALS),
        renamed=tuple((theirs, ours) for ours, theirs in intake.renamed.items() if ours in intake.given),
        unknown=intake.unknown,
        codes=tuple(intake.unknown_reasons.items())[:MOST_CODES],
        wanted=tuple(_wanted(intake)),
        early=tuple(_early(intake, understood, watch)),
    )


def _facts(intake: Intake, understood: Understood) -> list[tuple[str, str]]:
    texts = sum(bool(row.comment) for row in intake.rows)
    used, telling = len(intake.rows), understood.outcomes[Outcome.THEMES]
    delimiter = {"\t": _("tab"), ";": _("semicolon"), ",": _("comma")}.get(intake.delimiter, intake.delimiter)
    facts = [
        (_("Rows read"), format_number(intake.read)),
        (_("Rows used"), _of(used, intake.read)),
        (_("Rows refused"), _of(intake.refused_rows, intake.read)),
        (_("Rows that stood twice under one number"), format_number(intake.repeated)),
        (_("Time"), span_words(intake.span)),
        (_("Returns with a text"), _of(texts, used)),
        (_("Returns with a theme (coverage)"), _of(telling, used)),
        (_("Texts in other languages than German and English"), format_number(understood.outcomes[Outcome.FOREIGN])),
        (_("Texts in which personal words were masked"), format_number(intake.masked)),
        (
            _("How the file is written"),
            _("%(encoding)s, columns separated by %(delimiter)s")
            % {"encoding": ENCODINGS.get(intake.encoding, intake.encoding), "delimiter": delimiter},
        ),
    ]
    if intake.marketplace:
        facts.append((_("Recognised as a return report of"), intake.marketplace.capitalize()))
    return facts


def _of(part: int, whole: int) -> str:
    if not whole:
        return format_number(part)
    return f"{format_number(part)} ({format_percent(part / whole)})"


def _refused(one: Refusal) -> RefusedKind:
    return RefusedKind(one.problem.column, one.problem.text(_), one.count, one.line)


def _wanted(intake: Intake) -> list[Wanted]:
    """Name what is missing or empty, the most useful first."""
    adds = {
        "submitted_at": _("trends, alerts and changes over time: nothing can rise without days"),
        "comment": _("what customers really mean: the words behind a reason, and verbatims"),
        "reason": _("the stated reason beside the words: where both differ, the form misleads"),
        "product": _("products, the heat map and what to fix first"),
        "size": _("which sizes run small or big"),
        "carrier": _("who damages and who is late"),
        "warehouse": _("where wrong and missing items come from"),
        "packaging": _("which packaging protects"),
        "rating": _("satisfaction, and which theme costs most of it"),
        "ordered_at": _("return rates that are corrected for returns not yet due"),
    }
    named = intake.given | ({"product"} if "sku" in intake.given else set())
    return [Wanted(column, what) for column, what in adds.items() if column not in named]


def _early(intake: Intake, understood: Understood, watch: Watch | None) -> list[str]:
    span = intake.span
    said = []
    if span is None:
        said.append(_("The file has no dates, so it cannot tell what rises or falls."))
    elif (span[1] - span[0]).days + 1 < LEAST_DAYS:
        said.append(_short((span[1] - span[0]).days + 1))
    elif watch is None:
        said.append(_("No theme came up often enough to be watched; trends are too early."))
    if understood.outcomes[Outcome.FOREIGN] > len(intake.rows) / 5:
        said.append(_("Many texts are neither German nor English; of them only the stated reason counts."))
    return said


def _short(days: int) -> str:
    return ngettext(
        "The file spans one day. What is usual can be told from eight weeks on; trends are too early.",
        "The file spans %(num)s days. What is usual can be told from eight weeks on; trends are too early.",
        days,
    ) % {"num": format_number(days)}
