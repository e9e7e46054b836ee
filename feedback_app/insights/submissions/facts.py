"""Everything that stands in one submission besides its texts: what was chosen, wished, shown, confirmed, pictured.

Invariants: reads only; codes that the survey's version does not know are shown as they are, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from classifier.comments import CommentView
from classifier.themes import ThemeName, theme_names
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.insights.filter_words import reason_names
from surveys.callbacks import CallbackWish, callback_of
from surveys.definition import Choice, Definition, Hidden, MultiChoice, Nps, Question, Scale, SingleChoice, YesNo
from surveys.form.reason_choices import group_of
from surveys.surveys import SurveyVersion, survey_version
from surveys.wording import said

Row = Mapping[str, Any]
BETWEEN: Final = " › "


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and what was answered."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One picture; ``url`` is the picture itself, sizes in pixels."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class ConfirmedTheme:
    """What the customer said about a theme of the comment."""

    name: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """One comment with all that belongs to it. ``title``: the question it answers, "" for an item."""

    comment: CommentView
    title: str
    facts: tuple[Fact, ...]
    confirmations: tuple[ConfirmedTheme, ...]
    photos: tuple[PhotoView, ...]


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What the page of one submission shows below its head."""

    survey: str
    version: int
    results_url: str
    comments: tuple[CommentFacts, ...]
    answers: tuple[Fact, ...]
    photos: tuple[PhotoView, ...]
    callback: CallbackWish | None


async def submission_facts(submission_id: int, views: Sequence[CommentView]) -> SubmissionFacts:
    """Return the facts of a submission that exists; ``views``: its comments as they are shown."""
    heads = await fetch('SELECT "survey", "invitation" FROM "submission" WHERE "id" = ?', submission_id)
    survey = await survey_version(heads[0]["survey"])
    comments = await fetch(COMMENTS, submission_id)
    answers = await fetch(ANSWERS, submission_id)
    photos = await fetch(PHOTOS, heads[0]["invitation"] or 0)
    confirmations = await fetch(CONFIRMATIONS, submission_id)
    names, themes = await reason_names(), await theme_names(language())
    shown = {view.id: view for view in views}
    questions = {question.code: question for question in survey.definition.questions()}
    facts = [
        CommentFacts(
            comment=shown[row["id"]],
            title=_question_title(questions, row["question"]),
            facts=_item_facts(row, answers, survey.definition, names) if not row["question"] else (),
            confirmations=_confirmed([one for one in confirmations if one["comment"] == row["id"]], themes),
            photos=_photos([p for p in photos if not row["question"] and p["place"] == str(row["order_item"])]),
        )
        for row in comments
        if row["id"] in shown
    ]
    of_items = {str(row["order_item"]) for row in comments if not row["question"]}
    return SubmissionFacts(
        survey=said(survey.definition.title),
        version=survey.version,
        results_url=_results_url(survey),
        comments=tuple(facts),
        answers=tuple(_answer(row, questions) for row in answers if row["order_item"] is None),
        photos=_photos([photo for photo in photos if photo["place"] not in of_items]),
        callback=await callback_of(submission_id),
    )


COMMENTS: Final = """
    SELECT "id", "question", "order_item", "reason", "reason_group", "quantity", "wish", "help_shown", "helped"
    FROM "comment" WHERE "submission" = ? AND "superseded_at" IS NULL ORDER BY "id"
"""
ANSWERS: Final = """
    SELECT "question", "order_item", "number", "codes", "text", "style"
    FROM "answer" WHERE "submission" = ? AND "superseded_at" IS NULL ORDER BY "id"
"""
PHOTOS: Final = 'SELECT "id", "place", "width", "height" FROM "photo" WHERE "invitation" = ? ORDER BY "id"'
CONFIRMATIONS: Final = """
    SELECT f."comment", f."theme", f."confirmed" FROM "confirmation" f JOIN "comment" c ON c."id" = f."comment"
    WHERE c."submission" = ? ORDER BY f."id"
"""


