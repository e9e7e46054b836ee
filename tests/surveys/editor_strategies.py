"""Definitions that hypothesis invents for the tests of the editor: codes are unique, conditions point backwards."""

from __future__ import annotations

from hypothesis import strategies as st

from surveys.definition import (
    Choice,
    Definition,
    Hidden,
    MultiChoice,
    Nps,
    Page,
    PhotoQuestion,
    Question,
    Scale,
    SingleChoice,
    TextQuestion,
    When,
    Words,
    YesNo,
)
from surveys.editor.editing import values_of, with_when

WORD = st.text("abcdefgäöüß ZÄ<>&\"'", min_size=1, max_size=12).map(lambda text: f"w{' '.join(text.split())}")
WORDS = st.builds(Words, WORD, WORD, st.just(""))
KINDS = ("scale", "nps", "choice", "multi_choice", "text", "yes_no", "photo", "hidden")


@st.composite
def questions(draw: st.DrawFn, code: str, earlier: list[Question]) -> Question:
    kind, words = draw(st.sampled_from(KINDS)), draw(WORDS)
    choices = tuple(Choice(f"c{number}", draw(WORDS)) for number in range(draw(st.integers(2, 4))))
    made: dict[str, Question] = {
        "scale": Scale(code, words, tuple(draw(st.lists(WORDS, min_size=2, max_size=10)))),
        "nps": Nps(code, words, draw(WORDS), draw(WORDS)),
        "choice": SingleChoice(code, words, choices),
        "multi_choice": MultiChoice(code, words, choices),
        "text": TextQuestion(code, words, limit=draw(st.integers(1, 1000))),
        "yes_no": YesNo(code, words),
        "photo": PhotoQuestion(code, words),
        "hidden": Hidden(code),
    }
    question = made[kind]
    asked = [one for one in earlier if values_of(one)]
    if asked and draw(st.booleans()):
        named = draw(st.sampled_from(asked))
        values = draw(st.lists(st.sampled_from(values_of(named)), min_size=1, unique=True))
        question = with_when(question, When(named.code, tuple(v for v in values_of(named) if v in values)))
    return question


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    made: list[Question] = []
    pages = []
    for _ in range(draw(st.integers(1, 3))):
        held = []
        for _ in range(draw(st.integers(0, 4))):
            question = draw(questions(f"q{len(made)}", made))
            made.append(question)
            held.append(question)
        pages.append(Page(draw(WORDS), tuple(held)))
    return Definition(title=draw(WORDS), intro=Words(), pages=tuple(pages))
