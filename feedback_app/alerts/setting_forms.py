"""What members type into the settings of alerts, read and checked; says what is wrong in the reader's language."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlsplit

from feedback_app.alerts.alert_settings import FEDERAL_STATES, AlertSettings
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.hours import WEEKDAYS, OnCall, hours_json, minute_of
from feedback_app.alerts.routing import PARTIES, SEVERITIES
from feedback_app.alerts.setting_views import Typed
from feedback_app.alerts.slices import EXPLAINING, TEAMS
from feedback_app.foundation.languages import LANGUAGES
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from feedback_app.foundation.typed_numbers import whole_number

Form = Mapping[str, str]

DIGESTS: Final = ("none", "daily", "weekly")
LONGEST_NAME: Final = 100
LONGEST_VALUE: Final = 200
LONGEST_ADDRESS: Final = 2_000
LONGEST_WAIT: Final = 24 * 14
DEAREST: Final = Decimal(10_000)
MAIL: Final = re.compile(r"[A-Za-z0-9._%+/=!#$&'*?^{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{1,30}://.+", re.IGNORECASE)
# What would do something on this machine instead of sending.
LOCAL_SCHEMES: Final = ("dbus", "glib", "gnome", "kde", "qt", "macosx", "windows", "syslog", "file", "smtp", "exec")


def read_general(form: Form) -> tuple[AlertSettings | None, tuple[FieldError, ...]]:
    """Return what holds for all teams; None with what is wrong. Euros may be written with a comma."""
    errors = []
    state = text(form, "federal_state")
    if state and state not in FEDERAL_STATES:
        errors.append(FieldError("federal_state", _("Please choose a federal state.")))
    cents: int | None = None
    if euros := text(form, "euros").replace("€", "").strip():
        try:
            amount = Decimal(euros.replace(",", "."))
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and 0 <= amount <= DEAREST:
            cents = int((amount * 100).to_integral_value())
        else:
            errors.append(FieldError("euros", _("Please give an amount in euros, e.g. 6.50.")))
    return (None if errors else AlertSettings(state, cents)), tuple(errors)


def read_team(form: Form, owners: Mapping[int, str]) -> Typed:
    """Return a team's wishes by column."""
    errors: list[FieldError] = []
    hours = _read_hours(form, errors)
    wait = text(form, "escalate_hours")
    if whole_number(wait, LONGEST_WAIT) is None:
        errors.append(
            FieldError("escalate_hours", _("Please give whole hours, 0 to %(most)d.") % {"most": LONGEST_WAIT})
        )
    weekday, hour = text(form, "digest_weekday"), text(form, "digest_hour")
    owner_id, owner_name = _owner(form, owners)
    for name, given, known in (
        ("language", text(form, "language"), LANGUAGES),
        ("wake_from", text(form, "wake_from"), SEVERITIES),
        ("digest", text(form, "digest"), DIGESTS),
        ("digest_weekday", weekday, tuple(str(number) for number in range(7))),
        ("digest_hour", hour, tuple(str(number) for number in range(24))),
        ("escalate_to", text(form, "escalate_to"), ("", *TEAMS)),
    ):
        _one_of(name, given, known, errors)
    if errors:
        return Typed(errors=tuple(errors))
    return Typed(
        {
            "language": text(form, "language"),
            "hours": hours_json(hours),
            "wake_from": text(form, "wake_from"),
            "digest": text(form, "digest"),
            "digest_weekday": int(weekday),
            "digest_hour": int(hour),
            "escalate_hours": int(wait),
            "escalate_to": text(form, "escalate_to"),
            "owner_id": owner_id,
            "owner_name": owner_name,
        }
    )


def read_route(form: Form, themes: Collection[str], owners: Mapping[int, str]) -> Typed:
    """Return a route by column."""
    errors: list[FieldError] = []
    dimension, value = text(form, "dimension"), text(form, "value")[:LONGEST_VALUE]
    for name, known in (
        ("theme", ("", *themes)),
        ("dimension", ("", *EXPLAINING)),
        ("party", ("", *PARTIES)),
        ("severity_from", ("", *SEVERITIES)),
        ("team", TEAMS),
    ):
        _one_of(name, text(form, name), known, errors)
    if dimension and not value:
        errors.append(FieldError("value", _("Please say which one, e.g. GLS.")))
    if value and not dimension:
        errors.append(FieldError("dimension", _("Please say what this value is, e.g. a carrier.")))
    owner_id, owner_name = _owner(form, owners)
    if errors:
        return Typed(errors=tuple(errors))
    columns = {name: text(form, name) for name in ("theme", "dimension", "party", "severity_from", "team")}
    return Typed({**columns, "value": value, "owner_id": owner_id, "owner_name": owner_name})


