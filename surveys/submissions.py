"""Storing what a customer sent: one transaction, nothing remote, one submission per link.

Invariants: the unique index on the invitation decides who was first; everybody else changes that row. A comment that
changes is superseded and written anew, one that stays is left alone, so sending the same form twice adds nothing.
The day of a submission and of its comments is the day of the first answer. An anonymous answer is written once, and
nothing leads from it to the link: no invitation, no order, and of the time only the week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from surveys.answers import Answers, Given, ItemAnswer, Said
from surveys.definition import Definition, Scale, TextQuestion
from surveys.errors import SurveyError
from surveys.form.deletion import deletion_code, deletion_hash
from surveys.form.drafts import drop_draft
from surveys.form.photos import PlacedPicture, keep_photos
from surveys.form.robots import acquit
from surveys.invitations import Found
from surveys.said_rows import (
    AnswerRow,
    CommentRow,
    When,
    add_answers,
    add_comments,
    answer_rows,
    change_answers,
    change_comments,
    comment_rows,
    current_answers,
    current_comments,
)
from surveys.tables import Callback, Contact, Invitation, Submission

WHOLE_ORDER = "order"


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the answer is kept. ``created`` is False when it changed, or repeated, an earlier one."""

    submission_id: int
    created: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """An anonymous answer was given behind this link already; it cannot be found again, so it cannot be changed."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What counts of a submission today; texts are redacted, address and telephone number are not read back.

    ``told`` and ``called``: an address or a number is stored.
    """

    submission_id: int
    answers: Answers
    revision: int
    sent_at: datetime
    changed_at: datetime
    told: bool
    called: bool

    def has_words(self) -> bool:
        """Tell whether there is anything that the customer wrote."""
        texts = (
            *(item.comment for item in self.answers.items),
            *(said.text for said in self.answers.said),
            *(given.text for given in self.answers.given),
        )
        return self.told or self.called or any(texts)


async def submit(
    house: House,
    found: Found,
    answers: Answers,
    language: str = "",
    photos: Sequence[PlacedPicture] = (),
    notice_version: str = "",
) -> Stored | Spent:
    """Store an answer, or change the one this link has already given.

    ``language`` is the one the form was shown in; "" takes the invitation's. ``notice_version`` says which privacy
    notice stood beside the form.
    """
    when = _when(house, found, language or found.language)
    comments, given = comment_rows(found, answers, when.language), answer_rows(found, answers, when.language)
    async with transaction():
        if found.definition.anonymous and not await _spend(found.id, when.day):
            return Spent()
        created = await _insert(house, found, answers, when, notice_version)
        if created is None:
            stored = Stored(await _change(found, answers, comments, given, when), created=False)
        else:
            stored = Stored(created, created=True)
            await add_comments(created, comments, found, when)
            await add_answers(created, given)
            if answers.wants_news:
                await _write_contact(created, answers, when.at)
            if answers.wants_call:
                await _write_callback(created, answers, when.at)
        await keep_photos(found.id, photos, when.at)
        await drop_draft(found.id)
        await acquit(found.id, when.at, found.definition.anonymous)
    return stored


async def answer_of(found: Found) -> StoredAnswer | None:
    """Return what this link has answered, or None while it has not."""
    row = await Submission.select().where(Submission.invitation == found.id).first()
    if row is None:
        return None
    comments = await current_comments(row["id"])
    given = await current_answers(row["id"])
    told = await Contact.exists().where(Contact.submission == row["id"])
    called = await Callback.exists().where(Callback.submission == row["id"])
    return StoredAnswer(
        submission_id=row["id"],
        answers=_answers(found, row["rating"], comments, given, told, called),
        revision=row["revision"],
        sent_at=row["submitted_at"],
        changed_at=row["changed_at"],
        told=told,
        called=called,
    )


async def tell(house: House, submission_id: int, email: str) -> None:
    """Keep the address of a customer who asks, after sending, to be told what became of it."""
    async with transaction():
        await _write_contact(submission_id, Answers(wants_news=True, email=email), house.now())


def _when(house: House, found: Found, language: str) -> When:
    now = house.now()
    day = house.day_of(now)
    if not found.definition.anonymous:
        ordered_at = found.order.ordered_at
        return When(now, day, language, house.day_of(ordered_at) if ordered_at else None)
    monday = day - timedelta(days=day.weekday())
    return When(datetime.combine(monday, time(), house.zone).astimezone(UTC), monday, language)


async def _spend(invitation_id: int, monday: date) -> bool:
    """Mark a link as answered; False when it was. Locks the row: of several, one goes on."""
    rows = (
        await Invitation.update({Invitation.spent_on: monday})
        .where((Invitation.id == invitation_id) & Invitation.spent_on.is_null())
        .returning(Invitation.id)
    )
    return bool(rows)


