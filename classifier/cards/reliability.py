"""Which themes are not read well enough to raise alerts.

The rule: a theme is unreliable where the lower bound of its balance of precision and recall on held-out texts is below
``quality.GOOD_ENOUGH``, or where fewer than ``quality.FEWEST`` held-out texts have it, or where it was never measured,
and most of its recent comments have it from the model alone. What customers tick or confirm, members correct and rules
say needs no model, so a theme that lives on these may raise alerts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from classifier.cards.quality import together
from classifier.care.measures import Measures, read_as
from feedback_app.foundation.dialect import fetch, marks

RECENT: Final = timedelta(days=28)
MOSTLY: Final = 0.5


async def active_measures() -> Measures | None:
    """Return the figures of the model that reads; None while there is none, or none that was measured."""
    found = await fetch("""SELECT "measures" FROM "theme_model" WHERE "state" = 'active'""")
    measures = read_as(Measures, found[0]["measures"]) if found else Measures()
    return measures if measures.parts else None


async def unreliable(today: date) -> frozenset[str]:
    """Return the codes of the themes on which no alert may rest; none while nothing was measured at all."""
    doubtful = await unproven()
    return doubtful & await _mostly_read(sorted(doubtful), today) if doubtful else doubtful


async def unproven() -> frozenset[str]:
    """Return the themes that the model was not shown to read well enough; none while nothing was measured at all."""
    measures = await active_measures()
    if measures is None:
        return frozenset()
    proven = {theme for theme, found in together(measures.parts).items() if found.reliable}
    codes = await fetch('SELECT "code" FROM "theme" WHERE "retired" = ?', False)
    return frozenset(str(row["code"]) for row in codes) - proven


async def _mostly_read(themes: list[str], today: date) -> frozenset[str]:
    """Return those of the themes that most of their recent comments have from the model."""
    found = await fetch(
        f"""
        SELECT a."theme", COUNT(*) AS "n", SUM(CASE WHEN a."source" = 'model' THEN 1 ELSE 0 END) AS "read"
        FROM "comment" c JOIN "assignment" a ON a."comment" = c."id"
        WHERE c."day" > ? AND c."superseded_at" IS NULL AND a."theme" IN ({marks(themes)}) GROUP BY a."theme"
        """,  # noqa: S608 question marks and our own names only
        today - RECENT,
        *themes,
    )
    told_otherwise = {str(row["theme"]) for row in found if int(row["read"]) <= MOSTLY * int(row["n"])}
    return frozenset(themes) - told_otherwise
