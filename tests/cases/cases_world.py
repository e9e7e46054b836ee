"""Customers who wait for an answer, and what the house does about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from classifier.tables import SafetyFlag
from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.asking import asking
from feedback_app.cases import stage, work
from feedback_app.cases.history import Who
from feedback_app.cases.tables import Case
from feedback_app.cases.terms import install_terms
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys.answers import Answers, Given
from surveys.invitations import Found, find_invitation, invite
from surveys.submissions import submit
from surveys.tables import Comment
from tests.shop_cast import add_comment

MIA = Who(1, "Mia Sommer")
PHONE = "0171 3920099"


async def customer_says(house: House, order: str = "O-1", rating: int | None = 1, **more: Any) -> int:
    """Let a customer answer the satisfaction survey about an order; returns the submission."""
    link = await invite(house, order, "csat")
    return await answers_link(house, link.token, Answers(rating=rating, **more))


async def wants_call(house: House, order: str = "O-1", rating: int | None = 1, **more: Any) -> int:
    return await customer_says(house, order, rating, wants_call=True, phone=PHONE, **more)


async def answers_link(house: House, token: str, answers: Answers) -> int:
    found = await find_invitation(house, token)
    assert isinstance(found, Found)
    stored = await submit(house, found, answers)
    return int(stored.submission_id)  # type: ignore[union-attr]


async def says_solved(house: House, token: str, choice: str) -> int:
    """Answer the follow-up behind a link."""
    return await answers_link(house, token, Answers(given=(Given("solved", codes=(choice,)),)))


async def tells_of_danger(at: datetime, order: str = "O-2", verdict: str = "") -> int:
    """Store a comment with a flag, as reading it leaves it behind; returns the submission."""
    comment = await add_comment("Das Netzteil hat gequalmt", order=order, product="Lampe Juist")
    await SafetyFlag(comment=comment, day=at.date(), kinds="fire", places="", flagged_at=at, verdict=verdict).save()
    row = await Comment.select(Comment.submission).where(Comment.id == comment).first()
    return int(row["submission"])


async def installed(house: House) -> House:
    await install_terms(house.now())
    return house


async def only_case() -> Case:
    found = await Case.objects()
    assert len(found) == 1
    return found[0]


async def finish(house: House, channels: Channels) -> Case:
    """Bring the only case to its end."""
    case = await only_case()
    await work.answer(house, case.id, MIA)
    await work.solve(house, case.id, "Karton zu dünn", "Ersatz geschickt", MIA)
    await work.close(house, case.id, MIA)
    await stage.run(house, channels)
    return await only_case()


async def deliver(house: House, channels: Channels) -> int:
    """Send what is due: planned mails and the outbox."""
    await asking.run(house, channels)
    return await notifications.run(house, channels, lambda: 0.0)


async def happened() -> list[str]:
    """What stands in the history, oldest first."""
    return [row["kind"] for row in await fetch("SELECT kind FROM case_event ORDER BY id")]
