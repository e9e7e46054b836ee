"""Tables of the teams: when they want to hear what, and where.

Invariants: secrets and addresses that work like one are encrypted; a route sends to a team, never to a place directly.
"""

from __future__ import annotations

from piccolo.columns import JSON, Boolean, Date, DoublePrecision, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Team(Table, tablename="team"):
    """A team that can act, how much it wants to hear, and when."""

    id: Serial
    code = Varchar(length=30, unique=True, help_text="product, logistics, service")
    name_de = Varchar(length=100)
    name_en = Varchar(length=100)
    language = Varchar(length=5, default="de", help_text="Of its messages")
    false_alarms_per_month = DoublePrecision(null=True, default=None, help_text="0.3, 1, 3 or 10; None: the setting")
    least_rise = DoublePrecision(null=True, default=None, help_text="Smallest rise worth an alert, 1.1..2; None: 1.25")
    calibration = DoublePrecision(default=1.0, help_text="Learnt factor on the threshold's evidence, 1/3..3")
    calibrated_at = Timestamptz(null=True, default=None)
    digest = Varchar(length=10, default="none", help_text="none, daily or weekly: one message instead of many")
    digest_weekday = Integer(default=0, help_text="0 is Monday; for weekly")
    digest_hour = Integer(default=7, help_text="The shop's own hour")
    digested_at = Timestamptz(null=True, default=None)
    hours = JSON(default="{}", help_text='When it may be disturbed, e.g. {"mon": [["08:00", "18:00"]]}; {}: always')
    wake_from = Varchar(length=10, default="critical", help_text="Severity that is told outside these hours too")
    escalate_hours = Integer(default=24, help_text="Hours until an unseen alert is escalated, 0: never")
    escalate_to = Varchar(length=30, default="", help_text="Team that hears then; empty: the same team again")
    owner_id = Integer(null=True, default=None, help_text="Member who owns what nobody else does")
    owner_name = Varchar(length=200, default="")


class Route(Table, tablename="route"):
    """Who hears of an alert: the first fitting route, by position; else the theme's own team. Empty fits everything."""

    id: Serial
    position = Integer(default=0)
    party = Varchar(length=30, default="", help_text="product, listing, supplier, warehouse, carrier, service …")
    theme = Varchar(length=60, default="")
    dimension = Varchar(length=30, default="", help_text="With value: only alerts about this slice")
    value = Varchar(length=200, default="")
    severity_from = Varchar(length=10, default="", help_text="low, medium, high or critical")
    team = Varchar(length=30)
    owner_id = Integer(null=True, default=None)
    owner_name = Varchar(length=200, default="")


class Destination(Table, tablename="destination"):
    """A place that messages of a team go to."""

    id: Serial
    team = Varchar(length=30)
    kind = Varchar(length=20, help_text="mail, webhook, slack, teams, mattermost or apprise")
    name = Varchar(length=100)
    address = Text(help_text="Encrypted: an address or URL")
    secret = Text(default="", help_text="Encrypted: for signing; empty: none")
    private_targets = Boolean(default=False, help_text="May lead to private addresses; set by an admin only")
    severity_from = Varchar(length=10, default="low")
    state = Varchar(length=10, default="active", help_text="active or disabled")
    disabled_reason = Varchar(length=300, default="")
    tested_at = Timestamptz(null=True, default=None)
    test_outcome = Varchar(length=300, default="")
    created_at = Timestamptz()


class Backtest(Table, tablename="backtest"):
    """A replay of the past, asked for by a member or by the weekly rhythm; work while ``done_at`` is NULL."""

    id: Serial
    team = Varchar(length=30)
    asked_at = Timestamptz()
    member_id = Integer(null=True, default=None, help_text="None: the weekly one")
    member_name = Varchar(length=200, default="")
    days = Integer(help_text="Days of the past that are replayed")
    false_alarms_per_month = DoublePrecision(null=True, default=None, help_text="None: all four choices")
    least_rise = DoublePrecision(null=True, default=None, help_text="None: the team's")
    series = Varchar(length=400, default="", help_text="A known issue to look for; empty: none")
    noticed_on = Date(null=True, default=None, help_text="When people noticed that issue")
    claimed_until = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    trouble = Varchar(length=300, default="", help_text="Why there is no outcome")
    outcome = JSON(default="{}", help_text="See replays.py")


class AlertSetting(Table, tablename="alert_setting"):
    """What holds for all teams; one row at the most."""

    id: Serial
    federal_state = Varchar(length=2, default="", help_text="For public holidays, e.g. BY; empty: nationwide ones only")
    cents_per_return = Integer(null=True, default=None, help_text="Shipping, handling and write-down of one return")
    changes_page = Boolean(default=False, help_text="The public page What we have changed is on")
    tell_by_itself = Boolean(default=False, help_text="Customers hear of what helped without a member's release")
