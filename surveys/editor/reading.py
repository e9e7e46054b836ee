"""A part's form becomes a value of the definition, or says what is wrong. Pure.

Invariants: what is read can be put into the form again (writing.py) and reads the same; a code that exists is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, cast, get_args

from msgspec.structs import replace

from surveys.answers import Fields
from surveys.definition import (
    COMMENT_LIMIT,
    Definition,
    FollowUp,
    Hidden,
    ItemQuestions,
    MailWords,
    MultiChoice,
    Nps,
    PhotoQuestion,
    PhotoRule,
    Question,
    ReasonGroup,
    Scale,
    ScaleKind,
    ScaleStyle,
    SelfHelp,
    SingleChoice,
    TextQuestion,
    When,
    Wish,
    Words,
    YesNo,
)
from surveys.editor.checks import choice_faults, is_https, question_faults, said_somewhere
from surveys.editor.codes import RESERVED, code_from, is_code
from surveys.editor.editing import values_of, with_when
from surveys.editor.faults import Fault, FaultKind, Faults
from surveys.editor.mail_words import mail_faults
from surveys.editor.typed import BODY_LIMIT, HELP_LIMIT, LONG_LIMIT, Typed
from surveys.kinds import KINDS

QuestionKind = str
QUESTION_KINDS: Final = ("scale", "nps", "choice", "multi_choice", "text", "yes_no", "photo", "hidden")
SCALE_KINDS: Final[tuple[ScaleKind, ...]] = get_args(ScaleKind)
STYLES: Final[tuple[ScaleStyle, ...]] = get_args(ScaleStyle)
WISHES: Final[tuple[Wish, ...]] = get_args(Wish)
PHOTO_RULES: Final[tuple[PhotoRule, ...]] = get_args(PhotoRule)
ALWAYS: Final = "always"
LONGEST_OCCASION: Final = 60
MOST_BLOCKS: Final = 9


def read_question(
    kind: QuestionKind,
    code: str,
    fields: Fields,
    earlier: Sequence[Question],
    taken: Collection[str],
    known: Sequence[str],
) -> Question | Faults:
    """Read one question.

    ``code``: its own, "" for a new one, which then gets one that is not ``taken``. ``earlier``: what its condition may
    name. ``known``: codes of its choices so far.
    """
    typed = Typed(fields)
    if kind == "hidden":
        return _hidden(typed, code, taken)
    words, help_ = typed.words("words"), typed.words("help", HELP_LIMIT, lines=True)
    own = code or code_from(words, {*taken, *RESERVED})
    question = with_when(_question(kind, own, words, help_, typed, known), _when(typed, earlier))
    faults = (*typed.faults, *_but_for(typed, question_faults(question)))
    return Faults(faults) if faults else question


def read_title(definition: Definition, fields: Fields) -> Definition | Faults:
    """Read title and introduction."""
    typed = Typed(fields)
    title, intro = typed.words("title"), typed.words("intro", LONG_LIMIT, lines=True)
    if not said_somewhere(title) and not typed.faults:
        typed.faults.append(Fault(FaultKind.NO_TITLE, "title-de"))
    return Faults(tuple(typed.faults)) if typed.faults else replace(definition, title=title, intro=intro)


def read_page_title(fields: Fields) -> Words | Faults:
    """Read a page's title, which may be empty."""
    typed = Typed(fields)
    title = typed.words("title")
    return Faults(tuple(typed.faults)) if typed.faults else title


def read_settings(definition: Definition, fields: Fields) -> Definition | Faults:
    """Read what is offered at the end, how long a link lives, and who is not asked."""
    typed = Typed(fields)
    occasions = typed.text("not_after", 1_000, lines=True).replace(",", "\n").splitlines()
    read = replace(
        definition,
        contact=typed.on("contact"),
        call_back=typed.on("call_back"),
        anonymous=typed.on("anonymous"),
        reminder_days=typed.number("reminder_days", 0, 90),
        expires_days=typed.number("expires_days", 0, 730),
        not_after=tuple(dict.fromkeys(word.strip()[:LONGEST_OCCASION] for word in occasions if word.strip())),
    )
    return Faults(tuple(typed.faults)) if typed.faults else read


def read_mail(definition: Definition, fields: Fields) -> Definition | Faults:
    """Read the invitation's words; switched off, nobody is mailed."""
    typed = Typed(fields)
    if not typed.on("own"):
        return replace(definition, mail=None)
    mail = MailWords(typed.words("subject"), typed.words("body", BODY_LIMIT, lines=True))
    faults = (*typed.faults, *_but_for(typed, mail_faults(mail)))
    return Faults(faults) if faults else replace(definition, mail=mail)


def read_items(
    items: ItemQuestions | None, fields: Fields, last: Sequence[str], suggested: ItemQuestions
) -> ItemQuestions | Faults | None:
    """Read what is asked about each item besides its reasons.

    ``last``: codes that may stand at the end. ``suggested``: where reasons and helps come from when nothing was asked.
    """
    typed = Typed(fields)
    if not typed.on("asked"):
        return None
    words = typed.words("words")
    asked = items.comment if items and items.comment else TextQuestion("comment", Words())
    help_ = typed.words("comment_help", HELP_LIMIT, lines=True)
    comment = replace(asked, words=typed.words("comment"), help=help_)
    if not said_somewhere(words):
        typed.faults.append(Fault(FaultKind.NO_WORDS, "words-de"))
    if typed.on("with_comment") and not said_somewhere(comment.words):
        typed.faults.append(Fault(FaultKind.NO_WORDS, "comment-de"))
    if typed.faults:
        return Faults(tuple(typed.faults))
    return replace(
        items or suggested,
        words=words,
        comment=comment if typed.on("with_comment") else None,
        wishes=tuple(wish for wish in WISHES if wish in typed.fields.get("wish", ())),
        last=typed.among("last", last),
    )


