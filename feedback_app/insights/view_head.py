"""The head that all pages of the desk share: which days, compared with which, cut by what, and based on how much.

Reads only. Invariants: every choice is an address; a page that has nothing to show says why and how to get on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from feedback_app.alerts.views import FilterLink
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import format_day, format_number, format_percent, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.exports.choices import leading_to
from feedback_app.insights.filter_words import chips
from feedback_app.insights.store.columns import Cut
from feedback_app.insights.store.facts import Facts
from feedback_app.insights.store.packing import OUTCOMES
from feedback_app.insights.views import Span, View


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why a page has nothing to show, and where to go instead; ``url`` is "" where there is no better place.

    brings: bringing in a file would help.
    """

    title: str
    text: str
    url: str
    label: str
    brings: bool = False


@dataclass(frozen=True, slots=True)
class ViewHead:
    """Context of insights/_view_head.html.

    action, kept: the form of own days and what it carries along. days_words: the span. compare: the link that switches
    comparing. note: what the reader should know about the days they chose, or "". nothing: None as soon as there is
    anything to show. here: the page's own address. export_url: the same days and filters as a file, "" on that page
    itself.
    """

    action: str
    kept: tuple[tuple[str, str], ...]
    presets: tuple[FilterLink, ...]
    since: date
    until: date
    own_days: bool
    days_words: str
    compare: FilterLink
    chosen: tuple[FilterLink, ...]
    filter_url: str
    basis: str
    note: str
    nothing: Nothing | None
    here: str = ""
    export_url: str = ""


async def view_head(view: View, facts: Facts, cut: Cut) -> ViewHead:
    """Return the head of a page that shows ``cut``: what a view's span and filters leave of the facts."""
    span = view.span
    choices = {name: value for name, value in {**view.query(), **view.own}.items() if value}
    return ViewHead(
        action=view.path,
        kept=tuple((name, value) for name, value in choices.items() if name not in {"days", "since", "until"}),
        presets=view.span_links(),
        since=span.since,
        until=span.until,
        own_days=view.since is not None,
        days_words=span_words(span),
        compare=compare_link(view),
        chosen=await chips(view),
        filter_url=view.url("/themes/filter", **view.own, to=view.path),
        basis=basis(cut) if cut.size else "",
        note=_note(view),
        nothing=None if cut.size else await _nothing(view, facts),
        here=view.url(),
        export_url="" if view.path == "/export" else view.url("/export", **leading_to(view.path)),
    )


def span_words(span: Span) -> str:
    """Return a span in the reader's language: one day, or two with a dash."""
    if span.since == span.until:
        return format_day(span.since)
    return f"{format_day(span.since)} – {format_day(span.until)}"


def compare_link(view: View) -> FilterLink:
    """Return the switch between comparing with the days before and showing the days alone."""
    if view.compare:
        label = _("compared with %(days)s") % {"days": span_words(view.span.before)}
        return FilterLink(label, replace(view, compare=False).url(), True)
    return FilterLink(_("Compare with the days before"), replace(view, compare=True).url(), False)


def basis(cut: Cut) -> str:
    """Say what a page rests on: returned items, other answers, how many with text, and how far themes cover these."""
    returned, texts = cut.items(), cut.column("has_text")
    with_text = int(np.count_nonzero(texts))
    parts = [ngettext("Based on one returned item", "Based on %(num)s returned items", returned)]
    if cut.size > returned:
        parts.append(ngettext("one other answer", "%(others)s other answers", cut.size - returned))
    said = " ".join((parts[0], *(_("and %(words)s") % {"words": part} for part in parts[1:])))
    numbers = {"num": format_number(returned), "others": format_number(cut.size - returned)}
    sentence = _("%(basis)s, %(text)s with text.") % {"basis": said % numbers, "text": format_number(with_text)}
    share = coverage(cut)
    if share is None:
        return sentence
    covered = _("Themes cover %(share)s of the texts.") % {"share": format_percent(share, 0)}
    return f"{sentence} {covered}"


def coverage(cut: Cut) -> float | None:
    """Return the share of the texts that say something which have a theme, 0..1; None without such texts."""
    outcome = cut.column("outcome")[cut.column("has_text")]
    covered = int(np.count_nonzero(outcome == OUTCOMES["themes"]))
    telling = covered + int(np.count_nonzero(outcome == OUTCOMES["none"]))
    return covered / telling if telling else None


def _note(view: View) -> str:
    if view.puzzled:
        return _("A date in the address could not be read and was left out. Please write it as 2026-11-22.")
    if view.span.until > view.today >= view.span.since:
        return _("The days after today have not come yet.")
    return ""


async def _nothing(view: View, facts: Facts) -> Nothing:
    first, last = facts.first_day, facts.last_day
    if first is None or last is None:
        if await fetch('SELECT "id" FROM "submission" LIMIT 1'):
            return Nothing(
                _("The answers are being counted"),
                _("There are answers already; the figures follow within a minute or two."),
                view.url(),
                _("Look again"),
            )
        return Nothing(
            _("No answers yet"),
            _("As soon as customers send a form, or you import returns, the figures stand here."),
            "/surveys",
            _("Send the first form"),
            brings=True,
        )
    if view.span.since > view.today:
        title, text = _("These days have not come yet"), _("Nobody can have answered on them.")
        return Nothing(title, text, replace(view, since=None, until=None, days=30).url(), _("Show the last 30 days"))
    if (view.slices or view.own) and facts.said(view.span, {}).size:
        return Nothing(
            _("Nothing fits this filter"),
            _("There are answers in these days, but none fits all that you have chosen. Take a filter away."),
            replace(view, slices={}, own={}).url(),
            _("Without a filter"),
        )
    days = {"first": format_day(first), "last": format_day(last)}
    return Nothing(
        _("No answers in these days"),
        _("The first answer is of %(first)s, the newest of %(last)s.") % days,
        view.url(since=first.isoformat(), until=last.isoformat()),
        _("Show all days"),
    )
