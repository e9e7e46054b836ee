"""Tables of service cases: the cases, their history, and by which rules they open and which promises hold.

Invariants: one case for each submission and kind; a case repeats no word of the customer, and what members wrote about
it goes when the customer deletes the answer.
"""

from __future__ import annotations

from piccolo.columns import Boolean, DoublePrecision, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from feedback_app.asking.tables import Mailing
from surveys.tables import Invitation, Submission


class Case(Table, tablename="service_case"):
    """Something that one customer waits for."""

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False)
    kind = Varchar(length=20, help_text="callback, flag or low_score")
    priority = Varchar(length=10, help_text="urgent, high or normal")
    state = Varchar(length=10, help_text="new, answered, solved or closed")
    team = Varchar(length=30, help_text="Who hears when it is late")
    order_id = Varchar(length=200, default="", help_text="As it was; empty once the customer deleted the answer")
    opened_at = Timestamptz(help_text="When the customer's wait began, not when the rule saw it")
    first_response_due = Timestamptz()
    first_response_at = Timestamptz(null=True, default=None)
    response_seconds = Integer(null=True, default=None, help_text="Business seconds until the first response")
    solve_due = Timestamptz()
    solved_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    owner_id = Integer(null=True, default=None, help_text="Member")
    owner_name = Varchar(length=200, default="", help_text="As it was then: members live a floor above")
    cause = Text(default="", help_text="Why it happened; needed to solve it")
    done = Text(default="", help_text="What was done; needed to solve it")
    escalated_at = Timestamptz(null=True, default=None, help_text="When it was late and the team heard of it")
    asked_at = Timestamptz(null=True, default=None, help_text="When the follow-up was begun: once per case")
    mailing = ForeignKey(Mailing, on_delete=OnDelete.set_null, null=True, help_text="The follow-up by mail")
    follow_up = ForeignKey(Invitation, on_delete=OnDelete.set_null, null=True, help_text="Link to hand over")
    seed = Varchar(length=32, default="", help_text="Random; makes that link, with the house's secret")
    follow_up_revision = Integer(default=0, help_text="Revision of the follow-up's answer that was taken in")
    recovered = Boolean(null=True, default=None, help_text="The customer says that it is solved; None: no answer")
    handover_asked_at = Timestamptz(null=True, default=None)
    handed_over_at = Timestamptz(null=True, default=None, help_text="When the webhook went to the outbox")
    helpdesk_reference = Varchar(length=100, default="", help_text="Number of the helpdesk's ticket")
    demo = Boolean(default=False)


class CaseEvent(Table, tablename="case_event"):
    """One line of a case's history."""

    id: Serial
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    at = Timestamptz()
    kind = Varchar(length=20, help_text="opened, taken, answered, … see history.py")
    member_id = Integer(null=True, default=None, help_text="None: the house itself")
    member_name = Varchar(length=200, default="", help_text="As it was then")
    note = Text(default="")


class CaseRule(Table, tablename="case_rule"):
    """When a case opens by itself."""

    id: Serial
    kind = Varchar(length=20, unique=True, help_text="callback, flag or low_score")
    active = Boolean(default=True)
    rating_at_most = Integer(null=True, default=None, help_text="1..5; None: whatever the rating")
    priority = Varchar(length=10, help_text="Of the cases that it opens")
    installed_at = Timestamptz(help_text="Nothing older opens a case; set anew when the rule is switched on")


class CasePromise(Table, tablename="case_promise"):
    """How soon a customer hears from us, in business hours."""

    id: Serial
    priority = Varchar(length=10, unique=True)
    response_hours = DoublePrecision(help_text="Until the first response")
    solution_hours = DoublePrecision(help_text="Until it is solved, from the same start")


class BusinessDay(Table, tablename="business_day"):
    """When the clock of the promises runs on one weekday; public holidays stop it anyway."""

    id: Serial
    weekday = Integer(unique=True, help_text="0 is Monday")
    opens = Integer(help_text="Minute of the shop's own day, 0..1440")
    closes = Integer(help_text="Minute of the shop's own day; not after opens: closed")
