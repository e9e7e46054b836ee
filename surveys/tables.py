"""Tables of the customer's side. Only tables stand here; queries stand in the file of their stage.

Invariants: texts are redacted before they are stored; a comment is never changed in place but superseded, so that
history and counts agree; rows that a demo made carry ``demo``.
"""

from __future__ import annotations

from piccolo.columns import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Shop(Table, tablename="shop"):
    """The online shop that this installation serves: one row."""

    id: Serial
    name = Varchar(length=200, help_text="As customers know it")
    withdrawal_url = Varchar(length=500, default="", help_text="The shop's own withdrawal function (§ 356a BGB)")
    privacy_url = Varchar(length=500, default="", help_text="The shop's privacy notice")
    demo = Boolean(default=False)
    before_demo = JSON(default="{}", help_text="Name and addresses that come back when the demo is removed")


class Order(Table, tablename="shop_order"):
    """A customer's order, as context for what comes back."""

    id: Serial
    external_id = Varchar(length=200, unique=True, help_text="The shop's own order number")
    ordered_at = Timestamptz(null=True, default=None)
    language = Varchar(length=5, default="de")
    channel = Varchar(length=200, default="", help_text="Where it was sold, e.g. web or marketplace")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    region = Varchar(length=200, default="")
    demo = Boolean(default=False)


class OrderItem(Table, tablename="order_item"):
    """One line of an order."""

    id: Serial
    order = ForeignKey(Order, on_delete=OnDelete.cascade, null=False)
    sku = Varchar(length=200)
    product = Varchar(length=200, default="")
    category = Varchar(length=200, default="")
    size = Varchar(length=200, default="")
    color = Varchar(length=200, default="")
    quantity = Integer(default=1, help_text="Pieces")


class Reason(Table, tablename="reason"):
    """One entry of the return-reason catalogue."""

    id: Serial
    code = Varchar(length=60, unique=True, help_text="Stable over languages and versions")
    name_de = Varchar(length=200)
    name_en = Varchar(length=200)
    party = Varchar(length=30, default="", help_text="Who can act: product, listing, carrier, warehouse, customer")
    position = Integer(default=0, help_text="Order on the form, ascending")
    codes = JSON(default="{}", help_text="Codes of other systems, by system name")
    retired = Boolean(default=False, help_text="Kept for old answers, not offered any more")


class Survey(Table, tablename="survey"):
    """One version of a set of questions. A published version is never changed."""

    id: Serial
    code = Varchar(length=60, help_text="returns or csat")
    version = Integer(help_text="Ascending per code")
    definition = JSON(help_text="Questions, see questions.py")
    published_at = Timestamptz()


class Invitation(Table, tablename="invitation"):
    """The right to answer one survey once about one order. Only a hash of the link's token is kept."""

    id: Serial
    token_hash = Varchar(length=64, unique=True, help_text="SHA-256 of the token, hex")
    order = ForeignKey(Order, on_delete=OnDelete.cascade, null=True)
    survey = ForeignKey(Survey, on_delete=OnDelete.restrict, null=False)
    language = Varchar(length=5, default="de")
    channel = Varchar(length=60, default="link")
    created_at = Timestamptz()
    expires_at = Timestamptz(help_text="Answers and changes are accepted until then")
    demo = Boolean(default=False)


class Submission(Table, tablename="submission"):
    """What one customer sent. ``external_id`` is its identity in imports and the API."""

    id: Serial
    external_id = Varchar(length=200, null=True, default=None, unique=True)
    invitation = ForeignKey(Invitation, on_delete=OnDelete.set_null, null=True, unique=True)
    survey = ForeignKey(Survey, on_delete=OnDelete.restrict, null=False)
    order_id = Varchar(length=200, default="", help_text="The shop's own order number")
    submitted_at = Timestamptz(index=True)
    day = Date(help_text="The shop's own day of submitted_at")
    language = Varchar(length=5, default="", help_text="de, en or empty when unknown")
    channel = Varchar(length=60, default="")
    rating = Integer(null=True, default=None, help_text="CSAT, 1 (very dissatisfied) to 5 (very satisfied)")
    revision = Integer(default=1, help_text="Raised each time the customer changes the answer")
    changed_at = Timestamptz(help_text="Last write by the customer or an import")
    demo = Boolean(default=False)


class Comment(Table, tablename="comment"):
    """What a submission says about one returned item: a reason, a text, both or neither.

    A changed answer supersedes its comments and adds new ones; only rows without ``superseded_at`` count.
    The slice (sku … region) is copied here, so that counts outlive orders.
    """

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False)
    order_item = ForeignKey(OrderItem, on_delete=OnDelete.set_null, null=True)
    day = Date(help_text="The shop's own day of the submission")
    reason = Varchar(length=60, default="", help_text="Code of the catalogue; empty = not stated or unknown")
    reason_raw = Varchar(length=200, default="", help_text="The code as it came; free words in its place are redacted")
    text = Text(default="", help_text="Redacted")
    language = Varchar(length=5, default="")
    sku = Varchar(length=200, default="")
    product = Varchar(length=200, default="")
    category = Varchar(length=200, default="")
    size = Varchar(length=200, default="")
    color = Varchar(length=200, default="")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    region = Varchar(length=200, default="")
    superseded_at = Timestamptz(null=True, default=None)
    revision = Integer(default=1, help_text="2 once superseded; counting notices changes by it")


class Contact(Table, tablename="contact"):
    """The address of a customer who asked to be told what became of the complaint."""

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False, unique=True)
    email = Varchar(length=254)
    consented_at = Timestamptz()


class Shipment(Table, tablename="shipment"):
    """Pieces sent on one day in one slice: a denominator for return rates."""

    id: Serial
    day = Date()
    sku = Varchar(length=200, default="")
    product = Varchar(length=200, default="")
    category = Varchar(length=200, default="")
    carrier = Varchar(length=200, default="")
    warehouse = Varchar(length=200, default="")
    region = Varchar(length=200, default="")
    quantity = Integer(help_text="Pieces")
    revision = Integer(default=1, help_text="Raised when an import corrects the quantity")
    demo = Boolean(default=False)
