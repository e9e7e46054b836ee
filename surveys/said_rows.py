"""What an answer says, as rows: comments with their confirmed themes, and answers to single questions.

Invariants: a row that changes is superseded and written anew, one that stays is left alone with its confirmations;
texts are redacted here, on their way in. Everything that writes must be called inside ``transaction()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar

import msgspec

from surveys.answers import Answers
from surveys.invitations import Found, OrderedItem
from surveys.redact import redact
from surveys.tables import Answer, Comment, Confirmation

SUPERSEDED: Final = 2
TYPING: Final = "typing"
AFTERWARDS: Final = "afterwards"
_NOTHING: Final = OrderedItem(0, "", "", "", "", "")
Key = tuple[int | None, str]
"""Item and question: None is the order as a whole, or an item that is gone; "" is the comment about an item."""


@dataclass(frozen=True, slots=True)
class When:
    """When something was said, and in which language; both are cut to the week for anonymous surveys.

    ``ordered_on``: the shop's own day of the order, None when it is unknown or must not be kept.
    """

    at: datetime
    day: date
    language: str
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment that counts or is going to. What is not compared does not make it another comment."""

    key: Key
    reason: str = ""
    group: str = ""
    text: str = ""
    quantity: int = 1
    wish: str = ""
    help_shown: str = ""
    helped: bool = False
    group_position: int | None = field(default=None, compare=False)
    reason_position: int | None = field(default=None, compare=False)
    themes: tuple[str, ...] = field(default=(), compare=False)
    article: OrderedItem = field(default=_NOTHING, compare=False)
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer to one question that counts or is going to."""

    key: Key
    number: int | None = None
    codes: tuple[str, ...] = ()
    text: str = ""
    style: str = ""


def comment_rows(found: Found, answers: Answers, language: str) -> tuple[CommentRow, ...]:
    """Return one comment per returned item, also an empty one, and one per text about the order."""
    items = {str(item.id): item for item in found.order.items}
    about = [
        CommentRow(
            key=_key(found, answer.key, ""),
            reason=answer.reason,
            group=answer.group,
            text=redact(answer.comment, language).text,
            quantity=answer.quantity,
            wish=answer.wish,
            help_shown=answer.help_shown,
            helped=answer.helped,
            group_position=answer.group_position,
            reason_position=answer.reason_position,
            themes=answer.themes,
            article=_slice(found, items.get(answer.key)),
        )
        for answer in answers.items
    ]
    said = [CommentRow((None, said.question), text=redact(said.text, language).text) for said in answers.said]
    return (*about, *said)


def answer_rows(found: Found, answers: Answers, language: str) -> tuple[AnswerRow, ...]:
    """Return one row per answered question."""
    return tuple(
        AnswerRow(
            _key(found, given.item, given.question),
            given.number,
            given.codes,
            redact(given.text, language).text,
            given.style,
        )
        for given in answers.given
    )


async def current_comments(submission_id: int) -> tuple[CommentRow, ...]:
    """Return the comments that count, oldest first, with the themes that were confirmed while typing."""
    rows = (
        await Comment.select()
        .where((Comment.submission == submission_id) & Comment.superseded_at.is_null())
        .order_by(Comment.id)
    )
    themes = await _themes([row["id"] for row in rows])
    return tuple(
        CommentRow(
            key=(row["order_item"], row["question"]),
            reason=row["reason"],
            group=row["reason_group"],
            text=row["text"],
            quantity=row["quantity"],
            wish=row["wish"],
            help_shown=row["help_shown"],
            helped=row["helped"],
            group_position=row["group_position"],
            reason_position=row["reason_position"],
            themes=themes.get(row["id"], ()),
            id=row["id"],
        )
        for row in rows
    )


async def current_answers(submission_id: int) -> tuple[AnswerRow, ...]:
    """Return the answers that count, oldest first."""
    rows = (
        await Answer.select()
        .where((Answer.submission == submission_id) & Answer.superseded_at.is_null())
        .order_by(Answer.id)
    )
    return tuple(
        AnswerRow(
            (row["order_item"], row["question"]),
            row["number"],
            msgspec.json.decode(row["codes"], type=tuple[str, ...]),
            row["text"],
            row["style"],
        )
        for row in rows
    )


async def add_comments(submission_id: int, comments: Sequence[CommentRow], found: Found, when: When) -> list[int]:
    """Write comments and the themes that were confirmed with them; returns their ids in the same order."""
    if not comments:
        return []
    rows = [_comment(submission_id, comment, found, when) for comment in comments]
    added = await Comment.insert(*rows).returning(Comment.id)
    for one, comment in zip(added, comments, strict=True):
        await _confirm(one["id"], comment.themes, when.at)
    return [one["id"] for one in added]


async def add_answers(submission_id: int, answers: Sequence[AnswerRow]) -> None:
    """Write answers."""
    rows = [
        Answer(
            submission=submission_id,
            order_item=answer.key[0],
            question=answer.key[1],
            number=answer.number,
            codes=msgspec.json.encode(answer.codes).decode(),
            text=answer.text,
            style=answer.style,
        )
        for answer in answers
    ]
    if rows:
        await Answer.insert(*rows)


async def change_comments(submission_id: int, wanted: Sequence[CommentRow], found: Found, when: When) -> bool:
    """Supersede comments that changed or are gone and add the new ones; returns whether anything changed."""
    stored = await current_comments(submission_id)
    gone, new, stayed = _differences(stored, wanted, lambda row: row.key)
    before = {row.key: row for row in stored}
    for key in gone:
        await Comment.update({Comment.superseded_at: when.at, Comment.revision: SUPERSEDED}).where(
            (Comment.submission == submission_id)
            & Comment.superseded_at.is_null()
            & (Comment.question == key[1])
            & (Comment.order_item.is_null() if key[0] is None else Comment.order_item == key[0])
        )
    for comment, comment_id in zip(new, await add_comments(submission_id, new, found, when), strict=True):
        if comment.key in before and before[comment.key].text == comment.text:
            await _carry_over(before[comment.key].id, comment_id)
    confirmed = [await _change_themes(before, after, when.at) for before, after in stayed]
    return bool(gone or new or any(confirmed))


async def change_answers(submission_id: int, wanted: Sequence[AnswerRow], when: When) -> bool:
    """Supersede answers that changed or are gone and add the new ones; returns whether anything changed."""
    gone, new, _ = _differences(await current_answers(submission_id), wanted, lambda row: row.key)
    for key in gone:
        await Answer.update({Answer.superseded_at: when.at}).where(
            (Answer.submission == submission_id)
            & Answer.superseded_at.is_null()
            & (Answer.question == key[1])
            & (Answer.order_item.is_null() if key[0] is None else Answer.order_item == key[0])
        )
    await add_answers(submission_id, new)
    return bool(gone or new)


Row = TypeVar("Row")


def _differences(
    stored: Iterable[Row], wanted: Iterable[Row], key_of: Callable[[Row], Key]
) -> tuple[list[Key], list[Row], list[tuple[Row, Row]]]:
    """Return keys that are not valid any more, rows to be written, and pairs that stayed the same."""
    before = {key_of(row): row for row in stored}
    after = {key_of(row): row for row in wanted}
    gone = [key for key, row in before.items() if after.get(key) != row]
    new = [row for key, row in after.items() if before.get(key) != row]
    return gone, new, [(row, after[key]) for key, row in before.items() if after.get(key) == row]


async def _themes(comment_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    if not comment_ids:
        return {}
    tapped = (Confirmation.source == TYPING) & Confirmation.confirmed.eq(True)
    rows = (
        await Confirmation.select(Confirmation.comment, Confirmation.theme)
        .where(Confirmation.comment.is_in(list(comment_ids)) & tapped)
        .order_by(Confirmation.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row["comment"]] = (*found.get(row["comment"], ()), row["theme"])
    return found


async def _change_themes(before: CommentRow, after: CommentRow, now: datetime) -> bool:
    gone = [theme for theme in before.themes if theme not in after.themes]
    if gone:
        await Confirmation.delete().where(
            (Confirmation.comment == before.id) & (Confirmation.source == TYPING) & Confirmation.theme.is_in(gone)
        )
    new = [theme for theme in after.themes if theme not in before.themes]
    await _confirm(before.id, new, now)
    return bool(gone or new)


async def _carry_over(old: int, new: int) -> None:
    """The same words stand in a new row: what their customer said of them after sending is still said."""
    rows = await Confirmation.select().where((Confirmation.comment == old) & (Confirmation.source == AFTERWARDS))
    kept = [
        Confirmation(
            comment=new,
            theme=row["theme"],
            confirmed=row["confirmed"],
            source=AFTERWARDS,
            confirmed_at=row["confirmed_at"],
        )
        for row in rows
    ]
    if kept:
        # A theme that was tapped with the change is the newer word.
        await Confirmation.insert(*kept).on_conflict(action="DO NOTHING")


async def _confirm(comment_id: int, themes: Iterable[str], now: datetime) -> None:
    rows = [
        Confirmation(comment=comment_id, theme=theme, confirmed=True, source=TYPING, confirmed_at=now)
        for theme in dict.fromkeys(themes)
    ]
    if rows:
        # What was said about a theme after sending stays.
        await Confirmation.insert(*rows).on_conflict(action="DO NOTHING")


def _key(found: Found, item: str, question: str) -> Key:
    # An order's line leads to the order and so to the link: an anonymous answer names none.
    known = {str(one.id): one.id for one in found.order.items}
    return (None if found.definition.anonymous else known.get(item)), question


def _slice(found: Found, item: OrderedItem | None) -> OrderedItem:
    if item is None:
        return _NOTHING
    if not found.definition.anonymous:
        return item
    # Size and colour beside carrier and week could point at one order.
    return OrderedItem(0, item.sku, item.product, item.category, "", "")


def _comment(submission_id: int, comment: CommentRow, found: Found, when: When) -> Comment:
    values: dict[str, Any] = {
        "reason_group": comment.group,
        "group_position": comment.group_position,
        "reason_position": comment.reason_position,
        "quantity": comment.quantity,
        "wish": comment.wish,
        "help_shown": comment.help_shown,
        "helped": comment.helped,
    }
    return Comment(
        submission=submission_id,
        order_item=comment.key[0],
        question=comment.key[1],
        day=when.day,
        reason=comment.reason,
        reason_raw=comment.reason,
        text=comment.text,
        language=when.language,
        sku=comment.article.sku,
        product=comment.article.product,
        category=comment.article.category,
        size=comment.article.size,
        color=comment.article.color,
        carrier=found.order.carrier,
        warehouse=found.order.warehouse,
        **_whereabouts(comment, found, when),
        **values,
    )


def _whereabouts(comment: CommentRow, found: Found, when: When) -> dict[str, Any]:
    """Return what is fine-grained enough to point at one order together: nothing of it for anonymous surveys."""
    if found.definition.anonymous:
        return {}
    order = found.order
    return {
        "region": order.region,
        "hub": order.hub,
        "packaging": order.packaging,
        "shift": order.shift,
        "area": order.area,
        "lot": comment.article.lot,
        "ordered_on": when.ordered_on,
    }
