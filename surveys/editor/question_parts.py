"""The form of one question of the pages: an old one under its code, or a new one of a chosen type."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Fields
from surveys.definition import (
    COMMENT_LIMIT,
    Definition,
    Hidden,
    MultiChoice,
    Nps,
    PhotoQuestion,
    Question,
    Scale,
    SingleChoice,
    TextQuestion,
)
from surveys.editor import reading, writing
from surveys.editor.checks import FEWEST_STEPS, MOST_STEPS
from surveys.editor.controls import Control, Drawing, Option, WhenControl, WhenQuestion
from surveys.editor.editing import add_question, earlier_questions, page_of, replace_question, values_of
from surveys.editor.faults import Faults
from surveys.editor.parts import Ground, Sheet
from surveys.editor.sentences import question_name, type_help, type_name, value_name
from surveys.editor.typed import HELP_LIMIT
from surveys.editor.writing import Written


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question; ``question`` None: a new one of ``tag`` for the page of this index."""

    ground: Ground
    tag: str
    page: int
    question: Question | None = None

    @property
    def code(self) -> str:
        """The question's code, "" for a new one."""
        return self.question.code if self.question else ""

    def written(self) -> Written:
        """Return what stands in the question, or in a new one of its type."""
        return writing.fields_of_question(self.question) if self.question else writing.fields_of_new(self.tag)

    def sheet(self, fields: Fields) -> Sheet:
        """Return the form."""
        draw = self.ground.drawing(fields)
        if self.tag == "hidden":
            controls: tuple[Control, ...] = () if self.question else (_hidden_name(draw),)
        else:
            controls = (*_head(draw), *_typed(self.tag, draw), self._when(fields))
        hidden = () if self.question else (("type", self.tag), ("page", str(self.page + 1)))
        return Sheet(type_name(self.tag), type_help(self.tag), controls, self.code, hidden)

    def read(self, fields: Fields) -> Definition | Faults:
        """Return the draft with this question."""
        definition = self.ground.definition
        taken = self.ground.working.taken_codes()
        known = tuple(choice.code for choice in getattr(self.question, "choices", ()))
        read = reading.read_question(self.tag, self.code, fields, self._earlier(), taken, known)
        if isinstance(read, Faults):
            return read
        return replace_question(definition, read) if self.question else add_question(definition, self.page, read)

    def _earlier(self) -> tuple[Question, ...]:
        return earlier_questions(self.ground.definition, self.code, self.page)

    def _when(self, fields: Fields) -> WhenControl:
        named = Drawing(fields, False).one("when")
        questions = tuple(
            WhenQuestion(
                question.code,
                question_name(question),
                question.code == named,
                tuple(
                    Option(value, value_name(question, value), value in fields.get(f"when-{question.code}", ()))
                    for value in values_of(question)
                ),
            )
            for question in self._earlier()
        )
        return WhenControl(named not in {question.code for question in questions}, questions)


def part_of_question(ground: Ground, code: str) -> QuestionPart | None:
    """Return the part of a question of the draft."""
    question = next((one for one in ground.definition.questions() if one.code == code), None)
    if question is None:
        return None
    return QuestionPart(ground, tag_of(question), page_of(ground.definition, code), question)


def part_of_new(ground: Ground) -> QuestionPart | None:
    """Return the part of a new question, of the type and on the page that were asked for."""
    asked = ground.asked or {}
    tag, page = asked.get("type", ""), asked.get("page", "1")
    if tag not in reading.QUESTION_KINDS:
        return None
    last = max(len(ground.definition.pages), 1)
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else last
    return QuestionPart(ground, tag, min(max(number, 1), last) - 1)


def tag_of(question: Question) -> str:
    """Return the name of a question's type."""
    return {
        Scale: "scale",
        Nps: "nps",
        SingleChoice: "choice",
        MultiChoice: "multi_choice",
        TextQuestion: "text",
        PhotoQuestion: "photo",
        Hidden: "hidden",
    }.get(type(question), "yes_no")


def _head(draw: Drawing) -> tuple[Control, ...]:
    return (
        draw.words("words", _("Question")),
        draw.words("help", _("Help below the question"), _("May stay empty."), rows=2, limit=HELP_LIMIT),
    )


def _typed(tag: str, draw: Drawing) -> tuple[Control, ...]:
    match tag:
        case "scale":
            return _scale(draw)
        case "nps":
            return (draw.words("low", _("Word below 0")), draw.words("high", _("Word below 10")))
        case "choice" | "multi_choice":
            return (draw.rows("choice", _("Answers to choose from"), _("At least two. Empty lines are left out.")),)
        case "text":
            help_ = _("1 to %(most)s.") % {"most": COMMENT_LIMIT}
            return (draw.line("limit", _("Most characters"), help_, mode="number"),)
        case _:
            return ()


def _scale(draw: Drawing) -> tuple[Control, ...]:
    numbers = [(str(number), str(number)) for number in range(FEWEST_STEPS, MOST_STEPS + 1)]
    return (
        draw.options("kind", _("What is measured"), (("csat", _("Satisfaction (CSAT)")), ("ces", _("Effort (CES)")))),
        draw.select("steps", _("Number of steps"), numbers, button=_("Apply")),
        draw.options(
            "style",
            _("How the steps look"),
            (
                ("numbers", _("Numbers (neutral, recommended)")),
                ("words", _("Words")),
                ("stars", _("Stars")),
                ("faces", _("Faces")),
            ),
            _("Stars and faces push people towards good marks. The style is stored with each answer."),
        ),
        draw.rows("step", _("Words for each step"), _("From 1, the worst, upwards.")),
    )


def _hidden_name(draw: Drawing) -> Control:
    return draw.line(
        "name",
        _("Name in the link"),
        _("Small letters, digits and _. With the name “campaign” the link carries ?campaign=… along."),
        limit=48,
    )
