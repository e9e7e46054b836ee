"""Reading the answers to questions about the order as a whole, and the customer's wish to hear from the shop. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from surveys.answers import Given, ProblemKind, Said
from surveys.definition import (
    Definition,
    Hidden,
    MultiChoice,
    Nps,
    PhotoQuestion,
    Question,
    Scale,
    SingleChoice,
    TextQuestion,
    YesNo,
)
from surveys.form.parsing_fields import Reading

EMAIL_LIMIT: Final = 254
PHONE_LIMIT: Final = 40
_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}"
)
_PHONE: Final = re.compile(r"\+?(?:[ ()/.-]*[0-9]){6,20}[ )]*")
_HIDDEN: Final = re.compile(r"[\w .:@/+-]{1,200}")


@dataclass(frozen=True, slots=True)
class ContactWish:
    """Whether and where the customer wants to hear from the shop: two separate consents."""

    wants_news: bool = False
    email: str = ""
    wants_call: bool = False
    phone: str = ""


def read_question(reading: Reading, question: Question) -> Given | Said | None:
    """Return the answer to one question that was asked, None when there is none or it was refused.

    Pictures are stored apart and have no answer. A hidden value that is not plain is dropped: nobody typed it.
    """
    name = f"q-{question.code}"
    match question:
        case TextQuestion():
            text = reading.text(name, question.limit)
            return Said(question.code, text) if text else None
        case Scale() | Nps():
            return _value(reading, question)
        case Hidden():
            value = reading.one(name)
            return Given(question.code, text=value) if _HIDDEN.fullmatch(value) else None
        case PhotoQuestion():
            return None
        case SingleChoice() | MultiChoice() | YesNo():
            codes = _codes(reading, question)
            return Given(question.code, codes=codes) if codes else None


def read_contact(reading: Reading, definition: Definition) -> ContactWish:
    """Return whom to tell or call; an address or number without its tick is dropped.

    The tick for news alone is enough, since an address may be stored already; a call needs a number.
    """
    news = definition.contact and reading.ticked("tell_me")
    call = definition.call_back and reading.ticked("call_me")
    return ContactWish(
        wants_news=news,
        email=_email(reading) if news else "",
        wants_call=call,
        phone=_phone(reading) if call else "",
    )


def _value(reading: Reading, question: Scale | Nps) -> Given | None:
    least, most = (1, len(question.steps)) if isinstance(question, Scale) else (0, 10)
    number = reading.number(f"q-{question.code}", least, most)
    if number is None:
        return None
    return Given(question.code, number=number, style=question.style if isinstance(question, Scale) else "")


def _codes(reading: Reading, question: SingleChoice | MultiChoice | YesNo) -> tuple[str, ...]:
    name = f"q-{question.code}"
    known = ("yes", "no") if isinstance(question, YesNo) else tuple(choice.code for choice in question.choices)
    if isinstance(question, MultiChoice):
        return reading.codes(name, known)
    code = reading.code(name, known)
    return (code,) if code else ()


def _email(reading: Reading) -> str:
    email = reading.one("email")
    if email and not (len(email) <= EMAIL_LIMIT and email.isprintable() and _EMAIL.fullmatch(email)):
        reading.refuse("email", ProblemKind.NO_ADDRESS)
        return ""
    return email


def _phone(reading: Reading) -> str:
    phone = reading.one("phone")
    if len(phone) > PHONE_LIMIT or not _PHONE.fullmatch(phone):
        reading.refuse("phone", ProblemKind.NO_PHONE)
        return ""
    return phone
