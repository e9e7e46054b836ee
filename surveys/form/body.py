"""Reading a posted form by hand. Pure.

The framework's own parser keeps the last thousand forms in memory and gives up on bytes that are not UTF-8; a
customer's words must neither linger nor be lost. Invariant: any bytes give a form; none raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from surveys.answers import Fields

LARGEST_TEXT: Final = 256 * 1024
MOST_PARTS: Final = 2_000
NOTHING_SAID: Final = frozenset({"", "none"})
# Fields about one item are named <family>-<key of the item>, some with more behind it.
ITEM_FAMILIES: Final = ("reason", "comment", "detail", "follow", "theme", "wish", "quantity", "helped", "nophoto")
_ABOUT: Final = re.compile(rf"({'|'.join(ITEM_FAMILIES)})-([^-]+)(.*)", re.DOTALL)
_PARAMETER: Final = re.compile(rb';\s*([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.IGNORECASE)
_BLANK_LINE: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file as it came, unread. ``field`` is the name of its control."""

    field: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FormBody:
    """Fields by name with all their values. ``damaged`` names those that were not UTF-8: their text is a guess."""

    fields: Fields
    damaged: frozenset[str] = frozenset()
    files: tuple[PostedFile, ...] = ()


def read_form(body: bytes) -> FormBody:
    """Return the fields of an ``application/x-www-form-urlencoded`` body."""
    pairs = (pair.partition(b"=") for pair in body.split(b"&"))
    return _form((_unquoted(name), _unquoted(value)) for name, _, value in pairs)


def read_multipart(body: bytes, content_type: str) -> FormBody | None:
    """Return the fields and files of a ``multipart/form-data`` body; None when it is too much.

    Too much are texts too long together, or more parts than a form has. A body that was cut off gives the parts that
    are whole. An empty file field gives no file.
    """
    boundary = dict(_parameters(content_type.encode("latin-1", "replace"))).get("boundary", b"")
    if not boundary:
        return FormBody({})
    if body.count(b"\r\n--" + boundary) > MOST_PARTS:
        return None
    texts: list[tuple[bytes, bytes]] = []
    files: list[PostedFile] = []
    for name, content, is_file in _parts(body, boundary):
        if not is_file:
            texts.append((name, content))
        elif content:
            files.append(PostedFile(_decoded(name)[0], content))
    if sum(len(name) + len(content) for name, content in texts) > LARGEST_TEXT:
        return None
    read = _form(texts)
    return FormBody(read.fields, read.damaged, tuple(files))


def single(fields: Fields, name: str) -> str:
    """Return the last value of a field, stripped; "" when there is none."""
    return (fields.get(name) or ("",))[-1].strip()


def for_present_items(fields: Fields, keys: Sequence[str]) -> tuple[Fields, tuple[str, ...]]:
    """Move what was said about items that are gone to those that are there; returns the fields and the items moved to.

    A new item has a higher key than those before it, so the last items that the form did not mention stand for the
    ones that are gone, in the same order. Words without such a place are added to the last item. A gone item about
    which nothing was said moves nowhere.
    """
    about = {match[2] for match in map(_ABOUT.fullmatch, fields) if match}
    gone = sorted((key for key in about - set(keys) if _something_said(fields, key)), key=_place)
    if not gone or not keys:
        return fields, ()
    free = sorted((key for key in keys if key not in about), key=_place)[-len(gone) :]
    moves = dict(zip(gone, free, strict=False))
    found = {_moved_name(name, moves): values for name, values in fields.items()}
    if "item" in found:
        found["item"] = tuple(dict.fromkeys(moves.get(key, key) for key in found["item"]))
    left = [key for key in gone if key not in moves]
    if left:
        _add_words(found, keys[-1], left)
    return found, tuple(dict.fromkeys([*moves.values(), *[keys[-1]] * bool(left)]))


def _moved_name(name: str, moves: Mapping[str, str]) -> str:
    match = _ABOUT.fullmatch(name)
    return f"{match[1]}-{moves[match[2]]}{match[3]}" if match and match[2] in moves else name


def _add_words(fields: dict[str, tuple[str, ...]], key: str, gone: Sequence[str]) -> None:
    words = [single(fields, f"comment-{one}") for one in (key, *gone)]
    fields[f"comment-{key}"] = ("\n".join(part for part in words if part),)
    if "item" in fields:
        fields["item"] = tuple(dict.fromkeys([*fields["item"], key]))


def _something_said(fields: Fields, key: str) -> bool:
    return bool(single(fields, f"comment-{key}")) or single(fields, f"reason-{key}") not in NOTHING_SAID


def _place(key: str) -> tuple[int, str]:
    return len(key), key


def _form(pairs: Iterable[tuple[bytes, bytes]]) -> FormBody:
    fields: dict[str, list[str]] = {}
    damaged: set[str] = set()
    for raw_name, raw_value in pairs:
        name, _ = _decoded(raw_name)
        value, sound = _decoded(raw_value)
        if not name:
            continue
        fields.setdefault(name, []).append(value)
        if not sound:
            damaged.add(name)
    return FormBody({name: tuple(values) for name, values in fields.items()}, frozenset(damaged))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Yield name, content and whether it is a file; the first delimiter stands at the very beginning."""
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if part.startswith(b"--"):
            return
        head, blank, content = part.partition(_BLANK_LINE)
        disposition = next((line for line in head.split(b"\r\n") if line[:20].lower() == b"content-disposition:"), b"")
        parameters = dict(_parameters(disposition))
        if blank and parameters.get("name"):
            yield parameters["name"], content, "filename" in parameters or "filename*" in parameters


def _parameters(header: bytes) -> Iterator[tuple[str, bytes]]:
    for match in _PARAMETER.finditer(header):
        value = match[3] if match[2] is None else match[2].replace(b"%22", b'"')
        yield match[1].decode("ascii").lower(), value


def _unquoted(raw: bytes) -> bytes:
    return unquote_to_bytes(raw.replace(b"+", b" "))


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        # What is not UTF-8 on the German web is nearly always Windows-1252.
        return raw.decode("cp1252", "replace"), False
