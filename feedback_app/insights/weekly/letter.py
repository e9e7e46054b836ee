"""A team's week as a letter: mail, chat note and webhook say the same. Pure but for the language around it.

Invariants: the result stands first; no customer's words stand in it; bars are table cells, because mail programs drop
drawings; every line leads to the page behind it, with its filters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from feedback_app.alerts import letters, sentences
from feedback_app.alerts.channels.notes import Note
from feedback_app.foundation.languages import format_day, format_number, format_percent, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import render
from feedback_app.insights.shares import Change, Share
from feedback_app.insights.weekly.week import ThemeWeek, Week

CELLS = 20
"""Cells of a bar; one stands for 5 % of the longest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: words, more words below ("" for none), where it leads."""

    words: str
    more: str
    url: str


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One row of the small table; ``cells`` of CELLS are filled."""

    name: str
    url: str
    share: Share
    before: Share
    change: Change
    cells: int


@dataclass(frozen=True, slots=True)
class LetterPage:
    """Context of mail/weekly.html and reports/_letter.html."""

    lang: str
    team: str
    subject: str
    span: str
    summary: str
    rose: tuple[Line, ...]
    done: tuple[Line, ...]
    brought: tuple[Line, ...]
    themes: tuple[ThemeLine, ...]
    waiting: str
    url: str
    link: str
    footer: str
    wish_url: str
    wish_link: str


def letter_page(week: Week, team_name: str, base_url: str) -> LetterPage:
    """Put a team's week into words, in the language that is spoken."""
    rose = _rose(week, base_url)
    filters = urlencode({"team": week.team, **_days(week)})
    return LetterPage(
        lang=language(),
        team=team_name,
        subject=_subject(week, rose),
        span=_span(week),
        summary=_summary(week),
        rose=rose,
        done=_done(week, base_url),
        brought=_brought(week, base_url),
        themes=_themes(week, base_url),
        waiting=_waiting(week),
        url=f"{base_url}/themes?{filters}",
        link=_("Look at the themes of this week"),
        footer=_("You receive this once a week because it is the letter of the team %(team)s.") % {"team": team_name},
        wish_url=f"{base_url}/reports",
        wish_link=_("Change the day or stop it"),
    )


def mail_of(page: LetterPage) -> letters.Text:
    """Return the letter as a mail: text, and HTML that says the same."""
    # Names come from imports too, and a line break in one would make the subject break the mail's headers.
    return letters.Text(" ".join(page.subject.split()), _plain(page), render("mail/weekly.html", page))


def note_of(page: LetterPage) -> Note:
    """Return the letter as a chat message."""
    lines = (*page.rose, *page.done, *page.brought)
    points = tuple((f"{line.words} {line.more}".strip(), line.url) for line in lines)
    paragraphs = tuple(part for part in (page.summary, page.waiting) if part)
    return Note(page.subject, paragraphs, page.url, page.link, page.footer, points)


def hook_of(week: Week, page: LetterPage, at: datetime) -> str:
    """Return the webhook's body; keys are stable, words are in the team's language."""
    return json.dumps(
        {
            "type": "report.weekly",
            "timestamp": at.isoformat().replace("+00:00", "Z"),
            "data": {
                "team": week.team,
                "since": week.since.isoformat(),
                "until": week.until.isoformat(),
                "answers": week.answers,
                "open_alerts": week.open_now,
                "themes": [
                    {
                        "code": theme.code,
                        "count": theme.share.count,
                        "share": round(theme.share.share, 6),
                        "lower": round(theme.share.lower, 6),
                        "upper": round(theme.share.upper, 6),
                        "usual_share": round(theme.before.share, 6),
                        "trend": theme.change.trend,
                    }
                    for theme in week.themes
                ],
                "alerts": [card.id for card in week.opened],
                "actions": [deed.alert_id for deed in week.deeds],
                "effects": [{"alert": one.alert_id, "verdict": one.verdict} for one in week.brought],
                "sentence": page.subject,
                "url": page.url,
            },
        },
        ensure_ascii=False,
    )


def _subject(week: Week, rose: tuple[Line, ...]) -> str:
    """Return the week's most important result: what rose, else what was brought, else that it was quiet."""
    if rose:
        first = rose[0].words
    elif week.brought:
        first = f"{week.brought[0].subject}: {week.brought[0].sentence}"
    else:
        first = _("nothing rose beyond chance")
    if week.since.weekday():
        return _("%(span)s: %(first)s") % {"span": _span(week), "first": first}
    return _("Week %(number)s: %(first)s") % {"number": week.since.isocalendar().week, "first": first}