async def _insert(house: House, found: Found, answers: Answers, when: When, notice_version: str) -> int | None:
    """Insert the submission; None when this link has one. Waits for a rival that has not committed yet."""
    anonymous = found.definition.anonymous
    row = Submission(
        invitation=None if anonymous else found.id,
        survey=found.survey_id,
        order_id="" if anonymous else found.order.external_id,
        submitted_at=when.at,
        day=when.day,
        language=when.language,
        channel=found.channel,
        rating=answers.rating,
        changed_at=when.at,
        notice_version=notice_version,
        deletion_hash=None if anonymous else deletion_hash(deletion_code(house.keys, found.id)),
        demo=found.demo,
    )
    # No column is named: two of them are unique, and a rival may hold either.
    added = await Submission.insert(row).on_conflict(action="DO NOTHING").returning(Submission.id)
    return int(added[0]["id"]) if added else None


async def _change(
    found: Found, answers: Answers, comments: Sequence[CommentRow], given: Sequence[AnswerRow], when: When
) -> int:
    # Writing the row to itself locks it on both engines: changes of one answer happen one after the other.
    rows = (
        await Submission.update({Submission.changed_at: Submission.changed_at})
        .where(Submission.invitation == found.id)
        .returning(Submission.id, Submission.day, Submission.rating, Submission.revision)
    )
    if not rows:
        raise SurveyError("the submission was deleted while its customer changed it")
    row = rows[0]
    first = replace(when, day=row["day"])
    changed = [
        await change_comments(row["id"], comments, found, first),
        await change_answers(row["id"], given, first),
        await _write_contact(row["id"], answers, when.at),
        await _write_callback(row["id"], answers, when.at),
        row["rating"] != answers.rating,
    ]
    if any(changed):
        await Submission.update(
            {
                Submission.rating: answers.rating,
                Submission.revision: row["revision"] + 1,
                Submission.language: when.language,
                Submission.changed_at: when.at,
            }
        ).where(Submission.id == row["id"])
    return int(row["id"])


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


async def _write_callback(submission_id: int, answers: Answers, now: datetime) -> bool:
    """Keep, replace or forget the wish to be called; True when something changed. The same number stays as it is."""
    kept = await Callback.select().where(Callback.submission == submission_id).first()
    if not answers.wants_call:
        if kept is None:
            return False
        await Callback.delete().where(Callback.submission == submission_id)
        return True
    if not answers.phone or (kept is not None and kept["phone"] == answers.phone):
        return False
    await Callback.delete().where(Callback.submission == submission_id)
    await Callback(submission=submission_id, phone=answers.phone, consented_at=now).save()
    return True


def _answers(
    found: Found,
    rating: int | None,
    comments: Sequence[CommentRow],
    given: Sequence[AnswerRow],
    told: bool,
    called: bool,
) -> Answers:
    about = [_item(comment, found) for comment in comments if _is_about_item(comment, found)]
    said = [_said(comment, found.definition) for comment in comments if not _is_about_item(comment, found)]
    answered = [_given(answer, found) for answer in given]
    return Answers(
        items=tuple(about),
        given=(*answered, *_first_rating(found.definition, rating, answered)),
        said=tuple(one for one in said if one is not None),
        rating=rating,
        wants_news=told,
        wants_call=called,
    )


def _is_about_item(comment: CommentRow, found: Found) -> bool:
    """An order without items is asked about as one item; otherwise a comment without an item is about the order."""
    item, question = comment.key
    if question or found.definition.items is None:
        return False
    return item is not None or not found.order.items


def _item(comment: CommentRow, found: Found) -> ItemAnswer:
    return ItemAnswer(
        key=WHOLE_ORDER if comment.key[0] is None else str(comment.key[0]),
        reason=comment.reason,
        comment=comment.text,
        group=comment.group,
        group_position=comment.group_position,
        reason_position=comment.reason_position,
        quantity=comment.quantity,
        wish=comment.wish,
        themes=comment.themes,
        help_shown=comment.help_shown,
        helped=comment.helped,
    )


def _said(comment: CommentRow, definition: Definition) -> Said | None:
    """A text without a question is about an item that is gone, or older than questions: it goes to the first one."""
    texts = [question.code for question in definition.questions() if isinstance(question, TextQuestion)]
    question = comment.key[1] or next(iter(texts), "")
    return Said(question, comment.text) if question and comment.text else None


def _given(answer: AnswerRow, found: Found) -> Given:
    item, question = answer.key
    follow_ups = found.definition.items.follow_ups if found.definition.items else ()
    whole = WHOLE_ORDER if question in {one.code for one in follow_ups} and not found.order.items else ""
    return Given(question, str(item) if item else whole, answer.number, answer.codes, answer.text, answer.style)


def _first_rating(definition: Definition, rating: int | None, given: Sequence[Given]) -> tuple[Given, ...]:
    """Answers older than single questions keep their rating with the submission only."""
    scale = next((one for one in definition.questions() if isinstance(one, Scale) and one.kind == "csat"), None)
    if scale is None or rating is None or any(answer.question == scale.code for answer in given):
        return ()
    return (Given(scale.code, number=rating, style=scale.style),)
