"""Loading the demo and removing it: all of it, marked, once, and nothing of a real shop."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import httpx
import pytest

from classifier.tables import Proposal, ProposalComment
from classifier.themes import install_themes
from feedback_app.alerts import counts
from feedback_app.alerts.tables import Alert, AlertEvent, CountedDay, DailyVolume, Notification, Trend
from feedback_app.asking.tables import Customer, Mailing
from feedback_app.auth.members import check_password
from feedback_app.auth.sessions import start_session
from feedback_app.auth.tables import Member, MemberSession
from feedback_app.cases.tables import Case
from feedback_app.demo import loading
from feedback_app.demo.generator import ASKED_ORDERS, OPEN_ORDERS
from feedback_app.foundation.access import Role
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.insights.tables import Inspection
from feedback_app.settings import read_settings
from surveys import imports
from surveys.built_in import BUILT_IN
from surveys.catalogue import install_catalogue
from surveys.surveys import install_surveys
from surveys.tables import Callback, Comment, Draft, Invitation, Order, OrderItem, Shipment, Shop, Submission

DAYS = 40
MARKED = (
    *(Submission, Shipment, Order, Invitation, Member, Alert, Notification, Shop, Mailing, Customer, Case),
    Inspection,
)
SECRET = "s" * 40


@pytest.fixture
async def house(db, now, tmp_path):
    await install_catalogue()
    await install_surveys(now)
    await install_themes()
    await Shop(name="Laden am Markt", privacy_url="https://laden.example/datenschutz").save()
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys(SECRET), "http://shop.test", tmp_path)


@pytest.fixture
async def loaded(house):
    await loading.load_demo(house, seed=1, days=DAYS)
    return house


async def demo_rows() -> dict[str, int]:
    return {table._meta.tablename: await table.count().where(table.demo == True) for table in MARKED}  # noqa: E712


async def asked_again() -> int:
    """How many customers got a link to say whether their matter is solved."""
    return await Case.count().where(Case.follow_up.is_not_null())


async def open_alert(now, demo: bool, owner: int | None = None) -> Alert:
    alert = Alert(
        series="too_small", theme="too_small", team="product", state="new", since=now.date(), last_day=now.date(),
        observed=9, expected=3.0, lower=1.0, upper=6.0, exposure=50, usual_share=0.06, score=5.0, opened_at=now,
        updated_at=now, owner_id=owner, demo=demo,
    )  # fmt: skip
    async with transaction():
        await alert.save()
        await AlertEvent(alert=alert.id, at=now, kind="opened", member_id=owner).save()
        await Notification(
            message_id=f"m{alert.id}", dedupe_key=f"opened:{alert.id}", alert_id=alert.id, channel="mailbox",
            recipient="product", body="…", created_at=now, due_at=now, demo=demo,
        ).save()  # fmt: skip
    return alert


async def test_an_empty_house_says_so_until_the_demo_is_there(house):
    assert await loading.is_empty()
    await loading.load_demo(house, seed=1, days=DAYS)
    assert not await loading.is_empty()


async def test_everything_the_demo_stores_is_marked(loaded):
    rows = await demo_rows()
    assert rows["submission"] == await Submission.count() > 500
    assert await Comment.count() > 500
    assert rows["shipment"] == await Shipment.count() > 500
    assert (rows["shop_order"], rows["invitation"]) == (
        OPEN_ORDERS + ASKED_ORDERS,
        3 + ASKED_ORDERS + await asked_again(),
    )
    assert (rows["member"], rows["shop"]) == (5, 1)


async def test_the_demos_service_has_cases_in_every_state_and_what_customers_said_afterwards(loaded, now):
    assert {row["state"] for row in await Case.select(Case.state)} == {"new", "answered", "closed"}
    assert {row["recovered"] for row in await Case.select(Case.recovered)} == {True, False, None}
    assert [row for row in await fetch("SELECT at FROM case_event") if row["at"] > now] == []
    await loading.remove_demo()
    assert (await Case.count(), await Callback.count()) == (0, 0)


async def test_the_demos_returns_desk_has_inspected_some_items_none_before_it_came_back(loaded, now):
    rows = await fetch('SELECT "day", "comment_day", "finding" FROM "inspection"')
    assert len(rows) > 100
    assert {row["finding"] for row in rows} >= {"nothing", "defective", "damaged"}
    assert all(row["comment_day"] < row["day"] < now.date() for row in rows)


async def test_loading_twice_adds_nothing(loaded):
    before = await demo_rows(), await Comment.count(), await OrderItem.count()
    await loading.load_demo(loaded, seed=2, days=DAYS)
    assert (await demo_rows(), await Comment.count(), await OrderItem.count()) == before


async def test_a_load_that_was_cut_short_is_started_over(house, monkeypatch):
    async def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(loading, "add_member", fail)
        with pytest.raises(ConnectionError):
            await loading.load_demo(house, seed=1, days=DAYS)
    assert await loading.sign_in_lines(house) == []
    await loading.load_demo(house, seed=1, days=DAYS)
    assert (await demo_rows())["invitation"] == 3 + ASKED_ORDERS + await asked_again()


async def test_every_built_in_survey_has_answers_and_some_that_were_only_begun(loaded):
    answered = await fetch(
        "SELECT v.code, COUNT(*) AS answers FROM submission s JOIN survey v ON v.id = s.survey "
        "WHERE s.invitation IS NOT NULL GROUP BY v.code"
    )
    assert {row["code"] for row in answered if row["answers"] >= 10} == set(BUILT_IN)
    assert await Draft.count() >= 5


async def test_no_answer_lies_in_the_future(loaded):
    newest = await Submission.select(Submission.submitted_at).order_by(Submission.submitted_at, ascending=False).first()
    assert newest["submitted_at"] < loaded.now()


async def test_personal_words_of_the_demo_are_masked(loaded):
    texts = await Comment.select(Comment.text).output(as_list=True)
    assert any("[E-Mail]" in text or "[Telefon]" in text or "[phone]" in text for text in texts)
    assert not any("@example" in text for text in texts)


async def test_the_password_fits_every_demo_member_and_is_the_same_each_time(loaded):
    secret = loading.password(loaded)
    roles = {(await check_password(member.email, secret)).role for member in loading.MEMBERS}
    assert roles == set(Role)
    assert len(secret) >= 16
    assert secret in "\n".join(await loading.sign_in_lines(loaded))


async def test_another_house_has_another_password(house):
    assert loading.password(house) != loading.password(
        House(house.clock, house.zone, Keys("t" * 40), house.base_url, house.models_dir)
    )


async def test_the_printed_links_open_a_form_that_says_it_is_a_demo(loaded, db, now, tmp_path):
    from feedback_app.app import create_app

    settings = read_settings({"DATABASE_URL": db, "FEEDBACK_SECRET": SECRET, "FEEDBACK_VAR_DIR": str(tmp_path)})
    app = create_app(settings, clock=lambda: now, connected=True)
    links = [line.split()[-1] for line in await loading.sign_in_lines(loaded) if "/s/" in line]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop.test") as customer:
        pages = [await customer.get(link) for link in links]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "Demodaten: Diesen Shop gibt es nicht." in pages[0].text
    assert "Demo data: this shop does not exist." in pages[1].text


async def test_removing_leaves_no_demo_row_and_gives_the_shop_its_name_back(loaded, now):
    await start_session(loaded, (await Member.objects().first()).id)
    await open_alert(now, demo=True)
    expected = sum((await demo_rows()).values()) - 1
    assert await loading.remove_demo() == expected
    assert set((await demo_rows()).values()) == {0}
    left = [await table.count() for table in (Comment, OrderItem, MemberSession, AlertEvent)]
    assert left == [0, 0, 0, 0]
    shop = await Shop.select().first()
    assert (shop["name"], shop["privacy_url"]) == ("Laden am Markt", "https://laden.example/datenschutz")
    assert await loading.sign_in_lines(loaded) == []


async def test_removing_keeps_what_a_real_shop_has_imported_beside_the_demo(loaded, now):
    row = {"external_id": "R-1", "submitted_at": "2026-11-10", "reason": "too_small", "comment": "Hose zu eng"}
    await imports.store_submission_rows(loaded, [row])
    await imports.store_shipment_rows(loaded, [{"date": "2026-11-10", "sku": "R", "quantity": "3"}])
    owner = await Member.objects().first()
    real = await open_alert(now, demo=False, owner=owner.id)
    await loading.remove_demo()
    assert await Submission.select(Submission.external_id).output(as_list=True) == ["R-1"]
    assert await Comment.select(Comment.text).output(as_list=True) == ["Hose zu eng"]
    assert await Shipment.select(Shipment.quantity).output(as_list=True) == [3]
    kept = await Alert.select(Alert.id, Alert.owner_id)
    assert kept == [{"id": real.id, "owner_id": None}]
    assert await Notification.count() == 1


async def test_removing_takes_along_proposals_that_rest_on_demo_comments_alone(loaded, now):
    await imports.store_submission_rows(loaded, [{"external_id": "R-1", "submitted_at": "2026-11-10", "comment": "Hm"}])
    demo, real = [
        (await fetch(f"SELECT MIN(c.id) AS id FROM comment c JOIN submission s ON s.id = c.submission WHERE {which}"))[
            0
        ]
        for which in ("s.external_id <> 'R-1'", "s.external_id = 'R-1'")
    ]
    for comments in ([demo], [demo, real], [real]):
        proposal = Proposal(state="open", name="App", language="de", found_at=now, seen_at=now)
        await proposal.save()
        for comment in comments:
            await ProposalComment(proposal=proposal.id, comment=comment["id"]).save()
    first = await Proposal.select(Proposal.id).order_by(Proposal.id).first()
    await loading.remove_demo()
    assert await Proposal.count() == 2
    assert not await Proposal.exists().where(Proposal.id == first["id"])


async def test_after_the_removal_the_counts_heal_by_themselves(loaded, now):
    await counts.run(loaded)
    await Trend(
        day=now.date(), series="too_small", observed=1, exposure=9, expected=1.0, lower=0.0, upper=3.0, phi=1.0,
        standard_error=0.1, score=0.0,
    ).save()  # fmt: skip
    assert await DailyVolume.count() > 0
    await loading.remove_demo()
    await counts.run(loaded)
    assert await DailyVolume.count() == 0
    assert await Trend.count() == 0
    assert await CountedDay.count().where(CountedDay.comments > 0) == 0


async def test_removing_without_a_demo_changes_nothing(house, now):
    await imports.store_submission_rows(house, [{"external_id": "R-1", "submitted_at": "2026-11-10"}])
    await open_alert(now, demo=False)
    assert await loading.remove_demo() == 0
    assert (await Submission.count(), await Alert.count(), await Notification.count()) == (1, 1, 1)
    assert (await Shop.select(Shop.name).first())["name"] == "Laden am Markt"
