"""The two surveys that every installation starts with. Pure. A shop words its own by publishing a new version.

Trap: what stands here was published under version 1 on every installation; changing it reaches new ones only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from surveys.questions import CommentQuestion, Definition, ReasonQuestion, ScaleQuestion, Words

_REASON: Final = ReasonQuestion(
    words=Words(de="Warum geht der Artikel zurück?", en="Why are you returning this item?"),
    codes=(
        "too_small",
        "too_big",
        "not_as_described",
        "quality",
        "defective",
        "damaged_transport",
        "wrong_item",
        "too_late",
        "changed_mind",
    ),
    more=(
        "fit_other",
        "dislike_style",
        "dislike_color",
        "material",
        "value_for_money",
        "damaged_warehouse",
        "missing_parts",
        "extra_item",
        "not_delivered",
        "not_compatible",
        "too_hard",
        "ordered_wrong",
        "selection_order",
        "better_price",
        "gift",
        "counterfeit",
        "expired",
        "withdrawal",
        "unauthorized",
    ),
    last=("other",),
)
# Answers to "how satisfied", short enough for five columns on a small phone.
_STEPS: Final = (
    Words(de="gar nicht", en="not at all"),
    Words(de="wenig", en="slightly"),
    Words(de="mittel", en="so-so"),
    Words(de="ziemlich", en="fairly"),
    Words(de="sehr", en="very"),
)
RETURNS: Final = Definition(
    title=Words(de="Ihre Rücksendung", en="Your return"),
    intro=Words(
        de="Ihre Antwort hilft uns, besser zu werden. Es dauert eine halbe Minute, und jede Frage darf leer bleiben.",
        en="Your answer helps us do better. It takes half a minute, and every question may stay empty.",
    ),
    reason=_REASON,
    item_comment=CommentQuestion(
        words=Words(de="Was genau war los?", en="What was it like exactly?"),
        help=Words(
            de="Zum Beispiel: wo der Schaden ist, wie es sitzt, was gefehlt hat.",
            en="For example: where it is damaged, how it fits, what was missing.",
        ),
    ),
    csat=ScaleQuestion(
        words=Words(
            de="Wie zufrieden sind Sie insgesamt mit dieser Bestellung?",
            en="All in all, how satisfied are you with this order?",
        ),
        steps=_STEPS,
    ),
)
CSAT: Final = Definition(
    title=Words(de="Wie zufrieden sind Sie?", en="How satisfied are you?"),
    intro=Words(
        de="Ein Klick genügt, und auch der darf fehlen.", en="One click is enough, and even that may be left out."
    ),
    csat=ScaleQuestion(
        words=Words(
            de="Wie zufrieden sind Sie insgesamt mit Ihrer Bestellung?",
            en="All in all, how satisfied are you with your order?",
        ),
        steps=_STEPS,
    ),
    comment=CommentQuestion(
        words=Words(de="Was können wir besser machen?", en="What could we do better?"),
        help=Words(de="Ein Satz genügt.", en="One sentence is enough."),
    ),
)
BUILT_IN: Final[Mapping[str, Definition]] = {"returns": RETURNS, "csat": CSAT}
