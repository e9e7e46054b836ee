"""The pages of the alerts' settings: what stands in the tables, as the templates show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback_app.alerts import destinations, feeds, reading, routing, setting_words
from feedback_app.alerts.alert_rows import severity_words
from feedback_app.alerts.alert_settings import FEDERAL_STATES, AlertSettings, settings_now
from feedback_app.alerts.cards import Names
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind, ShownPlace
from feedback_app.alerts.hours import WEEKDAYS, OnCall, Window, clock_of, parse_hours
from feedback_app.alerts.posting import listener
from feedback_app.alerts.rights import may_act_for, roles_for
from feedback_app.alerts.routing import PARTIES, SEVERITIES
from feedback_app.alerts.setting_forms import DIGESTS, text
from feedback_app.alerts.setting_views import (
    Choice,
    DayRow,
    GeneralForm,
    PlaceForm,
    PlacePage,
    PlaceRow,
    RouteForm,
    RoutePage,
    RouteRow,
    SettingsPage,
    TeamForm,
    TeamPage,
    TeamRow,
)
from feedback_app.alerts.slices import TEAMS
from feedback_app.alerts.team_tables import Team
from feedback_app.alerts.troubles import trouble
from feedback_app.foundation.access import Colleagues, Role, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import OWN_NAMES, format_number
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

NO_ERRORS: tuple[FieldError, ...] = ()


async def settings_page(
    house: House,
    viewer: Viewer,
    channels: Channels,
    general: GeneralForm | None = None,
    errors: tuple[FieldError, ...] = NO_ERRORS,
) -> SettingsPage:
    """Return the first page: teams, routes and what holds for all; ``general`` as typed when it was wrong."""
    names, places = await reading.team_names(), await destinations.shown(house)
    return SettingsPage(
        teams=tuple([await _team_row(house, viewer, channels, code, names, places) for code in TEAMS]),
        routes=await _route_rows(viewer, names),
        general=general or _general(await settings_now()),
        states=tuple(Choice(code, name) for code, name in FEDERAL_STATES.items()),
        kinds=tuple(
            Choice(kind.value, name)
            for kind, name in setting_words.kind_words().items()
            if kind is Kind.FEED or viewer.role is Role.ADMIN
        ),
        zone=house.zone,
        may_edit_all=viewer.role is Role.ADMIN,
        may_route=any(may_act_for(viewer, team) for team in TEAMS),
        errors=errors,
    )


async def team_page(
    colleagues: Colleagues, code: str, form: TeamForm | None = None, errors: tuple[FieldError, ...] = ()
) -> TeamPage:
    """Return the page of one team's wishes; ``form`` as typed when it was wrong."""
    names = await reading.team_names()
    return TeamPage(
        code=code,
        name=setting_words.named(names, code),
        form=form or await _stored_team(code),
        languages=tuple(Choice(one, name) for one, name in OWN_NAMES.items()),
        severities=_severities(),
        weekdays=setting_words.weekday_choices(),
        hours=tuple(Choice(str(hour), clock_of(hour * 60)) for hour in range(24)),
        teams=_teams(names),
        owners=_owners(await owners_for(colleagues, (code,))),
        errors=errors,
    )


async def route_page(
    viewer: Viewer, colleagues: Colleagues, form: RouteForm, errors: tuple[FieldError, ...] = ()
) -> RoutePage:
    """Return the page for a new route."""
    parties, names = setting_words.party_words(), await themes()
    own = tuple(code for code in TEAMS if may_act_for(viewer, code))
    return RoutePage(
        form=form,
        themes=tuple(Choice(code, setting_words.named(names, code)) for code in names),
        dimensions=setting_words.dimension_choices(),
        parties=tuple(Choice(code, parties[code]) for code in PARTIES),
        severities=_severities(),
        teams=tuple(choice for choice in _teams(await reading.team_names()) if choice.value in own),
        owners=_owners(await owners_for(colleagues, own)),
        errors=errors,
    )


async def place_page(team: str, form: PlaceForm, errors: tuple[FieldError, ...] = ()) -> PlacePage:
    """Return the page for a new place of a team."""
    kind = Kind(form.kind)
    label, help_text = setting_words.address_words(kind)
    return PlacePage(
        team=team,
        team_name=setting_words.named(await reading.team_names(), team),
        form=form,
        kind_name=setting_words.kind_words()[kind],
        help=help_text,
        label=label,
        severities=_severities(),
        errors=errors,
    )


async def owners_for(colleagues: Colleagues, teams: Sequence[str]) -> dict[int, str]:
    """Return the members who act for one of the teams, by id."""
    roles = tuple({role for team in teams for role in roles_for(team)})
    return {one.id: one.name for one in await colleagues.with_role(roles)}


async def themes() -> dict[str, Names]:
    """Return the themes that a route may name, in the order of the catalogue."""
    rows = await fetch("SELECT code, name_de, name_en FROM theme WHERE retired = ? ORDER BY position, id", False)
    return {row["code"]: Names(row["name_de"], row["name_en"]) for row in rows}


