"""Tables of the classifier floor.

Invariants: a comment has at most one classification; a member's correction is never overwritten by a model; exactly
one model is active once there is any; a change of themes can be undone from its own row. What customers confirm or
deny stands in ``confirmation``, a table of the floor below.
"""

from __future__ import annotations

from piccolo.columns import JSON, Boolean, Bytea, Date, ForeignKey, Integer, Real, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from surveys.tables import Comment


class ThemeGroup(Table, tablename="theme_group"):
    """The upper level of the tree: themes that belong together, such as fit or delivery. No comment has a group."""

    id: Serial
    code = Varchar(length=60, unique=True)
    name_de = Varchar(length=200)
    name_en = Varchar(length=200)
    position = Integer(default=0)


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
    group_code = Varchar(length=60, default="", help_text="Code of its theme group; empty = none")
    merged_into = Varchar(length=60, default="", help_text="Code of the theme that took its comments; empty = none")
    words_de = Text(default="", help_text="Words or short phrases that speak for it, one per line")
    words_en = Text(default="", help_text="The same in English")
    origin = Varchar(length=10, default="starter", help_text="starter, or member: made by this shop")


class Classification(Table, tablename="classification"):
    """The outcome for one comment. Its absence means the comment still waits for the assign stage."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False, unique=True)
    day = Date(help_text="The comment's day, copied so that counting can see what changed")
    outcome = Varchar(
        length=10, help_text="themes, none (no theme fits), empty (nothing to read) or foreign (neither de nor en)"
    )
    language = Varchar(length=5, default="")
    novelty = Real(null=True, default=None, help_text="0 = well covered, 1 = no known theme fits")
    source = Varchar(length=10, default="model", help_text="model or member; member wins for ever")
    model_version = Varchar(length=80, default="")
    member_id = Integer(null=True, default=None, help_text="Who corrected it")
    classified_at = Timestamptz()
    revision = Integer(default=1, help_text="Raised on each change; counting notices changes by it")
    reason_in_text = Boolean(
        null=True,
        default=None,
        help_text="Whether the text tells of the stated reason; null without such a reason or a theme in the text",
    )
    overruled = Varchar(
        length=300, default="", help_text="Themes that the customer confirmed and a rule forbids, separated by blanks"
    )


class Assignment(Table, tablename="assignment"):
    """One theme of one comment."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    theme = Varchar(length=60, help_text="Theme code")
    probability = Real(help_text="0..1, calibrated; 1 where a person said so")
    source = Varchar(length=10, help_text="model, reason (stated on the form), customer (confirmed), rule or member")
    model_version = Varchar(length=80, default="")


