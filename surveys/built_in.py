"""The surveys that every installation starts with. Pure. A shop words its own by publishing a new version.

English texts are message ids too, so that a language added by a file covers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from surveys.built_in_scores import CES, CSAT, NPS, satisfaction
from surveys.definition import (
    Choice,
    Definition,
    FollowUp,
    ItemQuestions,
    Page,
    ReasonGroup,
    SelfHelp,
    TextQuestion,
    Words,
)
from surveys.kinds import CLOTHES, CONSUMABLES, DEVICES, FURNITURE, SHOES

# Six groups of what can be wrong, then what is nobody's fault: blocks keep that order, inside it is shuffled.
GROUPS: Final = (
    ReasonGroup("size_or_fit", ("too_small", "too_big", "fit_other"), kinds=(CLOTHES, SHOES, FURNITURE)),
    ReasonGroup(
        "not_as_expected",
        ("not_as_described", "dislike_style", "dislike_color", "material", "quality", "value_for_money"),
    ),
    ReasonGroup(
        "broken_or_damaged",
        ("defective", "damaged_transport", "damaged_warehouse", "expired"),
        child_kinds={"expired": (CONSUMABLES,)},
    ),
    ReasonGroup("wrong_or_missing", ("wrong_item", "missing_parts", "extra_item", "counterfeit")),
    ReasonGroup("late_or_lost", ("too_late", "not_delivered")),
    ReasonGroup("hard_to_use", ("not_compatible", "too_hard"), kinds=(DEVICES, FURNITURE)),
    ReasonGroup(
        "no_longer_wanted",
        ("changed_mind", "ordered_wrong", "selection_order", "better_price", "gift", "unauthorized"),
        block=2,
    ),
)
WHERE_TIGHT: Final = FollowUp(
    "where_fit",
    ("too_small", "too_big", "fit_other"),
    Words("An welcher Stelle?", "Where exactly?"),
    (
        Choice("shoulders", Words("Schultern", "Shoulders")),
        Choice("chest", Words("Brust", "Chest")),
        Choice("waist", Words("Taille oder Bund", "Waist")),
        Choice("hips", Words("Hüfte oder Po", "Hips")),
        Choice("arms", Words("Ärmel", "Sleeves")),
        Choice("legs", Words("Beine", "Legs")),
        Choice("length", Words("Länge", "Length")),
    ),
    kinds=(CLOTHES,),
)
WHERE_SHOE: Final = FollowUp(
    "where_shoe",
    ("too_small", "too_big", "fit_other"),
    Words("An welcher Stelle?", "Where exactly?"),
    (
        Choice("length", Words("Länge", "Length")),
        Choice("width", Words("Weite", "Width")),
        Choice("instep", Words("Spann", "Instep")),
        Choice("heel", Words("Ferse", "Heel")),
        Choice("shaft", Words("Schaft", "Shaft")),
    ),
    kinds=(SHOES,),
)
WHERE_DEFECT: Final = FollowUp("where_defect", ("defective",), Words("Wo ist der Defekt?", "Where is the defect?"))
WHEN_DEFECT: Final = FollowUp(
    "when_defect",
    ("defective",),
    Words("Seit wann?", "Since when?"),
    (
        Choice("at_once", Words("von Anfang an", "from the start")),
        Choice("after_use", Words("erst nach Gebrauch", "only after use")),
    ),
)
WHAT_DAMAGED: Final = FollowUp(
    "what_damaged",
    ("damaged_transport", "damaged_warehouse"),
    Words("Was ist beschädigt?", "What is damaged?"),
    (
        Choice("box_only", Words("nur der Karton", "only the box")),
        Choice("item_only", Words("nur der Artikel", "only the item")),
        Choice("both", Words("beides", "both")),
    ),
)
WHICH_MISSING: Final = FollowUp("which_missing", ("missing_parts",), Words("Was fehlt?", "What is missing?"))
HELPS: Final = (
    SelfHelp(
        "missing_parts",
        ("missing_parts",),
        Words(
            "Fehlende Teile schicken wir kostenlos nach, Sie müssen dafür nichts zurücksenden. "
            "Antworten Sie einfach auf Ihre Bestellbestätigung.",
            "We send missing parts free of charge, and you need not return anything for that. "
            "Just reply to your order confirmation.",
            "Fehlende Teile schicken wir kostenlos nach, du musst dafür nichts zurücksenden. "
            "Antworte einfach auf deine Bestellbestätigung.",
        ),
    ),
    SelfHelp(
        "battery_reset",
        ("defective",),
        Words(
            "Geht ein Gerät mit Akku nicht an? Eine Stunde laden und die Ein-Taste zehn Sekunden halten hilft oft.",
            "A device with a battery does not start? Charging it for an hour and holding the power button for ten "
            "seconds often helps.",
        ),
    ),
)
ITEMS: Final = ItemQuestions(
    words=Words("Warum geht der Artikel zurück?", "Why are you returning this item?"),
    groups=GROUPS,
    last=("other",),
    follow_ups=(WHERE_TIGHT, WHERE_SHOE, WHERE_DEFECT, WHEN_DEFECT, WHAT_DAMAGED, WHICH_MISSING),
    helps=HELPS,
    photos={
        "defective": "optional",
        "damaged_transport": "optional",
        "damaged_warehouse": "optional",
        "wrong_item": "optional",
    },
    comment=TextQuestion(
        "comment",
        Words("Was genau war los?", "What was it like exactly?"),
        Words(
            "Zum Beispiel: wo der Schaden ist, wie es sitzt, was gefehlt hat.",
            "For example: where it is damaged, how it fits, what was missing.",
        ),
    ),
    wishes=("refund", "exchange", "repair", "discount"),
)
RETURNS: Final = Definition(
    title=Words("Ihre Rücksendung", "Your return", "Deine Rücksendung"),
    intro=Words(
        "Ihre Antwort hilft uns, besser zu werden. Es dauert eine halbe Minute, und jede Frage darf leer bleiben.",
        "Your answer helps us do better. It takes half a minute, and every question may stay empty.",
        "Deine Antwort hilft uns, besser zu werden. Es dauert eine halbe Minute, und jede Frage darf leer bleiben.",
    ),
    items=ITEMS,
    pages=(
        Page(
            Words("Zum Schluss", "Finally"),
            (
                satisfaction(
                    Words(
                        "Wie zufrieden sind Sie insgesamt mit dieser Bestellung?",
                        "All in all, how satisfied are you with this order?",
                        "Wie zufrieden bist du insgesamt mit dieser Bestellung?",
                    )
                ),
            ),
        ),
    ),
)
BUILT_IN: Final[Mapping[str, Definition]] = {"returns": RETURNS, "csat": CSAT, "ces": CES, "nps": NPS}
