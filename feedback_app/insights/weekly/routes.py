"""The weekly letters: when each team gets one, what this week's would say, and a copy to oneself.

Everybody who is signed in may read; a member changes what belongs to the teams that its role acts for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from feedback_app.alerts import reading
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.setting_forms import text
from feedback_app.alerts.setting_views import Choice
from feedback_app.alerts.setting_words import named, weekday_choices
from feedback_app.foundation.access import SERVING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, Notice, see_other, show
from feedback_app.insights.weekly import stage as weekly
from feedback_app.insights.weekly.letter import LetterPage
from feedback_app.insights.weekly.wishes import Wish, save_wish, wishes

AnyRequest = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, str]]
REPORTS = "/reports"


@dataclass(frozen=True, slots=True)
class TeamReport:
    """One team on the page; ``active``, ``weekday`` and ``hour`` as typed."""

    code: str
    name: str
    active: bool
    weekday: str
    hour: str
    may_edit: bool
    words: str


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """Context of reports/index.html."""

    teams: tuple[TeamReport, ...]
    weekdays: tuple[Choice, ...]
    hours: tuple[Choice, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Context of reports/letter.html. ``empty``: nothing would be sent."""

    code: str
    name: str
    letter: LetterPage
    empty: bool
    may_copy: bool


@get(REPORTS, guards=[signed_in], include_in_schema=False)
async def reports(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    done: Annotated[str, QueryParameter(max_length=10)] = "",
) -> Response[str]:
    """Show when each team gets its letter."""
    told = {"saved": _("Saved. It holds from now on."), "sent": _("A copy is on its way to you.")}.get(done)
    page = await _page(viewer)
    return show(request, "reports/index.html", page, section="reports", notice=Notice("done", told) if told else None)


@get(f"{REPORTS}/{{team:str}}", guards=[signed_in], include_in_schema=False)
async def report_preview(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], team: FromPath[str]
) -> Response[str]:
    """Show what the letter of the last seven days would say."""
    if team not in await wishes():
        raise NotFoundException
    week, letter = await weekly.preview(house, team)
    page = PreviewPage(team, letter.team, letter, week.empty, may_act_for(viewer, team))
    return show(request, "reports/letter.html", page, section="reports")


@post(f"{REPORTS}/{{team:str}}", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def save_report_wish(
    request: AnyRequest,
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    team: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Save whether and when a team wants its letter."""
    await _own(viewer, team)
    wanted = _read(data)
    if wanted is None:
        typed = {"weekday": text(data, "weekday"), "hour": text(data, "hour"), "active": text(data, "active")}
        return show(request, "reports/index.html", await _page(viewer, team, typed), section="reports", status=422)
    await save_wish(house, team, wanted)
    return see_other(f"{REPORTS}?done=saved#{team}")


@post(f"{REPORTS}/{{team:str}}/copy", guards=[needs(*SERVING)], include_in_schema=False, status_code=303)
async def send_report_copy(
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    channels: NamedDependency[Channels],
    team: FromPath[str],
) -> Response[Any]:
    """Send the letter as it would be now to the member who asks."""
    await _own(viewer, team)
    await weekly.send_copy(house, channels, team, viewer)
    return see_other(f"{REPORTS}?done=sent#{team}")


async def _own(viewer: Viewer, team: str) -> None:
    if team not in await wishes():
        raise NotFoundException
    if not may_act_for(viewer, team):
        raise PermissionDeniedException


def _read(data: dict[str, str]) -> Wish | None:
    """Return what was asked for; None where weekday or hour is none of the list."""
    weekday, hour = text(data, "weekday"), text(data, "hour")
    days, hours = ({choice.value for choice in choices} for choices in (weekday_choices(), hour_choices()))
    if weekday not in days or hour not in hours:
        return None
    return Wish(text(data, "active") == "1", int(weekday), int(hour))


async def _page(viewer: Viewer, wrong: str = "", typed: dict[str, str] | None = None) -> ReportsPage:
    names, found = await reading.team_names(), []
    for code, wish in (await wishes()).items():
        shown = {"active": "1" if wish.active else "", "weekday": str(wish.weekday), "hour": str(wish.hour)}
        if code == wrong and typed is not None:
            shown = typed
        found.append(
            TeamReport(
                code,
                named(names, code),
                shown["active"] == "1",
                shown["weekday"],
                shown["hour"],
                may_act_for(viewer, code),
                _words(wish),
            )
        )
    errors = (FieldError(f"weekday-{wrong}", _("Please choose from the list.")),) if wrong else ()
    return ReportsPage(tuple(found), tuple(weekday_choices()), tuple(hour_choices()), errors)


def hour_choices() -> tuple[Choice, ...]:
    """Return the hours of the shop's day."""
    return tuple(Choice(str(hour), f"{hour:02}:00") for hour in range(24))


def _words(wish: Wish) -> str:
    """Return when a letter comes, in a sentence."""
    if not wish.active:
        return _("No weekly letter is sent.")
    day = next(choice.label for choice in weekday_choices() if choice.value == str(wish.weekday))
    hour = next(choice.label for choice in hour_choices() if choice.value == str(wish.hour))
    return _("%(day)s, %(hour)s") % {"day": day, "hour": hour}


ROUTES = (reports, report_preview, save_report_wish, send_report_copy)
