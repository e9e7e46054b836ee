"""Tables of the customer's side. Only tables stand here; queries stand in the file of their stage.

Invariants: texts are redacted before they are stored; a comment is never changed in place but superseded, so that
history and counts agree; rows that a demo made carry ``demo``.
"""

from __future__ import annotations

from piccolo.columns import (
    JSON,
    Boolean,
    Bytea,
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
    form_of_address = Varchar(length=3, default="sie", help_text="How German pages address customers: sie or du")
    color = Varchar(length=7, default="", help_text="Accent colour as #rrggbb; empty: the product's own")
    logo = Bytea(default=b"", help_text="PNG, re-encoded by us; empty: none")
    logo_alt = Varchar(length=200, default="", help_text="What the logo says; empty: the shop's name")
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
    hub = Varchar(length=200, default="", help_text="Sorting centre of the carrier")
    packaging = Varchar(length=200, default="", help_text="Carton, bag …")
    shift = Varchar(length=200, default="", help_text="Packing station or shift")
    postal_code = Varchar(length=12, default="", help_text="To find the order without an account")
    person = Varchar(length=64, default="", help_text="Pseudonym of the customer (persons.py); empty: unknown")
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
    lot = Varchar(length=200, default="", help_text="Batch of production or delivery")
    quantity = Integer(default=1, help_text="Pieces")


class Reason(Table, tablename="reason"):
    """One entry of the return-reason catalogue."""

    id: Serial
    code = Varchar(length=60, unique=True, help_text="Stable over languages and versions")
    name_de = Varchar(length=200)
    name_en = Varchar(length=200)
    parent = Varchar(length=60, default="", help_text="Code of the first-level reason; empty: it is one itself")
    party = Varchar(length=30, default="", help_text="Who can act: product, listing, carrier, warehouse, customer")
    position = Integer(default=0, help_text="Order on the form, ascending")
    codes = JSON(default="{}", help_text="Codes of other systems, by system name")
    retired = Boolean(default=False, help_text="Kept for old answers, not offered any more")


class Survey(Table, tablename="survey"):
    """One version of a set of questions. A published version is never changed."""

    id: Serial
    code = Varchar(length=60, help_text="returns, csat, ces, nps or the shop's own")
    version = Integer(help_text="Ascending per code")
    definition = JSON(help_text="Questions, see definition.py")
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
    person = Varchar(length=64, default="", help_text="Pseudonym of who was asked, for the throttle; empty: unknown")
    mail_domain = Varchar(length=253, default="", help_text="Where the mail went, for counting unconfirmed opens")
    spent_on = Date(null=True, default=None, help_text="An anonymous survey was answered: nothing else says so")
    disowned_at = Timestamptz(null=True, default=None, help_text="The customer said: this is not my order")
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
    notice_version = Varchar(length=12, default="", help_text="Which privacy notice stood beside the form; empty: none")
    deletion_hash = Varchar(length=64, null=True, default=None, unique=True, help_text="SHA-256 of the code, hex")
    demo = Boolean(default=False)


class Comment(Table, tablename="comment"):
    """What a submission says about one returned item: a reason, a text, both or neither.

    A changed answer supersedes its comments and adds new ones; only rows without ``superseded_at`` count.
    The slice (sku … region) is copied here, so that counts outlive orders.
    """

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False)
    order_item = ForeignKey(OrderItem, on_delete=OnDelete.set_null, null=True)
    question = Varchar(length=60, default="", help_text="Code of the text question; empty: the comment about an item")
    day = Date(help_text="The shop's own day of the submission")
    reason = Varchar(length=60, default="", help_text="Code of the catalogue; empty = not stated or unknown")
    reason_raw = Varchar(length=200, default="", help_text="The code as it came; free words in its place are redacted")
    reason_group = Varchar(length=60, default="", help_text="The first-level reason")
    group_position = Integer(null=True, default=None, help_text="Where the group stood for this customer, from 1")
    reason_position = Integer(null=True, default=None, help_text="Where the reason stood in its group, from 1")
    quantity = Integer(default=1, help_text="Pieces that come back")
    wish = Varchar(length=20, default="", help_text="refund, exchange, repair, discount; empty: none. Information only")
    help_shown = Varchar(length=60, default="", help_text="Code of the self-help that was offered; empty: none")
    helped = Boolean(default=False, help_text="The customer said that it helped")
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
    hub = Varchar(length=200, default="")
    packaging = Varchar(length=200, default="")
    shift = Varchar(length=200, default="")
    lot = Varchar(length=200, default="")
    area = Varchar(length=2, default="", help_text="First two digits of a German postal code, never more")
    ordered_on = Date(null=True, default=None, help_text="The shop's own day of the order, for the delay of returns")
    superseded_at = Timestamptz(null=True, default=None)
    revision = Integer(default=1, help_text="2 once superseded; counting notices changes by it")


