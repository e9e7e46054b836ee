"""The page that asks a team how many false alarms are all right, with what each answer would have meant.

Reads only. Figures come from the team's newest back-test; while there is none, the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from feedback_app.alerts import reading, replays, sentences, setting_words, ways
from feedback_app.alerts.backtests import FAILED, NO_SERIES
from feedback_app.alerts.budget_forms import RISES, SPANS
from feedback_app.alerts.budget_views import BudgetPage, BudgetRow, IssueRow, TrialForm, TrialRow, Trials
from feedback_app.alerts.budgets import Budget, budget_of
from feedback_app.alerts.calibrating import LOOKS_BACK
from feedback_app.alerts.cards import Names
from feedback_app.alerts.endings import noise_and_real
from feedback_app.alerts.replays import CHOICES, Found, Issue, Outcome
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.setting_pages import themes
from feedback_app.alerts.setting_views import Choice
from feedback_app.alerts.slices import RETURN_RATE, Series, parse_series
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_day, format_number, format_percent, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

SHOWN = 5
LISTED = 10

Themes = Mapping[str, Names]


async def budget_page(
    house: House, viewer: Viewer, team: str, form: TrialForm | None = None, errors: Sequence[FieldError] = ()
) -> BudgetPage:
    """Return the page of one team; ``form`` as typed when it was wrong."""
    names, budget, known = await reading.team_names(), await budget_of(house, team), await themes()
    newest = await fetch(
        "SELECT outcome, trouble FROM backtest WHERE team = ? AND member_id IS NULL AND done_at IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        team,
    )
    outcome = _outcome(newest[0]) if newest else None
    chosen = _chosen(outcome, budget)
    return BudgetPage(
        team=team,
        team_name=setting_words.named(names, team),
        rows=tuple(_row(value, budget, outcome) for value in CHOICES),
        rises=tuple(Choice(str(rise), format_percent(rise - 1, 0)) for rise in RISES),
        rise=str(budget.least_rise),
        replayed=_replayed(outcome, str(newest[0]["trouble"]) if newest else "", bool(newest)),
        issues=_issues(chosen, known)[:LISTED],
        learnt=await _learnt(house, team, budget),
        trials=await trials(house, team),
        form=form or TrialForm(),
        budgets=tuple(Choice(str(value), _number(value)) for value in CHOICES),
        themes=tuple(Choice(code, setting_words.named(known, code)) for code in known),
        dimensions=setting_words.dimension_choices(),
        spans=tuple(Choice(str(days), _span(days)) for days in SPANS),
        may_edit=may_act_for(viewer, team),
        errors=tuple(errors),
    )


async def trials(house: House, team: str) -> Trials:
    """Return the back-tests that members of a team asked for last."""
    rows = await fetch(
        "SELECT * FROM backtest WHERE team = ? AND member_id IS NOT NULL ORDER BY id DESC LIMIT ?", team, SHOWN
    )
    known = await themes()
    shown = tuple(_trial(row, known) for row in rows)
    return Trials(team, shown, any(one.state == "waiting" for one in shown), house.zone)


def _outcome(row: Mapping[str, Any]) -> Outcome | None:
    try:
        return replays.from_json(str(row["outcome"]))
    except msgspec.DecodeError:
        return None


def _row(value: float, budget: Budget, outcome: Outcome | None) -> BudgetRow:
    found = next((one for one in outcome.choices if one.budget == value), None) if outcome else None
    doubling = ""
    if found is not None:
        days = found.doubling_days
        doubling = (
            ngettext("after a day", "after %(num)s days", days) % {"num": days} if days else _("after two months")
        )
    return BudgetRow(
        str(value), _number(value), value == budget.false_alarms_per_month, found.alerts if found else None, doubling
    )


def _number(value: float) -> str:
    return format_number(value, 0 if value >= 1 else 1)


def _chosen(outcome: Outcome | None, budget: Budget) -> tuple[Issue, ...]:
    """Return what the team's own choice would have opened."""
    if outcome is None:
        return ()
    return next((one.issues for one in outcome.choices if one.budget == budget.false_alarms_per_month), ())


def _replayed(outcome: Outcome | None, trouble: str, done: bool) -> str:
    if outcome is not None:
        return _(
            "Replayed: %(series)s series from %(first)s to %(last)s, each day with what was known on that day."
        ) % {
            "series": format_number(outcome.series),
            "first": format_day(outcome.first),
            "last": format_day(outcome.last),
        }
    if not done:
        return _("The past is being replayed. What each choice would have meant stands here in a few minutes.")
    if trouble == NO_SERIES:
        return _("There are no answers yet about themes of this team, so there is nothing to replay.")
    if trouble == FAILED:
        return _("This past could not be replayed. The log of the worker says why.")
    return _("There are fewer than eight weeks of answers: too early to say what each choice would mean.")


