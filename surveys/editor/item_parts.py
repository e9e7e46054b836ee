"""The parts about each returned item: the questions, a group of reasons, a follow-up, a self-help text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Fields
from surveys.built_in import ITEMS
from surveys.definition import Definition, FollowUp, ItemQuestions, ReasonGroup, SelfHelp
from surveys.editor import reading, writing
from surveys.editor.controls import Control, Drawing, Option, ReasonRow, ReasonsControl
from surveys.editor.faults import Faults
from surveys.editor.item_editing import put_part, reasons_of
from surveys.editor.parts import Ground, Sheet
from surveys.editor.sentences import kind_name
from surveys.editor.typed import HELP_LIMIT
from surveys.editor.writing import Written
from surveys.kinds import KINDS

NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class ItemsPart:
    """What is asked about each item besides its reasons."""

    ground: Ground

    def written(self) -> Written:
        """Return what stands there, or the product's own words while nothing is asked."""
        return writing.fields_of_items(self.ground.definition.items, ITEMS)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        wishes = (
            ("refund", _("Money back")),
            ("exchange", _("Exchange")),
            ("repair", _("Repair")),
            ("discount", _("Keep it for less")),
        )
        last = [(code, self.ground.reasons.named(code).name) for code in self._last()]
        controls: tuple[Control, ...] = (
            draw.switch("asked", _("Ask about each returned item"), opens=True),
            draw.words("words", _("Question for the reason")),
            draw.options(
                "last", _("Below all reasons"), last, _("“Not stated” always stands at the very end."), many=True
            ),
            draw.switch("with_comment", _("Ask for a comment")),
            draw.words("comment", _("Question for the comment")),
            draw.words(
                "comment_help", _("Help below the comment's question"), _("May stay empty."), rows=2, limit=HELP_LIMIT
            ),
            draw.options(
                "wish",
                _("Wishes to choose from"),
                wishes,
                _("Information for you; the customer is promised nothing. None ticked: it is not asked."),
                many=True,
            ),
        )
        return Sheet(_("Questions about each item"), _("Asked once for every item that comes back."), controls)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with what is asked about items."""
        read = reading.read_items(self.ground.definition.items, fields, self._last(), ITEMS)
        return read if isinstance(read, Faults) else replace(self.ground.definition, items=read)

    def _last(self) -> tuple[str, ...]:
        items = self.ground.definition.items or ITEMS
        return self.ground.reasons.single(items.last)


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group of reasons and what is below it."""

    ground: Ground
    items: ItemQuestions
    group: ReasonGroup

    def written(self) -> Written:
        """Return which reasons are offered, with their rules."""
        return writing.fields_of_group(self.items, self.group)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        name = self.ground.reasons.named(self.group.code).name
        rows = tuple(
            self._row(draw, code, group=code == self.group.code) for code in (self.group.code, *self._children())
        )
        lead = _(
            "Tick what is offered. No tick for products or photo on a single reason: what is chosen for the whole "
            "group counts. The order is drawn for each customer, so that none is chosen only because it is first."
        )
        return Sheet(name, lead, (ReasonsControl(rows),), self.group.code)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with the changed group."""
        items = reading.read_group(self.items, self.group.code, fields, self._children())
        return replace(self.ground.definition, items=items)

    def _children(self) -> tuple[str, ...]:
        return self.ground.reasons.children(self.group.code, self.group.children)

    def _row(self, draw: Drawing, code: str, group: bool) -> ReasonRow:
        rules = (
            ("", _("No photo") if group else _("As for the group")),
            ("optional", _("Photo welcome")),
            ("required", _("Ask for a photo")),
        )
        rule = draw.one(f"photo-{code}")
        kinds_name = "kinds" if group else f"kinds-{code}"
        return ReasonRow(
            code,
            _("The whole group") if group else self.ground.reasons.named(code).name,
            group,
            group or code in draw.fields.get("offered", ()),
            tuple(Option(value, label, value == rule) for value, label in rules),
            kinds_name,
            _kinds(draw, kinds_name),
        )


@dataclass(frozen=True, slots=True)
class FollowUpPart:
    """A follow-up question to some reasons; ``follow_up`` None: a new one."""

    ground: Ground
    items: ItemQuestions
    follow_up: FollowUp | None = None

    def written(self) -> Written:
        """Return what stands in it."""
        return writing.fields_of_follow_up(self.follow_up)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        controls = (
            draw.words("words", _("Question")),
            _reasons(self.ground, self.items, draw, self.follow_up.reasons if self.follow_up else ()),
            draw.rows("choice", _("Answers to choose from"), _("No answers: the customer writes a few words instead.")),
            _for_kinds(draw),
        )
        code = self.follow_up.code if self.follow_up else ""
        return Sheet(_("Follow-up question"), _("Asked as soon as one of these reasons is chosen."), controls, code)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with this follow-up."""
        old = self.follow_up
        known = [choice.code for choice in old.choices] if old else []
        reasons = _named(self.items, old.reasons if old else ())
        taken = self.ground.working.taken_codes()
        read = reading.read_follow_up(old.code if old else "", fields, reasons, taken, known)
        if isinstance(read, Faults):
            return read
        items = replace(self.items, follow_ups=put_part(self.items.follow_ups, read))
        return replace(self.ground.definition, items=items)


