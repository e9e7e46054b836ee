"""The parts of the form that ask about the order as a whole: scales, choices, texts, pictures, and the contact."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

from feedback_app.foundation.languages import gettext as _
from surveys.definition import (
    Hidden,
    MultiChoice,
    Nps,
    Page,
    PhotoQuestion,
    Scale,
    SingleChoice,
    TextQuestion,
    YesNo,
)
from surveys.form.marks import Marks
from surveys.form.parts import CallPart, CommentPart, ContactPart, Layout, Option, PhotoPart, QuestionPart, ScaleStep
from surveys.form.steps import asked
from surveys.form.view import FormView
from surveys.wording import said

Asked = Scale | Nps | SingleChoice | MultiChoice | TextQuestion | YesNo | PhotoQuestion

COLUMNS: Final = 5
NPS_VALUES: Final = range(11)
_KINDS: Final[Mapping[type, Literal["choice", "multi_choice", "yes_no"]]] = {
    SingleChoice: "choice",
    MultiChoice: "multi_choice",
    YesNo: "yes_no",
}


def question_parts(view: FormView, page: Page) -> tuple[QuestionPart, ...]:
    """Return the questions of a page: those that may be seen, with what each answer opens."""
    questions = _seen(view, page)
    here = {question.code for question in questions}
    marks = Marks(_meets(question) for question in questions if question.when and question.when.question in here)
    return tuple(_part(view, question, marks, here) for question in questions)


def hidden_fields(view: FormView) -> tuple[tuple[str, str], ...]:
    """Return what the link brought along for hidden questions; it stands on the first step."""
    if view.step.number != 1:
        return ()
    names = [f"q-{question.code}" for question in view.definition.questions() if isinstance(question, Hidden)]
    return tuple((name, view.one(name)) for name in names if view.one(name))


def contact_part(view: FormView) -> ContactPart | None:
    """Return the consent to be told, on the last step of surveys that offer it."""
    if not (view.definition.contact and view.last()):
        return None
    return ContactPart(bool(view.one("tell_me")), view.one("email"), view.known_email)


def call_part(view: FormView) -> CallPart | None:
    """Return the wish to be called, on the last step of surveys that offer it."""
    if not (view.definition.call_back and view.last()):
        return None
    return CallPart(bool(view.one("call_me")), view.one("phone"), view.known_phone)


def _seen(view: FormView, page: Page) -> tuple[Asked, ...]:
    """Conditions on questions of this page are left to the style sheet, all others are decided here."""
    shown = {question.code for question in asked(view.definition, view.fields)}
    found: list[Asked] = []
    for question in page.questions:
        if isinstance(question, Hidden):
            continue
        here = {one.code for one in found}
        if question.code in shown or (question.when is not None and question.when.question in here):
            found.append(question)
    return tuple(found)


def _meets(question: Asked) -> frozenset[tuple[str, str]]:
    when = question.when
    return frozenset((when.question, value) for value in when.values) if when else frozenset()


def _part(view: FormView, question: Asked, marks: Marks, here: Collection[str]) -> QuestionPart:
    field, words, help_ = f"q-{question.code}", said(question.words), said(question.help)
    shown_by = marks.number(_meets(question)) if question.when and question.when.question in here else 0
    given = _given(view, question)
    if isinstance(question, Scale):
        steps = _scale_steps(question, given, marks)
        layout = _layout(question)
        return QuestionPart("scale", field, words, help_, shown_by, layout, question.style, steps=steps)
    if isinstance(question, Nps):
        steps = _nps_steps(question, given, marks)
        return QuestionPart("scale", field, words, help_, shown_by, "nps", "numbers", steps=steps)
    if isinstance(question, TextQuestion):
        comment = CommentPart(field, words, help_, view.one(field), question.limit)
        return QuestionPart("text", field, words, help_, shown_by, comment=comment)
    if isinstance(question, PhotoQuestion):
        shown = tuple(photo for photo in view.photos if photo.place == field)
        return QuestionPart("photo", field, words, help_, shown_by, photo=PhotoPart(field, words, help_, shown))
    return QuestionPart(_KINDS[type(question)], field, words, help_, shown_by, options=_options(question, given, marks))


def _given(view: FormView, question: Asked) -> tuple[str, ...]:
    given = view.fields.get(f"q-{question.code}", ())
    if given or not view.score or not isinstance(question, Scale | Nps):
        return given
    first = next(one for one in view.definition.questions() if isinstance(one, Scale | Nps))
    return (view.score,) if question.code == first.code else ()


def _scale_steps(question: Scale, given: Sequence[str], marks: Marks) -> tuple[ScaleStep, ...]:
    most = max(1, len(question.steps) - 1)
    return tuple(
        ScaleStep(value, said(words), str(value) in given, marks.of(question.code, str(value)), (value - 1) / most)
        for value, words in enumerate(question.steps, 1)
    )


def _nps_steps(question: Nps, given: Sequence[str], marks: Marks) -> tuple[ScaleStep, ...]:
    ends = {NPS_VALUES[0]: said(question.low), NPS_VALUES[-1]: said(question.high)}
    return tuple(
        ScaleStep(value, ends.get(value, ""), str(value) in given, marks.of(question.code, str(value)), 0)
        for value in NPS_VALUES
    )


def _layout(question: Scale) -> Layout:
    """Words stand beside every value where a small phone has room; a list always has."""
    count = len(question.steps)
    if question.style in {"stars", "faces"}:
        return "signs" if count <= COLUMNS else "many_signs"
    return "list" if question.style == "words" or count > COLUMNS else "columns"


def _options(question: SingleChoice | MultiChoice | YesNo, given: Sequence[str], marks: Marks) -> tuple[Option, ...]:
    if isinstance(question, YesNo):
        pairs = [("yes", _("Yes")), ("no", _("No"))]
    else:
        pairs = [(choice.code, said(choice.words)) for choice in question.choices]
    options = [Option(code, label, code in given, marks.of(question.code, code)) for code, label in pairs]
    return tuple(options if isinstance(question, MultiChoice) else [*options, Option("", _("No answer"))])