def read_group(items: ItemQuestions, code: str, fields: Fields, children: Sequence[str]) -> ItemQuestions:
    """Read which reasons of a group are offered, for which kinds of products, and where a photo is asked for."""
    typed = Typed(fields)
    offered = typed.among("offered", children)
    kinds = {child: typed.among(f"kinds-{child}", KINDS) for child in offered}
    old = next((group for group in items.groups if group.code == code), ReasonGroup(code, block=MOST_BLOCKS))
    group = replace(
        old,
        children=offered,
        kinds=typed.among("kinds", KINDS),
        child_kinds={child: named for child, named in kinds.items() if named},
    )
    photos: dict[str, PhotoRule] = {one: rule for one, rule in items.photos.items() if one not in {code, *children}}
    for one in (code, *offered):
        rule = typed.choice(f"photo-{one}", PHOTO_RULES, "")
        if rule:
            photos[one] = cast("PhotoRule", rule)
    groups = tuple(group if known.code == code else known for known in items.groups)
    return replace(items, groups=groups, photos=photos)


def read_follow_up(code: str, fields: Fields, reasons: Sequence[str], taken: Collection[str],
                   known: Sequence[str]) -> FollowUp | Faults:  # fmt: skip
    """Read a follow-up; without answers it is answered by a short text."""
    typed = Typed(fields)
    words, named = typed.words("words"), typed.among("reason", reasons)
    made = FollowUp(
        code or code_from(words, {*taken, *RESERVED}), named, words, typed.choices(known), typed.among("kinds", KINDS)
    )
    found = [] if said_somewhere(words) else [Fault(FaultKind.NO_WORDS, "words-de")]
    found += [] if named else [Fault(FaultKind.NO_REASON, "reason")]
    faults = (*typed.faults, *_but_for(typed, (*found, *choice_faults(made.choices, needed=False))))
    return Faults(faults) if faults else made


def read_help(code: str, fields: Fields, reasons: Sequence[str], taken: Collection[str]) -> SelfHelp | Faults:
    """Read a self-help text; its link is https or none."""
    typed = Typed(fields)
    words, named, url = (
        typed.words("words", HELP_LIMIT, lines=True),
        typed.among("reason", reasons),
        typed.text("url", 500),
    )
    found = [] if said_somewhere(words) else [Fault(FaultKind.NO_WORDS, "words-de")]
    found += [] if named else [Fault(FaultKind.NO_REASON, "reason")]
    found += [] if not url or is_https(url) else [Fault(FaultKind.NOT_HTTPS, "url")]
    faults = (*typed.faults, *_but_for(typed, tuple(found)))
    return (
        Faults(faults) if faults else SelfHelp(code or code_from(words, {*taken, *RESERVED}, "help"), named, words, url)
    )


def _question(
    kind: QuestionKind, code: str, words: Words, help_: Words, typed: Typed, known: Sequence[str]
) -> Question:
    match kind:
        case "scale":
            scale = cast("ScaleKind", typed.choice("kind", SCALE_KINDS, "csat"))
            style = cast("ScaleStyle", typed.choice("style", STYLES, "numbers"))
            return Scale(code, words, typed.steps(), scale, style, help_)
        case "nps":
            return Nps(code, words, typed.words("low"), typed.words("high"), help_)
        case "choice" | "multi_choice":
            made = SingleChoice if kind == "choice" else MultiChoice
            return made(code, words, typed.choices(known), help_)
        case "text":
            return TextQuestion(code, words, help_, typed.number("limit", 1, COMMENT_LIMIT))
        case _:
            return (YesNo if kind == "yes_no" else PhotoQuestion)(code, words, help_)


def _hidden(typed: Typed, code: str, taken: Collection[str]) -> Question | Faults:
    name = code or typed.one("name").lower()
    if not is_code(name):
        return Faults((Fault(FaultKind.WRONG_NAME, "name"),))
    if not code and (name in taken or name in RESERVED):
        return Faults((Fault(FaultKind.NAME_TAKEN, "name", about=name),))
    return Hidden(name)


def _when(typed: Typed, earlier: Sequence[Question]) -> When | None:
    named = typed.one("when")
    if named in {"", ALWAYS}:
        return None
    question = next((one for one in earlier if one.code == named), None)
    if question is None:
        typed.faults.append(Fault(FaultKind.LATER_CONDITION, "when"))
        return None
    values = typed.among(f"when-{named}", values_of(question))
    if not values:
        typed.faults.append(Fault(FaultKind.NO_VALUE, f"when-{named}"))
    return When(named, values) if values else None


def _but_for(typed: Typed, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Leave out what only follows from a text that could not be read: it stands in the list already."""
    known = {fault.field for fault in typed.faults}
    return tuple(fault for fault in faults if fault.field not in known)
