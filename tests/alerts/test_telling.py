"""Customers who asked hear that their complaint led to a change: those, once, and nobody else."""

from datetime import timedelta

from test_measuring import STARTED, acted

from feedback_app.alerts import measuring, telling
from feedback_app.alerts.tables import Effect, Notification
from surveys.tables import Comment, Contact, Shop, Submission
from tests.alerts.alert_world import TODAY, Batch


async def customer(world, house, email: str, language: str = "de", day=STARTED, **batch) -> int:
    first = await Submission.objects().first()
    submission = Submission(
        survey=first.survey, submitted_at=house.now(), day=day, language=language, changed_at=house.now()
    )
    await submission.save()
    if email:
        await Contact(submission=submission.id, email=email, consented_at=house.now()).save()
    await world.add([Batch(day, **{"theme": "damaged_transport", "carrier": "GLS", **batch})], submission.id)
    return submission.id


async def improved(world, house) -> None:
    await acted(house, world)
    await measuring.run(house)


async def told() -> list[str]:
    return [row["recipient"] for row in await Notification.select().order_by(Notification.id)]


async def test_who_asked_and_complained_about_this_is_told_once(world, house, mailbox_only):
    await Shop(name="Haus & Hose").save()
    await improved(world, house)
    await customer(world, house, "anna@example.org", n=2)
    assert [await telling.run(house, mailbox_only), await telling.run(house, mailbox_only)] == [1, 0]
    mail = await Notification.objects().first()
    assert mail.recipient == "anna@example.org"
    assert mail.subject == "Ihre Rückmeldung hat etwas bewirkt"
    assert "Das haben wir geändert: Doppelt kleben" in mail.body
    assert "Transportschaden" in mail.body
    assert "Haus & Hose" in mail.body
    assert "Haus &amp; Hose" in mail.html
    assert (await Effect.objects().first()).told_at == house.now()


async def test_the_mail_speaks_the_customers_language(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org", "en")
    await telling.run(house, mailbox_only)
    mail = await Notification.objects().first()
    assert mail.subject == "Your feedback changed something"
    assert "10 November 2026 you told us about: Damaged in transport" in mail.body


async def test_nobody_else_is_told(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "")
    await customer(world, house, "theme@example.org", theme="too_small")
    await customer(world, house, "slice@example.org", carrier="DHL")
    await customer(world, house, "early@example.org", day=STARTED - timedelta(days=13))
    await customer(world, house, "late@example.org", day=TODAY)
    changed = await customer(world, house, "changed@example.org")
    await Comment.update({Comment.superseded_at: house.now()}).where(Comment.submission == changed)
    assert await telling.run(house, mailbox_only) == 0
    assert await told() == []
    assert (await Effect.objects().first()).told_at is not None


async def test_without_an_improvement_nobody_is_told(world, house, mailbox_only):
    await acted(house, world, cured=False)
    await measuring.run(house)
    await customer(world, house, "anna@example.org")
    assert await telling.run(house, mailbox_only) == 0
    assert (await Effect.objects().first()).told_at is None


async def test_a_stage_that_was_killed_before_its_end_tells_nobody_twice(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await telling.run(house, mailbox_only)
    await Effect.update({Effect.told_at: None}, force=True)
    await telling.run(house, mailbox_only)
    assert await told() == ["anna@example.org"]


async def test_who_complained_twice_is_told_once(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await customer(world, house, "Anna@example.org", "en")
    assert await telling.run(house, mailbox_only) == 1
    assert (await Notification.objects().first()).subject == "Your feedback changed something"


async def test_a_contact_without_an_address_is_passed_over(world, house, mailbox_only):
    await improved(world, house)
    first = await customer(world, house, "anna@example.org")
    await Contact.update({Contact.email: ""}).where(Contact.submission == first)
    assert await telling.run(house, mailbox_only) == 0