def typed_team(form: Mapping[str, str]) -> TeamForm:
    """Return a team's wishes as they were typed."""
    names = {choice.value: choice.label for choice in setting_words.weekday_choices()}
    days = tuple(
        DayRow(day, names[str(number)], text(form, f"{day}_start"), text(form, f"{day}_end"))
        for number, day in enumerate(WEEKDAYS)
    )
    plain = {
        name: text(form, name)
        for name in (
            "language", "quiet_start", "quiet_end", "wake_from", "digest", "digest_weekday", "digest_hour",
            "escalate_hours", "escalate_to", "owner",
        )
    }  # fmt: skip
    return TeamForm(days=days, **plain)


async def _team_row(
    house: House,
    viewer: Viewer,
    channels: Channels,
    code: str,
    names: Mapping[str, Names],
    places: Sequence[ShownPlace],
) -> TeamRow:
    row = await Team.objects().get(Team.code == code)
    team, own = await listener(code), [one for one in places if one.team == code]
    weekday, hour = (row.digest_weekday, row.digest_hour) if row else (0, 7)
    may_edit = may_act_for(viewer, code)
    return TeamRow(
        code=code,
        name=setting_words.named(names, code),
        wishes=setting_words.wishes(team, parse_hours(team.hours), weekday, hour, names),
        places=tuple([await _place_row(house, one, may_edit) for one in own]),
        elsewhere="" if any(one.active and one.kind is not Kind.FEED for one in own) else _elsewhere(channels, code),
        may_edit=may_edit,
    )


def _elsewhere(channels: Channels, code: str) -> str:
    """Say where a team hears that has no place of its own."""
    address = channels.team_mail.get(code, "")
    if channels.smtp and address:
        return _("No place of its own: messages go to %(address)s.") % {"address": address}
    return _("No place of its own: messages stay in the mailbox of this program.")


async def _place_row(house: House, place: ShownPlace, may_edit: bool) -> PlaceRow:
    return PlaceRow(
        id=place.id,
        kind=place.kind.value,
        kind_name=setting_words.kind_words()[place.kind],
        name=place.name,
        address=place.address,
        secret=place.secret,
        severity="" if place.severity_from == "low" else severity_words().get(place.severity_from, ""),
        private=place.private,
        active=place.active,
        trouble=_reason(place.disabled_reason),
        tested_at=place.tested_at,
        test_worked=not place.test_outcome,
        test_outcome=trouble(place.test_outcome),
        failed=place.failed,
        feed_url=await feeds.url_of(house, place.id) if may_edit and place.kind is Kind.FEED else "",
    )


def _reason(stored: str) -> str:
    """Say why a place is off."""
    return trouble(stored) or _("a member switched it off")


async def _route_rows(viewer: Viewer, teams: Mapping[str, Names]) -> tuple[RouteRow, ...]:
    rules, names = await routing.rules(), await reading.theme_names()
    return tuple(
        RouteRow(
            rule.id,
            setting_words.route_sentence(rule, names, teams),
            number == 0,
            number == len(rules) - 1,
            may_act_for(viewer, rule.team),
        )
        for number, rule in enumerate(rules)
    )


def _general(settings: AlertSettings) -> GeneralForm:
    cents = settings.cents_per_return
    return GeneralForm(settings.federal_state, "" if cents is None else format_number(cents / 100, 2))


async def _stored_team(code: str) -> TeamForm:
    row = await Team.objects().get(Team.code == code)
    hours = parse_hours(row.hours) if row else OnCall()
    start, end = _ends(hours.quiet)
    days = {
        f"{day}_{which}": value
        for day, windows in zip(WEEKDAYS, hours.week, strict=True)
        for which, value in zip(("start", "end"), _ends(windows), strict=True)
    }
    team = await listener(code)
    return typed_team(
        {
            **days,
            "quiet_start": start,
            "quiet_end": end,
            "language": team.language,
            "wake_from": team.wake_from,
            "digest": team.digest if team.digest in DIGESTS else "none",
            "digest_weekday": str(row.digest_weekday if row else 0),
            "digest_hour": str(row.digest_hour if row else 7),
            "escalate_hours": str(team.escalate_hours),
            "escalate_to": team.escalate_to,
            "owner": str(row.owner_id or "") if row else "",
        }
    )


def _ends(windows: Sequence[Window]) -> tuple[str, str]:
    return (clock_of(windows[0][0]), clock_of(windows[0][1])) if windows else ("", "")


def _severities() -> tuple[Choice, ...]:
    words = severity_words()
    return tuple(Choice(code, words[code]) for code in SEVERITIES)


def _teams(names: Mapping[str, Names]) -> tuple[Choice, ...]:
    return tuple(Choice(code, setting_words.named(names, code)) for code in TEAMS)


def _owners(found: Mapping[int, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(number), name) for number, name in found.items())