def _item_facts(row: Row, answers: Sequence[Row], definition: Definition, names: Mapping[str, str]) -> tuple[Fact, ...]:
    """What was chosen for one item, in the order of the form."""
    facts = [Fact(_("Reason"), _reason(row, definition, names))]
    choices = {one.code: one for one in definition.items.follow_ups} if definition.items else {}
    for answer in answers:
        if answer["order_item"] is not None and answer["order_item"] == row["order_item"]:
            follow = choices.get(answer["question"])
            title = said(follow.words) if follow else answer["question"]
            facts.append(Fact(title, _chosen(answer, follow.choices if follow else ())))
    if row["quantity"] > 1:
        facts.append(Fact(_("Quantity"), str(row["quantity"])))
    if row["wish"]:
        facts.append(Fact(_("Wish"), wish_word(row["wish"])))
    if row["help_shown"]:
        facts.append(Fact(_("Short answer shown"), _help(row, definition)))
    return tuple(facts)


def _reason(row: Row, definition: Definition, names: Mapping[str, str]) -> str:
    if not row["reason"]:
        return _("Not stated")
    group = row["reason_group"] or (group_of(definition.items, row["reason"]) if definition.items else "")
    codes = [row["reason"]] if group in {"", row["reason"]} else [group, row["reason"]]
    return BETWEEN.join(names.get(code, code) for code in codes)


def _help(row: Row, definition: Definition) -> str:
    helps = {one.code: said(one.words) for one in definition.items.helps} if definition.items else {}
    words = helps.get(row["help_shown"], row["help_shown"])
    outcome = _("it helped") if row["helped"] else _("not said to have helped")
    return f"{words} – {outcome}"


def wish_word(code: str) -> str:
    """Return the words for a wish."""
    words = {
        "refund": _("Refund"),
        "exchange": _("Exchange"),
        "repair": _("Repair"),
        "discount": _("Keep it with a discount"),
    }
    return words.get(code, code)


def _confirmed(rows: Sequence[Row], themes: Mapping[str, ThemeName]) -> tuple[ConfirmedTheme, ...]:
    return tuple(
        ConfirmedTheme(themes[row["theme"]].name if row["theme"] in themes else row["theme"], bool(row["confirmed"]))
        for row in rows
    )


def _photos(rows: Sequence[Row]) -> tuple[PhotoView, ...]:
    return tuple(
        PhotoView(
            f"/photos/{row['id']}",
            row["width"],
            row["height"],
            _("Picture %(number)s from the customer") % {"number": number},
        )
        for number, row in enumerate(rows, 1)
    )


def _answer(row: Row, questions: Mapping[str, Question]) -> Fact:
    question = questions.get(row["question"])
    title = _question_title(questions, row["question"])
    if row["number"] is not None:
        return Fact(title, _number(row, question))
    if isinstance(question, YesNo):
        return Fact(title, " · ".join({"yes": _("Yes"), "no": _("No")}.get(code, code) for code in _codes(row)))
    return Fact(title, _chosen(row, question.choices if isinstance(question, SingleChoice | MultiChoice) else ()))


def _number(row: Row, question: Question | None) -> str:
    """Say a value with its words and how the scale was drawn: a 4 of five stars is not a 4 of five faces."""
    number = int(row["number"])
    if isinstance(question, Nps):
        return _("%(number)s of %(steps)s") % {"number": number, "steps": 10}
    if not isinstance(question, Scale):
        return str(number)
    value = _("%(number)s of %(steps)s") % {"number": number, "steps": len(question.steps)}
    words = said(question.steps[number - 1]) if 0 < number <= len(question.steps) else ""
    style = style_words().get(row["style"], row["style"])
    return " · ".join(part for part in (value, words, style) if part)


def style_words() -> dict[str, str]:
    """Return how a scale may be drawn, in words."""
    return {
        "numbers": _("drawn as numbers"),
        "words": _("drawn as words"),
        "stars": _("drawn as stars"),
        "faces": _("drawn as faces"),
    }


def _chosen(row: Row, choices: Sequence[Choice]) -> str:
    labels = {choice.code: said(choice.words) for choice in choices}
    return " · ".join(labels.get(code, code) for code in _codes(row)) or row["text"]


def _codes(row: Row) -> tuple[str, ...]:
    return msgspec.json.decode(row["codes"] or "[]", type=tuple[str, ...])


def _question_title(questions: Mapping[str, Question], code: str) -> str:
    question = questions.get(code)
    return code if question is None or isinstance(question, Hidden) else said(question.words)


def _results_url(survey: SurveyVersion) -> str:
    return f"/surveys/{survey.code}/results?version={survey.version}"
