"""What kind of product an article is, from what the shop calls its category. Pure.

Kinds decide which reasons make sense: nobody sends a lamp back because it is too tight. An unknown category gets all
reasons, so doubt means unknown: a wrong kind would hide what the customer wants to say.

German and English name a thing last (Schuhschrank, coffee table), so the end of a part's last word decides, and of a
path ("Damen > Schuhe") the last step that is known. Parts of different kinds ("Kleidung & Schuhe") make none.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CLOTHES: Final = "clothes"
SHOES: Final = "shoes"
DEVICES: Final = "devices"
FURNITURE: Final = "furniture"
CONSUMABLES: Final = "consumables"
KINDS: Final = (CLOTHES, SHOES, DEVICES, FURNITURE, CONSUMABLES)

_NONE: Final = ""
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Longer than any name of a category; the table holds 200.
_LONGEST: Final = 500

# What a word may end in. A longer ending wins over a shorter one: handschuh over schuh, kühlschrank over schrank.
_ENDS: Final = (
    (
        SHOES,
        "schuh stiefel stiefelette sneaker sandal sandale sandalette pantoffel pantolette shoe boots slipper loafer "
        "ballerina mokassin clogs footwear espadrilles",
    ),
    (
        CLOTHES,
        "jacke hose hosen hemd bluse kleid kleidung rock röcke pullover pulli shirt mantel mäntel jeans wäsche dessous "
        "socke socks strumpf strümpfe anzug anzüge mütze handschuh mode fashion clothing clothes apparel jacket coat "
        "trouser pants skirt sweater hoodie wear gürtel weste leggings bikini cardigan blazer sakko krawatte schal "
        "scarf scarves shorts oberteil overall pyjama pajama trikot dirndl",
    ),
    (
        DEVICES,
        "gerät elektro elektronik electronics electrical lampe leuchte handy phone kopfhörer computer laptop kamera "
        "camera kabel akku batterie battery batteries charger drucker printer werkzeug maschine appliance mixer sauger "
        "vacuum toaster smartwatch ersatzteil autoteil fahrradteil fernseher monitor lautsprecher speaker router "
        "trockner rasierer schrauber bohrer kühlschrank kühlschränke gefrierschrank gefrierschränke kocher drohne",
    ),
    (
        FURNITURE,
        "möbel furniture regal tisch stuhl stühle armchair schrank schränke cabinet wardrobe bett sofa couch kommode "
        "sessel hocker matratze mattress bookshelf bookshelves vitrine spielzeug spielware bausatz bausätze",
    ),
    (
        CONSUMABLES,
        "lebensmittel nahrungsmittel nahrungsergänzungsmittel waschmittel reinigungsmittel pflegemittel putzmittel "
        "spülmittel düngemittel food kosmetik cosmetic pflege skincare haircare bodycare kaffee coffee wein nahrung "
        "futter supplement drogerie parfum parfüm perfume creme shampoo snack getränk schokolade chocolate süßware "
        "süßigkeit gewürz vitamin seife lotion backware olivenöl speiseöl makeup kräutertee früchtetee schwarztee "
        "grüntee",
    ),
    # Looks like one of the above and is none.
    (
        _NONE,
        "bettwäsche tischwäsche barock fahrradmantel schwein eyewear akustisch plastisch elastisch saxophone xylophone "
        "kleiderbett krankenpflege altenpflege",
    ),
)
# Whole words, because other words end like them: address, stool, clamp, vegetable, twine, scream.
_WORDS: Final = (
    (CLOTHES, "dress dresses belt belts vest vests hat hats hut hüte bh bhs bra bras slips"),
    (SHOES, "heels"),
    (DEVICES, "lamp lamps cable cables tool tools machine machines tv tvs maker makers device devices"),
    (FURNITURE, "table tables chair chairs desk desks shelf shelves toy toys bed beds"),
    (
        CONSUMABLES,
        "tea teas wine wines care cream creams drink drinks spice spices bier beer saft säfte juice soap sweets candy "
        "cosmetics groceries fragrance fragrances",
    ),
)
# A part of one word that means something else beside others: "graphic tees", "table tops".
_ALONE: Final = ((CONSUMABLES, "tee tees"), (CLOTHES, "tops"))
_MEDIA: Final = re.compile(r"\b(?:musik|music|vinyl|cds?|dvds?|buecher|books?|e-?books?|games)\b")
_HOSES: Final = re.compile(r"\b(?:garden|water|air|fuel|shower|fire|vacuum) hoses?\b")
_STEPS: Final = re.compile(r"[>/|»›:\\]+")
_PARTS: Final = re.compile(r"[&,;+]|\b(?:und|and|oder|or|u\.)\b")
# What follows says for whom or of what, not what it is.
_FOR: Final = re.compile(r"\b(?:für|fuer|for|mit|with|aus|from|von|of|ohne|without)\b")
# May follow the thing: "Schuhe Damen", "Arbeitsschuhe S3".
_WHOSE: Final = re.compile(
    r"(?:damen|herren|kinder|maedchen|jungen|wom[ae]n|m[ae]n|kids|boys|girls|unisex|sale|.{1,2}|\d+)"
)
# Says nothing itself, so what stands before it in the word decides.
_EMPTY_END: Final = re.compile(r"(?:s|-)?(?:zubehoer|artikel|produkte?|sachen|bedarf|sets?)$")
_WORD: Final = re.compile(r"[\w-]+")


def kind_of(category: str) -> str:
    """Return the kind of a category as the shop names it, one of KINDS, or "" when it is not known."""
    name = _folded(category[:_LONGEST])
    if _MEDIA.search(name):
        return _NONE
    for step in reversed(_STEPS.split(name)):
        kinds = {_kind_of_part(part) for part in _PARTS.split(_HOSES.sub(" ", step))} - {_NONE}
        if kinds:
            return kinds.pop() if len(kinds) == 1 else _NONE
    return _NONE


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)


def _kind_of_part(part: str) -> str:
    words = _WORD.findall(_FOR.split(part)[0])
    if len(words) == 1 and words[0] in _KNOWN_ALONE:
        return _KNOWN_ALONE[words[0]]
    while len(words) > 1 and _WHOSE.fullmatch(words[-1]):
        words.pop()
    return _kind_of_word(words[-1]) if words else _NONE


def _kind_of_word(word: str) -> str:
    if word in _KNOWN_WORDS:
        return _KNOWN_WORDS[word]
    stem = _EMPTY_END.sub("", word)
    found = [(len(match[0]), kind) for kind, pattern in _KNOWN_ENDS if (match := pattern.search(stem))]
    return max(found)[1] if found else _NONE


def _listed(lists: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {_folded(word): kind for kind, words in lists for word in words.split()}


# Searching finds the longest ending first, since it starts from the left.
_KNOWN_ENDS: Final = tuple(
    (kind, re.compile(rf"(?:{'|'.join(_folded(words).split())})(?:e[nrs]?|n|s)?$")) for kind, words in _ENDS
)
_KNOWN_WORDS: Final = _listed(_WORDS)
_KNOWN_ALONE: Final = _listed(_ALONE)