def read_place(team: str, kind: Kind, form: Form, token: str) -> tuple[Wanted | None, tuple[FieldError, ...]]:
    """Return the place that a member wants; ``token`` is the address of a feed, which nobody types."""
    errors: list[FieldError] = []
    name = text(form, "name")[:LONGEST_NAME]
    address = token if kind is Kind.FEED else text(form, "address")
    secret = text(form, "secret") if kind is Kind.WEBHOOK else ""
    if not name:
        errors.append(FieldError("name", _("Please give it a name, so that others know it again.")))
    if trouble := address_trouble(kind, address):
        errors.append(FieldError("address", trouble))
    if kind is Kind.WEBHOOK and not _signs(secret):
        errors.append(FieldError("secret", _("A signing secret is whsec_ and 24 to 64 bytes in base64.")))
    severity = text(form, "severity_from") or "low"
    _one_of("severity_from", severity, SEVERITIES, errors)
    private = form.get("private") == "yes" and kind not in {Kind.MAIL, Kind.FEED}
    wanted = Wanted(team, kind, name, address, secret, private, severity)
    return (None if errors else wanted), tuple(errors)


def address_trouble(kind: Kind, address: str) -> str:
    """Say what is wrong with an address, "" for nothing. Whether it may be reached is asked when it is."""
    if len(address) > LONGEST_ADDRESS or any(not sign.isprintable() or sign.isspace() for sign in address):
        return _("An address has no blanks and is shorter than 2,000 characters.")
    if kind is Kind.FEED:
        return ""
    if kind is Kind.MAIL:
        return "" if MAIL.fullmatch(address) else _("Please give an e-mail address, e.g. lager@shop.example.")
    if kind is Kind.APPRISE:
        scheme = address.partition("://")[0].lower()
        return (
            ""
            if SCHEME.fullmatch(address) and scheme not in LOCAL_SCHEMES
            else _("Please give an Apprise address such as ntfys://…")
        )
    return "" if _is_web(address) else _("Please give an address that begins with https://.")


def text(form: Form, name: str) -> str:
    """Return a field as it may be used: without blanks around it and without signs that nobody can see."""
    return "".join(sign for sign in form.get(name, "") if sign.isprintable()).strip()


def _read_hours(form: Form, errors: list[FieldError]) -> OnCall:
    week = tuple(_window(form, f"{day}_start", f"{day}_end", errors) for day in WEEKDAYS)
    quiet = _window(form, "quiet_start", "quiet_end", errors)
    if quiet and quiet[0][0] == quiet[0][1] % (24 * 60):
        errors.append(FieldError("quiet_start", _("Quiet hours that never end would keep every message back.")))
    return OnCall(week, quiet)


def _window(form: Form, first: str, second: str, errors: list[FieldError]) -> tuple[tuple[int, int], ...]:
    start, end = text(form, first), text(form, second)
    if not start and not end:
        return ()
    try:
        return ((minute_of(start), minute_of(end)),)
    except ValueError:
        field = first if not start else second
        errors.append(FieldError(field, _("Please give both times, e.g. 08:00 and 18:00, or none.")))
        return ()


def _owner(form: Form, owners: Mapping[int, str]) -> tuple[int | None, str]:
    found = whole_number(text(form, "owner")) or 0
    return (found, owners[found]) if found in owners else (None, "")


def _one_of(name: str, given: str, known: Collection[str], errors: list[FieldError]) -> None:
    if given not in known:
        errors.append(FieldError(name, _("Please choose one of the list.")))


def _signs(secret: str) -> bool:
    try:
        return secret.startswith("whsec_") and 24 <= len(base64.b64decode(secret[6:], validate=True)) <= 64
    except binascii.Error:
        return False


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
