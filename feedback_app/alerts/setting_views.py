"""What the templates of the alerts' settings get: one typed context per page, values as a form shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from feedback_app.foundation.pages import FieldError


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of a team. ``state``: a sentence with what became of it; ``feed_url``: for feeds, "" otherwise."""

    id: int
    kind: str
    kind_name: str
    name: str
    address: str
    secret: str
    severity: str
    private: bool
    active: bool
    trouble: str
    tested_at: datetime | None
    test_worked: bool
    test_outcome: str
    failed: int
    feed_url: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team with what it wishes, each in a sentence. ``elsewhere``: where it hears without a place of its own."""

    code: str
    name: str
    wishes: tuple[str, ...]
    places: tuple[PlaceRow, ...]
    elsewhere: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route in a sentence."""

    id: int
    sentence: str
    first: bool
    last: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class GeneralForm:
    """What holds for all teams, as typed."""

    federal_state: str
    euros: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Context of alert_settings/index.html."""

    teams: tuple[TeamRow, ...]
    routes: tuple[RouteRow, ...]
    general: GeneralForm
    states: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    zone: ZoneInfo
    may_edit_all: bool
    may_route: bool
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class DayRow:
    """One weekday with its hours as typed; both empty: off."""

    code: str
    name: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class TeamForm:
    """A team's wishes as typed."""

    language: str
    days: tuple[DayRow, ...]
    quiet_start: str
    quiet_end: str
    wake_from: str
    digest: str
    digest_weekday: str
    digest_hour: str
    escalate_hours: str
    escalate_to: str
    owner: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Context of alert_settings/team.html."""

    code: str
    name: str
    form: TeamForm
    languages: tuple[Choice, ...]
    severities: tuple[Choice, ...]
    weekdays: tuple[Choice, ...]
    hours: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteForm:
    """A route as typed."""

    theme: str = ""
    dimension: str = ""
    value: str = ""
    party: str = ""
    severity_from: str = ""
    team: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RoutePage:
    """Context of alert_settings/route.html."""

    form: RouteForm
    themes: tuple[Choice, ...]
    dimensions: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    severities: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """A place as typed. ``secret`` is shown until it is saved and never after."""

    kind: str
    name: str = ""
    address: str = ""
    secret: str = ""
    severity_from: str = "low"
    private: bool = False


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Context of alert_settings/place.html."""

    team: str
    team_name: str
    form: PlaceForm
    kind_name: str
    help: str
    label: str
    severities: tuple[Choice, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was read: what it means, or what is wrong with it. ``values`` by column or setting."""

    values: Mapping[str, str | int | None] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
