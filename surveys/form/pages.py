"""One step of the customer's form as a page: the context of templates/surveys/form.html and how it is filled.

Invariant: an item, a choice or a text that is stored or typed appears in the form again exactly as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext
from feedback_app.foundation.pages import FieldError
from surveys.answers import Fields, Item, Problem, ProblemKind
from surveys.definition import Definition
from surveys.form.item_parts import chips_of, item_part, item_ticks
from surveys.form.parts import CallPart, ChipsPage, ContactPart, ItemPart, ItemTick, QuestionPart
from surveys.form.question_parts import call_part, contact_part, hidden_fields, question_parts
from surveys.form.view import FormView, PhotoShown
from surveys.invitations import OrderContext
from surveys.kinds import kind_of
from surveys.ports import Guess
from surveys.wording import said

__all__ = ["ChipsPage", "FormPage", "FormView", "PhotoShown", "chips_page", "form_page", "items_of", "reason_names"]

WHOLE_ORDER: Final = "order"


@dataclass(frozen=True, slots=True)
class FormPage:
    """Context of surveys/form.html.

    ``window_title``: names the step for the browser's tab. ``hidden``: names and values that the link brought along.
    ``uploads``: pictures may be sent along. ``keep_days``: how long texts are kept, 0 = not limited.
    ``anonymous``: its customer can neither change nor delete what was sent.
    """

    action: str
    nonce: str
    step: str
    number: int
    of: int
    heading: str
    window_title: str
    intro: str
    order_number: str
    open_until: date
    ticks: tuple[ItemTick, ...]
    item: ItemPart | None
    questions: tuple[QuestionPart, ...]
    hidden: tuple[tuple[str, str], ...]
    contact: ContactPart | None
    call: CallPart | None
    uploads: bool
    saved: bool
    changes: bool
    confirm_again: bool
    kiosk: bool
    preview: bool
    not_mine: bool
    keep_days: int
    anonymous: bool
    errors: tuple[FieldError, ...]

    @property
    def counted(self) -> bool:
        """Tell whether it is known how many steps there are: not before the items are chosen."""
        return not self.ticks

    @property
    def first(self) -> bool:
        """Tell whether this is the first step."""
        return self.number == 1

    @property
    def last(self) -> bool:
        """Tell whether this is the last step."""
        return self.number == self.of


def form_page(view: FormView) -> FormPage:
    """Fill one step of the form with what is typed or stored."""
    step, questions = view.step, view.definition.items
    page = question_parts(view, step.page) if step.page else ()
    item = item_part(view, questions, step.item) if questions and step.item else None
    return FormPage(
        action=view.action,
        nonce=view.nonce,
        step=step.key,
        number=step.number,
        of=step.of,
        heading=_heading(view),
        window_title=_window_title(view),
        intro=_intro(view),
        order_number=view.order_number,
        open_until=view.open_until,
        ticks=item_ticks(view) if step.kind == "items" else (),
        item=item,
        questions=page,
        hidden=hidden_fields(view),
        contact=contact_part(view),
        call=call_part(view),
        uploads=bool(item and item.photo) or any(question.photo for question in page),
        saved=view.saved,
        changes=view.changes,
        confirm_again=view.confirm_again,
        kiosk=view.kiosk,
        preview=view.preview,
        not_mine=view.not_mine,
        keep_days=view.keep_days,
        anonymous=view.definition.anonymous,
        errors=_errors(view),
    )


def chips_page(
    place: str, guesses: Collection[Guess], chosen: Collection[str], names: Mapping[str, str] | None = None
) -> ChipsPage:
    """Return the chips below an item's comment; ``chosen`` stay, under their ``names`` when not guessed any more."""
    return chips_of(place, guesses, chosen, dict(names or {}))


