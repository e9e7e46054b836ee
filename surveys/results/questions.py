"""What was answered to each question, as values for the page: one figure with its interval, bars, a line over time.

Invariants: a scale drawn in two styles is two results, never one; a value nobody chose is a bar of length 0, not a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from feedback_app.foundation.languages import gettext as _
from surveys.definition import (
    Choice,
    Definition,
    MultiChoice,
    Nps,
    PhotoQuestion,
    Question,
    Scale,
    SingleChoice,
    TextQuestion,
    YesNo,
)
from surveys.results.chart import ScoreChart, ScorePoint, score_chart
from surveys.results.cut import Cut, step_of
from surveys.results.figures import (
    DETRACTORS,
    PROMOTERS,
    Counts,
    Estimate,
    Light,
    at_ease,
    light,
    mean,
    recommendation,
    satisfied,
    share,
)
from surveys.results.queries import GivenCount, Results
from surveys.wording import said

Unit = Literal["share", "score"]
Kind = Literal["csat", "ces", "nps", "choice", "multi_choice", "yes_no", "text", "photo", "hidden"]
NPS_VALUES: Final = range(11)


@dataclass(frozen=True, slots=True)
class ResultBar:
    """A bar in the order of the form. ``share`` is 0..1 or None; ``below``: it is part of the bar above it."""

    label: str
    count: int
    share: float | None
    length: float
    url: str = ""
    below: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Context of results/_question.html. ``n``: answers; ``of``: submissions that could have answered.

    ``score`` is the question's one figure in ``unit``, ``score_words`` what it means, ``light`` its reading (CSAT
    only); ``average`` goes with it where values have a mean.
    """

    kind: Kind
    code: str
    title: str
    n: int
    of: int
    style: str = ""
    score: Estimate | None = None
    unit: Unit = "share"
    score_words: str = ""
    light: Light | None = None
    average: Estimate | None = None
    average_of: int = 0
    bars: tuple[ResultBar, ...] = ()
    chart: ScoreChart | None = None
    url: str = ""


def question_results(definition: Definition, found: Results, cut: Cut) -> tuple[QuestionResult, ...]:
    """Return the results of all questions of the pages, in the order of the form."""
    by_question: dict[str, list[GivenCount]] = {}
    for one in found.given:
        by_question.setdefault(one.question, []).append(one)
    rated = rated_question(definition)
    results: list[QuestionResult] = []
    for question in definition.questions():
        given = by_question.get(question.code, [])
        if isinstance(question, Scale):
            results += _scales(question, given, found.submissions, cut, question.code == rated)
        else:
            results.append(_result(question, given, found, cut))
    return tuple(results)


def rated_question(definition: Definition) -> str:
    """Return the code of the first satisfaction scale, whose value is the submission's rating; "" without one."""
    scales = (one for one in definition.questions() if isinstance(one, Scale) and one.kind == "csat")
    return next((scale.code for scale in scales), "")


def choice_bars(
    choices: Sequence[Choice], chosen: Mapping[str, int], n: int, url: Callable[[str], str] | None = None
) -> tuple[ResultBar, ...]:
    """Return a bar per choice, and one for codes that no choice has any more."""
    labelled = [(choice.code, said(choice.words)) for choice in choices]
    known = {code for code, _label in labelled}
    labelled += [(code, code) for code in sorted(chosen) if code not in known]
    longest = max(chosen.values(), default=0)
    return tuple(bar(label, chosen.get(code, 0), n, longest, url(code) if url else "") for code, label in labelled)


def bar(label: str, count: int, n: int, longest: int, url: str = "") -> ResultBar:
    """Return a bar as a share of ``n`` whose length is percent of the longest."""
    length = round(100 * count / longest, 1) if longest else 0.0
    return ResultBar(label, count, min(count / n, 1.0) if n else None, length, url if count else "")


def _scales(question: Scale, given: Iterable[GivenCount], of: int, cut: Cut, rates: bool) -> list[QuestionResult]:
    by_style: dict[str, list[GivenCount]] = {}
    for one in given:
        # Imported ratings know no style; they stand with the style that the question has.
        by_style.setdefault(one.style or question.style, []).append(one)
    return [_scale(question, style, by_style.get(style, []), of, cut, rates) for style in by_style or (question.style,)]


def _scale(question: Scale, style: str, given: Sequence[GivenCount], of: int, cut: Cut, rates: bool) -> QuestionResult:
    steps = len(question.steps)
    counts = _counts(given)
    figure: Callable[[Counts], Estimate | None] = lambda found: (  # noqa: E731 one of two, used twice
        satisfied(found, steps) if question.kind == "csat" else at_ease(found, steps)
    )
    score = figure(counts)
    n, longest = sum(counts.values()), max(counts.values(), default=0)
    return QuestionResult(
        kind=question.kind,
        code=question.code,
        title=said(question.words),
        n=n,
        of=of,
        style=style,
        score=score,
        score_words=_best_words(question),
        light=light(score.value) if score and question.kind == "csat" and not score.early else None,
        average=mean(counts, 1, steps),
        average_of=steps,
        bars=tuple(
            bar(
                f"{value} – {words}" if (words := said(question.steps[value - 1])) else str(value),
                counts.get(value, 0),
                n,
                longest,
                cut.submissions_url(rating=str(value)) if rates else "",
            )
            for value in range(steps, 0, -1)
        ),
        chart=_over_time(given, cut, figure, 0.0, 1.0),
        url=cut.submissions_url(),
    )


