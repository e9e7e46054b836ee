"""What the customer's pages show: the context objects of templates/surveys and how they are filled.

Invariant: an item, a choice or a text that is stored or typed appears in the form again exactly as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import ngettext
from feedback_app.foundation.pages import FieldError
from surveys.invitations import Found, OrderContext
from surveys.questions import (
    KEPT,
    NO_ANSWER,
    CommentQuestion,
    Definition,
    Item,
    Problem,
    ProblemKind,
    ReasonQuestion,
    Typed,
)
from surveys.submissions import StoredAnswer, StoredComment
from surveys.tables import Reason

WHOLE_ORDER: Final = "order"


@dataclass(frozen=True, slots=True)
class ReasonChoice:
    """One row of the reasons. ``quiet`` rows stand last."""

    code: str
    label: str
    help: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class CommentBox:
    """One text field with its counter."""

    field: str
    question: str
    help: str
    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class ItemSection:
    """One returned item. ``more_open``: the chosen reason is one of ``more``."""

    key: str
    name: str
    variant: str
    question: str
    reasons: tuple[ReasonChoice, ...]
    more: tuple[ReasonChoice, ...]
    last: tuple[ReasonChoice, ...]
    more_open: bool
    chosen: str
    comment: CommentBox | None
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One step of the scale: value 1 (worst) to 5 (best)."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class ScaleSection:
    """The satisfaction question. ``chosen`` may come from a link; only sending the form stores it."""

    question: str
    steps: tuple[ScaleStep, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class NewsChoice:
    """The consent to be told. ``known``: an address is stored already and is not shown again."""

    wanted: bool
    email: str
    known: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """Context of surveys/form.html. ``open_until`` is the shop's last day for answering and changing."""

    action: str
    title: str
    intro: str
    order_number: str
    items: tuple[ItemSection, ...]
    csat: ScaleSection | None
    comment: CommentBox | None
    news: NewsChoice | None
    changes: bool
    open_until: date
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """Context of surveys/thanks.html. ``fresh``: straight after sending, not a later visit."""

    fresh: bool
    change_url: str
    change_until: date
    delete_url: str
    told: bool


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """Context of surveys/closed.html: ``kind`` is expired, unknown, deleted, too_large or wrong_type."""

    kind: str


@dataclass(frozen=True, slots=True)
class AgainPage:
    """Context of surveys/again.html: what was typed, while it cannot be stored."""

    action: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeletePage:
    """Context of surveys/delete.html."""

    action: str
    back_url: str


async def reason_names(language: str) -> dict[str, str]:
    """Return what the form calls each reason that is still offered."""
    rows = await Reason.select(Reason.code, Reason.name_de, Reason.name_en).where(Reason.retired.eq(False))
    first, second = ("name_en", "name_de") if language == "en" else ("name_de", "name_en")
    return {row["code"]: row[first] or row[second] for row in rows}


def items_of(definition: Definition, order: OrderContext) -> tuple[Item, ...]:
    """Return the items that the form asks about: the order's, or the order as a whole when they are not known."""
    if definition.reason is None and definition.item_comment is None:
        return ()
    if not order.items:
        return (Item(WHOLE_ORDER, _("Your order")),)
    return tuple(
        Item(str(item.id), item.product or item.sku, ", ".join(part for part in (item.color, item.size) if part))
        for item in order.items
    )


def typed_before(answer: StoredAnswer, items: Sequence[Item]) -> Typed:
    """Return a stored answer as it stands in the form when it is changed."""
    by_key = {WHOLE_ORDER if c.item_id is None else str(c.item_id): c for c in answer.comments}
    nothing = StoredComment(None, KEPT, "")
    about = {item.key: by_key.get(item.key, nothing) for item in items}
    whole = next((c.text for c in answer.comments if c.item_id is None), "")
    return Typed(
        reasons={key: comment.reason or NO_ANSWER for key, comment in about.items()},
        comments={key: comment.text for key, comment in about.items()},
        rating=str(answer.rating or ""),
        comment=whole,
        wants_news=answer.told,
    )


def form_page(
    found: Found,
    typed: Typed,
    names: Mapping[str, str],
    *,
    language: str,
    action: str,
    open_until: date,
    answer: StoredAnswer | None = None,
    problems: Sequence[Problem] = (),
) -> FormPage:
    """Fill the form with what is typed or stored."""
    definition = found.definition
    items = items_of(definition, found.order)
    return FormPage(
        action=action,
        title=definition.title.said(language),
        intro=definition.intro.said(language),
        order_number=found.order.external_id,
        items=tuple(_section(definition, item, typed, names, language, len(items) > 1) for item in items),
        csat=_scale(definition, typed, language),
        comment=_box("comment", definition.comment, typed.comment, language),
        news=NewsChoice(typed.wants_news, typed.email, answer is not None and answer.told)
        if definition.contact
        else None,
        changes=answer is not None,
        open_until=open_until,
        errors=tuple(FieldError(problem.field, _message(problem)) for problem in problems),
    )


def _section(
    definition: Definition, item: Item, typed: Typed, names: Mapping[str, str], language: str, several: bool
) -> ItemSection:
    question = definition.reason or ReasonQuestion(definition.title, ())
    more = _choices(question.more, names)
    chosen = typed.reasons.get(item.key, "")
    last = [ReasonChoice(choice.code, choice.label, quiet=True) for choice in _choices(question.last, names)]
    last.append(ReasonChoice(NO_ANSWER, _("No answer"), quiet=True))
    if several:
        last.append(ReasonChoice(KEPT, _("I am keeping this item"), quiet=True))
    return ItemSection(
        key=item.key,
        name=item.name,
        variant=item.variant,
        question=question.words.said(language),
        reasons=_choices(question.codes, names),
        more=more,
        last=tuple(last),
        more_open=chosen in {choice.code for choice in more},
        chosen=chosen,
        comment=_box(f"comment-{item.key}", definition.item_comment, typed.comments.get(item.key, ""), language),
    )


def _choices(codes: Sequence[str], names: Mapping[str, str]) -> tuple[ReasonChoice, ...]:
    return tuple(ReasonChoice(code, names[code]) for code in codes if code in names)


def _scale(definition: Definition, typed: Typed, language: str) -> ScaleSection | None:
    if definition.csat is None:
        return None
    steps = tuple(ScaleStep(value, words.said(language)) for value, words in enumerate(definition.csat.steps, 1))
    chosen = next((step.value for step in steps if str(step.value) == typed.rating), None)
    return ScaleSection(definition.csat.words.said(language), steps, chosen)


def _box(field: str, question: CommentQuestion | None, text: str, language: str) -> CommentBox | None:
    if question is None:
        return None
    return CommentBox(field, question.words.said(language), question.help.said(language), text, question.limit)


def _message(problem: Problem) -> str:
    if problem.kind is ProblemKind.TOO_LONG:
        return ngettext(
            "Please shorten this text by one character.",
            "Please shorten this text by %(num)d characters.",
            problem.excess,
        ) % {"num": problem.excess}
    if problem.kind is ProblemKind.UNREADABLE:
        return _("Some characters arrived damaged. Please check the text and send it again.")
    if problem.kind is ProblemKind.MOVED:
        return _("Your order has changed in the meantime. Please check what stands here, and send it again.")
    if problem.kind is ProblemKind.NO_ADDRESS:
        return _("This e-mail address does not look complete. Please check it, or leave it empty.")
    return _("Please choose one of the answers shown, or none.")