@dataclass(frozen=True, slots=True)
class HelpPart:
    """A short answer that may spare the return; ``help`` None: a new one."""

    ground: Ground
    items: ItemQuestions
    help: SelfHelp | None = None

    def written(self) -> Written:
        """Return what stands in it."""
        return writing.fields_of_help(self.help)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        controls = (
            draw.words("words", _("Text"), rows=3, limit=HELP_LIMIT),
            draw.line("url", _("Link to more"), _("Begins with https://. May stay empty."), mode="url"),
            _reasons(self.ground, self.items, draw, self.help.reasons if self.help else ()),
        )
        lead = _(
            "Shown below the chosen reason, never in the way. We count how often it was shown and whether it helped."
        )
        return Sheet(_("Self-help"), lead, controls, self.help.code if self.help else "")

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with this text."""
        old = self.help
        taken = {one.code for one in self.items.helps} | {one.code for one in ITEMS.helps}
        reasons = _named(self.items, old.reasons if old else ())
        read = reading.read_help(old.code if old else "", fields, reasons, taken)
        if isinstance(read, Faults):
            return read
        return replace(self.ground.definition, items=replace(self.items, helps=put_part(self.items.helps, read)))


def item_part(ground: Ground, place: str, name: str) -> GroupPart | FollowUpPart | HelpPart | None:
    """Return the part of a group, follow-up or self-help text; None where there is none."""
    items = ground.definition.items
    if items is None:
        return None
    if place == "reasons":
        group = next((one for one in items.groups if one.code == name), None)
        return GroupPart(ground, items, group) if group else None
    if place == "follow-ups":
        follow_up = next((one for one in items.follow_ups if one.code == name), None)
        return FollowUpPart(ground, items, follow_up) if follow_up or name == NEW else None
    found = next((one for one in items.helps if one.code == name), None)
    return HelpPart(ground, items, found) if found or name == NEW else None


def _reasons(ground: Ground, items: ItemQuestions, draw: Drawing, kept: tuple[str, ...]) -> Control:
    named = [(code, ground.reasons.named(code).name) for code in _named(items, kept)]
    return draw.options("reason", _("For these reasons"), named, many=True)


def _named(items: ItemQuestions, kept: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*reasons_of(items), *kept)))


def _for_kinds(draw: Drawing) -> Control:
    named = [(kind, kind_name(kind)) for kind in KINDS]
    return draw.options("kinds", _("For these products"), named, _("None ticked: for all."), many=True)


def _kinds(draw: Drawing, name: str) -> tuple[Option, ...]:
    return draw.marked(name, [(kind, kind_name(kind)) for kind in KINDS])
