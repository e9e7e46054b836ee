"""A shop whose customers wrote something: many texts at once, read, packed and indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from classifier.tables import Assignment, Classification
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import insert_many, reserve_ids
from feedback_app.foundation.house import House
from feedback_app.insights.search import indexing
from feedback_app.insights.store import packing
from surveys.surveys import current_survey, install_surveys
from surveys.tables import Comment, Submission


@dataclass(frozen=True, slots=True)
class Text:
    """What one customer wrote."""

    words: str
    theme: str
    day: date
    language: str = "de"
    product: str = ""
    carrier: str = ""
    order: str = ""
    rating: int | None = None


async def write(house: House, texts: Sequence[Text]) -> None:
    """Store texts in one transaction, as the form and the assign stage would, and run the stages of the desk."""
    await install_surveys(house.now())
    await install_themes()
    survey = (await current_survey("returns")).id
    blank = Comment(_ignore_missing=True).to_dict()
    names = [column._meta.db_column_name for column in Comment._meta.columns]
    async with transaction():
        submissions, comments = await reserve_ids(Submission, len(texts)), await reserve_ids(Comment, len(texts))
        rows = list(zip(texts, submissions, comments, strict=True))
        at = {text.day: datetime.combine(text.day, time(10), UTC) for text in texts}
        await insert_many(
            Submission,
            ("id", "survey", "order_id", "submitted_at", "day", "language", "channel", "rating", "changed_at",
             "revision", "notice_version", "demo"),
            [(s, survey, t.order, at[t.day], t.day, t.language, "link", t.rating, at[t.day], 1, "", False)
             for t, s, _ in rows],
        )  # fmt: skip
        said = [{**blank, "id": c, "submission": s, "day": t.day, "text": t.words, "language": t.language,
                 "product": t.product, "carrier": t.carrier} for t, s, c in rows]  # fmt: skip
        await insert_many(Comment, names, [[row[name] for name in names] for row in said])
        await insert_many(
            Classification,
            ("comment", "day", "outcome", "language", "source", "model_version", "classified_at", "revision",
             "overruled"),
            [(c, t.day, "themes", t.language, "model", "t", at[t.day], 1, "") for t, _, c in rows],
        )  # fmt: skip
        await insert_many(
            Assignment,
            ("comment", "theme", "probability", "source", "model_version"),
            [(c, t.theme, 0.9, "model", "t") for t, _, c in rows],
        )
    await packing.run(house)
    await indexing.run(house)
