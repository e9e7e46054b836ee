"""What is wrong with a draft, as kinds: sentences.py says them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """Why a part cannot stay, or a draft not be published, as it is."""

    NO_TITLE = "no_title"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    FEW_CHOICES = "few_choices"
    NO_CHOICE_WORDS = "no_choice_words"
    WRONG_STEPS = "wrong_steps"
    UNNAMED_STEP = "unnamed_step"
    SAME_CODE = "same_code"
    WRONG_NAME = "wrong_name"
    NAME_TAKEN = "name_taken"
    LATER_CONDITION = "later_condition"
    NO_VALUE = "no_value"
    UNKNOWN_CHOICE = "unknown_choice"
    NO_NUMBER = "no_number"
    NO_LINK = "no_link"
    NO_SUBJECT = "no_subject"
    NO_BODY = "no_body"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    NOT_HTTPS = "not_https"
    UNKNOWN_REASON = "unknown_reason"
    NO_REASON = "no_reason"
    EMPTY_PAGE = "empty_page"
    NOTHING_ASKED = "nothing_asked"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``field`` is the id of its control, ``place`` the part's path below ``/edit/``.

    ``about`` fills the sentence: a name, a limit or a placeholder.
    """

    kind: FaultKind
    field: str = ""
    place: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """Why something was not accepted, in the order of the form."""

    faults: tuple[Fault, ...]
