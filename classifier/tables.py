"""Tables of the classifier floor.

Invariants: a comment has at most one classification; a member's correction is never overwritten by a model. What
customers confirm or deny stands in ``confirmation``, a table of the floor below.
"""

from __future__ import annotations

from piccolo.columns import JSON, Boolean, Date, ForeignKey, Integer, Real, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from surveys.tables import Comment


class Theme(Table, tablename="theme"):
    """A matter that comments complain about, and the team that can act on it."""

    id: Serial
    code = Varchar(length=60, unique=True)
    name_de = Varchar(length=200)
    name_en = Varchar(length=200)
    team = Varchar(length=30, help_text="product, logistics, service or customer")
    definition_de = Text(default="")
    definition_en = Text(default="")
    position = Integer(default=0)
    retired = Boolean(default=False)


class Classification(Table, tablename="classification"):
    """The outcome for one comment. Its absence means the comment still waits for the assign stage."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False, unique=True)
    day = Date(help_text="The comment's day, copied so that counting can see what changed")
    outcome = Varchar(length=10, help_text="themes, none (no theme fits) or empty (nothing to read)")
    language = Varchar(length=5, default="")
    novelty = Real(null=True, default=None, help_text="0 = well covered, 1 = no known theme fits")
    source = Varchar(length=10, default="model", help_text="model or member; member wins for ever")
    model_version = Varchar(length=80, default="")
    member_id = Integer(null=True, default=None, help_text="Who corrected it")
    classified_at = Timestamptz()
    revision = Integer(default=1, help_text="Raised on each change; counting notices changes by it")


class Assignment(Table, tablename="assignment"):
    """One theme of one comment."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    theme = Varchar(length=60, help_text="Theme code")
    probability = Real(help_text="0..1, calibrated; 1 where a person said so")
    source = Varchar(length=10, help_text="model, reason (stated on the form), customer (confirmed) or member")
    model_version = Varchar(length=80, default="")


class Correction(Table, tablename="correction"):
    """A member's correction: a training label, and the history of a comment's themes."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    themes_before = JSON(default="[]")
    themes_after = JSON(default="[]")
    member_id = Integer()
    corrected_at = Timestamptz()
