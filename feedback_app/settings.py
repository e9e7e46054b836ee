"""All settings, read from the environment once at the start. A wrong one stops the start and names itself.

Invariant: nothing else in the product reads the environment.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from feedback_app.foundation.errors import SettingsError

T = TypeVar("T")
SHORTEST_SECRET = 32
MAIL_TO = "an e-mail address for teams without one"
ADDRESS = "an e-mail address"
FALSE_ALARMS = "a number from 0.3 to 10"
TEAMS = ("product", "logistics", "service")
SIGNING = "whsec_ and 24 to 64 bytes in base64 (Standard Webhooks)"
PROXIES = "addresses or networks of reverse proxies, separated by commas, e.g. 127.0.0.1, 10.0.0.0/8"

ORIGINS = "origins of the shop's pages, separated by commas, e.g. https://shop.example"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed over: ``smtp://`` (STARTTLS when offered) or ``smtps://``."""

    host: str
    port: int
    username: str
    password: str
    tls: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """The product's settings; see README for the meaning of each."""

    database_url: str
    secret: str
    old_secret: str
    var_dir: Path
    host: str
    port: int
    base_url: str
    trusted_proxy: tuple[str, ...]
    zone: ZoneInfo
    shop_name: str
    smtp: Smtp | None
    mail_from: str
    team_mail: Mapping[str, str]
    webhook_url: str
    webhook_secret: str
    webhook_private: bool
    false_alarms_per_month: float
    invitation_days: int
    throttle_days: int
    frame_ancestors: tuple[str, ...]
    submission_webhook: bool

    @property
    def models_dir(self) -> Path:
        """Folder of trained models."""
        return self.var_dir / "models"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; SettingsError names the first variable that is wrong and what is expected."""
    read = _Reader(environment)
    var_dir = Path(read.text("FEEDBACK_VAR_DIR", "var"))
    host = read.text("FEEDBACK_HOST", "127.0.0.1")
    port = read.value("FEEDBACK_PORT", "8000", _port, "a port number, 1 to 65535")
    smtp = read.value("FEEDBACK_SMTP_URL", "", _smtp, "smtp://host:port or smtps://user:password@host:port")
    everyone = read.value("FEEDBACK_MAIL_TO", "", _address, ADDRESS)
    webhook_url = read.value("FEEDBACK_WEBHOOK_URL", "", _webhook_url, "an http(s) URL")
    webhook_secret = read.value("FEEDBACK_WEBHOOK_SECRET", "", _webhook_secret, SIGNING)
    if smtp and not everyone:
        raise SettingsError("FEEDBACK_MAIL_TO", f"{MAIL_TO}, since FEEDBACK_SMTP_URL is set")
    if webhook_url and not webhook_secret:
        # Nobody could tell an unsigned message from a forged one.
        raise SettingsError("FEEDBACK_WEBHOOK_SECRET", f"{SIGNING}, since FEEDBACK_WEBHOOK_URL is set")
    return Settings(
        database_url=read.text("DATABASE_URL", f"sqlite:///{var_dir}/feedback.db"),
        secret=_secret(read.text("FEEDBACK_SECRET", ""), var_dir),
        old_secret=read.value(
            "FEEDBACK_SECRET_OLD", "", _old_secret, f"at least {SHORTEST_SECRET} characters, or nothing"
        ),
        var_dir=var_dir,
        host=host,
        port=port,
        base_url=read.value("FEEDBACK_BASE_URL", f"http://{host}:{port}", _base_url, "http(s)://host without a path"),
        trusted_proxy=read.value("FEEDBACK_TRUSTED_PROXY", "", _proxies, PROXIES),
        zone=read.value("FEEDBACK_TIMEZONE", "Europe/Berlin", ZoneInfo, "a time zone name such as Europe/Berlin"),
        shop_name=read.text("FEEDBACK_SHOP_NAME", "Online-Shop"),
        smtp=smtp,
        mail_from=read.value("FEEDBACK_MAIL_FROM", "feedback@localhost", _address, ADDRESS),
        team_mail={team: read.value(f"FEEDBACK_MAIL_{team.upper()}", everyone, _address, ADDRESS) for team in TEAMS},
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        webhook_private=read.value("FEEDBACK_WEBHOOK_PRIVATE", "yes", _yes_no, "yes or no"),
        false_alarms_per_month=read.value("FEEDBACK_FALSE_ALARMS_PER_MONTH", "1", _false_alarms, FALSE_ALARMS),
        invitation_days=read.value("FEEDBACK_INVITATION_DAYS", "30", _days, "whole days, 1 to 180"),
        throttle_days=read.value("FEEDBACK_THROTTLE_DAYS", "30", _throttle, "whole days, 0 to 365"),
        frame_ancestors=read.value("FEEDBACK_FRAME_ANCESTORS", "", _origins, ORIGINS),
        submission_webhook=read.value("FEEDBACK_SUBMISSION_WEBHOOK", "no", _yes_no, "yes or no"),
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str) -> str:
        return self.environment.get(name, "").strip() or default

    def value(self, name: str, default: str, parse: Callable[[str], T], expected: str) -> T:
        try:
            return parse(self.text(name, default))
        except (ValueError, OSError, LookupError) as error:
            raise SettingsError(name, expected) from error


def _secret(given: str, var_dir: Path) -> str:
    if given:
        if len(given) < SHORTEST_SECRET:
            raise SettingsError("FEEDBACK_SECRET", f"at least {SHORTEST_SECRET} random characters")
        return given
    try:
        kept = _kept_secret(var_dir)
    except OSError as error:
        raise SettingsError("FEEDBACK_VAR_DIR", "a folder that this account can write to") from error
    if len(kept) < SHORTEST_SECRET:
        raise SettingsError("FEEDBACK_SECRET", f"{SHORTEST_SECRET} characters in {var_dir / 'secret'}, or no such file")
    return kept


def _kept_secret(var_dir: Path) -> str:
    path = var_dir / "secret"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        written = var_dir / f"secret.{secrets.token_hex(8)}"
        with open(os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # Linked only when it is whole: the web server and the worker may both start now and must agree.
        with suppress(FileExistsError):
            os.link(written, path)
        written.unlink()
    return path.read_text(encoding="ascii").strip()


def _old_secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError("too short")
    return text


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError(text)
    return port


def _smtp(text: str) -> Smtp | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(text)
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname, port, username, password, parts.scheme == "smtps")


def _address(text: str) -> str:
    if text and (text.count("@") != 1 or any(c.isspace() or c in "<>," for c in text) or text.startswith("@")):
        raise ValueError(text)
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(text)
    return text.rstrip("/")


def _proxies(text: str) -> tuple[str, ...]:
    return tuple(_proxy(part.strip()) for part in text.split(",")) if text else ()


def _proxy(text: str) -> str:
    # The web server takes what it cannot read as a name and then trusts nobody: it is refused here instead.
    if "/" not in text:
        return str(ip_address(text))
    network = ip_network(text)
    if not network.prefixlen:
        raise ValueError("whoever trusts every address lets everybody choose theirs")
    return str(network)


def _webhook_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname):
        raise ValueError(text)
    return text


def _webhook_secret(text: str) -> str:
    if text and (not text.startswith("whsec_") or not 24 <= len(base64.b64decode(text[6:], validate=True)) <= 64):
        raise ValueError(text)
    return text


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


def _false_alarms(text: str) -> float:
    asked = float(text)
    if not 0.3 <= asked <= 10:
        raise ValueError(text)
    return asked


def _throttle(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 365:
        raise ValueError(text)
    return days


def _origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(part.strip()) for part in text.split(",")) if text else ()


def _origin(text: str) -> str:
    # Nothing but scheme, host and port: the value goes into a header that decides who may frame our pages.
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or "*" in text:
        raise ValueError(text)
    if any(sign in text for sign in " ;'\""):
        raise ValueError(text)
    return text


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 180:
        raise ValueError(text)
    return days
