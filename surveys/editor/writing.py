"""A part of a definition as the fields of its form: the way back from reading.py. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from surveys.answers import Fields
from surveys.built_in_scores import AGREES, SATISFIED
from surveys.definition import (
    COMMENT_LIMIT,
    Choice,
    Definition,
    FollowUp,
    Hidden,
    ItemQuestions,
    MultiChoice,
    Nps,
    Question,
    ReasonGroup,
    Scale,
    SelfHelp,
    SingleChoice,
    TextQuestion,
    Words,
)
from surveys.editor.editing import when_of
from surveys.editor.reading import ALWAYS
from surveys.editor.typed import ON

FREE_ROWS: Final = 2
NEW_ROWS: Final = 4
Written = dict[str, tuple[str, ...]]
LOW: Final = Words("sehr unwahrscheinlich", "very unlikely")
HIGH: Final = Words("sehr wahrscheinlich", "very likely")


def fields_of_question(question: Question) -> Written:
    """Return the fields of one question's form."""
    if isinstance(question, Hidden):
        return {"name": (question.code,)}
    when = when_of(question)
    fields = {**_words("words", question.words), **_words("help", question.help), "when": (ALWAYS,)}
    if when is not None:
        fields |= {"when": (when.question,), f"when-{when.question}": when.values}
    match question:
        case Scale():
            fields |= {"kind": (question.kind,), "style": (question.style,), **_steps(question.steps)}
        case Nps():
            fields |= {**_words("low", question.low), **_words("high", question.high)}
        case SingleChoice() | MultiChoice():
            fields |= _choices(question.choices, FREE_ROWS)
        case TextQuestion():
            fields |= {"limit": (str(question.limit),)}
        case _:
            pass
    return fields


def fields_of_new(kind: str) -> Written:
    """Return what stands in the form of a new question: neutral, named in both languages, ready to be saved."""
    fields: Written = {"when": (ALWAYS,)}
    if kind == "scale":
        fields |= {"kind": ("csat",), "style": ("numbers",), **_steps(SATISFIED)}
    elif kind == "nps":
        fields |= {**_words("low", LOW), **_words("high", HIGH)}
    elif kind in {"choice", "multi_choice"}:
        fields |= _choices((), NEW_ROWS)
    elif kind == "text":
        fields |= {"limit": (str(COMMENT_LIMIT),)}
    return fields


def fields_of_title(definition: Definition) -> Written:
    """Return the fields of title and introduction."""
    return {**_words("title", definition.title), **_words("intro", definition.intro)}


def fields_of_page_title(title: Words) -> Written:
    """Return the fields of a page's title."""
    return _words("title", title)


def fields_of_settings(definition: Definition) -> Written:
    """Return the fields of the settings."""
    return {
        "contact": _on(definition.contact),
        "call_back": _on(definition.call_back),
        "anonymous": _on(definition.anonymous),
        "reminder_days": (str(definition.reminder_days),),
        "expires_days": (str(definition.expires_days),),
        "not_after": ("\n".join(definition.not_after),),
    }


def fields_of_mail(definition: Definition, suggested: Fields) -> Written:
    """Return the fields of the mail's words; ``suggested`` stand there while a survey has none of its own."""
    if definition.mail is None:
        return {**suggested, "own": ()}
    return {"own": (ON,), **_words("subject", definition.mail.subject), **_words("body", definition.mail.body)}


def fields_of_items(items: ItemQuestions | None, suggested: ItemQuestions) -> Written:
    """Return the fields about each item; ``suggested`` stand there while nothing is asked."""
    shown = items or suggested
    comment = shown.comment or suggested.comment
    fields = {"asked": _on(items is not None), **_words("words", shown.words)}
    fields |= {"with_comment": _on(shown.comment is not None), "wish": tuple(shown.wishes), "last": shown.last}
    if comment is not None:
        fields |= {**_words("comment", comment.words), **_words("comment_help", comment.help)}
    return fields


def fields_of_group(items: ItemQuestions, group: ReasonGroup) -> Written:
    """Return the fields of a group of reasons."""
    fields: Written = {"offered": group.children, "kinds": group.kinds}
    fields |= {f"kinds-{child}": kinds for child, kinds in group.child_kinds.items()}
    return fields | {f"photo-{code}": (rule,) for code, rule in items.photos.items()}


def fields_of_follow_up(follow_up: FollowUp | None) -> Written:
    """Return the fields of a follow-up, or of a new one."""
    if follow_up is None:
        return _choices((), NEW_ROWS)
    fields: Written = {"reason": follow_up.reasons, "kinds": follow_up.kinds, **_words("words", follow_up.words)}
    return fields | _choices(follow_up.choices, FREE_ROWS)


def fields_of_help(one: SelfHelp | None) -> Written:
    """Return the fields of a self-help text, or of a new one."""
    return {} if one is None else {"reason": one.reasons, "url": (one.url,), **_words("words", one.words)}


def resized(fields: Fields, steps: int) -> Written:
    """Return a scale's fields with another number of steps: the words of both ends stay at the ends.

    Steps in between are named only where the product has words for all of them.
    """
    before = (*fields.get("step-rows", ()), "")[0]
    rest = {name: values for name, values in fields.items() if not name.startswith("step-")}
    ends: Written = {}
    for language in ("de", "en", "du"):
        ends[f"step-1-{language}"] = fields.get(f"step-1-{language}", ())
        ends[f"step-{steps}-{language}"] = fields.get(f"step-{before}-{language}", ())
    usual = _steps({("csat", 5): SATISFIED, ("ces", 7): AGREES}.get((fields.get("kind", ("",))[0], steps), ()))
    ours = all(usual.get(name) == value for name, value in ends.items() if any(value))
    return {**rest, **(usual if ours else ends), "steps": (str(steps),)}


def _words(name: str, words: Words) -> Written:
    return {f"{name}-de": (words.de,), f"{name}-en": (words.en,), f"{name}-du": (words.du,)}


def _choices(choices: Sequence[Choice], free: int) -> Written:
    fields: Written = {"choices": (str(len(choices) + free),)}
    for row, choice in enumerate(choices, 1):
        fields |= {f"choice-{row}-code": (choice.code,), **_words(f"choice-{row}", choice.words)}
    return fields


def _steps(steps: Sequence[Words]) -> Written:
    fields: Written = {"steps": (str(len(steps)),)}
    for row, words in enumerate(steps, 1):
        fields |= _words(f"step-{row}", words)
    return fields


def _on(state: bool) -> tuple[str, ...]:
    return (ON,) if state else ()
