"""The product's story, stage by stage, on both engines.

A customer's submission gets themes assigned; daily counts of themes are watched for trends; a trend opens an alert; an
alert sends notifications to the team that can do something; the team records an action; the action's effect is
measured; and the customers who complained are told. Every stage runs twice: the second time nothing happens.

The web application answers on a real port, mail goes to a real SMTP server, the webhook to a real receiver.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import Message
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from classifier.starter import starter_model
from feedback_app import worker
from feedback_app.alerts.channels import Channels, SmtpServer
from feedback_app.auth import api_keys, members
from feedback_app.foundation.access import Role
from surveys import imports
from tests.alerts.receivers import Hook, Postbox, http_server, smtp_server
from tests.conftest import Clock, Served
from tests.surveys.filling import answer_form

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PASSWORD = "a password for a story"
CARRIERS = ("DHL", "GLS", "DPD", "Hermes")
COLUMNS = ("external_id", "submitted_at", "language", "sku", "product", "carrier", "warehouse", "reason", "comment")


@pytest.fixture(scope="session")
def model(models: Path):
    return starter_model(models)


@dataclass
class Story:
    """The house, its receivers, and what a narrator needs to move on."""

    served: Served
    tools: worker.Tools
    mail: Postbox
    hook: Hook
    folder: Path

    async def runs(self, stage: str) -> int:
        """Run one stage, and again: the second time there is nothing left to do."""
        done = (await worker.run_once(self.served.house, self.tools, (stage,)))[stage]
        again = (await worker.run_once(self.served.house, self.tools, (stage,)))[stage]
        assert again == 0, f"{stage} did {again} things twice"
        return done

    async def run_all(self) -> None:
        for stage, _ in worker.STAGES:
            await self.runs(stage)

    async def imported(self, name: str, rows: list[tuple[str, ...]]) -> imports.ImportReport:
        file = self.folder / f"{name}.csv"
        with file.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened).writerows([COLUMNS, *rows])
        return await imports.import_submissions(self.served.house, file)


@pytest.fixture
async def story(served: Served, model, tmp_path: Path) -> AsyncIterator[Story]:
    async with smtp_server() as mail, http_server() as hook:
        teams = {"logistics": "lager@shop.test", "product": "produkt@shop.test", "service": "service@shop.test"}
        smtp = SmtpServer("127.0.0.1", mail.port)
        channels = Channels(smtp, "feedback@shop.test", teams, hook.url, SECRET, private_targets=True)
        yield Story(served, worker.Tools(*model, channels), mail, hook, tmp_path)


def ordinary_days(first: date, days: int, damaged_at_gls: int = 2) -> Iterator[tuple[str, ...]]:
    """Forty answers a day, two of ten at each carrier about parcels that arrived damaged; at GLS as said."""
    for offset in range(days):
        day = first + timedelta(days=offset)
        for number in range(40):
            carrier = CARRIERS[number % 4]
            damaged = number // 4 < (damaged_at_gls if carrier == "GLS" else 2)
            reason = "damaged_transport" if damaged else ("too_small", "changed_mind", "dislike_style")[number % 3]
            at = datetime.combine(day, time(8, number)).isoformat()
            warehouse = "Erfurt" if number % 8 < 4 else "Kassel"
            yield (
                f"{day}-{number}",
                at,
                "de",
                f"S{number % 5}",
                f"Artikel {number % 5}",
                carrier,
                warehouse,
                reason,
                "",
            )


async def test_the_whole_loop(story: Story):
    served, clock = story.served, story.served.clock
    today = served.house.today()
    async with httpx.AsyncClient(base_url=served.url, headers={"Accept-Language": "de"}) as web:
        await the_shop_brings_its_history(story, today)
        link = await the_shop_invites_a_customer(story, web)
        await the_customer_answers(web, link, clock)

        assert await story.runs("assign") > 0
        assert await story.runs("count") > 0
        assert await story.runs("detect") > 0
        assert await story.runs("alert") == 1
        assert await story.runs("notify") == 2

        alert = await the_api_knows_one_alert(story, web, today)
        logistics_gets_one_mail(story.mail.mails, served.url, alert)
        the_receiver_gets_one_signed_webhook(story.hook, alert)

        await logistics_acts(story, web, alert)
        assert await story.runs("measure") == 1
        assert "noch zu früh" in (await web.get(f"/alerts/{alert['id']}")).text.lower()

        clock.now += timedelta(days=14)
        await story.imported("later", list(ordinary_days(today + timedelta(days=1), 14)))
        await story.run_all()
        await lea_signs_in(web)
        page = (await web.get(f"/alerts/{alert['id']}")).text
        assert "es ist besser geworden" in page.lower()
        await logistics_lets_the_customers_be_told(web, page)
        assert await story.runs("tell") == 1
        await story.runs("notify")
        the_customer_is_told_once(story.mail.mails)


async def the_shop_brings_its_history(story: Story, today: date) -> None:
    calm = list(ordinary_days(today - timedelta(days=120), 111))
    rising = list(ordinary_days(today - timedelta(days=9), 10, damaged_at_gls=7))
    report = await story.imported("history", calm + rising)
    assert (report.stored, report.bad) == (121 * 40, 0)
    assert (await story.imported("history", calm + rising)).known == 121 * 40


async def the_shop_invites_a_customer(story: Story, web: httpx.AsyncClient) -> str:
    key = await api_keys.create_key(story.served.house, "shop")
    headers = {"Authorization": f"Bearer {key}"}
    items = [{"sku": "S1", "product": "Teekanne Föhr", "category": "Küche"}]
    order = {"order_id": "B-4711", "carrier": "GLS", "warehouse": "Erfurt", "items": items}
    assert (await web.post("/api/v1/orders", json=order, headers=headers)).status_code == 200
    answer = await web.post("/api/v1/invitations", json={"order_id": "B-4711"}, headers=headers)
    assert answer.status_code == 201
    story.tools = worker.Tools(story.tools.model, story.tools.model_version, story.tools.channels)
    web.headers["x-api"] = key
    return str(answer.json()["url"])


async def the_customer_answers(web: httpx.AsyncClient, link: str, clock: Clock) -> None:
    form = (await web.get(link)).text
    assert "Teekanne Föhr" in form
    field = re.search(r'name="reason-(\w+)"', form)
    assert field
    answer = {
        f"reason-{field[1]}": "broken_or_damaged",
        f"detail-{field[1]}-broken_or_damaged": "damaged_transport",
        f"comment-{field[1]}": "Das Paket war völlig zerdrückt und die Kanne in Scherben.",
        "q-csat": "2",
        "tell_me": "yes",
        "email": "kundin@post.test",
    }
    sent = await answer_form(web, link, answer, clock=clock, follow_redirects=True)
    assert sent.status_code == 200
    assert "Danke" in sent.text


async def the_api_knows_one_alert(story: Story, web: httpx.AsyncClient, today: date) -> dict:
    headers = {"Authorization": f"Bearer {web.headers.pop('x-api')}"}
    alerts = (await web.get("/api/v1/alerts", headers=headers)).json()
    assert len(alerts) == 1
    alert = alerts[0]
    assert (alert["theme"], alert["slice"], alert["team"]) == ("damaged_transport", {"carrier": "GLS"}, "logistics")
    assert today - timedelta(days=11) <= date.fromisoformat(alert["since"]) <= today - timedelta(days=7)
    assert alert["lower"] <= alert["expected"] <= alert["upper"] < alert["observed"]
    submissions = (await web.get("/api/v1/submissions", headers=headers)).json()
    mine = next(row for row in submissions if "Kanne" in row["comment"])
    assert "damaged_transport" in mine["themes"]
    return dict(alert)


def logistics_gets_one_mail(mails: list[Message], url: str, alert: dict) -> None:
    assert [mail["to"] for mail in mails] == ["lager@shop.test"]
    text = next(part for part in mails[0].walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert f"{url}/alerts/{alert['id']}" in text.decode()
    assert str(alert["observed"]) in text.decode()


def the_receiver_gets_one_signed_webhook(hook: Hook, alert: dict) -> None:
    assert len(hook.requests) == 1
    headers, body = hook.requests[0]
    event = Webhook(SECRET).verify(body.decode(), headers)
    assert event["type"] == "alert.opened"
    assert event["data"]["id"] == alert["id"]


async def lea_signs_in(web: httpx.AsyncClient) -> None:
    await web.get("/login")
    login = {"email": "lea@shop.test", "password": PASSWORD, "_csrf_token": web.cookies["csrf"]}
    assert (await web.post("/login", data=login)).status_code == 303


async def logistics_acts(story: Story, web: httpx.AsyncClient, alert: dict) -> None:
    await members.add_member("lea@shop.test", "Lea", PASSWORD, Role.LOGISTICS)
    await lea_signs_in(web)
    page = await web.get(f"/alerts/{alert['id']}")
    assert "GLS" in page.text
    assert "zerdrückt" in page.text
    token = {"_csrf_token": web.cookies["csrf"]}
    for step, fields in (
        ("see", {}),
        ("take", {}),
        ("action", {"cause": "Neue, dünnere Kartons", "measure": "Wieder doppelwellige Kartons für Geschirr",
                    "started_on": story.served.house.today().isoformat()}),
    ):  # fmt: skip
        answer = await web.post(f"/alerts/{alert['id']}/{step}", data=token | fields)
        assert answer.status_code == 303, (step, answer.text)


async def logistics_lets_the_customers_be_told(web: httpx.AsyncClient, page: str) -> None:
    found = re.search(r'href="(/actions/\d+/tell)"', page)
    assert found
    assert "Einer Person Bescheid geben" in (await web.get(found[1])).text
    assert (await web.post(found[1], data={"_csrf_token": web.cookies["csrf"]})).status_code == 303


def the_customer_is_told_once(mails: list[Message]) -> None:
    told = [mail for mail in mails if mail["to"] == "kundin@post.test"]
    assert len(told) == 1
    text = next(part for part in told[0].walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert "doppelwellige Kartons" in text.decode()
