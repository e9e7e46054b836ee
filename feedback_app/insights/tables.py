"""Tables of what product managers look at: packed days, the dictionary of their values, and what members note down.

Invariants: a packed day is made of the rows of the floors below and can be made anew at any time; nothing here is the
only place of a customer's words.
"""

from __future__ import annotations

from piccolo.columns import Boolean, Bytea, Date, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from surveys.tables import Comment


class Facet(Table, tablename="facet"):
    """A value of a dimension and the number that stands for it in packed days. Never changed, only added."""

    id: Serial
    dimension = Varchar(length=30)
    code = Integer(help_text="From 1, dense per dimension; 0 is the empty value and has no row")
    value = Varchar(length=300)


class PackedDay(Table, tablename="packed_day"):
    """All current comments of one day, or all pieces sent on it, as columns: see columns.py.

    A day that changed is deleted and inserted anew, so that a larger ``id`` is a newer version.
    """

    id: Serial
    day = Date()
    kind = Varchar(length=10, help_text="said (comments) or sent (shipments)")
    fingerprint = Varchar(length=200, help_text="What the tables below held; any difference packs the day again")
    size = Integer(help_text="Rows")
    content = Bytea(help_text="See columns.py")


class ChangedDay(Table, tablename="changed_day"):
    """A day whose orders changed since it was packed. Written by the engine itself (the fifth migration)."""

    id: Serial
    day = Date()


class SavedView(Table, tablename="saved_view"):
    """A page with its filters under a name of one's own; its number is its link inside the team."""

    id: Serial
    name = Varchar(length=120)
    path = Varchar(length=200, help_text="Of a page of ours, e.g. /themes")
    query = Varchar(length=2000, default="", help_text="The filters as they stand in the address")
    shared = Boolean(default=False, help_text="All members see it in their list")
    member_id = Integer()
    member_name = Varchar(length=200, default="", help_text="As it was then")
    created_at = Timestamptz()


class ChartNote(Table, tablename="chart_note"):
    """What a member wrote on a day of a chart, e.g. that a campaign began."""

    id: Serial
    day = Date()
    theme = Varchar(length=60, default="", help_text="Empty: on all charts")
    product = Varchar(length=200, default="", help_text="Empty: on all charts")
    text = Varchar(length=200)
    member_id = Integer()
    member_name = Varchar(length=200, default="", help_text="As it was then")
    created_at = Timestamptz()


class ReturnCost(Table, tablename="return_cost"):
    """What one returned piece costs: of a category, or of all that have no row of their own. In cents of a euro."""

    id: Serial
    category = Varchar(length=200, unique=True, help_text="Empty: all others")
    shipping = Integer(default=0)
    handling = Integer(default=0)
    write_down = Integer(default=0, help_text="Loss of value when it is sold again, or not at all")
    changed_at = Timestamptz()


class ActionMoney(Table, tablename="action_money"):
    """What an action cost and what it brought beside fewer returns. In cents of a euro."""

    id: Serial
    action_id = Integer(unique=True, help_text="Action; without a key, so that figures outlive a deleted alert")
    cost = Integer(default=0)
    extra_revenue = Integer(default=0)
    note = Varchar(length=300, default="")
    member_name = Varchar(length=200, default="", help_text="As it was then")
    changed_at = Timestamptz()


class Inspection(Table, tablename="inspection"):
    """What the returns desk found in a returned item: the second witness beside the customer's reason."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.set_null, null=True, help_text="The customer's side, if known")
    order_id = Varchar(length=200, default="", help_text="The shop's own order number")
    sku = Varchar(length=200, default="")
    size = Varchar(length=200, default="", help_text="To tell two lines of one article apart")
    day = Date(help_text="The shop's own day of the inspection")
    comment_day = Date(null=True, default=None, help_text="The comment's day, for packing")
    condition = Varchar(length=1, help_text="A as new, B unpacked, C slight traces, D damaged, E worthless")
    finding = Varchar(length=30, help_text="nothing, defective, damaged, worn, incomplete, wrong_item, other")
    note = Varchar(length=300, default="", help_text="Masked; empty once the customer deleted the answer")
    revision = Integer(default=1)
    member_id = Integer(null=True, default=None, help_text="None: came by import or API")
    inspected_at = Timestamptz()
    demo = Boolean(default=False)


class WeeklyReport(Table, tablename="weekly_report"):
    """A team's week was looked at, and told in a letter unless there was nothing to tell: once per team and week."""

    id: Serial
    team = Varchar(length=30)
    week = Date(help_text="Monday of the week it is about")
    written_at = Timestamptz()


class ReportWish(Table, tablename="report_wish"):
    """Whether and when a team wants its weekly letter."""

    id: Serial
    team = Varchar(length=30, unique=True)
    active = Boolean(default=True)
    weekday = Integer(default=0, help_text="0 is Monday")
    hour = Integer(default=7, help_text="The shop's own hour")
    changed_at = Timestamptz()


class Preference(Table, tablename="preference"):
    """What one member chose for themselves, e.g. that the tour is done."""

    id: Serial
    member_id = Integer()
    name = Varchar(length=60)
    value = Text(default="")


class ImportRun(Table, tablename="import_run"):
    """A file that a member brings in: looked at, then waiting, then done. Stays as the word on who brought in what."""

    id: Serial
    member_id = Integer()
    member_name = Varchar(length=200, default="", help_text="As it was then")
    kind = Varchar(length=20, help_text="returns or orders")
    name = Varchar(length=200, default="", help_text="Of the file, for people; never a path")
    token = Varchar(length=40, default="", help_text="Under which the file is kept; empty once it is gone")
    lines = Integer(default=0, help_text="Below the header, for how far it is")
    columns = Text(default="{}", help_text="JSON: number of the column by our field")
    created_at = Timestamptz()
    asked_at = Timestamptz(null=True, default=None, help_text="When the member said: bring in")
    claimed_until = Timestamptz(null=True, default=None, help_text="Lease of the worker")
    batches = Integer(default=0, help_text="Stored so far")
    stored = Integer(default=0, help_text="Rows or orders written, also those that changed")
    changed = Integer(default=0)
    known = Integer(default=0, help_text="Unchanged")
    refused = Integer(default=0)
    problems = Text(default="[]", help_text="JSON: line, column, reason and its values of the first refused rows")
    done_at = Timestamptz(null=True, default=None)
    trouble = Varchar(length=20, default="", help_text="expired, dropped, gone; empty: none")
