"""What fields, kinds and ends of an import are called, in the language that is spoken."""

from __future__ import annotations

from feedback_app.foundation.languages import gettext as _
from feedback_app.insights.imports.kinds import Kind


def field_word(name: str) -> str:
    """Return what a field of ours is called; the field itself where we have no word."""
    words = {
        "submitted_at": _("Returned on"),
        "ordered_at": _("Ordered on"),
        "external_id": _("Number of the return"),
        "order_id": _("Order number"),
        "sku": _("Article number"),
        "product": _("Product"),
        "size": _("Size"),
        "color": _("Colour"),
        "category": _("Category"),
        "quantity": _("Quantity"),
        "reason": _("Return reason"),
        "comment": _("The customer's comment"),
        "rating": _("Satisfaction, 1 to 5"),
        "carrier": _("Carrier"),
        "warehouse": _("Warehouse"),
        "region": _("Region"),
        "packaging": _("Packaging"),
        "hub": _("Hub"),
        "shift": _("Shift"),
        "lot": _("Lot"),
        "postal_code": _("Postal code"),
        "language": _("Language of the text"),
        "channel": _("Channel"),
    }
    return words.get(name, name)


def field_help(name: str, kind: Kind) -> str:
    """Return what is worth knowing of a field, "" for nothing."""
    words = {
        "external_id": _("The same number again updates the return. Without it, rows are known by what they say."),
        "postal_code": _("Only the first two digits are kept."),
        "comment": _("Names, addresses and numbers are masked before anything is stored."),
    }
    if kind.code == "orders" and name == "postal_code":
        return _("So that customers find their order on the form.")
    return words.get(name, "")


def kind_word(kind: Kind) -> str:
    """Return what a file holds."""
    return _("Orders") if kind.code == "orders" else _("Returns")


def level_word(level: str) -> str:
    """Return how sure a suggestion is, "" where a member chose the column."""
    return {"sure": _("sure"), "likely": _("likely"), "check": _("please check")}.get(level, "")


def missing_words(name: str, kind: Kind) -> str:
    """Return what a file lacks."""
    if name in kind.one_of:
        return _("Please choose a column that says why something came back: return reason, comment or satisfaction.")
    return _("Please choose the column for “%(field)s”: nothing can be brought in without it.") % {
        "field": field_word(name)
    }


def trouble_words(trouble: str) -> str:
    """Return why a file came to its end without its rows."""
    return {
        "expired": _("The file was deleted because nobody brought it in within an hour. Nothing of it was stored."),
        "dropped": _("The file was deleted. Nothing of it was stored."),
        "gone": _("The file could not be read any more. What had come in until then is stored; bring it in once more."),
    }.get(trouble, "")
