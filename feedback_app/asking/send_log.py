"""The send log: every mailing with its state in words, and what mail scanners do per domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from feedback_app.alerts.desk import pages_of
from feedback_app.alerts.mailbox_routes import masked
from feedback_app.alerts.views import FilterLink
from feedback_app.asking.following import ANSWERED
from feedback_app.asking.gate import State, Why
from feedback_app.asking.views import DomainRow, MailingRow, SendLogPage
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_number
from feedback_app.foundation.languages import gettext as _
from surveys.form.opens import opens_by_domain

PER_PAGE: Final = 25
DAYS: Final = 30
MOST_DOMAINS: Final = 20


async def send_log(house: House, state: str, page: int) -> SendLogPage:
    """Return one part of the send log, newest first; ``state`` "" shows all."""
    counts = await counts_by_state()
    total = counts.get(state, 0) if state else sum(counts.values())
    rows = await _rows(state, page)
    return SendLogPage(
        views=_views(counts, state),
        mailings=tuple(_row(row) for row in rows),
        pages=pages_of(page, len(rows), total, _url(state), PER_PAGE),
        domains=await _domains(house),
        days=DAYS,
        showing_all=not state,
        zone=house.zone,
    )


async def counts_by_state() -> dict[str, int]:
    """Return how many mailings are in each state."""
    rows = await fetch("SELECT state, COUNT(*) AS n FROM mailing GROUP BY state")
    return {row["state"]: int(row["n"]) for row in rows}


async def list_mailings(state: str, limit: int) -> list[dict[str, Any]]:
    """Return the newest mailings as the API shows them, without addresses."""
    return await fetch(
        "SELECT id, order_id, survey, language, occasion, state, why, planned_for, sent_at, reminded_at, created_at"
        " FROM mailing WHERE state = ? OR ? = '' ORDER BY id DESC LIMIT ?",
        state,
        state,
        limit,
    )


async def _rows(state: str, page: int) -> list[dict[str, Any]]:
    first_mail = "FROM notification n WHERE n.invitation_id = m.invitation ORDER BY n.id LIMIT 1"
    return await fetch(
        f"""
        SELECT m.order_id, c.email, m.survey, m.occasion, m.state, m.why, m.planned_for, m.sent_at, m.reminded_at,
            (SELECT n.channel {first_mail}) AS channel,
            (SELECT CASE WHEN n.sent_at IS NULL THEN 0 ELSE 1 END {first_mail}) AS delivered
        FROM mailing m JOIN customer c ON c.id = m.customer
        WHERE m.state = ? OR ? = '' ORDER BY m.id DESC LIMIT ? OFFSET ?
        """,  # noqa: S608 the clause is ours
        state, state, PER_PAGE, (page - 1) * PER_PAGE,
    )  # fmt: skip


def _row(row: Mapping[str, Any]) -> MailingRow:
    return MailingRow(
        order_id=row["order_id"],
        place=masked(row["email"]),
        survey=row["survey"],
        occasion=row["occasion"],
        state=row["state"],
        words=_words(row),
        at=row["sent_at"] or row["planned_for"],
        reminded_at=row["reminded_at"],
    )


def _words(row: Mapping[str, Any]) -> str:
    if row["state"] == State.SENT and row["why"] != Why.DISOWNED:
        if row["channel"] == "mailbox":
            return _("Kept in the mailbox: no mail server is set")
        return _("Sent") if row["delivered"] else _("In the outbox")
    said = _states()[State(row["state"])]
    return f"{said}: {_reasons()[Why(row['why'])]}" if row["why"] else said


def _states() -> Mapping[State, str]:
    return {
        State.WAITING: _("Planned"),
        State.SENT: _("Sent"),
        State.ANSWERED: _("Answered"),
        State.BLOCKED: _("Blocked"),
        State.SKIPPED: _("Not asked"),
        State.BOUNCED: _("Could not be delivered"),
    }


def _reasons() -> Mapping[Why, str]:
    return {
        Why.NO_LEGAL_BASIS: _("no legal basis"),
        Why.NO_OBJECTION_NOTICE: _("not told of the right to object"),
        Why.OBJECTED: _("the customer objected"),
        Why.OCCASION: _("nobody is asked after this occasion"),
        Why.ASKED_RECENTLY: _("was asked a short time ago"),
        Why.ALREADY_ANSWERED: _("has answered already"),
        Why.UNKNOWN_ORDER: _("the order is not known any more"),
        Why.UNKNOWN_SURVEY: _("the survey is not known any more"),
        Why.NO_WORDS: _("the survey has no words for a mail with its link"),
        Why.DISOWNED: _("“not my order”"),
    }


def _views(counts: Mapping[str, int], chosen: str) -> tuple[FilterLink, ...]:
    everything = FilterLink(_counted(_("All"), sum(counts.values())), _url(""), not chosen)
    return (
        everything,
        *(FilterLink(_counted(said, counts.get(s, 0)), _url(s), s == chosen) for s, said in _states().items()),
    )


def _counted(label: str, count: int) -> str:
    return f"{label} ({format_number(count)})"


def _url(state: str) -> str:
    return f"/mailings?state={state}" if state else "/mailings"


async def _domains(house: House) -> tuple[DomainRow, ...]:
    rows = await fetch(
        f"""
        SELECT i.mail_domain, COUNT(*) AS mails, SUM(CASE WHEN {ANSWERED} THEN 1 ELSE 0 END) AS answers
        FROM invitation i WHERE i.mail_domain <> '' AND i.created_at >= ? GROUP BY i.mail_domain
        ORDER BY mails DESC, i.mail_domain LIMIT ?
        """,  # noqa: S608 the clause is ours
        house.now() - timedelta(days=DAYS),
        MOST_DOMAINS,
    )
    opens = opens_by_domain(house, house.today() - timedelta(days=DAYS))
    return tuple(
        DomainRow(row["mail_domain"], int(row["mails"]), int(row["answers"]), opens.get(row["mail_domain"], 0))
        for row in rows
    )
