"""The parts that hold the survey together: title, pages' titles, settings, and the words of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Fields
from surveys.built_in_scores import CSAT
from surveys.definition import Definition
from surveys.editor import reading, writing
from surveys.editor.editing import rename_page
from surveys.editor.faults import Faults
from surveys.editor.parts import Ground, Sheet
from surveys.editor.typed import BODY_LIMIT, LONG_LIMIT
from surveys.editor.writing import Written

SUGGESTED_MAIL: Final = {name: value for name, value in writing.fields_of_mail(CSAT, {}).items() if name != "own"}


@dataclass(frozen=True, slots=True)
class TitlePart:
    """Title and introduction."""

    ground: Ground

    def written(self) -> Written:
        """Return both texts."""
        return writing.fields_of_title(self.ground.definition)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        return Sheet(
            _("Title and introduction"),
            _("What customers read first. One or two sentences are enough."),
            (
                draw.words("title", _("Title")),
                draw.words("intro", _("Introduction"), _("May stay empty."), rows=3, limit=LONG_LIMIT),
            ),
        )

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft under the new title."""
        return reading.read_title(self.ground.definition, fields)


@dataclass(frozen=True, slots=True)
class PagePart:
    """A page's title; ``number`` counts from 1."""

    ground: Ground
    number: int

    def written(self) -> Written:
        """Return the title."""
        return writing.fields_of_page_title(self.ground.definition.pages[self.number - 1].title)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        title = self.ground.drawing(fields).words("title", _("Title of the page"), _("May stay empty."))
        return Sheet(_("Page %(number)s") % {"number": self.number}, _("Each page is one step of the form."), (title,))

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with the page renamed."""
        title = reading.read_page_title(fields)
        return title if isinstance(title, Faults) else rename_page(self.ground.definition, self.number - 1, title)


@dataclass(frozen=True, slots=True)
class SettingsPart:
    """What is offered at the end, how long a link lives, who is not asked."""

    ground: Ground

    def written(self) -> Written:
        """Return all settings."""
        return writing.fields_of_settings(self.ground.definition)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        controls = (
            draw.switch(
                "contact",
                _("Offer to tell the customer what became of it"),
                _("An e-mail address is asked for only after the customer has ticked the box."),
            ),
            draw.switch("call_back", _("Offer a call"), _("A phone number is asked for only after the box is ticked.")),
            draw.switch(
                "anonymous",
                _("Anonymous answers"),
                _(
                    "Nothing leads from the answer back to the link, and its date is cut to the week. "
                    "Such an answer cannot be changed afterwards."
                ),
            ),
            draw.line(
                "expires_days",
                _("Link valid for (days)"),
                _("0: as long as is usual in this installation."),
                mode="number",
            ),
            draw.line(
                "reminder_days",
                _("One reminder after (days)"),
                _("0: none. Never after an answer or an objection."),
                mode="number",
            ),
            draw.line(
                "not_after",
                _("Do not ask after these occasions"),
                _("One per line, as your shop's system calls them, for example auto_closed."),
                rows=3,
                limit=1_000,
            ),
        )
        return Sheet(_("Settings"), _("They apply to the whole survey."), controls)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft under the new settings."""
        return reading.read_settings(self.ground.definition, fields)


@dataclass(frozen=True, slots=True)
class MailPart:
    """The words of the invitation."""

    ground: Ground

    def written(self) -> Written:
        """Return subject and text, or a suggestion."""
        return writing.fields_of_mail(self.ground.definition, SUGGESTED_MAIL)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        help_ = _("{survey_url} becomes the link and must not be missing. {order} and {shop} may be used too.")
        controls = (
            draw.switch(
                "own",
                _("This survey is sent by mail"),
                _("Without a mail its links are only handed out: by the shop's system, on the slip or in the store."),
                opens=True,
            ),
            draw.words("subject", _("Subject")),
            draw.words("body", _("Text of the mail"), help_, rows=9, limit=BODY_LIMIT),
        )
        lead = _("Plain text. Sender, objection link and legal notice are added by the mail itself.")
        return Sheet(_("Mail"), lead, controls)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with the mail's words."""
        return reading.read_mail(self.ground.definition, fields)
