"""Reading a posted form by hand. Pure.

The framework's own parser keeps the last thousand forms in memory and gives up on bytes that are not UTF-8; a
customer's words must neither linger nor be lost. Invariant: any bytes give a form; none raise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from surveys.questions import KEPT, NO_ANSWER


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


def for_present_items(fields: Mapping[str, str], keys: Sequence[str]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Move what was said about items that are gone to those that are there; returns the fields and the items moved to.

    An item that the form did not show most likely stands for one that is gone, in the same order. Words without such a
    place are added to the last item. A gone item about which nothing was said moves nowhere.
    """
    about = {name.partition("-")[2] for name in fields if name.startswith(("reason-", "comment-"))}
    gone = sorted((key for key in about - set(keys) if _something_said(fields, key)), key=lambda key: (len(key), key))
    if not gone or not keys:
        return fields, ()
    found = dict(fields)
    pairs = list(zip(gone, (key for key in keys if key not in about), strict=False))
    for old, key in pairs:
        found[f"reason-{key}"] = fields.get(f"reason-{old}", "")
        found[f"comment-{key}"] = fields.get(f"comment-{old}", "")
    left = gone[len(pairs) :]
    if left:
        words = [found.get(f"comment-{keys[-1]}", ""), *(fields.get(f"comment-{old}", "") for old in left)]
        found[f"comment-{keys[-1]}"] = "\n".join(part for part in words if part.strip())
    moved = [key for _, key in pairs] + [keys[-1]] * bool(left)
    return found, tuple(dict.fromkeys(moved))


def _something_said(fields: Mapping[str, str], key: str) -> bool:
    chosen = fields.get(f"reason-{key}", "").strip()
    return bool(fields.get(f"comment-{key}", "").strip()) or chosen not in {"", KEPT, NO_ANSWER}


def _decoded(raw: bytes) -> tuple[str, bool]:
    unquoted = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        return unquoted.decode("utf-8"), True
    except UnicodeDecodeError:
        # What is not UTF-8 on the German web is nearly always Windows-1252.
        return unquoted.decode("cp1252", "replace"), False
