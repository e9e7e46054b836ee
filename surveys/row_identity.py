"""Which rows of a file are the same: by what they say, however the file wrote it. Pure.

Invariant: a row's name depends on its content alone, so importing a file twice finds the same rows; columns that came
later change no name of a row that does not fill them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Final

from surveys.import_rows import SubmissionRow


def identity(row: SubmissionRow, occurrence: int) -> str:
    """Name a row that has no external_id by its content.

    `occurrence` counts the rows of the file that are equal to this one and stand before it: two equal answers
    are two answers, and the same two when the file comes again.
    """
    return "row-" + hashlib.sha256(fingerprint(row) + occurrence.to_bytes(8, "big")).hexdigest()


def fingerprint(row: SubmissionRow) -> bytes:
    """Return 32 bytes that are equal for rows of equal content, however the file wrote it."""
    parts = (
        row.external_id or "",
        row.submitted_at.isoformat(),
        row.order_id,
        row.language or "",
        row.channel,
        row.sku,
        row.product,
        row.category,
        row.size,
        row.color,
        row.carrier,
        row.warehouse,
        row.region,
        row.reason_raw,
        str(row.rating or ""),
        row.comment,
        # One piece is what rows meant before they could say so: they must stay the same rows.
        *((str(row.quantity),) if row.quantity > 1 else ()),
        *_named_parts(row),
    )
    # Cleaned texts hold no control character but tab and newline, so this sign separates without doubt.
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


_LATER: Final = ("hub", "packaging", "shift", "lot", "area", "ordered_on")


def _named_parts(row: SubmissionRow) -> tuple[str, ...]:
    """Return the columns that came later, by name: a row without them is the row it was before there were any."""
    ordered_on = row.ordered_on.isoformat() if row.ordered_on else ""
    named = zip(_LATER, (row.hub, row.packaging, row.shift, row.lot, row.area, ordered_on), strict=True)
    return tuple(f"{name}={value}" for name, value in named if value)


class Occurrences:
    """Counts equal rows of one file, about 80 bytes for each row.

    Eight bytes of the fingerprint stand for a row: among a million rows, two different ones meet by a chance of
    1 in 30 million. A number of repeats is kept only for rows that do repeat.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._repeats: Counter[int] = Counter()

    def count(self, row: SubmissionRow) -> int:
        """Return how many equal rows came before this one, and remember it."""
        key = int.from_bytes(fingerprint(row)[:8], "big")
        if key not in self._seen:
            self._seen.add(key)
            return 0
        self._repeats[key] += 1
        return self._repeats[key]
