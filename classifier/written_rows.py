"""How classifications and assignments are written: their columns, and what happens to the one that stands there."""

from __future__ import annotations

from typing import Final

BATCH: Final = 500
MARK: Final = ""
"""In the place of a model's version: this comment is to be read again."""
CLASSIFICATION = (
    "comment",
    "day",
    "outcome",
    "language",
    "novelty",
    "source",
    "model_version",
    "member_id",
    "classified_at",
    "revision",
    "reason_in_text",
    "overruled",
)
ASSIGNMENT = ("comment", "theme", "probability", "source", "model_version")
_REPLACE = """
    ON CONFLICT ("comment") DO UPDATE SET
        "outcome" = excluded."outcome", "language" = excluded."language", "novelty" = excluded."novelty",
        "source" = excluded."source", "model_version" = excluded."model_version",
        "member_id" = excluded."member_id", "classified_at" = excluded."classified_at",
        "reason_in_text" = excluded."reason_in_text", "overruled" = excluded."overruled",
        "revision" = "classification"."revision" + {raised}
"""
REPLACE = _REPLACE.format(raised=1)
UNLESS_CORRECTED = """ WHERE "classification"."source" <> 'member'"""
REPLACE_UNLESS_CORRECTED = REPLACE + UNLESS_CORRECTED
# The themes are the same, so there is nothing to count again.
RENEW_UNLESS_CORRECTED = _REPLACE.format(raised=0) + UNLESS_CORRECTED