def _best_words(question: Scale) -> str:
    steps = len(question.steps)
    if question.kind == "ces":
        return _("answered %(from)s to %(to)s of %(of)s") % {"from": (steps + 1) // 2 + 1, "to": steps, "of": steps}
    if steps < 4:
        return _("chose the best answer")
    return _("answered %(from)s or %(to)s of %(of)s") % {"from": steps - 1, "to": steps, "of": steps}


def _result(question: Question, given: Sequence[GivenCount], found: Results, cut: Cut) -> QuestionResult:
    if isinstance(question, Nps):
        return _nps(question, given, found.submissions, cut)
    if isinstance(question, SingleChoice | MultiChoice | YesNo):
        return choice_result(question, given, found.submissions)
    url = cut.submissions_url()
    if isinstance(question, TextQuestion):
        texts = sum(one.n for one in found.said if one.question == question.code and one.with_text)
        return QuestionResult("text", question.code, said(question.words), texts, found.submissions, url=url)
    if isinstance(question, PhotoQuestion):
        photos = sum(count for place, count in found.photos if place == question.code)
        return QuestionResult("photo", question.code, said(question.words), photos, found.submissions, url=url)
    filled = sum(one.n for one in given if one.texts or one.codes)
    return QuestionResult("hidden", question.code, question.code, filled, found.submissions)


def choice_result(question: SingleChoice | MultiChoice | YesNo, given: Sequence[GivenCount], of: int) -> QuestionResult:
    """Return how often each answer was chosen; shares are of those who answered."""
    chosen: Counter[str] = Counter()
    for one in given:
        for code in one.codes:
            chosen[code] += one.n
    n = sum(one.n for one in given if one.codes)
    if isinstance(question, YesNo):
        longest = max(chosen.values(), default=0)
        bars = tuple(bar(word, chosen[code], n, longest) for code, word in (("yes", _("Yes")), ("no", _("No"))))
        return QuestionResult(
            "yes_no",
            question.code,
            said(question.words),
            n,
            of,
            score=share(min(chosen["yes"], n), n),
            score_words=_("said yes"),
            bars=bars,
        )
    kind: Kind = "choice" if isinstance(question, SingleChoice) else "multi_choice"
    return QuestionResult(
        kind, question.code, said(question.words), n, of, bars=choice_bars(question.choices, chosen, n)
    )


def _nps(question: Nps, given: Sequence[GivenCount], of: int, cut: Cut) -> QuestionResult:
    counts = _counts(given)
    n = sum(counts.values())
    promoters = sum(counts.get(value, 0) for value in PROMOTERS)
    detractors = sum(counts.get(value, 0) for value in DETRACTORS)
    groups = (
        (_("Promoters (9–10)"), promoters),
        (_("Passives (7–8)"), n - promoters - detractors),
        (_("Detractors (0–6)"), detractors),
    )
    longest = max((count for _name, count in groups), default=0)
    ends = {10: said(question.high), 0: said(question.low)}
    values = [
        bar(f"{value} – {ends[value]}" if ends.get(value) else str(value), counts.get(value, 0), n, longest)
        for value in reversed(NPS_VALUES)
    ]
    return QuestionResult(
        kind="nps",
        code=question.code,
        title=said(question.words),
        n=n,
        of=of,
        score=recommendation(counts),
        unit="score",
        score_words=_("promoters less detractors, −100 to 100"),
        bars=(*(bar(name, count, n, longest) for name, count in groups), *(_part(value) for value in values)),
        chart=_over_time(given, cut, recommendation, -100.0, 100.0),
        url=cut.submissions_url(),
    )


def _part(value: ResultBar) -> ResultBar:
    return ResultBar(value.label, value.count, value.share, value.length, value.url, below=True)


def _counts(given: Iterable[GivenCount]) -> dict[int, int]:
    counts: Counter[int] = Counter()
    for one in given:
        if one.number is not None:
            counts[one.number] += one.n
    return dict(counts)


def _over_time(
    given: Iterable[GivenCount],
    cut: Cut,
    figure: Callable[[Counts], Estimate | None],
    lowest: float,
    highest: float,
) -> ScoreChart | None:
    """Return a figure per day, week or month; None when nobody answered. Empty steps at the ends are left out."""
    steps: dict[date, Counter[int]] = {}
    for one in given:
        if one.number is not None and one.day is not None:
            steps.setdefault(step_of(one.day, cut.every), Counter())[one.number] += one.n
    if not steps:
        return None
    first, last = min(steps), max(steps)
    points = [
        ScorePoint(day, figure(steps[day]) if day in steps else None) for day in cut.steps() if first <= day <= last
    ]
    return score_chart(points, lowest, highest)
