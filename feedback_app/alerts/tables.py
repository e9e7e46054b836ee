"""Tables of trends, alerts and what follows from them.

Invariants: daily counts outlive the texts they count; at most one open alert per series; a notification keeps its
``message_id`` through every retry; ``sent_at`` is written after sending, never before.
"""

from __future__ import annotations

from piccolo.columns import (
    JSON,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class CountedDay(Table, tablename="counted_day"):
    """What a day looked like when it was counted; any difference makes it count again."""

    id: Serial
    day = Date(unique=True)
    comments = Integer()
    comment_revisions = Integer()
    classifications = Integer()
    classification_revisions = Integer()
    shipments = Integer()
    shipment_revisions = Integer()


class DailyCount(Table, tablename="daily_count"):
    """Comments with a theme on one day in one slice."""

    id: Serial
    day = Date()
    theme = Varchar(length=60)
    sku = Varchar(length=200, default="")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    comments = Integer()


class DailyVolume(Table, tablename="daily_volume"):
    """The denominators of one day in one slice."""

    id: Serial
    day = Date()
    sku = Varchar(length=200, default="")
    product = Varchar(length=200, default="")
    category = Varchar(length=200, default="")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    answers = Integer(default=0, help_text="Comments of any kind: forms answered per returned item")
    shipments = Integer(default=0, help_text="Pieces sent, where imported")


class DailyPart(Table, tablename="daily_part"):
    """Comments of one day in one value of a dimension that the slices above do not hold (parts.py names them)."""

    id: Serial
    day = Date()
    dimension = Varchar(length=30, help_text="size, lot, hub, packaging, shift, area, survey …")
    value = Varchar(length=200)
    theme = Varchar(length=60, default="", help_text="Empty: comments of any kind, the denominator")
    comments = Integer()


class DailyReturn(Table, tablename="daily_return"):
    """Pieces that came back on one day in one slice, by the day of their order."""

    id: Serial
    day = Date()
    ordered_on = Date(null=True, default=None, help_text="None: the order's day is not known")
    sku = Varchar(length=200, default="")
    category = Varchar(length=200, default="")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    pieces = Integer()


class ChangePoint(Table, tablename="change_point"):
    """A day from which counts mean something else, so that the level is learnt anew from there."""

    id: Serial
    day = Date()
    theme = Varchar(length=60, default="", help_text="Empty: all themes")
    series = Varchar(length=400, default="", help_text="Empty: all series of the theme")
    kind = Varchar(length=20, help_text="survey, theme, model or accepted (the new normal)")
    note = Varchar(length=300, default="")
    created_at = Timestamptz()


class Trend(Table, tablename="trend"):
    """One series on one day: what came, what was to be expected, and the evidence for a rise."""

    id: Serial
    day = Date()
    series = Varchar(length=400, help_text="theme, or theme|dimension=value")
    observed = Integer()
    exposure = Integer(help_text="Answers in the slice on that day")
    expected = DoublePrecision()
    lower = DoublePrecision(help_text="95 % interval of the day's count")
    upper = DoublePrecision()
    phi = DoublePrecision(help_text="Variance over mean of a usual day")
    standard_error = DoublePrecision(help_text="Of log expected")
    score = DoublePrecision(help_text="log10(1 + evidence); an alarm stands at the threshold or above")
    alarm = Boolean(default=False)
    since = Date(null=True, default=None, help_text="Most likely first day of the rise that runs on this day")


class DetectedDay(Table, tablename="detected_day"):
    """The days on which detection has run, with the counts it saw."""

    id: Serial
    day = Date(unique=True)
    fingerprint = Varchar(length=64)
    detected_at = Timestamptz()
    alerted_at = Timestamptz(null=True, default=None, help_text="When alerts were opened and closed by these trends")


class Alert(Table, tablename="alert"):
    """One rising issue. ``open_key`` is the series while the alert is open and NULL after, and unique."""

    id: Serial
    series = Varchar(length=400)
    open_key = Varchar(length=400, null=True, default=None, unique=True)
    theme = Varchar(length=60)
    slice = JSON(default="{}", help_text='e.g. {"carrier": "GLS"}; {} = all')
    team = Varchar(length=30)
    kind = Varchar(length=10, default="trend", help_text="trend, rate (returns per piece sent) or single (one danger)")
    parent = Integer(null=True, default=None, help_text="Alert that explains this one; children send no messages")
    severity = Varchar(length=10, default="medium", help_text="low, medium, high or critical")
    due_at = Timestamptz(null=True, default=None, help_text="When somebody must have taken it on, by severity")
    cost_per_week = DoublePrecision(null=True, default=None, help_text="Euro for the extra cases; None: no cost known")
    submission = Integer(null=True, default=None, help_text="Of a single alert")
    state = Varchar(length=20, help_text="new, seen, assigned, action, watching, closed")
    seen_at = Timestamptz(null=True, default=None)
    escalated_at = Timestamptz(null=True, default=None, help_text="When nobody had seen it in time")
    accepted_on = Date(null=True, default=None, help_text="The shop's day from which this level is the new normal")
    since = Date(help_text="Most likely first day of the rise")
    last_day = Date(help_text="Last day of the figures below")
    observed = Integer(help_text="Comments since the start")
    expected = DoublePrecision()
    lower = DoublePrecision(help_text="95 % interval of expected")
    upper = DoublePrecision()
    exposure = Integer(help_text="Answers in the slice since the start")
    usual_share = DoublePrecision(help_text="Expected ÷ exposure, 0..1")
    score = DoublePrecision()
    evidence = JSON(default="{}", help_text="Explanation, contrast words, see alerting.py")
    opened_at = Timestamptz()
    updated_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    owner_id = Integer(null=True, default=None, help_text="Member")
    owner_name = Varchar(length=200, default="", help_text="As it was then: members live a floor above")
    demo = Boolean(default=False)


class AlertEvent(Table, tablename="alert_event"):
    """One line of an alert's history."""

    id: Serial
    alert = ForeignKey(Alert, on_delete=OnDelete.cascade, null=False)
    at = Timestamptz()
    kind = Varchar(length=30, help_text="opened, moved, seen, assigned, action, … see history.py")
    member_id = Integer(null=True, default=None)
    member_name = Varchar(length=200, default="", help_text="As it was then")
    note = Text(default="")


class Mute(Table, tablename="mute"):
    """Silence for one person or one team, never for everybody and never without an end."""

    id: Serial
    alert = ForeignKey(Alert, on_delete=OnDelete.cascade, null=True)
    theme = Varchar(length=60, default="", help_text="Empty: the alert above only")
    series = Varchar(length=400, default="", help_text="Empty: all series of the theme")
    team = Varchar(length=30, default="", help_text="Whom it silences; empty: the member below")
    member_id = Integer(null=True, default=None)
    until = Timestamptz(null=True, default=None, help_text="The end; None: the condition below ends it")
    share_above = DoublePrecision(null=True, default=None, help_text="Ends once the share of answers exceeds it, 0..1")
    reason = Varchar(length=300, default="")
    by_member_id = Integer(null=True, default=None)
    by_member_name = Varchar(length=200, default="")
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class Notification(Table, tablename="notification"):
    """One message to one place. Found by the notify stage while ``sent_at`` and ``failed_at`` are NULL."""

    id: Serial
    message_id = Varchar(length=64, unique=True, help_text="The same on every retry")
    dedupe_key = Varchar(length=300, unique=True, help_text="event:channel:place; a stage run twice adds nothing")
    alert_id = Integer(null=True, default=None)
    channel = Varchar(length=20, help_text="mail, mailbox, webhook, slack, teams, mattermost or apprise")
    destination_id = Integer(null=True, default=None, help_text="Destination whose address and secret are used")
    recipient = Varchar(length=500)
    subject = Varchar(length=300, default="")
    body = Text(help_text="Mail text, or the webhook's JSON: the same bytes on every retry")
    html = Text(default="")
    links = JSON(default="{}", help_text="What {name} in the texts leads to, see links.py: never a usable link")
    headers = JSON(default="{}", help_text="More headers of a mail, e.g. List-Unsubscribe")
    invitation_id = Integer(null=True, default=None, help_text="The invitation that a mail carries")
    created_at = Timestamptz()
    due_at = Timestamptz(help_text="Next try, or the end of the lease while one runs")
    attempts = Integer(default=0)
    sent_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None, help_text="Given up")
    last_error = Varchar(length=300, default="")
    demo = Boolean(default=False)