class Correction(Table, tablename="correction"):
    """A member's correction: a training label, and the history of a comment's themes."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    themes_before = JSON(default="[]")
    themes_after = JSON(default="[]")
    member_id = Integer()
    corrected_at = Timestamptz()


class ThemeChange(Table, tablename="theme_change"):
    """What a member did to the themes: the lineage, and what is needed to undo it."""

    id: Serial
    kind = Varchar(length=20, help_text="created, renamed, merged, split, moved, retired or restored")
    theme = Varchar(length=60, help_text="Code of the theme it is about")
    others = JSON(default="[]", help_text="Codes of the other themes: merged from, split into")
    undo = JSON(default="{}", help_text="What was there before, as the deed that undoes it needs it")
    about = JSON(default="{}", help_text="Names and number of comments at the moment of the deed, for people to read")
    member_id = Integer()
    changed_at = Timestamptz()
    undone_by = Integer(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class Example(Table, tablename="theme_example"):
    """A comment that stands for a theme because of a deed on themes: a training label that undoing takes back."""

    id: Serial
    theme = Varchar(length=60, help_text="Theme code")
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    change = ForeignKey(ThemeChange, on_delete=OnDelete.cascade, null=False)
    weight = Real(default=1.0, help_text="1 = chosen by a member, less = came with a group of comments")


class PastCount(Table, tablename="past_count"):
    """How many comments of a day had a theme at the moment before a change: "as counted then"."""

    id: Serial
    day = Date()
    theme = Varchar(length=60)
    mentions = Integer()
    until = Timestamptz(help_text="The moment of the change; the first snapshot after a day is how it was counted then")
    why = Varchar(length=90, help_text="change:<id> or model:<version>")


class ThemeModelRow(Table, tablename="theme_model"):
    """One trained model: a candidate, the active one, or one that was active or refused."""

    id: Serial
    version = Varchar(length=80, unique=True)
    kind = Varchar(length=10, help_text="starter (no label of the shop) or retrained")
    state = Varchar(length=10, help_text="candidate, active, replaced or refused")
    checksum = Varchar(length=64, help_text="SHA-256 of the content, hex")
    fingerprint = Varchar(length=64, help_text="SHA-256 of all texts and labels it learned from, hex")
    libraries = JSON(default="{}", help_text="Versions of the libraries it was trained with")
    labels = JSON(default="{}", help_text="How many labels of each source it learned from")
    last_correction = Integer(default=0, help_text="Id of the newest correction it learned from")
    measures = JSON(default="{}", help_text="Figures on held-out labels, per language and theme")
    difference = JSON(default="{}", help_text="How many comments would move, from where to where")
    gate = JSON(default="{}", help_text="Whether it may become active, and why not")
    trained_at = Timestamptz()
    activated_at = Timestamptz(null=True, default=None)
    activated_by = Integer(null=True, default=None, help_text="Member id; null = the product itself")


class ThemeModelContent(Table, tablename="theme_model_content"):
    """The bytes of a model, apart from what is said about it. No pickle: words as JSON, numbers as npz."""

    id: Serial
    model = ForeignKey(ThemeModelRow, on_delete=OnDelete.cascade, null=False, unique=True)
    content = Bytea()


class Rereading(Table, tablename="rereading"):
    """The work of reading all comments again with another model: may be stopped, and goes on where it was."""

    id: Serial
    version = Varchar(length=80, help_text="The model that reads")
    why = Varchar(length=90, help_text="model, or change:<id>, or rules")
    total = Integer(help_text="Comments to read when it began")
    done = Integer(default=0)
    changed = Integer(default=0, help_text="Of these, comments whose themes are others now")
    after = Integer(default=0, help_text="Id of the last comment read")
    stopped = Boolean(default=False, help_text="A member has stopped it for now")
    started_at = Timestamptz()
    finished_at = Timestamptz(null=True, default=None)


class ThemeRule(Table, tablename="theme_rule"):
    """An exception that a member wrote: always or never this theme when a comment contains these words."""

    id: Serial
    theme = Varchar(length=60)
    effect = Varchar(length=10, help_text="always or never")
    pattern = Varchar(length=300, help_text='Words, "phrases", AND, OR, NOT; see classifier/exceptions/parsing.py')
    active = Boolean(default=True)
    member_id = Integer()
    created_at = Timestamptz()


class GlossaryWord(Table, tablename="glossary_word"):
    """A word of this shop and what it means, so that texts are read with the meaning."""

    id: Serial
    word = Varchar(length=100, unique=True, help_text="As customers write it, lower case")
    meaning = Varchar(length=200, help_text="Common words for it; empty = a name that says nothing")
    member_id = Integer()
    created_at = Timestamptz()


class Proposal(Table, tablename="theme_proposal"):
    """A group of comments that no theme covers, proposed as a new theme."""

    id: Serial
    state = Varchar(length=10, help_text="open, accepted, merged, dismissed or faded (its comments went elsewhere)")
    name = Varchar(length=200, help_text="Readable words of its comments")
    language = Varchar(length=5)
    words = JSON(default="[]", help_text="Stems that tell it apart: a dismissed group is known again by them")
    size = Integer(default=0, help_text="Comments when last seen")
    theme = Varchar(length=60, default="", help_text="Where it went: accepted as or merged into this theme")
    found_at = Timestamptz()
    seen_at = Timestamptz(help_text="When clustering last found it")
    nearest = JSON(default="[]", help_text="Codes of the known themes that its comments are nearest to, nearest first")
    decided_by = Integer(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    note = Varchar(length=500, default="", help_text="Why it was dismissed, as far as the member said so")
    change_id = Integer(null=True, default=None, help_text="The theme_change that accepting or merging made")


class ProposalSearch(Table, tablename="theme_proposal_search"):
    """When the comments that no theme covers were last grouped, and what that came to: kept for a while."""

    id: Serial
    searched_at = Timestamptz()
    comments = Integer(help_text="Comments that were grouped")
    found = Integer(help_text="Groups that were large and clear enough to be proposed")
    sign = Varchar(length=64, help_text="Of the comments and of what was decided: the same again need not be grouped")


class ProposalComment(Table, tablename="theme_proposal_comment"):
    """A comment of a proposal; ``rank`` 0 is the most typical one."""

    id: Serial
    proposal = ForeignKey(Proposal, on_delete=OnDelete.cascade, null=False)
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False)
    rank = Integer(default=0)


class LabelStep(Table, tablename="label_step"):
    """What ten more labels of members improved, measured on labels that are never learned from."""

    id: Serial
    labels = Integer(help_text="Labels of members so far")
    measured_at = Timestamptz()
    held_out = Integer(help_text="Labelled texts it was measured on")
    micro_before = Real()
    micro_after = Real()
    macro_before = Real()
    macro_after = Real()


class SafetyFlag(Table, tablename="safety_flag"):
    """A comment that may tell of danger to people: somebody has to look at it now."""

    id: Serial
    comment = ForeignKey(Comment, on_delete=OnDelete.cascade, null=False, unique=True)
    day = Date()
    kinds = Varchar(length=120, help_text="injury, burn, shock, fire, allergy, swallowed … separated by blanks")
    places = Varchar(length=300, help_text="Where the words stand in the text, start-end …: never the words themselves")
    flagged_at = Timestamptz()
    announced_at = Timestamptz(null=True, default=None, help_text="When the messages to the teams were enqueued")
    seen_at = Timestamptz(null=True, default=None)
    seen_by = Integer(null=True, default=None)
    seen_name = Varchar(length=200, default="", help_text="As it was then: members live a floor above")
    verdict = Varchar(length=10, default="", help_text="danger or harmless: a member; past: old when read; empty: open")
    note = Varchar(length=500, default="")
