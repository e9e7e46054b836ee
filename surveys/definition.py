"""What a survey asks, as typed parts. Pure: values only.

Invariants: codes decide, never labels; nothing is mandatory, so every survey may be sent empty; texts are plain, never
HTML; a definition that was published is never changed, so old ones must stay readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

COMMENT_LIMIT: Final = 1_000
ScaleKind = Literal["csat", "ces"]
ScaleStyle = Literal["numbers", "words", "stars", "faces"]
PhotoRule = Literal["optional", "required"]
Wish = Literal["refund", "exchange", "repair", "discount"]


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """One text in both languages. ``du`` is the German of shops that say Du; empty where it is the same.

    An empty text falls back to the other language; texts that ship with the product are also message ids, so that a
    third language finds them in its own file (see wording.py).
    """

    de: str = ""
    en: str = ""
    du: str = ""


class When(msgspec.Struct, frozen=True):
    """Shown only when an earlier question was answered by one of these values (numbers as text, codes, yes or no)."""

    question: str
    values: tuple[str, ...]


class Choice(msgspec.Struct, frozen=True):
    """One answer to choose."""

    code: str
    words: Words


class Scale(msgspec.Struct, frozen=True, tag="scale", omit_defaults=True):
    """Satisfaction (csat) or effort (ces); ``steps`` names each value from 1 (worst) to n (best), 2 to 10 of them."""

    code: str
    words: Words
    steps: tuple[Words, ...]
    kind: ScaleKind = "csat"
    style: ScaleStyle = "numbers"
    help: Words = Words()
    when: When | None = None


class Nps(msgspec.Struct, frozen=True, tag="nps", omit_defaults=True):
    """Would recommend, 0 to 10; ``low`` and ``high`` name the ends."""

    code: str
    words: Words
    low: Words
    high: Words
    help: Words = Words()
    when: When | None = None


class SingleChoice(msgspec.Struct, frozen=True, tag="choice", omit_defaults=True):
    """One of several answers."""

    code: str
    words: Words
    choices: tuple[Choice, ...]
    help: Words = Words()
    when: When | None = None


class MultiChoice(msgspec.Struct, frozen=True, tag="multi_choice", omit_defaults=True):
    """Any of several answers."""

    code: str
    words: Words
    choices: tuple[Choice, ...]
    help: Words = Words()
    when: When | None = None


class TextQuestion(msgspec.Struct, frozen=True, tag="text", omit_defaults=True):
    """A free text of at most ``limit`` characters; it is read for themes like every comment."""

    code: str
    words: Words
    help: Words = Words()
    limit: int = COMMENT_LIMIT
    when: When | None = None


class YesNo(msgspec.Struct, frozen=True, tag="yes_no", omit_defaults=True):
    """Yes or no."""

    code: str
    words: Words
    help: Words = Words()
    when: When | None = None


class PhotoQuestion(msgspec.Struct, frozen=True, tag="photo", omit_defaults=True):
    """A picture, never needed."""

    code: str
    words: Words
    help: Words = Words()
    when: When | None = None


class Hidden(msgspec.Struct, frozen=True, tag="hidden", omit_defaults=True):
    """A value that the link brings along as ``?<code>=``; nobody sees it."""

    code: str


Question = Scale | Nps | SingleChoice | MultiChoice | TextQuestion | YesNo | PhotoQuestion | Hidden


class Page(msgspec.Struct, frozen=True):
    """One step of the form."""

    title: Words
    questions: tuple[Question, ...]


class ReasonGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """A first-level reason and the reasons below it, by codes of the catalogue; no children: it is chosen itself.

    Groups of one ``block`` are shuffled per customer, blocks keep their order. ``kinds`` limits the group, and
    ``child_kinds`` single children, to kinds of products (kinds.py); empty: for all.
    """

    code: str
    children: tuple[str, ...] = ()
    block: int = 1
    kinds: tuple[str, ...] = ()
    child_kinds: Mapping[str, tuple[str, ...]] = {}


class FollowUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """One more question for some reasons; without ``choices`` it is answered by a short text. ``kinds`` as above."""

    code: str
    reasons: tuple[str, ...]
    words: Words
    choices: tuple[Choice, ...] = ()
    kinds: tuple[str, ...] = ()


class SelfHelp(msgspec.Struct, frozen=True, omit_defaults=True):
    """A short answer for some reasons that may spare the return; ``url`` (https) leads to more."""

    code: str
    reasons: tuple[str, ...]
    words: Words
    url: str = ""


class ItemQuestions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked once for each returned item. ``photos``: rule by code of reason or group; not named: no photo.

    ``last``: codes below all groups, in this order ("other"); not stated always stands after them.
    """

    words: Words
    groups: tuple[ReasonGroup, ...]
    last: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    helps: tuple[SelfHelp, ...] = ()
    photos: Mapping[str, PhotoRule] = {}
    comment: TextQuestion | None = None
    wishes: tuple[Wish, ...] = ()


class MailWords(msgspec.Struct, frozen=True):
    """The invitation's mail. ``body`` must contain ``{survey_url}`` in each language that is filled."""

    subject: Words
    body: Words


class Definition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """All questions of one version of a survey.

    ``contact``: offers to tell what became of it; ``call_back``: offers a call. ``anonymous``: nothing leads from the
    stored answer back to the link, and its date is cut to the week. ``reminder_days``: 0 = none. ``not_after``:
    occasions (words of the shop's own system, e.g. ``auto_closed``) after which nobody is invited.
    """

    title: Words
    intro: Words
    items: ItemQuestions | None = None
    pages: tuple[Page, ...] = ()
    contact: bool = True
    call_back: bool = False
    anonymous: bool = False
    mail: MailWords | None = None
    reminder_days: int = 0
    expires_days: int = 0
    not_after: tuple[str, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Return the questions of all pages in their order."""
        for page in self.pages:
            yield from page.questions
