"""The catalogue of return reasons: names in two languages, who can act, and the codes of other systems.

The files beside this module are the catalogue as it ships, reasons and the groups above them; the table ``reason`` is
what a shop works with. Invariant: a code never changes its meaning, so answers of different years can be compared; a
retired reason is not offered any more, but its name stays. Mapping is one-way: a foreign code that stands for several
of ours is left unmapped rather than guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch, insert_many
from surveys.tables import Reason

SYSTEMS: Final = (
    "shopify_definition",
    "shopify_enum",
    "amazon_fba",
    "amazon_seller",
    "zalando",
    "ebay",
    "google",
    "x12_1293",
)
_DEFINITION: Final = re.compile(r"(\d+)\s*([A-Za-z][A-Za-z -]*)?")
_COLUMNS: Final = ("code", "name_de", "name_en", "parent", "party", "position", "codes", "retired")
# Names are left alone on purpose: a shop may have worded them for its customers.
_CONFLICT: Final = (
    'ON CONFLICT ("code") DO UPDATE SET "parent" = excluded."parent", "party" = excluded."party", '
    '"position" = excluded."position", "codes" = excluded."codes"'
)


@dataclass(frozen=True, slots=True)
class ReasonEntry:
    """One reason as it ships. ``codes``: codes of other systems by system name, as those write them.

    ``parent``: code of the group above it; empty for groups and for reasons that stand beside them.
    """

    code: str
    name_de: str
    name_en: str
    party: str
    position: int
    parent: str
    codes: Mapping[str, tuple[str, ...]]


@cache
def catalogue() -> tuple[ReasonEntry, ...]:
    """Return the shipped reasons in the order of their file, without groups."""
    parents = {child: row["code"] for row in _rows("reason_groups.csv") for child in row["children"].split()}
    rows = enumerate(_rows("return_reasons.csv"), 1)
    return tuple(_entry(position, row, parents.get(row["code"], "")) for position, row in rows)


@cache
def reason_groups() -> tuple[ReasonEntry, ...]:
    """Return the shipped first-level reasons in the order of their file; other systems have no codes for them."""
    return tuple(
        ReasonEntry(row["code"], row["name_de"], row["name_en"], row["party"], position, "", MappingProxyType({}))
        for position, row in enumerate(_rows("reason_groups.csv"), 1)
    )


def reason_for(raw: str) -> str:
    """Return our code for a reason as another system writes it, or "" when it is unknown or ambiguous.

    Our codes win over names, names over foreign codes; case, blanks, hyphens and underscores do not count. A bare
    number is read as Zalando's, the one numbered list that German shops print on their slips. A group is known by its
    own code and names only.
    """
    wanted = _folded(raw)
    for known in _lookups():
        if wanted in known:
            return _only(known[wanted])
    spelling = raw.strip().casefold()
    return _only(frozenset(code for start, code in _beginnings() if spelling.startswith(start)))


async def install_catalogue() -> None:
    """Bring the table up to the shipped catalogue; keeps names that a shop has changed and what it has retired."""
    rows = [
        (
            e.code,
            e.name_de,
            e.name_en,
            e.parent,
            e.party,
            e.position,
            msgspec.json.encode(dict(e.codes)).decode(),
            False,
        )
        for e in (*reason_groups(), *catalogue())
    ]
    async with transaction():
        await insert_many(Reason, _COLUMNS, rows, _CONFLICT)


async def retired_reasons() -> frozenset[str]:
    """Return the codes that the shop does not offer any more."""
    rows = await fetch('SELECT "code" FROM "reason" WHERE "retired" = ?', True)
    return frozenset(row["code"] for row in rows)


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _entry(position: int, row: Mapping[str, str], parent: str) -> ReasonEntry:
    codes = {
        system: tuple(part.strip().strip("()") for part in row[system].split(",")) for system in SYSTEMS if row[system]
    }
    names = row["name_de"], row["name_en"]
    return ReasonEntry(row["code"], *names, row["party"], position, parent, MappingProxyType(codes))


@cache
def _lookups() -> tuple[dict[str, frozenset[str]], ...]:
    """Own codes, names, foreign codes: each from a folded spelling to all reasons it may mean."""
    ours = (*catalogue(), *reason_groups())
    own = _gathered((entry.code, entry.code) for entry in ours)
    names = _gathered((name, entry.code) for entry in ours for name in (entry.name_de, entry.name_en))
    foreign = _gathered(
        (code, entry.code)
        for entry in catalogue()
        for system, codes in entry.codes.items()
        if system != "shopify_definition"
        for code in codes
    )
    for handle, codes in _shopify_handles().items():
        foreign[handle] = foreign.get(handle, frozenset()) | codes
    return own, names, foreign


def _gathered(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for spelling, code in pairs:
        found[_folded(spelling)] = found.get(_folded(spelling), frozenset()) | {code}
    return found


def _shopify_handles() -> dict[str, frozenset[str]]:
    """Handles by what their id means: id 6 is named in three of our reasons, but its handle in one only."""
    meanings: dict[str, frozenset[str]] = {}
    handles: dict[str, str] = {}
    for entry in catalogue():
        for text in entry.codes.get("shopify_definition", ()):
            for number, handle in _DEFINITION.findall(text):
                meanings[number] = meanings.get(number, frozenset()) | {entry.code}
                if handle:
                    handles[_folded(handle)] = number
    return {handle: meanings[number] for handle, number in handles.items()}


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    """Foreign codes that are given as a beginning, such as ``UND-*``. Its last sign counts: "und" is a word."""
    return tuple(
        (code.removesuffix("*").casefold(), entry.code)
        for entry in catalogue()
        for codes in entry.codes.values()
        for code in codes
        if code.endswith("*")
    )


def _folded(raw: str) -> str:
    # Amazon's own page writes RO_CR-… for what its files call CR-….
    return " ".join(re.split(r"[\s_\-]+", raw.strip().casefold())).removeprefix("ro ")


def _only(codes: frozenset[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""


async def reasons_in(language: str) -> dict[str, str]:
    """Return the names of all reasons by code, retired ones too; German for "de", else English."""
    column = "name_de" if language == "de" else "name_en"
    found = await fetch(f'SELECT "code", "{column}" AS "name" FROM "reason"')  # noqa: S608 one of two names
    return {row["code"]: row["name"] for row in found}