def _span(week: Week) -> str:
    return _("%(first)s – %(last)s") % {"first": format_day(week.since), "last": format_day(week.until)}


def _summary(week: Week) -> str:
    """Return how many answered, and how that compares with a usual week."""
    said = ngettext("%(num)s answer came this week", "%(num)s answers came this week", week.answers) % {
        "num": format_number(week.answers)
    }
    usual = week.answers_before / 4
    if not week.answers_before:
        return _("%(said)s; there is no earlier time to compare with yet.") % {"said": said}
    return _("%(said)s, in the four weeks before %(usual)s a week.") % {
        "said": said,
        "usual": format_number(usual, 0 if usual >= 10 else 1),
    }


def _rose(week: Week, base_url: str) -> tuple[Line, ...]:
    """Return the alerts of the week, then themes that rose without one."""
    told = {card.series.theme for card in week.opened}
    alerts = [
        Line(
            sentences.headline(card),
            "" if card.kind == "single" else sentences.figures(card) + sentences.cause(card) + ".",
            f"{base_url}/alerts/{card.id}",
        )
        for card in week.opened
    ]
    themes = [
        Line(
            _("“%(theme)s” rises") % {"theme": theme.name},
            _("%(share)s of the answers, %(before)s in the four weeks before.")
            % {"share": format_percent(theme.share.share), "before": format_percent(theme.before.share)},
            _theme_url(week, theme, base_url),
        )
        for theme in week.rising
        if theme.code not in told
    ]
    return (*alerts, *themes)


def _done(week: Week, base_url: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            f"{deed.subject}: {_one_line(deed.measure)}",
            _("from %(day)s on, written down by %(member)s")
            % {"day": format_day(deed.started_on), "member": deed.member or _("somebody")},
            f"{base_url}/alerts/{deed.alert_id}",
        )
        for deed in week.deeds
    )


def _brought(week: Week, base_url: str) -> tuple[Line, ...]:
    return tuple(
        Line(f"{one.subject}: {one.sentence}", _one_line(one.measure), f"{base_url}/alerts/{one.alert_id}")
        for one in week.brought
    )


def _themes(week: Week, base_url: str) -> tuple[ThemeLine, ...]:
    longest = max((theme.share.share for theme in week.themes), default=0.0)
    return tuple(
        ThemeLine(
            theme.name,
            _theme_url(week, theme, base_url),
            theme.share,
            theme.before,
            theme.change,
            round(CELLS * theme.share.share / longest) if longest else 0,
        )
        for theme in week.themes
    )


def _theme_url(week: Week, theme: ThemeWeek, base_url: str) -> str:
    return f"{base_url}/themes/{theme.code}?{urlencode(_days(week))}"


def _days(week: Week) -> dict[str, str]:
    """Return the week as pages read it from their address."""
    return {"since": week.since.isoformat(), "until": week.until.isoformat()}


def _waiting(week: Week) -> str:
    """Return how many alerts are open, and how many nobody has seen in time."""
    if not week.open_now:
        return ""
    said = ngettext("%(num)s alert is open", "%(num)s alerts are open", week.open_now) % {
        "num": format_number(week.open_now)
    }
    if not week.late:
        return f"{said}."
    late = ngettext("nobody has seen %(num)s of them in time", "nobody has seen %(num)s of them in time", week.late)
    return f"{said}; {late % {'num': format_number(week.late)}}."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(page: LetterPage) -> str:
    parts = [page.subject, page.summary]
    named = ((_("What rose"), page.rose), (_("What was done"), page.done), (_("What it brought"), page.brought))
    for title, lines in named:
        if lines:
            parts.append("\n".join((f"{title}:", *(_plain_line(line) for line in lines))))
    if page.themes:
        parts.append("\n".join((_("Themes") + ":", *(_plain_theme(line) for line in page.themes))))
    parts += [page.waiting, f"{page.link}:\n{page.url}", f"-- \n{page.footer}\n{page.wish_link}: {page.wish_url}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain_line(line: Line) -> str:
    return "\n  ".join(part for part in (f"- {line.words}", line.more, line.url) if part)


def _plain_theme(line: ThemeLine) -> str:
    said = f"- {line.name}: {format_number(line.share.count)}, {format_percent(line.share.share)}"
    usually = _("usually")
    return f"{said} ({usually} {format_percent(line.before.share)})" if line.before.answers else said
