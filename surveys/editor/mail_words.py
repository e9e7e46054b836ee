"""What the invitation's words must and may contain. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from surveys.definition import MailWords, Words
from surveys.editor.faults import Fault, FaultKind

LINK: Final = "{survey_url}"
PLACEHOLDERS: Final = (LINK, "{order}", "{shop}")
_BRACED: Final = re.compile(r"\{[^{}\n]*\}?|\}")


def mail_faults(mail: MailWords) -> tuple[Fault, ...]:
    """Return why these words cannot be sent: no subject, no text, no link, or a placeholder that nothing fills."""
    faults = []
    if not (mail.subject.de or mail.subject.en):
        faults.append(Fault(FaultKind.NO_SUBJECT, "subject-de", "mail"))
    if not (mail.body.de or mail.body.en):
        faults.append(Fault(FaultKind.NO_BODY, "body-de", "mail"))
    for field, words in (("subject", mail.subject), ("body", mail.body)):
        for language, text in _filled(words):
            place = f"{field}-{language}"
            if field == "body" and LINK not in text:
                faults.append(Fault(FaultKind.NO_LINK, place, "mail"))
            unknown = [found for found in _BRACED.findall(text) if found not in PLACEHOLDERS]
            if unknown:
                faults.append(Fault(FaultKind.UNKNOWN_PLACEHOLDER, place, "mail", unknown[0]))
    return tuple(faults)


def _filled(words: Words) -> Iterator[tuple[str, str]]:
    for language, text in (("de", words.de), ("en", words.en), ("du", words.du)):
        if text:
            yield language, text
