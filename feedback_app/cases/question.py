"""The one question after a case: is it solved? Pure: values only."""

from __future__ import annotations

from typing import Final

from surveys.definition import Choice, Definition, MailWords, Page, SingleChoice, Words

CODE: Final = "solved"
QUESTION: Final = "solved"
YES: Final = "yes"
PARTLY: Final = "partly"
NO: Final = "no"
_ASKED: Final = Words("Ist Ihr Anliegen gelöst?", "Is your matter solved?", "Ist dein Anliegen gelöst?")
SOLVED: Final = Definition(
    title=_ASKED,
    intro=Words(
        "Ein Klick genügt. Bei „Teilweise“ oder „Nein“ kümmern wir uns noch einmal darum.",
        "One click is enough. If it is “Partly” or “No”, we look into it once more.",
    ),
    pages=(
        Page(
            Words("Ihr Anliegen", "Your matter", "Dein Anliegen"),
            (
                SingleChoice(
                    QUESTION,
                    _ASKED,
                    (
                        Choice(YES, Words("Ja", "Yes")),
                        Choice(PARTLY, Words("Teilweise", "Partly")),
                        Choice(NO, Words("Nein", "No")),
                    ),
                ),
            ),
        ),
    ),
    contact=False,
    mail=MailWords(
        Words(
            "Ist Ihr Anliegen zur Bestellung {order} gelöst?",
            "Is your matter about order {order} solved?",
            "Ist dein Anliegen zur Bestellung {order} gelöst?",
        ),
        Words(
            "Guten Tag,\n\nSie hatten uns wegen der Bestellung {order} etwas geschrieben, und wir haben uns darum "
            "gekümmert. Ist Ihr Anliegen gelöst? Ein Klick genügt:\n\n{survey_url}\n\nVielen Dank!\n{shop}",
            "Hello,\n\nyou wrote to us about order {order}, and we have looked into it. Is your matter solved? One "
            "click is enough:\n\n{survey_url}\n\nThank you!\n{shop}",
            "Hallo,\n\ndu hattest uns wegen der Bestellung {order} etwas geschrieben, und wir haben uns darum "
            "gekümmert. Ist dein Anliegen gelöst? Ein Klick genügt:\n\n{survey_url}\n\nVielen Dank!\n{shop}",
        ),
    ),
)
