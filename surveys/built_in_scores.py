"""The built-in surveys that ask for one number: satisfaction, effort, recommendation. Pure."""

from __future__ import annotations

from typing import Final

from surveys.definition import (
    Choice,
    Definition,
    MailWords,
    MultiChoice,
    Nps,
    Page,
    Scale,
    TextQuestion,
    When,
    Words,
)

# Answers to "how satisfied", short enough for five columns on a small phone.
SATISFIED: Final = (
    Words("gar nicht", "not at all"),
    Words("wenig", "slightly"),
    Words("mittel", "so-so"),
    Words("ziemlich", "fairly"),
    Words("sehr", "very"),
)
AGREES: Final = (
    Words("gar nicht", "not at all"),
    Words("kaum", "hardly"),
    Words("eher nicht", "rather not"),
    Words("teils, teils", "partly"),
    Words("eher ja", "rather yes"),
    Words("weitgehend", "mostly"),
    Words("völlig", "fully"),
)
INTRO: Final = Words(
    "Ein Klick genügt, und auch der darf fehlen.", "One click is enough, and even that may be left out."
)
BETTER: Final = TextQuestion(
    "better",
    Words("Was können wir besser machen?", "What could we do better?"),
    Words("Ein Satz genügt.", "One sentence is enough."),
)
WHY: Final = (
    Choice("product", Words("Der Artikel", "The item")),
    Choice("delivery", Words("Die Lieferung", "The delivery")),
    Choice("packaging", Words("Die Verpackung", "The packaging")),
    Choice("service", Words("Der Kundenservice", "Customer service")),
    Choice("return", Words("Die Rücksendung oder Erstattung", "The return or refund")),
    Choice("shop", Words("Die Webseite oder Bestellung", "The website or ordering")),
)


def satisfaction(words: Words) -> Scale:
    """Return the satisfaction question in five steps under this wording."""
    return Scale("csat", words, SATISFIED)


def why_low(after: str, values: tuple[str, ...]) -> MultiChoice:
    """Return the short list of reasons that follows low values of an earlier question."""
    return MultiChoice("why_low", Words("Woran lag es?", "What was it about?"), WHY, when=When(after, values))


def mail(asked: Words) -> MailWords:
    """Return the invitation's words around one question."""
    return MailWords(
        Words("Wie war Ihre Bestellung {order}?", "How was your order {order}?", "Wie war deine Bestellung {order}?"),
        Words(
            f"Guten Tag,\n\n{asked.de}\nEin Klick genügt:\n{{survey_url}}\n\nVielen Dank!\n{{shop}}",
            f"Hello,\n\n{asked.en}\nOne click is enough:\n{{survey_url}}\n\nThank you!\n{{shop}}",
            f"Hallo,\n\n{asked.du or asked.de}\nEin Klick genügt:\n{{survey_url}}\n\nVielen Dank!\n{{shop}}",
        ),
    )


_SATISFIED: Final = Words(
    "Wie zufrieden sind Sie insgesamt mit Ihrer Bestellung?",
    "All in all, how satisfied are you with your order?",
    "Wie zufrieden bist du insgesamt mit deiner Bestellung?",
)
_EASY: Final = Words(
    "Das Zurücksenden war für mich einfach.",
    "Returning the item was easy for me.",
)
_RECOMMEND: Final = Words(
    "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
    "How likely are you to recommend us?",
    "Wie wahrscheinlich ist es, dass du uns weiterempfiehlst?",
)
CSAT: Final = Definition(
    title=Words("Wie zufrieden sind Sie?", "How satisfied are you?", "Wie zufrieden bist du?"),
    intro=INTRO,
    pages=(
        Page(
            Words("Ihre Meinung", "Your opinion", "Deine Meinung"),
            (satisfaction(_SATISFIED), why_low("csat", ("1", "2", "3")), BETTER),
        ),
    ),
    call_back=True,
    mail=mail(_SATISFIED),
    reminder_days=7,
)
CES: Final = Definition(
    title=Words("Wie einfach war es?", "How easy was it?"),
    intro=INTRO,
    pages=(
        Page(
            Words("Ihre Meinung", "Your opinion", "Deine Meinung"),
            (Scale("ces", _EASY, AGREES, kind="ces"), BETTER),
        ),
    ),
    mail=mail(_EASY),
)
NPS: Final = Definition(
    title=Words("Würden Sie uns weiterempfehlen?", "Would you recommend us?", "Würdest du uns weiterempfehlen?"),
    intro=INTRO,
    pages=(
        Page(
            Words("Ihre Meinung", "Your opinion", "Deine Meinung"),
            (
                Nps(
                    "nps",
                    _RECOMMEND,
                    Words("sehr unwahrscheinlich", "very unlikely"),
                    Words("sehr wahrscheinlich", "very likely"),
                ),
                BETTER,
            ),
        ),
    ),
    mail=mail(_RECOMMEND),
)