def items_of(definition: Definition, order: OrderContext) -> tuple[Item, ...]:
    """Return the items that the form asks about: the order's, or the order as a whole when they are not known."""
    if definition.items is None:
        return ()
    if not order.items:
        return (Item(WHOLE_ORDER, _("Your order")),)
    return tuple(
        Item(
            str(item.id),
            item.product or item.sku,
            ", ".join(part for part in (item.color, item.size) if part),
            kind_of(item.category),
            item.quantity,
        )
        for item in order.items
    )


async def reason_names(language: str, fields: Fields | None = None) -> dict[str, str]:
    """Return what the form calls each reason that is still offered, or that stands in ``fields`` already.

    A language that the catalogue does not know translates the English names.
    """
    rows = await fetch('SELECT "code", "name_de", "name_en", "retired" FROM "reason"')
    standing = {value for name, values in (fields or {}).items() if name.startswith(_CHOSEN) for value in values}
    return {
        row["code"]: _in_language(language, row["name_de"], row["name_en"])
        for row in rows
        if not row["retired"] or row["code"] in standing
    }


_CHOSEN: Final = ("reason-", "detail-")


def _in_language(language: str, german: str, english: str) -> str:
    if language == "de":
        return german or english
    return (english if language == "en" else _(english) if english else "") or german


def _heading(view: FormView) -> str:
    """The first page carries the survey's title; later ones say what they are about."""
    return said(view.definition.title) if view.step.number == 1 else _about(view)


def _about(view: FormView) -> str:
    step = view.step
    if step.kind == "items":
        return _("Which items are coming back?")
    if step.item is not None:
        return step.item.name
    return (said(step.page.title) if step.page else "") or said(view.definition.title)


def _window_title(view: FormView) -> str:
    if view.step.of == 1:
        return said(view.definition.title)
    if view.step.kind == "items":
        return _("Step %(number)d: %(about)s") % {"number": view.step.number, "about": _about(view)}
    return _("Step %(number)d of %(count)d: %(about)s") % {
        "number": view.step.number,
        "count": view.step.of,
        "about": _about(view),
    }


def _intro(view: FormView) -> str:
    if view.step.number > 1:
        return ""
    if view.changes:
        return _("You have already answered. Here you can change it; your last answer counts.")
    return said(view.definition.intro)


def _errors(view: FormView) -> tuple[FieldError, ...]:
    """Problems of other steps are told when their step is shown: a link could not lead to them from here."""
    here = [problem for problem in view.problems if problem.step in {"", view.step.key}]
    return tuple(FieldError(problem.field, _message(problem)) for problem in here)


def _message(problem: Problem) -> str:
    if problem.kind is ProblemKind.TOO_LONG:
        return ngettext(
            "Please shorten this text by one character.",
            "Please shorten this text by %(num)d characters.",
            problem.excess,
        ) % {"num": problem.excess}
    return {
        ProblemKind.UNREADABLE: _("Some characters arrived damaged. Please check the text and send it again."),
        ProblemKind.MOVED: _(
            "Your order has changed in the meantime. Please check what stands here, and send it again."
        ),
        ProblemKind.NO_ADDRESS: _("This e-mail address does not look complete. Please check it, or leave it empty."),
        ProblemKind.NO_PHONE: _("This phone number does not look complete. Please check it, or leave it empty."),
        ProblemKind.PHOTO_MISSING: _("A photo would help here. Please add one, or tick that there is none."),
        ProblemKind.PHOTO_UNREADABLE: _("We could not read this picture. Please choose a JPEG, PNG or WebP file."),
        ProblemKind.PHOTO_TOO_LARGE: _("This picture is too large. Please choose a smaller one."),
        ProblemKind.PHOTO_TOO_MANY: _("There is room for three photos here. Please remove one before you add another."),
        ProblemKind.PHOTO_AGAIN: _("We could not keep your photo this time. Please choose it once more."),
        ProblemKind.ADDRESS_MISSING: _("Please enter your e-mail address, or take the tick away."),
    }.get(problem.kind, _("Please choose one of the answers shown, or none."))
