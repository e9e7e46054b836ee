"""Customers who asked hear that their complaint led to a change: those, once, and nobody else."""

from datetime import timedelta

import pytest
from test_measuring import STARTED, acted

from feedback_app.alerts import links, measuring, releasing, telling
from feedback_app.alerts.actions import Plan, record
from feedback_app.alerts.alert_settings import save_news
from feedback_app.alerts.errors import AlertError
from feedback_app.alerts.tables import Action, Effect, Notification, Telling
from feedback_app.asking.customers import object_by
from feedback_app.asking.news_gate import NewsGate
from surveys.persons import person_of
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


async def improved(world, house) -> int:
    """An action has helped, and a member releases the mails about it; returns the alert."""
    alert_id = await acted(house, world)
    await measuring.run(house)
    await releasing.release(house, (await Action.objects().first()).id, 1, "Jana")
    return alert_id


async def tell(house, channels) -> int:
    return await telling.run(house, channels, NewsGate(house))


async def told() -> list[str]:
    return [row["recipient"] for row in await Notification.select().order_by(Notification.id)]


async def second_action(house, alert_id: int, measure: str = "Neues Band") -> None:
    """A later action about the same alert has helped too, and is released."""
    later = await record(house, alert_id, Plan("Band reißt", measure, STARTED), 1, "Jana")
    await measuring.run(house)
    await releasing.release(house, later, 1, "Jana")


async def test_who_asked_and_complained_about_this_is_told_once(world, house, mailbox_only):
    await Shop(name="Haus & Hose").save()
    await improved(world, house)
    await customer(world, house, "anna@example.org", n=2)
    assert [await tell(house, mailbox_only), await tell(house, mailbox_only)] == [1, 0]
    mail = await Notification.objects().first()
    assert mail.recipient == "anna@example.org"
    assert mail.subject == "Ihre Rückmeldung hat etwas bewirkt"
    assert "Das haben wir geändert: Doppelt kleben" in mail.body
    assert "5,0\u00a0% aller Rückmeldungen" in mail.body
    assert "Transportschaden" in mail.body
    assert "Haus & Hose schreibt Ihnen" in mail.body
    assert "Haus &amp; Hose" in mail.html
    assert (await Effect.objects().first()).told_at == house.now()


async def test_nobody_is_told_before_a_member_releases_it(world, house, mailbox_only):
    await acted(house, world)
    await measuring.run(house)
    await customer(world, house, "anna@example.org")
    assert await tell(house, mailbox_only) == 0
    assert (await Effect.objects().first()).told_at is None


async def test_where_the_house_wishes_it_goes_without_a_release(world, house, mailbox_only):
    await acted(house, world)
    await measuring.run(house)
    await customer(world, house, "anna@example.org")
    await save_news(changes_page=False, tell_by_itself=True)
    assert [await tell(house, mailbox_only), await tell(house, mailbox_only)] == [1, 0]


async def test_a_shop_that_says_du_says_it_here_too(world, house, mailbox_only):
    await Shop(name="Haus & Hose", form_of_address="du").save()
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await tell(house, mailbox_only)
    mail = await Notification.objects().first()
    assert mail.subject == "Deine Rückmeldung hat etwas bewirkt"
    assert "Haus & Hose schreibt Dir" in mail.body


async def test_the_mail_speaks_the_customers_language(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org", "en")
    await tell(house, mailbox_only)
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
    assert await tell(house, mailbox_only) == 0
    assert await told() == []


async def test_the_scope_of_the_action_decides_who_is_told(world, house, mailbox_only):
    await improved(world, house)
    await Action.update({Action.scope: "damaged_transport"}, force=True)
    await customer(world, house, "slice@example.org", carrier="DHL")
    assert await tell(house, mailbox_only) == 1


async def test_what_did_not_help_or_came_back_cannot_be_released(world, house):
    await acted(house, world, cured=False)
    await measuring.run(house)
    action = (await Action.objects().first()).id
    with pytest.raises(AlertError):
        await releasing.release(house, action, 1, "Jana")
    await Effect.update({Effect.verdict: "improved", Effect.relapsed_on: TODAY}, force=True)
    with pytest.raises(AlertError):
        await releasing.release(house, action, 1, "Jana")


async def test_what_came_back_after_its_release_is_told_to_nobody(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await Effect.update({Effect.relapsed_on: TODAY}, force=True)
    assert await tell(house, mailbox_only) == 0


async def test_an_action_is_released_once(world, house):
    await improved(world, house)
    with pytest.raises(AlertError):
        await releasing.release(house, (await Action.objects().first()).id, 1, "Jana")


async def test_who_objected_is_never_told_and_nothing_is_written_about_it(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await tell(house, mailbox_only)
    await object_by(house, links.objection_token(house, person_of(house.keys, "anna@example.org")))
    assert await told() == []
    await second_action(house, (await Action.objects().first()).alert)
    await Telling.delete(force=True)
    assert await tell(house, mailbox_only) == 0


async def test_the_objection_link_is_one_click_and_stands_nowhere_in_the_database(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await tell(house, mailbox_only)
    mail = await Notification.objects().first()
    token = links.objection_token(house, person_of(house.keys, "anna@example.org"))
    assert token not in mail.body + mail.html + mail.headers
    assert f"{house.base_url}/u/{token}" in links.filled(house, mail.body, links.read(mail.links))
    assert "One-Click" in mail.headers


async def test_two_actions_come_in_one_mail(world, house, mailbox_only):
    alert = await improved(world, house)
    await customer(world, house, "anna@example.org")
    await second_action(house, alert)
    assert await tell(house, mailbox_only) == 1
    body = (await Notification.objects().first()).body
    assert "Doppelt kleben" in body
    assert "Neues Band" in body
    assert await Telling.count() == 2


async def test_who_was_written_to_a_short_time_ago_hears_of_the_next_action_later(world, house, mailbox_only, clock):
    alert = await improved(world, house)
    await customer(world, house, "anna@example.org")
    await tell(house, mailbox_only)
    await second_action(house, alert)
    assert await tell(house, mailbox_only) == 0
    clock.pass_time(days=house.throttle_days, hours=1)
    assert await tell(house, mailbox_only) == 1
    assert (
        "Doppelt kleben" not in (await Notification.objects().order_by(Notification.id, ascending=False).first()).body
    )


async def test_who_complained_twice_is_told_once(world, house, mailbox_only):
    await improved(world, house)
    await customer(world, house, "anna@example.org")
    await customer(world, house, "Anna@example.org", "en")
    assert await tell(house, mailbox_only) == 1
    assert (await Notification.objects().first()).subject == "Your feedback changed something"


async def test_a_contact_without_an_address_is_passed_over(world, house, mailbox_only):
    await improved(world, house)
    first = await customer(world, house, "anna@example.org")
    await Contact.update({Contact.email: ""}).where(Contact.submission == first)
    assert await tell(house, mailbox_only) == 0