def _issues(issues: Sequence[Issue], known: Themes) -> tuple[IssueRow, ...]:
    """Return issues as rows, the newest first."""
    return tuple(
        IssueRow(one.first, _issue_sentence(one, known), ways.series_url(parse_series(one.series), one.since, one.last))
        for one in reversed(issues)
    )


def _issue_sentence(issue: Issue, known: Themes) -> str:
    words = _("%(subject)s: %(observed)s instead of %(expected)s since %(since)s") % {
        "subject": subject(parse_series(issue.series), known),
        "observed": format_number(issue.observed),
        "expected": sentences.count(issue.expected),
        "since": format_day(issue.since),
    }
    more = issue.together - 1
    if not more:
        return words
    return words + ngettext(", with one more series", ", with %(num)s more series", more) % {"num": more}


def subject(series: Series, known: Themes) -> str:
    """Return what a series is about: ``Damaged in transport at GLS``."""
    name = reading.RATE_NAME if series.theme == RETURN_RATE else known.get(series.theme)
    words = name.in_language(language()) if name else series.theme
    return f"{words} {sentences.place(series.slice, series.slice.value)}".strip()


async def _learnt(house: House, team: str, budget: Budget) -> str:
    """Say what the members' own verdicts have taught."""
    noise, real = await noise_and_real(team, house.now() - LOOKS_BACK)
    if not noise + real:
        return _("Nobody has judged an alert in the last half year. “Was noise, because …” teaches the threshold.")
    said = _("In the last half year members called %(noise)s of %(all)s alerts noise.") % {
        "noise": format_number(noise),
        "all": format_number(noise + real),
    }
    fits = _("That fits what was asked for: the threshold stays as it is.")
    stricter = _("So alerts need %(factor)s times the evidence now.") % {"factor": format_number(budget.calibration, 1)}
    return f"{said} {fits if budget.calibration <= 1 else stricter}"


def _span(days: int) -> str:
    return _("%(num)s months") % {"num": round(days / 30.4)}


def _trial(row: Mapping[str, Any], known: Themes) -> TrialRow:
    outcome = _outcome(row) if row["done_at"] and not row["trouble"] else None
    issues = tuple(issue for one in outcome.choices[-1:] for issue in one.issues) if outcome else ()
    state = "waiting" if not row["done_at"] else "done" if outcome else "refused"
    return TrialRow(
        id=row["id"],
        asked=_asked(row, known),
        member=row["member_name"],
        at=row["asked_at"],
        state=state,
        answer=_answer(outcome) if outcome else "" if state == "waiting" else _replayed(None, row["trouble"], True),
        known=_known(row, outcome),
        issues=_issues(issues, known)[:LISTED],
        more=max(0, len(issues) - LISTED),
    )


def _asked(row: Mapping[str, Any], known: Themes) -> str:
    budget = row["false_alarms_per_month"]
    words = _span(row["days"])
    if budget:
        words = _("%(span)s at %(budget)s false alarms a month") % {"span": words, "budget": _number(budget)}
    if row["least_rise"]:
        words += _(", rises from %(share)s on") % {"share": format_percent(row["least_rise"] - 1, 0)}
    if row["series"]:
        words += f", {subject(parse_series(row['series']), known)}"
    return words


def _answer(outcome: Outcome) -> str:
    counted = []
    for one in outcome.choices:
        times = ngettext("once", "%(num)s times", one.alerts) % {"num": one.alerts} if one.alerts else _("never")
        counted.append((one.budget, times))
    if len(counted) == 1:
        return _("Would have fired %(times)s.") % {"times": counted[0][1]}
    return _("Would have fired: %(list)s.") % {
        "list": "; ".join(_("%(times)s at %(budget)s a month") % {"times": t, "budget": _number(b)} for b, t in counted)
    }


def _known(row: Mapping[str, Any], outcome: Outcome | None) -> str:
    """Say when the known issue would have been warned of, at the strictest choice that did."""
    if outcome is None or not row["series"] or row["noticed_on"] is None:
        return ""
    found = [(one.budget, one.known) for one in outcome.choices if one.known and one.known.warned]
    if not found:
        return _("The issue you noticed on %(day)s would have been missed.") % {"day": format_day(row["noticed_on"])}
    budget, known = found[0]
    at = _(" (at %(budget)s a month)") % {"budget": _number(budget)}
    return _warned(known, at if len(outcome.choices) > 1 else "")


def _warned(known: Found, at: str) -> str:
    assert known.warned is not None
    days, day = known.days_ahead or 0, format_day(known.warned) + at
    if days > 0:
        ahead = ngettext("a day before you noticed", "%(num)s days before you noticed", days) % {"num": days}
    elif days < 0:
        ahead = ngettext("a day after you noticed", "%(num)s days after you noticed", -days) % {"num": -days}
    else:
        ahead = _("on the day you noticed")
    return _("First warning on %(day)s, %(ahead)s.") % {"day": day, "ahead": ahead}
