"""Turns settings into the channels of the alerts floor."""

from __future__ import annotations

from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.settings import Settings


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
    )
