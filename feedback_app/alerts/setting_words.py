"""The settings in words, in the reader's language: who hears of what, when, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from feedback_app.alerts import sentences
from feedback_app.alerts.alert_rows import severity_words
from feedback_app.alerts.cards import Names
from feedback_app.alerts.destinations import Kind
from feedback_app.alerts.hours import DAY, OnCall, Window, clock_of
from feedback_app.alerts.posting import Listener
from feedback_app.alerts.routing import Rule
from feedback_app.alerts.setting_views import Choice
from feedback_app.alerts.slices import DIMENSIONS, PARTS, Slice
from feedback_app.foundation.languages import format_day, language, ngettext
from feedback_app.foundation.languages import gettext as _

MONDAY = date(2024, 1, 1)


def route_sentence(rule: Rule, themes: Mapping[str, Names], teams: Mapping[str, Names]) -> str:
    """Return a route as one sentence: ``Alerts about Damaged in transport at GLS go to Logistics.``"""
    where = sentences.place(Slice(rule.dimension, rule.value), rule.value) if rule.dimension else ""
    theme = named(themes, rule.theme) if rule.theme else ""
    what = _("Alerts about %(theme)s") % {"theme": theme} if theme else _("Alerts")
    parts = [f"{what} {where}" if where else what]
    if rule.party:
        parts.append(_("for which %(party)s is responsible") % {"party": party_words().get(rule.party, rule.party)})
    if rule.severity_from:
        parts.append(_("from severity “%(severity)s” up") % {"severity": severity_words()[rule.severity_from]})
    subject = ", ".join(parts) + ("," if len(parts) > 1 else "")
    whole = len(parts) == 1 and not where and not theme
    owner = _(" and belong to %(name)s") % {"name": rule.owner_name} if rule.owner_name else ""
    return _("%(alerts)s go to %(team)s%(owner)s.") % {
        "alerts": _("All alerts") if whole else subject,
        "team": named(teams, rule.team),
        "owner": owner,
    }


def wishes(team: Listener, hours: OnCall, weekday: int, hour: int, teams: Mapping[str, Names]) -> tuple[str, ...]:
    """Return what a team wishes, one sentence each: when, how often, and what happens if nobody looks."""
    return (
        hours_sentence(hours, team.wake_from),
        digest_sentence(team.digest, weekday, hour),
        escalation_sentence(team, teams),
    )


def hours_sentence(hours: OnCall, wake_from: str) -> str:
    """Return when a team may be disturbed."""
    woken = _("From severity “%(severity)s” up at any time.") % {"severity": severity_words()[wake_from]}
    quiet = ", ".join(_window(window) for window in hours.quiet)
    if hours.always and quiet:
        return _("Messages at any time but %(hours)s.") % {"hours": quiet} + f" {woken}"
    if hours.always:
        return _("Messages at any time.")
    days = ", ".join(_days(first, last, windows) for first, last, windows in _runs(hours.week))
    but = _(", but not %(hours)s") % {"hours": quiet} if quiet else ""
    return _("Messages %(days)s%(but)s, not on public holidays.") % {"days": days, "but": but} + f" {woken}"


def digest_sentence(digest: str, weekday: int, hour: int) -> str:
    """Return how often a team hears."""
    at = clock_of(hour * 60)
    if digest == "daily":
        return _("One message a day, at %(hour)s; critical alerts at once.") % {"hour": at}
    if digest == "weekly":
        return _("One message a week, on %(day)s at %(hour)s; critical alerts at once.") % {
            "day": _day_name(weekday, "EEEE"),
            "hour": at,
        }
    return _("A message for each alert.")


def escalation_sentence(team: Listener, teams: Mapping[str, Names]) -> str:
    """Return what happens to an alert that nobody looks at."""
    if not team.escalate_hours:
        return _("Nobody else is told of alerts that nobody looks at.")
    words = {"num": team.escalate_hours, "team": named(teams, team.escalate_to or team.code)}
    said = ngettext(
        "Unseen for %(num)d on-call hour: %(team)s is told once.",
        "Unseen for %(num)d on-call hours: %(team)s is told once.",
        team.escalate_hours,
    )
    owner = " " + _("What nobody takes on belongs to %(name)s.") % {"name": team.owner_name} if team.owner_name else ""
    return said % words + owner


def party_words() -> dict[str, str]:
    """Return who can change something, with an article where the language needs one."""
    return {
        "product": _("product development"),
        "listing": _("the product page"),
        "supplier": _("the supplier"),
        "warehouse": _("the warehouse"),
        "carrier": _("the carrier"),
        "service": _("customer service"),
        "customer": _("the customer"),
    }


def kind_words() -> dict[Kind, str]:
    """Return what kinds of places are called."""
    return {
        Kind.MAIL: _("E-mail"),
        Kind.WEBHOOK: _("Webhook (a program)"),
        Kind.SLACK: "Slack",
        Kind.TEAMS: "Microsoft Teams",
        Kind.MATTERMOST: "Mattermost",
        Kind.APPRISE: _("Another service (Apprise)"),
        Kind.FEED: _("Feed for a reader (Atom)"),
    }


def address_words(kind: Kind) -> tuple[str, str]:
    """Return the label of the address and where to find it."""
    return {
        Kind.MAIL: (_("E-mail address"), ""),
        Kind.WEBHOOK: (
            _("URL"),
            _("Gets alert.opened, alert.reopened, alert.worse and alert.escalated as signed JSON."),
        ),
        Kind.SLACK: (_("URL of the incoming webhook"), _("In Slack: Apps, Incoming Webhooks, Add New Webhook.")),
        Kind.TEAMS: (
            _("URL of the workflow"),
            _("In Teams: the channel's Workflows, “When a webhook request is received”."),
        ),
        Kind.MATTERMOST: (_("URL of the incoming webhook"), _("In Mattermost: Integrations, Incoming Webhooks.")),
        Kind.APPRISE: (
            _("Apprise address"),
            _("For example tgram://…, ntfys://… or matrixs://…; see the Apprise manual."),
        ),
        Kind.FEED: (_("Link"), ""),
    }[kind]


def dimension_choices() -> tuple[Choice, ...]:
    """Return the parts of the answers that a route may name."""
    words = {
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "sku": _("Article number"),
        "size": _("Size"),
        "lot": _("Lot"),
        "hub": _("Hub"),
        "packaging": _("Packaging"),
        "shift": _("Shift"),
        "area": _("Postcode area"),
        "survey": _("Survey"),
    }
    return tuple(Choice(code, words.get(code, code)) for code in (*DIMENSIONS, *PARTS))


def weekday_choices() -> tuple[Choice, ...]:
    """Return the days of the week."""
    return tuple(Choice(str(number), _day_name(number, "EEEE")) for number in range(7))


def named(names: Mapping[str, Names], code: str) -> str:
    """Return a name in the reader's language, the code when there is none."""
    found = names.get(code)
    return found.in_language(language()) if found else code


def _runs(week: Sequence[tuple[Window, ...]]) -> list[tuple[int, int, tuple[Window, ...]]]:
    """Return first and last of the days that follow each other with the same hours; days off are left out."""
    found: list[tuple[int, int, tuple[Window, ...]]] = []
    for number, windows in enumerate(week):
        if found and windows == found[-1][2] and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number, windows)
        elif windows:
            found.append((number, number, windows))
    return found


def _days(first: int, last: int, windows: Sequence[Window]) -> str:
    names = _day_name(first, "EEE") if first == last else f"{_day_name(first, 'EEE')}–{_day_name(last, 'EEE')}"
    return f"{names} {' + '.join(_window(window) for window in windows)}"


def _day_name(number: int, style: str) -> str:
    return format_day(MONDAY + timedelta(days=number), style)


def _window(window: Window) -> str:
    start, end = window
    return f"{clock_of(start)}–{clock_of(end if end else DAY)}"
