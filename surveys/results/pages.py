"""The results page of one survey, as values: what became of the invitations, and what was answered.

Invariants: one version at a time unless all were asked for, and then only questions that are the same in all of them;
what was left out is named.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import msgspec

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_day, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.typed_numbers import whole_number
from surveys.catalogue import reasons_in
from surveys.definition import Definition, Hidden, ItemQuestions, Question
from surveys.form.opens import opens_by_domain
from surveys.results.cut import ALL, PRESETS, Cut, Every, VersionHead, cut_of
from surveys.results.figures import Estimate, share
from surveys.results.queries import Results, Turnout, results_of, turnout, versions_of
from surveys.results.questions import QuestionResult, question_results, rated_question
from surveys.results.returns import ReturnsResult, returns_result
from surveys.surveys import codes, current_survey
from surveys.surveys import versions as survey_versions
from surveys.wording import said

MOST_DOMAINS: Final = 12


@dataclass(frozen=True, slots=True)
class Link:
    """One choice of a view."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many stopped at a step; ``share`` is of all who began."""

    step: str
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class DomainCount:
    """Opens of mailed links of one domain that no answer followed."""

    domain: str
    opens: int


@dataclass(frozen=True, slots=True)
class TurnoutView:
    """Context of results/_turnout.html. ``rate``: answered of invited; ``began``: answered and unfinished together."""

    invited: int
    answered: int
    rate: Estimate | None
    started: int
    began: int
    disowned: int
    suspects: int
    replaced: int
    steps: tuple[StepCount, ...]
    domains: tuple[DomainCount, ...]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Context of results/index.html. ``mixed``: the versions that are mixed; ``left_out``: questions that differ."""

    code: str
    title: str
    surveys: tuple[Link, ...]
    versions: tuple[Link, ...]
    version: int
    mixed: tuple[int, ...]
    left_out: tuple[str, ...]
    spans: tuple[Link, ...]
    every: tuple[Link, ...]
    step: str
    step_kind: Every
    since: date
    until: date
    kept: tuple[tuple[str, str], ...]
    action: str
    submissions: int
    submissions_url: str
    turnout: TurnoutView
    questions: tuple[QuestionResult, ...]
    returns: ReturnsResult | None
    csv_url: str
    started_csv_url: str


async def results_page(code: str, query: Mapping[str, str], house: House) -> ResultsPage | None:
    """Return the results of a survey; None when there is no such survey."""
    heads = await versions_of(code)
    if not heads:
        return None
    cut = cut_of(code, query, heads, house.today())
    definitions = await _definitions(cut)
    definition, left_out = common(definitions)
    titles, names, retired = await asyncio.gather(_titles(), reasons_in(language()), _retired())
    found, invited, opens = await asyncio.gather(
        results_of(cut, rated_question(definition)),
        turnout(cut, house.zone),
        asyncio.to_thread(opens_by_domain, house, cut.since),
    )
    return _page(
        cut, heads, definition, left_out, found, _turnout(invited, definition, opens), titles, names, retired, house
    )


def common(definitions: Sequence[Definition]) -> tuple[Definition, tuple[str, ...]]:
    """Return the newest definition with what is the same in all, and the names of what is not.

    ``definitions``: newest first, at least one.
    """
    newest, others = definitions[0], definitions[1:]
    left_out: list[str] = []

    def same(question: Question) -> bool:
        return all(question in tuple(other.questions()) for other in others)

    pages = []
    for page in newest.pages:
        left_out += [_name(question) for question in page.questions if not same(question)]
        pages.append(msgspec.structs.replace(page, questions=tuple(filter(same, page.questions))))
    items = newest.items
    if items is not None and any(_reasons(other.items) != _reasons(items) for other in others):
        left_out.append(said(items.words))
        items = None
    elif items is not None:
        items = _common_items(items, [other.items for other in others if other.items], left_out)
    known = {question.code for question in newest.questions()}
    gone = {q.code: _name(q) for other in others for q in other.questions() if q.code not in known}
    return msgspec.structs.replace(newest, pages=tuple(pages), items=items), (*left_out, *gone.values())


def _reasons(questions: ItemQuestions | None) -> object:
    return (questions.groups, questions.last) if questions else None


def _common_items(items: ItemQuestions, others: Sequence[ItemQuestions], left_out: list[str]) -> ItemQuestions:
    """Leave out follow-up questions and short answers that are not the same in all versions."""
    follow_ups = tuple(one for one in items.follow_ups if all(one in other.follow_ups for other in others))
    helps = tuple(one for one in items.helps if all(one in other.helps for other in others))
    left_out += [said(one.words) for one in items.follow_ups if one not in follow_ups]
    left_out += [said(one.words) for one in items.helps if one not in helps]
    return msgspec.structs.replace(items, follow_ups=follow_ups, helps=helps)


def _name(question: Question) -> str:
    return question.code if isinstance(question, Hidden) else said(question.words)


async def _definitions(cut: Cut) -> list[Definition]:
    """Newest first."""
    return [one.definition for one in await survey_versions(cut.code) if one.id in cut.survey_ids]


async def _titles() -> dict[str, str]:
    """Titles of all surveys by code."""
    return {code: said((await current_survey(code)).definition.title) for code in await codes()}


async def _retired() -> frozenset[str]:
    return frozenset(row["code"] for row in await fetch('SELECT "code" FROM "reason" WHERE "retired" = ?', True))


def _turnout(found: Turnout, definition: Definition, opens: Mapping[str, int]) -> TurnoutView:
    began = found.answered + found.started
    steps: dict[str, int] = {}
    for step, count in found.unfinished:
        name = _step_name(step, definition)
        steps[name] = steps.get(name, 0) + count
    domains = sorted(opens.items(), key=lambda pair: (-pair[1], pair[0]))
    return TurnoutView(
        invited=found.invited,
        answered=found.answered,
        rate=share(found.answered, found.invited),
        started=found.started,
        began=began,
        disowned=found.disowned,
        suspects=found.suspects,
        replaced=found.replaced,
        steps=tuple(StepCount(name, count, count / began if began else None) for name, count in steps.items()),
        domains=tuple(DomainCount(domain, count) for domain, count in domains[:MOST_DOMAINS]),
    )


def _step_name(step: str, definition: Definition) -> str:
    """Name a step as customers saw it; the items of an order are one step here."""
    if step == "items":
        return _("Which items come back")
    if step.startswith("item-"):
        return _("Questions about an item")
    number = whole_number(step.removeprefix("page-"), len(definition.pages))
    if number:
        title = said(definition.pages[number - 1].title)
        return _("Page %(number)s: %(title)s") % {"number": number, "title": title}
    return step


def _page(
    cut: Cut,
    heads: Sequence[VersionHead],
    definition: Definition,
    left_out: tuple[str, ...],
    found: Results,
    invited: TurnoutView,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    retired: frozenset[str],
    house: House,
) -> ResultsPage:
    return ResultsPage(
        code=cut.code,
        title=said(definition.title),
        surveys=tuple(Link(title, f"/surveys/{code}/results", code == cut.code) for code, title in titles.items()),
        versions=_version_links(cut, heads, house),
        version=cut.versions[-1].version,
        mixed=tuple(version.version for version in cut.versions) if cut.mixed else (),
        left_out=left_out,
        spans=_span_links(cut, heads),
        every=_every_links(cut),
        step=_step_words()[cut.every],
        step_kind=cut.every,
        since=cut.since,
        until=cut.until,
        kept=tuple(
            (name, value) for name, value in (("version", cut.asked_version), ("every", cut.asked_every)) if value
        ),
        action=f"/surveys/{cut.code}/results",
        submissions=found.submissions,
        submissions_url=cut.submissions_url(),
        turnout=invited,
        questions=question_results(definition, found, cut),
        returns=returns_result(definition, found, cut, names, retired),
        csv_url=cut.url(f"/surveys/{cut.code}/results.csv"),
        started_csv_url=cut.url(f"/surveys/{cut.code}/results.csv", status="started"),
    )


def _version_links(cut: Cut, heads: Sequence[VersionHead], house: House) -> tuple[Link, ...]:
    """The newest first; versions that nobody answered only where they were asked for."""
    chosen = "" if cut.mixed else cut.versions[0].id
    shown = [head for head in reversed(heads) if head.first or head.id == chosen]
    links = [
        Link(
            _("Version %(number)s, from %(day)s")
            % {"number": head.version, "day": format_day(house.day_of(head.published_at))},
            cut.url(version=str(head.version)),
            head.id == chosen,
        )
        for head in shown
    ]
    if len(shown) > 1:
        links.append(Link(_("All versions"), cut.url(version=ALL), cut.mixed))
    return tuple(links)


def _span_links(cut: Cut, heads: Sequence[VersionHead]) -> tuple[Link, ...]:
    links = [
        Link(
            ngettext("%(num)d day", "%(num)d days", days) % {"num": days},
            (preset := cut.preset(days)).url(),
            (cut.since, cut.until) == (preset.since, preset.until),
        )
        for days in PRESETS
    ]
    firsts = [head.first for head in heads if head.first]
    if firsts:
        whole = replace(cut, since=min(firsts), until=cut.today)
        links.append(Link(_("Everything"), whole.url(), (cut.since, cut.until) == (whole.since, whole.until)))
    return tuple(links)


def _every_links(cut: Cut) -> tuple[Link, ...]:
    words = {"day": _("per day"), "week": _("per week"), "month": _("per month")}
    return tuple(Link(word, cut.url(every=every), every == cut.every) for every, word in words.items())


def _step_words() -> dict[str, str]:
    return {"day": _("Day"), "week": _("Week from"), "month": _("Month")}
