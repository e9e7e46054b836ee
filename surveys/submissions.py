"""Storing what a customer sent: one transaction, nothing remote, one submission per link.

Invariants: the unique index on the invitation decides who was first; everybody else changes that row. A comment that
changes is superseded and written anew, one that stays is left alone, so sending the same form twice adds nothing.
The day of a submission and of its comments is the day of the first answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys.errors import SurveyError
from surveys.invitations import Found, OrderedItem
from surveys.questions import Answers
from surveys.redact import redact
from surveys.tables import Comment, Contact, Submission

SUPERSEDED = 2


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the answer is kept. ``created`` is False when it changed, or repeated, an earlier one."""

    submission_id: int
    created: bool


@dataclass(frozen=True, slots=True)
class StoredComment:
    """One comment that counts. ``item_id`` None: about the order as a whole, or about an item that is gone."""

    item_id: int | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What counts of a submission today; texts are redacted, the address is not read back."""

    submission_id: int
    rating: int | None
    revision: int
    comments: tuple[StoredComment, ...]
    told: bool


async def submit(house: House, invitation: Found, answers: Answers, language: str = "") -> Stored:
    """Store an answer, or change the one this link has already given.

    ``language`` is the one the form was shown in; "" takes the invitation's.
    """
    spoken = language or invitation.language
    wanted = _comments(invitation, answers, spoken)
    now = house.now()
    async with transaction():
        created = await _insert(invitation, answers, spoken, now, house.day_of(now))
        if created is not None:
            await _add_comments(created, wanted, invitation, spoken, house.day_of(now))
            await _write_contact(created, answers, now)
            return Stored(created, created=True)
        return Stored(await _change(invitation, answers, wanted, spoken, now), created=False)


async def answer_of(invitation_id: int) -> StoredAnswer | None:
    """Return what this link has answered, or None while it has not."""
    row = await Submission.select().where(Submission.invitation == invitation_id).first()
    if row is None:
        return None
    comments = await _current(row["id"])
    return StoredAnswer(
        submission_id=row["id"],
        rating=row["rating"],
        revision=row["revision"],
        comments=tuple(comments),
        told=await Contact.exists().where(Contact.submission == row["id"]),
    )


async def delete_words(invitation_id: int) -> None:
    """Remove what a customer wrote and the address, in all revisions; reason and rating stay for the counts.

    The one place that changes a stored comment: superseding would keep the words.
    """
    async with transaction():
        row = await Submission.select(Submission.id).where(Submission.invitation == invitation_id).first()
        if row is None:
            return
        await Comment.update({Comment.text: ""}).where(Comment.submission == row["id"])
        await Contact.delete().where(Contact.submission == row["id"])


def _comments(invitation: Found, answers: Answers, language: str) -> dict[int | None, StoredComment]:
    """One comment per returned item, also an empty one, and one for the order when something was said about it."""
    known = {str(item.id): item.id for item in invitation.order.items}
    said = [
        StoredComment(known.get(answer.key), answer.reason, redact(answer.comment, language).text)
        for answer in answers.items
    ]
    if answers.comment:
        said.append(StoredComment(None, "", redact(answers.comment, language).text))
    return {comment.item_id: comment for comment in said}


async def _insert(invitation: Found, answers: Answers, language: str, now: datetime, day: date) -> int | None:
    """Insert the submission; None when this link has one. Waits for a rival that has not committed yet."""
    row = Submission(
        invitation=invitation.id,
        survey=invitation.survey_id,
        order_id=invitation.order.external_id,
        submitted_at=now,
        day=day,
        language=language,
        channel=invitation.channel,
        rating=answers.rating,
        changed_at=now,
        demo=invitation.demo,
    )
    added = (
        await Submission.insert(row)
        .on_conflict(target=Submission.invitation, action="DO NOTHING")
        .returning(Submission.id)
    )
    return int(added[0]["id"]) if added else None


async def _change(
    invitation: Found, answers: Answers, wanted: Mapping[int | None, StoredComment], language: str, now: datetime
) -> int:
    # Writing the row to itself locks it on both engines: changes of one answer happen one after the other.
    rows = (
        await Submission.update({Submission.changed_at: Submission.changed_at})
        .where(Submission.invitation == invitation.id)
        .returning(Submission.id, Submission.day, Submission.rating, Submission.revision)
    )
    if not rows:
        raise SurveyError("the submission was deleted while its customer changed it")
    row = rows[0]
    changed = await _change_comments(row["id"], wanted, invitation, language, row["day"], now)
    changed = await _write_contact(row["id"], answers, now) or changed
    if changed or row["rating"] != answers.rating:
        await Submission.update(
            {
                Submission.rating: answers.rating,
                Submission.revision: row["revision"] + 1,
                Submission.language: language,
                Submission.changed_at: now,
            }
        ).where(Submission.id == row["id"])
    return int(row["id"])


async def _change_comments(
    submission_id: int,
    wanted: Mapping[int | None, StoredComment],
    invitation: Found,
    language: str,
    day: date,
    now: datetime,
) -> bool:
    stored = {comment.item_id: comment for comment in await _current(submission_id)}
    gone = [key for key, comment in stored.items() if wanted.get(key) != comment]
    new = {key: comment for key, comment in wanted.items() if stored.get(key) != comment}
    for key in gone:
        of_item = Comment.order_item.is_null() if key is None else Comment.order_item == key
        await Comment.update({Comment.superseded_at: now, Comment.revision: SUPERSEDED}).where(
            (Comment.submission == submission_id) & Comment.superseded_at.is_null() & of_item
        )
    await _add_comments(submission_id, new, invitation, language, day)
    return bool(gone or new)


async def _add_comments(
    submission_id: int,
    comments: Mapping[int | None, StoredComment],
    invitation: Found,
    language: str,
    day: date,
) -> None:
    items = {item.id: item for item in invitation.order.items}
    rows = [
        _row(submission_id, comment, invitation, items.get(comment.item_id or 0), language, day)
        for comment in comments.values()
    ]
    if rows:
        await Comment.insert(*rows)


def _row(
    submission_id: int, comment: StoredComment, invitation: Found, item: OrderedItem | None, language: str, day: date
) -> Comment:
    article = item or OrderedItem(0, "", "", "", "", "")
    return Comment(
        submission=submission_id,
        order_item=comment.item_id,
        day=day,
        reason=comment.reason,
        reason_raw=comment.reason,
        text=comment.text,
        language=language,
        sku=article.sku,
        product=article.product,
        category=article.category,
        size=article.size,
        color=article.color,
        carrier=invitation.order.carrier,
        warehouse=invitation.order.warehouse,
        region=invitation.order.region,
    )


async def _current(submission_id: int) -> Sequence[StoredComment]:
    rows = (
        await Comment.select(Comment.order_item, Comment.reason, Comment.text)
        .where((Comment.submission == submission_id) & Comment.superseded_at.is_null())
        .order_by(Comment.id)
    )
    return [StoredComment(row["order_item"], row["reason"], row["text"]) for row in rows]


async def _write_contact(submission_id: int, answers: Answers, now: datetime) -> bool:
    """Keep, replace or forget the address; True when something changed. The tick alone keeps what is stored."""
    kept = await Contact.select().where(Contact.submission == submission_id).first()
    if not answers.wants_news:
        if kept is None:
            return False
        await Contact.delete().where(Contact.submission == submission_id)
        return True
    if not answers.email or (kept is not None and kept["email"] == answers.email):
        return False
    await Contact.delete().where(Contact.submission == submission_id)
    await Contact(submission=submission_id, email=answers.email, consented_at=now).save()
    return True
