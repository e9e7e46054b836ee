"""Turns settings into what the floors below get as arguments: the house and the channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version

from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.settings import Settings


def now_utc() -> datetime:
    """Return the real clock."""
    return datetime.now(UTC)


def house_of(settings: Settings, clock: Callable[[], datetime] = now_utc) -> House:
    """Return the surroundings that all rooms get as an argument."""
    return House(
        clock=clock,
        zone=settings.zone,
        keys=Keys(settings.secret, settings.old_secret),
        base_url=settings.base_url,
        models_dir=settings.models_dir,
        invitation_days=settings.invitation_days,
        false_alarms_per_month=settings.false_alarms_per_month,
        version=version("feedback-loop"),
        wire_clock=now_utc,
        throttle_days=settings.throttle_days,
        frame_ancestors=settings.frame_ancestors,
    )


def channels_of(settings: Settings) -> Channels:
    """Return where messages go. Without SMTP they stay in the mailbox page."""
    smtp = settings.smtp
    return Channels(
        smtp=SmtpServer(smtp.host, smtp.port, smtp.username, smtp.password, smtp.tls) if smtp else None,
        mail_from=settings.mail_from,
        team_mail=settings.team_mail,
        webhook_url=settings.webhook_url,
        webhook_secret=settings.webhook_secret,
        private_targets=settings.webhook_private,
        submission_webhook=settings.submission_webhook,
    )
