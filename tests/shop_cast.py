"""What the tests of themes and pages tell a shop: one comment, or one that has its themes already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import msgspec

from classifier.tables import Assignment, Classification
from feedback_app.foundation.database import transaction
from surveys.built_in import BUILT_IN
from surveys.tables import Comment, Submission, Survey

TODAY = date(2026, 11, 20)


async def add_comment(text: str = "", reason: str = "", day: date = TODAY, order: str = "", **slices: str) -> int:
    """Store a submission with one comment, as the form would; ``slices`` are sku, product, carrier, language …"""
    at = datetime.combine(day, time(10), UTC)
    async with transaction():
        survey = await Survey.objects().first()
        if survey is None:
            questions = msgspec.json.encode(BUILT_IN["returns"]).decode()
            survey = Survey(code="returns", version=1, definition=questions, published_at=at)
            await survey.save()
        submission = Submission(
            survey=survey.id, order_id=order, submitted_at=at, day=day, language="de", channel="link", changed_at=at
        )
        await submission.save()
        comment = Comment(submission=submission.id, day=day, text=text, reason=reason, reason_raw=reason, **slices)
        await comment.save()
    return int(comment.id)


async def add_classified(text: str, themes: Sequence[str], day: date = TODAY, **more: str) -> int:
    """Store a comment that the classifier has given these themes, each with probability 0.9."""
    comment = await add_comment(text, day=day, **more)
    async with transaction():
        await Classification(
            comment=comment,
            day=day,
            outcome="themes" if themes else "none",
            language=more.get("language", "de"),
            novelty=0.1,
            model_version="test",
            classified_at=datetime.combine(day, time(11), UTC),
        ).save()
        for theme in themes:
            await Assignment(comment=comment, theme=theme, probability=0.9, source="model", model_version="test").save()
    return comment
