"""What a shop's own export calls its columns, and dates as spreadsheets keep them. Pure.

Invariants: a column that already has our name keeps it; two columns never get one name; what is not sure stays unknown
and is named in the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_WORDS: Final = {
    "external_id": "id returnid retourenid retourennummer rmanummer rma ruecksendenummer returnnumber",
    "submitted_at": (
        "datum date returndate retourendatum ruecksendedatum returnedat createdat eingangsdatum returncreatedat "
        "retourniertam datumretoure zeitpunkt timestamp"
    ),
    "order_id": "bestellnummer bestellnr ordernumber order auftragsnummer auftragsnr orderno ordername auftrag",
    "ordered_at": "bestelldatum orderdate orderedat kaufdatum purchasedate auftragsdatum",
    "sku": "artikelnummer artikelnr variantsku itemnumber articlenumber productid produktnummer materialnummer",
    "product": (
        "artikel produkt productname produktname artikelname artikelbezeichnung bezeichnung itemname lineitemname "
        "producttitle item title"
    ),
    "category": "kategorie warengruppe produktgruppe producttype sortiment",
    "size": "groesse variante varianttitle",
    "color": "farbe colour",
    "reason": "grund retourengrund ruecksendegrund returnreason reasoncode grundcode retourgrund",
    "comment": (
        "kommentar bemerkung kundenkommentar anmerkung freitext customernote customercomment customercomments comments "
        "note notes text feedback returnnote buyercomment returnreasonnote"
    ),
    "carrier": "versanddienstleister dienstleister paketdienst spediteur shippingcarrier trackingcompany zusteller",
    "warehouse": "lager lagerort standort versandlager location fulfillmentlocation",
    "region": "bundesland land country shippingcountry state",
    "packaging": "verpackung karton packung",
    "quantity": "menge anzahl stueckzahl qty returnquantity stueck",
    "rating": "bewertung sterne stars score zufriedenheit csat",
    "language": "sprache lang locale",
    "channel": "kanal saleschannel vertriebskanal source",
    "postal_code": "plz postleitzahl zip zipcode postcode",
    "lot": "charge batch chargennummer",
}
NAMES: Final = MappingProxyType({word: ours for ours, words in _WORDS.items() for word in words.split()})
# Day 0 of the spreadsheets' calendar, by which every day from March 1900 on is counted.
_EXCEL_ZERO: Final = date(1899, 12, 30)
_UMLAUTS: Final = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_415  # 1990 to 2100


def our_columns(columns: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the header in our words where a column's meaning is plain; the first of two with one meaning gets it."""
    taken = {column for column in columns if column in known}
    renamed = []
    for column in columns:
        ours = column if column in known else NAMES.get(folded(column), "")
        free = bool(ours) and (ours == column or ours not in taken)
        taken |= {ours} if free else set()
        renamed.append(ours if free else column)
    return tuple(renamed)


def folded(column: str) -> str:
    """Return a column's name without case, umlauts and signs: "Rücksende-Datum" becomes "ruecksendedatum"."""
    lower = column.strip().casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def plain_date(text: str) -> str:
    """Return a spreadsheet's day number as an ISO date, anything else as it is."""
    match = _SERIAL.fullmatch(text.strip())
    if match is None or not _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return text
    return (_EXCEL_ZERO + timedelta(days=int(match[1]))).isoformat()
