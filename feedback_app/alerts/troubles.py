"""Why a message did not arrive, in the reader's language. What is not known here is shown as it was noted."""

from __future__ import annotations

from feedback_app.foundation.languages import gettext as _


def trouble(noted: str) -> str:
    """Return an outcome's error in words."""
    known = {
        "TimeoutError": _("no answer in time"),
        "ConnectTimeout": _("no answer in time"),
        "ReadTimeout": _("no answer in time"),
        "ConnectError": _("nobody answers at this address"),
        "RemoteProtocolError": _("the answer is not one of a web server"),
        "ReadError": _("the connection was cut"),
        "HTTP 404": _("the address is not known there (HTTP 404)"),
        "HTTP 410": _("the other side has closed it (HTTP 410)"),
        "the name of the host is unknown": _("the name of the host is unknown"),
        "the address is none": _("this is no address"),
        "this is no address of the web": _("this is no address"),
        "only http(s)://host/path is reached": _("this is no address"),
        "the address is private; allow private targets to reach it": _(
            "the address is private, and this place may not be in the own network"
        ),
        "the service did not take it": _("the service did not take it"),
        "apprise does not know this address": _("Apprise does not know this address"),
        "the destination is disabled": _("the place was switched off"),
        "the destination was deleted": _("the place was deleted"),
        "the address was locked with another FEEDBACK_SECRET": _(
            "the address was stored with another FEEDBACK_SECRET; set FEEDBACK_SECRET_OLD"
        ),
        "no SMTP server is set": _("no mail server is set (FEEDBACK_SMTP_URL)"),
    }
    return known.get(noted, noted)
