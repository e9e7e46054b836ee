"""Reading a posted form by hand. Pure.

The framework's own parser keeps the last thousand forms in memory and gives up on bytes that are not UTF-8; a
customer's words must neither linger nor be lost. Invariant: any bytes give a form; none raise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class FormBody:
    """Fields by name, the last of a name wins. ``damaged`` names those that were not UTF-8: their text is a guess."""

    fields: Mapping[str, str]
    damaged: frozenset[str]


def read_form(body: bytes) -> FormBody:
    """Return the fields of an ``application/x-www-form-urlencoded`` body."""
    fields: dict[str, str] = {}
    damaged: set[str] = set()
    for pair in body.split(b"&"):
        raw_name, _, raw_value = pair.partition(b"=")
        name, _ = _decoded(raw_name)
        value, sound = _decoded(raw_value)
        if not name:
            continue
        fields[name] = value
        (damaged.discard if sound else damaged.add)(name)
    return FormBody(fields, frozenset(damaged))


def _decoded(raw: bytes) -> tuple[str, bool]:
    unquoted = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        return unquoted.decode("utf-8"), True
    except UnicodeDecodeError:
        # What is not UTF-8 on the German web is nearly always Windows-1252.
        return unquoted.decode("cp1252", "replace"), False
