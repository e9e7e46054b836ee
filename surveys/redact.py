"""Masks personal words in a customer's text before it is stored or classified.

Found are e-mail addresses, telephone numbers, IBANs, card numbers, numbers of orders, invoices, parcels and
customers, addresses, and names where something announces them. Sizes, measurements, prices, dates, quantities
and the names of products stay: they are what the themes are made of.

Invariants: spans are sorted and disjoint and count code points of the original; masking a masked text changes
nothing; every expression takes time linear in the text. The second one rests on a rule that all rooms named
`redact_*` keep: no expression runs across a square bracket, and no mask announces anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from surveys import redact_addresses, redact_names, redact_numbers

Kind = Literal["email", "phone", "iban", "card", "number", "address", "name"]
Place = tuple[int, int]
Finder = Callable[[str], Iterator[Place]]

# In this order: what is surest first, because a later finder does not look into what an earlier one masked.
_FINDERS: Final[tuple[tuple[Kind, Finder], ...]] = (
    ("email", redact_numbers.emails),
    ("iban", redact_numbers.ibans),
    ("card", redact_numbers.cards),
    ("number", redact_numbers.announced_numbers),
    ("phone", redact_numbers.phones),
    ("number", redact_numbers.shaped_numbers),
    ("address", redact_addresses.addresses),
    ("name", redact_names.names),
)
_GERMAN: Final[dict[Kind, str]] = {
    "email": "[E-Mail]",
    "phone": "[Telefon]",
    "iban": "[IBAN]",
    "card": "[Karte]",
    "number": "[Nummer]",
    "address": "[Adresse]",
    "name": "[Name]",
}
_ENGLISH: Final[dict[Kind, str]] = {
    "email": "[email]",
    "phone": "[phone]",
    "iban": "[IBAN]",
    "card": "[card]",
    "number": "[number]",
    "address": "[address]",
    "name": "[name]",
}
# A mask can lay open what stood beside it, so passes go on until one finds nothing. Two are the rule; the bound
# keeps a text that was built to set off one mask by another from costing more than a few passes.
_MOST_PASSES = 8
_FILLER = "["


@dataclass(frozen=True, slots=True)
class Span:
    """A masked stretch: code points start..end-1 of the original text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Redacted:
    """The text with masks in place of personal words, and where they stood."""

    text: str
    spans: tuple[Span, ...]


def redact(text: str, language: str | None = None) -> Redacted:
    """Mask personal words in `text`.

    `language` (a tag such as "de" or "en-GB"; None = German) chooses the wording of the masks only: both
    languages are always searched, because customers write what they like.
    """
    spans = tuple(sorted(_spans(text), key=lambda span: span.start))
    if not spans:
        return Redacted(text, ())
    masks = _ENGLISH if (language or "").lower().startswith("en") else _GERMAN
    return Redacted(_masked(text, spans, masks), spans)


def _spans(text: str) -> Iterator[Span]:
    """Yield the masked stretches; what is found is overwritten at the same length, so offsets stay true."""
    left = text
    for _ in range(_MOST_PASSES):
        before = left
        for kind, finder in _FINDERS:
            places = list(finder(left))
            if places:
                left = _filled(left, places)
                yield from (Span(start, end, kind) for start, end in places)
        if left == before:
            return


def _filled(text: str, places: list[Place]) -> str:
    parts, at = [], 0
    for start, end in places:
        parts += [text[at:start], _FILLER * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _masked(text: str, spans: tuple[Span, ...], masks: dict[Kind, str]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], masks[span.kind]]
        at = span.end
    return "".join([*parts, text[at:]])
