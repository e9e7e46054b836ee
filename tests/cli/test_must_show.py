"""What the product was ordered for: damage doubles at one carrier, and logistics hears of it once.

400 days of a shop's own export, about 200 rows a day, go through the command line; mail and webhook go to real servers.
"""

from __future__ import annotations

from datetime import date, timedelta
from email.message import Message
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from feedback_app.worker import STAGES
from tests.alerts.receivers import Hook, http_server, smtp_server
from tests.cli.conftest import Feedback
from tests.cli.shop_year import RISE_DAYS, write_year

LAST = date(2026, 11, 20)
BEGAN = LAST - timedelta(days=RISE_DAYS - 1)
# One false alarm a month is what the setting allows, so a calm year may hold one by chance; this one does not.
SEED = 2
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

pytestmark = pytest.mark.slow


async def test_doubled_damage_at_one_carrier_opens_one_alert_and_logistics_hears_of_it_once(
    feedback: Feedback, tmp_path: Path
):
    file = write_year(tmp_path / "returns.csv", LAST, rising="GLS", seed=SEED)
    async with smtp_server() as mail, http_server() as hook:
        settings = receivers(mail.port, hook)
        await feedback.done("import", "submissions", file)
        await feedback.done("worker", "--once", "--now", LAST.isoformat(), **settings)
        alerts = (await feedback.done("alerts", "list", "--json")).json
        names_what_rose(alerts)
        one_mail_with_the_figures(mail.mails, alerts[0])
        one_signed_webhook(hook, alerts[0])

        again = await feedback.done("worker", "--once", "--now", LAST.isoformat(), **settings)
        assert set(again.out.strip().split(", ")) == {f"{stage} 0" for stage, _ in STAGES}
        assert (len(mail.mails), len(hook.requests)) == (1, 1)


def receivers(smtp_port: int, hook: Hook) -> dict[str, str]:
    return {
        "FEEDBACK_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "FEEDBACK_MAIL_TO": "alle@shop.test",
        "FEEDBACK_MAIL_LOGISTICS": "lager@shop.test",
        "FEEDBACK_WEBHOOK_URL": hook.url,
        "FEEDBACK_WEBHOOK_SECRET": SECRET,
    }


def names_what_rose(alerts: list[dict]) -> None:
    assert len(alerts) == 1
    alert = alerts[0]
    assert (alert["theme"], alert["slice"], alert["team"]) == ("damaged_transport", {"carrier": "GLS"}, "logistics")
    assert abs(date.fromisoformat(alert["since"]) - BEGAN) <= timedelta(days=3)
    assert alert["lower"] <= alert["expected"] <= alert["upper"] < alert["observed"]


def one_mail_with_the_figures(mails: list[Message], alert: dict) -> None:
    assert [mail["to"] for mail in mails] == ["lager@shop.test"]
    text = next(part for part in mails[0].walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    for figure in ("GLS", "Transportschaden", str(alert["observed"]), f"{alert['expected']:.0f}"):
        assert figure in text.decode()


def one_signed_webhook(hook: Hook, alert: dict) -> None:
    assert len(hook.requests) == 1
    headers, body = hook.requests[0]
    event = Webhook(SECRET).verify(body.decode(), headers)
    assert (event["type"], event["data"]["id"]) == ("alert.opened", alert["id"])


async def test_the_same_year_without_the_rise_opens_nothing(feedback: Feedback, tmp_path: Path):
    await feedback.done("import", "submissions", write_year(tmp_path / "returns.csv", LAST, seed=SEED))
    done = await feedback.done("worker", "--once", "--now", LAST.isoformat())
    assert "alert 0" in done.out
    assert (await feedback.done("alerts", "list", "--all", "--json")).json == []
