"""What a file can hold, and which fields of ours its columns may fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from surveys.import_rows import SUBMISSION_COLUMNS
from surveys.order_import import ORDER_COLUMNS

Code = Literal["returns", "orders"]
TELLING: Final = ("reason", "comment", "rating")
"""Without one of them a file of returns says nothing about why something came back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. fields: of ours, in the order of the page; needed: each; one_of: at least one; dates: days."""

    code: Code
    fields: tuple[str, ...]
    known: tuple[str, ...]
    needed: tuple[str, ...]
    one_of: tuple[str, ...]
    dates: tuple[str, ...]

    def missing(self, mapping: Mapping[str, int]) -> tuple[str, ...]:
        """Return the fields that no column fills and that must be; of ``one_of`` the first stands for all."""
        lacking = tuple(name for name in self.needed if name not in mapping)
        return lacking if not self.one_of or set(self.one_of) & set(mapping) else (*lacking, self.one_of[0])


_PLACES: Final = ("carrier", "warehouse", "region", "packaging", "hub", "shift", "lot", "postal_code")
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "returns": Kind(
            "returns",
            (
                *("submitted_at", "reason", "comment", "rating", "external_id", "order_id", "sku", "product", "size"),
                *("color", "category", "quantity", *_PLACES, "ordered_at", "language", "channel"),
            ),
            SUBMISSION_COLUMNS,
            ("submitted_at",),
            TELLING,
            ("submitted_at", "ordered_at"),
        ),
        "orders": Kind(
            "orders",
            (
                *("order_id", "sku", "ordered_at", "product", "size", "color", "category", "quantity"),
                *(*_PLACES, "language", "channel"),
            ),
            ORDER_COLUMNS,
            ("order_id", "sku"),
            (),
            ("ordered_at",),
        ),
    }
)
