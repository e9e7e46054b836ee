"""The shop's catalogue of reasons as the editor offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback_app.foundation.languages import language
from surveys.tables import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """One reason of the catalogue. ``parent`` "": it is a group, or stands for itself."""

    code: str
    name: str
    name_de: str
    name_en: str
    parent: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """The catalogue in its own order."""

    all: tuple[Known, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """Names by code, in the member's language."""
        return {reason.code: reason.name for reason in self.all}

    @property
    def codes(self) -> frozenset[str]:
        """All codes, retired ones included: old answers keep them."""
        return frozenset(reason.code for reason in self.all)

    def named(self, code: str) -> Known:
        """Return one reason; one that is gone is called by its code."""
        found = next((reason for reason in self.all if reason.code == code), None)
        return found or Known(code, code, code, code, "", True)

    def groups(self) -> tuple[Known, ...]:
        """Return what may be a group: reasons without a parent that have children."""
        parents = {reason.parent for reason in self.all}
        return tuple(reason for reason in self.all if reason.code in parents and not reason.retired)

    def children(self, group: str, kept: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the codes that may stand in a group: its own, and those that already do."""
        own = [reason.code for reason in self.all if reason.parent == group and not reason.retired]
        return tuple(dict.fromkeys((*kept, *own)))

    def single(self, kept: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the codes that belong to no group: they may stand below all groups."""
        groups = {reason.code for reason in self.groups()}
        free = [r.code for r in self.all if not r.parent and r.code not in groups and not r.retired]
        return tuple(dict.fromkeys((*kept, *free)))


async def read_reasons() -> Reasons:
    """Return the catalogue, named in the language of the request."""
    rows = await Reason.select().order_by(Reason.position)
    german = language() == "de"
    return Reasons(
        tuple(
            Known(
                row["code"],
                row["name_de"] if german else row["name_en"],
                row["name_de"],
                row["name_en"],
                row["parent"],
                row["retired"],
            )
            for row in rows
        )
    )
