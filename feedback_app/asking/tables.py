"""Tables of asking by mail: whom we may ask, whom we asked, and which answers were announced to the shop.

Invariants: no address is asked without a legal basis; no usable link stands here; one mailing for each customer, order,
survey and occasion.
"""

from __future__ import annotations

from piccolo.columns import Boolean, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from surveys.tables import Invitation, Submission


class Customer(Table, tablename="customer"):
    """An address, and why we may ask there or may not."""

    id: Serial
    email = Varchar(length=254, unique=True, help_text="Case-folded")
    person = Varchar(length=64, unique=True, help_text="Pseudonym of the address (persons.py)")
    legal_basis = Varchar(length=20, default="", help_text="consent, existing_customer (§ 7 (3) UWG) or empty: none")
    basis_noted_at = Timestamptz(null=True, default=None, help_text="When the consent or the purchase took place")
    basis_source = Varchar(length=200, default="", help_text="Where that is written down")
    objection_notice = Boolean(default=False, help_text="Told of the right to object when the address was collected")
    objected_at = Timestamptz(null=True, default=None)
    objection_hash = Varchar(length=64, unique=True, help_text="SHA-256 of the objection link's token, hex")
    demo = Boolean(default=False)


class Mailing(Table, tablename="mailing"):
    """One question to one customer about one order, and what became of it."""

    id: Serial
    customer = ForeignKey(Customer, on_delete=OnDelete.cascade, null=False)
    order_id = Varchar(length=200, help_text="The shop's own order number")
    survey = Varchar(length=60, help_text="Code")
    language = Varchar(length=5)
    occasion = Varchar(length=60, default="", help_text="Why now, in the shop's own words, e.g. delivered")
    planned_for = Timestamptz(help_text="Not before")
    state = Varchar(length=10, help_text="waiting, sent, blocked, skipped, answered or bounced")
    why = Varchar(length=30, default="", help_text="Reason of the state, see gate.py")
    seed = Varchar(length=32, help_text="Random; makes the link, with the house's secret")
    invitation = ForeignKey(Invitation, on_delete=OnDelete.set_null, null=True)
    sent_at = Timestamptz(null=True, default=None, help_text="When the mail went to the outbox")
    reminded_at = Timestamptz(null=True, default=None, help_text="When the one reminder went to the outbox")
    created_at = Timestamptz()
    demo = Boolean(default=False)


class Reported(Table, tablename="reported"):
    """The revision of an answer that the shop was last told of."""

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False, unique=True)
    revision = Integer()
    reported_at = Timestamptz()