class Answer(Table, tablename="answer"):
    """The answer to one question of a submission that is neither a reason nor a free text.

    Superseded like comments; only rows without ``superseded_at`` count.
    """

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False)
    order_item = ForeignKey(OrderItem, on_delete=OnDelete.set_null, null=True)
    question = Varchar(length=60, help_text="Code of the question or follow-up")
    number = Integer(null=True, default=None, help_text="Value of a scale or of NPS")
    codes = JSON(default="[]", help_text="Chosen answers")
    text = Text(default="", help_text="Redacted")
    style = Varchar(length=10, default="", help_text="How the scale was drawn: numbers, words, stars or faces")
    superseded_at = Timestamptz(null=True, default=None)


class Confirmation(Table, tablename="confirmation"):
    """What a customer said about a theme of their own comment: a label, kept apart from members' corrections."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    theme = Varchar(length=60, help_text="Theme code")
    confirmed = Boolean(help_text="False: the customer said that it is not about this")
    source = Varchar(length=12, help_text="typing (chip under the comment) or afterwards (after sending)")
    confirmed_at = Timestamptz()


class Draft(Table, tablename="draft"):
    """An answer that was begun and not sent: resumable, counted apart.

    Deleted when it is sent, emptied when the link has ended.
    """

    id: Serial
    invitation = ForeignKey(Invitation, on_delete=OnDelete.cascade, null=False, unique=True)
    step = Varchar(length=60, help_text="Where to go on, see steps.py")
    fields = JSON(help_text="What stands in the form by field name; texts are redacted")
    served_at = Timestamptz(help_text="When the first page was given out")
    changed_at = Timestamptz()


class Photo(Table, tablename="photo"):
    """A customer's picture of an item: re-encoded by us, without metadata."""

    id: Serial
    invitation = ForeignKey(Invitation, on_delete=OnDelete.cascade, null=False)
    place = Varchar(length=60, help_text="Key of the item, or code of the question")
    content = Bytea(help_text="JPEG")
    width = Integer(help_text="Pixels")
    height = Integer(help_text="Pixels")
    created_at = Timestamptz()


class Suspect(Table, tablename="suspect"):
    """What a robot seems to have sent. Kept out of every count; the customer's own answer comes later or never."""

    id: Serial
    invitation = ForeignKey(Invitation, on_delete=OnDelete.cascade, null=False)
    signs = Varchar(length=200, help_text="Why: no_nonce, too_fast, honeypot, cross_site, many_links, all_scores")
    fields = JSON(help_text="What was posted; texts are redacted")
    seen_at = Timestamptz()
    replaced_at = Timestamptz(null=True, default=None, help_text="When a human answered this link after all")


class Callback(Table, tablename="callback"):
    """A customer's wish to be called, with consent."""

    id: Serial
    submission = ForeignKey(Submission, on_delete=OnDelete.cascade, null=False, unique=True)
    phone = Varchar(length=40)
    consented_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)


class SurveyDraft(Table, tablename="survey_draft"):
    """A survey that a member edits; publishing makes a version of it."""

    id: Serial
    code = Varchar(length=60, unique=True)
    definition = JSON(help_text="See definition.py; may be unfinished")
    based_on = Integer(default=0, help_text="Version it was taken from, 0 = none: nobody overwrites a newer one")
    changed_at = Timestamptz()


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
