"""An alert about damage at a carrier, an action that was measured, and a customer who wants to hear of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from classifier.tables import Assignment
from feedback_app.alerts.tables import Action, Alert, Effect
from surveys.tables import Comment, Contact, Submission, Survey

STARTED = date(2026, 11, 2)


async def one_alert(now: datetime, carrier: str = "GLS") -> int:
    series = f"damaged_transport|carrier={carrier}"
    made = Alert(
        series=series, open_key=series, theme="damaged_transport", slice="{}", team="logistics", state="assigned",
        since=STARTED - timedelta(days=10), last_day=STARTED, observed=30, expected=10, lower=5, upper=16,
        exposure=300, usual_share=0.03, score=4, opened_at=now, updated_at=now,
    )  # fmt: skip
    await made.save()
    return int(made.id)


async def acted(alert_id: int, now: datetime, verdict: str = "improved", measure: str = "Dicker Karton") -> int:
    action = Action(
        alert=alert_id, cause="Karton zu dünn", measure=measure, started_on=STARTED, theme="damaged_transport",
        member_id=1, member_name="Lea", owner_name="Lea", created_at=now,
    )  # fmt: skip
    await action.save()
    await Effect(
        action=action.id, measured_on=STARTED + timedelta(days=14), days_after=14, before_count=90, before_answers=450,
        after_count=20, after_answers=400, ratio=0.25, lower=0.15, upper=0.4, verdict=verdict, final=False,
        comparison="others", other_before_count=60, other_before_answers=600, other_after_count=59,
        other_after_answers=600,
    ).save()  # fmt: skip
    return int(action.id)


async def listener(now: datetime) -> None:
    survey = Survey(code="returns", version=1, definition="{}", published_at=now)
    await survey.save()
    said = Submission(survey=survey.id, submitted_at=now, day=STARTED, language="de", changed_at=now)
    await said.save()
    await Contact(submission=said.id, email="anna@example.org", consented_at=now).save()
    comment = Comment(submission=said.id, day=STARTED, carrier="GLS", text="kaputt")
    await comment.save()
    await Assignment(comment=comment.id, theme="damaged_transport", probability=0.9, source="model").save()
