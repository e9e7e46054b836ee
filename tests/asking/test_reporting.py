"""The shop hears of each answer once, signed, when it is understood, and without a word of the customer's."""

import dataclasses
import json
from datetime import UTC, datetime

import msgspec
import pytest
from standardwebhooks import Webhook

from classifier.tables import Assignment, Classification
from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.tables import Notification
from feedback_app.asking import reporting
from surveys.built_in_scores import CSAT
from surveys.surveys import current_survey, publish
from surveys.tables import Answer, Comment, Submission
from tests.alerts.receivers import http_server

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE="
WORDS = "Der Karton von Frau Meier war zerdrückt"


def hooked(url: str = "http://127.0.0.1:9/hook", **changes) -> Channels:
    made = Channels(None, "f@shop.example", {}, url, SECRET, True, submission_webhook=True)
    return dataclasses.replace(made, **changes)


async def answered(house, understood: bool = True, **fields) -> int:
    survey = await current_survey("csat")
    submission = Submission(
        **{"survey": survey.id, "order_id": "O-1", "submitted_at": house.now(), "day": house.today(), "rating": 2,
           "language": "de", "channel": "mail", "changed_at": house.now(), **fields}
    )  # fmt: skip
    await submission.save()
    comment = Comment(
        submission=submission.id, day=house.today(), text=WORDS, reason="defective", reason_group="broken", sku="H-1"
    )
    await comment.save()
    await Answer(submission=submission.id, question="why_low", codes='["delivery"]', text="Meier").save()
    if understood:
        await understand(house, comment.id)
    return int(submission.id)


async def understand(house, comment: int) -> None:
    await Classification(
        comment=comment, day=house.today(), outcome="themes", novelty=0.1, classified_at=house.now()
    ).save()
    await Assignment(comment=comment, theme="damaged_transport", probability=0.9, source="model").save()


async def test_an_answer_is_announced_once_and_signed(house, clock):
    clock.now = datetime.now(UTC)
    submission = await answered(house)
    async with http_server() as hook:
        channels = hooked(hook.url)
        assert [await reporting.run(house, channels) for _ in range(3)] == [1, 0, 0]
        assert await notifications.run(house, channels) == 1
    ((headers, body),) = hook.requests
    said = Webhook(SECRET).verify(body, headers)
    assert said["type"] == "submission.completed"
    told = said["data"]
    assert (told["id"], told["order_id"], told["rating"]) == (submission, "O-1", 2)
    assert told["survey"] == {"code": "csat", "version": 1}
    assert told["answers"] == [{"question": "why_low", "number": None, "codes": ["delivery"], "sku": ""}]
    assert told["reasons"] == [{"sku": "H-1", "group": "broken", "reason": "defective", "quantity": 1, "wish": ""}]
    assert told["themes"] == ["damaged_transport"]


async def test_no_word_of_the_customers_leaves_the_house(house):
    await answered(house)
    await reporting.run(house, hooked())
    assert "Meier" not in (await Notification.objects().first()).body


async def test_an_answer_waits_until_all_of_it_is_understood(house):
    submission = await answered(house, understood=False)
    assert await reporting.run(house, hooked()) == 0
    await understand(house, (await Comment.objects().get(Comment.submission == submission)).id)
    assert await reporting.run(house, hooked()) == 1


async def test_a_changed_answer_is_announced_again(house):
    submission = await answered(house)
    await reporting.run(house, hooked())
    await Submission.update({Submission.revision: 2, Submission.rating: 5}).where(Submission.id == submission)
    assert [await reporting.run(house, hooked()) for _ in range(2)] == [1, 0]
    bodies = [json.loads(row["body"])["data"] for row in await Notification.select().order_by(Notification.id)]
    assert [(told["revision"], told["rating"]) for told in bodies] == [(1, 2), (2, 5)]


@pytest.mark.parametrize("off", [{"submission_webhook": False}, {"webhook_url": ""}])
async def test_nothing_is_announced_unless_asked_for(house, off):
    await answered(house)
    assert await reporting.run(house, hooked(**off)) == 0
    assert await Notification.count() == 0


@pytest.mark.parametrize("fields", [{"external_id": "E-1"}, {"demo": True}])
async def test_what_the_shop_sent_itself_and_demo_answers_are_not_announced(house, fields):
    await answered(house, **fields)
    assert await reporting.run(house, hooked()) == 0


async def test_old_answers_are_not_announced_when_this_is_switched_on(house, clock):
    await answered(house)
    clock.pass_time(days=8)
    assert await reporting.run(house, hooked()) == 0


async def test_an_anonymous_answer_is_not_announced(house):
    await publish("csat", msgspec.structs.replace(CSAT, anonymous=True), house.now())
    await answered(house)
    assert await reporting.run(house, hooked()) == 0
    assert await Notification.count() == 0


async def test_a_stage_that_was_killed_announces_afterwards(house, monkeypatch):
    await answered(house)
    with monkeypatch.context() as crash:
        crash.setattr(notifications, "enqueue", None)
        with pytest.raises(TypeError):
            await reporting.run(house, hooked())
    assert await reporting.run(house, hooked()) == 1