class Action(Table, tablename="action"):
    """What a team did about an alert."""

    id: Serial
    alert = ForeignKey(Alert, on_delete=OnDelete.cascade, null=False)
    cause = Text()
    measure = Text()
    started_on = Date(help_text="The shop's day from which the measure works")
    theme = Varchar(length=60, default="", help_text="What it is against")
    scope = Varchar(length=400, default="", help_text="Series where it works; empty: the alert's")
    owner_id = Integer(null=True, default=None)
    owner_name = Varchar(length=200, default="")
    member_id = Integer(null=True, default=None)
    member_name = Varchar(length=200, default="", help_text="As it was then")
    created_at = Timestamptz()


class Effect(Table, tablename="effect"):
    """The rate before and after an action. Measured again each day until its window is full."""

    id: Serial
    action = ForeignKey(Action, on_delete=OnDelete.cascade, null=False, unique=True)
    measured_on = Date(help_text="Last day of the after-window")
    days_after = Integer()
    before_count = Integer()
    before_answers = Integer()
    after_count = Integer()
    after_answers = Integer()
    ratio = DoublePrecision(null=True, default=None, help_text="Rate after ÷ rate before")
    lower = DoublePrecision(null=True, default=None, help_text="95 % interval")
    upper = DoublePrecision(null=True, default=None)
    verdict = Varchar(length=20, help_text="improved, no_change, worse, too_early")
    final = Boolean(default=False, help_text="The window is full; not measured again")
    told_at = Timestamptz(null=True, default=None, help_text="When the customers who asked were told")
    comparison = Varchar(length=400, default="", help_text="Who was not treated, e.g. category=shoes; empty: nobody")
    other_before_count = Integer(default=0, help_text="The comparison group's cases and answers")
    other_before_answers = Integer(default=0)
    other_after_count = Integer(default=0)
    other_after_answers = Integer(default=0)
    relapsed_on = Date(null=True, default=None, help_text="The rise came back after an improvement")


class Telling(Table, tablename="telling"):
    """A customer was told of an action: once."""

    id: Serial
    action = ForeignKey(Action, on_delete=OnDelete.cascade, null=False)
    submission = Integer(help_text="Whose complaint it was")
    person = Varchar(length=64, default="", help_text="Pseudonym, for the throttle; empty: unknown")
    at = Timestamptz()


class ChangeNote(Table, tablename="change_note"):
    """One entry of the public page "What we have changed", written or approved by the team."""

    id: Serial
    action = ForeignKey(Action, on_delete=OnDelete.set_null, null=True)
    title_de = Varchar(length=200, default="")
    title_en = Varchar(length=200, default="")
    text_de = Text(default="")
    text_en = Text(default="")
    day = Date(help_text="Since when")
    published_at = Timestamptz(null=True, default=None, help_text="None: a draft, seen by the team only")
    created_at = Timestamptz()
    demo = Boolean(default=False)
